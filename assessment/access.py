"""Who may see and do what; the one door to a client's objects.

Views ask ``get_service(request, key, "answer")`` and get the object, a 404 where it is not theirs
to see, or a 403 where they see it but their role may not do that. Tenant and role are predicates
in the query; what a role may do is the one table below.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import rules
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone
from django_scopes import scopes_disabled

from assessment.models import (
    Action,
    Assessment,
    Assignment,
    Client,
    Comment,
    Dissent,
    Document,
    Evidence,
    EvidenceRevision,
    Finding,
    Firm,
    Grant,
    Invitation,
    Position,
    Role,
    Service,
    SignOff,
    Snapshot,
    User,
)
from assessment.prepared import MARK_DAY, MARK_KEY, MARK_USER, firm_rows, rows

READS = frozenset({"view", "report", "audit"})
WORKS = READS | {"answer", "judge", "act", "attach", "comment", "assign", "create"}
COUNSELS = WORKS | {"position", "dissent", "verify", "accept_risk", "sign_off", "archive", "clients"}
# What each role may do. view: see it · report: make and download documents · audit: read the trail ·
# answer, judge (finding), act (actions), attach (evidence), comment, assign: write these · create: a
# service or assessment · position, dissent, verify, accept_risk, sign_off: counsel's word · archive:
# put away · clients: create and rename clients · people: grants and invitations · firm: its settings
ROLES: dict[str, frozenset[str]] = {
    Role.FIRM_ADMIN: COUNSELS | {"people", "firm"},
    Role.FIRM_MEMBER: COUNSELS,
    Role.CLIENT_MEMBER: (WORKS - {"assign"}),
    Role.AUDITOR: READS,
}
ACTIONS = frozenset().union(*ROLES.values())
_STRONGEST = [Role.FIRM_ADMIN, Role.FIRM_MEMBER, Role.CLIENT_MEMBER, Role.AUDITOR]


class EnteredRequest(HttpRequest):
    """A request as EntryMiddleware leaves it; what views of ours may annotate theirs with."""

    user: User
    membership: "Membership"
    memberships: "list[Membership]"
    firm: Firm
    stash: QueryDict
    LANGUAGE_CODE: str


@dataclass(frozen=True)
class Membership:
    """One person in one firm, with the grants that hold today."""

    user: User
    firm: Firm
    grants: tuple[Grant, ...]

    @cached_property
    def is_firm_wide(self) -> bool:
        """Whether some grant reaches all clients of the firm."""
        return any(grant.client_id is None for grant in self.grants)

    @cached_property
    def role(self) -> str:
        """The strongest role held, for words such as "counsel" beside a name."""
        return min((grant.role for grant in self.grants), key=lambda role: _STRONGEST.index(Role(role)))

    @cached_property
    def _by_client(self) -> dict[int | None, frozenset[str]]:
        reach: dict[int | None, frozenset[str]] = {}
        for grant in self.grants:
            reach[grant.client_id] = reach.get(grant.client_id, frozenset()) | ROLES[grant.role]
        return reach

    def allowed(self, client: Client | int | None = None) -> frozenset[str]:
        """The actions on a client's objects; without a client, on the firm itself."""
        everywhere = self._by_client.get(None, frozenset())
        pk = client.pk if isinstance(client, Client) else client
        return everywhere if pk is None else everywhere | self._by_client.get(pk, frozenset())

    def anywhere(self) -> frozenset[str]:
        """The actions on at least one client."""
        return frozenset().union(*self._by_client.values())


def _predicate(action: str) -> Any:
    @rules.predicate(name=f"may_{action}")
    def may(membership: Membership, client: Client | int | None) -> bool:
        return action in membership.allowed(client)

    return may


for _action in sorted(ACTIONS):
    rules.add_rule(_action, _predicate(_action))


def person(pk: Any) -> User | None:
    """A person by number, read together with their grants: the next `memberships` asks nothing more."""
    today = timezone.localdate()
    grants = _grants(pk, today)
    found = [grants[0].user] if grants else rows("person", _person, {"user": pk})
    for user in found:
        user.grants_at_hand = today, grants
    return next(iter(found), None)


def memberships(user: User, *, on: date | None = None) -> list[Membership]:
    """Every firm of a person, each with the grants that hold on a day; one query, no scope needed."""
    day = on or timezone.localdate()
    at_hand, user.grants_at_hand = user.grants_at_hand, None
    grants = at_hand[1] if at_hand is not None and at_hand[0] == day else _grants(user.pk, day)
    by_firm: dict[int, list[Grant]] = {}
    for grant in grants:
        by_firm.setdefault(grant.firm_id, []).append(grant)
    return [Membership(user, held[0].firm, tuple(held)) for held in by_firm.values()]


