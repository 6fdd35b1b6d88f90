"""The engine by itself: leaves, gates, determinations, and many answer sets at once."""

from dataclasses import dataclass
from random import Random

import pytest

from questionnaire.assessing import compiled
from questionnaire.compiling import bits
from questionnaire.conditions import (
    All,
    AnyOf,
    AtLeast,
    Condition,
    Determined,
    IsOnly,
    IsOption,
    Not,
    Reading,
)
from questionnaire.engine import Answer, Answers, Engine, Positions
from questionnaire.errors import UnknownQuestion
from questionnaire.truth import FALSE, TRUE, UNKNOWN, Truth
from tests.questionnaire.by_the_letter import ByTheLetter
from tests.questionnaire.sets import RULEBOOK, mixed_sets, random_answers, random_positions


@dataclass(frozen=True)
class Q:
    """A question, as little of it as the engine needs."""

    id: str
    ask_if: Condition | None = None
    default: tuple[str, ...] | None = None


@dataclass(frozen=True)
class D:
    """A determination, as little of it as the engine needs."""

    id: str
    yes_if: Condition
    no_if: Condition


def is_(question: str, option: str) -> IsOption:
    return IsOption(question=question, option=option)


def determined(name: str) -> Determined:
    return Determined(determination=name)


QUESTIONS = [
    Q("users"),
    Q("resale", ask_if=is_("users", "firms"), default=("no",)),
    Q("training"),
    Q("data", ask_if=Not(part=IsOnly(question="training", option="none")), default=("none",)),
    Q("count"),
]


def truth_of(condition: Condition, answers: Answers, positions: Positions | None = None) -> Truth:
    return Engine(QUESTIONS, [], [condition]).evaluate(answers, positions).conditions[0][0]


# -- leaves ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "truth"),
    [
        ({"users": ("public",)}, TRUE),
        ({"users": ("public", "firms")}, TRUE),
        ({"users": ("public", "not_sure")}, TRUE),
        ({"users": ("firms",)}, FALSE),
        ({"users": ("firms", "not_sure")}, UNKNOWN),
        ({"users": ("not_sure",)}, UNKNOWN),
        ({}, UNKNOWN),
        ({"training": "public"}, UNKNOWN),
    ],
)
def test_an_option_holds_if_chosen_and_is_open_while_someone_is_not_sure(
    answers: dict[str, Answer], truth: Truth
) -> None:
    assert truth_of(is_("users", "public"), answers) is truth


@pytest.mark.parametrize(
    ("answers", "truth"),
    [
        ({"training": ("none",)}, TRUE),
        ({"training": ("pretrain",)}, FALSE),
        ({"training": ("pretrain", "not_sure")}, FALSE),
        ({"training": ("not_sure",)}, UNKNOWN),
        ({}, UNKNOWN),
    ],
)
def test_exactly_one_option_is_open_only_without_an_answer_or_with_not_sure_alone(
    answers: dict[str, Answer], truth: Truth
) -> None:
    assert truth_of(IsOnly(question="training", option="none"), answers) is truth


@pytest.mark.parametrize(
    ("answers", "truth"),
    [
        ({"count": 100}, TRUE),
        ({"count": 101}, TRUE),
        ({"count": 99}, FALSE),
        ({"count": 0}, FALSE),
        ({"count": "not_sure"}, UNKNOWN),
        ({}, UNKNOWN),
    ],
)
def test_a_threshold_is_reached_by_the_number_itself_and_open_without_a_number(
    answers: dict[str, Answer], truth: Truth
) -> None:
    assert truth_of(AtLeast(question="count", number=100), answers) is truth


@pytest.mark.parametrize(
    ("positions", "a", "b"),
    [({}, UNKNOWN, UNKNOWN), ({"OP-01": "A"}, TRUE, FALSE), ({"OP-01": "B"}, FALSE, TRUE)],
)
def test_a_reading_holds_if_taken_and_fails_if_the_other_is(
    positions: dict[str, str], a: Truth, b: Truth
) -> None:
    for reading, truth in (("A", a), ("B", b)):
        leaf = Reading.model_validate({"open_point": "OP-01", "reading": reading})
        assert truth_of(leaf, {}, positions) is truth


