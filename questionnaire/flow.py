"""What to ask next, how far each topic is, and which answer would decide most."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from questionnaire.assessing import SCOPE_QUESTIONS, Assessment, Outcome
from questionnaire.compiling import Sliced
from questionnaire.engine import NOT_SURE, Answer
from questionnaire.rulebook import Question
from questionnaire.truth import FALSE, TRUE

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
    first = SCOPE_QUESTIONS if assessment.determinations["scope"].value == "uncertain" else ()
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
    asked = [*assessment.unanswered, *assessment.unsure]
    tried = [(name, answer) for name in asked for answer in definite_answers(assessment, name)]
    results = assessment.obligations
    open_ones = [
        condition
        for name, condition, *_ in assessment.compiled.duties_on(assessment.as_of, assessment.coverage)
        if results[name].outcome is Outcome.UNDETERMINED
    ]
    deciding = assessment.compiled.engine.run_slices(
        _slices(assessment, tried), len(tried), assessment.positions, only=open_ones
    )
    settled = _counts((true | false for true, false in deciding), len(tried))
    totals: dict[str, list[int]] = {name: [] for name in assessment.rulebook.questions if name in asked}
    for (name, _), count in zip(tried, settled, strict=True):
        totals[name].append(count)
    means = {name: sum(counts) / len(counts) if counts else 0.0 for name, counts in totals.items()}
    return dict(sorted(means.items(), key=lambda item: -item[1]))


def most_decisive_first(assessment: Assessment) -> tuple[str, ...]:
    """The relevant questions without an answer, most decisive first, ties in catalogue order."""
    unanswered = set(assessment.unanswered)
    return tuple(question for question in decisiveness(assessment) if question in unanswered)


def definite_answers(assessment: Assessment, name: str) -> list[Answer]:
    """The definite answers to try for a question, given what it already holds.

    Single: each option. Multiple: each option beside those already chosen, and those alone.
    Number: each threshold at which an outcome turns, and the number below it. Date: none.
    """
    question = assessment.rulebook.questions[name]
    options = [option.id for option in question.options if option.id != NOT_SURE]
    if question.kind == "single":
        return list(options)
    if question.kind == "multiple":
        return _multiple_answers(question, options, assessment.answers.get(name, ()))
    if question.kind == "number":
        thresholds = assessment.compiled.thresholds_of.get(name, ())
        return sorted({number for at in thresholds for number in (at, max(at - 1, 0))})
    return []


def _multiple_answers(question: Question, options: list[str], held: Answer) -> list[Answer]:
    chosen = tuple(option for option in options if isinstance(held, tuple) and option in held)
    if not chosen:
        return [(option,) for option in options]
    wider = [
        tuple(option for option in options if option in chosen or option == more)
        for more in options
        if more not in chosen and more != "none"
    ]
    return [chosen, *wider]


def _slices(assessment: Assessment, tried: list[tuple[str, Answer]]) -> dict[int, Sliced]:
    """The leaves of all trials at once: what is answered everywhere, each trial in its place."""
    engine = assessment.compiled.engine
    everyone = (1 << len(tried)) - 1
    filled: dict[int, Sliced] = {}
    for name, answer in assessment.answers.items():
        for number, (truth, _) in engine.leaf_values(name, answer):
            filled[number] = (everyone if truth is TRUE else 0, everyone if truth is FALSE else 0)
    for place, (name, answer) in enumerate(tried):
        bit = 1 << place
        for number, (truth, _) in engine.leaf_values(name, answer):
            true, false = filled.get(number, (0, 0))
            # A trial answers everything about its question, so nothing is unknown in its place.
            filled[number] = (true | bit, false & ~bit) if truth is TRUE else (true & ~bit, false | bit)
    return filled


def _counts(masks: Iterable[int], width: int) -> list[int]:
    """In how many of ``masks`` each of ``width`` bits is set, added up bit plane by bit plane."""
    planes: list[int] = []
    for carry in masks:
        for number, plane in enumerate(planes):
            planes[number], carry = plane ^ carry, plane & carry
            if not carry:
                break
        if carry:
            planes.append(carry)
    if not planes or not width:
        return [0] * width
    # Each plane as a row of digits, the highest on top: every column is a number in binary.
    rows = [format(plane, f"0{width}b") for plane in reversed(planes)]
    return [int("".join(column), 2) for column in zip(*rows, strict=True)][::-1]
