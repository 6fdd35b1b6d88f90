"""What is worked out once per rulebook, once per day, and remembered within bounds."""

from datetime import date, timedelta

import pytest

from questionnaire import compiled as module
from questionnaire.assessing import GROUPS, assess
from questionnaire.compiled import compiled, period_on
from questionnaire.rulebook import Period
from tests.questionnaire.sets import RULEBOOK, TODAY, mixed_sets

COMPILED = compiled(RULEBOOK)


def test_a_rulebook_is_compiled_once() -> None:
    again = RULEBOOK.model_copy()
    assert compiled(again) is COMPILED
    assert assess(again, {}, as_of=TODAY).compiled is COMPILED


def test_duties_of_a_day_are_those_of_the_groups_in_catalogue_order() -> None:
    duties = COMPILED.duties_on(TODAY, ("core", "pi"))
    assert [duty.id for duty in duties] == [
        name for name in RULEBOOK.obligations if RULEBOOK.group_of(name) in ("core", "pi")
    ]
    assert COMPILED.duties_on(TODAY, ("core", "pi")) is duties


def test_a_duty_is_in_force_from_its_first_day() -> None:
    by_day = {
        day: {duty.id: duty.in_force for duty in COMPILED.duties_on(day, GROUPS)}["ANT-8"]
        for day in (date(2026, 7, 14), date(2026, 7, 15))
    }
    assert by_day == {date(2026, 7, 14): False, date(2026, 7, 15): True}


def test_a_day_before_between_and_after_periods() -> None:
    obligation = RULEBOOK.obligations["ANT-8"].model_copy(
        update={
            "periods": (
                Period(from_=date(2020, 1, 1), until=date(2020, 12, 31)),
                Period(from_=date(2021, 1, 1), until=date(2021, 12, 31)),
            )
        }
    )
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1), date(2022, 1, 1)]
    assert [period_on(obligation, day) for day in days] == [
        (0, False),
        (0, True),
        (0, True),
        (1, True),
        (1, False),
    ]


def test_what_is_remembered_is_bounded_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_DAYS", 3)
    monkeypatch.setattr(module, "MAX_RESIDUALS", 3)
    fresh = module._compile(RULEBOOK)
    for number in range(10):
        day = TODAY + timedelta(days=number)
        assert fresh.duties_on(day, GROUPS) == COMPILED.duties_on(day, GROUPS)
        assert len(fresh._duties) <= 3
    for answers, positions in mixed_sets(5, seed=4):
        residual = assess(RULEBOOK, answers, as_of=TODAY, positions=positions).residual
        assert fresh.questions_in(residual) == COMPILED.questions_in(residual)
        assert len(fresh._questions) <= 3


def test_timing_and_profile_questions_know_who_wants_them() -> None:
    wanted = dict(COMPILED.wanted_by)
    assert wanted.keys() == {
        question.id
        for question in RULEBOOK.questions.values()
        if question.asked_for is not None or question.thresholds_of
    }
    for name, obligations in wanted.items():
        assert obligations <= RULEBOOK.obligations.keys()
        assert set(RULEBOOK.questions[name].thresholds_of) <= obligations


def test_questions_come_once_and_in_catalogue_order() -> None:
    assert COMPILED.in_order(["incident", "role", "incident"]) == ("role", "incident")
