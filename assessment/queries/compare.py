"""Which snapshots a service has, and which two of them are looked at side by side."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from assessment.models import Snapshot

NOW = "now"  # the right side as it stands, which nobody has frozen
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


def usual_pair(found: list[Taken], current: int | None) -> tuple[str, str]:
    """The two to begin with, by key: the newest two, or the newest against how things stand now.

    The latter where there is one report only, or where the current assessment, ``current``, has none yet.
    """
    if len(found) > 1 and (current is None or found[0].assessment_id == current):
        return found[1].key, found[0].key
    return found[0].key, NOW if current is not None else found[0].key


def last_key(assessment_id: int) -> str:
    """The key of the newest snapshot of an assessment; nothing where there is none."""
    newest = Snapshot.objects.filter(assessment=assessment_id).order_by("-pk").values_list("key", flat=True)
    return newest.first() or ""
