"""The register as a workbook: a summary and one sheet a table, both languages, filters, a frozen head.

Nothing a person wrote can become a formula or a link: every text goes in as a string. Numbers and days are
typed, so that they sort. A cell holds at most 32,767 characters; what is longer is cut and says so (the JSON
holds it whole). The same snapshot gives the same bytes.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter

from reports import wording
from reports.cells import Cell, Coded, Column, Table, plain, words
from reports.register import tables
from reports.shape import Text
from reports.snapshot import Snapshot, digest
from reports.view import Dossier, dossier

EXTENSION = "xlsx"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767
CUT = "… [+]"
A4 = 9
LINE, TALLEST_ROW = 13.5, 409.0
PRINTED_COLUMNS = 16  # what one can still read across a page; the rest is for the screen

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "use_future_functions": False,
}


def render(snapshot: Snapshot) -> bytes:
    """The workbook of ``snapshot``: Summary, then the tables of ``register.tables``."""
    memory = BytesIO()
    book = xlsxwriter.Workbook(memory, _OPTIONS)
    book.set_properties(_properties(snapshot))
    formats = _formats(book)
    _write_summary(book, formats, dossier(snapshot, None))
    for table in tables(snapshot):
        _write_table(book, formats, table)
    book.close()
    return memory.getvalue()


def _properties(snapshot: Snapshot) -> dict[str, Any]:
    title = wording.LABELS["title"]
    return {
        "title": plain(f"{title.zh} {title.en}")[:250],
        "subject": plain(f"{snapshot.service.name.zh} {snapshot.service.name.en}")[:250],
        "author": plain(snapshot.report.prepared_by or "Hegui")[:250],
        "comments": digest(snapshot),
        "created": snapshot.report.created_at.astimezone(UTC).replace(tzinfo=None),
    }


def _formats(book: Any) -> dict[str, Any]:
    base = {"valign": "top", "text_wrap": True, "font_name": "等线", "font_size": 10}
    rule = {"bottom": 4, "bottom_color": "#b9bec7"}
    return {
        "title": book.add_format(base | {"bold": True, "font_size": 15, "text_wrap": False}),
        "heading": book.add_format(base | {"bold": True, "font_size": 11}),
        "draft": book.add_format(base | {"bold": True, "font_color": "#a3312a", "text_wrap": False}),
        "label": book.add_format(base | {"font_color": "#4a5568"}),
        "text": book.add_format(base),
        "count": book.add_format(base | {"align": "left"}),
        "head": book.add_format(
            base | {"bold": True, "bg_color": "#e8ecf2", "font_color": "#1d2a3a", "bottom": 1}
        ),
        "cell": book.add_format(base | rule),
        "id": book.add_format(base | rule | {"bold": True}),
        "number": book.add_format(base | rule | {"num_format": "#,##0"}),
        "day": book.add_format(base | rule | {"num_format": "yyyy-mm-dd", "align": "left"}),
    }


# -- tables --------------------------------------------------------------------------------------


def _write_table(book: Any, formats: dict[str, Any], table: Table) -> None:
    sheet = book.add_worksheet(f"{table.title.zh} {table.title.en}"[:31])
    heads = [head for column in table.columns for head in _heads(column)]
    sheet.set_row(0, 32)
    for position, (heading, width) in enumerate(heads):
        sheet.set_column(position, position, width)
        sheet.write_string(0, position, heading, formats["head"])
    row = 0
    for row, cells in enumerate(table.cells(), 1):
        values = [
            value for column, cell in zip(table.columns, cells, strict=True) for value in _parts(column, cell)
        ]
        sheet.set_row(row, _height(values[:PRINTED_COLUMNS], [width for _, width in heads]))
        for position, value in enumerate(values):
            _write(sheet, formats, row, position, value)
    sheet.freeze_panes(1, 0 if table.key == "plan" else 1)
    sheet.autofilter(0, 0, row, len(heads) - 1)
    sheet.print_area(0, 0, row, min(len(heads), PRINTED_COLUMNS) - 1)
    sheet.repeat_columns(0)
    _set_up_page(sheet, table.title, pages=2 if len(heads) > PRINTED_COLUMNS else 1)


def _height(values: Iterable[Any], widths: Iterable[int]) -> float:
    """The height in points that shows every text whole; readers do not all work it out themselves."""
    lines = 1
    for value, width in zip(values, widths, strict=False):
        if isinstance(value, str) and len(value) > 4000:
            return TALLEST_ROW
        if isinstance(value, str):
            spans = (sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in value.split("\n"))
            lines = max(lines, sum(1 + max(0, span - 1) // max(1, width - 2) for span in spans))
    return min(TALLEST_ROW, 3 + LINE * lines)


def _heads(column: Column) -> Iterator[tuple[str, int]]:
    """Heading and width of the sheet columns one column becomes: two for a text in both languages."""
    heading = column.heading
    if column.kind == "text":
        yield f"{heading.zh}\n{heading.en} (zh)", column.width
        yield f"{heading.zh}（英）\n{heading.en} (en)", column.width
    else:
        yield f"{heading.zh}\n{heading.en}", column.width


def _parts(column: Column, cell: Cell) -> Iterable[str | int | date | None]:
    if column.kind == "text":
        return (cell.zh, cell.en) if isinstance(cell, Text) else (None, None)
    if isinstance(cell, Coded):
        sign = wording.SIGNS.get(cell.code)
        return (" ".join(part for part in (sign, cell.words.zh, cell.words.en) if part),)
    if isinstance(cell, Text):
        return (f"{cell.zh} {cell.en}",)
    return (cell,)


def _write(sheet: Any, formats: dict[str, Any], row: int, position: int, value: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, position, None, formats["cell"])
    elif isinstance(value, datetime):
        sheet.write_datetime(row, position, _naive(wording.beijing_day(value)), formats["day"])
    elif isinstance(value, date):
        _write_day(sheet, formats, row, position, value)
    elif isinstance(value, int):
        sheet.write_number(row, position, value, formats["number"])
    else:
        sheet.write_string(row, position, _fitted(value), formats["id" if position == 0 else "cell"])


def _write_day(sheet: Any, formats: dict[str, Any], row: int, position: int, day: date) -> None:
    """A typed day; the format knows none before 1900, so such a day is words."""
    if day.year < 1900:
        sheet.write_string(row, position, day.isoformat(), formats["cell"])
    else:
        sheet.write_datetime(row, position, _naive(day), formats["day"])


def _naive(day: date) -> datetime:
    return datetime.combine(day, time())


def _fitted(text: str) -> str:
    """Text as a cell can hold it; its length is counted in UTF-16, as the format does."""
    text = plain(text)
    if len(text) * 2 <= LONGEST_CELL:
        return text
    units = text.encode("utf-16-le")
    if len(units) // 2 <= LONGEST_CELL:
        return text
    return units[: (LONGEST_CELL - len(CUT)) * 2].decode("utf-16-le", "ignore") + CUT


def _set_up_page(sheet: Any, title: Text, *, pages: int = 1) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.repeat_rows(0)
    sheet.fit_to_pages(pages, 0)
    sheet.set_footer(f"&L{title.zh} {title.en}&R&P / &N")


# -- the summary ---------------------------------------------------------------------------------


def _write_summary(book: Any, formats: dict[str, Any], whole: Dossier) -> None:
    sheet = book.add_worksheet("摘要 Summary")
    sheet.hide_gridlines(2)
    for position, width in enumerate(_SUMMARY_WIDTHS):
        sheet.set_column(position, position, width)
    for row, (label, zh, en, style) in enumerate(_summary(whole)):
        sheet.set_row(row, 26 if style == "title" else _height((label, zh, en), _SUMMARY_WIDTHS))
        left = style if style in ("title", "heading") else "label"
        sheet.write_string(row, 0, _fitted(label), formats[left])
        for position, value in ((1, zh), (2, en)):
            if isinstance(value, int):
                sheet.write_number(row, position, value, formats["count"])
            elif value:
                sheet.write_string(row, position, _fitted(value), formats[style])
    _set_up_page(sheet, wording.SECTIONS["summary"])


Row = tuple[str, str | int, str, str]
_SUMMARY_WIDTHS = (32, 60, 60)


def _summary(whole: Dossier) -> Iterator[Row]:
    """Label, Chinese, English and style of each line of the first sheet."""
    snapshot, label = whole.snapshot, wording.LABELS
    report = snapshot.report
    title = label["title"]
    yield f"{title.zh} {title.en}", "", "", "title"
    yield _line(
        words("状态", "Standing"), label[report.status], "draft" if report.status == "draft" else "text"
    )
    if snapshot.firm:
        yield _line(words("出具机构", "Firm"), snapshot.firm.name)
    if snapshot.client:
        yield _line(label["client"], snapshot.client)
    yield _line(label["service"], snapshot.service.name)
    if snapshot.service.description:
        yield _line(words("服务说明", "About the service"), snapshot.service.description)
    if report.classification:
        yield _line(words("密级", "Classification"), report.classification)
    yield _line(label["law_as_of"], wording.day(snapshot.as_of))
    yield _line(words("所知法律截至", "Law known to"), wording.day(snapshot.rulebook.law_known_to))
    yield _line(label["coverage"], _names(group.name for group in snapshot.coverage if group.included))
    if whole.left_out:
        yield _line(label["left_out"], _names(whole.left_out))
    yield "", "", "", "text"
    yield _line(wording.SECTIONS["scope"], snapshot.verdict.title, "heading")
    yield _line(label["reason"], snapshot.verdict.reason)
    yield "", "", "", "text"
    yield from _figures(whole)
    yield "", "", "", "text"
    for note in (*snapshot.notes, *snapshot.left_out_law):
        yield "", note.zh, note.en, "text"
    yield "", "", "", "text"
    yield _line(label["prepared_by"], words(report.prepared_by or "–", report.prepared_by or "–"))
    yield _line(words("制作时间", "Made"), wording.instant(report.created_at))
    yield _line(label["rulebook"], words(snapshot.rulebook.version, snapshot.rulebook.digest))
    yield _line(label["document"], words(report.id, report.id))
    yield _line(label["digest"], words(digest(snapshot), ""))


def _figures(whole: Dossier) -> Iterator[Row]:
    yield _both(wording.LABELS["figures"]), "", "", "heading"
    for outcome, said in wording.OUTCOMES.items():
        count = whole.figures.outcomes[outcome]
        yield f"{wording.SIGNS[outcome]} {_both(said)}", count, "", "text"
    for judgement, said in wording.JUDGEMENTS.items():
        count = whole.figures.judged[judgement]
        yield f"{wording.SIGNS[judgement]} {_both(said)}", count, "", "text"
    for name, count in (("due_soon", whole.figures.due_soon), ("overdue", whole.figures.overdue)):
        yield _both(wording.LABELS[name]), count, "", "text"


def _line(label: Text, value: Text, style: str = "text") -> Row:
    return _both(label), value.zh, value.en, style


def _both(label: Text) -> str:
    return f"{label.zh} {label.en}"


def _names(names: Iterable[Text]) -> Text:
    listed = list(names)
    return Text(zh="、".join(name.zh for name in listed), en=", ".join(name.en for name in listed))
