"""Assignments as pages show them: what is asked, of whom, until when, and where to answer it."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from assessment.access import EnteredRequest, may
from assessment.models import Assessment, Assignment
from assessment.queries.assignment import asked_of, assignments_of
from questionnaire.rulebook import Rulebook, Topic


def asked_words(rulebook: Rulebook, topic: str, question: str, language: str) -> str:
    """The topic by its title, the question as it is asked; what this edition does not know by its id."""
    if question:
        known = rulebook.questions.get(question)
        return known.ask.in_language(language) if known else question
    titles = {one.id: one.title for one in rulebook.topics}
    return titles[topic].in_language(language) if topic in titles else topic


def asked_url(assessment: Assessment, rulebook: Rulebook, topic: str, question: str) -> str:
    """Straight to where it is answered: the question, or the first open one of the topic.

    A single question leads back to the answers of its topic, where the one who was asked says *done*.
    """
    if question in rulebook.questions:
        back = f"?from=check-{rulebook.questions[question].topic}"
        return reverse("question", args=[assessment.key, question]) + back
    if topic in {one.id for one in rulebook.topics}:
        return f"{reverse('next_question', args=[assessment.key])}?topic={topic}&asked=yes"
    return reverse("assessment", args=[assessment.key])


def may_finish(request: EnteredRequest, assignment: Assignment) -> bool:
    """Whether a person may say that it is done: who was asked, and whoever may ask others there."""
    client = assignment.assessment.service.client_id
    is_theirs = request.user.pk in (assignment.user_id, assignment.by_id)
    return may(request, "answer", client) and (is_theirs or may(request, "assign", client))


def assignments_on(request: EnteredRequest, assessment: Assessment, rulebook: Rulebook) -> dict[str, Any]:
    """What ``assignment/asked.html`` shows on the task list: what is open, what is done, who may ask."""
    rows = [assignment_row(request, one, rulebook) for one in assignments_of(assessment)]
    ask_url = reverse("ask", args=[assessment.key])
    can_ask = assessment.is_open and may(request, "assign", assessment.service.client_id)
    return {
        "asked": [row for row in rows if not row["done"]],
        "asked_done": [row for row in rows if row["done"]],
        "asked_url": f"{reverse('assessment', args=[assessment.key])}#asked",
        "can_ask": can_ask,
        "ask_url": ask_url,
        "change_url": ask_url if can_ask else "",
    }


def asked_here(
    request: EnteredRequest, assessment: Assessment, rulebook: Rulebook, topics: Sequence[Topic]
) -> list[dict[str, Any]]:
    """What this person was asked for within some topics, for the page where they look over their answers."""
    names = [topic.id for topic in topics]
    questions = [name for topic in topics for name in topic.questions]
    found = asked_of(request.user, assessment, names, questions)
    return [assignment_row(request, one, rulebook) for one in found]


def assignment_row(request: EnteredRequest, assignment: Assignment, rulebook: Rulebook) -> dict[str, Any]:
    """One assignment, as ``assignment/item.html`` takes it; needs its people and assessment fetched along."""
    today, due_on, done_at = timezone.localdate(), assignment.due_on, assignment.done_at
    topic, question = assignment.topic, assignment.question
    return {
        "key": assignment.key,
        "text": asked_words(rulebook, topic, question, request.LANGUAGE_CODE),
        "url": asked_url(assignment.assessment, rulebook, topic, question),
        "who": assignment.user.name,
        "by": assignment.by.name,
        "is_mine": assignment.user_id == request.user.pk,
        "due": date_format(due_on, "DATE_FORMAT") if due_on else "",
        "late": done_at is None and due_on is not None and due_on < today,
        "note": assignment.note,
        "done": date_format(timezone.localtime(done_at), "DATE_FORMAT") if done_at else "",
        # What is done is opened again only while there is something to answer.
        "can_finish": may_finish(request, assignment) and (not done_at or assignment.assessment.is_open),
    }
