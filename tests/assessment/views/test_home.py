"""The first page, as each of the cast sees it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.models import Role, Stage
from assessment.queries.overview import PER_PAGE
from assessment.services.answer import record_answer, set_aside
from assessment.services.assessment import copy_assessment, set_stage
from assessment.services.assignment import assign
from assessment.services.client import create_client
from assessment.services.finding import add_action
from assessment.services.service import archive_service
from assessment.tenancy import tenant
from tests.assessment.conftest import signed_in
from tests.factories import (
    DAY,
    House,
    make_assessment,
    make_firm,
    make_grant,
    make_house,
    make_service,
    make_user,
)

pytestmark = pytest.mark.django_db
HOME = "/"


@pytest.fixture
def house() -> House:
    return make_house()


def page(house: House, who: str, **query: str) -> str:
    response = signed_in(getattr(house, who)).get(HOME, query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_names_of_the_addresses_are_those_others_rely_on() -> None:
    assert [
        reverse(name) for name in ("home", "service_new", "client_list", "client_new", "people", "invite")
    ] == [
        "/",
        "/services/new",
        "/clients/",
        "/clients/new",
        "/people/",
        "/people/invite",
    ]


def test_counsel_sees_every_service_and_a_clients_person_only_the_clients_own(house: House) -> None:
    assert house.service.name_en in (found := page(house, "clara")) and house.other_service.name_en in found
    assert house.service.name_en in (found := page(house, "ana")) and house.other_service.name_en not in found


def test_a_row_says_stage_verdict_and_counts(house: House) -> None:
    found = page(house, "ana")
    assert "Answering questions" in found
    assert "In scope" in found
    assert "21 November 2026" in found
    assert "65 apply, 135 open" in found


def test_what_waits_for_a_person_stands_on_top_and_in_its_row(house: House) -> None:
    with tenant(house.firm):
        add_action(
            assessment=house.assessment, obligation="GAI-4-1", text="Write it down", by=house.clara,
            owner=house.ana, due_on=DAY.replace(year=2020),
        )  # fmt: skip
        assign(assessment=house.assessment, user=house.ana, topic="model", by=house.clara)
        set_aside(
            assessment=house.assessment, question="ownership", saw=house.assessment.version, by=house.ana
        )
    found = page(house, "ana")
    assert "Write it down" in found and "overdue since 21 November 2020" in found
    assert "1 overdue" in found and "1 for you to do" in found and "1 question set aside" in found
    assert "Write it down" not in page(house, "clara")


def test_a_review_waits_for_those_who_may_sign_it_off(house: House) -> None:
    with tenant(house.firm):
        set_stage(assessment=house.assessment, stage=Stage.REVIEW, by=house.clara)
    assert "1 review to sign off" in page(house, "clara")
    assert "to sign off" not in page(house, "ana") and "to sign off" not in page(house, "otto")


def test_a_question_answered_after_it_was_set_aside_waits_no_more(house: House) -> None:
    with tenant(house.firm):
        one = house.assessment
        set_aside(assessment=one, question="ownership", saw=one.version, by=house.ana)
        record_answer(assessment=one, question="ownership", raw="domestic", saw=one.version, by=house.ana)
    assert "question set aside" not in page(house, "ana")


def test_search_and_filters_narrow_the_list_and_can_be_cleared(house: House) -> None:
    found = page(house, "clara", q=house.service.name_en)
    assert house.service.name_en in found and house.other_service.name_en not in found
    assert "1 service" in found and "Clear the filters" in found
    assert house.service.name_en not in page(house, "clara", client=house.other_client.key)
    assert house.other_service.name_en not in page(house, "clara", scope="in_scope")
    assert "No service fits" in page(house, "clara", stage="signed_off")


def test_the_list_can_be_narrowed_to_what_waits(house: House) -> None:
    with tenant(house.firm):
        late: dict[str, Any] = {"obligation": "GAI-4-1", "by": house.clara, "owner": house.clara}
        add_action(assessment=house.assessment, text="late", due_on=DAY.replace(year=2020), **late)
        add_action(assessment=house.other_assessment, text="one day", **late)
        third = make_assessment(make_service(house.client, house.clara), house.ana)
        set_aside(assessment=third, question="role", saw=third.version, by=house.ana)
        fourth = copy_assessment(
            earlier=make_assessment(
                make_service(house.client, house.clara), house.ana, {"ownership": "domestic"}
            ),
            by=house.clara,
        )
        names = [one.service.name_en for one in (house.assessment, house.other_assessment, third, fourth)]
    found = {waits: page(house, "clara", waits=waits) for waits in ("", "mine", "late", "unanswered", "x")}
    rows = {waits: [f">{name}</a>" in html for name in names] for waits, html in found.items()}
    assert rows == {
        "": [True, True, True, True],
        "mine": [True, True, False, False],
        "late": [True, False, False, False],
        "unanswered": [False, False, True, True],
        "x": [True, True, True, True],
    }


@pytest.mark.parametrize(
    "query",
    [
        {"page": "x"},
        {"page": "99999"},
        {"client": "zz"},
        {"scope": "'"},
        {"q": "\x00" * 300, "client": "\x00"},
    ],
)
def test_a_strange_address_shows_a_page_all_the_same(house: House, query: dict[str, str]) -> None:
    page(house, "clara", **query)


def test_an_archived_service_stands_in_the_archive_only(house: House) -> None:
    with tenant(house.firm):
        archive_service(service=house.service, by=house.clara)
    assert house.service.name_en not in page(house, "clara")
    assert house.service.name_en in page(house, "clara", archived="yes")


def test_an_auditor_is_offered_nothing_to_enter(house: House) -> None:
    found = page(house, "otto")
    assert "New service" not in found and house.service.name_en in found
    assert "New service" in page(house, "ana")


def test_only_those_who_may_are_led_to_clients_and_people(house: House) -> None:
    links = ('href="/clients/"', 'href="/people/"')
    shown = {who: [link in page(house, who) for link in links] for who in ("adam", "clara", "ana", "otto")}
    assert shown == {
        "adam": [True, True],
        "clara": [True, False],
        "ana": [False, False],
        "otto": [False, False],
    }


def test_an_empty_house_says_where_to_begin() -> None:
    firm, eve = make_firm(), make_user("Eve")
    make_grant(eve, firm, Role.FIRM_ADMIN)
    browser = signed_in(eve)
    assert "Begin with a client" in browser.get(HOME).content.decode()
    with tenant(firm):
        create_client(firm=firm, name_zh="客户", by=eve)
    assert "No services yet" in browser.get(HOME).content.decode()


def test_an_in_house_department_is_not_bothered_with_clients() -> None:
    firm, eve = make_firm(name_zh="自己", name_en="Ourselves"), make_user("Eve")
    make_grant(eve, firm, Role.FIRM_ADMIN)
    with tenant(firm):
        client = create_client(firm=firm, name_zh="自己", name_en="Ourselves", by=eve)
        make_service(client, eve, "服务")
    found = signed_in(eve).get(HOME).content.decode()
    assert "/clients/" not in found and 'name="client"' not in found


def test_someone_of_two_firms_can_go_to_the_other(house: House) -> None:
    other = make_firm(name_en="The other firm")
    make_grant(house.ana, other, Role.AUDITOR)
    browser = signed_in(house.ana)
    assert "Go to The other firm" in browser.get(HOME).content.decode()
    assert browser.post(reverse("firm_choose", args=[other.slug]))["Location"] == HOME
    found = browser.get(HOME).content.decode()
    assert f"Go to {house.firm.name_en}" in found and house.service.name_en not in found


def test_nobody_chooses_a_firm_that_is_not_theirs(house: House) -> None:
    other = make_firm()
    browser = signed_in(house.ana)
    assert browser.post(reverse("firm_choose", args=[other.slug])).status_code == 404
    assert browser.get(reverse("firm_choose", args=[house.firm.slug])).status_code == 405


def count(house: House) -> int:
    browser = signed_in(house.clara)
    browser.get(HOME)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert browser.get(HOME).status_code == 200
    return len([one for one in queries if not one["sql"].startswith(("BEGIN", "SAVEPOINT", "RELEASE"))])


def test_the_list_takes_as_many_queries_at_thirty_rows_as_at_three(house: House) -> None:
    with tenant(house.firm):
        make_service(house.client, house.clara)
        add_action(
            assessment=house.assessment, obligation="GAI-4-1", text="x", by=house.clara, owner=house.clara
        )
    few = count(house)
    with tenant(house.firm):
        for _ in range(27):
            service = make_service(house.client, house.clara)
            one = make_assessment(service, house.ana)
            add_action(assessment=one, obligation="GAI-4-1", text="x", by=house.clara, owner=house.clara)
            set_aside(assessment=one, question="role", saw=one.version, by=house.ana)
    assert count(house) == few <= 12


def test_a_list_of_several_pages_shows_each_service_once(house: House) -> None:
    with tenant(house.firm):
        names = {make_service(house.other_client, house.rui).name_en for _ in range(PER_PAGE)}
    pages = [page(house, "rui", page=number) for number in ("1", "2")]
    shown = [{name for name in names if f">{name}</a>" in html} for html in pages]
    assert (len(shown[0]), len(shown[1])) == (PER_PAGE, 0)
    assert f">{house.other_service.name_en}</a>" in pages[1]
    assert f"1 to {PER_PAGE} of {PER_PAGE + 1}" in pages[0]
    together = page(house, "rui", rows="1000")
    assert all(f">{name}</a>" in together for name in (*names, house.other_service.name_en))
