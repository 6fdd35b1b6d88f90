"""The audit trail of a service as an audit package holds it: up to the snapshot, page by page, to be checked
by a stranger.

A line of ``trail.jsonl`` has the very keys an event's hash is taken over, beside ``previous``, ``hash``,
``said`` (the payload's text, null once erased) and ``who`` (a name, for readers only).
"""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import UTC
from io import StringIO
from typing import Any

from django.utils import translation

from assessment.models import Chain, Event, Firm, SignOff, Snapshot
from assessment.services.audit import verify_chain
from assessment.tenancy import tenant
from assessment.trail_words import SENTENCES
from reports.manifest import TrailBreak
from reports.to_csv import BYTE_ORDER_MARK, harmless

PAGE = 500
COLUMNS = (
    "number", "at", "who", "verb", "verb_zh", "verb_en", "subject", "said", "payload", "previous", "hash",
)  # fmt: skip


class Trail:
    """The entries of a chain up to the one that froze a snapshot, or that signed it in the same breath.

    What came later belongs to later snapshots; so one snapshot has one trail, whenever it is asked for.
    ``beat`` is called once a page. Every read is a short one inside the tenant.
    """

    def __init__(self, firm: Firm, snapshot: Snapshot, beat: Callable[[], None]) -> None:
        self._firm, self._beat = firm, beat
        with tenant(firm):
            self._chain = Chain.objects.get(service=snapshot.assessment.service_id)
            self.last = _last(self._chain, snapshot)
            found = Event.objects.filter(chain=self._chain, number=self.last)
            self.head = found.values_list("hash", flat=True).get()
            self.erased = Event.objects.filter(
                chain=self._chain, number__lte=self.last, payload__body=None
            ).count()
            breaks = verify_chain(self._chain)
        self.breaks = tuple(
            TrailBreak(number=one.number, what=one.what) for one in breaks if one.number <= self.last
        )

    def lines(self) -> Iterator[bytes]:
        """``trail.jsonl``, a page at a time."""
        for page in self._pages():
            yield "".join(json.dumps(_row(one), ensure_ascii=False) + "\n" for one in page).encode()

    def table(self) -> Iterator[bytes]:
        """``trail.csv``, a page at a time, with no cell a spreadsheet would run."""
        sentences = {code: _sentences(code) for code in ("zh-hans", "en")}
        yield (BYTE_ORDER_MARK + _csv([COLUMNS])).encode()
        for page in self._pages():
            rows = []
            for event in page:
                row = _row(event)
                row["verb_zh"] = sentences["zh-hans"].get(event.verb, event.verb)
                row["verb_en"] = sentences["en"].get(event.verb, event.verb)
                rows.append([harmless("" if row[key] is None else str(row[key])) for key in COLUMNS])
            yield _csv(rows).encode()

    def _pages(self) -> Iterator[list[Event]]:
        done = 0
        while done < self.last:
            with tenant(self._firm):
                rows = Event.objects.filter(chain=self._chain, number__gt=done, number__lte=self.last)
                page = list(rows.select_related("payload", "by").order_by("number")[:PAGE])
            if not page:
                return
            yield page
            done = page[-1].number
            self._beat()


def _last(chain: Chain, snapshot: Snapshot) -> int:
    events = Event.objects.filter(chain=chain)
    frozen = events.filter(verb="snapshot_taken", subject=f"snapshot:{snapshot.key}").order_by("number")
    number = frozen.values_list("number", flat=True).first()
    if number is None:
        raise LookupError("The audit trail does not know this snapshot.")
    if SignOff.objects.filter(snapshot=snapshot).exists():
        signed = events.filter(
            verb="signed_off", subject=f"assessment:{snapshot.assessment.key}", number__gt=number
        )
        number = signed.order_by("number").values_list("number", flat=True).first() or number
    return number


def _row(event: Event) -> dict[str, Any]:
    return {
        "number": event.number,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": event.by_id,
        "who": event.by.name if event.by else None,
        "verb": event.verb,
        "subject": event.subject,
        "said": event.payload.body,
        "payload": event.payload_digest,
        "chain": event.chain_id,
        "firm": event.firm_id,
        "once": event.once,
        "previous": event.previous,
        "hash": event.hash,
    }


def _sentences(language: str) -> dict[str, str]:
    with translation.override(language):
        return {verb: str(words) for verb, words in SENTENCES.items()}


def _csv(rows: Any) -> str:
    text = StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
