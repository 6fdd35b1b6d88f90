"""What waits for a person: actions, findings, accepted risks to review, questions. Overdue first."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from assessment.access import Membership, in_reach
from assessment.models import (
    Action,
    ActionStatus,
    Assessment,
    Assignment,
    Client,
    Finding,
    Service,
    Stage,
    Status,
)


@dataclass(frozen=True)
class Item:
    """One thing to do. ``kind``: action, finding, review (of an accepted risk) or assignment.

    ``obligation`` is empty for an assignment, and ``topic`` or ``question`` says what was asked; ``text``
    is an action's own.
    """

    kind: str
    key: str
    text: str
    obligation: str
    due_on: date | None
    status: str
    service: Service
    client: Client
    assessment: Assessment | None
    changed_at: datetime
    topic: str = ""
    question: str = ""

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.due_on is not None and self.due_on < today


def my_actions(membership: Membership) -> list[Item]:
    """Everything open that has this person's name on it; three queries. Overdue first, undated last.

    What hangs on an obligation that no longer applies is left out, and returns with it.
    """
    items = [*_actions(membership), *_findings(membership), *_assignments(membership)]
    return sorted(
        items,
        key=lambda item: (item.due_on is None, item.due_on or date.max, item.service.pk, item.obligation),
    )


def is_live(service: Service, obligation: str) -> bool:
    """Whether an obligation applies or may apply now; needs ``current__summary`` fetched along."""
    current = service.current
    return current is None or obligation in current.summary.within_reach


_ALONG = ("service__client", "service__current__summary", "service__current__edition")
_SKIPPED = "service__current__edition__body"


def _actions(membership: Membership) -> list[Item]:
    rows = (
        Action.objects.filter(in_reach(membership, "finding__service__client"), owner=membership.user)
        .filter(status=ActionStatus.OPEN, finding__service__archived_at=None)
        .select_related(*(f"finding__{name}" for name in _ALONG))
        .defer(f"finding__{_SKIPPED}")
    )
    return [
        _item("action", row, row.text, row.finding.service, row.finding.obligation, row.due_on, row.status)
        for row in rows
        if is_live(row.finding.service, row.finding.obligation)
    ]


def _findings(membership: Membership) -> list[Item]:
    closed = [Status.DONE, Status.VERIFIED]
    rows = (
        Finding.objects.filter(in_reach(membership, "service__client"), service__archived_at=None)
        .filter(
            Q(owner=membership.user) & ~Q(status__in=closed)
            | Q(accepted_by=membership.user, status=Status.RISK_ACCEPTED)
        )
        .select_related(*_ALONG)
        .defer(_SKIPPED)
    )
    items = []
    for row in rows:
        if is_live(row.service, row.obligation):
            is_review = row.status == Status.RISK_ACCEPTED
            due_on = row.review_on if is_review else row.due_on
            items.append(
                _item(
                    "review" if is_review else "finding",
                    row,
                    "",
                    row.service,
                    row.obligation,
                    due_on,
                    row.status,
                )
            )
    return items


def _assignments(membership: Membership) -> list[Item]:
    rows = (
        Assignment.objects.filter(
            in_reach(membership, "assessment__service__client"), user=membership.user, done_at=None
        )
        .filter(assessment__stage__in=[Stage.ANSWERING, Stage.REVIEW], assessment__service__archived_at=None)
        .select_related("assessment__service__client", "assessment__edition")
        .defer("assessment__edition__body")
    )
    return [
        Item(
            "assignment",
            row.key,
            "",
            "",
            row.due_on,
            "open",
            row.assessment.service,
            row.assessment.service.client,
            row.assessment,
            row.created_at,
            row.topic,
            row.question,
        )
        for row in rows
    ]


def _item(
    kind: str, row: Any, text: str, service: Service, obligation: str, due_on: date | None, status: str
) -> Item:
    return Item(
        kind,
        row.key,
        text,
        obligation,
        due_on,
        status,
        service,
        service.client,
        service.current,
        row.updated_at,
    )


def overdue(items: list[Item], today: date | None = None) -> list[Item]:
    """Those whose day has passed."""
    day = today or timezone.localdate()
    return [item for item in items if item.is_overdue(day)]