def test_a_position_on_a_point_no_condition_names_changes_nothing() -> None:
    assert truth_of(is_("users", "public"), {"users": ("public",)}, {"OP-05": "B"}) is TRUE


def test_an_answer_to_an_unknown_question_is_refused_by_name() -> None:
    with pytest.raises(UnknownQuestion) as refused:
        truth_of(is_("users", "public"), {"usres": ("public",), "users": ("public",), "roel": ("a",)})
    assert refused.value.questions == ("roel", "usres")


# -- gates -------------------------------------------------------------------------------------


RESALE = is_("resale", "yes")


@pytest.mark.parametrize(
    ("answers", "truth", "parked"),
    [
        pytest.param({"users": ("public",)}, FALSE, (), id="closed: the default stands in"),
        pytest.param(
            {"users": ("public",), "resale": "yes"},
            FALSE,
            ("resale",),
            id="closed: the default beats an answer",
        ),
        pytest.param({"users": ("firms",)}, UNKNOWN, (), id="open: no answer is unknown"),
        pytest.param({"users": ("firms",), "resale": "yes"}, TRUE, (), id="open: the answer counts"),
        pytest.param({}, UNKNOWN, (), id="unknown gate: no answer is unknown"),
        pytest.param({"resale": "yes"}, TRUE, (), id="unknown gate: an answer counts"),
        pytest.param(
            {"users": ("not_sure",), "resale": "no"}, FALSE, (), id="not sure of the gate: it counts"
        ),
    ],
)
def test_a_default_stands_in_only_where_its_gate_is_false(
    answers: dict[str, Answer], truth: Truth, parked: tuple[str, ...]
) -> None:
    evaluation = Engine(QUESTIONS, [], [RESALE]).evaluate(answers)
    assert (evaluation.conditions[0][0], evaluation.parked) == (truth, parked)


def left_of(condition: Condition, answers: Answers) -> set[str]:
    engine = Engine(QUESTIONS, [], [condition])
    evaluation = engine.evaluate(answers)
    return set(engine.questions_in(engine.expand(evaluation.conditions[0][1], evaluation)))


def test_while_a_gate_is_unknown_it_is_part_of_what_is_left() -> None:
    assert left_of(RESALE, {}) == {"users", "resale"}
    assert left_of(RESALE, {"users": ("firms",)}) == {"resale"}
    assert left_of(RESALE, {"users": ("firms", "not_sure")}) == {"resale"}


def test_where_a_gate_is_closed_the_reason_is_the_gate() -> None:
    assert left_of(RESALE, {"users": ("public",), "resale": "yes"}) == {"users"}


def test_a_gate_on_another_gated_question_is_refused() -> None:
    nested = [*QUESTIONS, Q("price", ask_if=is_("resale", "yes"), default=("none",))]
    with pytest.raises(ValueError, match="price: a gate may not rest on another gated question"):
        Engine(nested, [], [])


# -- determinations ----------------------------------------------------------------------------


def chain() -> list[D]:
    """`far` rests on `near`, and is declared before it."""
    public = is_("users", "public")
    return [
        D("far", All(of=(determined("near"), is_("resale", "yes"))), Not(part=determined("near"))),
        D("near", public, All(of=(Not(part=public), Not(part=is_("users", "firms"))))),
    ]


@pytest.mark.parametrize(
    ("answers", "near", "far"),
    [
        ({"users": ("public", "firms"), "resale": "yes"}, TRUE, TRUE),
        ({"users": ("public", "firms"), "resale": "no"}, TRUE, UNKNOWN),
        ({"users": ("firms",), "resale": "yes"}, UNKNOWN, UNKNOWN),
        ({"users": ("staff",), "resale": "yes"}, FALSE, FALSE),
        ({}, UNKNOWN, UNKNOWN),
    ],
)
def test_a_determination_is_yes_or_no_by_its_own_side_and_otherwise_uncertain(
    answers: dict[str, Answer], near: Truth, far: Truth
) -> None:
    found = Engine(QUESTIONS, chain(), []).evaluate(answers).determinations
    assert (found["near"][0], found["far"][0]) == (near, far)


