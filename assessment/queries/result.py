"""The rows of a result page: every obligation in reach with its outcome, reason and finding.

Two queries: what the assessment rests on (`state`), and the findings with their owners.
"""

from dataclasses import dataclass
from datetime import date

from assessment.models import Finding, Judgement, Status
from assessment.queries.state import State
from assessment.services.snapshot import citation_of
from questionnaire.assessing import ObligationResult, Outcome
from questionnaire.explaining import because
from questionnaire.rulebook import Obligation

# When an obligation bites, in the order it presses.
BITES = ("before_launch", "deadline", "event", "standing")
ORDER = (Outcome.APPLIES, Outcome.UNDETERMINED, Outcome.NOT_IN_FORCE, Outcome.DOES_NOT_APPLY)


@dataclass(frozen=True, slots=True)
class Row:
    """One obligation as lists show it, in one language."""

    obligation: Obligation
    result: ObligationResult
    group: str
    title: str
    because: str
    citation: str
    instrument: str
    judgement: str
    status: str
    owner_pk: int | None
    owner: str
    due_on: date | None

    @property
    def id(self) -> str:
        """The obligation's id."""
        return self.obligation.id

    @property
    def outcome(self) -> Outcome:
        """The outcome."""
        return self.result.outcome


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a result is narrowed to; empty words narrow nothing."""

    text: str = ""
    outcome: str = ""
    instrument: str = ""
    group: str = ""
    judgement: str = ""
    status: str = ""
    owner: str = ""  # a person's pk, or "nobody"
    due: str = ""  # late | month | none
    question: str = ""  # rests on this question

    @property
    def is_any(self) -> bool:
        """Whether anything is narrowed."""
        return self != Narrowed()


def rows_of(now: State, language: str) -> list[Row]:
    """Every obligation within the coverage, in catalogue order; one query for the findings."""
    findings = {
        finding.obligation: finding
        for finding in Finding.objects.filter(service=now.assessment.service_id).select_related("owner")
    }
    return [_row(now, name, findings.get(name), language) for name in now.result.obligations]


def _row(now: State, name: str, finding: Finding | None, language: str) -> Row:
    obligation = now.rulebook.obligations[name]
    instrument = now.rulebook.instruments[obligation.citation.instrument]
    return Row(
        obligation=obligation,
        result=now.result.obligations[name],
        group=instrument.coverage,
        title=obligation.title.in_language(language),
        because=because(now.result, name).brief.in_language(language),
        citation=citation_of(obligation, now.result).in_language(language),
        instrument=instrument.id,
        judgement=finding.judgement if finding else Judgement.NOT_ASSESSED.value,
        status=finding.status if finding else Status.NOT_STARTED.value,
        owner_pk=finding.owner_id if finding else None,
        owner=finding.owner.name if finding and finding.owner else "",
        due_on=finding.due_on if finding else None,
    )


def narrow(rows: list[Row], by: Narrowed, today: date) -> list[Row]:
    """The rows that fit all of ``by``."""
    return [row for row in rows if _fits(row, by, today)]


def _fits(row: Row, by: Narrowed, today: date) -> bool:
    text = by.text.casefold()
    return (
        (not by.outcome or row.outcome == by.outcome)
        and (not by.instrument or row.instrument == by.instrument)
        and (not by.group or row.group == by.group)
        and (not by.judgement or row.judgement == by.judgement)
        and (not by.status or row.status == by.status)
        and (not by.owner or by.owner == (str(row.owner_pk) if row.owner_pk else "nobody"))
        and (not by.due or _is_due(row, by.due, today))
        and (not by.question or by.question in row.result.missing)
        and (not text or any(text in words.casefold() for words in _searched(row)))
    )


def _is_due(row: Row, due: str, today: date) -> bool:
    if row.due_on is None:
        return due == "none"
    days = (row.due_on - today).days
    if due == "late":
        return days < 0 and row.status in (Status.NOT_STARTED, Status.IN_PROGRESS)
    return due == "month" and 0 <= days <= 30


def _searched(row: Row) -> tuple[str, ...]:
    obligation = row.obligation
    return (
        obligation.id,
        obligation.title.zh,
        obligation.title.en,
        obligation.summary.zh,
        obligation.summary.en,
        row.citation,
        row.owner,
    )
