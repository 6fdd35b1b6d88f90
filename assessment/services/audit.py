"""The audit trail: events added to a hash chain, verified, and blanked but never removed.

An event's hash is ``sha256(previous + "\\n" + canonical JSON of the row)``. Canonical JSON has sorted
keys, no spaces, UTF-8, and instants in UTC with microseconds as stored. What exactly was said stands
in the payload, of which the row holds only the digest, so blanking it leaves the chain whole.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from assessment.models import Chain, Event, EventPayload, Firm, Service, User
from assessment.models.base import insert, together, written
from assessment.models.event import GENESIS

# What this process has logged as seen in this hour; other processes are caught by the unique column.
_seen = LocMemCache("views", {"timeout": 3600, "max_entries": 20_000})


def canonical(value: Any) -> str:
    """Canonical JSON. Days become YYYY-MM-DD, instants ISO in UTC with microseconds."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _hash(event: Event) -> str:
    row = {
        "at": _instant(event.at),
        "by": event.by_id,
        "chain": event.chain_id,
        "firm": event.firm_id,
        "number": event.number,
        "once": event.once,
        "payload": event.payload_digest,
        "subject": event.subject,
        "verb": event.verb,
    }
    return _sha256(f"{event.previous}\n{canonical(row)}")


def chain_of(*, firm: Firm | None, service: Service | None) -> Chain:
    """The chain of a service, or the firm's own; made on first use."""
    if service is not None:
        if "chain" not in service._state.fields_cache:
            Chain.objects.get_or_create(firm_id=service.firm_id, service=service)
        return service.chain
    return Chain.objects.get_or_create(firm=firm, service=None)[0]


def hold_chain(service: Service) -> None:
    """Take the chain of a service before rows of it that are locked one after the other.

    Two who write several findings would otherwise each hold what the other waits for.
    """
    if connection.features.has_select_for_update:
        _take(chain_of(firm=None, service=service))


def _take(chain: Chain) -> None:
    """Hold a chain until the transaction ends, and read its head. Rows may go on referring to it meanwhile:
    where they may not, whoever has written one waits at the end for whoever waits for them."""
    held = Chain.objects.select_for_update(no_key=True)
    chain.refresh_from_db(fields=["head", "length"], from_queryset=held)


def record_event(
    *,
    verb: str,
    subject: str,
    payload: dict[str, Any],
    by: User | None,
    firm: Firm | None = None,
    service: Service | None = None,
    at: datetime | None = None,
    once: str | None = None,
    along: Callable[[], object] | None = None,
) -> int:
    """Add an event to the chain of ``service``, or of ``firm`` where no service is concerned; its number.

    Joins the caller's transaction, so the event stands or falls with the change. Two statements, and before
    them one that moves the head only if nobody moved it meanwhile (then the head is read again). From there
    on the chain is held until the transaction ends, so summaries are written after it: ``along``, which is
    sent together with the event, or after the call. Who held a summary first would wait for the chain of
    somebody who waits for the summary.
    """
    if service is None and firm is None:
        raise TypeError("record_event needs a service or a firm")
    chain = chain_of(firm=firm, service=service)
    body = canonical(payload)
    with transaction.atomic(savepoint=False):
        while True:
            event = Event(
                firm_id=chain.firm_id,
                chain=chain,
                number=chain.length + 1,
                at=at or timezone.now(),
                by=by,
                verb=verb,
                subject=subject,
                payload_digest=_sha256(body),
                previous=chain.head,
                once=once,
            )
            event.hash = _hash(event)
            if _move_head(chain, event)():
                break
            chain.refresh_from_db(
                fields=["head", "length"], from_queryset=Chain.objects.select_for_update(no_key=True)
            )
        with together():
            insert(event)
            written(_PAYLOAD, [body, event.firm_id, event.chain_id, event.number])
            if along is not None:
                along()
    chain.head, chain.length = event.hash, event.number
    return event.number


# Finds its event by place: the event's own number in the table is not waited for.
_PAYLOAD = (
    "INSERT INTO assessment_eventpayload (event_id, firm_id, body)"
    " SELECT id, firm_id, %s FROM assessment_event WHERE firm_id = %s AND chain_id = %s AND number = %s"
)


def _move_head(chain: Chain, event: Event) -> Callable[[], int]:
    """Put the event at the head, unless another is there by now. Written out: every change makes it."""
    return written(
        "UPDATE assessment_chain SET head = %s, length = %s"
        " WHERE id = %s AND firm_id = %s AND head = %s AND length = %s",
        [event.hash, event.number, chain.pk, chain.firm_id, chain.head, chain.length],
    )


def log_view(user: User, row: models.Model) -> None:
    """Write that a person looked at an object, once per person, object and hour."""
    noun, hour = row._meta.model_name, timezone.now().astimezone(UTC).strftime("%Y%m%d%H")
    once = f"view:{user.pk}:{noun}:{row.pk}:{hour}"
    if _seen.get(once):
        return
    if not Event.objects.filter(once=once).exists():
        try:
            with transaction.atomic():
                record_event(
                    service=_service_of(row),
                    by=user,
                    verb="viewed",
                    subject=f"{noun}:{getattr(row, 'key', row.pk)}",
                    payload={},
                    once=once,
                )
        except IntegrityError:
            pass  # another process was first
    transaction.on_commit(lambda: _seen.set(once, True))


def _service_of(row: models.Model) -> Service:
    target: Any = row
    while not isinstance(target, Service):
        for step in ("service", "assessment", "snapshot", "evidence", "finding"):
            if hasattr(type(target), step):
                target = getattr(target, step)
                break
    return target


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold: the number of the event, and what is wrong with it."""

    number: int
    what: str


def verify_chain(chain: Chain) -> list[Break]:
    """Everything wrong with a chain: gaps, changed rows, changed payloads, a head that is another."""
    return list(_breaks(Chain.objects.get(pk=chain.pk)))


def _breaks(chain: Chain) -> Iterator[Break]:
    previous, number = GENESIS, 0
    for event in Event.objects.filter(chain=chain).order_by("number").select_related("payload").iterator(500):
        number += 1
        if event.number != number:
            yield Break(number, "missing")
            number = event.number
        if event.previous != previous:
            yield Break(number, "does not follow the event before it")
        if _hash(event) != event.hash:
            yield Break(number, "changed")
        payload = getattr(event, "payload", None)
        if payload is None:
            yield Break(number, "its payload is missing")
        elif payload.body is not None and _sha256(payload.body) != event.payload_digest:
            yield Break(number, "its payload was changed")
        previous = event.hash
    if (chain.head, chain.length) != (previous, number):
        yield Break(chain.length, "the end of the chain is missing or is not its head")


def erase_payload(*, event: Event, by: User, reason: str) -> None:
    """Blank what an event said, and write that this was done. The event itself stays, and verifies."""
    with transaction.atomic():
        EventPayload.objects.filter(event=event, body__isnull=False).update(
            body=None, erased_at=timezone.now()
        )
        service = event.chain.service
        record_event(
            service=service,
            firm=event.firm,
            by=by,
            verb="payload_erased",
            subject=f"event:{event.number}",
            payload={"reason": reason},
        )
