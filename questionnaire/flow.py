"""What to ask next, how far each topic is, and which answer would decide most."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from questionnaire.assessing import SCOPE_QUESTIONS, Assessment, Outcome
from questionnaire.compiling import Sliced, bits
from questionnaire.engine import Answer
from questionnaire.truth import FALSE, TRUE, UNKNOWN

ALL = -1  # as a mask of leaves

TopicState = Literal["nothing_to_ask", "not_started", "in_progress", "complete"]


@dataclass(frozen=True, slots=True)
class TopicProgress:
    """How far one topic is: questions asked and answered, still to ask, answered `not_sure`."""

    id: str
    state: TopicState
    answered: tuple[str, ...]
    left: tuple[str, ...]
    unsure: tuple[str, ...]


def in_asking_order(assessment: Assessment, questions: Collection[str]) -> tuple[str, ...]:
    """``questions`` in the order people are asked: scope first while it is open, then by topic."""
    first = SCOPE_QUESTIONS if assessment.determined("scope") == "uncertain" else ()
    by_topic = [question for topic in assessment.rulebook.topics for question in topic.questions]
    ordered = dict.fromkeys([*first, *by_topic])
    return tuple(question for question in ordered if question in questions)


def next_question(assessment: Assessment, skip: Collection[str] = ()) -> str | None:
    """The question to ask now, or None when nothing is left to ask.

    ``skip`` holds questions set aside to come back to. An answer of `not_sure` is not asked again.
    """
    left = [question for question in assessment.unanswered if question not in skip]
    return next(iter(in_asking_order(assessment, left)), None)


def topic_progress(assessment: Assessment) -> tuple[TopicProgress, ...]:
    """Every topic in its fixed order, with what is answered and what is left."""
    left, unsure = set(assessment.unanswered), set(assessment.unsure)
    found = []
    for topic in assessment.rulebook.topics:
        answered = tuple(q for q in topic.questions if q in assessment.answers)
        missing = tuple(q for q in topic.questions if q in left)
        state: TopicState = "complete" if answered else "nothing_to_ask"
        if missing:
            state = "in_progress" if answered else "not_started"
        open_ = tuple(q for q in topic.questions if q in unsure)
        found.append(TopicProgress(topic.id, state, answered, missing, open_))
    return tuple(found)


def decisiveness(assessment: Assessment) -> dict[str, float]:
    """Per relevant question, how many undetermined obligations one answer would settle.

    The mean over the question's definite answers, each tried in turn with everything else as it
    is; all of them in one bit-sliced pass. Most decisive first, ties in catalogue order.
    """
    asked = {*assessment.unanswered, *assessment.unsure}
    tried = [
        (name, definite_answers(assessment, name)) for name in assessment.rulebook.questions if name in asked
    ]
    open_ones = {
        bundle.condition: len(bundle.names)
        for bundle, shared in zip(assessment.day.bundles, assessment.shared, strict=True)
        if shared.outcome is Outcome.UNDETERMINED
    }
    engine, width = assessment.compiled.engine, sum(len(answers) for _, answers in tried)
    filled, within = _left_open(assessment, open_ones, (1 << width) - 1)
    if _try(assessment, tried, filled) or assessment.evaluation.provisional:
        within = ALL  # what is settled may turn, so everything that rests on it is worked out anew
    deciding = engine.run_slices(filled, width, assessment.positions, open_ones, within)
    settled = _added(
        [(true | false, open_ones[one]) for (true, false), one in zip(deciding, open_ones, strict=True)]
    )
    means, place = {}, 0
    for name, answers in tried:
        trials = ((1 << len(answers)) - 1) << place
        total = sum((plane & trials).bit_count() << number for number, plane in enumerate(settled))
        means[name] = total / len(answers) if answers else 0.0
        place += len(answers)
    return dict(sorted(means.items(), key=lambda item: -item[1]))


def most_decisive_first(assessment: Assessment) -> tuple[str, ...]:
    """The relevant questions without an answer, most decisive first, ties in catalogue order."""
    unanswered = set(assessment.unanswered)
    return tuple(question for question in decisiveness(assessment) if question in unanswered)


def definite_answers(assessment: Assessment, name: str) -> tuple[Answer, ...]:
    """The definite answers to try for a question, given what it already holds.

    Single: each option. Multiple: each option beside those already chosen, and those alone.
    Number: each threshold at which an outcome turns, and the number below it. Date: none.
    """
    kind, options = assessment.compiled.definite_options[name]
    if kind == "single":
        return options
    if kind == "multiple":
        return _multiple_answers(options, assessment.answers.get(name, ()))
    if kind == "number":
        thresholds = assessment.compiled.thresholds_of.get(name, ())
        return tuple(sorted({number for at in thresholds for number in (at, max(at - 1, 0))}))
    return ()


def _multiple_answers(options: tuple[str, ...], held: Answer) -> tuple[Answer, ...]:
    chosen = tuple(option for option in options if isinstance(held, tuple) and option in held)
    if not chosen:
        return tuple((option,) for option in options)
    wider = [
        tuple(option for option in options if option in chosen or option == more)
        for more in options
        if more not in chosen and more != "none"
    ]
    return chosen, *wider


def _left_open(
    assessment: Assessment, conditions: Iterable[int], everyone: int
) -> tuple[dict[int, Sliced], int]:
    """What every trial starts from, and the determinations to work out anew.

    As long as a definite answer to what is open turns nothing that is settled, a settled determination stays
    as it is, and of the others only those beneath ``conditions`` are wanted.
    """
    engine, evaluation = assessment.compiled.engine, assessment.evaluation
    filled: dict[int, Sliced] = {}
    everywhere = {TRUE: (everyone, 0), FALSE: (0, everyone), UNKNOWN: (0, 0)}
    for name, answer in assessment.answers.items():
        for number, (truth, _) in engine.leaf_values(name, answer):
            filled[number] = everywhere[truth]
    for number in bits(engine.determination_mask):
        filled[number] = everywhere[evaluation.slots[number][0]]
    traces = 0
    for condition in conditions:
        traces |= evaluation.conditions[condition][1]
    return filled, engine.determinations_beneath(traces, evaluation)


def _try(
    assessment: Assessment, tried: list[tuple[str, tuple[Answer, ...]]], filled: dict[int, Sliced]
) -> bool:
    """Write each trial in its place; elsewhere its question stays as it is. True if one turns a settled leaf.

    That happens where `not_sure` stands beside an option: this option alone is then FALSE, and may be TRUE.
    """
    place, turns = 0, False
    for name, answers in tried:
        elsewhere = ~(((1 << len(answers)) - 1) << place)
        for number, true, false in assessment.compiled.engine.leaf_columns(name, answers):
            held_true, held_false = filled.get(number, (0, 0))
            turns = turns or bool((held_true and false) or (held_false and true))
            filled[number] = held_true & elsewhere | true << place, held_false & elsewhere | false << place
        place += len(answers)
    return turns


def _added(masks: Iterable[tuple[int, int]]) -> list[int]:
    """How often each bit is set in ``masks``, each taken so many times, as a binary number: its lowest digits
    for all bits, then the next ones."""
    planes: list[int] = []
    for mask, times in masks:
        for lowest in bits(times):
            carry, number = mask, lowest
            planes += [0] * (lowest - len(planes))
            while carry:
                if number == len(planes):
                    planes.append(0)
                planes[number], carry = planes[number] ^ carry, planes[number] & carry
                number += 1
    return planes
