"""What an assessment rests on, in one query, and what follows from it.

Everything computed goes through ``state(assessment)``: the pages, the summary row, the report.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django_scopes import ScopeError, get_scope

from assessment.models import Answer, AnswerKind, Assessment
from assessment.prepared import MARK_KEY, MARK_ROW, firm_rows
from assessment.queries.rulebook import rulebook_of
from questionnaire.assessing import Assessment as Assessed
from questionnaire.assessing import assess
from questionnaire.engine import NOT_SURE
from questionnaire.engine import Answer as EngineAnswer
from questionnaire.flow import decisiveness
from questionnaire.rulebook import Question, Rulebook


@dataclass(frozen=True)
class Held:
    """The newest row of a question; ``value`` is None unless it was given."""

    kind: str
    value: Any
    version: int
    to_reconfirm: bool

    @property
    def is_given(self) -> bool:
        """Whether there is an answer ("I do not know" is one)."""
        return self.kind == AnswerKind.GIVEN


@dataclass(frozen=True)
class Judged:
    """The row of an obligation: judgement and remediation status."""

    judgement: str
    status: str


@dataclass
class State:
    """An assessment with its inputs, and on demand what the engine makes of them.

    ``answers`` holds the newest row of every question ever touched (also taken back or set aside),
    ``positions`` readings by open point, ``findings`` the service's rows by obligation. After a write,
    ``before`` is the state it changed.
    """

    assessment: Assessment
    rulebook: Rulebook
    answers: dict[str, Held] = field(default_factory=dict)
    positions: dict[str, str] = field(default_factory=dict)
    findings: dict[str, Judged] = field(default_factory=dict)
    before: "State | None" = None

    @cached_property
    def given(self) -> dict[str, EngineAnswer]:
        """The answers that count, as the engine takes them; what this edition does not know is left out."""
        found = {}
        for name, held in self.answers.items():
            question = self.rulebook.questions.get(name)
            value = for_engine(question, held.value) if question is not None and held.is_given else None
            if value is not None:
                found[name] = value
        return found

    @cached_property
    def result(self) -> Assessed:
        """Outcomes, determinations, scope, what is relevant. Shared between requests: do not change it."""
        positions = {
            point: reading for point, reading in self.positions.items() if point in self.rulebook.open_points
        }
        return _assessed(
            self.rulebook.digest,
            _Inputs(
                self.rulebook, self.given, positions, self.assessment.as_of, tuple(self.assessment.coverage)
            ),
        )

    @property
    def set_aside(self) -> tuple[str, ...]:
        """Questions to come back to."""
        return tuple(name for name, held in self.answers.items() if held.kind == AnswerKind.SET_ASIDE)

    @property
    def to_reconfirm(self) -> tuple[str, ...]:
        """Questions whose answer was copied and not looked at since."""
        return tuple(name for name, held in self.answers.items() if held.to_reconfirm and held.is_given)


class _Inputs:
    """What the engine is asked, comparable by value, so that equal questions are answered once."""

    __slots__ = ("answers", "as_of", "coverage", "key", "positions", "rulebook")

    def __init__(
        self,
        rulebook: Rulebook,
        answers: dict[str, EngineAnswer],
        positions: dict[str, str],
        as_of: date,
        coverage: tuple[str, ...],
    ) -> None:
        self.rulebook, self.answers, self.positions, self.as_of, self.coverage = (
            rulebook,
            answers,
            positions,
            as_of,
            coverage,
        )
        self.key = (frozenset(answers.items()), frozenset(positions.items()), as_of, coverage)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Inputs) and self.key == other.key


@lru_cache(maxsize=256)
def decisiveness_of(result: Assessed) -> dict[str, float]:
    """The engine's advice on what to find out first, worked out once for each result."""
    return decisiveness(result)


@lru_cache(maxsize=256)
def _assessed(digest: str, inputs: _Inputs) -> Assessed:
    return assess(
        inputs.rulebook,
        inputs.answers,
        as_of=inputs.as_of,
        coverage=inputs.coverage,
        positions=inputs.positions or None,
    )


def for_engine(question: Question, value: Any) -> EngineAnswer | None:
    """A stored value as the engine takes it; None if no part of it is known to this edition.

    Where only a part is known, *not sure* stands for the rest: what an option of another edition has become
    in this one nobody has said.
    """
    if isinstance(value, list):
        options = [option.id for option in question.options]
        known = tuple(option for option in value if option in options)
        if len(known) == len(value) or not known or NOT_SURE in known:
            return known or None
        return *known, NOT_SURE
    if question.kind == "single" and all(option.id != value for option in question.options):
        return None
    return value


def current_answers(assessment: Assessment) -> dict[str, Answer]:
    """The newest row of each question with everything on it (note, source, who, when); one query."""
    rows = Answer.objects.filter(assessment=assessment).select_related("by").order_by("pk")
    return {answer.question: answer for answer in rows}


def current_answer(assessment: Assessment, question: str) -> Answer | None:
    """The newest row of one question; one query."""
    return (
        Answer.objects.filter(assessment=assessment, question=question)
        .select_related("by")
        .order_by("-pk")
        .first()
    )


def history(assessment: Assessment, question: str) -> list[Answer]:
    """Every row of one question, newest first; one query."""
    return firm_rows("history", _history, {"row": assessment.pk, "key": question})


def _history() -> QuerySet[Answer]:
    rows = Answer.objects.filter(assessment=MARK_ROW, question=MARK_KEY)
    return rows.select_related("by").order_by("-pk")


# Written out, because composing three querysets costs four times what the database takes for them,
# on the one query that every page of an assessment makes. Which row of a question is the newest is told here
# and not there: however it is asked, PostgreSQL may come to read all answers of the firm.
_STATE = """
SELECT 'answer', question, kind, CAST(value AS text), version, to_reconfirm FROM assessment_answer
 WHERE firm_id = %(firm)s AND assessment_id = %(assessment)s
UNION ALL
SELECT 'position', open_point, reading, '', 0, (1 = 0) FROM assessment_position
 WHERE firm_id = %(firm)s AND assessment_id = %(assessment)s AND withdrawn_at IS NULL
UNION ALL
SELECT 'finding', obligation, judgement, status, 0, (1 = 0) FROM assessment_finding
 WHERE firm_id = %(firm)s AND service_id = %(service)s
"""


def state(assessment: Assessment) -> State:
    """Answers, positions and findings in one query; the engine runs when something is asked of it.

    Raises ScopeError outside the firm's rows, as every manager does.
    """
    firm = get_scope().get("firm")
    if firm is None:
        raise ScopeError("A state is read inside tenant(firm).")
    found = State(assessment, rulebook_of(assessment.edition))
    with connection.cursor() as cursor:
        ids = {"firm": firm.pk, "assessment": assessment.pk, "service": assessment.service_id}
        cursor.execute(_STATE, ids)
        rows = cursor.fetchall()
    newest: dict[str, tuple[str, str, int, bool]] = {}
    for what, name, word, text, version, flag in rows:
        if what == "answer":
            if name not in newest or newest[name][2] < version:
                newest[name] = word, text, version, bool(flag)
        elif what == "position":
            found.positions[name] = word
        else:
            found.findings[name] = Judged(word, text)
    for name, (word, text, version, flag) in newest.items():
        found.answers[name] = Held(
            word, json.loads(text) if word == AnswerKind.GIVEN else None, version, flag
        )
    return found
