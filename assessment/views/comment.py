"""Comments: what was said on an assessment and its service, the open first; said, closed, opened again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessment.access import EnteredRequest, get_assessment, get_object
from assessment.errors import AssessmentError
from assessment.forms.comment import ASSESSMENT, OBLIGATION, QUESTION, SERVICE, CommentForm
from assessment.models import Assessment, Comment
from assessment.queries.comment import comments_of
from assessment.queries.rulebook import rulebook_of
from assessment.services.comment import add_comment, resolve_comment
from assessment.views.comment_rows import comment_row, place_of, place_words
from assessment.views.crumbs import service_crumbs
from assessment.views.interview import as_of_words
from assessment.views.links import back_of
from questionnaire.rulebook import Rulebook


def comments(request: EnteredRequest, key: str) -> HttpResponse:
    """What was said, at one place with ``?question=`` or ``?obligation=``; a POST says something.

    Whoever sees the service reads all of it. Everybody but an auditor may say something and close or open
    again what another said: who only reads by the word of their role does not become a voice in what they
    are to judge.
    """
    assessment = get_assessment(request, key, "comment" if request.method == "POST" else "view")
    rulebook = rulebook_of(assessment.edition)
    place = _asked_place(request, rulebook)
    if request.method != "POST":
        return _page(request, assessment, rulebook, place, {})
    form = CommentForm(request.POST, _places(place))
    if not form.is_valid():
        return _page(request, assessment, rulebook, place, form.errors)
    of_service = form.values.pop("of_service")
    try:
        add_comment(
            service=assessment.service,
            assessment=None if of_service else assessment,
            by=request.user,
            **form.values,
        )
    except AssessmentError as error:
        return _page(request, assessment, rulebook, place, {error.field or "": error.message})
    messages.success(request, _("Comment added."))
    is_here = request.POST["place"] == place  # else the page of everything shows it
    here = request.get_full_path() if is_here else reverse("comments", args=[assessment.key])
    return HttpResponseRedirect(back_of(request, here))


@require_POST
def comment_change(request: EnteredRequest, key: str) -> HttpResponse:
    """Closed, or open again; and back where one came from."""
    comment = get_object(request, Comment, "comment", key=key)
    status = request.POST.get("status", "")
    if status in ("resolved", "open"):
        resolve_comment(comment=comment, by=request.user, back=status == "open")
        messages.success(request, _("Comment opened again.") if status == "open" else _("Comment resolved."))
    else:
        messages.error(request, _("Nothing was changed: resolve the comment, or open it again."))
    return HttpResponseRedirect(back_of(request, reverse("service", args=[comment.service.key])))


def _asked_place(request: EnteredRequest, rulebook: Rulebook) -> str:
    """The place the address names; empty for none, or one this edition does not know."""
    question, obligation = request.GET.get("question", ""), request.GET.get("obligation", "")
    if question in rulebook.questions:
        return f"{QUESTION}{question}"
    return f"{OBLIGATION}{obligation}" if obligation in rulebook.obligations else ""


def _said(assessment: Assessment, place: str) -> list[Comment]:
    kind, _colon, name = place.partition(":")
    return comments_of(assessment, **({kind: name} if name else {}))


def _by_place(found: list[Comment]) -> list[tuple[str, list[dict[str, Any]]]]:
    """What is open, by where it was said: where somebody spoke last stands first, in it the first word."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        if one.resolved_at is None:
            place = place_of(one)
            groups[place] = [*groups.pop(place, []), comment_row(one)]
    return list(reversed(groups.items()))


def _places(place: str) -> list[str]:
    return [*([place] if place else []), ASSESSMENT, SERVICE]


def _page(
    request: EnteredRequest, assessment: Assessment, rulebook: Rulebook, place: str, errors: dict[str, str]
) -> HttpResponse:
    language = request.LANGUAGE_CODE
    typed = request.POST if request.method == "POST" else request.stash
    found = _said(assessment, place)
    here = reverse("comments", args=[assessment.key])

    def words(of: str) -> dict[str, str]:
        return place_words(of, assessment, rulebook, language)

    context = {
        "section": "services",
        "assessment": assessment,
        "service_name": assessment.service.name(language),
        "crumbs": service_crumbs(
            assessment.service,
            language,
            (as_of_words(assessment), reverse("assessment", args=[assessment.key])),
            (_("Comments"), ""),
        ),
        "place": words(place) if place else None,
        "all_url": here,
        "here": request.get_full_path(),
        "groups": [{"place": words(of), "rows": rows} for of, rows in _by_place(found)],
        "resolved": [
            comment_row(one) | {"place": words(place_of(one))}
            for one in reversed(found)
            if one.resolved_at is not None
        ],
        "places": [{"value": of, "text": words(of)["text"]} for of in _places(place)],
        "values": {"text": typed.get("text", ""), "place": typed.get("place") or _places(place)[0]},
        "errors": [{"field": field, "text": text} for field, text in errors.items()],
        "field_errors": errors,
        "can_comment": "comment" in request.membership.allowed(assessment.service.client_id),
    }
    return render(request, "comment/page.html", context)
