"""Evidence of a service: listed with digests, added, renewed, linked, withdrawn; only ever downloaded."""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessment.access import EnteredRequest, get_assessment, get_evidence, get_revision, get_service
from assessment.converters import KeyConverter
from assessment.downloads import send_revision
from assessment.errors import AssessmentError
from assessment.forms.finding import day_of
from assessment.models import Assessment, Evidence, EvidenceRevision, Finding, Service
from assessment.queries.finding import Held, evidence_of
from assessment.queries.rulebook import rulebook_of
from assessment.services.evidence import (
    add_evidence,
    is_intact,
    link_evidence,
    revise_evidence,
    unlink_evidence,
    withdraw_evidence,
)
from assessment.services.evidence_check import Days, faults_of
from assessment.services.file_type import accepted
from assessment.services.finding import get_finding, record_finding

FIELDS = ("title", "file", "url", "statement", "effective_on", "received_on", "expires_on", "note")


def evidence_rows(found: list[Held]) -> list[dict[str, Any]]:
    """Pieces of evidence as `components/evidence_row.html` shows them."""
    today = timezone.localdate()
    return [
        {
            "key": held.evidence.key,
            "number": held.evidence.label,
            "title": held.evidence.title,
            "url": reverse("evidence", args=[held.evidence.key]),
            "kind_text": capfirst(held.newest.get_kind_display()),
            "size": filesizeformat(held.newest.size) if held.newest.size is not None else "",
            "effective": _day(held.newest.effective_on),
            "received": _day(held.newest.received_on),
            "expires": _day(held.newest.expires_on),
            "expired": bool(held.newest.expires_on and held.newest.expires_on < today),
            "note": held.newest.note,
            "sha256": held.newest.sha256,
        }
        for held in found
    ]


def _day(day: Any) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT") if day else ""


# -- reading -----------------------------------------------------------------------------------


def evidence_list(request: EnteredRequest, key: str) -> HttpResponse:
    """All evidence of a service; a POST adds a piece that supports no finding yet."""
    service = get_service(request, key, "attach" if request.method == "POST" else "view")
    errors: dict[str, str] = {}
    if request.method == "POST":
        added = _add(request, service, errors)
        if added is not None:
            return HttpResponseRedirect(reverse("evidence_list", args=[service.key]))
    allowed = request.membership.allowed(service.client_id)
    context = {
        **_crumbs(request, service),
        "service": service,
        "rows": evidence_rows(evidence_of(service)),
        "withdrawn": evidence_rows(evidence_of(service, withdrawn=True)),
        "can_attach": "attach" in allowed,
        **_typed(request, errors),
    }
    return render(request, "evidence/list.html", context)


def evidence(request: EnteredRequest, key: str) -> HttpResponse:
    """One piece with its revisions; a POST adds a newer state, withdraws it or brings it back."""
    piece = get_evidence(request, key, "attach" if request.method == "POST" else "view")
    errors: dict[str, str] = {}
    if request.method == "POST" and _change(request, piece, errors):
        return HttpResponseRedirect(reverse("evidence", args=[piece.key]))
    revisions = list(EvidenceRevision.objects.filter(evidence=piece).select_related("by").order_by("-number"))
    allowed = request.membership.allowed(piece.service.client_id)
    context = {
        **_crumbs(request, piece.service, piece),
        "piece": piece,
        "revisions": [_revision(revision) for revision in revisions],
        "obligations": _supported(piece, request.LANGUAGE_CODE),
        "can_attach": "attach" in allowed,
        **_typed(request, errors),
    }
    return render(request, "evidence/page.html", context)


def _supported(piece: Evidence, language: str) -> list[dict[str, str]]:
    """The obligations whose findings a piece supports, by title where the service's assessment has them."""
    found = Finding.objects.filter(evidence_links__evidence=piece).values_list("obligation", flat=True)
    held = Assessment.objects.select_related("edition").defer("edition__body")
    current = held.filter(pk=piece.service.current_id).first() if piece.service.current_id else None
    known = rulebook_of(current.edition).obligations if current else {}
    return [
        {
            "id": name,
            "title": known[name].title.in_language(language) if name in known else "",
            "url": reverse("obligation", args=[current.key, name]) if current and name in known else "",
        }
        for name in found
    ]


def _revision(revision: EvidenceRevision) -> dict[str, Any]:
    return {
        "number": revision.number,
        "kind": revision.kind,
        "name": revision.name,
        "file_url": reverse("evidence_file", args=[revision.key]) if revision.stored_name else "",
        "url": revision.url,
        "statement": revision.statement,
        "size": filesizeformat(revision.size) if revision.size is not None else "",
        "sha256": revision.sha256,
        "is_intact": is_intact(revision) if revision.stored_name else True,
        "effective": _day(revision.effective_on),
        "received": _day(revision.received_on),
        "expires": _day(revision.expires_on),
        "note": revision.note,
        "by": revision.by.name,
        "at": formats.date_format(timezone.localtime(revision.at), "SHORT_DATETIME_FORMAT"),
    }


def evidence_file(request: EnteredRequest, key: str) -> HttpResponseBase:
    """The file, as an attachment."""
    return send_revision(get_revision(request, key))


