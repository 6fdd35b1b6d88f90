"""Answer sets at random, for everything that is claimed of all of them.

Every generator takes its own `random.Random`, so that a seed tells the whole story; the
strategies give hypothesis the same space to shrink in.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from questionnaire.answers import read_answers
from questionnaire.conditions import AtLeast, leaves
from questionnaire.engine import Answer
from questionnaire.loading import load_rulebook
from questionnaire.rulebook import NONE, NOT_SURE, Question

RULEBOOK = load_rulebook()
TODAY = date(2026, 11, 21)
MOVING = tuple(point.id for point in RULEBOOK.open_points.values() if point.moves)
GATED = tuple(question.id for question in RULEBOOK.questions.values() if question.ask_if is not None)
GATES = {
    question.id: tuple(dict.fromkeys(getattr(leaf, "question", "") for leaf in leaves(question.ask_if)))
    for question in RULEBOOK.questions.values()
    if question.ask_if is not None
}
DAYS = ("2023-08-15", "2026-12-01")


def _thresholds() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for determination in RULEBOOK.determinations.values():
        for leaf in [*leaves(determination.yes_if), *leaves(determination.no_if)]:
            if isinstance(leaf, AtLeast):
                found.setdefault(leaf.question, []).append(leaf.number)
    return found


THRESHOLDS = _thresholds()


def numbers(question: Question) -> list[int]:
    """Zero, a large number, and both sides of every threshold on a question."""
    edges = [edge for number in THRESHOLDS.get(question.id, []) for edge in (number - 1, number)]
    return sorted({0, 10**12, *edges})


def in_option_order(question: Question, chosen: Iterable[str]) -> tuple[str, ...]:
    """A multiple answer as it is kept: each option once, in the order of the question."""
    wanted = set(chosen)
    return tuple(option.id for option in question.options if option.id in wanted)


def definite_options(question: Question) -> list[str]:
    """The options of a question but for `not_sure`."""
    return [option.id for option in question.options if option.id != NOT_SURE]


# -- seeded ------------------------------------------------------------------------------------


def definite_answer(question: Question, random: Random) -> Answer:
    """Some answer that leaves nothing unknown."""
    if question.kind == "number":
        return random.choice(numbers(question))
    if question.kind == "date":
        return random.choice(DAYS)
    options = definite_options(question)
    if question.kind == "single":
        return random.choice(options)
    if NONE in options and random.random() < 0.25:
        return (NONE,)
    kept = [option for option in options if option != NONE]
    return in_option_order(
        question, random.sample(kept, min(random.choice([1, 1, 1, 2, 2, 3, 6]), len(kept)))
    )


def unsure_answer(question: Question, random: Random) -> Answer:
    """Some answer that leaves something unknown: `not_sure`, alone or beside an option."""
    if question.kind != "multiple":
        return NOT_SURE
    kept = [option for option in definite_options(question) if option != NONE]
    return in_option_order(question, [NOT_SURE, *random.sample(kept, random.choice([0, 0, 1, 2]))])


def random_answers(random: Random, *, answered: float = 1.0, unsure: float = 0.0) -> dict[str, Answer]:
    """Answers to a share of all questions, a share of these `not_sure`, gated ones like any other."""
    answers: dict[str, Answer] = {}
    for question in RULEBOOK.questions.values():
        if random.random() < answered:
            kind = unsure_answer if random.random() < unsure else definite_answer
            answers[question.id] = kind(question, random)
    return answers


def random_positions(random: Random, *, taken: float = 0.5) -> dict[str, str]:
    """A reading of a share of the points that move an outcome."""
    return {point: random.choice("AB") for point in MOVING if random.random() < taken}


def every_position(random: Random) -> dict[str, str]:
    """A reading of all 18 points."""
    return random_positions(random, taken=1.1)


def mixed_sets(count: int, seed: int) -> Iterator[tuple[dict[str, Answer], dict[str, str]]]:
    """Sets from nearly empty to complete, from definite to doubtful, with and without positions."""
    random = Random(seed)
    for _ in range(count):
        answers = random_answers(
            random, answered=random.choice([0.1, 0.4, 0.7, 0.9, 1.1]), unsure=random.choice([0, 0, 0.1, 0.4])
        )
        yield answers, random_positions(random, taken=random.choice([0, 0, 0.3, 0.8]))


@cache
def worked_services() -> tuple[dict[str, Answer], ...]:
    """The complete answers of the hand-worked scenarios."""
    folder = Path(__file__).parents[1] / "law" / "cases"
    return tuple(read_answers(path.read_bytes(), RULEBOOK).answers for path in sorted(folder.glob("*.yaml")))


def likely_sets(count: int, seed: int) -> Iterator[tuple[dict[str, Answer], dict[str, str]]]:
    """The hand-worked scenarios with a few answers changed, left out or in doubt: much applies there."""
    random = Random(seed)
    for _ in range(count):
        answers = dict(random.choice(worked_services()))
        for name in random.sample(list(answers), random.choice([0, 2, 5, 9])):
            question, kind = RULEBOOK.questions[name], random.choice(["out", "unsure", "other", "other"])
            if kind == "out":
                del answers[name]
            else:
                answers[name] = (unsure_answer if kind == "unsure" else definite_answer)(question, random)
        yield answers, random_positions(random, taken=random.choice([0, 0.5, 1.1]))


def gates_first(questions: Iterable[str]) -> list[str]:
    """``questions`` with every gate before what it gates, otherwise in the order given."""
    listed = list(questions)
    return [name for name in listed if name not in GATED] + [name for name in listed if name in GATED]


# -- hypothesis --------------------------------------------------------------------------------


def _answer_strategy(question: Question, *, definite: bool) -> st.SearchStrategy[Answer]:
    unsure: list[Answer] = [] if definite else [NOT_SURE]
    if question.kind == "number":
        return st.sampled_from([*numbers(question), *unsure])
    if question.kind == "date":
        return st.sampled_from([*DAYS, *unsure])
    if question.kind == "single":
        return st.sampled_from([*definite_options(question), *unsure])
    kept = [option for option in definite_options(question) if option != NONE]
    chosen = [*kept, *([] if definite else [NOT_SURE])]
    some = st.sets(st.sampled_from(chosen), min_size=1, max_size=3).map(
        lambda options: in_option_order(question, options)
    )
    return st.just((NONE,)) | some if NONE in definite_options(question) else some


def answers_to(questions: Iterable[str], *, definite: bool = False) -> st.SearchStrategy[dict[str, Answer]]:
    """Answers to any of ``questions``."""
    optional = {name: _answer_strategy(RULEBOOK.questions[name], definite=definite) for name in questions}
    return st.fixed_dictionaries({}, optional=optional)


def some_answers() -> st.SearchStrategy[dict[str, Answer]]:
    """Answers to any questions of the catalogue."""
    return answers_to(RULEBOOK.questions)


def some_positions() -> st.SearchStrategy[dict[str, str]]:
    """Readings of any points that move an outcome."""
    return st.fixed_dictionaries({}, optional={point: st.sampled_from("AB") for point in MOVING})
