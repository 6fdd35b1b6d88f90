"""What is proved of the rulebook for every answer set there can be, and that a planted fault is found."""

from collections.abc import Iterator
from functools import cache

import pytest
import z3

from questionnaire.assessing import compiled
from questionnaire.conditions import All, Condition, Determined, IsOption, Leaf, Not, Reading
from questionnaire.rulebook import Determination, Obligation, Rulebook
from questionnaire.truth import FALSE, TRUE, UNKNOWN
from tests.questionnaire.sets import (
    GATED,
    MOVING,
    RULEBOOK,
    mixed_sets,
)
from tests.questionnaire.z3_model import Formula, Z3Model, packed

WHOLE = Z3Model(RULEBOOK)


def conditions(rulebook: Rulebook) -> dict[Condition, list[str]]:
    """Every distinct condition, with the obligations that have it."""
    found: dict[Condition, list[str]] = {}
    for obligation in rulebook.obligations.values():
        found.setdefault(obligation.applies_when, []).append(obligation.id)
    return found


# -- nothing is dead, nothing is contradictory ---------------------------------------------------


def obligation_faults(model: Z3Model) -> Iterator[str]:
    """Obligations that never apply, always do, or stay open with everything known."""
    for condition, names in conditions(model.rulebook).items():
        pair, faults = model.pair(condition), []
        if not model.can_be(pair.true, model.definite):
            faults.append("can never apply")
        if not model.can_be(pair.false, model.definite):
            faults.append("can never fail to apply")
        if model.can_be(pair.unknown, model.definite):
            faults.append("can be open with everything known and every position taken")
        yield from (f"{name} {fault}" for name in names for fault in faults)


def determination_faults(model: Z3Model) -> Iterator[str]:
    """Determinations that can be both yes and no, or never one of them."""
    for name in model.rulebook.determinations:
        yes, no = (model.pair(side).true for side in model.sides(name))
        if model.can_be(yes, no):
            yield f"{name} can be yes and no at once"
        if not model.can_be(yes, model.definite):
            yield f"{name} can never be yes"
        if not model.can_be(no, model.definite):
            yield f"{name} can never be no"


def test_every_obligation_can_apply_and_fail_to_apply_and_none_stays_open() -> None:
    assert list(obligation_faults(WHOLE)) == []


def test_every_determination_can_be_yes_or_no_and_none_is_both() -> None:
    assert list(determination_faults(WHOLE)) == []


def with_condition(name: str, condition: Condition) -> Rulebook:
    """The rulebook with another condition for one obligation."""
    changed: Obligation = RULEBOOK.obligations[name].model_copy(update={"applies_when": condition})
    return RULEBOOK.model_copy(update={"obligations": {**RULEBOOK.obligations, name: changed}})


def with_no_if(name: str, condition: Condition) -> Rulebook:
    """The rulebook with another `no_if` for one determination."""
    changed: Determination = RULEBOOK.determinations[name].model_copy(update={"no_if": condition})
    return RULEBOOK.model_copy(update={"determinations": {**RULEBOOK.determinations, name: changed}})


SCOPE = Determined(determination="scope")
INTERNAL = IsOption(question="audience", option="internal_only")
PROVIDES = Determined(determination="provides")
CONTENT_PROVIDER = IsOption(question="role", option="content_provider")


def test_a_planted_obligation_that_cannot_apply_is_found() -> None:
    # A content provider always provides: the two parts look harmless in different files.
    planted = with_condition("FIL-2", All(of=(SCOPE, CONTENT_PROVIDER, Not(part=PROVIDES))))
    assert list(obligation_faults(Z3Model(planted))) == ["FIL-2 can never apply"]


def test_a_planted_obligation_that_always_applies_is_found() -> None:
    planted = with_condition("FIL-2", Not(part=All(of=(CONTENT_PROVIDER, Not(part=PROVIDES)))))
    assert "FIL-2 can never fail to apply" in obligation_faults(Z3Model(planted))


