"""A topic or a question given to somebody: once while it is open, finished, taken up again."""

from datetime import date
from typing import Any

import pytest

from assessment.errors import Refused
from assessment.models import Assignment, Stage
from assessment.queries.audit import trail
from assessment.services.assessment import set_stage
from assessment.services.assignment import assign, finish_assignment, reopen_assignment
from tests.factories import House


def given(house: House, **fields: Any) -> Assignment:
    return assign(assessment=house.assessment, user=house.ana, by=house.clara, **fields)


def test_a_topic_is_given_to_somebody_once(house: House) -> None:
    given(house, topic="model")
    given(house, topic="model", due_on=date(2027, 1, 1))
    (held,) = Assignment.objects.all()
    assert held.due_on == date(2027, 1, 1)
    finish_assignment(assignment=held, by=house.ana)
    given(house, topic="model")
    assert Assignment.objects.count() == 2


@pytest.mark.parametrize(
    "wrong", [{}, {"topic": "x"}, {"question": "x"}, {"topic": "model", "question": "mau"}]
)
def test_what_is_given_is_a_topic_or_a_question_of_the_edition(house: House, wrong: dict[str, str]) -> None:
    with pytest.raises(Refused):
        given(house, **wrong)
    assert not Assignment.objects.exists()


def test_nothing_is_given_where_nothing_can_be_answered(house: House) -> None:
    held = given(house, topic="model")
    finish_assignment(assignment=held, by=house.ana)
    set_stage(assessment=house.assessment, stage=Stage.SUPERSEDED, by=house.clara)
    with pytest.raises(Refused):
        given(house, topic="data")
    with pytest.raises(Refused):
        reopen_assignment(assignment=Assignment.objects.select_related("assessment").get(), by=house.ana)
    assert [one.topic for one in Assignment.objects.exclude(done_at=None)] == ["model"]


def test_done_is_said_once_and_taken_back_once(house: House) -> None:
    held = given(house, topic="model")
    other = Assignment.objects.select_related("assessment__service").get()
    at = finish_assignment(assignment=held, by=house.ana).done_at
    finish_assignment(assignment=other, by=house.clara)  # read before Ana said so
    assert Assignment.objects.get().done_at == at
    for _ in range(2):
        assert reopen_assignment(assignment=held, by=house.ana).done_at is None
    verbs = [one.event.verb for one in trail(service=house.service) if one.event.verb.startswith("assign")]
    assert verbs == ["assignment_reopened", "assignment_done", "assigned"]


def test_what_was_given_anew_meanwhile_is_not_opened_beside_it(house: House) -> None:
    held = finish_assignment(assignment=given(house, topic="model"), by=house.ana)
    given(house, topic="model")
    with pytest.raises(Refused, match="given to the same person anew"):
        reopen_assignment(assignment=held, by=house.ana)
    assert held.done_at is not None and Assignment.objects.filter(done_at=None).count() == 1
