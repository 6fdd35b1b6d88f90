"""Advice on every obligation at once: the same as on each alone, within a bounded number of searches."""

import pytest

from questionnaire.advice import Advice, advice
from questionnaire.assessing import Assessment, Outcome, assess
from questionnaire.engine import Answers, Positions
from questionnaire.settling import Flip, nearest_flip, settling_sets
from questionnaire.settling_words import set_words
from tests.questionnaire.sets import RULEBOOK, TODAY, likely_sets, worked_services

OPEN, OUT = Outcome.UNDETERMINED, Outcome.DOES_NOT_APPLY


def assessed(answers: Answers, positions: Positions | None = None) -> Assessment:
    return assess(RULEBOOK, answers, as_of=TODAY, positions=positions)


def test_advice_on_all_obligations_is_that_on_each() -> None:
    for found in (assessed({}), assessed(*next(likely_sets(1, seed=106))), assessed(worked_services()[5])):
        given = Advice(found)
        for name in list(found.obligations)[::3]:
            assert given.settling(name) == settling_sets(found, name)
            assert given.told(name) == tuple(set_words(found, each) for each in given.settling(name)[:3])
            assert given.nearest(name) == nearest_flip(found, name)


def test_obligations_with_one_condition_are_searched_once() -> None:
    found = assessed({})
    given = Advice(found)
    shared = [name for name in found.obligations if given.settling(name) is given.settling("GAI-4-2")]
    assert len(shared) > 10
    assert len({id(given.settling(name)) for name in found.obligations}) < 0.6 * len(found.obligations)


def test_the_same_assessment_gets_the_same_advice() -> None:
    once = assessed({})
    assert advice(once) is advice(once)
    assert advice(once) is not advice(assessed({}))


def test_an_obligation_outside_its_outcome_gets_none() -> None:
    found = assessed(worked_services()[0])
    for name, result in found.obligations.items():
        if result.outcome is not OPEN:
            assert advice(found).settling(name) == ()
        if result.outcome is not OUT:
            assert advice(found).nearest(name) is None


@pytest.mark.parametrize("number", range(len(worked_services())))
def test_in_the_worked_scenarios_every_change_brings_its_obligations_and_every_answer_settles_them(
    number: int,
) -> None:
    found = assessed(worked_services()[number])
    given, tried = advice(found), 0
    with_changes: dict[Flip, Assessment] = {}
    for name, result in found.obligations.items():
        flip = given.nearest(name)
        if flip is not None:
            if flip not in with_changes:
                changes = {fact.question: fact.answer for fact in flip.changes}
                with_changes[flip] = assessed({**found.answers, **changes})
            assert with_changes[flip].obligations[name].outcome is Outcome.APPLIES, (name, flip)
            tried += 1
        for each in given.settling(name):
            for settling in each.answers[:3]:
                answers = {fact.question: fact.answer for fact in settling.answers}
                after = assessed({**found.answers, **answers}).obligations[name]
                assert (result.outcome, after.outcome) == (OPEN, settling.outcome), (name, settling)
    assert tried > 30
