"""Answers, a day and a rulebook in; outcomes, determinations and the scope verdict out.

Everything here is computed from the arguments alone: no clock, no database, no files. Outcomes
and what they rest on are worked out at once; sentences (`explaining.py`) and advice on what to
ask next (`flow.py`) only when someone asks for them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Literal, NamedTuple

from questionnaire.compiled import Compiled, Day, compiled, period_on
from questionnaire.compiling import Valued
from questionnaire.engine import NOT_SURE, Answers, Evaluation, Positions
from questionnaire.rulebook import Rulebook
from questionnaire.truth import FALSE, TRUE, UNKNOWN, Truth

GROUPS = ("core", "data", "pi", "minors", "companions", "sector")
SCOPE_QUESTIONS = (
    "role",
    "audience",
    "customer_reexposure",
    "mainland_access",
    "content_types",
    "provider_location",
)
# The Interim Measures came into force on this day (GAI-IM 24).
MEASURES_IN_FORCE = date(2023, 8, 15)

Determined = Literal["yes", "no", "uncertain"]
_VALUES: dict[Truth, Determined] = {TRUE: "yes", FALSE: "no", UNKNOWN: "uncertain"}


class Outcome(StrEnum):
    """Whether an obligation applies on the day asked."""

    APPLIES = "applies"
    DOES_NOT_APPLY = "does_not_apply"
    UNDETERMINED = "undetermined"
    NOT_IN_FORCE = "not_in_force"


class Scope(StrEnum):
    """Whether the Interim Measures apply, with the grades between."""

    IN_SCOPE = "in_scope"
    LIKELY_IN_SCOPE = "likely_in_scope"
    UNCERTAIN = "uncertain"
    LIKELY_OUT_OF_SCOPE = "likely_out_of_scope"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_IN_FORCE = "not_in_force"


WITHIN_REACH = (Outcome.APPLIES, Outcome.UNDETERMINED)
_OUTCOMES = {TRUE: Outcome.APPLIES, FALSE: Outcome.DOES_NOT_APPLY, UNKNOWN: Outcome.UNDETERMINED}


class ObligationResult(NamedTuple):
    """The outcome of one obligation, with what it rests on.

    ``trace`` is the engine's: leaves that suffice, or the leaves of the residual. ``missing``
    and ``open_points`` are filled only for an undetermined outcome, and then one of them is.
    ``by_condition`` is what the condition says whatever the day, so that coming law can be shown.
    """

    id: str
    outcome: Outcome
    effective_from: date
    by_condition: Outcome
    trace: int
    missing: tuple[str, ...] = ()
    open_points: tuple[str, ...] = ()


class Shared(NamedTuple):
    """What the obligations of one bundle share; the fields are those of `ObligationResult`."""

    outcome: Outcome
    by_condition: Outcome
    trace: int
    missing: tuple[str, ...]
    open_points: tuple[str, ...]


class DeterminationResult(NamedTuple):
    """What one determination comes to, with the engine's trace."""

    id: str
    value: Determined
    trace: int


def assess(
    rulebook: Rulebook,
    answers: Answers,
    *,
    as_of: date,
    coverage: frozenset[str] | tuple[str, ...] = GROUPS,
    positions: Positions | None = None,
) -> "Assessment":
    """Say of each obligation within the coverage whether it applies on a day, and why.

    ``answers`` maps question id to what was said; an absent question is unknown. ``coverage``
    is a set of groups; `core` is always in. ``positions`` maps open-point ids to "A" or "B".
    Raises UnknownQuestion for an answer no file declares a question for.
    """
    groups = tuple(group for group in GROUPS if group == "core" or group in coverage)
    evaluation = compiled(rulebook).engine.evaluate(answers, positions)
    return Assessment(rulebook, dict(answers), as_of, groups, dict(positions or {}), evaluation)


