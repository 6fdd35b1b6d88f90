"""Which answers to a settling set lead to one outcome, described as shortly as is true.

"Includes A" says more than "is only A", and "does not include B" says in one word what a list of
nine options says; each is used only where every combination it covers was tried and agrees.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import prod
from typing import Literal

from questionnaire.assessing import Assessment, Outcome
from questionnaire.engine import NOT_SURE, Answer
from questionnaire.rulebook import NONE
from questionnaire.settling import SettlingSet, Tried

How = Literal["is", "is_not", "only", "one", "includes", "excludes", "numbers"]
# So few options stand in a description that says what is not answered.
MOST_EXCLUDED = 2


@dataclass(frozen=True, slots=True)
class Part:
    """What is said of one question: how, and of which options or numbers.

    ``only``: nothing but these options; ``one``: a single one of them and nothing else. ``beside``: the
    options come beside others that are chosen already; an empty answer then stands for none added.
    """

    question: str
    how: How
    answers: tuple[Answer, ...]
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """Answers with one outcome. ``otherwise``: all others have the opposite one."""

    outcome: Outcome
    parts: tuple[Part, ...]
    otherwise: bool = False


def cases(assessment: Assessment, found: SettlingSet) -> tuple[Case, ...]:
    """What settles it, those answers first with which it applies; one case where the rest is the opposite."""
    told = [
        case
        for outcome in (Outcome.APPLIES, Outcome.DOES_NOT_APPLY)
        for case in _of_outcome(assessment, found, outcome)
    ]
    exact = [case for case in told if case.otherwise]
    return (min(exact, key=_weight),) if exact else tuple(told)


def _weight(case: Case) -> tuple[int, int]:
    """How much a case asks of a reader: answers named, then answers denied."""
    named = sum(1 if part.how == "numbers" else len(part.answers) for part in case.parts)
    return named, sum(part.how in ("is_not", "excludes") for part in case.parts)


def _of_outcome(assessment: Assessment, found: SettlingSet, outcome: Outcome) -> list[Case]:
    mine = [settling for settling in found.answers if settling.outcome is outcome]
    if not mine:
        return []
    offered = {
        fact.question: list(
            dict.fromkeys(f.answer for s in mine for f in s.answers if f.question == fact.question)
        )
        for fact in mine[0].answers
    }
    if found.tried is None or prod(map(len, offered.values())) != len(mine):
        alone = ({fact.question: [fact.answer] for fact in settling.answers} for settling in mine)
        return [Case(outcome, tuple(_listed(assessment, *each) for each in one.items())) for one in alone]
    return [_Shortest(assessment, found, outcome, offered).case()]


def _held(assessment: Assessment, name: str) -> tuple[str, ...]:
    """The options already chosen, which every answer to come keeps."""
    held = assessment.answers.get(name)
    return tuple(option for option in held if option != NOT_SURE) if isinstance(held, tuple) else ()


def _listed(assessment: Assessment, name: str, answers: list[Answer]) -> Part:
    """These answers and no others."""
    kind = assessment.rulebook.questions[name].kind
    how: How = "numbers" if kind == "number" else "one" if kind == "multiple" else "is"
    if how == "one" and len(answers) == 1:
        how = "is" if answers == [(NONE,)] else "only"
    held = _held(assessment, name)
    if held and how == "only":
        answers = list(_added(answers, held))
    return Part(name, how, tuple(answers), beside=bool(held))


def _added(answers: Iterable[Answer], held: tuple[str, ...]) -> tuple[Answer, ...]:
    """Of each answer what is new in it."""
    chosen = (answer for answer in answers if isinstance(answer, tuple))
    return tuple(tuple(option for option in answer if option not in held) for answer in chosen)


class _Shortest:
    """The search for the shortest true description of one outcome of a set."""

    def __init__(
        self,
        assessment: Assessment,
        found: SettlingSet,
        outcome: Outcome,
        offered: dict[str, list[Answer]],
    ) -> None:
        assert found.tried is not None
        self.assessment, self.outcome, self.offered = assessment, outcome, offered
        self.tried: Tried = found.tried
        self.must = found.must
        self.wanted = self.tried.true if outcome is Outcome.APPLIES else self.tried.false
        self.rows = {name: self._row(name, answers.__contains__) for name, answers in offered.items()}

    def case(self) -> Case:
        """Each question's own shortest, the others as already described."""
        parts = []
        for name, answers in self.offered.items():
            chosen = _listed(self.assessment, name, answers)
            for part, row in self._others(name, answers):
                if self._is_better(part, chosen) and self._is_true({**self.rows, name: row}):
                    chosen, self.rows[name] = part, row
            parts.append(chosen)
        exact = self.must and self._covered(self.rows) == self.wanted
        return Case(self.outcome, tuple(parts), otherwise=exact)

    @staticmethod
    def _is_better(part: Part, than: Part) -> bool:
        """Shorter, or as short and saying more."""
        here, there = len(part.answers), len(than.answers)
        return here <= there if part.how in ("only", "includes") else here < there

    def _is_true(self, rows: dict[str, int]) -> bool:
        return not self._covered(rows) & ~self.wanted

    @staticmethod
    def _covered(rows: dict[str, int]) -> int:
        covered = -1
        for row in rows.values():
            covered &= row
        return covered

    def _row(self, name: str, fits: Callable[[Answer], bool]) -> int:
        """The combinations in which the answer to a question fits."""
        names = list(self.tried.kinds)
        inner = prod(len(self.tried.kinds[other]) for other in names[names.index(name) + 1 :])
        outer = prod(len(self.tried.kinds[other]) for other in names[: names.index(name)])
        once = sum(
            ((1 << inner) - 1) << number * inner
            for number, kind in enumerate(self.tried.kinds[name])
            if fits(kind)
        )
        period = inner * len(self.tried.kinds[name])
        return once * (((1 << period * outer) - 1) // ((1 << period) - 1))

    def _others(self, name: str, answers: list[Answer]) -> Iterable[tuple[Part, int]]:
        """Other ways to say it, with the combinations each covers."""
        kind = self.assessment.rulebook.questions[name].kind
        rest = [answer for answer in self.tried.plain[name] if answer not in answers]
        few = 0 < len(rest) <= MOST_EXCLUDED
        if kind == "single" and few:
            yield Part(name, "is_not", tuple(rest)), self._row(name, lambda kind: kind not in rest)
        if kind != "multiple" or not self.tried.is_whole:
            return
        held = _held(self.assessment, name)
        beside = bool(held)
        listed = {option for answer in answers for option in self._options(name, answer)}
        if len(answers) > 1:
            yield (
                Part(name, "only", _added(answers, held), beside),
                self._row(name, lambda kind: kind in answers or self._within(name, kind, listed)),
            )
        excluded = [self._options(name, answer) for answer in rest]
        if few and all(excluded) and (NONE,) not in rest and held not in rest:
            yield (
                Part(name, "excludes", _added(rest, held), beside),
                self._row(name, lambda kind: not any(need <= self._options(name, kind) for need in excluded)),
            )
        if (NONE,) not in answers and held not in answers:
            included = [self._options(name, answer) for answer in answers]
            yield (
                Part(name, "includes", _added(answers, held), beside),
                self._row(name, lambda kind: any(need <= self._options(name, kind) for need in included)),
            )

    def _within(self, name: str, kind: Answer, listed: set[str]) -> bool:
        """Whether nothing but ``listed`` options makes a difference in an answer, and something does."""
        options = self._options(name, kind)
        return bool(options) and options.keys() <= listed

    def _options(self, name: str, answer: Answer) -> Counter[str]:
        """What of an answer makes a difference: each option by the first that is treated alike."""
        named, first_of = self.tried.ground.named(name, self.tried.mask), self.tried.ground.alike(name)
        chosen = answer if isinstance(answer, tuple) else ()
        return Counter(first_of[option] for option in chosen if option in named)
