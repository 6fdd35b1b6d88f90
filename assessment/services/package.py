"""The audit package of a snapshot: documents, evidence, audit trail and a manifest of digests in one ZIP.

The job can be stopped at any point and goes on from what is worth keeping. What takes time is printing, and
each document is a row and a file of its own, so a second attempt takes those that are ready and makes the
rest. The ZIP itself is written from its beginning: copying evidence is as fast as the disk, and what a killed
worker wrote of it would have to be read through to be trusted. Nothing is held in memory but a chunk.

Equal snapshots give equal bytes as long as the store holds what it held: times are the snapshot's, the trail
ends with the snapshot. Evidence goes in only if its bytes still have the digest the snapshot names; what
does not is named in the manifest, in the README and on the document's page.
"""

import hashlib
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.utils import timezone

from assessment.models import (
    Document,
    DocumentStatus,
    EvidenceKind,
    EvidenceRevision,
    Firm,
    Snapshot,
    Variant,
)
from assessment.services import evidence as evidence_service
from assessment.services.document import SILENCE, make_document, path_of, progress, request_document
from assessment.services.package_trail import Trail
from assessment.tenancy import tenant
from reports.manifest import (
    MANIFEST,
    README,
    SUMS,
    Manifest,
    PackedEvidence,
    PackedFile,
    PackedTrail,
    manifest_bytes,
    read_manifest,
    sums,
)
from reports.package_words import WHAT, readme
from reports.packing import Packed, Packer, chunks_of
from reports.shape import Text
from reports.snapshot import Snapshot as Shown
from reports.snapshot import from_json

EXTENSION = "zip"
# The documents of a package: format, variant, name in the folder, whether the name says the language, and how
# long it takes beside the others.
PARTS = (
    ("pdf", Variant.FULL, "report", True, 12),
    ("pdf", Variant.BOARD, "board", True, 2),
    ("docx", Variant.FULL, "memo", True, 2),
    ("xlsx", Variant.FULL, "register", False, 1),
    ("csv", Variant.FULL, "register", False, 1),
    ("json", Variant.FULL, "snapshot", False, 1),
    ("oscal", Variant.FULL, "oscal", False, 1),
)
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
    "zip": "application/zip",
}
PRINTED, COPIED, TRAILED = 60, 90, 97  # per cent, at the end of each leg
SECONDS_BETWEEN_LOOKS = 1.0


class PartFailed(Exception):
    """A document of the package could not be made; ``told`` is what its own row says."""

    def __init__(self, name: str, told: str) -> None:
        super().__init__(f"{name}: {told}")
        self.told = told


@dataclass
class Beat:
    """How far the package is; each call is also the worker's sign of life, at most one a second."""

    firm: Firm
    document: Document
    told: int = -1
    at: float = 0.0

    def __call__(self, per_cent: float) -> None:
        now = time.monotonic()
        if int(per_cent) == self.told and now - self.at < SECONDS_BETWEEN_LOOKS:
            return
        self.told, self.at = int(per_cent), now
        with tenant(self.firm):
            progress(self.document, self.told)


def fill_package(firm: Firm, document: Document, file: IO[bytes]) -> None:
    """Write the package of a document's snapshot into an open file. Raises PartFailed, OSError."""
    shown = from_json(bytes(document.snapshot.body))
    beat = Beat(firm, document)
    parts = list(_parts(firm, document, beat))
    with tenant(firm):
        stored = _stored(document.snapshot)
    with Packer(file, shown.report.created_at) as packer:
        contents = Contents(packer)
        for name, part in parts:
            with path_of(part).open("rb") as source:
                stem, _dot, extension = name.rpartition(".")
                contents.add(
                    "documents", name, chunks_of(source), MEDIA[extension], WHAT[stem.split("-")[0]],
                    size=part.size, sha256=part.sha256,
                )  # fmt: skip
        evidence = tuple(_evidence(shown, stored, contents, beat))
        trail = _trail(firm, document.snapshot, contents, beat)
        _close(contents, _manifest(shown, document, evidence, trail))


class Contents:
    """What is in the package so far, as its manifest will name it."""

    def __init__(self, packer: Packer) -> None:
        self.packer = packer
        self.files: list[PackedFile] = []
        self.packed: list[Packed] = []

    def add(
        self,
        folder: str,
        name: str,
        content: Iterator[bytes],
        media_type: str,
        what: Text,
        *,
        size: int | None = None,
        sha256: str | None = None,
        evidence: str | None = None,
    ) -> Packed:
        """Copy a file in. Raises OSError if what was copied is not what ``sha256`` promises."""
        one = self.packer.add(folder, name, content, media_type=media_type, size=size)
        if sha256 is not None and one.sha256 != sha256:
            raise OSError(f"{one.path} changed while it was being copied.")
        self.packed.append(one)
        self.files.append(
            PackedFile(
                path=one.path,
                size=one.size,
                sha256=one.sha256,
                media_type=media_type,
                what=what,
                evidence=evidence,
            )
        )
        return one


# -- documents --------------------------------------------------------------------------------------


def _parts(firm: Firm, document: Document, beat: Beat) -> Iterator[tuple[str, Document]]:
    """Each document under its name, ready; made here and now where nobody has yet."""
    done, whole = 0, sum(part[-1] for part in PARTS)
    for kind, variant, stem, in_language, takes in PARTS:
        beat(5 + (PRINTED - 5) * done / whole)
        done += takes
        mark = f"-{document.language}" if in_language else ""
        name = f"{stem}{mark}.{'zip' if kind == 'oscal' else kind}"
        yield name, _part(firm, document, kind, variant, name, beat)


