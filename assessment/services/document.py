"""Documents: files made from a snapshot by a worker, once per content, however often they are asked for.

The job is idempotent: the row's content key names the snapshot and what was chosen of it, the file lies
under that key. A worker that is killed leaves a row without signs of life; ``sweep_documents``
queues it again, three times at most.
"""

import hashlib
import importlib
import logging
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from assessment.models import Document, DocumentStatus, Firm, Snapshot, User, Variant
from assessment.services import failure
from assessment.services.audit import record_event
from assessment.services.document_choice import PACKAGE, Choice, choice_of, choose
from assessment.services.register import enter_file
from assessment.services.signing import sign_pdf
from assessment.tenancy import each_firm, tenant
from reports.packing import digest_of

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
SILENCE = timedelta(minutes=10)  # the longest document takes well under one


def content_key(snapshot: Snapshot, choice: Choice) -> str:
    """What a document is made of, as one word."""
    return hashlib.sha256(f"{snapshot.key}\n{snapshot.digest}\n{choice.words()}".encode()).hexdigest()


def request_document(
    *,
    snapshot: Snapshot,
    kind: str,
    language: str,
    by: User,
    variant: str = Variant.FULL,
    sections: Iterable[str] = (),
    at_once: bool = False,
) -> Document:
    """Ask for a document; gives the one there is, and queues one that failed again.

    ``kind`` is the format, a module ``reports.to_<kind>``, or ``package``; ``language`` zh, en or both;
    ``sections`` names of ``reports.view.CHOICES``, none for all. With ``at_once`` the row waits and no job is
    queued: the caller makes it. Raises Refused for what there is not.
    """
    choice = choose(kind=kind, language=language, variant=variant, sections=sections)
    with transaction.atomic():
        document, made = Document.objects.get_or_create(
            firm_id=snapshot.firm_id,
            content_key=content_key(snapshot, choice),
            defaults={
                "snapshot": snapshot,
                "kind": choice.kind,
                "language": choice.language,
                "variant": choice.variant,
                "sections": list(choice.sections),
                "by": by,
            },
        )
        has_file = bool(document.stored_name) and path_of(document).exists() and not _lacks_files(document)
        if (
            made
            or document.status == DocumentStatus.FAILED
            or (document.status == DocumentStatus.DONE and not has_file)
        ):
            if not made:
                Document.objects.filter(pk=document.pk).update(
                    status=DocumentStatus.QUEUED, progress=0, attempts=0, error="", beat_at=None
                )
                document.status, document.progress = DocumentStatus.QUEUED, 0
            record_event(
                service=snapshot.assessment.service,
                by=by,
                verb="document_requested",
                subject=f"document:{document.key}",
                payload={
                    "snapshot": snapshot.key,
                    "kind": choice.kind,
                    "language": choice.language,
                    "variant": choice.variant,
                    "sections": list(choice.sections),
                },
            )
            if not at_once:
                _enqueue(document)
    document.refresh_from_db(fields=["status", "progress", "error", "stored_name"])
    return document


def path_of(document: Document) -> Path:
    """Where a finished document lies."""
    return Path(settings.DOCUMENT_DIR) / document.stored_name


def file_name(document: Document) -> str:
    """The name a document is downloaded under, with its service, day, language and what is not the whole."""
    assessment = document.snapshot.assessment
    name = assessment.service.name_zh if document.language != "en" else assessment.service.name("en")
    extension = Path(document.stored_name).suffix or f".{document.kind}"
    cut = "-board" if document.variant == Variant.BOARD else "-selected" if document.sections else ""
    cut = "-audit-package" if document.kind == PACKAGE else cut
    return f"{name}-{assessment.as_of}-{document.language}{cut}-{document.key[:6]}{extension}"


def progress(document: Document, per_cent: int) -> None:
    """Say how far the job is; also the worker's sign of life. Its own short statement."""
    Document.objects.filter(pk=document.pk).update(progress=per_cent, beat_at=timezone.now())


def _lacks_files(document: Document) -> bool:
    """Whether it is a package without evidence that may have come back to the store by now."""
    if document.kind != PACKAGE:
        return False
    from assessment.services.package import left_out

    return any(one.state in ("missing", "altered") for one in left_out(document))


