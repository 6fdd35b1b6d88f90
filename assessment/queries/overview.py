"""The services of a person: stage, verdict, counts, what waits for them. Queries do not grow with rows."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from assessment.access import Membership, in_reach
from assessment.models import Action, ActionStatus, Assignment, Client, Edition, Scope, Service, Stage

PER_PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; empty words narrow nothing. Unknown values are ignored."""

    text: str = ""
    client: str = ""  # its key
    scope: str = ""
    stage: str = ""
    archived: bool = False


@dataclass(slots=True)
class Row:
    """One service as a list shows it; counts are None while it has no assessment."""

    pk: int
    key: str
    name_zh: str
    name_en: str
    updated_at: datetime
    archived_at: datetime | None
    client_key: str
    client_zh: str
    client_en: str
    owner: str | None
    assessment_key: str | None
    as_of: date | None
    stage: str | None
    scope: str | None
    applies: int | None
    undetermined: int | None
    not_in_force: int | None
    does_not_apply: int | None
    answered: int | None
    unanswered: int | None
    unsure: int | None
    to_reconfirm: int | None
    met: int | None
    partly_met: int | None
    not_met: int | None
    not_assessed: int | None
    in_progress: int | None
    done: int | None
    verified: int | None
    risk_accepted: int | None
    is_behind: bool = False  # an edition came after the one its assessment rests on
    my_actions: int = 0
    my_overdue: int = 0
    my_assignments: int = 0


_COUNTS = (
    "scope",
    "applies",
    "undetermined",
    "not_in_force",
    "does_not_apply",
    "answered",
    "unanswered",
    "unsure",
    "to_reconfirm",
    "met",
    "partly_met",
    "not_met",
    "not_assessed",
    "in_progress",
    "done",
    "verified",
    "risk_accepted",
)
BEHIND = Exists(Edition.objects.filter(pk__gt=OuterRef("current__edition")))
_COLUMNS: tuple[Any, ...] = (
    "pk",
    "key",
    "name_zh",
    "name_en",
    "updated_at",
    "archived_at",
    "client__key",
    "client__name_zh",
    "client__name_en",
    "owner__name",
    "current__key",
    "current__as_of",
    "current__stage",
    *(f"current__summary__{name}" for name in _COUNTS),
    BEHIND,
)


@dataclass
class Overview:
    """One page of the list, with what its filter form offers."""

    rows: list[Row]
    number: int
    pages: int
    total: int
    filters: Filters
    clients: list[tuple[str, str, str]] = field(default_factory=list)  # key, name_zh, name_en


def overview(
    membership: Membership, filters: Filters = Filters(), *, page: Any = 1, per_page: int = PER_PAGE
) -> Overview:
    """The page ``page`` of the services in reach, newest first; five queries whatever their number."""
    paginator = Paginator(_narrowed(membership, filters).order_by("-updated_at", "-pk"), per_page)
    try:
        shown = paginator.page(page)
    except (PageNotAnInteger, EmptyPage):
        shown = paginator.page(1)
    listed: Any = shown.object_list
    rows = [Row(*values) for values in listed.values_list(*_COLUMNS)]
    _add_mine(membership, rows)
    clients = Client.objects.filter(in_reach(membership, "pk"), archived_at=None).order_by("name_zh")
    return Overview(
        rows,
        shown.number,
        paginator.num_pages,
        paginator.count,
        filters,
        list(clients.values_list("key", "name_zh", "name_en")),
    )


def _narrowed(membership: Membership, filters: Filters) -> QuerySet[Service]:
    rows = Service.objects.filter(in_reach(membership), archived_at__isnull=not filters.archived)
    for word in filters.text.split()[:5]:
        named = Q(name_zh__icontains=word) | Q(name_en__icontains=word)
        rows = rows.filter(named | Q(client__name_zh__icontains=word) | Q(client__name_en__icontains=word))
    if filters.client:
        rows = rows.filter(client__key=filters.client)
    if filters.scope in Scope.values:
        rows = rows.filter(current__summary__scope=filters.scope)
    if filters.stage in Stage.values:
        rows = rows.filter(current__stage=filters.stage)
    return rows


def _add_mine(membership: Membership, rows: list[Row]) -> None:
    """What waits for this person on each row of the page: two queries over their own work, not over rows."""
    today, by_pk = timezone.localdate(), {row.pk: row for row in rows}
    actions = (
        Action.objects.filter(owner=membership.user, status=ActionStatus.OPEN)
        .values_list("finding__service")
        .annotate(all=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today)))
    )
    for service, everything, overdue in actions:
        if service in by_pk:
            by_pk[service].my_actions, by_pk[service].my_overdue = everything, overdue
    assigned = Assignment.objects.filter(user=membership.user, done_at=None)
    for service, number in assigned.values_list("assessment__service").annotate(all=Count("pk")):
        if service in by_pk:
            by_pk[service].my_assignments = number
