"""A rulebook compiled: its engine, and what follows from the rulebook and a day alone.

Kept by the digest of the rulebook, so that a process compiles each edition once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from questionnaire.conditions import All, AnyOf, AtLeast, Condition, leaves
from questionnaire.engine import NOT_SURE, Engine
from questionnaire.rulebook import Determination, Obligation, OpenPoint, Rulebook

# So many days with their coverage, and residuals with their questions, are remembered.
MAX_DAYS = 64
MAX_RESIDUALS = 4096


class Duty(NamedTuple):
    """An obligation on a day, with the number of its bundle."""

    id: str
    bundle: int
    effective_from: date


class Bundle(NamedTuple):
    """Obligations with the same condition, all in force or none: what is said of one holds for each."""

    condition: int
    in_force: bool
    names: tuple[str, ...]


class Day(NamedTuple):
    """Every obligation of a coverage as it stands on a day, in catalogue order, and as bundles.

    ``wanted_by`` holds the timing and profile questions, each with the bundles that want it.
    """

    duties: tuple[Duty, ...]
    bundles: tuple[Bundle, ...]
    wanted_by: tuple[tuple[str, frozenset[int]], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A rulebook and its engine, with the places of its conditions."""

    rulebook: Rulebook
    engine: Engine
    condition_of: Mapping[tuple[str, int], int]  # obligation id, period number -> condition
    case_of: Mapping[str, int]  # open point id -> condition
    challenge_of: Mapping[str, int]  # challenge id -> condition
    wanted_by: tuple[tuple[str, frozenset[str]], ...]  # timing or profile question -> obligations
    thresholds_of: Mapping[str, tuple[int, ...]]  # question id -> numbers at which an outcome turns
    definite_options: Mapping[str, tuple[str, tuple[str, ...]]]  # question id -> kind, options but `not_sure`
    _days: dict[tuple[date, tuple[str, ...]], Day] = field(default_factory=dict)
    _questions: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def on(self, day: date, coverage: tuple[str, ...]) -> Day:
        """The obligations of the groups in ``coverage`` as they stand on ``day``."""
        found = self._days.get((day, coverage))
        if found is None:
            if len(self._days) >= MAX_DAYS:
                self._days.clear()
            found = self._days[day, coverage] = self._on(day, coverage)
        return found

    def _on(self, day: date, coverage: tuple[str, ...]) -> Day:
        places: dict[tuple[int, bool], int] = {}
        duties = []
        for obligation in self.rulebook.obligations.values():
            if self.rulebook.group_of(obligation.id) in coverage:
                number, in_force = period_on(obligation, day)
                ground = self.condition_of[obligation.id, number], in_force
                duties.append(
                    Duty(obligation.id, places.setdefault(ground, len(places)), obligation.effective_from)
                )
        names: list[list[str]] = [[] for _ in places]
        for duty in duties:
            names[duty.bundle].append(duty.id)
        bundles = tuple(Bundle(*ground, tuple(names[place])) for ground, place in places.items())
        wanted_by = tuple(
            (question, frozenset(duty.bundle for duty in duties if duty.id in obligations))
            for question, obligations in self.wanted_by
        )
        return Day(tuple(duties), bundles, wanted_by)

    def questions_in(self, trace: int) -> tuple[str, ...]:
        """The questions whose leaves are in ``trace``, in catalogue order."""
        found = self._questions.get(trace)
        if found is None:
            if len(self._questions) >= MAX_RESIDUALS:
                self._questions.clear()
            found = self._questions[trace] = self.in_order(self.engine.questions_in(trace))
        return found

    def in_order(self, questions: Iterable[str]) -> tuple[str, ...]:
        """``questions``, each once, in catalogue order."""
        named = set(questions)
        return tuple(question for question in self.rulebook.questions if question in named)


def period_on(obligation: Obligation, day: date) -> tuple[int, bool]:
    """The number of the period that holds ``day``, or the nearest one and False."""
    for number, period in enumerate(obligation.periods):
        if day < period.from_:
            return number, False
        if period.until is None or day <= period.until:
            return number, True
    return len(obligation.periods) - 1, False


_by_digest: dict[str, Compiled] = {}


def compiled(rulebook: Rulebook) -> Compiled:
    """The engine of ``rulebook``, built on first use and kept by its digest."""
    found = _by_digest.get(rulebook.digest)
    if found is None:
        found = _by_digest[rulebook.digest] = _compile(rulebook)
    return found


def _compile(rulebook: Rulebook) -> Compiled:
    # Half of the obligations share their condition with others: each is worked out once.
    places: dict[Condition, int] = {}
    condition_of = {
        (obligation.id, number): places.setdefault(
            period.applies_when or obligation.applies_when, len(places)
        )
        for obligation in rulebook.obligations.values()
        for number, period in enumerate(obligation.periods)
    }
    case_of = {
        point.id: places.setdefault(point.case, len(places))
        for point in rulebook.open_points.values()
        if point.case is not None
    }
    deciding = list(places)
    challenge_of = {
        challenge.id: places.setdefault(All(of=challenge.when), len(places))
        for challenge in rulebook.challenges.values()
    }
    determinations = [
        with_effects(determination, rulebook.open_points.values())
        for determination in rulebook.determinations.values()
    ]
    engine = Engine(rulebook.questions.values(), determinations, list(places))
    deciding += [side for each in determinations for side in (each.yes_if, each.no_if)]
    wanted_by, thresholds = tuple(_wanted_by(rulebook)), _thresholds(deciding)
    options = {
        question.id: (question.kind, tuple(one.id for one in question.options if one.id != NOT_SURE))
        for question in rulebook.questions.values()
    }
    return Compiled(rulebook, engine, condition_of, case_of, challenge_of, wanted_by, thresholds, options)


def _thresholds(conditions: Iterable[Condition]) -> dict[str, tuple[int, ...]]:
    """The numbers at which ``conditions`` turn, per question, ascending."""
    found: dict[str, set[int]] = {}
    for condition in conditions:
        for leaf in leaves(condition):
            if isinstance(leaf, AtLeast):
                found.setdefault(leaf.question, set()).add(leaf.number)
    return {question: tuple(sorted(numbers)) for question, numbers in found.items()}


def _wanted_by(rulebook: Rulebook) -> Iterator[tuple[str, frozenset[str]]]:
    """Timing and profile questions, each with the obligations that want it while within reach."""
    obligations = rulebook.obligations.values()
    asked_for = {
        None: frozenset[str](),
        "deadlines": frozenset(o.id for o in obligations if o.bites in ("deadline", "before_launch")),
        "events": frozenset(o.id for o in obligations if o.trigger == "event"),
    }
    for question in rulebook.questions.values():
        wanted = asked_for[question.asked_for] | frozenset(question.thresholds_of)
        if wanted:
            yield question.id, wanted


@dataclass(frozen=True, slots=True)
class _WithEffects:
    """A determination with the terms that open points add to either side."""

    id: str
    yes_if: Condition
    no_if: Condition


def with_effects(determination: Determination, points: Iterable[OpenPoint]) -> _WithEffects:
    """``determination`` with the readings' terms joined to its conditions by *or*."""
    yes, no = [determination.yes_if], [determination.no_if]
    for point in points:
        effect = point.effects.get(determination.id)
        if effect is not None:
            yes += [effect.yes_if] if effect.yes_if is not None else []
            no += [effect.no_if] if effect.no_if is not None else []
    return _WithEffects(determination.id, _joined(yes), _joined(no))


def _joined(terms: list[Condition]) -> Condition:
    return terms[0] if len(terms) == 1 else AnyOf(of=tuple(terms))
