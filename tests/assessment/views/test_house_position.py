"""House positions on screen: taken by counsel, offered where an assessment begins, seen where they rest."""

from typing import Any

import pytest

from assessment.models import HousePosition, Position
from assessment.services.assessment import set_stage
from assessment.services.house_position import take_house_position, withdraw_house_position
from assessment.tenancy import tenant
from tests.assessment.conftest import signed_in
from tests.factories import IN_SCOPE, House, make_house

pytestmark = pytest.mark.django_db
LIST, ONE = "/firm/positions/", "/firm/positions/OP-01/"
TAKEN = {"reading": "B", "reason": "By its wording.", "saw": ""}
MERCHANTS = {**IN_SCOPE, "audience": ["merchants_embedded"], "customer_reexposure": "no"}


@pytest.fixture
def house() -> House:
    return make_house(MERCHANTS)


def hold(house: House, point: str = "OP-02", reading: str = "A") -> HousePosition:
    with tenant(house.firm):
        return take_house_position(
            firm=house.firm, open_point=point, reading=reading, reason=f"House {reading}.", by=house.clara
        )


def positions(house: House) -> list[tuple[str, str, str, bool]]:
    with tenant(house.firm):
        held = Position.objects.filter(withdrawn_at=None, assessment__service=house.service)
        rows = held.select_related("by").order_by("assessment", "open_point")
        return [(one.open_point, one.reading, one.by.name, one.house_id is not None) for one in rows]


def test_the_list_has_every_point_that_moves_an_outcome(house: House) -> None:
    hold(house)
    found = signed_in(house.otto).get(LIST).content.decode()
    assert found.count('class="open-point"') == 18
    assert "The firm holds 1 position" in found and "17 questions without a house position" in found
    assert "House A." in found and "Clara" in found
    assert "Take a position" not in found  # an auditor reads
    assert "Take a position" in signed_in(house.clara).get(LIST).content.decode()


def test_counsel_takes_changes_and_withdraws_one(house: House) -> None:
    browser = signed_in(house.clara)
    assert browser.post(ONE, TAKEN)["Location"] == LIST
    with tenant(house.firm):
        first = HousePosition.objects.get()
    browser.post(ONE, {**TAKEN, "reading": "A", "saw": first.key})
    found = browser.get(ONE).content.decode()
    assert "took a house position" in found and "Reading B" in found
    found = browser.post(ONE, {"withdraw": "yes"}, follow=True).content.decode()
    assert "Withdrawn." in found and "None yet." in found


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"reading": ""}, "Choose reading A or reading B."),
        ({"reason": " "}, "Give your reason."),
        ({"reason": "a\u202eb"}, "a character that cannot be seen"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_lost(
    house: House, wrong: dict[str, str], words: str
) -> None:
    found = signed_in(house.clara).post(ONE, {**TAKEN, **wrong}).content.decode()
    assert words in found
    assert "reason" in wrong or "By its wording." in found


def test_the_second_of_two_sees_what_the_first_took(house: House) -> None:
    hold(house, "OP-01")
    response = signed_in(house.adam).post(ONE, TAKEN)
    found = response.content.decode()
    assert response.status_code == 409
    assert "House A." in found and "By its wording." in found


@pytest.mark.parametrize("who", ["ana", "otto"])
def test_only_counsel_takes_them(house: House, who: str) -> None:
    browser = signed_in(getattr(house, who))
    assert browser.post(ONE, TAKEN).status_code == 403
    assert browser.get(ONE).status_code == (200 if who == "otto" else 403)


@pytest.mark.parametrize("point", ["OP-05", "OP-99", "x"])
def test_a_note_has_no_position(house: House, point: str) -> None:
    assert signed_in(house.clara).get(f"{LIST}{point}/").status_code == 404


def begin(at: House, who: str, **data: Any) -> Any:
    url = f"/services/{at.service.key}/assess"
    given = {"source": "scratch", "as_of": "2026-11-21", "coverage": ["pi"], **data}
    return signed_in(getattr(at, who)).post(url, given)


def test_beginning_an_assessment_offers_them_all(house: House) -> None:
    one = hold(house)
    found = signed_in(house.clara).get(f"/services/{house.service.key}/assess").content.decode()
    assert "Which house positions are taken over?" in found and "OP-02, reading A" in found
    begin(house, "clara", house=[one.key])
    assert positions(house) == [("OP-02", "A", "Clara", True)]


def test_counsel_may_leave_one_out_and_a_client_may_not(house: House) -> None:
    hold(house)
    begin(house, "clara")
    assert positions(house) == []
    begin(house, "ana")
    assert positions(house) == [("OP-02", "A", "Clara", True)]


def test_without_house_positions_nothing_is_offered(house: House) -> None:
    found = signed_in(house.clara).get(f"/services/{house.service.key}/assess").content.decode()
    assert "house positions" not in found


def test_a_result_shows_what_the_firm_holds_and_takes_it_over(house: House) -> None:
    one = hold(house)
    browser, key = signed_in(house.clara), house.assessment.key
    assert "The firm takes reading A:" in browser.get(f"/assessments/{key}/result/").content.decode()
    page = f"/assessments/{key}/positions/OP-02/"
    assert "Take over the house position" in browser.get(page).content.decode()
    browser.post(page, {"take_house": one.key, "saw": ""})
    assert positions(house) == [("OP-02", "A", "Clara", True)]
    found = browser.get(page).content.decode()
    assert "Taken over from the firm's house positions." in found
    assert "Take over the house position" not in found
    with tenant(house.firm):
        withdraw_house_position(position=one, by=house.clara)
    assert "The firm holds this no longer." in browser.get(page).content.decode()
    assert "the firm holds this no longer" in browser.get(f"/assessments/{key}/result/").content.decode()


def test_a_house_position_that_changed_meanwhile_is_shown_first(house: House) -> None:
    old = hold(house)
    hold(house, reading="B")
    page = f"/assessments/{house.assessment.key}/positions/OP-02/"
    response = signed_in(house.clara).post(page, {"take_house": old.key, "saw": ""})
    assert response.status_code == 409 and positions(house) == []
    assert "House B." in response.content.decode()


def test_an_assessment_no_longer_open_takes_nothing_over(house: House) -> None:
    one = hold(house)
    with tenant(house.firm):
        set_stage(assessment=house.assessment, stage="superseded", by=house.clara)
    page = f"/assessments/{house.assessment.key}/positions/OP-02/"
    signed_in(house.clara).post(page, {"take_house": one.key, "saw": ""})
    assert positions(house) == []
