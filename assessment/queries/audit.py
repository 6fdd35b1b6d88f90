"""Reading the audit trail: newest first, by chain, subject and person; the payload opened."""

import json
from dataclasses import dataclass
from typing import Any

from assessment.models import Chain, Event, Firm, Service


@dataclass(frozen=True)
class Entry:
    """One event with what it said; ``payload`` is None where it was erased."""

    event: Event
    payload: dict[str, Any] | None


def trail(
    *,
    service: Service | None = None,
    firm: Firm | None = None,
    subject: str = "",
    before: int | None = None,
    with_views: bool = True,
    most: int = 100,
) -> list[Entry]:
    """The newest events of a service, or of the firm's own chain; one query.

    ``subject`` such as ``finding:GAI-4-1`` gives the history of one thing; ``before`` an event's number,
    for the next page.
    """
    chain = (
        Chain.objects.filter(service=service)
        if service is not None
        else Chain.objects.filter(firm=firm, service=None)
    )
    rows = Event.objects.filter(chain__in=chain)
    if subject:
        rows = rows.filter(subject=subject)
    if not with_views:
        rows = rows.exclude(verb="viewed")
    if before is not None:
        rows = rows.filter(number__lt=before)
    rows = rows.select_related("payload", "by").order_by("-number")[:most]
    return [Entry(row, None if row.payload.body is None else json.loads(row.payload.body)) for row in rows]