def test_a_condition_names_the_determination_and_expands_to_the_facts_beneath() -> None:
    engine = Engine(QUESTIONS, chain(), [determined("far")])
    evaluation = engine.evaluate({"users": ("public", "firms"), "resale": "yes"})
    trace = evaluation.conditions[0][1]
    assert engine.determinations_in(trace) == ["far"]
    assert engine.determinations_in(evaluation.determinations["far"][1]) == ["near"]
    assert [engine.leaves[number] for number in bits(engine.expand(trace, evaluation))] == [
        is_("resale", "yes"),
        is_("users", "public"),
    ]


def test_an_uncertain_determination_leaves_what_is_open_on_either_side() -> None:
    assert left_of_determination({}) == {"users", "resale"}
    assert left_of_determination({"users": ("public", "firms")}) == {"resale"}


def left_of_determination(answers: Answers) -> set[str]:
    engine = Engine(QUESTIONS, chain(), [determined("far")])
    evaluation = engine.evaluate(answers)
    return set(engine.questions_in(engine.expand(evaluation.conditions[0][1], evaluation)))


# -- the whole rulebook ------------------------------------------------------------------------


ENGINE = compiled(RULEBOOK).engine


def test_on_random_sets_the_engine_says_what_the_law_files_semantics_say() -> None:
    for answers, positions in mixed_sets(120, seed=11):
        evaluation = ENGINE.evaluate(answers, positions)
        letter = ByTheLetter(RULEBOOK, answers, positions)
        expected = {name: letter.determination(name) for name in RULEBOOK.determinations}
        words = {TRUE: True, FALSE: False, UNKNOWN: None}
        assert {name: words[evaluation.determinations[name][0]] for name in expected} == expected
        assert sorted(evaluation.parked) == sorted(letter.parked)
        for obligation in RULEBOOK.obligations.values():
            truth, trace = evaluation.conditions[compiled(RULEBOOK).condition_of[obligation.id, 0]]
            assert words[truth] is letter.truth(obligation.applies_when), obligation.id
            if truth is UNKNOWN:
                facts = ENGINE.expand(trace, evaluation)
                assert {ENGINE.leaves[number] for number in bits(facts)} == letter.left(
                    obligation.applies_when
                ), obligation.id


@pytest.mark.parametrize("taken", [0, 0.4, 1.1])
def test_many_sets_at_once_come_to_what_each_comes_to_alone(taken: float) -> None:
    random = Random(f"sets {taken}")
    sets = [
        random_answers(random, answered=random.choice([0, 0.5, 0.9, 1.1]), unsure=0.2) for _ in range(300)
    ]
    positions = random_positions(random, taken=taken)
    together = ENGINE.evaluate_many(sets, positions)
    assert any("customer_reexposure" in ENGINE.evaluate(answers).parked for answers in sets)
    for place, answers in enumerate(sets):
        alone = [truth for truth, _ in ENGINE.evaluate(answers, positions).conditions]
        assert alone == [_truth(true, false, place) for true, false in together]


def _truth(true: int, false: int, place: int) -> Truth:
    return TRUE if true >> place & 1 else FALSE if false >> place & 1 else UNKNOWN


def test_no_sets_at_once_come_to_nothing() -> None:
    places = compiled(RULEBOOK)
    conditions = {*places.condition_of.values(), *places.case_of.values(), *places.challenge_of.values()}
    assert ENGINE.evaluate_many([]) == [(0, 0)] * len(conditions)


def test_only_the_conditions_wanted_are_evaluated_and_come_out_the_same() -> None:
    sets = [random_answers(Random(13)), random_answers(Random(14), unsure=0.5)]
    every = ENGINE.evaluate_many(sets)
    assert ENGINE.run_slices(ENGINE.slices(sets), 2, only=(7, 3)) == [every[7], every[3]]


def test_a_set_evaluated_twice_leaves_no_mark() -> None:
    random = Random(12)
    first, second = random_answers(random), random_answers(random, answered=0.5)
    before = ENGINE.evaluate(first)
    ENGINE.evaluate(second, random_positions(random))
    assert ENGINE.evaluate(first) == before


def test_an_unknown_junction_keeps_only_unknown_branches() -> None:
    condition = All(of=(AnyOf(of=(is_("users", "public"), RESALE)), AtLeast(question="count", number=5)))
    assert left_of(condition, {"users": ("public",)}) == {"count"}
    assert left_of(condition, {"users": ("firms",), "count": 7}) == {"resale"}
