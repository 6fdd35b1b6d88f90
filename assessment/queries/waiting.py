"""The list of the first page: the overview, narrowed also to what waits, and questions set aside by row."""

from collections.abc import Collection
from typing import Any

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from assessment.access import Membership, in_reach
from assessment.models import (
    Action,
    ActionStatus,
    Answer,
    AnswerKind,
    Assignment,
    Client,
    Finding,
    Grant,
    Service,
    Stage,
    User,
)
from assessment.prepared import MARK_DAY, MARK_USER, firm_rows
from assessment.queries.overview import _COLUMNS, BEHIND, PER_PAGE, Filters, Overview, Row, _narrowed


def listed(
    membership: Membership,
    filters: Filters,
    *,
    only: Collection[str] | None = None,
    unanswered: bool = False,
    behind: bool = False,
    page: Any = 1,
    per_page: int = PER_PAGE,
) -> tuple[Overview, dict[str, int]]:
    """A page of the overview, and by key of service how many questions are set aside; three queries at most.

    ``only`` narrows it to services with these keys; ``unanswered`` to those whose current assessment has
    questions set aside, or answers to re-confirm; ``behind`` to those that could move to a newer edition.
    """
    clients = [(one.key, one.name_zh, one.name_en) for one in _prepared(membership, "clients", _clients)]
    if filters == Filters() and only is None and not (unanswered or behind) and page in ("", "1", 1):
        # Most people look at most at one page: its query is composed once, and a short page needs no count.
        name = f"services {per_page}"
        rows = _prepared(membership, name, lambda who: _with_set_aside(_reached(who))[: per_page + 1])
        number = len(rows) if len(rows) <= per_page else _narrowed(membership, filters).count()
        pages = max(1, -(-number // per_page))
        return _page(rows[:per_page], Overview([], 1, pages, number, filters, clients))
    narrowed = _found(membership, filters, only, unanswered)
    if behind:
        narrowed = narrowed.filter(BEHIND, current__stage__in=[Stage.ANSWERING, Stage.REVIEW])
    found = _with_set_aside(narrowed)
    return _numbered(Paginator(found, per_page), filters, clients, page)


def has_work(membership: Membership) -> bool:
    """Whether anything has this person's name on it; one query, before the larger ones that say what."""
    return bool(_prepared(membership, "work", _work))


def _prepared(membership: Membership, name: str, compose: Any) -> list[Any]:
    """The rows of a query that is composed once for everybody of the same reach."""
    wide = membership.is_firm_wide
    anybody = Membership(User(pk=MARK_USER), membership.firm, (Grant(client_id=None if wide else 0),))
    values = {"user": membership.user.pk, "day": timezone.localdate()}
    return firm_rows((name, wide), lambda: compose(anybody), values)


def _clients(anybody: Membership) -> QuerySet[Client]:
    return Client.objects.filter(in_reach(anybody, "pk", on=MARK_DAY), archived_at=None).order_by("name_zh")


def _reached(anybody: Membership) -> QuerySet[Service]:
    return Service.objects.filter(in_reach(anybody, on=MARK_DAY), archived_at__isnull=True)


def _work(anybody: Membership) -> QuerySet[Any]:
    mine = {"owner": anybody.user}
    findings = Finding.objects.filter(Q(**mine) | Q(accepted_by=anybody.user)).order_by().values_list("pk")
    assigned = Assignment.objects.filter(user=anybody.user, done_at=None).order_by().values_list("pk")
    actions = Action.objects.filter(status=ActionStatus.OPEN, **mine).order_by().values_list("pk")
    return actions.union(findings, assigned, all=True)[:1]


def _found(
    membership: Membership, filters: Filters, only: Collection[str] | None, unanswered: bool
) -> QuerySet[Service]:
    rows = _narrowed(membership, filters)
    if only is not None:
        rows = rows.filter(key__in=only)
    if unanswered:
        aside = _set_aside().filter(assessment=OuterRef("current"))
        rows = rows.filter(Q(current__summary__to_reconfirm__gt=0) | Exists(aside))
    return rows


def _numbered(
    paginator: Paginator[Any], filters: Filters, clients: list[tuple[str, str, str]], page: Any
) -> tuple[Overview, dict[str, int]]:
    try:
        shown = paginator.page(page)
    except (PageNotAnInteger, EmptyPage):
        shown = paginator.page(1)
    found = Overview([], shown.number, paginator.num_pages, paginator.count, filters, clients)
    return _page(list(shown.object_list), found)


def _page(rows: list[tuple[Any, ...]], found: Overview) -> tuple[Overview, dict[str, int]]:
    found.rows = [Row(*values[:-1]) for values in rows]
    return found, {row.key: values[-1] for row, values in zip(found.rows, rows, strict=True) if values[-1]}


def _with_set_aside(rows: QuerySet[Service]) -> QuerySet[Any]:
    """The columns of Row, and last the number of questions set aside; newest first."""
    aside = _set_aside().filter(assessment=OuterRef("current")).order_by().values("assessment")
    number = Coalesce(
        Subquery(aside.annotate(n=Count("pk")).values("n")), Value(0), output_field=IntegerField()
    )
    return rows.annotate(aside=number).order_by("-updated_at", "-pk").values_list(*_COLUMNS, "aside")


def _set_aside() -> QuerySet[Answer]:
    """The newest answers that say *come back later*."""
    newer = Answer.objects.filter(
        assessment=OuterRef("assessment"), question=OuterRef("question"), pk__gt=OuterRef("pk")
    )
    return Answer.objects.filter(~Exists(newer), kind=AnswerKind.SET_ASIDE)
