"""A batch against trying each combination by itself."""

from random import Random

from questionnaire.assessing import Assessment, assess
from questionnaire.engine import Answer
from questionnaire.flow import definite_answers
from questionnaire.truth import FALSE, TRUE
from questionnaire.trying import Batch, Choices
from tests.questionnaire.sets import RULEBOOK, TODAY, likely_sets


def one_by_one(found: Assessment, trials: list[Choices], condition: int) -> list[tuple[int, int]]:
    """The same rows, each combination assessed by itself."""
    rows = []
    for choices in trials:
        true = false = 0
        for place, changes in enumerate(combined(choices)):
            answers = {**found.answers, **{n: a for n, a in changes.items() if a is not None}}
            answers = {name: answer for name, answer in answers.items() if changes.get(name, "") is not None}
            truth = found.compiled.engine.evaluate(answers, found.positions).conditions[condition][0]
            true |= (truth is TRUE) << place
            false |= (truth is FALSE) << place
        rows.append((true, false))
    return rows


def combined(choices: Choices) -> list[dict[str, Answer | None]]:
    """Every combination, the last question running fastest."""
    found: list[dict[str, Answer | None]] = [{}]
    for name, answers in choices.items():
        found = [{**one, name: answer} for one in found for answer in answers]
    return found


def test_a_batch_comes_to_what_each_combination_comes_to_alone() -> None:
    random = Random(91)
    for answers, positions in likely_sets(6, seed=91):
        found = assess(RULEBOOK, answers, as_of=TODAY, positions=positions)
        trials: list[Choices] = []
        for _ in range(12):
            names = random.sample([q for q in RULEBOOK.questions if definite_answers(found, q)], 3)
            trials.append({name: random.sample([None, *definite_answers(found, name)], 2) for name in names})
        trials += [{"audience": [None]}, {"role": definite_answers(found, "role")}, {}]
        batch = Batch(found)
        assert [batch.add(choices) for choices in trials] == list(range(len(trials)))
        for name in random.sample(list(found.obligations), 6):
            condition = found.condition_of(name)
            assert batch.run(condition) == one_by_one(found, trials, condition), name


def test_a_bit_stands_for_the_combination_of_its_number() -> None:
    batch = Batch(assess(RULEBOOK, {}, as_of=TODAY))
    number = batch.add({"cii": ["yes", None], "export": ["yes", "no"]})
    assert batch.combinations(number) == [
        {"cii": "yes", "export": "yes"},
        {"cii": "yes", "export": "no"},
        {"cii": None, "export": "yes"},
        {"cii": None, "export": "no"},
    ]
    assert [batch.combination(number, place) for place in range(4)] == batch.combinations(number)
    found = batch.run(assess(RULEBOOK, {}, as_of=TODAY).condition_of("CSL-39"))
    assert found == [(0b0011, 0)]


def test_an_empty_batch_comes_to_nothing() -> None:
    batch = Batch(assess(RULEBOOK, {}, as_of=TODAY))
    assert (batch.run(0), batch.size) == ([], 0)
