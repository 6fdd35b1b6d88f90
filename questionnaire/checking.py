"""What no single entry shows: names that lead nowhere, circles, holes between periods, and the like."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Any, Generic, TypeVar

from questionnaire.conditions import AtLeast, Condition, Determined, IsOnly, IsOption, Leaf, Reading, leaves
from questionnaire.errors import RulebookFault
from questionnaire.rulebook import (
    NOT_SURE,
    Challenge,
    Determination,
    Instrument,
    Obligation,
    OpenPoint,
    Penalty,
    Question,
    Topic,
)
from questionnaire.shaping import nearest

Model = TypeVar("Model")


@dataclass(frozen=True, slots=True)
class Entry(Generic[Model]):
    """One entry of a file; ``model`` is None if its own model refused it, ``order`` as written."""

    file: str
    id: str
    order: int | None
    model: Model | None


@dataclass(slots=True)
class Found:
    """Every entry of every file, in the order read. ``homes``: the instruments each file is for."""

    instruments: list[Entry[Instrument]] = field(default_factory=list)
    topics: list[Entry[Topic]] = field(default_factory=list)
    questions: list[Entry[Question]] = field(default_factory=list)
    determinations: list[Entry[Determination]] = field(default_factory=list)
    obligations: list[Entry[Obligation]] = field(default_factory=list)
    open_points: list[Entry[OpenPoint]] = field(default_factory=list)
    penalties: list[Entry[Penalty]] = field(default_factory=list)
    challenges: list[Entry[Challenge]] = field(default_factory=list)
    homes: dict[str, set[str]] = field(default_factory=dict)

    def kinds(self) -> dict[str, list[Entry[Any]]]:
        """The entries by the name of their kind."""
        return {
            "instrument": self.instruments,
            "topic": self.topics,
            "question": self.questions,
            "determination": self.determinations,
            "obligation": self.obligations,
            "open point": self.open_points,
            "penalty": self.penalties,
            "challenge": self.challenges,
        }


def check(found: Found) -> list[RulebookFault]:
    """Every fault that shows only between entries, file by file in the order read."""
    return list(_Check(found).faults())


class _Check:
    def __init__(self, found: Found) -> None:
        self.found = found
        self.ids = {kind: {entry.id for entry in entries} for kind, entries in found.kinds().items()}
        # Of two entries with one id the first holds.
        self.questions = {entry.id: entry.model for entry in reversed(found.questions) if entry.model}
        self.instruments = {entry.id: entry.model for entry in reversed(found.instruments) if entry.model}
        self.points = {entry.id: entry.model for entry in reversed(found.open_points) if entry.model}

    def faults(self) -> Iterator[RulebookFault]:
        yield from self._ids_and_orders()
        yield from self._each(self.found.questions, self._question)
        yield from self._each(self.found.determinations, self._determination)
        yield from self._each(self.found.obligations, self._obligation)
        yield from self._each(self.found.open_points, self._open_point)
        yield from self._each(self.found.challenges, lambda entry, model: self._conditions(model.when))
        yield from self._circles()

    @staticmethod
    def _each(
        entries: list[Entry[Model]], look: Callable[[Entry[Model], Model], Iterable[str]]
    ) -> Iterator[RulebookFault]:
        for entry in entries:
            if entry.model is not None:
                for message in dict.fromkeys(look(entry, entry.model)):
                    yield RulebookFault(entry.file, entry.id, message)

    # -- ids and orders -------------------------------------------------------------------------

    def _ids_and_orders(self) -> Iterator[RulebookFault]:
        for kind, entries in self.found.kinds().items():
            seen: dict[str, str] = {}
            for entry in entries:
                if entry.id in seen:
                    message = f"the id is already taken in {seen[entry.id]}"
                    yield RulebookFault(entry.file, entry.id, message)
                seen.setdefault(entry.id, entry.file)
            yield from self._orders(kind, entries)

    @staticmethod
    def _orders(kind: str, entries: list[Entry[Any]]) -> Iterator[RulebookFault]:
        numbered = sorted(
            ((entry.order, entry) for entry in entries if entry.order is not None), key=lambda pair: pair[0]
        )
        expected = 1
        for order, entry in numbered:
            if order < expected:
                yield RulebookFault(entry.file, entry.id, f"another {kind} has order {order} too")
            elif order > expected:
                missing = str(expected) if order == expected + 1 else f"{expected} to {order - 1}"
                yield RulebookFault(
                    entry.file, entry.id, f"no {kind} has order {missing}, but this one has {order}"
                )
            expected = max(expected, order + 1)

    # -- names ----------------------------------------------------------------------------------

    def _known(self, kind: str, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            if name not in self.ids[kind]:
                yield f'no {kind} is called "{name}".{nearest(name, self.ids[kind])}'

    def _cited(self, citations: Iterable[str]) -> Iterator[str]:
        """Citations in short, "GAI-IM 2(1), 20": their instrument is known."""
        yield from self._known("instrument", (citation.partition(" ")[0] for citation in citations))

    def _conditions(self, conditions: Iterable[Condition | None]) -> Iterator[str]:
        for condition in conditions:
            for leaf in leaves(condition) if condition is not None else ():
                yield from self._leaf(leaf)

    def _leaf(self, leaf: Leaf) -> Iterator[str]:
        match leaf:
            case Determined(determination=name):
                yield from self._known("determination", [name])
            case Reading(open_point=name):
                yield from self._known("open point", [name])
                point = self.points.get(name)
                if point is not None and not point.moves:
                    yield f"{name} moves no outcome: it has no readings to rest on"
            case IsOption(question=name, option=option) | IsOnly(question=name, option=option):
                yield from self._known("question", [name])
                yield from self._option(name, option, only=isinstance(leaf, IsOnly))
            case AtLeast(question=name):
                yield from self._known("question", [name])
                question = self.questions.get(name)
                if question is not None and question.kind != "number":
                    yield f'the question "{name}" is not a number: use is'

    def _option(self, name: str, option: str, *, only: bool = False) -> Iterator[str]:
        question = self.questions.get(name)
        if question is None:
            return
        options = {known.id for known in question.options}
        if not options:
            yield f'the question "{name}" has no options'
        elif option not in options:
            yield f'the question "{name}" has no option "{option}".{nearest(option, options)}'
        elif option == NOT_SURE:
            yield f'"{name}" is asked for {NOT_SURE}, which is never a fact'
        elif only and question.kind != "multiple":
            yield f'the question "{name}" takes one answer: use is, not is_only'

    # -- questions ------------------------------------------------------------------------------

    def _question(self, entry: Entry[Question], question: Question) -> Iterator[str]:
        yield from self._cited(question.citations)
        yield from self._options(question)
        yield from self._gate(question)
        yield from self._conditions([question.ask_if])
        yield from self._known("obligation", question.thresholds_of)
        if (question.purpose == "timing") != (question.asked_for is not None):
            yield "asked_for goes with purpose timing: deadlines or events"
        if (question.purpose == "profile") != bool(question.thresholds_of):
            yield "thresholds_of goes with purpose profile: name the obligations"
        for option in question.options:
            yield from self._cited(option.citations)
            yield from self._known("open point", option.open_points)

    @staticmethod
    def _options(question: Question) -> Iterator[str]:
        ids = [option.id for option in question.options]
        if question.kind in ("number", "date"):
            if ids:
                yield f"a {question.kind} has no options"
            return
        if NOT_SURE not in ids:
            yield f'there is no option "{NOT_SURE}"'
        for option, times in Counter(ids).items():
            if times > 1:
                yield f'the option "{option}" is given twice'
        for language in ("zh", "en"):
            shorts = Counter(option.short.in_language(language) for option in question.options)
            for short, times in shorts.items():
                if times > 1:
                    yield f'the short text "{short}" is used for two options'

    def _gate(self, question: Question) -> Iterator[str]:
        if question.ask_if is None:
            if question.default is not None:
                yield "default without ask_if: no other default is ever used"
            return
        if not question.default:
            yield "ask_if without default: say what holds if it is not asked"
        for option in question.default or ():
            yield from self._option(question.id, option)
        for leaf in leaves(question.ask_if):
            gate = getattr(leaf, "question", None)
            if gate is None:
                yield "ask_if may rest on answers only"
            elif gate == question.id or getattr(self.questions.get(gate), "ask_if", None) is not None:
                yield f'ask_if rests on "{gate}", which has an ask_if of its own'

    # -- law ------------------------------------------------------------------------------------

    def _determination(self, entry: Entry[Determination], determination: Determination) -> Iterator[str]:
        yield from self._cited(determination.citations)
        yield from self._at_home(entry, determination.instrument)
        yield from self._conditions([determination.yes_if, determination.no_if])
        yield from self._known("open point", determination.open_points)

    def _obligation(self, entry: Entry[Obligation], obligation: Obligation) -> Iterator[str]:
        citation = obligation.citation
        also = [other.instrument for other in citation.also]
        yield from self._known("instrument", [citation.instrument, *also])
        yield from self._at_home(entry, citation.instrument)
        for name in [citation.instrument, *also]:
            if name in self.instruments and self.instruments[name].watch:
                yield f"{name} is a draft or plan (watch: true) and carries no obligations"
        cited = self.instruments.get(citation.instrument)
        if cited is not None and cited.coverage == "background":
            yield f"{cited.id} is background: give it a coverage group to carry obligations"
        yield from self._conditions([obligation.applies_when])
        yield from self._conditions(period.applies_when for period in obligation.periods)
        yield from self._known("penalty", obligation.penalties)
        yield from _periods(obligation)

    def _at_home(self, entry: Entry[Any], instrument: str) -> Iterator[str]:
        home = self.found.homes.get(entry.file, set())
        if instrument in self.ids["instrument"] and instrument not in home:
            yield f"it cites {instrument} first, which is not the instrument of this file"

    def _open_point(self, entry: Entry[OpenPoint], point: OpenPoint) -> Iterator[str]:
        yield from self._known("instrument", (citation.instrument for citation in point.citations))
        yield from self._at_home(entry, point.citations[0].instrument)
        yield from self._known("obligation", point.touches)
        yield from self._known("determination", point.effects)
        terms = [term for effect in point.effects.values() for term in (effect.yes_if, effect.no_if)]
        yield from self._conditions([point.case, *terms])
        for term in terms:
            if term is not None and not any(
                isinstance(leaf, Reading) and leaf.open_point == point.id for leaf in leaves(term)
            ):
                yield "an effect names no reading of this point, so that it would hold without a position"
        moving = {
            "case": point.case,
            "effects": point.effects,
            "reading_a": point.reading_a,
            "reading_b": point.reading_b,
        }
        for name, value in moving.items():
            if point.moves and not value:
                yield f"{name} is missing, though the point moves an outcome"
            elif value and not point.moves:
                yield f"{name} is given, though the point moves no outcome"
        if point.leaning != "none" and not point.moves:
            yield "a point without readings leans to none"

    # -- circles --------------------------------------------------------------------------------

    def _circles(self) -> Iterator[RulebookFault]:
        """Determinations that rest on themselves, each circle told once, at its first member."""
        rests_on = self._dependencies()
        places = {entry.id: entry for entry in self.found.determinations}
        done: set[str] = set()
        for start in rests_on:
            circle = _circle_from(start, rests_on, done)
            if circle:
                place = places[circle[0]]
                message = f"determinations in a circle: {' → '.join(circle)}"
                yield RulebookFault(place.file, place.id, message)

    def _dependencies(self) -> dict[str, list[str]]:
        rests_on: dict[str, list[str]] = {}
        for entry in self.found.determinations:
            if entry.model is not None:
                rests_on[entry.id] = _determinations_in([entry.model.yes_if, entry.model.no_if])
        for point in self.points.values():
            for name, effect in point.effects.items():
                if name in rests_on:
                    rests_on[name] += _determinations_in([effect.yes_if, effect.no_if])
        return rests_on


def _determinations_in(conditions: Iterable[Condition | None]) -> list[str]:
    return [
        leaf.determination
        for condition in conditions
        if condition is not None
        for leaf in leaves(condition)
        if isinstance(leaf, Determined)
    ]


def _circle_from(start: str, rests_on: dict[str, list[str]], done: set[str]) -> list[str]:
    """The first circle reached from ``start`` through what is not ``done``, its first name repeated."""
    way: list[str] = []
    todo: list[tuple[str, bool]] = [(start, False)]
    while todo:
        name, leaving = todo.pop()
        if leaving:
            way.pop()
            done.add(name)
        elif name in way:
            circle = [*way[way.index(name) :], name]
            done.update(way)
            return circle
        elif name not in done:
            way.append(name)
            todo.append((name, True))
            todo += [(other, False) for other in reversed(rests_on.get(name, ()))]
    return []


def _periods(obligation: Obligation) -> Iterator[str]:
    periods = obligation.periods
    if periods[0].from_ != obligation.effective_from:
        yield (
            f"the first period begins on {periods[0].from_}, "
            f"but effective_from is {obligation.effective_from}"
        )
    for period in periods:
        if period.until is not None and period.until < period.from_:
            yield f"the period from {period.from_} ends before it begins"
    for earlier, later in pairwise(periods):
        if earlier.until is None or later.from_ <= earlier.until:
            yield f"the periods from {earlier.from_} and {later.from_} overlap"
        elif later.from_ > earlier.until + timedelta(days=1):
            yield f"there is a hole between the period to {earlier.until} and the one from {later.from_}"