@dataclass(eq=False)
class Assessment:
    """What one answer set comes to on one day; computed on demand, then kept."""

    rulebook: Rulebook
    answers: Answers
    as_of: date
    coverage: tuple[str, ...]
    positions: Positions
    evaluation: Evaluation
    _expanded: dict[int, int] = field(default_factory=dict)

    @cached_property
    def compiled(self) -> Compiled:
        """The compiled rulebook this assessment was made with."""
        return compiled(self.rulebook)

    @property
    def parked(self) -> tuple[str, ...]:
        """Questions whose answer has no effect now, in catalogue order."""
        return self._in_order(self.evaluation.parked)

    @property
    def challenges(self) -> tuple[str, ...]:
        """The pairs of answers that do not fit together, by challenge id; nothing changes with them."""
        conditions = self.evaluation.conditions
        return tuple(
            name for name, place in self.compiled.challenge_of.items() if conditions[place][0] is TRUE
        )

    @property
    def beyond_known_law(self) -> bool:
        """Whether the day asked lies after the day up to which the law is known."""
        return self.as_of > self.rulebook.law_known_to

    @cached_property
    def determinations(self) -> dict[str, DeterminationResult]:
        """Every determination, in catalogue order."""
        valued = self.evaluation.determinations
        return {
            name: DeterminationResult(name, _VALUES[valued[name][0]], valued[name][1])
            for name in self.rulebook.determinations
        }

    def determined(self, name: str) -> Determined:
        """What one determination comes to."""
        return _VALUES[self.evaluation.determinations[name][0]]

    @cached_property
    def obligations(self) -> dict[str, ObligationResult]:
        """Every obligation within the coverage, in catalogue order."""
        shared = self.shared
        return {
            name: ObligationResult(name, shared[bundle][0], effective_from, *shared[bundle][1:])
            for name, bundle, effective_from in self.day.duties
        }

    @cached_property
    def day(self) -> Day:
        """The obligations within the coverage as they stand on the day asked."""
        return self.compiled.on(self.as_of, self.coverage)

    @cached_property
    def shared(self) -> list[Shared]:
        """What each bundle of the day comes to. Where nobody asks for single obligations, this is enough."""
        found, conditions = [], self.evaluation.conditions
        for condition, in_force, _ in self.day.bundles:
            truth, trace = conditions[condition]
            by_condition = _OUTCOMES[truth]
            outcome = by_condition if in_force else Outcome.NOT_IN_FORCE
            missing, points = self._left_in(trace) if outcome is Outcome.UNDETERMINED else ((), ())
            found.append(Shared(outcome, by_condition, trace, missing, points))
        return found

    @cached_property
    def counts(self) -> dict[Outcome, int]:
        """How many obligations have each outcome, all four always there."""
        found = dict.fromkeys(Outcome, 0)
        for bundle, shared in zip(self.day.bundles, self.shared, strict=True):
            found[shared.outcome] += len(bundle.names)
        return found

    def within_reach(self) -> list[str]:
        """The obligations that apply or may, in catalogue order."""
        return self._named([shared.outcome in WITHIN_REACH for shared in self.shared])

    def resting_on(self, question: str) -> list[str]:
        """The undetermined obligations that an answer to ``question`` helps to settle, in catalogue order."""
        return self._named([question in shared.missing for shared in self.shared])

    def _named(self, chosen: list[bool]) -> list[str]:
        """The obligations of the bundles that are chosen."""
        return [name for name, bundle, _ in self.day.duties if chosen[bundle]]

    @cached_property
    def scope(self) -> Scope:
        """The verdict on the Interim Measures, graded as the law files say."""
        if self.as_of < MEASURES_IN_FORCE:
            return Scope.NOT_IN_FORCE
        scope = self.determined("scope")
        if scope != "uncertain":
            return Scope.IN_SCOPE if scope == "yes" else Scope.OUT_OF_SCOPE
        audience = self.answers.get("audience", ())
        if (
            all(self.determined(name) == "yes" for name in ("genai", "mainlandoffer", "provides"))
            and isinstance(audience, tuple)
            and NOT_SURE not in audience
            and self.answers.get("customer_reexposure") == "no"
        ):
            if "external_orgs" in audience:
                return Scope.LIKELY_IN_SCOPE
            if "merchants_embedded" in audience:
                return Scope.LIKELY_OUT_OF_SCOPE
        return Scope.UNCERTAIN

    def _left_in(self, trace: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The questions left beneath ``trace``, and its points in play."""
        residual = self.expand(trace)
        points = tuple(sorted(self.points_in_play(residual))) if residual & self._live_mask else ()
        return self.compiled.questions_in(residual), points

    def expand(self, trace: int) -> int:
        """``trace`` down to facts and readings, remembered per trace."""
        expanded = self._expanded.get(trace)
        if expanded is None:
            expanded = self._expanded[trace] = self.compiled.engine.expand(trace, self.evaluation)
        return expanded

    def condition_of(self, obligation_id: str) -> int:
        """The place of the condition that decides an obligation on the day asked."""
        period, _ = period_on(self.rulebook.obligations[obligation_id], self.as_of)
        return self.compiled.condition_of[obligation_id, period]

    def points_in_play(self, residual: int) -> list[str]:
        """The open points left in ``residual`` whose case holds."""
        return [point for point, mask in self._live_points if mask & residual]

    @cached_property
    def _live_points(self) -> list[tuple[str, int]]:
        """The open points whose case holds, with their leaves."""
        conditions, places = self.evaluation.conditions, self.compiled.case_of
        masks = self.compiled.engine.point_masks
        return [(point, mask) for point, mask in masks.items() if conditions[places[point]][0] is TRUE]

    @cached_property
    def _live_mask(self) -> int:
        """The leaves of all points whose case holds."""
        mask = 0
        for _, leaves in self._live_points:
            mask |= leaves
        return mask

    def case(self, point: str) -> Valued:
        """Truth and trace of the case under which an open point matters."""
        return self.evaluation.conditions[self.compiled.case_of[point]]

    def _in_order(self, questions: Iterable[str]) -> tuple[str, ...]:
        return self.compiled.in_order(questions)

    # -- what still matters -----------------------------------------------------------------

    @cached_property
    def residual(self) -> int:
        """The facts and readings left in any undetermined obligation, or in the scope."""
        left = 0
        for shared in self.shared:
            if shared.outcome is Outcome.UNDETERMINED:
                left |= self.expand(shared.trace)
        truth, trace = self.evaluation.determinations["scope"]
        return left | (self.expand(trace) if truth is UNKNOWN else 0)

    @cached_property
    def relevant(self) -> tuple[str, ...]:
        """Questions that can still change something, answered `not_sure` or not, in catalogue order.

        Timing and profile questions are among them while an obligation within reach has a
        deadline, is triggered by an event, or names their threshold.
        """
        left = self.compiled.questions_in(self.residual)
        return self._in_order({*left, *self._asked_apart()})

    def _asked_apart(self) -> list[str]:
        """Timing and profile questions still wanted, though no condition names them."""
        reached = {place for place, shared in enumerate(self.shared) if shared.outcome in WITHIN_REACH}
        return [
            question
            for question, bundles in self.day.wanted_by
            if self.answers.get(question, NOT_SURE) == NOT_SURE and not reached.isdisjoint(bundles)
        ]

    @cached_property
    def unsure(self) -> tuple[str, ...]:
        """Relevant questions answered `not_sure`, alone or beside options, in catalogue order."""
        return tuple(q for q in self.relevant if q in self.answers and q not in self.parked)

    @cached_property
    def unanswered(self) -> tuple[str, ...]:
        """Relevant questions without an answer, in catalogue order (`flow` orders them)."""
        return tuple(q for q in self.relevant if q not in self.answers)
