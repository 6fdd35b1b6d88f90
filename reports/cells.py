"""Typed cells, columns and tables: what the register is made of, before a format writes it.

Also the words, on one line or a few, for what people recorded about an obligation.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from reports import wording
from reports.shape import Action, Dissent, Obligation, Text
from reports.view import Duty


class Coded(NamedTuple):
    """A value of a fixed list: the code machines read and the words people do."""

    code: str
    words: Text


Cell = str | int | date | datetime | Text | Coded | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its lasting key, its heading, what a row shows in it, and how wide it stands on a sheet.

    ``kind``: ``plain`` (str or int), ``text`` (Text), ``coded`` (Coded), ``day`` (date or datetime).
    """

    key: str
    heading: Text
    kind: str
    width: int
    value: Callable[[Any], Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """A list under a title; ``cells`` gives its rows."""

    key: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[Any, ...]

    def cells(self) -> Iterable[tuple[Cell, ...]]:
        """Row by row, one cell a column."""
        for row in self.rows:
            yield tuple(column.value(row) for column in self.columns)


def coded(code: str, words: Mapping[str, Text]) -> Coded:
    """A code with its words; one that no list knows (an old archive) is its own word."""
    return Coded(code, words.get(code) or same(code.replace("_", " ")))


_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)


def plain(text: str) -> str:
    """``text`` without what XML cannot hold and what turns a line's direction unseen; lines end in LF."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _UNSAFE.sub("", text)


def plain_column(key: str, heading: Text, width: int, value: Callable[[Any], Cell]) -> Column:
    """A column of names, ids and what people wrote."""
    return Column(key, heading, "plain", width, value)


def text_column(key: str, heading: Text, width: int, value: Callable[[Any], Cell]) -> Column:
    """A column in both languages."""
    return Column(key, heading, "text", width, value)


def coded_column(key: str, heading: Text, width: int, value: Callable[[Any], Cell]) -> Column:
    """A column of values from a fixed list."""
    return Column(key, heading, "coded", width, value)


def day_column(key: str, heading: Text, value: Callable[[Any], Cell]) -> Column:
    """A column of days."""
    return Column(key, heading, "day", 12, value)


# -- words for what people recorded -------------------------------------------------------------


def has_finding(duty: Duty) -> bool:
    """Whether a finding on the obligation counts and is shown."""
    return duty.obligation.outcome in ("applies", "undetermined")


def action_lines(actions: Sequence[Action]) -> str | None:
    """One line an action: what, who, by when, how far."""
    said = []
    for action in actions:
        status = wording.STATUSES[action.status]
        due = action.due.isoformat() if action.due else ""
        parts = (action.text, action.owner or "", due, f"{status.zh} {status.en}")
        said.append(" · ".join(part for part in parts if part))
    return "\n".join(said) or None


def dissent_line(dissent: Dissent | None) -> str | None:
    """Counsel's own view, the reason, who and when."""
    if dissent is None:
        return None
    view = coded(dissent.view, wording.OUTCOMES).words
    return f"{view.zh} {view.en}: {dissent.reason} ({dissent.by}, {dissent.on.isoformat()})"


def reading_letter(reading: str) -> str | None:
    """``A``, ``B``, or None where the law leans nowhere."""
    return None if reading == "none" else reading.upper()


def stored(raw: tuple[str, ...] | str | int | None) -> str | int | None:
    """An answer as it is kept; several options joined by a semicolon."""
    return "; ".join(raw) if isinstance(raw, tuple) else raw


def penalties(obligation: Obligation) -> Text | None:
    """What a breach may cost, one line a provision, each with how far it was checked."""
    return lines(
        [
            Text(
                zh=f"{p.provision.zh}：{p.effect.zh}（{wording.MARKS[p.mark].zh}）",
                en=f"{p.provision.en}: {p.effect.en} ({wording.MARKS[p.mark].en})",
            )
            for p in obligation.penalties
        ]
    )


def lines(texts: Sequence[Text]) -> Text | None:
    """Several texts as one, a line each; None for none."""
    if not texts:
        return None
    return Text(zh="\n".join(t.zh for t in texts), en="\n".join(t.en for t in texts))


def joined(names: Sequence[str]) -> str | None:
    """Ids on one line; None for none."""
    return "; ".join(names) or None


def settled_by_ids(obligation: Obligation) -> str | None:
    """The questions that can settle an open outcome, those of one set joined by a plus."""
    return joined(["+".join(found.questions) for found in obligation.settled_by])


def nearest_ids(obligation: Obligation) -> str | None:
    """The answers that would bring a duty that does not apply, as in an answers file."""
    nearest = obligation.nearest_change
    return joined(
        [f"{change.question}={_spelt(change.answer)}" for change in nearest.changes] if nearest else []
    )


def _spelt(answer: tuple[str, ...] | str | int) -> str:
    return ",".join(answer) if isinstance(answer, tuple) else str(answer)


def same(words: str) -> Text:
    """Words that are the same in both languages."""
    return Text(zh=words, en=words)


def words(zh: str, en: str) -> Text:
    """A heading or label in both languages."""
    return Text(zh=zh, en=en)