def _part(firm: Firm, document: Document, kind: str, variant: str, name: str, beat: Beat) -> Document:
    assert document.by is not None
    with tenant(firm):
        part = request_document(
            snapshot=document.snapshot, kind=kind, variant=variant, language=document.language,
            by=document.by, at_once=True,
        )  # fmt: skip
    until = timezone.now() + SILENCE
    while part.status != DocumentStatus.DONE:
        if part.status == DocumentStatus.QUEUED:
            make_document.call(firm.pk, part.pk)
        elif timezone.now() > until:
            raise PartFailed(name, "another worker has been making it for too long")
        else:
            time.sleep(SECONDS_BETWEEN_LOOKS)
        with tenant(firm):
            part.refresh_from_db(fields=["status", "stored_name", "size", "sha256", "error"])
        if part.status == DocumentStatus.FAILED:
            raise PartFailed(name, part.error)
        beat(beat.told)
    return part


# -- evidence ---------------------------------------------------------------------------------------


def _stored(snapshot: Snapshot) -> dict[tuple[str, str], EvidenceRevision]:
    """The files of the service by number and digest, the newest where one was stored twice."""
    rows = EvidenceRevision.objects.filter(
        evidence__service=snapshot.assessment.service_id, kind=EvidenceKind.FILE
    )
    ordered = rows.select_related("evidence").order_by("evidence__number", "number")
    return {(row.evidence.label, row.sha256): row for row in ordered}


def _evidence(
    shown: Shown, stored: dict[tuple[str, str], EvidenceRevision], contents: Contents, beat: Beat
) -> Iterator[PackedEvidence]:
    whole = sum(piece.size or 0 for piece in shown.evidence) or 1
    done = 0
    for piece in shown.evidence:
        digest = (piece.sha256 or "").removeprefix("sha256:")
        entry = PackedEvidence(
            number=piece.number, title=piece.title, kind=piece.kind, state="no_file", url=piece.url,
            sha256=digest or None, size=piece.size,
        )  # fmt: skip
        if piece.kind == "file":
            entry = _copied(entry, stored.get((piece.number, digest)), contents)
        done += piece.size or 0
        beat(PRINTED + (COPIED - PRINTED) * done / whole)
        yield entry


def _copied(entry: PackedEvidence, revision: EvidenceRevision | None, contents: Contents) -> PackedEvidence:
    """Copy the file in if it is what the snapshot says, and say what became of it."""
    if revision is None:
        return entry.model_copy(update={"state": "missing"})
    if revision.evidence.withdrawn_at is not None:
        return entry.model_copy(update={"state": "withdrawn"})
    try:
        source = evidence_service.path_of(revision).open("rb")
    except FileNotFoundError:
        return entry.model_copy(update={"state": "missing"})
    with source:
        if hashlib.file_digest(source, "sha256").hexdigest() != entry.sha256:
            return entry.model_copy(update={"state": "altered"})
        source.seek(0)
        what = Text(zh=f"证据 {entry.number}：{entry.title}", en=f"Evidence {entry.number}: {entry.title}")
        packed = contents.add(
            "evidence", f"{entry.number} {revision.name}", chunks_of(source), revision.content_type, what,
            size=revision.size, sha256=entry.sha256, evidence=entry.number,
        )  # fmt: skip
    return entry.model_copy(update={"state": "packed", "path": packed.path})


# -- trail, manifest --------------------------------------------------------------------------------


def _trail(firm: Firm, snapshot: Snapshot, contents: Contents, beat: Beat) -> PackedTrail:
    trail = Trail(firm, snapshot, lambda: beat(COPIED))
    lines = contents.add("trail", "trail.jsonl", trail.lines(), "application/x-ndjson", WHAT["trail"])
    contents.add("trail", "trail.csv", trail.table(), "text/csv", WHAT["trail_table"])
    beat(TRAILED)
    return PackedTrail(
        path=lines.path, events=trail.last, head=trail.head, erased=trail.erased, breaks=trail.breaks
    )


def _manifest(
    shown: Shown, document: Document, evidence: tuple[PackedEvidence, ...], trail: PackedTrail
) -> Manifest:
    return Manifest(
        snapshot=document.snapshot.digest,
        report=shown.report.id,
        status=shown.report.status,
        at=shown.report.created_at,
        firm=shown.firm.name if shown.firm else None,
        client=shown.client,
        service=shown.service.name,
        as_of=shown.as_of,
        language=document.language,
        rulebook=f"{shown.rulebook.version} ({shown.rulebook.digest})",
        files=(),
        evidence=evidence,
        trail=trail,
    )


def _close(contents: Contents, manifest: Manifest) -> None:
    """The note, the manifest of everything before it, and the sums of everything but themselves."""
    contents.add("", README, iter([readme(manifest)]), "text/plain", WHAT["readme"])
    whole = manifest.model_copy(update={"files": tuple(contents.files)})
    contents.add("", MANIFEST, iter([manifest_bytes(whole)]), "application/json", WHAT["manifest"])
    contents.packer.add("", SUMS, iter([sums(contents.packed)]), media_type="text/plain")


# -- reading one again ------------------------------------------------------------------------------


def left_out(document: Document) -> tuple[PackedEvidence, ...]:
    """The evidence a finished package had to leave out, from its own manifest; none if that is unreadable."""
    if document.status != DocumentStatus.DONE:
        return ()
    try:
        with zipfile.ZipFile(path_of(document)) as archive:
            return read_manifest(archive.read(MANIFEST)).left_out
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return ()
