"""What moved, as rows: what every page, sheet and annex that shows a comparison repeats.

A chapter is one kind of change; a row is one thing that moved, with a line for each field of it: before and
after, in words and, where there is one, as a state with its sign. The order is that of reading: what follows
for the service first, what it rests on next, the law last.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from reports import wording
from reports.changes import (
    AnswerChange,
    Changes,
    DeterminationChange,
    EvidenceChange,
    FieldChange,
    FindingChange,
    LawChange,
    OutcomeChange,
    PositionChange,
    ScopeChange,
    Side,
)
from reports.shape import Text

SECTIONS = wording.CHANGE_SECTIONS
KINDS = wording.CHANGE_KINDS
MOST_LINES = 300  # of one chapter on paper or a page; the JSON holds them all
LONGEST = 600  # characters of one side on paper or a page, in English; half as many in Chinese
MOST_BREAKS = 12  # lines of one side, or a cell would outgrow its page


_OUTCOME_ORDER = ("gained", "lost", "opened", "settled", "moved")
_SIGNED = ("OUTCOMES", "JUDGEMENTS", "VALUES")
_SILENT = ("changed", "rulebook", "day", "coverage")


@dataclass(frozen=True, slots=True)
class Value:
    """One side of a line. ``table`` of ``wording`` names the state whose sign and color it carries."""

    words: Text
    table: str = ""
    code: str = ""

    @property
    def brief(self) -> Text:
        """The words as a narrow column can hold them."""
        return brief(self.words)

    @property
    def is_state(self) -> bool:
        """Whether it is drawn with a sign."""
        return self.table in _SIGNED and self.code in wording.SIGNS


@dataclass(frozen=True, slots=True)
class Line:
    """One field: its label (None where the row says all), before and after; a side may be empty."""

    label: Text | None
    before: Value | None
    after: Value | None


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that moved. ``kind`` is a code of ``wording.CHANGE_KINDS``, ``detail`` its reason."""

    id: str
    title: Text
    kind: str
    lines: tuple[Line, ...]
    detail: Text | None = None
    by: str | None = None

    @property
    def kind_words(self) -> Text | None:
        """How it moved; None where before and after say all there is to say."""
        return None if self.kind in _SILENT else KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The changes of one kind. ``left_out``: lines beyond the limit."""

    id: str
    title: Text
    rows: tuple[Row, ...]
    left_out: int = 0

    @property
    def is_states(self) -> bool:
        """Whether all its sides are states, which need little room."""
        sides = (side for row in self.rows for line in row.lines for side in (line.before, line.after))
        return all(side is None or side.is_state for side in sides)

    @property
    def names_ids(self) -> bool:
        """Whether readers know its things by their ids: duties, points and evidence, not questions."""
        return self.id not in ("scope", "answers", "determinations")


def chapters(changes: Changes, most: int = MOST_LINES) -> tuple[Chapter, ...]:
    """Every chapter in which something moved, each with at most ``most`` lines."""
    found = []
    for id, title in SECTIONS.items():
        held = getattr(changes, id)
        moved = () if held is None else held if isinstance(held, tuple) else (held,)
        if id == "outcomes":
            moved = tuple(sorted(moved, key=lambda change: _OUTCOME_ORDER.index(change.kind)))
        if moved:
            found.append(_chapter(id, title, [_ROWS[id](one) for one in moved], most))
    return tuple(found)


def _chapter(id: str, title: Text, rows: list[Row], most: int) -> Chapter:
    kept, lines = [], 0
    for row in rows:
        if lines + len(row.lines) > most:
            break
        kept.append(row)
        lines += len(row.lines)
    return Chapter(id, title, tuple(kept), sum(len(row.lines) for row in rows) - lines)


def brief(text: Text) -> Text:
    """A text as a narrow column can hold it; the JSON holds it whole."""
    short = wording.both_shortened(text, LONGEST)
    return Text(zh=_few_lines(short.zh), en=_few_lines(short.en))


def _few_lines(words: str) -> str:
    lines = words.split("\n")
    return words if len(lines) <= MOST_BREAKS else "\n".join(lines[:MOST_BREAKS]) + "…"


def tally(changes: Changes) -> dict[str, int]:
    """How many duties were gained, lost, opened and settled; one new or gone counts by its outcome."""
    counts = dict.fromkeys(("gained", "lost", "opened", "settled"), 0)
    kinds: list[str] = [change.kind for change in changes.outcomes]
    for change in changes.law:
        if change.kind == "obligation_new":
            kinds += [{"applies": "gained", "undetermined": "opened"}.get(_code(change, after=True), "")]
        if change.kind == "obligation_gone":
            kinds += ["lost" if _code(change, after=False) == "applies" else ""]
    for kind in kinds:
        if kind in counts:
            counts[kind] += 1
    return counts


def _code(change: LawChange, *, after: bool) -> str:
    field = change.fields[0]
    return (field.code_after if after else field.code_before) or ""


def tally_words(changes: Changes) -> Text | None:
    """The tally as a sentence; None where no outcome moved."""
    counts = {kind: count for kind, count in tally(changes).items() if count}
    if not counts:
        return None
    zh = "，".join(f"{_COUNTED[kind].zh} {count} 项" for kind, count in counts.items())
    en = ", ".join(f"{count} {_COUNTED[kind].en}" for kind, count in counts.items())
    return Text(zh=f"义务：{zh}。", en=f"Duties: {en}.")


_COUNTED = {
    "gained": Text(zh="新适用", en="gained"),
    "lost": Text(zh="不再适用", en="lost"),
    "opened": Text(zh="新待定", en="newly open"),
    "settled": Text(zh="已确定", en="settled"),
}


def side_words(side: Side) -> Text:
    """A report by the day it was made, its standing and its number."""
    day, standing = wording.day(wording.beijing_day(side.created_at)), wording.LABELS[side.status]
    digest = wording.short_digest(side.digest)
    as_of, law = wording.day(side.as_of), wording.LABELS["law_as_of"]
    return Text(
        zh=f"{day.zh}的报告（{standing.zh}，编号 {side.report}，摘要 {digest}；"
        f"{law.zh} {as_of.zh}，规则版本 {side.rulebook}）",
        en=f"the report of {day.en} ({standing.en}, document {side.report}, digest {digest}; "
        f"law as of {as_of.en}, rulebook {side.rulebook})",
    )


def compared_words(old: Side) -> Text:
    """Which report the changes are counted from, as a sentence."""
    label, report = wording.LABELS["compared_with"], side_words(old)
    return Text(zh=f"{label.zh}{report.zh}。", en=f"{label.en} {report.en}.")


# -- one row a change ---------------------------------------------------------------------------


def _scope(change: ScopeChange) -> Row:
    before = Value(change.title_before, "SCOPES", change.before)
    line = Line(None, before, Value(change.title_after, "SCOPES", change.after))
    return Row(change.after, wording.SECTIONS["scope"], "changed", (line,))


def _answer(change: AnswerChange) -> Row:
    line = Line(None, Value(change.before), Value(change.after))
    return Row(change.question, change.ask, change.kind, (line,), by=change.by)


def _determination(change: DeterminationChange) -> Row:
    sides = (_state("VALUES", change.before), _state("VALUES", change.after))
    return Row(change.determination, change.meaning, "changed", (Line(None, *sides),))


def _outcome(change: OutcomeChange) -> Row:
    sides = (_state("OUTCOMES", change.before), _state("OUTCOMES", change.after))
    return Row(change.obligation, change.title, change.kind, (Line(None, *sides),), change.because)


def _finding(change: FindingChange) -> Row:
    return Row(change.obligation, change.title, "changed", _lines(change.fields))


def _position(change: PositionChange) -> Row:
    line = Line(None, _reading(change.before), _reading(change.after))
    reason = Text(zh=change.reason, en=change.reason) if change.reason else None
    return Row(change.open_point, change.title, change.kind, (line,), reason, change.by)


def _reading(reading: str | None) -> Value:
    return Value(wording.LABELS[f"reading_{reading}" if reading else "no_position"])


def _evidence(change: EvidenceChange) -> Row:
    title = Text(zh=change.title, en=change.title)
    lines = _lines(change.fields) or (Line(None, *_EVIDENCE_SIDES[change.kind]),)
    return Row(change.number, title, change.kind, lines)


def _law(change: LawChange) -> Row:
    # The frame (edition, day) is its own title: its one line needs no label.
    is_frame = change.kind in ("rulebook", "day", "coverage")
    lines = _lines(change.fields)
    return Row(
        "" if is_frame else change.subject,
        change.title,
        change.kind,
        tuple(Line(None, line.before, line.after) for line in lines) if is_frame else lines,
    )


def _lines(fields: Iterable[FieldChange]) -> tuple[Line, ...]:
    return tuple(
        Line(
            field.label,
            _side(field.field, field.before, field.code_before),
            _side(field.field, field.after, field.code_after),
        )
        for field in fields
    )


_TABLES = {"judgement": "JUDGEMENTS", "status": "STATUSES", "outcome": "OUTCOMES"}


def _side(field: str, words: Text | None, code: str | None) -> Value | None:
    if words is None:
        return None
    if code is None:
        return Value(words)
    return Value(words, _TABLES.get(field, ""), code)


def _state(table: str, code: str) -> Value:
    known: dict[str, Text] = getattr(wording, table)
    return Value(known[code], table, code)


_THERE = Text(zh="已列入", en="in the index")
# The code is the kind itself, for what has no words of its own in the snapshot.
_EVIDENCE_SIDES: dict[str, tuple[Value | None, Value | None]] = {
    "added": (None, Value(_THERE, code="added")),
    "removed": (Value(_THERE, code="removed"), None),
    "changed": (Value(_THERE, code="changed"), Value(KINDS["changed"])),
    "expired": (Value(Text(zh="有效", en="valid"), code="expired"), Value(KINDS["expired"])),
}
_ROWS: dict[str, Callable[..., Row]] = {
    "scope": _scope,
    "outcomes": _outcome,
    "answers": _answer,
    "determinations": _determination,
    "findings": _finding,
    "positions": _position,
    "evidence": _evidence,
    "law": _law,
}
