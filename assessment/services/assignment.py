"""Assignments: a topic or a question given to somebody to answer, finished, or taken up again."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.cleaning import clean_note
from assessment.errors import Refused
from assessment.models import Assessment, Assignment, User
from assessment.queries.rulebook import rulebook_of
from assessment.services.audit import record_event
from assessment.services.version import refuse_closed


def assign(
    *,
    assessment: Assessment,
    user: User,
    by: User,
    topic: str = "",
    question: str = "",
    due_on: date | None = None,
    note: str = "",
) -> Assignment:
    """Give a topic or a question to somebody to answer; a second time changes the day and the note."""
    refuse_closed(assessment)
    rulebook = rulebook_of(assessment.edition)
    if bool(topic) == bool(question) or (topic and topic not in {one.id for one in rulebook.topics}):
        raise Refused(_("Choose a topic or a question."), field="topic")
    if question and question not in rulebook.questions:
        raise Refused(_("Choose a topic or a question."), field="question")
    note = clean_note(note, field="note")
    with transaction.atomic():
        assignment, _made = Assignment.objects.update_or_create(
            firm_id=assessment.firm_id,
            assessment=assessment,
            user=user,
            topic=topic,
            question=question,
            done_at=None,
            defaults={"due_on": due_on, "note": note, "by": by},
        )
        record_event(
            service=assessment.service,
            by=by,
            verb="assigned",
            subject=f"assessment:{assessment.key}",
            payload={"user": user.pk, "topic": topic, "question": question, "due_on": due_on, "note": note},
        )
    return assignment


def finish_assignment(*, assignment: Assignment, by: User) -> Assignment:
    """Say that what was assigned is done. What is done already stays as it was said the first time."""
    with transaction.atomic():
        if _set(assignment, was_done=False):
            _record(assignment, by, "assignment_done")
    return assignment


def reopen_assignment(*, assignment: Assignment, by: User) -> Assignment:
    """Take back that it is done. Refused where the assessment is closed, or the same was given anew."""
    refuse_closed(assignment.assessment)
    try:
        with transaction.atomic():
            if _set(assignment, was_done=True):
                _record(assignment, by, "assignment_reopened")
    except IntegrityError as error:  # assignment_once_while_open
        assignment.refresh_from_db(fields=["done_at"])
        raise Refused(_("The same was given to the same person anew; that one counts.")) from error
    return assignment


def _set(assignment: Assignment, *, was_done: bool) -> bool:
    """Turn it over if it still is as it was read, whoever else presses the same button."""
    done_at = None if was_done else timezone.now()
    found = Assignment.objects.filter(pk=assignment.pk, done_at__isnull=not was_done).update(done_at=done_at)
    if found:
        assignment.done_at = done_at
    return bool(found)


def _record(assignment: Assignment, by: User, verb: str) -> None:
    record_event(
        service=assignment.assessment.service,
        by=by,
        verb=verb,
        subject=f"assessment:{assignment.assessment.key}",
        payload={"user": assignment.user_id, "topic": assignment.topic, "question": assignment.question},
    )