def _grants(user: Any, day: date) -> list[Grant]:
    with scopes_disabled():
        return rows("grants that hold", _grants_that_hold, {"user": user, "day": day})


def _grants_that_hold() -> QuerySet[Grant]:
    held = Grant.objects.filter(Grant.holding(MARK_DAY), user=MARK_USER).select_related("firm", "user")
    return held.defer("firm__logo").order_by("firm_id", "pk")


def _person() -> QuerySet[User]:
    return User.objects.filter(pk=MARK_USER)


def membership_of(request: HttpRequest) -> Membership:
    """The request's membership. Raises PermissionDenied for someone whom no firm has let in."""
    membership: Membership | None = getattr(request, "membership", None)
    if membership is None:
        raise PermissionDenied
    return membership


def may(request: HttpRequest, action: str, client: Client | int | None = None) -> bool:
    """Whether the person may do this on a client's objects; without a client, on the firm itself."""
    membership = getattr(request, "membership", None)
    return membership is not None and bool(rules.test_rule(action, membership, client))


def require(request: HttpRequest, action: str, client: Client | int | None = None) -> Membership:
    """The membership, if it may; otherwise PermissionDenied (403)."""
    membership = membership_of(request)
    if not rules.test_rule(action, membership, client):
        raise PermissionDenied
    return membership


def in_reach(membership: Membership, path: str = "client", *, on: date | None = None) -> Q | Exists:
    """The condition that a row belongs to a client the person has a grant on.

    ``path`` leads from the row to its client: ``client`` on a service, ``pk`` on a client itself.
    The firm is not asked for here: the scope and row-level security see to it.
    """
    if membership.is_firm_wide:
        return Q()
    today = on or timezone.localdate()
    return Exists(Grant.objects.filter(Grant.holding(today), user=membership.user, client=OuterRef(path)))


# How each kind of object leads to its client, and what is fetched with it.
_REACH: dict[type[Model], tuple[str, tuple[str, ...]]] = {
    Client: ("pk", ()),
    Service: ("client", ("client", "chain", "current__summary", "owner")),
    Assessment: ("service__client", ("service__client", "service__chain", "edition")),
    Finding: (
        "service__client",
        (
            "service__client",
            "service__chain",
            "service__current",
            "owner",
            "done_by",
            "verified_by",
            "accepted_by",
        ),
    ),
    Action: ("finding__service__client", ("finding__service__client", "finding__service__chain", "owner")),
    Evidence: ("service__client", ("service__client", "service__chain")),
    EvidenceRevision: (
        "evidence__service__client",
        ("evidence__service__client", "evidence__service__chain"),
    ),
    Comment: ("service__client", ("service__client", "service__chain", "by")),
    Assignment: (
        "assessment__service__client",
        ("assessment__service__client", "assessment__service__chain", "user"),
    ),
    Position: (
        "assessment__service__client",
        ("assessment__service__client", "assessment__service__chain", "by"),
    ),
    Dissent: (
        "assessment__service__client",
        ("assessment__service__client", "assessment__service__chain", "by"),
    ),
    Snapshot: ("assessment__service__client", ("assessment__service__client", "assessment__service__chain")),
    SignOff: (
        "assessment__service__client",
        ("assessment__service__client", "assessment__service__chain", "snapshot", "by"),
    ),
    Document: (
        "snapshot__assessment__service__client",
        ("snapshot__assessment__service__client", "snapshot__assessment__service__chain"),
    ),
}
_HEAVY: dict[type[Model], tuple[str, ...]] = {
    Service: ("current__summary__within_reach",),
    Assessment: ("edition__body",),
    Snapshot: ("body",),
    SignOff: ("snapshot__body",),
    Document: ("snapshot__body",),
}
# Looking at these is written into the trail, once per person, object and hour.
_LOGGED = (Service, Assessment, Snapshot, Document, EvidenceRevision)

Row = TypeVar("Row", bound=Model)


def visible(request: HttpRequest, model: type[Row]) -> QuerySet[Row]:
    """The rows of a kind that the person may see, with what pages need fetched along."""
    return _with_related(model, in_reach(membership_of(request), _REACH[model][0]))


