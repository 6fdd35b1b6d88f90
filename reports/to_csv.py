"""The obligations register as CSV, for spreadsheets and scripts: RFC 4180, UTF-8 with a byte order mark.

The first line holds lasting column keys. A text stands in two columns (``title_zh``, ``title_en``), a value
from a fixed list in three (``outcome`` for machines, ``outcome_zh`` and ``outcome_en`` for people). All cells
are quoted. A cell that a spreadsheet would take for a formula, that is one which begins with ``= + - @``, a
tab, a line end or a full-width form of those signs, gets an apostrophe in front: whoever reads the file by
program takes one leading apostrophe off such a cell.
"""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from io import StringIO

from reports.cells import Cell, Coded, Column, plain
from reports.register import obligations
from reports.shape import Text
from reports.snapshot import Snapshot
from reports.view import dossier

EXTENSION = "csv"
CONTENT_TYPE = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"
TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def render(snapshot: Snapshot) -> bytes:
    """The register of ``snapshot``, a line an obligation, in catalogue order."""
    table = obligations(dossier(snapshot, None))
    text = StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([key for column in table.columns for key in _keys(column)])
    for cells in table.cells():
        writer.writerow(
            [
                harmless(value)
                for column, cell in zip(table.columns, cells, strict=True)
                for value in _values(column, cell)
            ]
        )
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def harmless(value: str) -> str:
    """``value`` as no spreadsheet takes it for a formula."""
    value = plain(value)
    return f"'{value}" if value.startswith(TRIGGERS) else value


def _keys(column: Column) -> tuple[str, ...]:
    key = column.key
    if column.kind == "text":
        return (f"{key}_zh", f"{key}_en")
    return (key, f"{key}_zh", f"{key}_en") if column.kind == "coded" else (key,)


def _values(column: Column, cell: Cell) -> Iterator[str]:
    if cell is None:
        yield from ("" for _ in _keys(column))
    elif isinstance(cell, Coded):
        yield from (cell.code, cell.words.zh, cell.words.en)
    elif isinstance(cell, Text):
        yield from (cell.zh, cell.en)
    elif isinstance(cell, date | datetime):
        yield cell.isoformat()
    else:
        yield str(cell)
