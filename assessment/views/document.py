"""Documents: watched while they are made, downloaded, listed."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.access import EnteredRequest, get_document, visible
from assessment.downloads import send_document
from assessment.models import Document, DocumentStatus, SignOff, Snapshot, Variant
from assessment.services import failure, package
from assessment.services.document import file_name, request_document
from assessment.services.document_choice import PACKAGE
from reports.package_words import STATES

SHOWN = 100
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
        "failed": _("It could not be made."),
    }
    if one.kind == PACKAGE:
        texts["running"] = _("Being made: the documents first, then the evidence. You may leave this page.")
    assessment = one.snapshot.assessment
    service_name = assessment.service.name(request.LANGUAGE_CODE)
    row = document_row(one)
    job = _STATES[DocumentStatus(one.status)]
    context = {
        "section": "reports",
        "crumbs": [
            {"text": _("Services"), "url": reverse("home")},
            {"text": service_name, "url": reverse("service", args=[assessment.service.key])},
            {"text": _("Reports"), "url": reverse("report_new", args=[assessment.key])},
            {"text": row["name"], "url": ""},
        ],
        "service_name": service_name,
        "row": row,
        "state": job,
        "text": texts[job],
        "reason": failure.sentence(one.error) if job == "failed" else "",
        **(_left_out(one, request.LANGUAGE_CODE) if one.kind == PACKAGE else {}),
        "done": one.progress,
        "total": 100,
        "file_name": file_name(one) if one.status == DocumentStatus.DONE else "",
        "snapshot_digest": one.snapshot.digest,
        "back_url": reverse("report_new", args=[assessment.key]),
    }
    return render(request, "document/page.html", context)


def _left_out(document: Document, language: str) -> dict[str, Any]:
    """A line for each piece of evidence a package names and does not hold; whether some may come back."""
    pieces = package.left_out(document)
    words = "{} {}: {}" if language == "en" else "{} {}：{}"
    side = "en" if language == "en" else "zh"
    return {
        "left_out": [words.format(one.number, one.title, getattr(STATES[one.state], side)) for one in pieces],
        "may_come_back": any(one.state != "withdrawn" for one in pieces),
    }


def document_file(request: EnteredRequest, key: str) -> HttpResponseBase:
    """The finished file, as an attachment."""
    return send_document(get_document(request, key))


def report_list(request: EnteredRequest) -> HttpResponse:
    """Every document a person may see, newest first."""
    language = request.LANGUAGE_CODE
    rows = (
        visible(request, Document)
        .select_related("by", "snapshot__assessment__service__client", "snapshot__sign_off")
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


def document_row(document: Document) -> dict[str, Any]:
    """A document as a list shows it."""
    standing, standing_words = standing_of(document.snapshot)
    compare_url = reverse("compare", args=[document.snapshot.assessment.service.key])
    return {
        "key": document.key,
        "url": reverse("document", args=[document.key]),
        "file_url": reverse("document_file", args=[document.key]) if document.status == "done" else "",
        "read_url": reverse("report_read", args=[document.snapshot.key]),
        "changes_url": f"{compare_url}?to={document.snapshot.key}",
        "name": _name(document),
        "language": _LANGUAGE_WORDS[document.language],
        "sections": _sections(document),
        "standing": standing,
        "standing_words": standing_words,
        "status": document.status,
        "status_words": document.get_status_display(),
        "at": formats.date_format(timezone.localtime(document.created_at), "SHORT_DATETIME_FORMAT"),
        "by": document.by.name if document.by else "",
        "size": filesizeformat(document.size) if document.size else "",
        "digest": document.snapshot.digest[7:19],
        "sha256": document.sha256,
    }


def _name(document: Document) -> str:
    """What kind of document it is, as short as a list needs."""
    words = {
        "pdf": _("Report, PDF"),
        "docx": _("Memo, Word"),
        "xlsx": _("Register, Excel"),
        "csv": _("Register, CSV"),
        "json": _("Snapshot, JSON"),
        "oscal": "OSCAL",
        "package": _("Audit package, ZIP"),
    }
    if document.variant == Variant.BOARD:
        return _("One page for the board, PDF")
    return words.get(document.kind, document.kind.upper())


def _sections(document: Document) -> str:
    number = len(document.sections)
    if not number:
        return ""
    return ngettext("%(number)d section selected", "%(number)d sections selected", number) % {
        "number": number
    }


def standing_of(snapshot: Snapshot) -> tuple[str, str]:
    """Whether somebody stands by a snapshot: draft, released or withdrawn, and the word for it.

    Read the sign-off along with it (``select_related``) where there are many.
    """
    try:
        signed = snapshot.sign_off
    except SignOff.DoesNotExist:
        return "draft", _("Draft")
    return (
        ("released", _("Released")) if signed.withdrawn_at is None else ("withdrawn", _("Sign-off withdrawn"))
    )
