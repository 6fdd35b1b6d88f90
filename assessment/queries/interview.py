"""How far an assessment has come, for the pages around a question: counts, topics, what to ask next.

Works on a `State` already read; asks the database nothing.
"""

from collections import Counter
from dataclasses import dataclass

from assessment.queries.state import State, decisiveness_of
from questionnaire.assessing import Assessment as Assessed
from questionnaire.flow import TopicProgress, in_asking_order, next_question, topic_progress


def counts(result: Assessed) -> dict[str, int]:
    """How many obligations have each outcome, all four always there."""
    return {outcome.value: number for outcome, number in result.counts.items()}


def hanging(result: Assessed) -> Counter[str]:
    """How many open obligations each question helps to settle."""
    return Counter(name for obligation in result.obligations.values() for name in obligation.missing)


def most_decisive(result: Assessed, besides: str = "") -> str | None:
    """The question that settles most now, apart from the one on the page."""
    ranked = decisiveness_of(result)
    return next((name for name, mean in ranked.items() if name != besides and mean > 0), None)


def progress(state: State) -> tuple[TopicProgress, ...]:
    """Every topic with what is answered and left."""
    return topic_progress(state.result)


def question_after(state: State, question: str) -> str | None:
    """Where to go on after ``question``: the rest of its topic first, then the fixed order.

    Questions set aside are passed over; None when nothing else is left to ask.
    """
    left = [name for name in state.result.unanswered if name not in state.set_aside]
    topic = state.rulebook.questions[question].topic
    here = [name for name in left if state.rulebook.questions[name].topic == topic]
    return next(iter(in_asking_order(state.result, here)), None) or first_question(state)


def first_question(state: State, topic: str = "") -> str | None:
    """The question to ask now, in one topic or overall."""
    if not topic:
        return next_question(state.result, state.set_aside)
    names = next(one.questions for one in state.rulebook.topics if one.id == topic)
    left = [name for name in state.result.unanswered if name in names]
    ordered = in_asking_order(state.result, left)
    return next((name for name in ordered if name not in state.set_aside), None) or next(iter(ordered), None)


@dataclass(frozen=True)
class Shift:
    """What one answer changed: questions newly needed, no longer needed, parked."""

    needed: tuple[str, ...]
    dropped: tuple[str, ...]
    parked: tuple[str, ...]


def shift(before: Assessed, after: Assessed, answered: str) -> Shift:
    """Compare two results around the answer to one question.

    Only a question answered before tells what is needed or not for its sake: answering for the first time
    always opens and closes others.
    """
    parked = tuple(name for name in after.parked if name not in before.parked)
    if answered not in before.answers:
        return Shift((), (), parked)
    was, now = before.unanswered, after.unanswered
    return Shift(
        needed=tuple(name for name in now if name not in was and name != answered),
        dropped=tuple(name for name in was if name not in now and name != answered),
        parked=parked,
    )


def moved(before: Assessed, after: Assessed) -> int:
    """How many obligations have another outcome than before."""
    return sum(
        obligation.outcome is not after.obligations[name].outcome
        for name, obligation in before.obligations.items()
        if name in after.obligations
    )
