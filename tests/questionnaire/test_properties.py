"""What holds of all answers there can be, tried at random: with seeds, and with hypothesis to shrink."""

import json
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from questionnaire.assessing import GROUPS, Assessment, assess
from questionnaire.conditions import AnyOf, Condition
from questionnaire.engine import Answer, Answers, Engine
from questionnaire.exchange import assessment_object, to_json
from questionnaire.rulebook import NOT_SURE
from tests.questionnaire.by_the_letter import ByTheLetter
from tests.questionnaire.sets import (
    GATED,
    GATES,
    RULEBOOK,
    TODAY,
    answers_to,
    definite_answer,
    every_position,
    gates_first,
    in_option_order,
    mixed_sets,
    random_answers,
    random_positions,
    some_answers,
    some_positions,
)

TRIED = settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

# For claims about every sentence, which take fifty times as long to write as outcomes to find.
IN_WORDS = settings(TRIED, max_examples=12)

Answered = dict[str, Answer]
Taken = dict[str, str]


def assessed(
    answers: Answered, positions: Taken | None = None, coverage: tuple[str, ...] = GROUPS
) -> Assessment:
    return assess(RULEBOOK, answers, as_of=TODAY, coverage=coverage, positions=positions)


def settled(assessment: Assessment) -> dict[str, str]:
    """Everything that is no longer open: outcomes, determinations and the verdict."""
    found = {
        name: result.outcome.value
        for name, result in assessment.obligations.items()
        if result.outcome.value != "undetermined"
    }
    values = {name: result.value for name, result in assessment.determinations.items()}
    found |= {f"<{name}>": value for name, value in values.items() if value != "uncertain"}
    if assessment.scope.value in ("in_scope", "out_of_scope"):
        found["verdict"] = assessment.scope.value
    return found


def is_open(answers: Answers, name: str) -> bool:
    """A question without an answer, or with one that leaves something unknown."""
    answer = answers.get(name, NOT_SURE)
    return answer == NOT_SURE or (isinstance(answer, tuple) and NOT_SURE in answer)


def gates_settled_first(answers: Answered) -> Answered:
    """``answers`` without those to gated questions whose gate is still unknown."""
    doubtful = {name for name in GATED if any(is_open(answers, gate) for gate in GATES[name])}
    return {name: answer for name, answer in answers.items() if name not in doubtful}


def firmer(name: str, held: Answer | None, random: Random) -> Answer:
    """A definite answer that keeps the options already chosen."""
    found = definite_answer(RULEBOOK.questions[name], random)
    chosen = [option for option in held if option != NOT_SURE] if isinstance(held, tuple) else []
    if chosen and isinstance(found, tuple):
        more = [option for option in found if option != "none"] if random.random() < 0.5 else []
        return in_option_order(RULEBOOK.questions[name], [*chosen, *more])
    return found


# -- more answers ------------------------------------------------------------------------------


def test_answering_one_by_one_never_overturns_what_is_settled() -> None:
    random = Random(31)
    for _ in range(12):
        positions = random_positions(random, taken=random.choice([0, 0.5, 1.1]))
        answers: Answered = {}
        before: dict[str, str] = {}
        for name in gates_first(random.sample(list(RULEBOOK.questions), len(RULEBOOK.questions))):
            answers = {**answers, name: definite_answer(RULEBOOK.questions[name], random)}
            after = settled(assessed(answers, positions))
            assert before.items() <= after.items(), (name, answers, positions)
            before = after


def test_finding_out_what_nobody_was_sure_of_never_overturns_what_is_settled() -> None:
    random = Random(32)
    for _ in range(100):
        positions = random_positions(random, taken=random.choice([0, 0.5]))
        answers = gates_settled_first(random_answers(random, answered=0.8, unsure=0.4))
        before = settled(assessed(answers, positions))
        unknown = [name for name in RULEBOOK.questions if is_open(answers, name)]
        for name in gates_first(random.sample(unknown, min(3, len(unknown)))):
            if name in GATED and any(is_open(answers, gate) for gate in GATES[name]):
                continue
            answers = {**answers, name: firmer(name, answers.get(name), random)}
            after = settled(assessed(answers, positions))
            assert before.items() <= after.items(), (name, answers, positions)
            before = after


