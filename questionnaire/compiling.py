"""Conditions made fast: every tree becomes a closure once per rulebook, never again per request.

A closure takes the *slots*, a list with one pair (truth, trace) per distinct leaf, and returns
such a pair. The trace is an integer, one bit a leaf: for a settled condition the leaves that
suffice to settle it (the first that defeats a conjunction, the first that carries a
disjunction), for an unknown one the leaves of its residual, that is, what is left of it after
everything known is put in and settled branches are dropped.

The same trees are compiled a second time for many answer sets at once: there a leaf is a pair
of integers with one bit an answer set (is true, is false), so that one bitwise operation
evaluates a node for all of them.
"""

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter

from questionnaire.conditions import All, AnyOf, Condition, Leaf, Not, leaves
from questionnaire.truth import FALSE, TRUE, UNKNOWN, Truth

Valued = tuple[Truth, int]
Slots = Sequence[Valued]
Closure = Callable[[Slots], Valued]

Sliced = tuple[int, int]
SlicedSlots = Sequence[Sliced]
SlicedClosure = Callable[[SlicedSlots], Sliced]


class LeafTable:
    """Numbers the distinct leaves of a rulebook; the number is the slot and the bit."""

    def __init__(self) -> None:
        self.leaves: list[Leaf] = []
        self._index: dict[Leaf, int] = {}

    def index(self, leaf: Leaf) -> int:
        """The number of ``leaf``, given now if it is new."""
        number = self._index.get(leaf)
        if number is None:
            number = self._index[leaf] = len(self.leaves)
            self.leaves.append(leaf)
        return number

    def add(self, condition: Condition) -> None:
        """Number every leaf of ``condition``."""
        for leaf in leaves(condition):
            self.index(leaf)


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits set in ``mask``, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def compile_condition(condition: Condition, table: LeafTable) -> Closure:
    """A closure from slots to (truth, trace) for one tree; its leaves are numbered in ``table``."""
    if isinstance(condition, All | AnyOf):
        absorbing = FALSE if isinstance(condition, All) else TRUE
        return _junction([compile_condition(part, table) for part in condition.of], absorbing)
    if isinstance(condition, Not):
        return _negation(compile_condition(condition.part, table))
    return itemgetter(table.index(condition))


def _junction(parts: list[Closure], absorbing: Truth) -> Closure:
    if len(parts) == 1:
        return parts[0]
    neutral = Truth(2 - absorbing)
    if len(parts) == 2:
        return _pair(parts[0], parts[1], absorbing, neutral)

    def junction(slots: Slots) -> Valued:
        settled = unknown = 0
        for part in parts:
            truth, trace = valued = part(slots)
            if truth is absorbing:
                return valued
            if truth is UNKNOWN:
                unknown |= trace
            else:
                settled |= trace
        return (UNKNOWN, unknown) if unknown else (neutral, settled)

    return junction


def _pair(one: Closure, other: Closure, absorbing: Truth, neutral: Truth) -> Closure:
    """Two parts, as two junctions in three have them, without the loop."""

    def pair(slots: Slots) -> Valued:
        first = one(slots)
        if first[0] is absorbing:
            return first
        second = other(slots)
        if second[0] is absorbing:
            return second
        if first[0] is not UNKNOWN:
            return (neutral, first[1] | second[1]) if second[0] is not UNKNOWN else second
        return (UNKNOWN, first[1] | second[1]) if second[0] is UNKNOWN else first

    return pair


_OPPOSITE = {FALSE: TRUE, UNKNOWN: UNKNOWN, TRUE: FALSE}


def _negation(part: Closure) -> Closure:
    opposite = _OPPOSITE

    def negation(slots: Slots) -> Valued:
        truth, trace = part(slots)
        return opposite[truth], trace

    return negation


def compile_sliced(condition: Condition, table: LeafTable) -> SlicedClosure:
    """A closure from sliced slots to (is true, is false), one bit an answer set."""
    if isinstance(condition, All | AnyOf):
        parts = [compile_sliced(part, table) for part in condition.of]
        return _sliced_all(parts) if isinstance(condition, All) else _sliced_any(parts)
    if isinstance(condition, Not):
        part = compile_sliced(condition.part, table)

        def negation(slots: SlicedSlots) -> Sliced:
            true, false = part(slots)
            return false, true

        return negation
    return itemgetter(table.index(condition))


def _sliced_all(parts: list[SlicedClosure]) -> SlicedClosure:
    first, rest = parts[0], parts[1:]

    def conjunction(slots: SlicedSlots) -> Sliced:
        true, false = first(slots)
        for part in rest:
            also_true, also_false = part(slots)
            true &= also_true
            false |= also_false
        return true, false

    return conjunction


def _sliced_any(parts: list[SlicedClosure]) -> SlicedClosure:
    first, rest = parts[0], parts[1:]

    def disjunction(slots: SlicedSlots) -> Sliced:
        true, false = first(slots)
        for part in rest:
            also_true, also_false = part(slots)
            true |= also_true
            false &= also_false
        return true, false

    return disjunction
