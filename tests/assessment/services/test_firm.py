"""Firms, clients and services: names, colours and logos that can be kept."""

from typing import Any

import pytest

from assessment.access import memberships
from assessment.errors import AssessmentError, Refused
from assessment.models import Role
from assessment.queries.audit import trail
from assessment.services.client import archive_client, create_client, rename_client
from assessment.services.firm import create_firm, update_firm
from assessment.services.service import create_service, update_service
from assessment.tenancy import tenant
from tests.factories import House, make_user

GOOD = {"name_zh": "金律", "name_en": "Golden Law", "accent": "#1d3557"}


def test_a_new_firm_has_an_administrator_and_a_chain(db: None) -> None:
    adam = make_user("Adam")
    firm = create_firm(slug="golden-law", name_zh="金律", name_en="Golden Law", administrator=adam)
    assert [(one.firm, one.role) for one in memberships(adam)] == [(firm, Role.FIRM_ADMIN)]
    with tenant(firm):
        assert [entry.event.verb for entry in trail(firm=firm)] == ["firm_created"]
    for slug in ("golden-law", "Golden", "a b", "", "-a", "x" * 41):
        with pytest.raises(Refused):
            create_firm(slug=slug, name_zh="金律", name_en="Golden Law", administrator=adam)


def test_colours_and_roles_are_kept_in_one_form(house: House) -> None:
    update_firm(firm=house.firm, by=house.adam, **{**GOOD, "accent": " #A0B1C2 "}, mfa_roles=["auditor", "x"])
    house.firm.refresh_from_db()
    assert (house.firm.accent, house.firm.mfa_roles) == ("#a0b1c2", ["auditor"])


@pytest.mark.parametrize("accent", ["red", "#fff", "#12345g", "#1d3557;}", "url(x)"])
def test_what_is_no_colour_is_refused(house: House, accent: str) -> None:
    with pytest.raises(Refused):
        update_firm(firm=house.firm, by=house.adam, **{**GOOD, "accent": accent})


def test_names_are_unique_where_they_have_to_be(house: House) -> None:
    with pytest.raises(Refused) as caught:
        create_client(firm=house.firm, name_zh=house.client.name_zh, by=house.adam)
    assert caught.value.field == "name_zh"
    with pytest.raises(Refused):
        rename_client(client=house.client, name_zh=house.other_client.name_zh, name_en="", by=house.adam)
    with pytest.raises(Refused):
        create_service(client=house.client, name_zh=house.service.name_zh, by=house.ana)
    assert create_service(client=house.other_client, name_zh=house.service.name_zh, by=house.rui).pk


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "a\u202eb", "a\x00b"])
def test_names_that_cannot_be_kept_are_refused(house: House, name: str) -> None:
    writes: list[Any] = [
        lambda: create_client(firm=house.firm, name_zh=name, by=house.adam),
        lambda: create_service(client=house.client, name_zh=name, by=house.ana),
        lambda: update_firm(firm=house.firm, by=house.adam, **{**GOOD, "name_zh": name}),
    ]
    for write in writes:
        with pytest.raises(AssessmentError) as caught:
            write()
        assert caught.value.field == "name_zh"


def test_a_change_of_a_service_says_what_differs(house: House) -> None:
    names: dict[str, Any] = {"name_zh": house.service.name_zh, "name_en": house.service.name_en}
    update_service(service=house.service, by=house.ana, **names, description_zh="聊天机器人", owner=house.ana)
    update_service(service=house.service, by=house.ana, **names, description_zh="聊天机器人", owner=house.ana)
    changes = [entry for entry in trail(service=house.service) if entry.event.verb == "service_changed"]
    assert [entry.payload for entry in changes] == [
        {
            "before": {"description_zh": "", "owner_id": None},
            "after": {"description_zh": "聊天机器人", "owner_id": house.ana.pk},
        }
    ]


def test_clients_are_put_away_and_taken_back(house: House) -> None:
    assert archive_client(client=house.client, by=house.adam).archived_at is not None
    assert archive_client(client=house.client, by=house.adam, back=True).archived_at is None