@TRIED
@given(known=some_answers(), more=answers_to(RULEBOOK.questions, definite=True), positions=some_positions())
def test_any_further_answers_keep_what_is_settled(known: Answered, more: Answered, positions: Taken) -> None:
    known = gates_settled_first(known)
    unknown = {name: answer for name, answer in more.items() if name not in known}
    after = gates_settled_first({**known, **unknown})
    assume(after.keys() > known.keys())
    assert settled(assessed(known, positions)).items() <= settled(assessed(after, positions)).items()


# -- parked answers, order ---------------------------------------------------------------------


def without_parked(found: Assessment) -> dict[str, object]:
    return {**assessment_object(found), "parked": []}


def check_parked(answers: Answered, positions: Taken) -> bool:
    whole = assessed(answers, positions)
    kept = {name: answer for name, answer in answers.items() if name not in whole.parked}
    assert without_parked(whole) == without_parked(assessed(kept, positions))
    return bool(whole.parked)


def test_a_parked_answer_changes_nothing_but_the_list_of_parked_answers() -> None:
    assert sum(check_parked(answers, positions) for answers, positions in mixed_sets(20, seed=33)) > 4


@IN_WORDS
@given(answers=answers_to(["audience", "training", *GATED, "posm_features", "provider_location"]))
def test_any_parked_answer_changes_nothing(answers: Answered) -> None:
    check_parked(answers, {})


@IN_WORDS
@given(answers=some_answers(), positions=some_positions(), random=st.randoms(use_true_random=False))
def test_the_order_of_answers_and_positions_does_not_matter(
    answers: Answered, positions: Taken, random: Random
) -> None:
    questions, points = list(answers), list(positions)
    random.shuffle(questions)
    random.shuffle(points)
    shuffled = assessed({q: answers[q] for q in questions}, {p: positions[p] for p in points})
    assert to_json(assessment_object(shuffled)) == to_json(assessment_object(assessed(answers, positions)))


# -- positions ---------------------------------------------------------------------------------


def check_position(answers: Answered, positions: Taken, point: str, reading: str) -> None:
    before = assessed(answers, positions)
    after = assessed(answers, {**positions, point: reading})
    assert settled(before).items() <= settled(after).items()
    again = assessed(answers, {name: taken for name, taken in after.positions.items() if name != point})
    assert assessment_object(again) == assessment_object(before)


def test_a_position_overturns_nothing_and_is_withdrawn_by_removing_it() -> None:
    random = Random(34)
    for answers, positions in mixed_sets(15, seed=34):
        point = random.choice(list(every_position(random)))
        taken = {name: reading for name, reading in positions.items() if name != point}
        check_position(answers, taken, point, random.choice("AB"))


@IN_WORDS
@given(answers=some_answers(), positions=some_positions(), data=st.data())
def test_any_position_overturns_nothing(answers: Answered, positions: Taken, data: st.DataObject) -> None:
    point = data.draw(st.sampled_from([point.id for point in RULEBOOK.open_points.values() if point.moves]))
    positions.pop(point, None)
    check_position(answers, positions, point, data.draw(st.sampled_from("AB")))


def test_a_position_never_takes_a_question_out_of_what_has_to_be_known() -> None:
    """What is still missing after a position was missing before: it hides no fact, it may settle one."""
    random = Random(35)
    for answers, positions in mixed_sets(60, seed=35):
        before, after = assessed(answers), assessed(answers, positions or every_position(random))
        for name, result in after.obligations.items():
            assert set(result.missing) <= set(before.obligations[name].missing)


# -- undetermined ------------------------------------------------------------------------------


def check_reasons_are_there(found: Assessment) -> None:
    for result in found.obligations.values():
        reasons = bool(result.missing) or bool(result.open_points)
        assert reasons == (result.outcome.value == "undetermined"), result
        assert list(result.missing) == [name for name in RULEBOOK.questions if name in result.missing]
        assert all(is_open(found.answers, name) for name in result.missing)
        assert list(result.open_points) == sorted(set(result.open_points) - set(found.positions))


