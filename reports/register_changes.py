"""What moved since the last report, for the register: a table of its own, and a column beside each duty."""

from collections.abc import Mapping
from typing import NamedTuple

from reports import wording
from reports.cells import (
    Cell,
    Table,
    coded,
    coded_column,
    lines,
    plain_column,
    text_column,
    words,
)
from reports.change_rows import Chapter, Line, Row, Value, chapters
from reports.changes import Since
from reports.shape import Text

_L = wording.LABELS
_EVERY_LINE = 10**6


class Moved(NamedTuple):
    """One line of a change with what it belongs to."""

    chapter: Chapter
    row: Row
    line: Line


def changes(since: Since) -> Table:
    """Every line of every change, whole, in reading order."""
    return Table(
        "changes",
        words("变化", "Changes"),
        (
            plain_column("id", _L["number"], 16, lambda m: m.row.id),
            text_column("what", words("范围", "Part"), 18, lambda m: m.chapter.title),
            text_column("title", _L["what_moved"], 40, lambda m: m.row.title),
            coded_column("kind", _L["kind"], 18, lambda m: coded(m.row.kind, wording.CHANGE_KINDS)),
            text_column("field", words("项目", "Field"), 20, lambda m: m.line.label),
            text_column("before", _L["before"], 36, lambda m: _said(m.line.before)),
            text_column("after", _L["after"], 36, lambda m: _said(m.line.after)),
            text_column("detail", _L["reason"], 44, lambda m: m.row.detail),
            plain_column("by", _L["said_by"], 20, lambda m: m.row.by),
        ),
        tuple(
            Moved(chapter, row, line)
            for chapter in chapters(since, most=_EVERY_LINE)
            for row in chapter.rows
            for line in row.lines
        ),
    )


def _said(value: Value | None) -> Cell:
    return value.words if value else None


def of_duties(since: Since | None) -> Mapping[str, Text]:
    """By obligation, the sentences on its outcome, its finding and its own text, a line each."""
    found: dict[str, list[Text]] = {}
    if since:
        told = [(c.obligation, c.words) for c in since.outcomes]
        told += [(c.obligation, c.words) for c in since.findings]
        told += [(c.subject, c.words) for c in since.law if c.kind.startswith("obligation")]
        for id, sentence in told:
            found.setdefault(id, []).append(sentence)
    return {id: said for id, sentences in found.items() if (said := lines(sentences))}
