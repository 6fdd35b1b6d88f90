"""Which answers would settle what is open, and which change would bring a duty that does not apply.

Both are searches over the few questions one obligation can rest on, every combination of answers
tried at once (`trying.py`), with one answer for each kind that makes a difference (`choices.py`).
What is found is true whatever else is answered: no further answer overturns a settled outcome.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from math import prod

from questionnaire.assessing import Assessment, Outcome
from questionnaire.choices import Ground, choices, ground, told_apart
from questionnaire.compiled import period_on
from questionnaire.compiling import bits
from questionnaire.conditions import leaves
from questionnaire.engine import NOT_SURE, Answer
from questionnaire.flow import decisiveness, definite_answers
from questionnaire.rulebook import NONE
from questionnaire.truth import UNKNOWN
from questionnaire.trying import Batch, Choices
from questionnaire.wording import Fact

# More questions at once than this would be no advice any more.
MOST_TOGETHER = 3
MOST_CHANGED = 4
# How many combinations of one set are tried before plain options have to stand for them.
MOST_COMBINATIONS = 1 << 15
# How long a row of combinations grows before it is tried.
MOST_BYTES = 1 << 14


def _is_open(answer: Answer) -> bool:
    return answer == NOT_SURE or (isinstance(answer, tuple) and NOT_SURE in answer)


def _select(options: Iterable[str], chosen: set[str]) -> tuple[str, ...]:
    return tuple(option for option in options if option in chosen)


@dataclass(frozen=True, slots=True)
class Settling:
    """Answers that settle an obligation, and to which outcome."""

    answers: tuple[Fact, ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Tried:
    """Every combination tried of one set: bit n of ``true`` and ``false`` is the n-th of their product.

    ``kinds`` tell apart what the leaves in ``mask`` do. ``is_whole``: each way to answer is among them,
    otherwise only the ``plain`` answers are.
    """

    ground: Ground
    mask: int
    kinds: Mapping[str, list[Answer]]
    plain: Mapping[str, list[Answer]]
    true: int
    false: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class SettlingSet:
    """Questions whose answers can settle an obligation, with the answers that do.

    ``must``: any definite answers to them settle it. Otherwise some leave it open.
    """

    questions: tuple[str, ...]
    answers: tuple[Settling, ...]
    must: bool
    tried: Tried | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Flip:
    """The fewest changed answers with which an obligation would apply."""

    changes: tuple[Fact, ...]


# -- what would settle it ------------------------------------------------------------------------


def settling_sets(
    assessment: Assessment, obligation_id: str, decisive: Mapping[str, float] | None = None
) -> tuple[SettlingSet, ...]:
    """The smallest sets of up to three missing questions that can settle an undetermined obligation.

    Minimal by inclusion; ordered by size, by how much else the answers would decide, and by the
    catalogue. Empty if the outcome is settled, or if no three answers settle it (then open law, or
    more facts than three). ``decisive`` saves working out `flow.decisiveness` again.
    """
    result = assessment.obligations[obligation_id]
    if result.outcome is not Outcome.UNDETERMINED or not result.missing:
        return ()
    search = _Settling(assessment, obligation_id)
    found = [each for size in range(1, MOST_TOGETHER + 1) for each in search.of_size(size)]
    decisive = decisiveness(assessment) if decisive is None else decisive
    place = {name: number for number, name in enumerate(assessment.rulebook.questions)}

    def order(each: SettlingSet) -> tuple[int, float, list[int]]:
        decided = sum(decisive.get(name, 0.0) for name in each.questions)
        return len(each.questions), -decided, [place[name] for name in each.questions]

    return tuple(sorted(found, key=order))


class _Settling:
    """The search for settling sets of one obligation."""

    def __init__(self, assessment: Assessment, obligation_id: str) -> None:
        self.assessment = assessment
        self.condition = assessment.condition_of(obligation_id)
        result = assessment.obligations[obligation_id]
        self.missing = result.missing
        self.ground = _ground(assessment, obligation_id)
        self.residual = assessment.expand(result.trace)
        self.plain = {name: list(definite_answers(assessment, name)) for name in self.missing}
        self.kinds = {name: self._kinds(name) for name in self.missing}
        self.settled: list[frozenset[str]] = []

    def _kinds(self, name: str) -> list[Answer]:
        """The plain options, then combinations of options that no plain one stands for."""
        held = self.assessment.answers.get(name, ())
        chosen = [option for option in held if option != NOT_SURE] if isinstance(held, tuple) else []
        kinds = choices(self.ground, name, self.residual, chosen)
        return list(dict.fromkeys([*self.plain[name], *kinds]))

    def of_size(self, size: int) -> list[SettlingSet]:
        """The sets of a size that can settle it, none of which holds a smaller one."""
        batch = Batch(self.assessment, self.ground.within)
        tried = [names for names in combinations(self.missing, size) if self._is_new(names)]
        offered = [self._choices(names) for names in tried]
        for choice in offered:
            batch.add(choice)
        found = []
        for number, (true, false) in enumerate(batch.run(self.condition)):
            if true | false:
                settling = [(batch.combination(number, n), bool(true >> n & 1)) for n in bits(true | false)]
                found.append(self._set(settling, offered[number], true, false))
        self.settled += [frozenset(each.questions) for each in found]
        return found

    def _is_new(self, names: tuple[str, ...]) -> bool:
        """No smaller set within, and every question after the gate that decides whether it is asked."""
        if any(smaller <= set(names) for smaller in self.settled):
            return False
        return all(self._gate_of(name) <= set(names) for name in names)

    def _gate_of(self, name: str) -> set[str]:
        """The questions that leave open whether ``name`` is asked at all."""
        compiled, slots = self.assessment.compiled, self.assessment.evaluation.slots
        left = 0
        for number in bits(compiled.engine.question_masks[name]):
            truth, trace = slots[number]
            left |= trace if truth is UNKNOWN else 0
        return set(compiled.questions_in(left)) - {name}

    def _choices(self, names: tuple[str, ...]) -> dict[str, list[Answer]]:
        kinds = {name: self.kinds[name] for name in names}
        return kinds if prod(map(len, kinds.values())) <= MOST_COMBINATIONS else self._plain(names)

    def _plain(self, names: tuple[str, ...]) -> dict[str, list[Answer]]:
        return {name: self.plain[name] for name in names}

    def _set(
        self,
        settling: list[tuple[dict[str, Answer | None], bool]],
        offered: dict[str, list[Answer]],
        true: int,
        false: int,
    ) -> SettlingSet:
        names = tuple(offered)
        plain = self._plain(names)
        simple = [each for each in settling if all(each[0][name] in plain[name] for name in names)]
        shown = tuple(
            Settling(_facts(answers), Outcome.APPLIES if applies else Outcome.DOES_NOT_APPLY)
            for answers, applies in simple or settling
        )
        tried = prod(map(len, offered.values()))
        is_whole = tried == prod(len(self.kinds[name]) for name in names)
        return SettlingSet(
            names,
            shown,
            must=is_whole and len(settling) == tried,
            tried=Tried(self.ground, self.residual, offered, plain, true, false, is_whole),
        )


def _ground(assessment: Assessment, obligation_id: str) -> Ground:
    period, _ = period_on(assessment.rulebook.obligations[obligation_id], assessment.as_of)
    return ground(assessment.compiled, obligation_id, period)


def _facts(answers: Mapping[str, Answer | None]) -> tuple[Fact, ...]:
    return tuple(Fact(name, answer) for name, answer in answers.items() if answer is not None)


# -- what would bring it ---------------------------------------------------------------------------


def nearest_flip(assessment: Assessment, obligation_id: str) -> Flip | None:
    """The fewest answers to change so that an obligation that does not apply would apply.

    Among as few, the first in catalogue order; options are added or taken away before an answer
    is replaced. None if the obligation does not fail to apply, or if no four answers bring it, as
    where open law stands in between.
    """
    if assessment.obligations[obligation_id].outcome is not Outcome.DOES_NOT_APPLY:
        return None
    search = _Nearest(assessment, obligation_id)
    return next((flip for size in range(1, MOST_CHANGED + 1) for flip in search.of_size(size)), None)


class _Nearest:
    """The search for the nearest change that brings one obligation."""

    def __init__(self, assessment: Assessment, obligation_id: str) -> None:
        self.assessment = assessment
        self.condition = assessment.condition_of(obligation_id)
        self.ground = _ground(assessment, obligation_id)
        self.questions = self.ground.questions
        # The answers it now fails on; while they stand, no others bring it.
        trace = assessment.expand(assessment.obligations[obligation_id].trace)
        self.defeating = set(assessment.compiled.questions_in(trace))
        self.others = {name: self._others(name) for name in self.questions}
        self.gated_by: dict[str, list[str]] = {}
        for question in assessment.rulebook.questions.values():
            for leaf in leaves(question.ask_if) if question.ask_if is not None else ():
                self.gated_by.setdefault(getattr(leaf, "question", ""), []).append(question.id)

    def _others(self, name: str) -> list[Answer]:
        """Other answers, those nearest to the one held first, one of each kind that is told apart."""
        held = self.assessment.answers.get(name)
        question = self.assessment.rulebook.questions[name]
        near: list[Answer] = []
        if question.kind == "multiple":
            options = [option.id for option in question.options if option.id not in (NOT_SURE, NONE)]
            chosen = {option for option in options if isinstance(held, tuple) and option in held}
            near += [_select(options, chosen | {more}) for more in options if chosen and more not in chosen]
            near += [
                _select(options, chosen - {less}) for less in options if less in chosen and len(chosen) > 1
            ]
            near += [(option,) for option in options]
        now = None if held is None or _is_open(held) else told_apart(self.ground, name, held)
        kinds: dict[Hashable, Answer] = {}
        for answer in [*near, *choices(self.ground, name, self.ground.mask)]:
            kinds.setdefault(told_apart(self.ground, name, answer), answer)
        return [answer for kind, answer in kinds.items() if kind != now]

    def of_size(self, size: int) -> Iterator[Flip]:
        """The changes of that many questions that bring it, the first in catalogue order first."""
        groups = [
            names
            for names in combinations(self.questions, size)
            if not self.defeating.isdisjoint(names) and all(map(self.others.get, names))
        ]
        # What fails whatever is answered to a group cannot be brought by any answers to it.
        excluded = self._fails([{name: [None] for name in names} for names in groups])
        hopeful = [names for names, fails in zip(groups, excluded, strict=True) if not fails & 1]
        trials = [trial for trial in self._narrowed(hopeful) if all(trial.values())]
        batch = Batch(self.assessment, self.ground.within)
        for trial in trials:
            batch.add(trial)
            if batch.size > MOST_BYTES:
                yield from self._bringing(batch)
                batch = Batch(self.assessment, self.ground.within)
        yield from self._bringing(batch)

    def _fails(self, trials: list[Choices]) -> list[int]:
        """Per trial the combinations for which the obligation fails to apply."""
        batch = Batch(self.assessment, self.ground.within)
        for trial in trials:
            # While a gate is open, what it gates is as unknown as the gate.
            gated = {
                name: [None] for gate in trial for name in self.gated_by.get(gate, ()) if name not in trial
            }
            batch.add({**trial, **gated})
        return [false for _, false in batch.run(self.condition)]

    def _narrowed(self, groups: list[tuple[str, ...]]) -> Iterator[dict[str, list[Answer]]]:
        """Per group only answers with which, the others of the group left open, it does not fail."""
        single = [(names, name) for names in groups for name in names]
        fails = self._fails(
            [{n: self.others[n] if n == name else [None] for n in names} for names, name in single]
        )
        left = {
            key: [answer for place, answer in enumerate(self.others[key[1]]) if not failing >> place & 1]
            for key, failing in zip(single, fails, strict=True)
        }
        for names in groups:
            yield {name: left[names, name] for name in names}

    def _bringing(self, batch: Batch) -> Iterator[Flip]:
        for number, (true, _) in enumerate(batch.run(self.condition)):
            if true:
                first = (true & -true).bit_length() - 1
                yield Flip(_facts(batch.combination(number, first)))
