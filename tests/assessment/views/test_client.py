"""Clients: entered, renamed, put away; seen by those whose they are."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.models import Client
from assessment.services.client import create_client
from assessment.tenancy import tenant
from tests.assessment.conftest import signed_in
from tests.factories import House, make_house

pytestmark = pytest.mark.django_db
LIST, NEW = "/clients/", "/clients/new"


@pytest.fixture
def house() -> House:
    return make_house()


def get(house: House, who: str, url: str, **query: str) -> str:
    response = signed_in(getattr(house, who)).get(url, query)
    assert response.status_code == 200
    return response.content.decode()


def post(house: House, who: str, url: str, **data: Any) -> Any:
    return signed_in(getattr(house, who)).post(url, data)


def own(house: House, name: str = "client") -> str:
    return reverse(name, args=[house.client.key])


def test_counsel_sees_all_clients_and_a_clients_person_one(house: House) -> None:
    assert [house.client.name_zh in get(house, who, LIST) for who in ("clara", "ana", "rui")] == [
        True,
        True,
        False,
    ]
    assert house.other_client.name_zh in get(house, "clara", LIST)


def test_a_client_shows_its_services(house: House) -> None:
    found = get(house, "ana", own(house))
    assert house.service.name_en in found and "1 service" in found and "In scope" in found
    assert signed_in(house.rui).get(own(house)).status_code == 404


def test_a_new_client_leads_to_its_first_service(house: House) -> None:
    response = post(house, "clara", NEW, name_en="Third")
    with tenant(house.firm):
        made = Client.objects.get(name_en="Third")
    assert response["Location"] == f"/services/new?client={made.key}"
    assert f'value="{made.key}" selected' in get(house, "clara", "/services/new", client=made.key)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Enter a name"),
        ({"name_zh": "x" * 201}, "room for 200"),
        ({"name_zh": "a\u200bb"}, "cannot be seen"),
    ],
)
def test_a_client_without_a_fit_name_is_refused(house: House, data: dict[str, str], words: str) -> None:
    response = post(house, "clara", NEW, **data)
    assert response.status_code == 200 and words in response.content.decode()


def test_a_name_that_is_taken_is_refused(house: House) -> None:
    found = post(house, "clara", NEW, name_zh=house.client.name_zh).content.decode()
    assert "There is a client of this name already." in found


def test_a_client_is_renamed(house: House) -> None:
    assert post(house, "clara", own(house, "client_edit"), name_zh="新名", name_en="New")["Location"] == own(
        house
    )
    assert "新名" in get(house, "clara", own(house))


def test_a_client_is_put_away_and_taken_back(house: House) -> None:
    assert post(house, "clara", own(house, "client_archive"))["Location"] == own(house)
    assert house.client.name_zh not in get(house, "clara", LIST)
    assert house.client.name_zh in get(house, "clara", LIST, archived="yes")
    assert "Take it back" in get(house, "clara", own(house))
    post(house, "clara", own(house, "client_archive"), back="yes")
    assert house.client.name_zh in get(house, "clara", LIST)


@pytest.mark.parametrize("who", ["ana", "otto"])
def test_only_counsel_enters_and_changes_clients(house: House, who: str) -> None:
    browser = signed_in(getattr(house, who))
    assert [
        browser.get(NEW).status_code,
        browser.get(own(house, "client_edit")).status_code,
        browser.post(own(house, "client_archive")).status_code,
    ] == [403, 403, 403]


def test_the_list_takes_as_many_queries_at_thirty_rows_as_at_three(house: House) -> None:
    def count() -> int:
        browser = signed_in(house.clara)
        with CaptureQueriesContext(connection) as queries:
            browser.get(LIST)
        return len(queries)

    few = count()
    with tenant(house.firm):
        for number in range(30):
            create_client(firm=house.firm, name_zh=f"第{number}个", by=house.clara)
    assert count() == few <= 12
