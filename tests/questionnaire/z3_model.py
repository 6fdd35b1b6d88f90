"""The rulebook as formulas over every answer, so that a claim is proved for all of them at once.

Built from the rulebook's own trees by the semantics of the law files; nothing of `compiling.py` or
`engine.py` is in it. A truth is a pair of formulas (is true, is false); neither is unknown.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import z3

from questionnaire.conditions import (
    All,
    AnyOf,
    AtLeast,
    Condition,
    Determined,
    IsOnly,
    IsOption,
    Leaf,
    Not,
    Reading,
    leaves,
)
from questionnaire.engine import Answers, Positions
from questionnaire.rulebook import NONE, NOT_SURE, Question, Rulebook

Formula: TypeAlias = z3.BoolRef


@dataclass(frozen=True)
class Pair:
    """Whether something is true, and whether it is false."""

    true: Formula
    false: Formula

    @property
    def unknown(self) -> Formula:
        return z3.And(z3.Not(self.true), z3.Not(self.false))


class Z3Model:
    """Variables for every answer and position, and each condition as a pair of formulas.

    A model made from an ``other`` shares all its variables but those of the question or open
    point ``apart``.
    """

    def __init__(self, rulebook: Rulebook, *, other: "Z3Model | None" = None, apart: str = "") -> None:
        self.rulebook = rulebook
        self.other = other
        self.apart = apart
        self.options: dict[str, dict[str, Formula]] = {}
        self.answered: dict[str, Formula] = {}
        self.number: dict[str, z3.ArithRef] = {}
        self.taken: dict[str, Pair] = {}
        self.limits: list[Formula] = []
        self._pairs: dict[int, tuple[Condition, Pair]] = {}
        self._sides: dict[str, tuple[Condition, Condition]] = {}
        self._determinations: dict[str, Pair] = {}
        self._left: dict[tuple[int, str], Formula] = {}
        self._beneath: dict[int, frozenset[Leaf]] = {}
        if other is None:
            for question in rulebook.questions.values():
                self._declare(question, "")
            self._declare_points(point.id for point in rulebook.open_points.values() if point.case)
        else:
            self.answered, self.options = dict(other.answered), dict(other.options)
            self.number, self.taken = dict(other.number), dict(other.taken)
            self.limits = list(other.limits)
            self._sides, self._beneath = other._sides, other._beneath
            if apart in rulebook.questions:
                self._declare(rulebook.questions[apart], "other ")
            else:
                self._declare_points([apart], "other ")

    # -- answers ----------------------------------------------------------------------------------

    def _declare_points(self, points: Iterable[str], tag: str = "") -> None:
        for point in points:
            a, b = z3.Bool(f"{tag}{point}:A"), z3.Bool(f"{tag}{point}:B")
            self.taken[point] = Pair(a, b)
            self.limits.append(z3.Not(z3.And(a, b)))

    def _declare(self, question: Question, tag: str) -> None:
        """Variables of one question, held to what an answers file accepts."""
        answered = self.answered[question.id] = z3.Bool(f"{tag}{question.id}?")
        chosen = self.options[question.id] = {
            option.id: z3.Bool(f"{tag}{question.id}:{option.id}") for option in question.options
        }
        if question.kind in ("number", "date"):
            number = self.number[question.id] = z3.Int(f"{tag}{question.id}#")
            unsure = chosen[NOT_SURE] = z3.Bool(f"{tag}{question.id}:{NOT_SURE}")
            self.limits += [number >= 0, z3.Implies(unsure, answered)]
            return
        self.limits.append(answered == z3.Or(*chosen.values()))
        if question.kind == "single":
            self.limits.append(z3.AtMost(*chosen.values(), 1))
        elif NONE in chosen:
            others = [formula for option, formula in chosen.items() if option != NONE]
            self.limits.append(z3.Implies(chosen[NONE], z3.Not(z3.Or(*others))))

    def known(self, name: str) -> Formula:
        """The question is answered for good."""
        return z3.And(self.answered[name], z3.Not(self.options[name][NOT_SURE]))

    @cached_property
    def definite(self) -> Formula:
        """Everything is answered for good and every position taken: one word for it."""
        word = z3.Bool(f"all known but for {self.apart}" if self.other else "all known")
        known = [self.known(name) for name in self.answered]
        taken = [z3.Or(reading.true, reading.false) for reading in self.taken.values()]
        self._solver.add(word == z3.And(*known, *taken))
        return word

    @cached_property
    def _solver(self) -> z3.Solver:
        solver = z3.Solver()
        solver.add(*self.limits)
        return solver

    def can_be(self, *formulas: Formula) -> bool:
        """Whether some answer set makes all ``formulas`` true."""
        verdict = self._solver.check(*formulas)
        assert verdict in (z3.sat, z3.unsat), self._solver.reason_unknown()
        return bool(verdict == z3.sat)

    # -- truth --------------------------------------------------------------------------------------

    def pair(self, condition: Condition) -> Pair:
        """When a tree is true, and when it is false."""
        # The tree is kept beside its pair, so that its id stays its own.
        if id(condition) not in self._pairs:
            same = self.other is not None and not self.rests_on(condition, self.apart)
            found = self.other.pair(condition) if self.other and same else self._pair(condition)
            self._pairs[id(condition)] = (condition, found)
        return self._pairs[id(condition)][1]

    def rests_on(self, condition: Condition, name: str) -> bool:
        """A question or an open point of that id is somewhere beneath a tree."""
        return any(
            name in (getattr(leaf, "question", None), getattr(leaf, "open_point", None))
            for leaf in self.beneath(condition)
        )

    def _pair(self, condition: Condition) -> Pair:
        match condition:
            case All(of=parts):
                pairs = [self.pair(part) for part in parts]
                return Pair(z3.And(*(p.true for p in pairs)), z3.Or(*(p.false for p in pairs)))
            case AnyOf(of=parts):
                pairs = [self.pair(part) for part in parts]
                return Pair(z3.Or(*(p.true for p in pairs)), z3.And(*(p.false for p in pairs)))
            case Not(part=part):
                found = self.pair(part)
                return Pair(found.false, found.true)
            case Determined(determination=name):
                return self.determination(name)
            case Reading(open_point=point, reading=reading):
                taken = self.taken[point]
                return taken if reading == "A" else Pair(taken.false, taken.true)
            case _:
                return self._gated(condition)

    def _gated(self, leaf: IsOption | IsOnly | AtLeast) -> Pair:
        """A leaf as answered, or its default where the gate of its question is false."""
        question = self.rulebook.questions[leaf.question]
        given = self._given(leaf)
        if question.ask_if is None:
            return given
        closed = self.pair(question.ask_if).false
        default = z3.BoolVal(self._by_default(question, leaf))
        return Pair(z3.If(closed, default, given.true), z3.If(closed, z3.Not(default), given.false))

    @staticmethod
    def _by_default(question: Question, leaf: IsOption | IsOnly | AtLeast) -> bool:
        assert not isinstance(leaf, AtLeast)
        default = question.default or ()
        return default == (leaf.option,) if isinstance(leaf, IsOnly) else leaf.option in default

    def _given(self, leaf: IsOption | IsOnly | AtLeast) -> Pair:
        answered, options = self.answered[leaf.question], self.options[leaf.question]
        unsure = options[NOT_SURE]
        if isinstance(leaf, AtLeast):
            known, number = self.known(leaf.question), self.number[leaf.question]
            return Pair(z3.And(known, number >= leaf.number), z3.And(known, number < leaf.number))
        chosen = options[leaf.option]
        if isinstance(leaf, IsOption):
            return Pair(chosen, z3.And(answered, z3.Not(unsure), z3.Not(chosen)))
        others = [formula for option, formula in options.items() if option not in (leaf.option, NOT_SURE)]
        only = z3.And(chosen, z3.Not(unsure), *(z3.Not(formula) for formula in others))
        unsure_alone = z3.And(unsure, z3.Not(chosen), *(z3.Not(formula) for formula in others))
        return Pair(only, z3.And(answered, z3.Not(only), z3.Not(unsure_alone)))

    def sides(self, name: str) -> tuple[Condition, Condition]:
        """The yes and the no of a determination, with the terms of open points."""
        if name not in self._sides:
            self._sides[name] = self._joined(name)
        return self._sides[name]

    def _joined(self, name: str) -> tuple[Condition, Condition]:
        determination = self.rulebook.determinations[name]
        yes, no = [determination.yes_if], [determination.no_if]
        for point in self.rulebook.open_points.values():
            effect = point.effects.get(name)
            if effect is not None:
                yes += [effect.yes_if] if effect.yes_if is not None else []
                no += [effect.no_if] if effect.no_if is not None else []
        return AnyOf(of=tuple(yes)), AnyOf(of=tuple(no))

    def determination(self, name: str) -> Pair:
        """When a determination is yes, and when it is no (and not yes)."""
        if name not in self._determinations:
            yes, no = self.sides(name)
            yes_true, no_true = self.pair(yes).true, self.pair(no).true
            self._determinations[name] = Pair(yes_true, z3.And(no_true, z3.Not(yes_true)))
        return self._determinations[name]

    def obligation(self, name: str) -> Pair:
        """When an obligation applies, and when it does not, whatever the day."""
        return self.pair(self.rulebook.obligations[name].applies_when)

    # -- what is left ---------------------------------------------------------------------------------

    def left(self, condition: Condition, kind: str, wanted: Callable[[Leaf], bool]) -> Formula:
        """A leaf ``wanted`` remains in the residual of a tree; ``kind`` names the wish."""
        key = (id(condition), kind)
        if key not in self._left:
            if any(wanted(leaf) for leaf in self.beneath(condition)):
                self._left[key] = z3.And(self.pair(condition).unknown, self._left_in(condition, kind, wanted))
            else:
                self._left[key] = z3.BoolVal(False)
        return self._left[key]

    def beneath(self, condition: Condition) -> frozenset[Leaf]:
        """Every fact and reading a tree can come to rest on, through determinations and gates."""
        if id(condition) not in self._beneath:
            found: set[Leaf] = set()
            for leaf in leaves(condition):
                if isinstance(leaf, Determined):
                    for side in self.sides(leaf.determination):
                        found |= self.beneath(side)
                else:
                    found.add(leaf)
                    gate = (
                        None if isinstance(leaf, Reading) else self.rulebook.questions[leaf.question].ask_if
                    )
                    found |= self.beneath(gate) if gate is not None else set()
            self._beneath[id(condition)] = frozenset(found)
        return self._beneath[id(condition)]

    def _left_in(self, condition: Condition, kind: str, wanted: Callable[[Leaf], bool]) -> Formula:
        match condition:
            case All(of=parts) | AnyOf(of=parts):
                return z3.Or(*(self.left(part, kind, wanted) for part in parts))
            case Not(part=part):
                return self.left(part, kind, wanted)
            case Determined(determination=name):
                sides = self.sides(name)
                return z3.Or(*(self.left(side, kind, wanted) for side in sides))
            case Reading():
                return z3.BoolVal(wanted(condition))
            case _:
                gate = self.rulebook.questions[condition.question].ask_if
                beneath = [] if gate is None else [self.left(gate, kind, wanted)]
                return z3.Or(z3.BoolVal(wanted(condition)), *beneath)

    # -- one answer set -----------------------------------------------------------------------------

    def value_at(self, answers: Answers, positions: Positions, number: z3.BitVecRef) -> int:
        """What ``number`` is for one answer set. What is not said to be so is not so."""
        point = z3.Model()
        for name, answer in answers.items():
            point.update_value(self.answered[name], _TRUE)
            if isinstance(answer, int):
                point.update_value(self.number[name], z3.IntVal(answer))
            for option in answer if isinstance(answer, tuple) else (answer,):
                if option in self.options[name]:
                    point.update_value(self.options[name][str(option)], _TRUE)
        for name, reading in positions.items():
            taken = self.taken[name]
            point.update_value(taken.true if reading == "A" else taken.false, _TRUE)
        return int(point.eval(number, model_completion=True).as_long())


_TRUE = z3.BoolVal(True)


def packed(formulas: Iterable[Formula]) -> z3.BitVecRef:
    """Formulas as the bits of one number, the first the lowest, so that one evaluation reads them all."""
    one, zero = z3.BitVecVal(1, 1), z3.BitVecVal(0, 1)
    return z3.Concat(*reversed([z3.If(formula, one, zero) for formula in formulas]))
