"""Answers: recorded, taken back, set aside. The newest row counts, and nothing is overwritten unseen.

``saw`` is the assessment's version when the writer's page was made; a form carries it along. If
somebody answered the same question since, the second writer gets a Conflict with both values and
chooses. Undo is recording again what stood before.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessment.cleaning import NAME, SOURCE, clean_line, clean_note
from assessment.errors import Conflict, UnknownItem
from assessment.models import Answer, AnswerKind, Assessment, Summary, User
from assessment.models.base import insert
from assessment.queries.rulebook import rulebook_of
from assessment.queries.state import Held, State, current_answer, state
from assessment.services.assessment import stored
from assessment.services.audit import chain_of, record_event
from assessment.services.summary import counts, overwritten, refresh_summary
from assessment.services.version import TERMS, counted_up, refuse_closed
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

    ``raw`` as a form gives it (list of options, word, digits). ``ahead`` is the state as the caller has read
    it after the assessment; it is read anew if somebody wrote meanwhile.
    Raises AnswersError of the engine for an answer that is none, UnknownItem, Unclean, Refused (closed),
    Conflict. The same answer sent twice is recorded once; an unchanged one writes nothing, unless it was to
    be re-confirmed.
    """
    value = stored(check_answer(_question(assessment, question), raw))
    row = _row(assessment, question, AnswerKind.GIVEN, value, by, note, said_by, source)
    return _write(row, saw, ahead)


def clear_answer(
    *, assessment: Assessment, question: str, saw: int, by: User, ahead: State | None = None
) -> State:
    """Take an answer back: the question is unanswered again. Raises like record_answer."""
    return _write(_row(assessment, question, AnswerKind.CLEARED, None, by), saw, ahead)


def set_aside(
    *,
    assessment: Assessment,
    question: str,
    saw: int,
    by: User,
    note: str = "",
    said_by: str = "",
    source: str = "",
    ahead: State | None = None,
) -> State:
    """Come back later: no answer, but what was noted is kept. Raises like record_answer."""
    _question(assessment, question)
    row = _row(assessment, question, AnswerKind.SET_ASIDE, None, by, note, said_by, source)
    return _write(row, saw, ahead)


def _question(assessment: Assessment, question: str) -> Any:
    known = rulebook_of(assessment.edition).questions.get(question)
    if known is None:
        raise UnknownItem(_("This edition of the rulebook has no such question."))
    return known


def _row(
    assessment: Assessment,
    question: str,
    kind: str,
    value: Any,
    by: User,
    note: str = "",
    said_by: str = "",
    source: str = "",
) -> Answer:
    return Answer(
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


def _write(row: Answer, saw: int, ahead: State | None) -> State:
    """Think first, then write if nobody wrote meanwhile; else read again and think again.

    Others wait while something is written, so all that can be worked out is worked out before. An assessment
    of the same version has the same answers, positions and terms; when it counts up, somebody has written,
    so at each new attempt somebody else got through.
    """
    assessment = row.assessment
    now = ahead or state(assessment)
    while True:
        refuse_closed(assessment)
        row.saw = min(saw, assessment.version)
        before = now.answers.get(row.question)
        if before is not None and _says_the_same(row, before):
            now.before = now
            return now
        if before is not None and before.version > row.saw:
            assessment.refresh_from_db(fields=["version"])  # what the next attempt will have seen
            sentence = _("Somebody else answered this question meanwhile. Compare, and choose.")
            raise Conflict(sentence, mine=row, theirs=current_answer(assessment, row.question))
        after = _with(now, row)
        columns = counts(after)
        # Nothing is written before the version has turned out to be the same, so nothing is to be taken back.
        with transaction.atomic(savepoint=False):
            if counted_up(assessment):
                _add(row, before, columns)
                return after
        assessment.refresh_from_db(fields=["version", "stage", *TERMS])
        now = state(assessment)


def _add(row: Answer, before: Held | None, columns: dict[str, Any]) -> None:
    assessment, service = row.assessment, row.assessment.service
    row.version, row.at = assessment.version, assessment.updated_at
    summary = Summary(assessment=assessment, firm_id=assessment.firm_id, **columns)
    kept: list[Callable[[], int]] = []

    def along() -> None:
        insert(row)
        kept.append(overwritten(summary))

    expected = chain_of(firm=None, service=service).length + 1
    number = record_event(
        service=service,
        by=row.by,
        verb=f"answer_{row.kind}",
        subject=f"answer:{row.question}",
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
        along=along,
    )
    # A finding of the service that changed meanwhile is counted as well; and there may have been no row yet.
    if number != expected or not kept[0]():
        summary = refresh_summary(assessment)
    assessment.summary = summary


def _says_the_same(row: Answer, before: Held) -> bool:
    """Whether the newest row already says all of this; looked up only where kind and value agree."""
    if (row.kind, row.value) != (before.kind, before.value) or before.to_reconfirm:
        return False
    held = current_answer(row.assessment, row.question)
    return held is not None and (row.note, row.said_by, row.source) == (held.note, held.said_by, held.source)


def _with(now: State, row: Answer) -> State:
    held = Held(row.kind, row.value, now.assessment.version + 1, False)
    answers = {**now.answers, row.question: held}
    return State(now.assessment, now.rulebook, answers, now.positions, now.findings, before=now)