def test_what_is_undetermined_lacks_a_fact_or_rests_on_open_law_and_nothing_else_does() -> None:
    for answers, positions in mixed_sets(150, seed=36):
        check_reasons_are_there(assessed(answers, positions))


@TRIED
@given(answers=some_answers(), positions=some_positions())
def test_any_undetermined_outcome_has_a_reason(answers: Answered, positions: Taken) -> None:
    check_reasons_are_there(assessed(answers, positions))


def test_what_is_missing_and_in_play_is_what_the_residual_says() -> None:
    for answers, positions in mixed_sets(25, seed=37):
        letter = ByTheLetter(RULEBOOK, answers, positions)
        for name, result in assessed(answers, positions).obligations.items():
            condition = RULEBOOK.obligations[name].applies_when
            assert (result.missing, result.open_points) == (
                letter.missing(condition),
                letter.open_points(condition),
            ), name


# -- everything known --------------------------------------------------------------------------


def sides_engine() -> Engine:
    """An engine whose conditions are the yes and the no of every determination, open points included."""
    letter = ByTheLetter(RULEBOOK, {})
    conditions: list[Condition] = [
        AnyOf(of=tuple(terms)) for name in RULEBOOK.determinations for terms in letter.sides(name)
    ]
    return Engine(RULEBOOK.questions.values(), _Sides.all(letter), conditions)


class _Sides:
    """A determination with the terms of open points, as the engine takes it."""

    def __init__(self, name: str, yes_if: Condition, no_if: Condition) -> None:
        self.id, self.yes_if, self.no_if = name, yes_if, no_if

    @classmethod
    def all(cls, letter: ByTheLetter) -> "list[_Sides]":
        sides = {name: letter.sides(name) for name in RULEBOOK.determinations}
        return [cls(name, AnyOf(of=tuple(yes)), AnyOf(of=tuple(no))) for name, (yes, no) in sides.items()]


def test_four_thousand_definite_sets_with_every_position_leave_nothing_open_or_double() -> None:
    random, sides = Random(38), sides_engine()
    engine, places = assessed({}).compiled.engine, set(assessed({}).compiled.condition_of.values())
    for _ in range(40):
        positions = every_position(random)
        assert len(positions) == 18
        sets = [random_answers(random) for _ in range(100)]
        every = engine.evaluate_many(sets, positions)
        assert all(every[place][0] ^ every[place][1] == (1 << 100) - 1 for place in places)
        found = sides.evaluate_many(sets, positions)
        assert all(yes & no == 0 for (yes, _), (no, _) in zip(found[::2], found[1::2], strict=True))


def test_no_determination_is_both_yes_and_no_on_doubtful_sets_either() -> None:
    random, sides = Random(39), sides_engine()
    for _ in range(20):
        positions = random_positions(random)
        sets = [random_answers(random, answered=0.8, unsure=0.3) for _ in range(100)]
        found = sides.evaluate_many(sets, positions)
        assert all(yes & no == 0 for (yes, _), (no, _) in zip(found[::2], found[1::2], strict=True))


# -- coverage ----------------------------------------------------------------------------------


@pytest.mark.parametrize("groups", [(), ("pi",), ("data", "companions"), GROUPS[:-1]])
def test_a_narrower_coverage_gives_part_of_the_same_results(groups: tuple[str, ...]) -> None:
    for answers, positions in mixed_sets(8, seed=42):
        wide, narrow = (
            assessment_object(assessed(answers, positions, coverage)) for coverage in (GROUPS, groups)
        )
        inside = {name for name in RULEBOOK.obligations if RULEBOOK.group_of(name) in (*groups, "core")}
        assert narrow["obligations"] == [each for each in wide["obligations"] if each["id"] in inside]
        assert narrow["determinations"] == wide["determinations"]
        assert narrow["scope"] == wide["scope"]
        assert set(narrow["unanswered"]) <= set(wide["unanswered"])
        assert set(narrow["unsure"]) <= set(wide["unsure"])


def test_the_same_input_gives_the_same_bytes() -> None:
    for answers, positions in mixed_sets(6, seed=43):
        once, twice = (to_json(assessment_object(assessed(answers, positions))) for _ in range(2))
        assert once.encode() == twice.encode()
        assert json.loads(once)["positions"] == dict(sorted(positions.items()))
