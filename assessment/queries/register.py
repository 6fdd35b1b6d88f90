"""What the site knows of a paper that somebody holds up to it, found before any firm is known.

Which report takes whose place: the newest later snapshot of the same service whose sign-off stands, for
drafts as for released reports. A later draft replaces nothing.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django_scopes import scopes_disabled

from assessment.codes import grouped
from assessment.models import Issued, IssuedKind, Snapshot
from assessment.tenancy import tenant


@dataclass(frozen=True)
class Standing:
    """How far a report still counts. ``superseded_by`` is the newer one's code, as its cover has it."""

    superseded_by: str | None = None
    superseded_at: datetime | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class Known:
    """What the bearer of a code may know of the report: nothing of whom or what it is about."""

    key: str
    firm: dict[str, str]  # its names as the paper has them, "zh" and "en"
    as_of: str
    created_at: datetime
    is_released: bool
    digest: str
    standing: Standing


def standing_of(kind: IssuedKind, value: str) -> Standing | None:
    """How far a file, snapshot or code counts; None if this site did not issue it."""
    found = _entry(kind, value)
    if found is None:
        return None
    with tenant(found.firm):
        return _standing(_snapshot(found.snapshot_id, with_body=False))


def known_by_code(key: str) -> Known | None:
    """The report whose cover bears the code; None where there is none."""
    found = _entry(IssuedKind.CODE, key)
    if found is None:
        return None
    with tenant(found.firm):
        snapshot = _snapshot(found.snapshot_id, with_body=True)
        record: dict[str, Any] = json.loads(bytes(snapshot.body))
        return Known(
            key=key,
            firm=record["firm"]["name"],
            as_of=record["as_of"],
            created_at=datetime.fromisoformat(record["report"]["created_at"]),
            is_released=record["report"]["status"] == "released",
            digest=snapshot.digest,
            standing=_standing(snapshot),
        )


def _entry(kind: IssuedKind, value: str) -> Issued | None:
    with scopes_disabled():
        return Issued.objects.select_related("firm").filter(kind=kind, value=value).first()


def _snapshot(pk: int, *, with_body: bool) -> Snapshot:
    rows = Snapshot.objects.select_related("assessment", "sign_off")
    return (rows if with_body else rows.defer("body")).get(pk=pk)


def _standing(snapshot: Snapshot) -> Standing:
    newer = (
        Snapshot.objects.filter(
            assessment__service=snapshot.assessment.service_id,
            pk__gt=snapshot.pk,
            sign_off__isnull=False,
            sign_off__withdrawn_at=None,
        )
        .select_related("sign_off")
        .defer("body")
        .order_by("-pk")
        .first()
    )
    signed = getattr(snapshot, "sign_off", None)
    withdrawn_at = signed.withdrawn_at if signed else None
    if newer is None:
        return Standing(withdrawn_at=withdrawn_at)
    code = newer.issued.filter(kind=IssuedKind.CODE).values_list("value", flat=True).first()
    # Without a code it was not frozen as a report of this site; the start of its digest names it.
    shown = grouped(code) if code else newer.digest[:19]
    return Standing(shown, newer.sign_off.at, withdrawn_at)
