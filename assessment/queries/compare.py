"""Which snapshots a service has, and which two of them are looked at side by side."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from assessment.models import Snapshot

NOW = "now"  # as it stands, which nobody has frozen
NEWEST = "newest"  # as it would stand under the newest rulebook, before it is moved there
MOST = 100  # offered, newest first; older ones still answer to their address


@dataclass(frozen=True)
class Taken:
    """A snapshot without its body. ``standing``: draft, released (counsel's word stands) or withdrawn."""

    pk: int
    key: str
    assessment_id: int
    assessment_key: str
    at: datetime
    as_of: date
    digest: str
    by: str
    standing: str


def taken(snapshots: QuerySet[Snapshot]) -> list[Taken]:
    """The snapshots of a service among those a person may see, newest first; one query."""
    rows = snapshots.order_by("-pk").values_list(
        "pk", "key", "assessment_id", "assessment__key", "at", "assessment__as_of", "digest", "by__name",
        "sign_off__pk", "sign_off__withdrawn_at",
    )  # fmt: skip
    return [Taken(*row[:7], row[7] or "", _standing(row[8], row[9])) for row in rows[:MOST]]


def _standing(signed: int | None, withdrawn_at: datetime | None) -> str:
    return "draft" if signed is None else "released" if withdrawn_at is None else "withdrawn"


def body_of(snapshot: Taken) -> bytes:
    """The canonical JSON of a snapshot somebody was let in to."""
    return bytes(Snapshot.objects.values_list("body", flat=True).get(pk=snapshot.pk))


def pair(found: list[Taken], current: int | None, first: str, second: str) -> tuple[str, str]:
    """The two states meant, by key, where an address names only one of them, or none.

    Unless it says otherwise: the newest two; but the newest against how things stand now where there is one
    report only, or where the current assessment, ``current``, has none yet. Beside a report that was asked
    for stands the one before it.
    """
    if not second:
        is_reported = current is None or (len(found) > 1 and found[0].assessment_id == current)
        second = found[0].key if is_reported else NOW
    if not first:
        first = NOW if second == NEWEST else _before(found, second)
    return first, second


def _before(found: list[Taken], key: str) -> str:
    keys = [one.key for one in found]
    if key not in keys:
        return keys[0] if keys else key
    return keys[min(keys.index(key) + 1, len(keys) - 1)]


def last_key(assessment_id: int) -> str:
    """The key of the newest snapshot of an assessment; nothing where there is none."""
    newest = Snapshot.objects.filter(assessment=assessment_id).order_by("-pk").values_list("key", flat=True)
    return newest.first() or ""
