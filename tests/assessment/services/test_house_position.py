"""What a firm holds on open points: taken, changed and withdrawn, and copied into assessments in sight."""

from typing import Any

import pytest

from assessment.errors import AssessmentError, Conflict
from assessment.models import HousePosition, Position
from assessment.queries.audit import trail
from assessment.queries.house_position import house_positions, taken_over
from assessment.queries.state import state
from assessment.services.assessment import copy_assessment, create_assessment
from assessment.services.house_position import take_house_position, withdraw_house_position
from assessment.services.position import take_position
from assessment.services.report import gather
from questionnaire.answers import read_answers
from questionnaire.loading import load_rulebook
from reports.snapshot import Report
from tests.factories import House

FILE = b"positions: {OP-01: A}\nanswers: {role: [content_provider]}\n"


def hold(house: House, point: str, reading: str, **more: Any) -> HousePosition:
    return take_house_position(
        **{"firm": house.firm, "by": house.adam, "reason": f"We hold {reading}.", **more},
        open_point=point,
        reading=reading,
    )


def test_a_house_position_is_held_until_another_is_taken(house: House) -> None:
    hold(house, "OP-01", "A")
    newer = hold(house, "OP-01", "B")
    assert house_positions() == {"OP-01": newer}
    taken = take_position(
        assessment=house.assessment, open_point="OP-01", reading="B", reason="y", by=house.clara, house=newer
    )
    withdraw_house_position(position=newer, by=house.adam)
    assert (house_positions(), taken_over()) == ({}, {"OP-01": 1})
    assert (taken.house, state(house.assessment).positions) == (newer, {"OP-01": "B"})


def test_what_the_firm_holds_is_told_by_its_chain(house: House) -> None:
    one = hold(house, "OP-02", "A")
    assert hold(house, "OP-02", "A") == one  # sent twice
    withdraw_house_position(position=hold(house, "OP-02", "B"), by=house.clara)
    told = [(entry.event.verb, entry.payload) for entry in trail(firm=house.firm, subject="open_point:OP-02")]
    assert told == [
        ("house_position_withdrawn", {"before": "B"}),
        ("house_position_taken", {"before": "A", "after": "B", "reason": "We hold B."}),
        ("house_position_taken", {"before": None, "after": "A", "reason": "We hold A."}),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"point": "OP-99", "reading": "A"},
        {"point": "OP-05", "reading": "A"},
        {"point": "OP-01", "reading": "C"},
        {"point": "OP-01", "reading": "A", "reason": " "},
        {"point": "OP-01", "reading": "A", "reason": "x" * 4001},
        {"point": "OP-01", "reading": "A", "reason": "a\u202eb"},
    ],
    ids=["unknown point", "a note", "no reading", "no reason", "a long reason", "a hidden character"],
)
def test_what_is_no_position_is_refused(house: House, wrong: dict[str, str]) -> None:
    with pytest.raises(AssessmentError):
        hold(house, **wrong)
    assert house_positions() == {}


def test_of_two_people_the_second_sees_what_the_first_took(house: House) -> None:
    first = hold(house, "OP-01", "A", saw="")
    with pytest.raises(Conflict) as caught:
        hold(house, "OP-01", "B", saw="")
    assert (caught.value.theirs, house_positions()) == (first, {"OP-01": first})


def test_a_new_assessment_copies_what_it_is_given_under_the_authors_name(house: House) -> None:
    one, other = hold(house, "OP-01", "B"), hold(house, "OP-02", "A")
    made = create_assessment(service=house.service, by=house.ana, house=[one, other])
    held = Position.objects.filter(assessment=made).order_by("open_point")
    assert [(row.open_point, row.reading, row.reason, row.by, row.house) for row in held] == [
        ("OP-01", "B", "We hold B.", house.adam, one),
        ("OP-02", "A", "We hold A.", house.adam, other),
    ]
    (entry,) = trail(service=house.service, subject=f"assessment:{made.key}")
    assert entry.payload and entry.payload["house_positions"] == {"OP-01": "B", "OP-02": "A"}
    assert taken_over() == {"OP-01": 1, "OP-02": 1}


def test_a_files_own_position_goes_before_the_firms(house: House) -> None:
    one, other = hold(house, "OP-01", "B"), hold(house, "OP-02", "A")
    read = read_answers(FILE, load_rulebook())
    made = create_assessment(service=house.service, by=house.clara, answers=read, house=[one, other])
    assert state(made).positions == {"OP-01": "A", "OP-02": "A"}


def test_a_copy_keeps_its_positions_and_gains_those_of_the_firm(house: House) -> None:
    take_position(
        assessment=house.assessment, open_point="OP-01", reading="A", reason="its own", by=house.clara
    )
    made = copy_assessment(
        earlier=house.assessment, by=house.ana, house=[hold(house, "OP-01", "B"), hold(house, "OP-02", "A")]
    )
    assert state(made).positions == {"OP-01": "A", "OP-02": "A"}
    again = copy_assessment(earlier=made, by=house.ana)
    copied = Position.objects.get(assessment=again, open_point="OP-02")
    assert copied.house is not None and copied.by == house.adam


def test_a_document_says_whose_position_came_from_the_firm(house: House) -> None:
    made = create_assessment(service=house.service, by=house.ana, house=[hold(house, "OP-02", "A")])
    take_position(assessment=made, open_point="OP-01", reading="A", reason="its own", by=house.clara)
    report = Report(id="house", status="draft", created_at=made.created_at)
    printed = {
        point.id: point.position.by
        for point in gather(made, state(made), report).open_points
        if point.position
    }
    assert printed == {"OP-01": "Clara", "OP-02": "Adam （机构立场 house position）"}
