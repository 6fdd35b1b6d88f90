"""The parts a snapshot is made of, as frozen pydantic models that refuse unknown keys.

Field names are for ever: archives hold them. A field added later gets a default, which the JSON leaves out,
so that an old file keeps its digest under a newer version. Dates are ISO days, instants aware and in UTC,
texts ``Text(zh, en)``, of which the Chinese prevails. Import them from ``reports.snapshot``.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

Scope = Literal[
    "in_scope",
    "likely_in_scope",
    "uncertain",
    "likely_out_of_scope",
    "out_of_scope",
    "not_in_force",
]
Outcome = Literal["applies", "does_not_apply", "undetermined", "not_in_force"]
Judgement = Literal["met", "partly_met", "not_met", "not_assessed"]
RemediationStatus = Literal["not_started", "in_progress", "done", "verified", "risk_accepted"]
Mark = Literal["checked", "secondary", "to_confirm"]


def _whole_utc_second(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)


def _web_address(url: str) -> str:
    if not re.match(r"https?://[^\s<>\"']+$", url):
        raise ValueError("an address must begin with http:// or https://")
    return url


Instant = Annotated[AwareDatetime, AfterValidator(_whole_utc_second)]
WebAddress = Annotated[str, Field(max_length=2000), AfterValidator(_web_address)]
Sha256 = Annotated[str, Field(pattern=r"^(sha256:)?[0-9a-f]{64}$")]


class Frozen(BaseModel):
    """A record that cannot be changed and knows no other keys than its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Frozen):
    """The same words in Chinese, which prevails, and in English."""

    zh: str
    en: str


class Report(Frozen):
    """The document itself: its standing, who made it and how a reader checks it."""

    id: str
    status: Literal["draft", "released"]
    created_at: Instant
    prepared_by: str | None = None
    released_by: str | None = None
    released_at: Instant | None = None
    classification: Text | None = None
    code: str | None = None
    verify_url: WebAddress | None = None


class Firm(Frozen):
    """Who presents the report; ``logo`` is a base64 PNG."""

    name: Text
    accent: str = Field(default="#1d3557", pattern=r"^#[0-9a-fA-F]{6}$")
    logo: str | None = Field(default=None, max_length=1_400_000)


class Service(Frozen):
    """The service that was assessed."""

    name: Text
    description: Text | None = None


class RulebookMark(Frozen):
    """Which rulebook spoke, and up to which day it knows the law."""

    version: str
    digest: str
    law_known_to: date


class CoverageGroup(Frozen):
    """A group of instruments, inside or left out."""

    id: str
    name: Text
    included: bool


class Verdict(Frozen):
    """Whether the Measures reach the service; ``determinations`` names what that rests on."""

    scope: Scope
    title: Text
    reason: Text
    determinations: tuple[str, ...] = ()


class Determination(Frozen):
    """What the law builds from the answers; ``clause`` says the value as part of a sentence."""

    id: str
    value: Literal["yes", "no", "uncertain"]
    meaning: Text
    clause: Text
    leaning: Text | None = None


class Penalty(Frozen):
    """What a breach may cost."""

    provision: Text
    effect: Text
    mark: Mark


class History(Frozen):
    """How a duty changed against the draft of April 2023."""

    change: str
    text: Text


class Action(Frozen):
    """One step that closes a gap."""

    text: str
    owner: str | None = None
    due: date | None = None
    status: RemediationStatus = "not_started"


class Finding(Frozen):
    """Whether one obligation is met, and what is being done; ``evidence`` holds numbers such as ``E-07``."""

    judgement: Judgement = "not_assessed"
    status: RemediationStatus = "not_started"
    owner: str | None = None
    due: date | None = None
    gap: str | None = None
    reason: str | None = None
    review_on: date | None = None
    evidence: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()


class Dissent(Frozen):
    """Counsel's own view of an outcome, printed beside it."""

    view: str
    reason: str
    by: str
    on: date


class SettledBy(Frozen):
    """Questions that can settle an open outcome, and with which answers; ``must``: whatever the answer."""

    questions: tuple[str, ...]
    must: bool
    text: Text


class Change(Frozen):
    """A question answered otherwise; the answer as stored."""

    question: str
    answer: tuple[str, ...] | str | int


class NearestChange(Frozen):
    """The fewest answers to change so that an obligation that does not apply would."""

    changes: tuple[Change, ...]
    text: Text


class Obligation(Frozen):
    """What one provision requires, whether it applies on the day, and how far it is met."""

    id: str
    title: Text
    summary: Text
    instrument: str
    citation: Text
    addressee: Text
    condition: Text
    outcome: Outcome
    effective_from: date
    because: Text
    missing: tuple[str, ...] = ()
    open_points: tuple[str, ...] = ()
    binding_nature: str
    bites: str
    type: str
    deadline: Text | None = None
    penalties: tuple[Penalty, ...] = ()
    usual_evidence: tuple[Text, ...] = ()
    steps: tuple[Text, ...] = ()
    history: History
    mark: Mark
    citations_also: tuple[str, ...] = ()
    leans: Text | None = None
    finding: Finding | None = None
    dissent: Dissent | None = None
    settled_by: tuple[SettledBy, ...] = ()
    nearest_change: NearestChange | None = None


class FindOut(Frozen):
    """A question still to be answered; ``settles`` counts the obligations it would settle."""

    question: str
    ask: Text
    known_by: str
    if_not_sure: Text
    settles: int = Field(ge=0)
    state: Literal["unanswered", "unsure"]


class Position(Frozen):
    """The reading someone takes of an open point, and why."""

    reading: Literal["a", "b"]
    reason: str
    by: str
    on: date


class OpenPoint(Frozen):
    """A question the law leaves open; a note has no readings and carries no position."""

    id: str
    title: Text
    reading_a: Text | None = None
    reading_b: Text | None = None
    leaning: Literal["a", "b", "none"]
    leaning_text: Text
    grade: str
    what_settles: Text
    mark: Mark
    obligations: tuple[str, ...] = ()
    position: Position | None = None


class Answer(Frozen):
    """What was said, in words (``answer``) and as stored (``raw``)."""

    question: str
    topic: str
    ask: Text
    answer: Text
    raw: tuple[str, ...] | str | int | None = None
    state: Literal["answered", "unsure", "unanswered", "parked", "not_relevant"]
    by: str | None = None
    at: Instant | None = None
    note: str | None = None
    source: str | None = None


class Topic(Frozen):
    """A chapter of the questionnaire, in the order people are asked."""

    id: str
    title: Text


class Instrument(Frozen):
    """A law, measure or standard of the catalogue; ``watch`` marks drafts and plans, which bind nobody."""

    id: str
    name: Text
    short: Text
    issuer: Text
    number: Text | None = None
    promulgated: date | None = None
    effective: date | None = None
    status: Text
    url: WebAddress | None = None
    mark: Mark
    watch: bool = False
    coverage: str
    relation: Text


class Evidence(Frozen):
    """A document, link or statement that supports findings; ``size`` in bytes."""

    number: str
    title: str
    kind: Literal["file", "link", "statement"]
    url: WebAddress | None = None
    sha256: Sha256 | None = None
    size: int | None = Field(default=None, ge=0)
    effective: date | None = None
    received: date | None = None
    expires: date | None = None
    obligations: tuple[str, ...] = ()
    note: str | None = None
