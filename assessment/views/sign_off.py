"""Counsel's word on an assessment: what it would be given for, giving it, taking it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.access import EnteredRequest, get_assessment
from assessment.errors import AssessmentError
from assessment.forms.report import Wish, classification_choices
from assessment.models import Assessment, SignOff, Stage
from assessment.queries.comment import open_number
from assessment.queries.sign_off import given, standing
from assessment.queries.state import state
from assessment.services.report import preview, release, shown_digest
from assessment.services.sign_off import withdraw_sign_off
from assessment.views.interview import frame
from questionnaire.explaining import verdict
from reports.snapshot import Snapshot
from reports.view import dossier


def sign_off(request: EnteredRequest, key: str) -> HttpResponse:
    """Sign what is shown, or withdraw what was signed."""
    assessment = get_assessment(request, key, "sign_off")
    if request.method != "POST":
        return _page(request, assessment, {})
    try:
        if "withdraw" in request.POST:
            _withdraw(request, assessment)
        else:
            _sign(request, assessment)
    except AssessmentError as error:
        return _page(request, assessment, {error.field or "": error.message})
    return HttpResponseRedirect(reverse("report_new", args=[assessment.key]))


def _sign(request: EnteredRequest, assessment: Assessment) -> None:
    release(
        assessment=assessment,
        by=request.user,
        saw=request.POST.get("saw", ""),
        statement=request.POST.get("statement", ""),
        classification=request.POST.get("classification", ""),
    )
    messages.success(request, _("Signed off. Documents made from now on are marked as released."))


def _withdraw(request: EnteredRequest, assessment: Assessment) -> None:
    signed = standing(assessment)
    if signed is not None and signed.key == request.POST["withdraw"]:
        withdraw_sign_off(sign_off=signed, by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, _("The sign-off is withdrawn. The assessment is in review again."))


def _page(request: EnteredRequest, assessment: Assessment, errors: dict[str, str]) -> HttpResponse:
    now = state(assessment)
    typed = request.POST or request.stash
    signed = standing(assessment)
    language = request.LANGUAGE_CODE
    context = {
        **frame(request, assessment, now),
        "stage": assessment.stage,
        "signed": signed and signed_words(signed),
        "earlier": [signed_words(one) for one in given(assessment) if one != signed],
        "statement": typed.get("statement", ""),
        "reason": typed.get("reason", ""),
        "errors": [{"field": field, "text": text} for field, text in errors.items()],
        "field_errors": errors,
        "marks": classification_choices(language),
        "mark_chosen": (typed.get("classification", ""),),
        "report_url": reverse("report_new", args=[assessment.key]),
    }
    if assessment.stage == Stage.REVIEW:
        context |= _shown(request, assessment, language)
        context["verdict"] = verdict(now.result).title.in_language(language)
        context["open_comments"] = open_number(assessment)
    context["crumbs"] += [
        {"text": _("Reports"), "url": reverse("report_new", args=[assessment.key])},
        {"text": _("Sign-off"), "url": ""},
    ]
    return render(request, "sign_off/page.html", context, status=409 if "" in errors else 200)


def _shown(request: EnteredRequest, assessment: Assessment, language: str) -> dict[str, Any]:
    """The state one would sign, with its digest; somebody who has read it elsewhere brings that digest."""
    held = preview(assessment=assessment, by=request.user)
    digest = shown_digest(held)
    brought = request.GET.get("saw", digest)
    wish = Wish(language="en" if language == "en" else "zh")
    return {
        "saw": digest,
        "has_moved": brought != digest,
        "read_url": reverse("report_preview", args=[assessment.key]) + wish.query(),
        **_counted(held),
    }


def _counted(held: Snapshot) -> dict[str, Any]:
    """What a signature would cover, in figures, and what it would leave open."""
    view = dossier(held, None)
    outcomes, judged = view.figures.outcomes, view.figures.judged
    undecided = sum(point.position is None for point in view.moving_points)
    unsettled = len(held.find_out)
    unjudged = judged["not_assessed"]
    warnings = [
        (
            unjudged,
            ngettext(
                "%(number)d duty that applies has not been assessed.",
                "%(number)d duties that apply have not been assessed.",
                unjudged,
            ),
        ),
        (
            unsettled,
            ngettext("%(number)d fact is not known yet.", "%(number)d facts are not known yet.", unsettled),
        ),
        (
            undecided,
            ngettext(
                "On %(number)d open point no position is taken.",
                "On %(number)d open points no position is taken.",
                undecided,
            ),
        ),
    ]
    return {
        "outcomes": dict(outcomes),
        "judged": dict(judged),
        "evidence": len(held.evidence),
        "warnings": [words % {"number": number} for number, words in warnings if number],
    }


def signed_words(signed: SignOff) -> dict[str, Any]:
    """A sign-off as pages show it."""
    return {
        "key": signed.key,
        "by": signed.by.name,
        "at": _instant(signed.at),
        "statement": signed.statement,
        "digest": signed.snapshot.digest,
        "read_url": reverse("report_read", args=[signed.snapshot.key]),
        "withdrawn_at": _instant(signed.withdrawn_at) if signed.withdrawn_at else "",
        "withdrawn_by": signed.withdrawn_by.name if signed.withdrawn_by else "",
    }


def _instant(at: Any) -> str:
    return formats.date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
