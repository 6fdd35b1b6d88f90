"""Reports: asked for, watched while they are made, downloaded; and counsel's word on the assessment."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from assessment.access import EnteredRequest, get_assessment, get_document, require, visible
from assessment.downloads import send_document
from assessment.errors import AssessmentError
from assessment.models import Assessment, Document, DocumentStatus, Stage
from assessment.queries.state import state
from assessment.services.assessment import set_stage
from assessment.services.document import file_name, request_document
from assessment.services.report import release, take_snapshot
from assessment.views.interview import frame

LANGUAGES = ("both", "zh", "en")
KINDS = ("pdf", "docx", "xlsx", "csv", "json", "oscal")
SHOWN = 100


def report_new(request: EnteredRequest, key: str) -> HttpResponse:
    """Ask for a report of an assessment; below, those made of it so far, and its stage."""
    assessment = get_assessment(request, key, "report")
    if request.method == "POST" and "stage" in request.POST:
        return _move(request, assessment)
    error = ""
    if request.method == "POST":
        try:
            document = request_document(
                snapshot=take_snapshot(assessment=assessment, by=request.user),
                kind=request.POST.get("kind", "pdf") if request.POST.get("kind", "pdf") in KINDS else "",
                language=request.POST.get("language", ""),
                by=request.user,
            )
            return HttpResponseRedirect(reverse("document", args=[document.key]))
        except AssessmentError as refused:
            error = refused.message
    return _page(request, assessment, error)


def _move(request: EnteredRequest, assessment: Assessment) -> HttpResponse:
    """Send to review, back to answering, or sign off."""
    wanted = request.POST["stage"]
    require(request, "sign_off", assessment.service.client_id)
    try:
        if wanted == Stage.SIGNED_OFF:
            release(assessment=assessment, by=request.user, statement=request.POST.get("statement", ""))
            messages.success(request, _("Signed off. Documents made from now on are marked as released."))
        else:
            set_stage(assessment=assessment, stage=wanted, by=request.user)
            messages.success(request, _("Saved."))
    except AssessmentError as error:
        return _page(request, assessment, error.message)
    return HttpResponseRedirect(reverse("report_new", args=[assessment.key]))


def _page(request: EnteredRequest, assessment: Assessment, error: str) -> HttpResponse:
    now = state(assessment)
    allowed = request.membership.allowed(assessment.service.client_id)
    made = visible(request, Document).filter(snapshot__assessment=assessment).order_by("-pk")[:SHOWN]
    words = {"both": _("Chinese and English side by side"), "zh": _("Chinese"), "en": _("English")}
    kinds = {
        "pdf": _("PDF: the report"),
        "docx": _("Word: a memo"),
        "xlsx": _("Excel: the register"),
        "csv": _("CSV: the register as text"),
        "json": _("JSON: the snapshot, for machines"),
        "oscal": _("OSCAL: catalogue, results and plan, for machines"),
    }
    context = {
        **frame(request, assessment, now),
        "error": error,
        "languages": [{"value": value, "text": words[value]} for value in LANGUAGES],
        "kinds": [{"value": value, "text": kinds[value]} for value in KINDS],
        "language_chosen": (request.POST.get("language", "both"),),
        "kind_chosen": (request.POST.get("kind", "pdf"),),
        "documents": [document_row(document) for document in made],
        "left": len(now.result.unanswered),
        "stage": assessment.stage,
        "stage_words": assessment.get_stage_display(),
        "can_sign": "sign_off" in allowed,
        "statement": request.POST.get("statement", ""),
    }
    context["crumbs"].append({"text": _("Reports"), "url": ""})
    return render(request, "document/new.html", context)


def document_row(document: Document) -> dict[str, Any]:
    """A document as a list shows it."""
    return {
        "key": document.key,
        "url": reverse("document", args=[document.key]),
        "file_url": reverse("document_file", args=[document.key]) if document.status == "done" else "",
        "name": f"{document.kind.upper()} · {_LANGUAGE_WORDS[document.language]}",
        "status": document.status,
        "status_words": document.get_status_display(),
        "at": formats.date_format(timezone.localtime(document.created_at), "SHORT_DATETIME_FORMAT"),
        "by": document.by.name if document.by else "",
        "size": filesizeformat(document.size) if document.size else "",
        "digest": document.snapshot.digest[7:19],
        "sha256": document.sha256,
    }


_LANGUAGE_WORDS = {"both": "中文 / English", "zh": "中文", "en": "English"}
_STATES = {
    DocumentStatus.QUEUED: "waiting",
    DocumentStatus.RUNNING: "running",
    DocumentStatus.DONE: "done",
    DocumentStatus.FAILED: "failed",
}


def document(request: EnteredRequest, key: str) -> HttpResponse:
    """How far a document is, from the job's own row; a POST asks again for one that failed."""
    one = get_document(request, key)
    if request.method == "POST":
        request_document(
            snapshot=one.snapshot,
            kind=one.kind,
            language=one.language,
            variant=one.variant,
            sections=one.sections,
            by=request.user,
        )
        return HttpResponseRedirect(reverse("document", args=[one.key]))
    texts = {
        "waiting": _("Waiting for its turn."),
        "running": _("Being made; a long report takes some seconds."),
        "done": _("Ready."),
        "failed": _("It could not be made. Nothing is lost; ask for it again."),
    }
    assessment = one.snapshot.assessment
    language = request.LANGUAGE_CODE
    job = _STATES[DocumentStatus(one.status)]
    context = {
        "section": "reports",
        "crumbs": [
            {"text": _("Services"), "url": reverse("home")},
            {
                "text": assessment.service.name(language),
                "url": reverse("service", args=[assessment.service.key]),
            },
            {"text": _("Reports"), "url": reverse("report_new", args=[assessment.key])},
            {"text": one.kind.upper(), "url": ""},
        ],
        "service_name": assessment.service.name(language),
        "row": document_row(one),
        "state": job,
        "text": texts[job],
        "done": one.progress,
        "total": 100,
        "file_name": file_name(one) if one.status == DocumentStatus.DONE else "",
        "snapshot_digest": one.snapshot.digest,
        "back_url": reverse("report_new", args=[assessment.key]),
    }
    return render(request, "document/page.html", context)


def document_file(request: EnteredRequest, key: str) -> HttpResponseBase:
    """The finished file, as an attachment."""
    return send_document(get_document(request, key))


def report_list(request: EnteredRequest) -> HttpResponse:
    """Every document a person may see, newest first."""
    language = request.LANGUAGE_CODE
    rows = (
        visible(request, Document)
        .select_related("by", "snapshot__assessment__service__client")
        .order_by("-pk")
    )
    documents = [
        document_row(one)
        | {
            "service": one.snapshot.assessment.service.name(language),
            "as_of": formats.date_format(one.snapshot.assessment.as_of, "DATE_FORMAT"),
        }
        for one in rows[:SHOWN]
    ]
    return render(request, "document/list.html", {"section": "reports", "documents": documents})
