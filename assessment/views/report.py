"""Reports: asked for, of which state, in which language, with which sections; and the assessment's stage."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.access import EnteredRequest, get_assessment, require, require_package, visible
from assessment.errors import AssessmentError
from assessment.forms.report import (
    TODAY,
    Wish,
    classification_choices,
    document_choices,
    language_choices,
    read_wish,
    section_choices,
)
from assessment.models import Assessment, Document, Snapshot
from assessment.queries.sign_off import standing
from assessment.queries.state import state
from assessment.services.assessment import set_stage
from assessment.services.document import request_document
from assessment.services.document_choice import PACKAGE, check_sections
from assessment.services.report import take_snapshot
from assessment.views.document import SHOWN, document_row
from assessment.views.interview import frame
from assessment.views.sign_off import signed_words
from reports.view import CHOICES


def report_new(request: EnteredRequest, key: str) -> HttpResponse:
    """Ask for a report of an assessment; below, those made of it so far, and its stage."""
    assessment = get_assessment(request, key, "report")
    if request.method == "POST" and "stage" in request.POST:
        return _move(request, assessment)
    if request.method != "POST":
        return _page(request, assessment, request.stash or request.GET, {})
    wish = read_wish(request.POST)
    if wish.kind == PACKAGE:
        require_package(request, assessment.service.client_id)
    try:
        if "read" in request.POST:
            return HttpResponseRedirect(_reading(assessment, wish))
        document = request_document(
            snapshot=_snapshot(request, assessment, wish),
            kind=wish.kind,
            language=wish.language,
            variant=wish.variant,
            sections=wish.sections,
            by=request.user,
        )
    except AssessmentError as error:
        return _page(request, assessment, request.POST, {error.field or "": error.message})
    return HttpResponseRedirect(reverse("document", args=[document.key]))


def _snapshot(request: EnteredRequest, assessment: Assessment, wish: Wish) -> Snapshot:
    """What is printed: the state that was signed, where one is and no other is asked for."""
    check_sections(wish.sections)  # before anything is frozen for it
    signed = None if wish.state == TODAY else standing(assessment)
    if signed is not None:
        return signed.snapshot
    return take_snapshot(assessment=assessment, by=request.user, classification=wish.classification)


def _reading(assessment: Assessment, wish: Wish) -> str:
    """Where the same can be read on screen, with nothing frozen for it."""
    signed = None if wish.state == TODAY else standing(assessment)
    if signed is not None:
        return reverse("report_read", args=[signed.snapshot.key]) + wish.changed(classification="").query()
    return reverse("report_preview", args=[assessment.key]) + wish.query()


def _move(request: EnteredRequest, assessment: Assessment) -> HttpResponse:
    """Send to review, or back to answering. Signing has a page of its own."""
    require(request, "sign_off", assessment.service.client_id)
    try:
        set_stage(assessment=assessment, stage=request.POST["stage"], by=request.user)
    except AssessmentError as error:
        return _page(request, assessment, request.POST, {"": error.message})
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("report_new", args=[assessment.key]))


def _page(
    request: EnteredRequest, assessment: Assessment, typed: QueryDict, errors: dict[str, str]
) -> HttpResponse:
    now = state(assessment)
    wish = read_wish(typed)
    language = request.LANGUAGE_CODE
    allowed = request.membership.allowed(assessment.service.client_id)
    made = visible(request, Document).filter(snapshot__assessment=assessment).order_by("-pk")
    signed = standing(assessment)
    context = {
        **frame(request, assessment, now),
        "errors": [{"field": field, "text": text} for field, text in errors.items()],
        "field_errors": errors,
        "documents_offered": document_choices(),
        "document_chosen": (wish.document,),
        "languages": language_choices(),
        "language_chosen": (wish.language,),
        "sections": section_choices(language),
        "sections_chosen": wish.sections or CHOICES,
        "is_cut": bool(wish.sections) and set(wish.sections) != set(CHOICES),
        "marks": classification_choices(language),
        "mark_chosen": (wish.classification,),
        "state_chosen": (wish.state,),
        "today": TODAY,
        "signed": signed and signed_words(signed),
        "documents": [
            document_row(one) for one in made.select_related("by", "snapshot__sign_off", *_SERVICE)[:SHOWN]
        ],
        "left": len(now.result.unanswered),
        "stage": assessment.stage,
        "stage_words": assessment.get_stage_display(),
        "can_sign": "sign_off" in allowed,
        "sign_url": reverse("sign_off", args=[assessment.key]),
    }
    context["crumbs"].append({"text": _("Reports"), "url": ""})
    return render(request, "document/new.html", context)


_SERVICE = ("snapshot__assessment__service__client",)
