"""Remediation actions: those of an obligation, and everything that waits for a person."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessment import stash
from assessment.access import EnteredRequest, get_action, get_assessment, membership_of, people_of
from assessment.calendar import calendar_of
from assessment.downloads import send_bytes
from assessment.errors import AssessmentError
from assessment.forms.action import ActionForm
from assessment.queries.action import Item, my_actions
from assessment.queries.rulebook import rulebook_of
from assessment.services.finding import UNSET, add_action, update_action
from assessment.views.assignment_rows import asked_url, asked_words
from assessment.views.links import back_of

_STATUS = {"review": "risk_accepted"}  # of what stands in the list by its kind alone


def actions(request: EnteredRequest) -> HttpResponse:
    """What waits for this person, overdue first."""
    items = my_actions(membership_of(request))
    today, language = timezone.localdate(), request.LANGUAGE_CODE
    groups: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        groups.setdefault(_when(item.due_on, today), []).append(item_words(item, today, language))
    context = {
        "section": "actions",
        "groups": [{"title": title, "rows": rows} for title, rows in groups.items()],
        "crumbs": [{"text": _("Actions"), "url": ""}],
    }
    return render(request, "action/list.html", context)


def _when(due_on: date | None, today: date) -> str:
    if due_on is None:
        return _("No day set")
    if due_on < today:
        return _("Overdue")
    if due_on <= today + timedelta(days=7):
        return _("In the next 7 days")
    if due_on <= today + timedelta(days=30):
        return _("In the next 30 days")
    return _("Later")


def item_words(item: Item, today: date, language: str) -> dict[str, Any]:
    """One thing to do, as `components/action_row.html` shows it."""
    text, url = item.text, ""
    if item.assessment is not None:
        rulebook = rulebook_of(item.assessment.edition)
        if item.kind == "assignment":
            text = asked_words(rulebook, item.topic, item.question, language)
            url = asked_url(item.assessment, rulebook, item.topic, item.question)
        else:
            url = reverse("obligation", args=[item.assessment.key, item.obligation])
            known = rulebook.obligations.get(item.obligation)
            if item.kind in ("finding", "review") and known is not None:
                text = known.title.in_language(language)
    kinds = {"review": _("review the accepted risk"), "assignment": _("questions to answer")}
    finishes = {"action": "action_change", "assignment": "assignment_change"}
    return {
        "kind": item.kind,
        "key": item.key,
        "text": text,
        "url": url,
        "service": item.service.name(language),
        "obligation": kinds.get(item.kind, item.obligation),
        "due": formats.date_format(item.due_on, "SHORT_DATE_FORMAT") if item.due_on else "",
        "late": item.is_overdue(today),
        "status": _STATUS.get(item.kind)
        or ("in_progress" if item.status == "in_progress" else "not_started"),
        "finish_url": reverse(finishes[item.kind], args=[item.key]) if item.kind in finishes else "",
    }


def calendar(request: EnteredRequest) -> HttpResponse:
    """What is due, as a calendar file."""
    today, language = timezone.localdate(), request.LANGUAGE_CODE
    dated = [
        (item, item_words(item, today, language))
        for item in my_actions(membership_of(request))
        if item.due_on
    ]
    content = calendar_of(dated, base=request.build_absolute_uri("/").rstrip("/"))
    return send_bytes(content, name="hegui.ics", content_type="text/calendar; charset=utf-8")


@require_POST
def action_add(request: EnteredRequest, key: str, name: str) -> HttpResponse:
    """A new action for an obligation, in one's own words or from one of its steps."""
    assessment = get_assessment(request, key, "act")
    page = reverse("obligation", args=[assessment.key, name]) + "#actions"
    known = rulebook_of(assessment.edition).obligations.get(name)
    if known is None:
        raise Http404
    given, step = request.POST.copy(), request.POST.get("step", "")
    number = int(step) if step.isascii() and step.isdigit() and len(step) < 4 else 0
    is_step = 1 <= number <= len(known.steps)
    given["text"] = (
        known.steps[number - 1].in_language(request.LANGUAGE_CODE) if is_step else given.get("text", "")
    )
    form = ActionForm(given, list(people_of(request.firm, assessment.service.client_id)))
    if not form.is_valid():
        # Without its text there is nothing for the page to check.
        return _again(request, page, *(() if "text" in request.POST else form.errors.values()))
    try:
        add_action(
            assessment=assessment, obligation=name, by=request.user,
            step=number if is_step else None, **form.values,
        )  # fmt: skip
    except AssessmentError as error:
        return _again(request, page, error.message)
    messages.success(request, _("Action added."))
    return HttpResponseRedirect(page)


def _again(request: EnteredRequest, page: str, *sentences: str) -> HttpResponse:
    """Back to the page with the form, which checks what was typed once more and says what is wrong."""
    if not stash.keep(request, page):
        sentences = (
            _("The text was too long to be kept. Please copy it from your browser's history (Back)."),
        )
    for sentence in sentences:
        messages.error(request, sentence)
    return HttpResponseRedirect(page)


@require_POST
def action_change(request: EnteredRequest, key: str) -> HttpResponse:
    """Done, dropped, open again, or another owner or day; and back where one came from."""
    action = get_action(request, key, "act")
    page = back_of(request, reverse("my_actions"))
    form = ActionForm(request.POST, list(people_of(request.firm, action.finding.service.client_id)))
    if not form.is_valid():
        # Without its text there is nothing for the page to check.
        return _again(request, page, *(() if "text" in request.POST else form.errors.values()))
    status = request.POST.get("status", UNSET)
    try:
        action = update_action(
            action=action, by=request.user, saw=request.POST.get("saw"), status=status, **form.values
        )
    except AssessmentError as error:
        return _again(request, page, error.message)
    messages.success(
        request, _("Done: %(text)s") % {"text": action.text} if status == "done" else _("Saved.")
    )
    return HttpResponseRedirect(page)