def test_a_planted_contradiction_is_found() -> None:
    # Internal use beside an open public: whoever answers both is public and not public.
    planted = with_no_if("public", INTERNAL)
    assert "public can be yes and no at once" in determination_faults(Z3Model(planted))


def test_a_planted_gap_that_no_position_closes_is_found() -> None:
    # Neither an assessor nor an API provider: no side of the determination holds.
    assessor = IsOption(question="role", option="assessor")
    api_provider = IsOption(question="role", option="api_provider")
    planted = with_no_if("assessor", All(of=(Not(part=assessor), api_provider)))
    assert list(obligation_faults(Z3Model(planted))) == [
        "GAI-19-2 can be open with everything known and every position taken",
        "ARP-29 can be open with everything known and every position taken",
    ]


# -- every question and every reading can matter -------------------------------------------------


def named(model: Z3Model, name: str) -> list[Condition]:
    """The conditions that rest on a question or an open point."""
    return [condition for condition in conditions(model.rulebook) if model.rests_on(condition, name)]


def can_matter(model: Z3Model, name: str) -> bool:
    """With everything else the same and all known, two answers (or readings) bring two outcomes."""
    other = Z3Model(model.rulebook, other=model, apart=name)
    differs = [model.pair(condition).true != other.pair(condition).true for condition in named(model, name)]
    return bool(differs) and other.can_be(z3.Or(*differs), model.definite, other.definite)


@pytest.mark.parametrize("name", list(RULEBOOK.questions))
def test_every_question_can_decide_something_or_is_declared_timing_or_profile(name: str) -> None:
    assert can_matter(WHOLE, name) == (RULEBOOK.questions[name].purpose == "condition")


@pytest.mark.parametrize("name", MOVING)
def test_every_open_point_said_to_move_an_outcome_can_move_one(name: str) -> None:
    assert can_matter(WHOLE, name)


def test_a_planted_question_that_decides_nothing_is_found() -> None:
    older = RULEBOOK.determinations["older"].model_copy(
        update={"yes_if": PROVIDES, "no_if": Not(part=PROVIDES)}
    )
    planted = RULEBOOK.model_copy(update={"determinations": {**RULEBOOK.determinations, "older": older}})
    assert not can_matter(Z3Model(planted), "older_users")


# -- what is open has a reason -------------------------------------------------------------------


def is_fact(leaf: Leaf) -> bool:
    return not isinstance(leaf, Reading | Determined)


def in_play(model: Z3Model, condition: Condition, point: str) -> Formula:
    """The point's leaf remains in the residual of a condition, and its case holds."""
    case = model.rulebook.open_points[point].case
    assert case is not None
    left = model.left(condition, point, lambda leaf: isinstance(leaf, Reading) and leaf.open_point == point)
    return z3.And(left, model.pair(case).true)


def test_whatever_is_undetermined_lacks_a_fact_or_has_an_open_point_in_play() -> None:
    for condition, names in conditions(RULEBOOK).items():
        reasons = [in_play(WHOLE, condition, point) for point in MOVING]
        reasons.append(WHOLE.left(condition, "fact", is_fact))
        assert not WHOLE.can_be(WHOLE.pair(condition).unknown, z3.Not(z3.Or(*reasons))), names


def test_a_planted_point_whose_case_is_too_narrow_is_found() -> None:
    narrow = All(of=(IsOption(question="audience", option="merchants_embedded"), INTERNAL))
    point = RULEBOOK.open_points["OP-02"].model_copy(update={"case": narrow})
    planted = RULEBOOK.model_copy(update={"open_points": {**RULEBOOK.open_points, "OP-02": point}})
    model = Z3Model(planted)
    condition = planted.obligations["GAI-4-2"].applies_when
    reasons = [in_play(model, condition, name) for name in MOVING]
    reasons.append(model.left(condition, "fact", is_fact))
    assert model.can_be(model.pair(condition).unknown, z3.Not(z3.Or(*reasons)))


# -- more answers, more positions ----------------------------------------------------------------


