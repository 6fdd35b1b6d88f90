"""The register of what left the house, so that a paper held up to the site is known again."""

from assessment.models import Document, Issued, IssuedKind, Snapshot

# A CSV carries no digest of its snapshot: two snapshots may give the same bytes, which are of neither.
UNMARKED = frozenset({"csv"})


def enter_snapshot(snapshot: Snapshot, *, code: str | None = None) -> None:
    """Enter a snapshot's digest, and the key that stands as the code on its covers."""
    entries = {IssuedKind.SNAPSHOT: snapshot.digest} | ({IssuedKind.CODE: code} if code else {})
    _enter(snapshot, entries)


def enter_file(document: Document, sha256: str) -> None:
    """Enter a finished file. The same bytes made once more are the same entry."""
    if document.kind not in UNMARKED:
        _enter(document.snapshot, {IssuedKind.FILE: sha256})


def _enter(snapshot: Snapshot, entries: dict[IssuedKind, str]) -> None:
    Issued.objects.bulk_create(
        [
            Issued(firm_id=snapshot.firm_id, kind=kind, value=value, snapshot=snapshot)
            for kind, value in entries.items()
        ],
        ignore_conflicts=True,
    )
