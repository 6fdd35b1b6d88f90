"""Asking somebody to answer: a topic or a question, by a day; and saying that it is done."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessment.access import EnteredRequest, get_assessment, get_object, people_of, visible
from assessment.errors import AssessmentError
from assessment.forms.assignment import QUESTION, TOPIC, AssignmentForm
from assessment.models import Assessment, Assignment, User
from assessment.queries import interview
from assessment.queries.assignment import is_asked
from assessment.queries.rulebook import rulebook_of
from assessment.queries.state import State, state
from assessment.services.assignment import assign, finish_assignment, reopen_assignment
from assessment.views.assignment_rows import asked_words, may_finish
from assessment.views.crumbs import service_crumbs
from assessment.views.interview import as_of_words
from assessment.views.links import back_of


def ask(request: EnteredRequest, key: str) -> HttpResponse:
    """Give a topic or a question to somebody with access; ``?assignment=`` changes the day and the note.

    For those who may assign, the firm's own people. Nobody but the people of the firm and of this client
    can be asked, and of those no auditor: whoever is asked can answer.
    """
    assessment = get_assessment(request, key, "assign")
    page = f"{reverse('assessment', args=[assessment.key])}#asked"
    if request.method != "POST" and not assessment.is_open:
        messages.info(request, _("Answers to this assessment can no longer change, so nobody is asked."))
        return HttpResponseRedirect(page)
    held = _held(request, assessment)
    now, people = state(assessment), list(people_of(request.firm, assessment.service.client_id))
    choices = _choices(now, request.LANGUAGE_CODE, held)
    if request.method != "POST":
        return _page(request, assessment, people, choices, held, {})
    offered = {one["value"] for group in choices for one in group["options"]}
    form = AssignmentForm(request.POST, people, offered, timezone.localdate())
    if not form.is_valid():
        return _page(request, assessment, people, choices, held, form.errors)
    was_asked = is_asked(assessment, **{name: form.values[name] for name in ("user", "topic", "question")})
    try:
        assign(assessment=assessment, by=request.user, **form.values)
    except AssessmentError as error:
        return _page(request, assessment, people, choices, held, {error.field or "": error.message})
    words = _("Asked: %(name)s. It stands on the first page that they see.")
    if was_asked:
        words = _("%(name)s had been asked for this already: it now has the day and the note you gave.")
    messages.success(request, words % {"name": form.values["user"].name})
    return HttpResponseRedirect(page)


@require_POST
def assignment_change(request: EnteredRequest, key: str) -> HttpResponse:
    """Done, or taken up again; and back where one came from."""
    assignment = get_object(request, Assignment, "answer", key=key)
    if not may_finish(request, assignment):
        raise PermissionDenied
    assessment = assignment.assessment
    page = f"{reverse('assessment', args=[assessment.key])}#asked"
    words = _words(request, assignment)
    status = request.POST.get("status", "")
    try:
        if status == "done":
            finish_assignment(assignment=assignment, by=request.user)
            undo = f"{reverse('assessment', args=[assessment.key])}?done=open#asked"
            done = _("Done: %(text)s") % {"text": words}
            messages.success(request, format_html('{} <a href="{}">{}</a>', done, undo, _("Undo")))
        elif status == "open":
            reopen_assignment(assignment=assignment, by=request.user)
            messages.success(request, _("Open again: %(text)s") % {"text": words})
        else:
            messages.error(request, _("Nothing was changed: say that it is done, or open it again."))
    except AssessmentError as error:
        messages.error(request, error.message)
    return HttpResponseRedirect(back_of(request, page))


def _words(request: EnteredRequest, assignment: Assignment) -> str:
    rulebook = rulebook_of(get_assessment(request, assignment.assessment.key).edition)
    return asked_words(rulebook, assignment.topic, assignment.question, request.LANGUAGE_CODE)


def _held(request: EnteredRequest, assessment: Assessment) -> Assignment | None:
    """The open assignment that the address wants changed."""
    key = request.GET.get("assignment", "")
    if not key:
        return None
    found = visible(request, Assignment).filter(assessment=assessment, done_at=None)
    return next((one for one in found if one.key == key), None)  # no word of an address reaches the database


def _choices(now: State, language: str, held: Assignment | None) -> list[dict[str, Any]]:
    """What can be asked for, grouped: whole topics, then the questions of each that are or were asked."""
    if held is not None:
        value = f"{TOPIC}{held.topic}" if held.topic else f"{QUESTION}{held.question}"
        words = asked_words(now.rulebook, held.topic, held.question, language)
        return [{"options": [{"value": value, "text": words}]}]
    titles = {topic.id: topic.title.in_language(language) for topic in now.rulebook.topics}
    groups = []
    for topic in now.rulebook.topics:
        questions = [
            {"value": f"{QUESTION}{name}", "text": now.rulebook.questions[name].label.in_language(language)}
            for name in topic.questions
            if name in now.answers or name in now.result.relevant
        ]
        if questions:
            groups.append({"label": titles[topic.id], "options": questions})
    busy = [one.id for one in interview.progress(now) if one.state != "nothing_to_ask"]
    whole = [{"value": f"{TOPIC}{name}", "text": titles[name]} for name in busy]
    return [{"label": _("A whole topic"), "options": whole}, *groups]


def _page(
    request: EnteredRequest,
    assessment: Assessment,
    people: list[User],
    choices: list[dict[str, Any]],
    held: Assignment | None,
    errors: dict[str, str],
) -> HttpResponse:
    language = request.LANGUAGE_CODE
    typed = request.POST if request.method == "POST" else request.stash
    topic, question = request.GET.get("topic", ""), request.GET.get("question", "")
    stands = {
        "asked": f"{QUESTION}{question}" if question else f"{TOPIC}{topic}",
        "person": "",
        "due_on": "",
        "note": "",
    }
    if held is not None:
        stands = {
            "asked": choices[0]["options"][0]["value"],
            "person": str(held.user_id),
            "due_on": held.due_on.isoformat() if held.due_on else "",
            "note": held.note,
        }
    context = {
        "section": "services",
        "assessment": assessment,
        "service_name": assessment.service.name(language),
        "crumbs": service_crumbs(
            assessment.service,
            language,
            (as_of_words(assessment), reverse("assessment", args=[assessment.key])),
            (_("Ask somebody"), ""),
        ),
        "held": None
        if held is None
        else [
            {"key": _("What to answer"), "value": choices[0]["options"][0]["text"]},
            {"key": _("Who is asked"), "value": held.user.name},
        ],
        "choices": choices,
        "people": [{"value": str(person.pk), "text": person.name} for person in people],
        "values": {field: typed.get(field, value) for field, value in stands.items()},
        "errors": [{"field": field, "text": text} for field, text in errors.items()],
        "field_errors": errors,
        "back_url": f"{reverse('assessment', args=[assessment.key])}#asked",
    }
    return render(request, "assignment/page.html", context)
