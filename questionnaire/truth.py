"""Kleene's three truth values, and what `all`, `any` and `not` make of them.

The values are small integers ordered FALSE < UNKNOWN < TRUE, so that a conjunction is the
least of its parts and a disjunction the greatest.
"""

from collections.abc import Iterable
from enum import IntEnum


class Truth(IntEnum):
    """What a condition is on the facts known so far."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2


FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


def all_of(values: Iterable[Truth]) -> Truth:
    """The conjunction of ``values``; TRUE for none."""
    return min(values, default=TRUE)


def any_of(values: Iterable[Truth]) -> Truth:
    """The disjunction of ``values``; FALSE for none."""
    return max(values, default=FALSE)


def negation(value: Truth) -> Truth:
    """TRUE and FALSE exchanged; UNKNOWN stays."""
    return Truth(2 - value)