def gates_answered_first(model: Z3Model) -> list[Formula]:
    """Nobody answered a gated question before its gate was settled."""
    found = []
    for name in GATED:
        gate = model.rulebook.questions[name].ask_if
        assert gate is not None
        found.append(z3.Implies(model.answered[name], z3.Not(model.pair(gate).unknown)))
    return found


@cache
def answered_later(name: str) -> tuple[Z3Model, tuple[Formula, ...]]:
    """The same set with one unknown question answered for good, keeping options already chosen."""
    later = Z3Model(RULEBOOK, other=WHOLE, apart=name)
    kept = [
        z3.Implies(formula, later.options[name][option])
        for option, formula in WHOLE.options[name].items()
        if option != "not_sure"
    ]
    return later, (z3.Not(WHOLE.known(name)), later.known(name), *kept, *gates_answered_first(WHOLE))


def overturned(before: Z3Model, after: Z3Model, condition: Condition) -> Formula:
    was, is_ = before.pair(condition), after.pair(condition)
    return z3.Or(z3.And(was.true, z3.Not(is_.true)), z3.And(was.false, z3.Not(is_.false)))


CONDITIONAL = [q.id for q in RULEBOOK.questions.values() if q.purpose == "condition"]


@pytest.mark.parametrize("name", CONDITIONAL)
def test_no_answer_to_an_unknown_question_ever_overturns_a_settled_outcome(name: str) -> None:
    later, given = answered_later(name)
    overturns = [overturned(WHOLE, later, condition) for condition in named(WHOLE, name)]
    assert not later.can_be(z3.Or(*overturns), *given)


@pytest.mark.parametrize("name", CONDITIONAL)
def test_a_question_that_is_not_left_of_an_outcome_cannot_settle_it(name: str) -> None:
    later, given = answered_later(name)
    settles_unseen = []
    for condition in named(WHOLE, name):
        left = WHOLE.left(condition, name, lambda leaf: getattr(leaf, "question", None) == name)
        settled = z3.Not(later.pair(condition).unknown)
        settles_unseen.append(z3.And(WHOLE.pair(condition).unknown, settled, z3.Not(left)))
    assert not later.can_be(z3.Or(*settles_unseen), *given)


@pytest.mark.parametrize("point", MOVING)
def test_no_position_ever_overturns_a_settled_outcome(point: str) -> None:
    later = Z3Model(RULEBOOK, other=WHOLE, apart=point)
    overturns = [overturned(WHOLE, later, condition) for condition in named(WHOLE, point)]
    assert not later.can_be(z3.Or(*overturns), WHOLE.taken[point].unknown)


def test_answering_a_gate_after_what_it_gates_can_overturn_so_the_order_is_needed() -> None:
    later = Z3Model(RULEBOOK, other=WHOLE, apart="audience")
    overturns = [overturned(WHOLE, later, condition) for condition in named(WHOLE, "audience")]
    assert later.can_be(z3.Or(*overturns), z3.Not(WHOLE.answered["audience"]), later.known("audience"))


# -- the model is the engine ---------------------------------------------------------------------


def test_the_model_says_what_the_engine_says_on_two_thousand_random_sets() -> None:
    distinct, compiled_rulebook = conditions(RULEBOOK), compiled(RULEBOOK)
    pairs = [WHOLE.pair(condition) for condition in distinct]
    pairs += [WHOLE.determination(name) for name in RULEBOOK.determinations]
    number = packed(formula for pair in pairs for formula in (pair.true, pair.false))
    places = [compiled_rulebook.condition_of[names[0], 0] for names in distinct.values()]
    bits = {TRUE: 1, FALSE: 2, UNKNOWN: 0}
    for answers, positions in mixed_sets(2000, seed=21):
        found = compiled_rulebook.engine.evaluate(answers, positions)
        truths = [found.conditions[place][0] for place in places]
        truths += [found.determinations[name][0] for name in RULEBOOK.determinations]
        expected = sum(bits[truth] << 2 * place for place, truth in enumerate(truths))
        assert WHOLE.value_at(answers, positions, number) == expected
