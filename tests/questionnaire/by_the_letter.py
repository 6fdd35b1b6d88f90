"""The semantics of the law files, word for word and slowly, to hold the engine against.

Shares nothing with `compiling.py` and `engine.py`: trees are walked anew each time, and truth is
Python's True, False and None for unknown.
"""

from collections.abc import Iterable
from datetime import date

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
)
from questionnaire.engine import Answer, Answers, Positions
from questionnaire.rulebook import Rulebook

Truth = bool | None


class ByTheLetter:
    """What one answer set comes to."""

    def __init__(self, rulebook: Rulebook, answers: Answers, positions: Positions | None = None) -> None:
        self.rulebook = rulebook
        self.positions = positions or {}
        self.given = dict(answers)
        self.answers = dict(answers)
        self.gates: dict[str, Condition] = {}
        self.parked: list[str] = []
        self._known: dict[str, Truth] = {}
        self._left: dict[str, frozenset[Leaf]] = {}
        for question in rulebook.questions.values():
            if question.ask_if is None:
                continue
            asked = self.truth(question.ask_if)
            if asked is False:
                if question.id in answers:
                    self.parked.append(question.id)
                default = question.default or ()
                self.answers[question.id] = default if question.kind == "multiple" else default[0]
            elif asked is None:
                self.gates[question.id] = question.ask_if

    # -- truth ----------------------------------------------------------------------------------

    def truth(self, condition: Condition) -> Truth:
        """Kleene's value of a tree."""
        match condition:
            case All(of=parts):
                return conjunction(self.truth(part) for part in parts)
            case AnyOf(of=parts):
                return negation(conjunction(negation(self.truth(part)) for part in parts))
            case Not(part=part):
                return negation(self.truth(part))
            case Determined(determination=name):
                return self.determination(name)
            case Reading(open_point=point, reading=reading):
                taken = self.positions.get(point)
                return None if taken is None else taken == reading
            case IsOption(question=name, option=option):
                return self._is(self.answers.get(name), option)
            case IsOnly(question=name, option=option):
                answer = self.answers.get(name)
                return None if answer in (None, ("not_sure",)) else answer == (option,)
            case AtLeast(question=name, number=number):
                answer = self.answers.get(name)
                return answer >= number if isinstance(answer, int) else None

    @staticmethod
    def _is(answer: Answer | None, option: str) -> Truth:
        if answer is None:
            return None
        chosen = answer if isinstance(answer, tuple) else (answer,)
        if option in chosen:
            return True
        return None if "not_sure" in chosen else False

    def sides(self, name: str) -> tuple[list[Condition], list[Condition]]:
        """The terms of a determination's yes and of its no, those of open points among them."""
        determination = self.rulebook.determinations[name]
        yes, no = [determination.yes_if], [determination.no_if]
        for point in self.rulebook.open_points.values():
            if name in point.effects:
                effect = point.effects[name]
                yes += [effect.yes_if] if effect.yes_if else []
                no += [effect.no_if] if effect.no_if else []
        return yes, no

    def both_sides(self, name: str) -> tuple[Truth, Truth]:
        """Truth of a determination's yes and of its no."""
        yes, no = self.sides(name)
        return self.truth(joined(yes)), self.truth(joined(no))

    def determination(self, name: str) -> Truth:
        """True for yes, False for no, None for uncertain."""
        if name not in self._known:
            yes, no = self.both_sides(name)
            self._known[name] = True if yes else False if no else None
        return self._known[name]

    def value(self, name: str) -> str:
        """A determination in the word for it."""
        return {True: "yes", False: "no", None: "uncertain"}[self.determination(name)]

    # -- what is left -----------------------------------------------------------------------------

    def left(self, condition: Condition) -> frozenset[Leaf]:
        """The facts and readings in the residual of a tree; none if it is settled."""
        if self.truth(condition) is not None:
            return frozenset()
        match condition:
            case All(of=parts) | AnyOf(of=parts):
                return frozenset().union(*(self.left(part) for part in parts))
            case Not(part=part):
                return self.left(part)
            case Determined(determination=name):
                if name not in self._left:
                    yes, no = self.sides(name)
                    self._left[name] = self.left(joined(yes)) | self.left(joined(no))
                return self._left[name]
            case Reading():
                return frozenset([condition])
            case _:
                gate = self.gates.get(condition.question)
                return frozenset([condition]) | (self.left(gate) if gate else frozenset())

    def missing(self, condition: Condition) -> tuple[str, ...]:
        """The questions in the residual, in catalogue order."""
        left = {leaf.question for leaf in self.left(condition) if not isinstance(leaf, Reading | Determined)}
        return tuple(name for name in self.rulebook.questions if name in left)

    def open_points(self, condition: Condition) -> tuple[str, ...]:
        """The points in play in the residual, ascending."""
        left = {leaf.open_point for leaf in self.left(condition) if isinstance(leaf, Reading)}
        points = self.rulebook.open_points
        return tuple(sorted(name for name in left if (case := points[name].case) and self.truth(case)))

    # -- outcomes -------------------------------------------------------------------------------

    def outcome(self, obligation_id: str, day: date) -> str:
        """The outcome of one obligation that has a single open period, as all of ours have."""
        obligation = self.rulebook.obligations[obligation_id]
        if obligation.effective_from > day:
            return "not_in_force"
        truth = self.truth(obligation.applies_when)
        return {True: "applies", False: "does_not_apply", None: "undetermined"}[truth]

    def scope(self, day: date) -> str:
        """The graded verdict on the Interim Measures."""
        if day < date(2023, 8, 15):
            return "not_in_force"
        scope = self.determination("scope")
        if scope is not None:
            return "in_scope" if scope else "out_of_scope"
        audience = self.given.get("audience", ())
        assert isinstance(audience, tuple)
        if (
            all(self.determination(name) for name in ("genai", "mainlandoffer", "provides"))
            and audience
            and "not_sure" not in audience
            and self.given.get("customer_reexposure") == "no"
        ):
            if "external_orgs" in audience:
                return "likely_in_scope"
            if "merchants_embedded" in audience:
                return "likely_out_of_scope"
        return "uncertain"


def joined(terms: list[Condition]) -> Condition:
    """Terms joined by *or*."""
    return AnyOf(of=tuple(terms))


def conjunction(values: Iterable[Truth]) -> Truth:
    """Kleene's *and*."""
    known = list(values)
    if False in known:
        return False
    return None if None in known else True


def negation(value: Truth) -> Truth:
    """Kleene's *not*."""
    return None if value is None else not value
