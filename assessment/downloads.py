"""Files people may fetch: always as attachments, never shown inside the site, never cached by others."""

from pathlib import Path

from django.http import FileResponse, Http404, HttpResponse

from assessment.models import Document, EvidenceRevision
from assessment.services import evidence as evidence_service
from assessment.services.document import file_name, path_of

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}


def send_file(path: Path, *, name: str, content_type: str) -> FileResponse:
    """A file as an attachment under a name (any language). 404 if it is not there."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise Http404 from error
    return FileResponse(file, as_attachment=True, filename=name, content_type=content_type, headers=HEADERS)


def send_bytes(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    """Bytes made on the spot, such as an answers file or a calendar, as an attachment."""
    from django.utils.http import content_disposition_header

    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(
        content, content_type=content_type, headers={**HEADERS, "Content-Disposition": disposition}
    )


def send_revision(revision: EvidenceRevision) -> FileResponse:
    """An evidence file under the name it was uploaded with."""
    if not revision.stored_name:
        raise Http404
    return send_file(
        evidence_service.path_of(revision), name=revision.name, content_type=revision.content_type
    )


def send_document(document: Document) -> FileResponse:
    """A finished document."""
    if not document.stored_name:
        raise Http404
    return send_file(path_of(document), name=file_name(document), content_type="application/octet-stream")
