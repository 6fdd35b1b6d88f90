"""Who may see and do what: the table, the door, and the 404 for everything that is not one's own."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from assessment import access
from assessment.models import (
    Action,
    Assessment,
    Assignment,
    Client,
    Comment,
    Dissent,
    Event,
    Evidence,
    EvidenceRevision,
    Finding,
    Grant,
    Position,
    Role,
    Service,
    User,
)
from assessment.services.assignment import assign
from assessment.services.comment import add_comment
from assessment.services.document import request_document
from assessment.services.evidence import add_evidence
from assessment.services.finding import add_action, record_finding
from assessment.services.position import record_dissent, take_position
from assessment.services.report import take_snapshot
from assessment.tenancy import tenant
from tests.factories import House, make_grant, make_house, make_user


def asking(user: User, method: str = "post") -> HttpRequest:
    """A request of this person, as EntryMiddleware leaves it."""
    request = getattr(RequestFactory(), method)("/")
    request.user = user
    held = access.memberships(user)
    request.membership = held[0] if held else None
    return request


def filled(house: House) -> dict[type, Any]:
    """One object of each kind that hangs on the first client."""
    assessment = house.assessment
    finding = record_finding(assessment=assessment, obligation="GAI-4-1", by=house.clara)
    evidence = add_evidence(service=house.service, title="x", by=house.ana, statement="y")
    action = add_action(assessment=assessment, obligation="GAI-4-1", text="z", by=house.ana)
    position = take_position(
        assessment=assessment, open_point="OP-01", reading="A", reason="x", by=house.clara
    )
    return {
        Client: house.client,
        Service: house.service,
        Assessment: assessment,
        Finding: finding,
        Action: action,
        Evidence: evidence,
        EvidenceRevision: evidence.revisions.get(),
        Comment: add_comment(service=house.service, text="x", by=house.ana),
        Assignment: assign(assessment=assessment, user=house.ana, by=house.clara, topic="service"),
        Position: position,
        Dissent: record_dissent(
            assessment=assessment, obligation="GAI-4-1", view="does_not_apply", reason="x", by=house.clara
        ),
    }  # fmt: skip


def test_every_role_may_do_what_the_table_says_and_nothing_else(house: House) -> None:
    expected = {
        house.adam: access.ACTIONS,
        house.clara: access.ACTIONS - {"people", "firm"},
        house.ana: {"view", "report", "audit", "answer", "judge", "act", "attach", "comment", "create"},
        house.rui: set(),
        house.otto: {"view", "report", "audit"},
    }
    for user, actions in expected.items():
        request = asking(user)
        assert {one for one in access.ACTIONS if access.may(request, one, house.client)} == actions, user
    assert {one for one in access.ACTIONS if access.may(asking(house.ana), one)} == set()


def test_each_kind_of_object_is_found_by_its_own_people_and_is_a_404_for_others(house: House) -> None:
    objects = filled(house)
    stranger = make_house()
    for model, row in objects.items():
        for user in (house.adam, house.clara, house.ana, house.otto):
            assert access.get_object(asking(user), model, key=row.key).pk == row.pk
        with pytest.raises(Http404):
            access.get_object(asking(house.rui), model, key=row.key)
        with tenant(stranger.firm), pytest.raises(Http404):
            access.get_object(asking(stranger.adam), model, key=row.key)


def test_what_one_sees_but_may_not_do_is_refused(house: House) -> None:
    with pytest.raises(PermissionDenied):
        access.get_assessment(asking(house.otto), house.assessment.key, "answer")
    with pytest.raises(PermissionDenied):
        access.get_assessment(asking(house.ana), house.assessment.key, "sign_off")
    with pytest.raises(PermissionDenied):
        access.require(asking(house.clara), "people")
    assert access.get_assessment(asking(house.clara), house.assessment.key, "sign_off") == house.assessment


def test_a_package_is_for_those_who_may_read_the_trail_as_well(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {
        kind: request_document(
            snapshot=take_snapshot(assessment=house.assessment, by=house.ana),
            kind=kind, language="en", by=house.ana, at_once=True,
        )
        for kind in ("json", "package")
    }  # fmt: skip
    for person in (house.adam, house.clara, house.ana, house.otto):  # every role there is, auditors included
        assert access.get_document(asking(person), made["package"].key) == made["package"]
    monkeypatch.setitem(access.ROLES, Role.AUDITOR, access.READS - {"audit"})
    assert access.get_document(asking(house.otto), made["json"].key) == made["json"]
    with pytest.raises(PermissionDenied):
        access.get_document(asking(house.otto), made["package"].key)
    with pytest.raises(Http404):
        access.get_document(asking(house.rui), made["package"].key)


def test_lists_hold_only_what_is_in_reach(house: House) -> None:
    filled(house)
    seen = {
        user.name: [
            access.visible(asking(user), model).count() for model in (Client, Service, Finding, Evidence)
        ]
        for user in (house.clara, house.ana, house.rui, house.otto)
    }
    assert seen == {"Clara": [2, 2, 1, 1], "Ana": [1, 1, 1, 1], "Rui": [1, 1, 0, 0], "Otto": [2, 2, 1, 1]}


def test_reach_is_a_condition_in_the_query_not_a_list_of_ids(house: House) -> None:
    sql = str(access.visible(asking(house.ana), Service).query)
    assert "EXISTS" in sql
    assert " IN (" not in sql


def test_someone_without_a_grant_is_nobody(house: House) -> None:
    request = asking(make_user("Eve"))
    assert (access.may(request, "view"), access.memberships(request.user)) == (False, [])  # type: ignore[arg-type]
    with pytest.raises(PermissionDenied):
        access.get_service(request, house.service.key)


def test_a_grant_holds_through_its_last_day(house: House) -> None:
    user, today = make_user("Tim"), timezone.localdate()
    grant = make_grant(user, house.firm, Role.AUDITOR, until=today)
    assert len(access.memberships(user)) == 1
    Grant.objects.filter(pk=grant.pk).update(until=today - timedelta(days=1))
    assert access.memberships(user) == []


def test_roles_on_several_clients_add_up(house: House) -> None:
    make_grant(house.ana, house.firm, Role.AUDITOR, house.other_client)
    request = asking(house.ana)
    assert access.get_service(request, house.other_service.key) == house.other_service
    with pytest.raises(PermissionDenied):
        access.get_service(request, house.other_service.key, "answer")
    assert request.membership.role == Role.CLIENT_MEMBER  # type: ignore[attr-defined]


def test_one_person_in_two_firms_has_two_memberships(house: House) -> None:
    other = make_house()
    make_grant(house.ana, other.firm, Role.FIRM_MEMBER)
    held = access.memberships(house.ana)
    assert [one.firm for one in held] == [house.firm, other.firm]
    assert [one.is_firm_wide for one in held] == [False, True]


def test_owners_are_chosen_among_those_who_can_act(house: House) -> None:
    named = {user.name for user in access.people_of(house.firm, house.client)}
    assert named == {"Adam", "Clara", "Ana"}
    assert {user.name for user in access.people_of(house.firm)} == {"Adam", "Clara", "Ana", "Rui"}


def test_looking_at_a_service_is_logged_and_posting_is_not(house: House) -> None:
    access.get_service(asking(house.ana, "post"), house.service.key)
    assert Event.objects.filter(verb="viewed").count() == 0
    access.get_service(asking(house.ana, "get"), house.service.key)
    access.get_service(asking(house.ana, "get"), house.service.key)
    assert list(Event.objects.filter(verb="viewed").values_list("by", "subject")) == [
        (house.ana.pk, f"service:{house.service.key}")
    ]


def test_the_door_costs_one_query(house: House, django_assert_num_queries: Any) -> None:
    request = asking(house.ana)
    with django_assert_num_queries(1):
        found = access.get_assessment(request, house.assessment.key, "answer")
        along = (found.service.client, found.edition.digest[:7], found.service.chain)
    assert along == (house.client, "sha256:", house.service.chain)
