"""Two snapshots of a service side by side: what changed in answers, outcomes, findings, evidence and law.

Pure: the same two snapshots always give the same comparison, which needs no database and can be kept as JSON.
"""

import json
from collections.abc import Iterator
from typing import Any, Literal

from reports import compare_findings, compare_law, wording
from reports.change_rows import SECTIONS
from reports.changes import (
    AnswerChange,
    Changes,
    Comparison,
    DeterminationChange,
    OutcomeChange,
    ScopeChange,
    Side,
    Since,
)
from reports.compare_words import about, from_to, matched, named
from reports.shape import Answer, Text
from reports.snapshot import Snapshot, digest

__all__ = ["SECTIONS", "Comparison", "Since", "compare", "sections", "since", "to_json"]


def compare(old: Snapshot, new: Snapshot) -> Comparison:
    """What moved from ``old`` to ``new``. Nothing is checked about which came first."""
    return Comparison(
        old=_side(old),
        new=_side(new),
        same_service=(old.service.name, old.client) == (new.service.name, new.client),
        **_moved(old, new),
    )


def since(old: Snapshot, new: Snapshot) -> Since:
    """What moved since ``old``, to be kept inside ``new``. Rests on nothing but the two."""
    return Since(old=_side(old), **_moved(old, new))


def _moved(old: Snapshot, new: Snapshot) -> dict[str, Any]:
    return {
        "scope": _scope(old, new),
        "law": tuple(compare_law.changes(old, new)),
        "answers": tuple(_answers(old, new)),
        "determinations": tuple(_determinations(old, new)),
        "outcomes": tuple(_outcomes(old, new)),
        "findings": tuple(compare_findings.findings(old, new)),
        "positions": tuple(compare_findings.positions(old, new)),
        "evidence": tuple(compare_findings.evidence(old, new)),
    }


def to_json(comparison: Comparison) -> bytes:
    """One canonical JSON object: sorted keys, no spaces, UTF-8."""
    record = comparison.model_dump(mode="json")
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sections(changes: Changes) -> tuple[tuple[str, Text, tuple[Text, ...]], ...]:
    """Id, title and sentences of each list that is not empty; the verdict stands first."""
    found = [(id, title, tuple(c.words for c in _listed(changes, id))) for id, title in SECTIONS.items()]
    return tuple(section for section in found if section[2])


def _listed(changes: Changes, id: str) -> tuple[Any, ...]:
    if id == "scope":
        return (changes.scope,) if changes.scope else ()
    return tuple(getattr(changes, id))


def _side(snapshot: Snapshot) -> Side:
    return Side(
        report=snapshot.report.id,
        digest=digest(snapshot),
        status=snapshot.report.status,
        created_at=snapshot.report.created_at,
        as_of=snapshot.as_of,
        rulebook=snapshot.rulebook.version,
        rulebook_digest=snapshot.rulebook.digest,
    )


def _scope(old: Snapshot, new: Snapshot) -> ScopeChange | None:
    before, after = old.verdict, new.verdict
    if before.scope == after.scope:
        return None
    return ScopeChange(
        before=before.scope,
        after=after.scope,
        title_before=before.title,
        title_after=after.title,
        words=about(wording.SECTIONS["scope"], from_to(before.title, after.title)),
    )


# -- answers and what follows from them ---------------------------------------------------------


def _answers(old: Snapshot, new: Snapshot) -> Iterator[AnswerChange]:
    for before, after in matched(old.answers, new.answers, lambda answer: answer.question):
        shown = after or before
        assert shown is not None
        kind = _answer_kind(before, after)
        if kind is None:
            continue
        was, now = before.answer if before else _NOTHING, after.answer if after else _NOTHING
        if kind == "state" and before and after:
            was, now = wording.ANSWER_STATES[before.state], wording.ANSWER_STATES[after.state]
        yield AnswerChange(
            question=shown.question,
            kind=kind,
            ask=shown.ask,
            before=was,
            after=now,
            by=after.by if after else None,
            words=about(shown.ask, from_to(was, now)),
        )


_NOTHING = wording.ANSWER_STATES["unanswered"]


def _answer_kind(
    before: Answer | None, after: Answer | None
) -> Literal["answered", "withdrawn", "changed", "state"] | None:
    was, now = before.raw if before else None, after.raw if after else None
    if was != now:
        return "answered" if was is None else "withdrawn" if now is None else "changed"
    if before and after and was is not None and before.state != after.state:
        return "state"
    return None


def _determinations(old: Snapshot, new: Snapshot) -> Iterator[DeterminationChange]:
    for before, after in matched(old.determinations, new.determinations, lambda found: found.id):
        if before and after and before.value != after.value:
            was, now = wording.VALUES[before.value], wording.VALUES[after.value]
            yield DeterminationChange(
                determination=after.id,
                meaning=after.meaning,
                before=before.value,
                after=after.value,
                words=about(after.meaning, from_to(was, now)),
            )


def _outcomes(old: Snapshot, new: Snapshot) -> Iterator[OutcomeChange]:
    for before, after in matched(old.obligations, new.obligations, lambda duty: duty.id):
        if before and after and before.outcome != after.outcome:
            moved = from_to(wording.OUTCOMES[before.outcome], wording.OUTCOMES[after.outcome])
            sentence = about(named(after), moved)
            yield OutcomeChange(
                obligation=after.id,
                kind=_outcome_kind(before.outcome, after.outcome),
                title=after.title,
                before=before.outcome,
                after=after.outcome,
                because=after.because,
                words=Text(zh=f"{sentence.zh}{after.because.zh}", en=f"{sentence.en} {after.because.en}"),
            )


def _outcome_kind(before: str, after: str) -> Literal["gained", "lost", "opened", "settled", "moved"]:
    if after == "undetermined":
        return "opened"
    if before == "undetermined":
        return "settled"
    return "gained" if after == "applies" else "lost" if before == "applies" else "moved"
