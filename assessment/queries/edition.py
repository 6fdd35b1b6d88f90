"""Another edition of the rulebook for one assessment: what it would change, and where it was moved from."""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from assessment.models import Assessment, Edition, Event
from assessment.queries.rulebook import rulebook_of
from assessment.queries.state import State
from questionnaire.assessing import Assessment as Assessed
from questionnaire.assessing import Outcome
from questionnaire.engine import Answer as EngineAnswer

MOVED = "edition_changed"
_REACHED = (Outcome.APPLIES, Outcome.UNDETERMINED)


@dataclass(frozen=True)
class Origin:
    """The older edition an assessment was moved from to the one it rests on; by whom and when."""

    edition: Edition
    by: str
    at: datetime


def origin_of(assessment: Assessment) -> Origin | None:
    """Where going back leads, as the trail has it; None where nobody moved it, or the words were erased.

    Two queries at most, however often it was moved to and fro.
    """
    editions = Edition.objects.defer("body").filter(pk__lt=assessment.edition_id)
    older = {one.digest: one for one in editions}
    if not older:
        return None
    moves = Event.objects.filter(
        chain__service=assessment.service_id, subject=f"assessment:{assessment.key}", verb=MOVED
    )
    for event in moves.select_related("payload", "by").order_by("-number"):
        said: dict[str, Any] = json.loads(event.payload.body or "{}")
        if said.get("after") == assessment.edition.digest and said.get("before") in older:
            return Origin(older[said["before"]], event.by.name if event.by else "", event.at)
    return None


@dataclass(frozen=True)
class LostAnswer:
    """An answer with less effect, or none, under another edition.

    ``why``: the ``question`` is gone, the whole ``answer`` is, ``part`` of it is (``options`` name which), or
    the question no longer matters: ``parked``.
    """

    question: str
    why: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class EditionShift:
    """What another edition does to one assessment, beside its outcomes; ids in the order of the rulebooks."""

    asked: tuple[str, ...]  # questions to answer that were not
    dropped: tuple[str, ...]  # questions to answer no longer
    lost: tuple[LostAnswer, ...]
    returning: tuple[str, ...]  # answers that had no effect and get one
    positions: tuple[str, ...]  # taken on points that are gone, or on which nothing hangs any more
    opened: tuple[str, ...]  # open points that decide something and did not, without a position
    aside: tuple[str, ...]  # findings of duties out of reach then
    back: tuple[str, ...]  # findings kept, of duties within reach again


def under(now: State, edition: Edition) -> State:
    """The same answers, positions and findings as they stand under another edition; asks nothing more."""
    return replace(now, rulebook=rulebook_of(edition), before=None)


def edition_shift(old: State, new: State) -> EditionShift:
    """Compare one assessment's inputs under two editions."""
    was, will = old.result, new.result
    return EditionShift(
        asked=tuple(
            name for name in new.rulebook.questions if name in _only(will.unanswered, was.unanswered)
        ),
        dropped=tuple(
            name for name in old.rulebook.questions if name in _only(was.unanswered, will.unanswered)
        ),
        lost=tuple(found for name in old.rulebook.questions if (found := _lost(name, old, new)) is not None),
        returning=tuple(
            name for name in new.rulebook.questions if _has_effect(name, new) and _is_kept_only(name, old)
        ),
        positions=tuple(
            sorted(name for name in old.positions if _decides(name, old) and not _decides(name, new))
        ),
        opened=tuple(sorted(_only(_in_play(will), _in_play(was)))),
        aside=tuple(name for name in old.findings if _reaches(name, was) and not _reaches(name, will)),
        back=tuple(name for name in old.findings if _reaches(name, will) and not _reaches(name, was)),
    )


def _only(these: Collection[str], those: Collection[str]) -> set[str]:
    return set(these) - set(those)


def _lost(name: str, old: State, new: State) -> LostAnswer | None:
    if name not in old.given or name in old.result.parked:
        return None
    if name not in new.rulebook.questions:
        return LostAnswer(name, "question")
    if name not in new.given:
        return LostAnswer(name, "answer")
    gone = _only(_chosen(old.given[name]), _chosen(new.given[name]))
    if gone:
        options = (option.id for option in old.rulebook.questions[name].options)
        return LostAnswer(name, "part", tuple(option for option in options if option in gone))
    return LostAnswer(name, "parked") if name in new.result.parked else None


def _chosen(answer: EngineAnswer) -> tuple[str, ...]:
    return answer if isinstance(answer, tuple) else ()


def _has_effect(name: str, state: State) -> bool:
    return name in state.given and name not in state.result.parked


def _is_kept_only(name: str, state: State) -> bool:
    held = state.answers.get(name)
    return held is not None and held.is_given and not _has_effect(name, state)


def _decides(point: str, state: State) -> bool:
    known = state.rulebook.open_points.get(point)
    return known is not None and known.moves


def _in_play(result: Assessed) -> set[str]:
    return {point for one in result.obligations.values() for point in one.open_points}


def _reaches(obligation: str, result: Assessed) -> bool:
    found = result.obligations.get(obligation)
    return found is not None and found.outcome in _REACHED