def _enqueue(document: Document) -> None:
    make_document.using(queue_name="pdf").enqueue(document.firm_id, document.pk)


@task(queue_name="pdf")
def make_document(firm_id: int, document_id: int) -> None:
    """The job. Claims the row, makes the file, writes down what came of it. Safe to run twice."""
    firm = Firm.objects.get(pk=firm_id)
    with tenant(firm):
        document = _claim(document_id)
    if document is None:
        return
    try:
        if document.kind == PACKAGE:
            from assessment.services import package

            stored = _store(document, partial(package.fill_package, firm, document), package.EXTENSION)
        else:
            content, extension = _render(firm, document)
            stored = _store(document, lambda file: file.write(content), extension)
    except Exception as error:
        logger.exception("document %s could not be made", document.key)
        with tenant(firm):
            _finish(document, status=DocumentStatus.FAILED, error=failure.told(error))
        return
    with tenant(firm):
        _finish(document, status=DocumentStatus.DONE, progress=100, error="", **asdict(stored))


def _claim(document_id: int) -> Document | None:
    """Take a waiting row: the one statement decides between two workers. None if it is taken or done."""
    taken = Document.objects.filter(
        pk=document_id, status=DocumentStatus.QUEUED, attempts__lt=MOST_ATTEMPTS
    ).update(status=DocumentStatus.RUNNING, attempts=F("attempts") + 1, beat_at=timezone.now(), progress=5)
    return (
        Document.objects.select_related("snapshot__assessment__service__chain").get(pk=document_id)
        if taken
        else None
    )


def _render(firm: Firm, document: Document) -> tuple[bytes, str]:
    from reports.snapshot import from_json

    snapshot = from_json(bytes(document.snapshot.body))
    with tenant(firm):
        progress(document, 20)
    module: Any = importlib.import_module(f"reports.to_{document.kind}")
    content = module.render(snapshot, **choice_of(document).arguments())
    if document.kind == "pdf":
        content = sign_pdf(content, is_released=snapshot.report.status == "released")
    return content, module.EXTENSION


@dataclass(frozen=True)
class Stored:
    """The columns of a row whose file is in its place."""

    stored_name: str
    size: int
    sha256: str


def _store(document: Document, write: Callable[[IO[bytes]], object], extension: str) -> Stored:
    """Write a file beside its place and move it there whole; of one that fails nothing stays."""
    stored_name = f"{document.firm_id}/{document.content_key}.{extension}"
    path = Path(settings.DOCUMENT_DIR) / stored_name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        stored = Stored(stored_name, draft.stat().st_size, digest_of(draft))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return stored


def _finish(document: Document, **values: object) -> None:
    with transaction.atomic():
        done = Document.objects.filter(pk=document.pk, status=DocumentStatus.RUNNING)
        if done.update(finished_at=timezone.now(), **values):
            if sha256 := values.get("sha256"):
                enter_file(document, str(sha256))
            record_event(
                service=document.snapshot.assessment.service,
                by=document.by,
                verb=f"document_{values['status']}",
                subject=f"document:{document.key}",
                payload={"sha256": values.get("sha256"), "error": values.get("error")},
            )


def sweep_documents(*, silence: timedelta = SILENCE) -> dict[str, int]:
    """Queue again what a killed worker held, and what was queued but lost; give up after three attempts."""
    told = {"queued": 0, "given_up": 0}
    before = timezone.now() - silence
    for _firm in each_firm():
        silent = Q(status=DocumentStatus.RUNNING, beat_at__lt=before) | Q(
            status=DocumentStatus.QUEUED, created_at__lt=before, beat_at__isnull=True
        )
        for document in Document.objects.filter(silent | Q(status=DocumentStatus.QUEUED, beat_at__lt=before)):
            # As it was read: one that has shown life or ended meanwhile is left alone.
            still = Document.objects.filter(pk=document.pk, status=document.status, beat_at=document.beat_at)
            with transaction.atomic():
                if document.attempts >= MOST_ATTEMPTS:
                    told["given_up"] += still.update(status=DocumentStatus.FAILED, error=failure.stopped())
                elif still.update(status=DocumentStatus.QUEUED, beat_at=timezone.now()):
                    _enqueue(document)
                    told["queued"] += 1
    return told
