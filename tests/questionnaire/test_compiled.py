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
    day = COMPILED.on(TODAY, ("core", "pi"))
    assert [duty.id for duty in day.duties] == [
        name for name in RULEBOOK.obligations if RULEBOOK.group_of(name) in ("core", "pi")
    ]
    assert COMPILED.on(TODAY, ("core", "pi")) is day


def test_a_bundle_holds_all_that_share_a_condition_and_are_in_force_together() -> None:
    day = COMPILED.on(TODAY, GROUPS)
    bundles = {(bundle.condition, bundle.in_force): bundle.names for bundle in day.bundles}
    assert len(bundles) == len(day.bundles) < len(day.duties)
    for duty in day.duties:
        number, in_force = period_on(RULEBOOK.obligations[duty.id], TODAY)
        assert day.bundles[duty.bundle].names == bundles[COMPILED.condition_of[duty.id, number], in_force]
        assert duty.id in day.bundles[duty.bundle].names
    assert sorted(name for names in bundles.values() for name in names) == sorted(d.id for d in day.duties)


def test_obligations_have_the_same_place_only_if_their_conditions_are_word_for_word_the_same() -> None:
    by_place: dict[int, set[object]] = {}
    for (name, number), place in COMPILED.condition_of.items():
        one = RULEBOOK.obligations[name]
        by_place.setdefault(place, set()).add(one.periods[number].applies_when or one.applies_when)
    assert all(len(conditions) == 1 for conditions in by_place.values())
    assert len(by_place) == len(set().union(*by_place.values())) < len(COMPILED.condition_of)


def test_a_duty_is_in_force_from_its_first_day() -> None:
    by_day = {
        day: {name: bundle.in_force for bundle in COMPILED.on(day, GROUPS).bundles for name in bundle.names}[
            "ANT-8"
        ]
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
        assert fresh.on(day, GROUPS) == COMPILED.on(day, GROUPS)
        assert len(fresh._days) <= 3
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
    day = COMPILED.on(TODAY, GROUPS)
    for name, bundles in day.wanted_by:
        assert bundles == {duty.bundle for duty in day.duties if duty.id in wanted[name]}


def test_questions_come_once_and_in_catalogue_order() -> None:
    assert COMPILED.in_order(["incident", "role", "incident"]) == ("role", "incident")
