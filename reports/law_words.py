"""One field of a duty or an instrument as words, to stand beside what it said before."""

from collections.abc import Mapping
from datetime import date

from reports import cells, wording
from reports.shape import History, Instrument, Obligation, Text

_CODES: Mapping[str, Mapping[str, Text]] = {
    "mark": wording.MARKS,
    "binding_nature": wording.NATURES,
    "bites": wording.BITES,
    "type": wording.KINDS,
}


def field_words(subject: Obligation | Instrument, name: str) -> Text | None:
    """What ``subject`` says under ``name``; None where it says nothing."""
    value = getattr(subject, name)
    if name == "penalties" and isinstance(subject, Obligation):
        return cells.penalties(subject)
    if name in _CODES:
        return cells.coded(value, _CODES[name]).words
    if isinstance(value, bool):
        return cells.words("是", "yes") if value else cells.words("否", "no")
    if isinstance(value, date):
        return wording.day(value)
    if isinstance(value, History):
        return value.text
    if isinstance(value, tuple):
        return cells.lines([part if isinstance(part, Text) else cells.same(part) for part in value])
    return cells.same(value) if isinstance(value, str) and value else value or None
