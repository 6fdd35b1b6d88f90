"""The questionnaire that every engine answered: 40 questions of three options, 80 or 100 rules.

Drawn by a linear congruential generator, so that other engines can be given the very same.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from questionnaire.conditions import All, AnyOf, Condition, IsOption, Not
from questionnaire.engine import Engine

FACTS = tuple(f"f{number:02}" for number in range(40))
OPTIONS = ("yes", "no", "unsure")


def draws(seed: int) -> Iterator[int]:
    """x := (1103515245 x + 12345) mod 2^31, of which the upper bits are used."""
    state = seed
    while True:
        state = (1103515245 * state + 12345) % 2**31
        yield state >> 8


@dataclass(frozen=True)
class Question:
    """What the engine asks of a question, and no more."""

    id: str
    ask_if: Condition | None = None
    default: tuple[str, ...] | None = None


def is_(fact: str, *options: str) -> Condition:
    """The answer to ``fact`` is one of ``options``."""
    leaves = tuple(IsOption(question=fact, option=option) for option in options)
    return leaves[0] if len(leaves) == 1 else AnyOf(of=leaves)


def rules(count: int, seed: int = 7) -> list[Condition]:
    """``count`` rules in four shapes, 2.5 leaves each on average."""
    source = draws(seed)
    return [
        _rule(number % 4, [FACTS[next(source) % len(FACTS)] for _ in range(4)]) for number in range(count)
    ]


def _rule(shape: int, facts: list[str]) -> Condition:
    a, b, c, d = facts
    if shape == 0:
        return is_(a, "yes")
    if shape == 1:
        return All(of=(is_(a, "yes"), is_(b, "yes", "unsure")))
    if shape == 2:
        return AnyOf(of=(All(of=(is_(a, "yes"), is_(b, "yes"))), Not(part=is_(c, "no"))))
    return All(
        of=(
            AnyOf(of=(is_(a, "yes"), is_(b, "yes"))),
            AnyOf(of=(Not(part=is_(c, "yes")), is_(d, "unsure"))),
        )
    )


def answers(seed: int = 42) -> dict[str, str]:
    """One complete answer set."""
    source = draws(seed)
    return {fact: OPTIONS[next(source) % len(OPTIONS)] for fact in FACTS}


def partial(seed: int = 42) -> dict[str, str]:
    """The same with every third fact unanswered."""
    return {fact: option for number, (fact, option) in enumerate(answers(seed).items()) if number % 3 != 2}


def many(count: int) -> list[dict[str, str]]:
    """Complete answer sets, seeds 1000 and up."""
    return [answers(seed) for seed in range(1000, 1000 + count)]


def engine(conditions: list[Condition]) -> Engine:
    """The product's engine on ``conditions``."""
    return Engine([Question(fact) for fact in FACTS], [], conditions)
