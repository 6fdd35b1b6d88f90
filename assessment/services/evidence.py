"""Evidence: files, links and statements, with revisions; numbered within their service.

Files go to a private root under random names, are hashed while they stream in, and are only ever
served as attachments (downloads.py). What is taken is decided by extension *and* content.
"""

import errno
import hashlib
import logging
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.cleaning import clean_file_name, clean_link, clean_note
from assessment.errors import BadUpload, Refused
from assessment.models import Evidence, EvidenceKind, EvidenceLink, EvidenceRevision, Finding, Service, User
from assessment.services.audit import record_event
from assessment.services.evidence_check import (
    NO_DAYS,
    Days,
    check_days,
    check_one,
    check_size,
    clean_statement,
    clean_title,
)
from assessment.services.file_type import content_type_of

logger = logging.getLogger(__name__)


def add_evidence(
    *,
    service: Service,
    title: str,
    by: User,
    findings: Iterable[Finding] = (),
    file: UploadedFile | None = None,
    url: str = "",
    statement: str = "",
    days: Days = NO_DAYS,
    note: str = "",
) -> Evidence:
    """A new piece of evidence for some findings: exactly one of ``file``, ``url``, ``statement``.

    The same by the same person within a minute, as a button pressed twice sends it, is one piece.
    Raises Refused, Unclean, BadUpload. Nothing stays behind when it does.
    """
    title = clean_title(title, file)
    content = _content(service, file, url, statement, days, note)
    try:
        with transaction.atomic():
            Service.objects.filter(pk=service.pk).update(evidence_count=F("evidence_count") + 1)
            if held := _sent_before(service, title, content, by):
                raise _Twice(held)
            number = Service.objects.values_list("evidence_count", flat=True).get(pk=service.pk)
            evidence = Evidence.objects.create(
                firm_id=service.firm_id, service=service, number=number, title=title, by=by
            )
            _revise(evidence, content, by)
            _link(evidence, findings, by)
            record_event(
                service=service,
                by=by,
                verb="evidence_added",
                subject=f"evidence:{evidence.label}",
                payload={
                    "title": title,
                    **_shown(content),
                    "obligations": [finding.obligation for finding in findings],
                },
            )
    except _Twice as twice:
        _remove(content)
        for finding in findings:
            link_evidence(evidence=twice.evidence, finding=finding, by=by)
        return twice.evidence
    except BaseException:
        _remove(content)
        raise
    return evidence


