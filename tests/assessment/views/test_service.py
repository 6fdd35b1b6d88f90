"""A service's page, entering, changing and archiving it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.models import Assessment, Event, Service, Stage
from assessment.services.answer import record_answer, set_aside
from assessment.services.assessment import copy_assessment, set_stage
from assessment.services.client import archive_client, create_client
from assessment.tenancy import tenant
from assessment.views.standing import next_step
from tests.assessment.conftest import signed_in
from tests.factories import House, make_firm, make_grant, make_house, make_user

pytestmark = pytest.mark.django_db
NEW = "/services/new"


@pytest.fixture
def house() -> House:
    return make_house()


def address(house: House, name: str = "service") -> str:
    return reverse(name, args=[house.service.key])


def post(house: House, who: str, url: str, **data: Any) -> Any:
    return signed_in(getattr(house, who)).post(url, data)


def names(house: House) -> set[str]:
    with tenant(house.firm):
        return set(Service.objects.values_list("name_zh", flat=True))


def test_the_page_says_where_the_service_stands_and_what_to_do_next(house: House) -> None:
    found = signed_in(house.ana).get(address(house)).content.decode()
    assert "The Interim Measures apply" in found
    assert "questions are left" in found and "Go on with the questions" in found
    assert f"/assessments/{house.assessment.key}/next" in found
    assert "Findings" in found and house.client.name_en in found


def test_a_reader_is_led_to_the_result_and_offered_no_change(house: House) -> None:
    found = signed_in(house.otto).get(address(house)).content.decode()
    assert "See the result" in found
    for words in ("Go on with the questions", "New assessment", "Put away", "Change day or coverage"):
        assert words not in found


def test_a_clients_person_may_change_but_not_put_away(house: House) -> None:
    found = signed_in(house.ana).get(address(house)).content.decode()
    assert "Change name or description" in found and "Put away" not in found
    assert post(house, "ana", address(house, "service_archive")).status_code == 403


def test_someone_elses_service_is_not_there(house: House) -> None:
    for name in ("service", "service_edit", "assessment_new"):
        assert signed_in(house.rui).get(address(house, name)).status_code == 404


@pytest.mark.parametrize("name", ["service_edit", "assessment_new"])
def test_an_auditor_sees_but_may_not_change(house: House, name: str) -> None:
    assert signed_in(house.otto).get(address(house, name)).status_code == 403


def test_earlier_assessments_are_listed_apart(house: House) -> None:
    with tenant(house.firm):
        copy_assessment(earlier=house.assessment, by=house.clara)
    found = signed_in(house.ana).get(address(house)).content.decode()
    assert "Other assessments" in found
    assert "answers were taken over from the earlier assessment" in found


def test_the_page_takes_as_many_queries_with_ten_earlier_assessments_as_with_one(house: House) -> None:
    browser = signed_in(house.clara)

    def count() -> int:
        browser.get(address(house))  # the first look of an hour is written down
        with CaptureQueriesContext(connection) as queries:
            browser.get(address(house))
        quiet = ("BEGIN", "SAVEPOINT", "RELEASE", "SELECT set_config")
        return len([one for one in queries if not one["sql"].startswith(quiet)])

    with tenant(house.firm):
        copy_assessment(earlier=house.assessment, by=house.clara)
    few = count()
    with tenant(house.firm):
        for _ in range(9):
            copy_assessment(earlier=house.assessment, by=house.clara)
    assert count() == few <= 12


def step(house: House) -> tuple[str, str]:
    with tenant(house.firm):
        found = next_step(
            Assessment.objects.select_related("summary").get(pk=house.assessment.pk), frozenset({"answer"})
        )
    assert found is not None
    return found.words, found.text


def test_the_next_step_follows_the_assessment(house: House) -> None:
    with tenant(house.firm):
        record_answer(
            assessment=house.assessment, question="audience", raw=["internal_only"],
            saw=house.assessment.version, by=house.ana,
        )  # fmt: skip
    assert step(house)[1] == "Go on with the questions"
    with tenant(house.firm):
        set_stage(assessment=house.assessment, stage=Stage.SUPERSEDED, by=house.clara)
    assert step(house) == ("", "See the result")


def test_questions_set_aside_are_named_among_those_left(house: House) -> None:
    with tenant(house.firm):
        set_aside(
            assessment=house.assessment, question="ownership", saw=house.assessment.version, by=house.ana
        )
    assert "1 of them is set aside." in signed_in(house.ana).get(address(house)).content.decode()


# -- entering -------------------------------------------------------------------------------------------


def test_a_new_service_is_entered_for_the_client_chosen(house: House) -> None:
    data = {"client": house.other_client.key, "name_en": "Second", "description_en": "What it does"}
    response = post(house, "clara", NEW, **data)
    with tenant(house.firm):
        made = Service.objects.get(name_en="Second")
    assert response["Location"] == reverse("service", args=[made.key])
    assert (made.client_id, made.name_zh) == (house.other_client.pk, "Second")


def test_a_person_of_one_client_is_not_asked_which(house: House) -> None:
    found = signed_in(house.ana).get(NEW).content.decode()
    assert 'name="client"' not in found
    post(house, "ana", NEW, name_zh="新服务", client=house.other_client.key)
    with tenant(house.firm):
        assert Service.objects.get(name_zh="新服务").client_id == house.client.pk


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name_zh": ""}, "Enter a name, in Chinese or in English."),
        ({"name_zh": "x" * 100_000}, "100000 characters"),
        ({"name_zh": "a\u202eb"}, "cannot be seen"),
        ({"name_zh": "a\x00b"}, "Null characters are not allowed"),
        ({"name_zh": "好", "description_zh": "x" * 100_000}, "room for 4000"),
        ({"name_zh": "好", "client": "nobody"}, "Select a valid choice"),
        ({"name_zh": "好", "client": ""}, "Choose the client"),
    ],
)
def test_what_cannot_be_entered_says_why_and_keeps_what_was_typed(
    house: House, data: dict[str, str], words: str
) -> None:
    before = names(house)
    response = post(house, "clara", NEW, **{"client": house.client.key, "description_en": "Typed", **data})
    found = response.content.decode()
    assert response.status_code == 200 and words in found and 'id="error-summary"' in found
    assert "Typed" in found
    assert names(house) == before


def test_a_name_that_is_taken_is_refused_beside_the_field(house: House) -> None:
    response = post(house, "clara", NEW, client=house.client.key, name_zh=house.service.name_zh)
    assert "The client has a service of this name already." in response.content.decode()


def test_an_auditor_enters_nothing(house: House) -> None:
    assert signed_in(house.otto).get(NEW).status_code == 403


def test_without_a_client_the_client_comes_first() -> None:
    firm, eve = make_firm(), make_user("Eve")
    make_grant(eve, firm, "firm_admin")
    assert signed_in(eve).get(NEW)["Location"] == "/clients/new"
    with tenant(firm):
        client = create_client(firm=firm, name_zh="客户", by=eve)
        assert signed_in(eve).get(NEW).status_code == 200
        archive_client(client=client, by=eve)
    assert signed_in(eve).get(NEW)["Location"] == "/clients/new"


def test_switching_the_language_loses_nothing_that_was_typed(house: House) -> None:
    browser = signed_in(house.clara)
    data = {"client": house.client.key, "name_zh": "半个名字", "switch_language": "zh-hans"}
    assert browser.post(NEW, data)["Location"] == NEW
    found = browser.get(NEW).content.decode()
    assert 'value="半个名字"' in found and "新建服务" in found
    assert f'value="{house.client.key}" selected' in found


# -- changing --------------------------------------------------------------------------------------------


def test_names_description_and_owner_can_be_changed(house: House) -> None:
    data = {"name_zh": "改名", "name_en": "Renamed", "description_zh": "说明", "owner": str(house.ana.pk)}
    assert post(house, "ana", address(house, "service_edit"), **data)["Location"] == address(house)
    with tenant(house.firm):
        one = Service.objects.get(pk=house.service.pk)
    assert (one.name_zh, one.name_en, one.description_zh, one.owner_id) == (
        "改名",
        "Renamed",
        "说明",
        house.ana.pk,
    )


def test_only_people_who_may_see_the_service_can_answer_for_it(house: House) -> None:
    found = signed_in(house.ana).get(address(house, "service_edit")).content.decode()
    assert [f'value="{one.pk}"' in found for one in (house.ana, house.clara, house.rui, house.otto)] == [
        True,
        True,
        False,
        False,
    ]
    data = {"name_zh": "名", "owner": str(house.rui.pk)}
    assert (
        "Select a valid choice" in post(house, "ana", address(house, "service_edit"), **data).content.decode()
    )


def test_a_service_is_put_away_and_taken_back(house: House) -> None:
    url = address(house, "service_archive")
    assert signed_in(house.clara).get(url).status_code == 405
    assert post(house, "clara", url)["Location"] == address(house)
    found = signed_in(house.clara).get(address(house)).content.decode()
    assert "Put away on" in found and "Take it back" in found
    post(house, "clara", url, back="yes")
    assert "Put away on" not in signed_in(house.clara).get(address(house)).content.decode()
    with tenant(house.firm):
        verbs = Event.objects.filter(subject=f"service:{house.service.key}").exclude(verb="viewed")
        assert list(verbs.order_by("pk").values_list("verb", flat=True)) == [
            "service_created",
            "service_archived",
            "service_restored",
        ]


def test_a_name_taken_meanwhile_keeps_the_service_archived(house: House) -> None:
    url = address(house, "service_archive")
    post(house, "clara", url)
    post(house, "clara", NEW, client=house.client.key, name_zh=house.service.name_zh)
    response = signed_in(house.clara).post(url, {"back": "yes"}, follow=True)
    assert "The client has a service of this name already." in response.content.decode()
    assert "Put away on" in response.content.decode()
