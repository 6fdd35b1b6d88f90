"""A rulebook compiled: answers in, truth values and their traces out.

`assessing.py` turns what stands here into outcomes with dates, coverage and reasons. Kept apart
from it so that the evaluation itself stays small enough to be measured against bare closures,
and so that many answer sets can be evaluated at once with one bit each (`evaluate_many`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from questionnaire.compiling import (
    Closure,
    LeafTable,
    Sliced,
    SlicedClosure,
    Valued,
    bits,
    compile_condition,
    compile_sliced,
)
from questionnaire.conditions import AtLeast, Condition, Determined, IsOnly, IsOption, Leaf, Reading
from questionnaire.conditions import leaves as leaves_of
from questionnaire.errors import UnknownQuestion
from questionnaire.truth import FALSE, TRUE, UNKNOWN, Truth

NOT_SURE = "not_sure"
# So many different answers are remembered with what they make of the leaves.
MAX_REMEMBERED = 4096

# tuple: the options chosen, in option order · str: an option, a day, or not_sure · int: a number
Answer = tuple[str, ...] | str | int
Answers = Mapping[str, Answer]
Positions = Mapping[str, str]


class Asked(Protocol):
    """What the engine needs to know of a question."""

    @property
    def id(self) -> str: ...
    @property
    def ask_if(self) -> Condition | None: ...
    @property
    def default(self) -> tuple[str, ...] | None: ...


class Derived(Protocol):
    """What the engine needs to know of a determination."""

    @property
    def id(self) -> str: ...
    @property
    def yes_if(self) -> Condition: ...
    @property
    def no_if(self) -> Condition: ...


@dataclass(frozen=True, slots=True)
class _Gate:
    """Leaves of one gated question: when the gate is FALSE its default stands in."""

    question: str
    closure: Closure
    sliced: SlicedClosure
    defaults: tuple[tuple[int, Truth], ...]


@dataclass(slots=True)
class Evaluation:
    """What one answer set makes of every condition.

    ``slots`` holds (truth, trace) per leaf, ``determinations`` per determination, with
    ``conditions`` in the order they were given. Traces name determinations by their own bit;
    `Engine.expand` replaces these by the facts beneath. ``parked`` are answers without effect because
    their gate is FALSE, ``provisional`` those that an UNKNOWN gate may yet park.
    """

    slots: list[Valued]
    determinations: dict[str, Valued]
    conditions: list[Valued]
    parked: tuple[str, ...]
    provisional: tuple[str, ...]
    beneath: dict[int, int] = field(default_factory=dict)


class Engine:
    """Every condition of one rulebook as a closure; built once per rulebook."""

    def __init__(
        self,
        questions: Iterable[Asked],
        determinations: Iterable[Derived],
        conditions: Sequence[Condition],
    ) -> None:
        self.table = LeafTable()
        questions, determinations = list(questions), list(determinations)
        for determination in determinations:
            self.table.add(determination.yes_if)
            self.table.add(determination.no_if)
            self.table.index(Determined(determination=determination.id))
        for condition in conditions:
            self.table.add(condition)
        for question in questions:
            if question.ask_if is not None:
                self.table.add(question.ask_if)
        self.question_ids = frozenset(question.id for question in questions)
        self._remembered: dict[tuple[str, Answer], tuple[tuple[int, Valued], ...]] = {}
        self._columns: dict[tuple[str, tuple[Answer, ...]], tuple[tuple[int, int, int], ...]] = {}
        self._compile_determinations(determinations)
        self._closures = [compile_condition(condition, self.table) for condition in conditions]
        self._sliced = [compile_sliced(condition, self.table) for condition in conditions]
        self._index_leaves()
        self._compile_gates(questions)

    # -- building ---------------------------------------------------------------------------

    def _compile_determinations(self, determinations: list[Derived]) -> None:
        self.determination_ids = [determination.id for determination in determinations]
        self._ordered: list[tuple[str, int, Closure, Closure, SlicedClosure, SlicedClosure]] = []
        for determination in _in_dependency_order(determinations):
            self._ordered.append(
                (
                    determination.id,
                    self.table.index(Determined(determination=determination.id)),
                    compile_condition(determination.yes_if, self.table),
                    compile_condition(determination.no_if, self.table),
                    compile_sliced(determination.yes_if, self.table),
                    compile_sliced(determination.no_if, self.table),
                )
            )

    def _index_leaves(self) -> None:
        self.leaves: tuple[Leaf, ...] = tuple(self.table.leaves)
        self._options: dict[str, list[tuple[int, str]]] = {}
        self._only: dict[str, list[tuple[int, str]]] = {}
        self._at_least: dict[str, list[tuple[int, int]]] = {}
        self._readings: dict[str, list[tuple[int, str]]] = {}
        self.question_masks: dict[str, int] = {}
        self.point_masks: dict[str, int] = {}
        self.determination_mask = 0
        self._unknown: list[Valued] = []
        for number, leaf in enumerate(self.leaves):
            self._unknown.append((UNKNOWN, 1 << number))
            match leaf:
                case IsOption(question=question, option=option):
                    self._options.setdefault(question, []).append((number, option))
                case IsOnly(question=question, option=option):
                    self._only.setdefault(question, []).append((number, option))
                case AtLeast(question=question, number=threshold):
                    self._at_least.setdefault(question, []).append((number, threshold))
                case Reading(open_point=point, reading=reading):
                    self._readings.setdefault(point, []).append((number, reading))
                    self.point_masks[point] = self.point_masks.get(point, 0) | 1 << number
                case Determined():
                    self.determination_mask |= 1 << number
            if isinstance(leaf, IsOption | IsOnly | AtLeast):
                self.question_masks[leaf.question] = self.question_masks.get(leaf.question, 0) | 1 << number

    def _compile_gates(self, questions: list[Asked]) -> None:
        gated = {question.id for question in questions if question.ask_if is not None}
        self._gates: list[_Gate] = []
        for question in questions:
            if question.ask_if is None:
                continue
            if any(getattr(leaf, "question", None) in gated for leaf in leaves_of(question.ask_if)):
                raise ValueError(f"{question.id}: a gate may not rest on another gated question")
            self._gates.append(
                _Gate(
                    question=question.id,
                    closure=compile_condition(question.ask_if, self.table),
                    sliced=compile_sliced(question.ask_if, self.table),
                    defaults=tuple(
                        (number, value[0])
                        for number, value in self.leaf_values(question.id, question.default or ())
                    ),
                )
            )

    # -- leaves -----------------------------------------------------------------------------

    def leaf_values(self, question: str, answer: Answer) -> tuple[tuple[int, Valued], ...]:
        """What ``answer`` makes of each leaf on ``question``; remembered, since the same few come again."""
        found = self._remembered.get((question, answer))
        if found is None:
            if len(self._remembered) >= MAX_REMEMBERED:
                self._remembered.clear()
            found = self._remembered[question, answer] = tuple(self._values(question, answer))
        return found

    def _values(self, question: str, answer: Answer) -> Iterable[tuple[int, Valued]]:
        chosen = answer if isinstance(answer, tuple) else (answer,)
        otherwise = UNKNOWN if NOT_SURE in chosen else FALSE
        for number, option in self._options.get(question, ()):
            yield number, (TRUE if option in chosen else otherwise, 1 << number)
        for number, option in self._only.get(question, ()):
            truth = UNKNOWN if chosen == (NOT_SURE,) else TRUE if chosen == (option,) else FALSE
            yield number, (truth, 1 << number)
        if isinstance(answer, int):
            for number, threshold in self._at_least.get(question, ()):
                yield number, (TRUE if answer >= threshold else FALSE, 1 << number)

    def leaf_columns(self, question: str, answers: tuple[Answer, ...]) -> tuple[tuple[int, int, int], ...]:
        """(leaf, is true, is false) of each leaf on ``question``, one bit an answer; remembered as well."""
        found = self._columns.get((question, answers))
        if found is None:
            if len(self._columns) >= MAX_REMEMBERED:
                self._columns.clear()
            sliced = self.slices([{question: answer} for answer in answers])
            columns = tuple((number, true, false) for number, (true, false) in sliced.items())
            found = self._columns[question, answers] = columns
        return found

    def evaluate(self, answers: Answers, positions: Positions | None = None) -> Evaluation:
        """Evaluate every determination and condition on ``answers`` and ``positions``.

        ``answers`` maps question id to an answer (see `Answer`); absent is unknown. Raises
        UnknownQuestion for an answer to a question this rulebook does not have.
        """
        slots = self._unknown.copy()
        if not self.question_ids.issuperset(answers):
            raise UnknownQuestion(sorted(set(answers) - self.question_ids))
        for question, answer in answers.items():
            for number, valued in self.leaf_values(question, answer):
                slots[number] = valued
        for point, taken in (positions or {}).items():
            for number, reading in self._readings.get(point, ()):
                slots[number] = (TRUE if reading == taken else FALSE, 1 << number)
        parked, provisional = self._apply_gates(slots, answers)
        determinations: dict[str, Valued] = {}
        for name, number, yes_if, no_if, _, _ in self._ordered:
            yes = yes_if(slots)
            valued = determinations[name] = yes if yes[0] is TRUE else self._or_no(yes, no_if(slots))
            slots[number] = (valued[0], 1 << number)
        conditions = [closure(slots) for closure in self._closures]
        return Evaluation(slots, determinations, conditions, parked, provisional)

    def _apply_gates(self, slots: list[Valued], answers: Answers) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Let defaults stand in where a gate is FALSE; say which answers that parks, or yet may."""
        parked, provisional = [], []
        for gate in self._gates:
            truth, trace = gate.closure(slots)
            if truth is FALSE:
                for number, default in gate.defaults:
                    slots[number] = (default, trace)
                if gate.question in answers:
                    parked.append(gate.question)
            elif truth is UNKNOWN:
                if gate.question in answers:
                    provisional.append(gate.question)
                for number, _ in gate.defaults:
                    if slots[number][0] is UNKNOWN:
                        slots[number] = (UNKNOWN, slots[number][1] | trace)
        return tuple(parked), tuple(provisional)

    @staticmethod
    def _or_no(yes: Valued, no: Valued) -> Valued:
        """A determination that is no yes: FALSE for no, otherwise UNKNOWN with what is left of both sides."""
        if no[0] is TRUE:
            return FALSE, no[1]
        left = (yes[1] if yes[0] is UNKNOWN else 0) | (no[1] if no[0] is UNKNOWN else 0)
        return UNKNOWN, left

    def expand(self, trace: int, evaluation: Evaluation) -> int:
        """``trace`` with every determination replaced by the facts and readings beneath it."""
        facts = trace & ~self.determination_mask
        named = trace & self.determination_mask
        while named:
            low = named & -named
            named ^= low
            facts |= self._beneath(low, evaluation)
        return facts

    def _beneath(self, bit: int, evaluation: Evaluation) -> int:
        """The facts and readings beneath one determination, worked out once an evaluation."""
        facts = evaluation.beneath.get(bit)
        if facts is None:
            leaf = self.leaves[bit.bit_length() - 1]
            assert isinstance(leaf, Determined)
            facts = self.expand(evaluation.determinations[leaf.determination][1], evaluation)
            evaluation.beneath[bit] = facts
        return facts

    def determinations_beneath(self, trace: int, evaluation: Evaluation) -> int:
        """The leaves of all determinations that ``trace`` rests on, directly or through others."""
        found, new = 0, trace & self.determination_mask
        while new:
            low = new & -new
            found |= low
            leaf = self.leaves[low.bit_length() - 1]
            assert isinstance(leaf, Determined)
            new = (new | evaluation.determinations[leaf.determination][1] & self.determination_mask) & ~found
        return found

    def questions_in(self, trace: int) -> list[str]:
        """The questions whose leaves are in ``trace``, in no particular order."""
        return [question for question, mask in self.question_masks.items() if mask & trace]

    def determinations_in(self, trace: int) -> list[str]:
        """The determinations named in ``trace`` itself, in leaf order."""
        names = (self.leaves[number] for number in bits(trace & self.determination_mask))
        return [leaf.determination for leaf in names if isinstance(leaf, Determined)]

    # -- many at once -----------------------------------------------------------------------

    def evaluate_many(self, sets: Sequence[Answers], positions: Positions | None = None) -> list[Sliced]:
        """Evaluate every condition on many answer sets; one bit a set, in (is true, is false)."""
        return self.run_slices(self.slices(sets), len(sets), positions)

    def slices(self, sets: Sequence[Answers]) -> dict[int, Sliced]:
        """Leaf number -> (is true, is false) with one bit an answer set, gates not yet applied."""
        columns: dict[tuple[str, Answer], bytearray] = {}
        width = (len(sets) + 7) // 8
        for place, answers in enumerate(sets):
            byte, bit = place >> 3, 1 << (place & 7)
            for item in answers.items():
                column = columns.get(item)
                if column is None:
                    column = columns[item] = bytearray(width)
                column[byte] |= bit
        filled: dict[int, list[int]] = {}
        for (question, answer), column in columns.items():
            rows = int.from_bytes(column, "little")
            for number, (truth, _) in self.leaf_values(question, answer):
                pair = filled.setdefault(number, [0, 0])
                if truth is TRUE:
                    pair[0] |= rows
                elif truth is FALSE:
                    pair[1] |= rows
        return {number: (true, false) for number, (true, false) in filled.items()}

    def run_slices(
        self,
        filled: Mapping[int, Sliced],
        count: int,
        positions: Positions | None = None,
        only: Iterable[int] | None = None,
        within: int = -1,
    ) -> list[Sliced]:
        """Evaluate every condition, or ``only`` some, on ``count`` answer sets as `slices` returns them.

        ``within`` saves working out determinations whose leaf is not in that mask, if nothing rests on them
        or ``filled`` says what they come to.
        """
        everyone = (1 << count) - 1
        slots: list[Sliced] = [(0, 0)] * len(self.leaves)
        for number, pair in filled.items():
            slots[number] = pair
        for point, taken in (positions or {}).items():
            for number, reading in self._readings.get(point, ()):
                slots[number] = (everyone, 0) if reading == taken else (0, everyone)
        for gate in self._gates:
            closed = gate.sliced(slots)[1]
            for number, default in gate.defaults:
                true, false = slots[number][0] & ~closed, slots[number][1] & ~closed
                slots[number] = (true | closed, false) if default is TRUE else (true, false | closed)
        for _, number, _, _, yes_if, no_if in self._ordered:
            if within >> number & 1:
                slots[number] = (yes_if(slots)[0], no_if(slots)[0])
        wanted = self._sliced if only is None else [self._sliced[number] for number in only]
        return [sliced(slots) for sliced in wanted]


def _in_dependency_order(determinations: list[Derived]) -> list[Derived]:
    """Each determination after those it names. The loader has refused circles before."""
    by_id = {determination.id: determination for determination in determinations}
    done: dict[str, Derived] = {}

    def visit(determination: Derived) -> None:
        if determination.id in done:
            return
        for condition in (determination.yes_if, determination.no_if):
            for leaf in leaves_of(condition):
                if isinstance(leaf, Determined):
                    visit(by_id[leaf.determination])
        done[determination.id] = determination

    for determination in determinations:
        visit(determination)
    return list(done.values())