def _crumbs(request: EnteredRequest, service: Service, piece: Evidence | None = None) -> dict[str, Any]:
    language = request.LANGUAGE_CODE
    crumbs = [
        {"text": _("Services"), "url": reverse("home")},
        {"text": service.name(language), "url": reverse("service", args=[service.key])},
        {"text": _("Evidence"), "url": reverse("evidence_list", args=[service.key]) if piece else ""},
    ]
    if piece is not None:
        crumbs.append({"text": piece.label, "url": ""})
    return {"section": "services", "crumbs": crumbs, "service_name": service.name(language)}


def _typed(request: EnteredRequest, errors: dict[str, str]) -> dict[str, Any]:
    """What was typed into the form for a piece of evidence, with its faults."""
    typed = request.POST or request.stash
    return {
        "values": {name: typed.get(name, "") for name in FIELDS if name != "file"},
        "errors": [{"field": field, "text": text} for field, text in errors.items()],
        "field_errors": errors,
        "accepted": accepted(),
        "max_bytes": settings.EVIDENCE_MAX_BYTES,
    }


# -- writing -----------------------------------------------------------------------------------


def _days(request: EnteredRequest, errors: dict[str, str]) -> Days:
    return Days(
        **{
            name: day_of(request.POST.get(name, ""), name, errors)
            for name in ("effective_on", "received_on", "expires_on")
        }
    )


def _content(request: EnteredRequest) -> dict[str, Any]:
    """What stands in the form beside title and days."""
    return {
        "file": request.FILES.get("file"),
        "url": request.POST.get("url", "").strip(),
        "statement": request.POST.get("statement", "").strip(),
        "note": request.POST.get("note", ""),
    }


def _name_all(request: EnteredRequest, errors: dict[str, str], days: Days, title: str | None) -> None:
    """Add to ``errors`` whatever else is wrong, and put them in the order of the form."""
    for fault in faults_of(title=title, days=days, **_content(request)):
        errors.setdefault(fault.field or "", fault.message)
    found = errors.copy()
    errors.clear()
    errors.update({field: found.pop(field) for field in FIELDS if field in found} | found)


def _add(
    request: EnteredRequest,
    service: Service,
    errors: dict[str, str],
    supported: Callable[[], tuple[Finding, ...]] = tuple,
) -> Evidence | None:
    """Add what the form brought for the findings ``supported`` gives, which may make one on first use.

    None with ``errors`` filled if it cannot be taken; then no finding was made either.
    """
    days, title = _days(request, errors), request.POST.get("title", "")
    if errors:
        _name_all(request, errors, days, title)
        return None
    try:
        with transaction.atomic():
            added = add_evidence(
                service=service,
                title=title,
                by=request.user,
                findings=supported(),
                days=days,
                **_content(request),
            )
    except AssessmentError as error:
        errors[error.field or ""] = error.message
        _name_all(request, errors, days, title)
        return None
    messages.success(request, _("%(number)s added.") % {"number": added.label})
    return added


def _change(request: EnteredRequest, piece: Evidence, errors: dict[str, str]) -> bool:
    if "withdraw" in request.POST or "restore" in request.POST:
        withdraw_evidence(evidence=piece, by=request.user, back="restore" in request.POST)
        messages.success(request, _("Saved."))
        return True
    days = _days(request, errors)
    if errors:
        _name_all(request, errors, days, None)
        return False
    try:
        revise_evidence(evidence=piece, by=request.user, days=days, **_content(request))
    except AssessmentError as error:
        errors[error.field or ""] = error.message
        _name_all(request, errors, days, None)
        return False
    messages.success(request, _("Saved."))
    return True


def obligation_evidence(request: EnteredRequest, key: str, name: str) -> HttpResponse:
    """Add evidence for one obligation, or link or unlink what is there."""
    assessment = get_assessment(request, key, "attach")
    page = reverse("obligation", args=[assessment.key, name]) + "#evidence"
    errors: dict[str, str] = {}
    if name not in rulebook_of(assessment.edition).obligations:
        raise Http404
    if request.method == "POST":
        if "link" in request.POST or "unlink" in request.POST:
            _link(request, assessment, name)
            return HttpResponseRedirect(page)
        if _add(request, assessment.service, errors, lambda: (_finding(request, assessment, name),)):
            return HttpResponseRedirect(page)
    context = {
        **_crumbs(request, assessment.service),
        "obligation_id": name,
        "back_url": page,
        **_typed(request, errors),
    }
    context["crumbs"][-1]["url"] = reverse("evidence_list", args=[assessment.service.key])
    return render(request, "evidence/add.html", context)


def _finding(request: EnteredRequest, assessment: Assessment, name: str) -> Finding:
    """The row of an obligation; made on first use."""
    return get_finding(assessment.service, name) or record_finding(
        assessment=assessment, obligation=name, by=request.user
    )


def _link(request: EnteredRequest, assessment: Assessment, name: str) -> None:
    chosen = request.POST.get("link") or request.POST.get("unlink") or ""
    if not re.fullmatch(KeyConverter.regex, chosen):
        messages.error(request, _("Choose a piece of evidence first."))
        return
    piece = get_evidence(request, chosen, "attach")
    change = link_evidence if "link" in request.POST else unlink_evidence
    try:
        with transaction.atomic():
            change(evidence=piece, finding=_finding(request, assessment, name), by=request.user)
    except AssessmentError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Saved."))
