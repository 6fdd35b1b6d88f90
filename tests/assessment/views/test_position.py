"""A position on an open point, through the client: both readings, taken, changed, withdrawn, contested."""

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils.html import escape

from assessment.models import Event, Position
from assessment.queries.state import state
from assessment.services.assessment import set_stage
from assessment.services.position import take_position
from tests.assessment.conftest import signed_in
from tests.factories import House, make_house

POINT = "OP-08"


@pytest.fixture
def clara(house: House) -> Browser:
    return signed_in(house.clara)


def page(house: House, point: str = POINT) -> str:
    return reverse("position", args=[house.assessment.key, point])


def take(browser: Browser, house: House, **data: Any) -> Any:
    given = {"reading": "B", "reason": "The text says so.", "saw": "", **data}
    return browser.post(page(house), given, follow=True)


def held(house: House) -> list[tuple[str, str, str]]:
    rows = Position.objects.filter(withdrawn_at=None).select_related("by")
    return [(row.reading, row.reason, row.by.name) for row in rows]


def saw(house: House) -> str:
    return Position.objects.get(withdrawn_at=None).key


def test_both_readings_stand_side_by_side_in_the_readers_language(clara: Browser, house: House) -> None:
    point = state(house.assessment).rulebook.open_points[POINT]
    assert point.reading_a is not None and point.reading_b is not None
    found = clara.get(page(house)).content.decode()
    assert escape(point.reading_a.en) in found and escape(point.reading_b.en) in found
    house.clara.language = "zh-hans"
    house.clara.save()
    found = clara.get(page(house)).content.decode()
    assert escape(point.reading_a.zh) in found and escape(point.reading_b.zh) in found
    resting = state(house.assessment).result.obligations.values()
    for one in [one.id for one in resting if POINT in one.open_points]:
        assert f'href="{reverse("obligation", args=[house.assessment.key, one])}"' in found


def test_a_position_is_taken_with_its_reason_and_says_what_it_moved(clara: Browser, house: House) -> None:
    response = take(clara, house)
    assert response.redirect_chain == [(reverse("result", args=[house.assessment.key]), 302)]
    found = response.content.decode()
    assert "outcomes moved" in found or "outcome moved" in found
    assert "The text says so." in found and "Clara" in found
    assert held(house) == [("B", "The text says so.", "Clara")]


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({"reason": "  "}, "reason", "Give your reason."),
        ({"reason": "r" * 100_000}, "reason", "there is room for 4000"),
        ({"reason": "a \u202e b"}, "reason", "U+202E"),
        ({"reading": ""}, "reading", "Choose reading A or reading B."),
        ({"reading": "C"}, "reading", "Choose reading A or reading B."),
        ({"reading": ["A", "x" * 5000]}, "reading", "Choose reading A or reading B."),
    ],
)
def test_what_is_no_position_is_named_beside_its_field_and_stays_typed(
    clara: Browser, house: House, data: dict[str, Any], field: str, sentence: str
) -> None:
    response = take(clara, house, **data)
    found = response.content.decode()
    assert response.status_code == 200 and "<title>Error: " in found
    assert f'href="#id_{field}"' in found and sentence in found
    assert (data.get("reason") or "The text says so.").strip() in found
    assert held(house) == []


def test_it_is_changed_and_the_earlier_one_stays_in_the_history(clara: Browser, house: House) -> None:
    take(clara, house)
    found = clara.get(page(house)).content.decode()
    assert 'value="B" id="id_reading_2" checked' in found and "The text says so." in found
    take(clara, house, reading="A", reason="On second thoughts.", saw=saw(house))
    assert held(house) == [("A", "On second thoughts.", "Clara")]
    assert Position.objects.count() == 2


def test_it_is_withdrawn_and_twice_is_once(clara: Browser, house: House) -> None:
    before = state(house.assessment).result
    take(clara, house)
    key = saw(house)
    for _ in range(2):
        assert take(clara, house, withdraw="yes", saw=key).redirect_chain
    house.assessment.refresh_from_db()
    assert held(house) == [] and state(house.assessment).result.obligations == before.obligations
    assert Event.objects.filter(verb="position_withdrawn").count() == 1


def test_sent_twice_it_is_taken_once(clara: Browser, house: House) -> None:
    for _ in range(2):
        assert take(clara, house).redirect_chain
    assert Position.objects.count() == 1 and Event.objects.filter(verb="position_taken").count() == 1


@pytest.mark.parametrize("button", [{}, {"withdraw": "yes"}])
def test_the_second_of_two_counsel_sees_what_the_first_took_and_chooses(
    clara: Browser, house: House, button: dict[str, str]
) -> None:
    take(clara, house)
    seen = saw(house)
    adam = signed_in(house.adam)
    take(adam, house, reading="A", reason="Adam's reason.", saw=seen)
    response = take(clara, house, reason="Mine, long thought about.", saw=seen, **button)
    found = response.content.decode()
    assert response.status_code == 409 and "Somebody else took a position meanwhile" in found
    assert "Adam&#x27;s reason." in found and "Reading A" in found and "Mine, long thought about." in found
    assert held(house) == [("A", "Adam's reason.", "Adam")]
    assert f'name="saw" value="{saw(house)}"' in found
    take(clara, house, reason="Mine, long thought about.", saw=saw(house))
    assert held(house) == [("B", "Mine, long thought about.", "Clara")]


def test_back_after_saving_an_old_page_overwrites_nothing_unseen(clara: Browser, house: House) -> None:
    take(clara, house)
    assert take(clara, house, reading="A", saw="").status_code == 409
    assert held(house) == [("B", "The text says so.", "Clara")]


def test_an_expired_session_and_another_language_keep_what_was_typed(clara: Browser, house: House) -> None:
    stranger = Browser()
    assert "login" in take(stranger, house, reason="Half a thought").redirect_chain[0][0]
    stranger.force_login(house.clara)
    found = stranger.get(page(house)).content.decode()
    assert "Half a thought" in found and 'value="B" id="id_reading_2" checked' in found
    assert "Another half" in take(clara, house, reason="Another half", switch_language="en").content.decode()
    assert held(house) == []


def test_a_point_that_is_none_or_moves_nothing_is_not_found(clara: Browser, house: House) -> None:
    points = state(house.assessment).rulebook.open_points
    notes = [name for name, point in points.items() if not point.moves]
    for name in ("OP-99", "x" * 300, *notes[:1]):
        assert clara.get(page(house, name)).status_code == 404
        assert clara.post(page(house, name), {"reading": "A", "reason": "x"}).status_code == 404


def test_only_counsel_takes_a_position_and_others_find_nothing(house: House) -> None:
    for person in (house.ana, house.otto):
        browser = signed_in(person)
        found = browser.get(page(house)).content.decode()
        assert ("Take this position" not in found and "Reading" in found) or "reading" in found
        assert take(browser, house).status_code == 403
    for stranger in (house.rui, make_house().clara):
        assert signed_in(stranger).get(page(house)).status_code == 404
        assert take(signed_in(stranger), house).status_code == 404
    assert held(house) == []


def test_a_closed_assessment_takes_none_and_says_why(clara: Browser, house: House) -> None:
    take_position(
        assessment=house.assessment, open_point=POINT, reading="A", reason="Because.", by=house.adam
    )
    set_stage(assessment=house.assessment, stage="superseded", by=house.clara)
    for button in ({}, {"withdraw": "yes"}):
        response = take(clara, house, saw=saw(house), **button)
        assert "can no longer be changed" in response.content.decode()
    assert held(house) == [("A", "Because.", "Adam")]