def _with_related(model: type[Row], reach: Q | Exists) -> QuerySet[Row]:
    related = _REACH[model][1]
    found: QuerySet[Row] = model._default_manager.filter(reach)
    if related:
        found = found.select_related(*related)
    return found.defer(*_HEAVY[model]) if model in _HEAVY else found


def _by_key(membership: Membership, model: type[Row], key: str) -> Row | None:
    """What ``visible(…).filter(key=key).first()`` finds."""
    wide = membership.is_firm_wide

    def compose() -> QuerySet[Row]:
        anybody = Membership(User(pk=MARK_USER), membership.firm, (Grant(client_id=None if wide else 0),))
        reach = in_reach(anybody, _REACH[model][0], on=MARK_DAY)
        return _with_related(model, reach).filter(key=MARK_KEY).order_by()[:1]

    values = {"user": membership.user.pk, "day": timezone.localdate(), "key": key}
    return next(iter(firm_rows((model, wide), compose, values)), None)


def client_id_of(row: Model) -> int:
    """The client a row belongs to, along what was fetched with it."""
    path = _REACH[type(row)][0]
    target: Any = row
    *steps, last = path.split("__")
    for step in steps:
        target = getattr(target, step)
    return target.pk if last == "pk" else getattr(target, f"{last}_id")


def get_object(request: HttpRequest, model: type[Row], action: str = "view", **lookup: Any) -> Row:
    """The one row that fits, if the person may do ``action`` there: 404 for what is not theirs, else 403."""
    if set(lookup) == {"key"}:
        row = _by_key(membership_of(request), model, lookup["key"])
    else:
        row = visible(request, model).filter(**lookup).first()
    if row is None:
        raise Http404
    require(request, action, client_id_of(row))
    if model in _LOGGED and request.method == "GET":
        from assessment.services.audit import log_view

        log_view(membership_of(request).user, row)
    return row


def get_client(request: HttpRequest, key: str, action: str = "view") -> Client:
    """A client by its key."""
    return get_object(request, Client, action, key=key)


def get_service(request: HttpRequest, key: str, action: str = "view") -> Service:
    """A service by its key; with client, chain, current assessment, its summary and the owner."""
    return get_object(request, Service, action, key=key)


def get_assessment(request: HttpRequest, key: str, action: str = "view") -> Assessment:
    """An assessment by its key; with service, client, chain and edition (without its body)."""
    return get_object(request, Assessment, action, key=key)


def get_finding(request: HttpRequest, key: str, action: str = "view") -> Finding:
    """A finding by its key; with service, client, chain and the people it names."""
    return get_object(request, Finding, action, key=key)


def get_action(request: HttpRequest, key: str, action: str = "view") -> Action:
    """A remediation action by its key; with finding, service, client."""
    return get_object(request, Action, action, key=key)


def get_evidence(request: HttpRequest, key: str, action: str = "view") -> Evidence:
    """A piece of evidence by its key; with service and client."""
    return get_object(request, Evidence, action, key=key)


def get_revision(request: HttpRequest, key: str, action: str = "view") -> EvidenceRevision:
    """A revision of a piece of evidence by its key; what a download serves."""
    return get_object(request, EvidenceRevision, action, key=key)


def get_document(request: HttpRequest, key: str, action: str = "report") -> Document:
    """A document by its key; with snapshot (without its body), assessment, service, client.

    A package holds evidence and the trail, so it asks for what those ask for as well.
    """
    document = get_object(request, Document, action, key=key)
    if document.kind == "package":
        require_package(request, client_id_of(document))
    return document


def require_package(request: HttpRequest, client: Client | int) -> None:
    """Raise PermissionDenied for somebody who may not have everything that an audit package holds."""
    for action in ("report", "view", "audit"):
        require(request, action, client)


def get_invitation(request: HttpRequest, key: str) -> Invitation:
    """An invitation of the firm, for those who may manage people."""
    require(request, "people")
    try:
        return Invitation.objects.select_related("client", "by").get(key=key)
    except Invitation.DoesNotExist as error:
        raise Http404 from error


def people_of(firm: Firm, client: Client | int | None = None) -> QuerySet[User]:
    """Who can be made owner: the people with a grant on the firm, or on this client of it, today."""
    today = timezone.localdate()
    reach = Q(client__isnull=True) | Q(client=client) if client is not None else Q()
    held = Grant.objects.filter(Grant.holding(today), reach, firm=firm, user=OuterRef("pk")).exclude(
        role=Role.AUDITOR
    )
    return User.objects.filter(Exists(held), is_active=True).order_by("name", "email")
