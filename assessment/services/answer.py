"""Answers: recorded, taken back, set aside. The newest row counts, and nothing is overwritten unseen.

``saw`` is the assessment's version when the writer's page was made; a form carries it along. If
somebody answered the same question since, the second writer gets a Conflict with both values and
chooses. Undo is recording again what stood before.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.cleaning import NAME, SOURCE, clean_line, clean_note
from assessment.errors import Conflict, UnknownItem
from assessment.models import Answer, AnswerKind, Assessment, User
from assessment.models.base import insert
from assessment.queries.rulebook import rulebook_of
from assessment.queries.state import Held, State, current_answer, state
from assessment.services.assessment import stored
from assessment.services.audit import record_event
from assessment.services.summary import refresh_summary
from assessment.services.version import bump, refuse_closed
from questionnaire.answers import check_answer


def record_answer(
    *,
    assessment: Assessment,
    question: str,
    raw: Any,
    saw: int,
    by: User,
    note: str = "",
    said_by: str = "",
    source: str = "",
    ahead: State | None = None,
) -> State:
    """Record an answer; returns the state that follows from it, with ``before``, the one it changed.

    ``raw`` as a form gives it (list of options, word, digits). ``ahead`` is a state the caller has read
    anyway: what follows is then worked out before the turn to write is taken, inside which others wait.
    Raises AnswersError of the engine for an answer that is none, UnknownItem, Unclean, Refused (closed),
    Conflict. The same answer sent twice is recorded once; an unchanged one writes nothing, unless it was to
    be re-confirmed.
    """
    known = _question(assessment, question)
    value = stored(check_answer(known, raw))
    if ahead is not None:
        _think(_with(ahead, question, Held(AnswerKind.GIVEN, value, ahead.assessment.version, False)))
    return _write(assessment, question, AnswerKind.GIVEN, value, saw, by, note, said_by, source)


def clear_answer(*, assessment: Assessment, question: str, saw: int, by: User) -> State:
    """Take an answer back: the question is unanswered again. Raises like record_answer."""
    return _write(assessment, question, AnswerKind.CLEARED, None, saw, by, "", "", "")


def set_aside(
    *,
    assessment: Assessment,
    question: str,
    saw: int,
    by: User,
    note: str = "",
    said_by: str = "",
    source: str = "",
) -> State:
    """Come back later: no answer, but what was noted is kept. Raises like record_answer."""
    _question(assessment, question)
    return _write(assessment, question, AnswerKind.SET_ASIDE, None, saw, by, note, said_by, source)


def _question(assessment: Assessment, question: str) -> Any:
    known = rulebook_of(assessment.edition).questions.get(question)
    if known is None:
        raise UnknownItem(_("This edition of the rulebook has no such question."))
    return known


def _write(
    assessment: Assessment,
    question: str,
    kind: str,
    value: Any,
    saw: int,
    by: User,
    note: str,
    said_by: str,
    source: str,
) -> State:
    row = Answer(
        firm_id=assessment.firm_id,
        assessment=assessment,
        question=question,
        kind=kind,
        value=value,
        by=by,
        note=clean_note(note, field="note"),
        said_by=clean_line(said_by, most=NAME, field="said_by"),
        source=clean_line(source, most=SOURCE, field="source"),
    )
    refuse_closed(assessment)
    before_us = assessment.version
    try:
        with transaction.atomic():
            row.version = bump(assessment)
            before_us = row.version - 1
            return _add(row, min(saw, before_us))
    except _Unchanged as unchanged:
        assessment.version = before_us
        return unchanged.now
    except Exception:
        assessment.version = before_us
        raise


def _think(then: State) -> None:
    """Have the engine's results at hand (``State.result`` shares them); nothing else is taken over.

    What is written rests on what is read inside the transaction, which asks the engine the same thing unless
    somebody wrote meanwhile.
    """
    _ = then.result.unanswered, then.result.scope


class _Unchanged(Exception):
    """Leaves the transaction without a trace, because the newest row says all of this already."""

    def __init__(self, now: State) -> None:
        super().__init__()
        self.now = now


def _add(row: Answer, saw: int) -> State:
    assessment, question = row.assessment, row.question
    row.saw = saw
    now = state(assessment)
    before = now.answers.get(question)
    if before is not None and _says_the_same(row, before):
        now.before = now
        raise _Unchanged(now)
    if before is not None and before.version > saw:
        sentence = _("Somebody else answered this question meanwhile. Compare, and choose.")
        raise Conflict(sentence, mine=row, theirs=current_answer(assessment, question))
    row.at = timezone.now()
    insert(row)
    now = _with(now, question, Held(row.kind, row.value, row.version, False))
    refresh_summary(assessment, now)
    record_event(
        service=assessment.service,
        by=row.by,
        verb=f"answer_{row.kind}",
        subject=f"answer:{question}",
        at=row.at,
        payload={
            "assessment": assessment.key,
            "before": before.value if before else None,
            "after": row.value,
            "note": row.note,
            "said_by": row.said_by,
            "source": row.source,
            "saw": row.saw,
            "version": row.version,
        },
    )
    return now


def _says_the_same(row: Answer, before: Held) -> bool:
    """Whether the newest row already says all of this; looked up only where kind and value agree."""
    if (row.kind, row.value) != (before.kind, before.value) or before.to_reconfirm:
        return False
    held = current_answer(row.assessment, row.question)
    return held is not None and (row.note, row.said_by, row.source) == (held.note, held.said_by, held.source)


def _with(now: State, question: str, held: Held) -> State:
    answers = {**now.answers, question: held}
    return State(now.assessment, now.rulebook, answers, now.positions, now.findings, before=now)