class _Twice(Exception):
    """Leaves the transaction without a trace, because the same has just been added."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__()
        self.evidence = evidence


def revise_evidence(
    *,
    evidence: Evidence,
    by: User,
    file: UploadedFile | None = None,
    url: str = "",
    statement: str = "",
    days: Days = NO_DAYS,
    note: str = "",
) -> EvidenceRevision:
    """A newer state of a piece of evidence; the older ones stay. Raises like add_evidence.

    What the newest state already says, sent once more by the same person, counts once.
    """
    if evidence.withdrawn_at is not None:
        raise Refused(_("This piece of evidence is withdrawn. Bring it back first."))
    content = _content(evidence.service, file, url, statement, days, note)
    try:
        with transaction.atomic():
            # Two newer states at once wait for each other.
            Evidence.objects.select_for_update(no_key=True).get(pk=evidence.pk)
            newest = EvidenceRevision.objects.filter(evidence=evidence).order_by("-number").first()
            if newest is not None and newest.by_id == by.pk and _says(newest, content):
                _remove(content)
                return newest
            revision = _revise(evidence, content, by)
            record_event(
                service=evidence.service,
                by=by,
                verb="evidence_revised",
                subject=f"evidence:{evidence.label}",
                payload={"revision": revision.number, **_shown(content)},
            )
    except BaseException:
        _remove(content)
        raise
    return revision


def link_evidence(*, evidence: Evidence, finding: Finding, by: User) -> None:
    """Let a piece of evidence support one more finding of its service."""
    if evidence.service_id != finding.service_id:
        raise Refused(_("The evidence belongs to another service."))
    with transaction.atomic():
        if _link(evidence, [finding], by):
            record_event(
                service=evidence.service,
                by=by,
                verb="evidence_linked",
                subject=f"evidence:{evidence.label}",
                payload={"obligation": finding.obligation},
            )


def unlink_evidence(*, evidence: Evidence, finding: Finding, by: User) -> None:
    """Take a piece of evidence from a finding; it stays with the service."""
    with transaction.atomic():
        if EvidenceLink.objects.filter(evidence=evidence, finding=finding).delete()[0]:
            record_event(
                service=evidence.service,
                by=by,
                verb="evidence_unlinked",
                subject=f"evidence:{evidence.label}",
                payload={"obligation": finding.obligation},
            )


def withdraw_evidence(*, evidence: Evidence, by: User, back: bool = False) -> None:
    """Take it out of lists and reports, or back in; file and number stay. Twice is once."""
    with transaction.atomic():
        evidence.withdrawn_at = None if back else timezone.now()
        before = Evidence.objects.filter(pk=evidence.pk, withdrawn_at__isnull=not back)
        if not before.update(withdrawn_at=evidence.withdrawn_at):
            return
        record_event(
            service=evidence.service,
            by=by,
            verb="evidence_restored" if back else "evidence_withdrawn",
            subject=f"evidence:{evidence.label}",
            payload={},
        )


def path_of(revision: EvidenceRevision) -> Path:
    """Where a file lies."""
    return Path(settings.EVIDENCE_DIR) / revision.stored_name


def is_intact(revision: EvidenceRevision) -> bool:
    """Whether the file is there and is what was uploaded."""
    try:
        with path_of(revision).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == revision.sha256
    except OSError:
        return False


# -- one state of a piece of evidence ---------------------------------------------------------------


def _content(
    service: Service, file: UploadedFile | None, url: str, statement: str, days: Days, note: str
) -> dict[str, Any]:
    """The columns of a revision; a file is already stored when this returns."""
    check_one(file, url, statement)
    check_days(days)
    common = {
        "effective_on": days.effective_on,
        "received_on": days.received_on,
        "expires_on": days.expires_on,
        "note": clean_note(note, field="note"),
    }
    if url:
        return {"kind": EvidenceKind.LINK, "url": clean_link(url), **common}
    if statement:
        return {"kind": EvidenceKind.STATEMENT, "statement": clean_statement(statement), **common}
    assert file is not None
    return {"kind": EvidenceKind.FILE, **_store(service, file), **common}


def _store(service: Service, file: UploadedFile) -> dict[str, Any]:
    """Stream a file into the private root, hashing it. Raises BadUpload."""
    name = clean_file_name(file.name or "")
    check_size(file.size or 0)
    random = secrets.token_hex(16)
    stored_name = f"{service.firm_id}/{random[:2]}/{random}"
    path = Path(settings.EVIDENCE_DIR) / stored_name
    draft = path.with_suffix(".part")
    try:
        draft.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        size, digest = _copy(file, draft)
        with draft.open("rb") as stored:
            content_type = content_type_of(stored, name)
        draft.replace(path)
    except OSError as error:
        logger.error("evidence could not be stored: %s", error)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise BadUpload(
                _("The disk of this site is full. Nothing was saved; tell whoever runs it."), field="file"
            ) from error
        raise BadUpload(
            _("The file could not be stored. Nothing was saved; try again."), field="file"
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return {
        "name": name,
        "stored_name": stored_name,
        "size": size,
        "sha256": digest,
        "content_type": content_type,
    }


def _copy(file: UploadedFile, to: Path) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        for chunk in file.chunks():
            size += len(chunk)
            check_size(size)  # what was said of it is not believed
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    check_size(size)
    return size, digest.hexdigest()


def _remove(content: dict[str, Any]) -> None:
    if content.get("stored_name"):
        (Path(settings.EVIDENCE_DIR) / content["stored_name"]).unlink(missing_ok=True)


def _revise(evidence: Evidence, content: dict[str, Any], by: User) -> EvidenceRevision:
    held = EvidenceRevision.objects.filter(evidence=evidence)
    number = (held.aggregate(last=Max("number"))["last"] or 0) + 1
    return EvidenceRevision.objects.create(
        firm_id=evidence.firm_id, evidence=evidence, number=number, by=by, at=timezone.now(), **content
    )


def _says(revision: EvidenceRevision, content: dict[str, Any]) -> bool:
    """Whether a state already says all of this, wherever the file lies."""
    return all(getattr(revision, name) == value for name, value in content.items() if name != "stored_name")


def _sent_before(service: Service, title: str, content: dict[str, Any], by: User) -> Evidence | None:
    """The newest piece, if it is this one and the same person added it within the last minute."""
    last = Evidence.objects.filter(service=service).order_by("-number").first()
    if last is None or (last.title, last.by_id, last.withdrawn_at) != (title, by.pk, None):
        return None
    revisions = list(EvidenceRevision.objects.filter(evidence=last))
    is_fresh = (timezone.now() - last.created_at).total_seconds() < 60
    return last if is_fresh and len(revisions) == 1 and _says(revisions[0], content) else None


def _link(evidence: Evidence, findings: Iterable[Finding], by: User) -> bool:
    made = [
        EvidenceLink.objects.get_or_create(
            firm_id=evidence.firm_id, evidence=evidence, finding=finding, defaults={"by": by}
        )[1]
        for finding in findings
    ]
    return any(made)


def _shown(content: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in content.items() if value not in (None, "") and name != "stored_name"
    }
