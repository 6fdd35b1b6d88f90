"""The shapes of a comparison: what moved between two snapshots of a service, each change with its words.

Frozen and JSON-able like a snapshot. Every change carries ``words``: one sentence in both languages, so that
a page, a document or a mail only has to repeat it.
"""

from datetime import date, datetime
from typing import Literal

from reports.shape import Frozen, Outcome, Scope, Text


class Side(Frozen):
    """One of the two snapshots: which report, of which day, under which rulebook."""

    report: str
    digest: str
    created_at: datetime
    as_of: date
    rulebook: str
    rulebook_digest: str


class ScopeChange(Frozen):
    """The verdict moved."""

    before: Scope
    after: Scope
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
    """One field of a finding, as text."""

    field: str
    label: Text
    before: Text | None = None
    after: Text | None = None


class FindingChange(Frozen):
    """A finding was judged, assigned, dated or worked on."""

    obligation: str
    title: Text
    fields: tuple[FieldChange, ...]
    words: Text


class PositionChange(Frozen):
    """A position on an open point was taken, changed or withdrawn."""

    open_point: str
    kind: Literal["taken", "changed", "withdrawn"]
    title: Text
    words: Text


class EvidenceChange(Frozen):
    """``expired``: its last day passed between the two reports."""

    number: str
    kind: Literal["added", "removed", "changed", "expired"]
    title: str
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
    fields: tuple[str, ...] = ()
    words: Text


class Comparison(Frozen):
    """Everything that moved from ``old`` to ``new``, each list in catalogue order, what is gone last."""

    old: Side
    new: Side
    same_service: bool
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
