"""The shapes of a comparison: what moved between two snapshots of a service, each change with its words.

Frozen and JSON-able like a snapshot, and part of one (``Snapshot.since``): field names are for ever. Every
change carries ``words``: one sentence in both languages, so that a register or a mail only has to repeat it.
What a page sets in columns stands beside it: before and after, with their codes where there are any.
"""

from datetime import date
from typing import Literal

from reports.shape import Frozen, Instant, Outcome, Scope, Text


class Side(Frozen):
    """One of the two snapshots: which report, of which day, under which rulebook."""

    report: str
    digest: str
    status: Literal["draft", "released"]
    created_at: Instant
    as_of: date
    rulebook: str
    rulebook_digest: str


class ScopeChange(Frozen):
    """The verdict moved."""

    before: Scope
    after: Scope
    title_before: Text
    title_after: Text
    words: Text


class AnswerChange(Frozen):
    """One answer, by ``kind``.

    ``answered``: nothing before. ``withdrawn``: nothing now. ``changed``: said otherwise. ``state``: the same
    words, but parked, irrelevant or relevant again.
    """

    question: str
    kind: Literal["answered", "withdrawn", "changed", "state"]
    ask: Text
    before: Text
    after: Text
    by: str | None = None
    words: Text


class DeterminationChange(Frozen):
    """What the law builds from the answers came out otherwise."""

    determination: str
    meaning: Text
    before: Literal["yes", "no", "uncertain"]
    after: Literal["yes", "no", "uncertain"]
    words: Text


class OutcomeChange(Frozen):
    """One outcome, by ``kind``.

    ``gained``: applies now. ``lost``: applied before. ``opened``: was settled, is undetermined. ``settled``:
    was undetermined. ``moved``: between not applying and not being in force.
    """

    obligation: str
    kind: Literal["gained", "lost", "opened", "settled", "moved"]
    title: Text
    before: Outcome
    after: Outcome
    because: Text
    words: Text


class FieldChange(Frozen):
    """One field of a finding, a piece of evidence or a duty, as text; what is empty has none.

    The codes are those of a fixed list (judgement, status, outcome), where the field has one.
    """

    field: str
    label: Text
    before: Text | None = None
    after: Text | None = None
    code_before: str | None = None
    code_after: str | None = None


class FindingChange(Frozen):
    """A finding was judged, assigned, dated or worked on."""

    obligation: str
    title: Text
    fields: tuple[FieldChange, ...]
    words: Text


class PositionChange(Frozen):
    """A position on an open point was taken, changed, withdrawn, or taken again for another reason.

    ``by`` and ``reason`` are those of the position that stands now.
    """

    open_point: str
    kind: Literal["taken", "changed", "withdrawn", "restated"]
    title: Text
    before: Literal["a", "b"] | None = None
    after: Literal["a", "b"] | None = None
    by: str | None = None
    reason: str | None = None
    words: Text


class EvidenceChange(Frozen):
    """``expired``: its last day passed between the two reports. ``fields`` only where it changed."""

    number: str
    kind: Literal["added", "removed", "changed", "expired"]
    title: str
    fields: tuple[FieldChange, ...] = ()
    words: Text


class LawChange(Frozen):
    """What the law, or the choice of what is assessed, brought.

    ``rulebook``: another edition. ``day``: the law of another day. ``coverage``: a group of instruments, in
    or out. The rest by name. ``subject`` is the id concerned, ``fields`` name what changed.
    """

    kind: Literal[
        "rulebook",
        "day",
        "coverage",
        "obligation_new",
        "obligation_gone",
        "obligation_changed",
        "instrument_new",
        "instrument_gone",
        "instrument_changed",
    ]
    subject: str
    title: Text
    fields: tuple[FieldChange, ...] = ()
    words: Text


class Changes(Frozen):
    """Everything that moved, each list in catalogue order, what is gone last."""

    scope: ScopeChange | None = None
    law: tuple[LawChange, ...] = ()
    answers: tuple[AnswerChange, ...] = ()
    determinations: tuple[DeterminationChange, ...] = ()
    outcomes: tuple[OutcomeChange, ...] = ()
    findings: tuple[FindingChange, ...] = ()
    positions: tuple[PositionChange, ...] = ()
    evidence: tuple[EvidenceChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing moved; two reports of the same state differ in their ids alone."""
        lists = (self.law, self.answers, self.determinations, self.outcomes, self.findings)
        return self.scope is None and not any((*lists, self.positions, self.evidence))


class Since(Changes):
    """What moved since an earlier report, as the later snapshot holds it: it needs no name for itself."""

    old: Side


class Comparison(Changes):
    """Two snapshots side by side. ``same_service``: by the names of client and service."""

    old: Side
    new: Side
    same_service: bool
