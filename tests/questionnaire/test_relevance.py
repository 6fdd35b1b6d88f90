"""Relevant is what can still change something: held against trying it out, and against proof.

The residual is never too narrow; that is shown here by trying and in `test_proofs.py` for every
answer set. It can be a little too wide. It goes by branches that are still open, and now and then
no reading or answer yet to come lets such a branch decide: where two branches rest on the same
open point or fact, or one contains the other. Such a question is asked and changes nothing.
"""

from collections.abc import Iterator
from functools import cache
from random import Random

import z3

from questionnaire.assessing import GROUPS, Assessment, assess
from questionnaire.engine import Answer, Answers, Positions
from questionnaire.flow import definite_answers, next_question
from questionnaire.rulebook import NOT_SURE
from tests.questionnaire.sets import RULEBOOK, TODAY, random_answers, random_positions
from tests.questionnaire.z3_model import Formula, Z3Model

WHOLE = Z3Model(RULEBOOK)
CONDITIONAL = [q.id for q in RULEBOOK.questions.values() if q.purpose == "condition"]


def assessed(
    answers: Answers, positions: Positions | None = None, coverage: tuple[str, ...] = GROUPS
) -> Assessment:
    return assess(RULEBOOK, answers, as_of=TODAY, coverage=coverage, positions=positions)


def is_open(found: Assessment, name: str) -> bool:
    """Without an answer, or with one that leaves something unknown, and not parked."""
    answer = found.answers.get(name, NOT_SURE)
    unsure = answer == NOT_SURE or (isinstance(answer, tuple) and NOT_SURE in answer)
    return unsure and name not in found.parked


def steps(count: int, seed: int, coverage: tuple[str, ...] = GROUPS) -> Iterator[Assessment]:
    """Every step of ``count`` people who answer what they are asked, now and then not sure."""
    random = Random(seed)
    for _ in range(count):
        positions = random_positions(random, taken=random.choice([0, 0, 0.5, 1.1]))
        everything = random_answers(random, unsure=random.choice([0, 0.1, 0.3]))
        answers: dict[str, Answer] = {}
        found = assessed(answers, positions, coverage)
        while (name := next_question(found)) is not None:
            yield found
            answers = {**answers, name: everything[name]}
            found = assessed(answers, positions, coverage)
        yield found


# -- by trying ---------------------------------------------------------------------------------


def changed_by_one_answer(found: Assessment, names: list[str]) -> set[str]:
    """Which of ``names`` has a definite answer that, all else as it is, changes an outcome."""
    tried = [(name, answer) for name in names for answer in definite_answers(found, name)]
    sets = [found.answers, *({**found.answers, name: answer} for name, answer in tried)]
    conditions = found.compiled.engine.evaluate_many(sets, found.positions)
    changed = 0
    for name in found.obligations:
        true, false = conditions[found.condition_of(name)]
        everywhere = (1 << len(sets)) - 1
        changed |= true ^ (everywhere if true & 1 else 0) | false ^ (everywhere if false & 1 else 0)
    return {name for place, (name, _) in enumerate(tried, start=1) if changed >> place & 1}


def test_a_question_one_answer_to_which_changes_an_outcome_is_relevant() -> None:
    tried = decided = 0
    for found in steps(14, seed=51):
        open_now = [name for name in CONDITIONAL if is_open(found, name)]
        changing = changed_by_one_answer(found, open_now)
        assert changing <= set(found.relevant)
        tried, decided = tried + len(open_now), decided + len(changing)
    assert tried > 3000
    assert decided > 1000


def test_within_a_narrower_coverage_the_same_holds() -> None:
    for found in steps(8, seed=52, coverage=("core", "pi")):
        open_now = [name for name in CONDITIONAL if is_open(found, name)]
        assert changed_by_one_answer(found, open_now) <= set(found.relevant)


# -- by proof ----------------------------------------------------------------------------------


@cache
def later(name: str) -> Z3Model:
    """Everything as it is but for one question, now answered, with some outcome settled by it."""
    other = Z3Model(RULEBOOK, other=WHOLE, apart=name)
    rests = {o.applies_when for o in RULEBOOK.obligations.values() if WHOLE.rests_on(o.applies_when, name)}
    settled = [z3.And(WHOLE.pair(c).unknown, z3.Not(other.pair(c).unknown)) for c in rests]
    other.limits += [z3.Or(*settled), other.known(name)]
    return other


def can_still_change(found: Assessment, name: str, *, any_position: bool) -> bool:
    """Whether answers yet to come, and readings if asked for, let an answer to ``name`` settle an outcome."""
    other = later(name)
    given = [literal for q in RULEBOOK.questions if q != name for literal in _held(WHOLE, found.answers, q)]
    given += _held(other, found.answers, name)
    given += _left_open(found.answers, name)
    for point, taken in WHOLE.taken.items():
        reading = found.positions.get(point)
        if reading is not None or not any_position:
            given += [taken.true == (reading == "A"), taken.false == (reading == "B")]
    return other.can_be(*given)


def _held(model: Z3Model, answers: Answers, name: str) -> list[Formula]:
    """What an answer leaves fixed, whatever is found out later."""
    answer = answers.get(name, NOT_SURE)
    if answer == NOT_SURE:
        return []
    if isinstance(answer, int):
        return [model.known(name), model.number[name] == answer]
    chosen = answer if isinstance(answer, tuple) else (answer,)
    firm = NOT_SURE not in chosen
    return [
        formula == (option in chosen)
        for option, formula in model.options[name].items()
        if firm or (option in chosen and option != NOT_SURE)
    ]


def _left_open(answers: Answers, name: str) -> list[Formula]:
    """The question itself as it stands now."""
    if name not in answers:
        return [z3.Not(WHOLE.answered[name])]
    answer = answers[name]
    chosen = answer if isinstance(answer, tuple) else (answer,)
    return [formula == (option in chosen) for option, formula in WHOLE.options[name].items()]


def test_relevant_is_what_can_still_change_something_but_for_a_few_in_a_hundred() -> None:
    """Too wide by about one in a hundred as positions stand, by fewer if any may yet be taken."""
    relevant, needless, needless_whatever_is_taken = 0, set(), set()
    for step, found in enumerate(steps(9, seed=53)):
        open_now = [name for name in CONDITIONAL if is_open(found, name) and name in found.relevant]
        relevant += len(open_now)
        for name in set(open_now) - changed_by_one_answer(found, open_now):
            if not can_still_change(found, name, any_position=False):
                needless.add((step, name))
                if not can_still_change(found, name, any_position=True):
                    needless_whatever_is_taken.add((step, name))
    assert relevant > 5000
    assert 0 < len(needless) <= 0.02 * relevant
    assert len(needless_whatever_is_taken) <= 0.005 * relevant


# -- wider coverage ------------------------------------------------------------------------------


def test_widening_the_coverage_asks_only_what_is_new() -> None:
    for narrow, wide in (((), ("core", "pi")), (("core", "companions"), GROUPS)):
        for found in [step for step in steps(8, seed=54, coverage=narrow) if not next_question(step)]:
            widened = assessed(found.answers, found.positions, wide)
            asked_then = set(found.answers)
            assert not asked_then & set(widened.unanswered)
            assert set(widened.obligations) > set(found.obligations)
            assert {name: widened.obligations[name] for name in found.obligations} == found.obligations
