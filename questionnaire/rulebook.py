"""What the law files say, as frozen models: instruments, obligations, questions and the rest.

`loading.py` makes a `Rulebook` of YAML files and refuses a faulty one; nothing here opens a file.
Every dict is in catalogue order, which is the order of `order` and of every output. `Text` holds
both languages; the Chinese prevails.
"""

import hashlib
import json
import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from questionnaire.conditions import Condition

Group = Literal["core", "data", "pi", "minors", "companions", "sector"]
Coverage = Literal["core", "data", "pi", "minors", "companions", "sector", "background"]
Mark = Literal["checked", "secondary", "to_confirm"]
Grade = Literal["definite", "likely", "needs_counsel"]
QuestionKind = Literal["multiple", "single", "number", "date"]
Purpose = Literal["condition", "timing", "profile"]
KnownBy = Literal["product", "sales", "legal", "management", "engineering", "data", "security"]
ObligationType = Literal[
    "process duty", "prohibition", "filing", "disclosure", "record", "outcome duty", "exposure"
]
Trigger = Literal["standing", "event"]
Bites = Literal["standing", "event", "before_launch", "deadline"]
BindingNature = Literal["law", "mandatory_standard", "recommended_standard", "practice"]
Change = Literal["linked", "new law", "softened", "changed", "new", "unchanged", "practice"]

NOT_SURE = "not_sure"
NONE = "none"


def _iso_day(value: Any) -> Any:
    """Only YYYY-MM-DD: pydantic alone would read "20260715" as seconds since 1970."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return date.fromisoformat(value)
    if type(value) is date:
        return value
    raise ValueError("not a day: write YYYY-MM-DD")


Day = Annotated[date, BeforeValidator(_iso_day)]
Words = Annotated[str, Field(min_length=1)]
Order = Annotated[int, Field(ge=1)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Text(_Model):
    """The same words in both languages. In the files a pair of keys: `title_zh`, `title_en`."""

    zh: Words
    en: Words

    def in_language(self, language: str) -> str:
        """The words in `zh` (also `zh-hans`) or `en`."""
        return self.zh if language.startswith("zh") else self.en


class Topic(_Model):
    """A group of questions; ``questions`` in the order people are asked."""

    id: str
    order: Order
    title: Text
    questions: tuple[str, ...]


class Option(_Model):
    """One possible answer. ``short`` is unique within its question, for sentences and tables."""

    id: str
    text: Text
    short: Text
    effect: Text
    citations: tuple[str, ...] = ()
    open_points: tuple[str, ...] = ()


class Question(_Model):
    """Something a client can be asked; ``citations`` like "GAI-IM 2(1), 20".

    ``default`` stands in for the answer where ``ask_if`` is FALSE, and nowhere else. Asked though
    no condition names them: ``asked_for`` while an obligation within reach has a deadline or is
    triggered by an event, ``thresholds_of`` while one of those obligations is within reach.
    """

    id: str
    order: Order
    topic: str
    kind: QuestionKind
    purpose: Purpose
    known_by: KnownBy
    ask: Text
    label: Text
    hint: Text
    why: Text
    if_not_sure: Text
    citations: Annotated[tuple[str, ...], Field(min_length=1)]
    options: tuple[Option, ...] = ()
    ask_if: Condition | None = None
    default: tuple[str, ...] | None = None
    asked_for: Literal["deadlines", "events"] | None = None
    thresholds_of: tuple[str, ...] = ()

    def option(self, option_id: str) -> Option:
        """The option of that id; KeyError if there is none."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)


class Challenge(_Model):
    """Answers that do not fit together: if every part of ``when`` is TRUE the form asks back."""

    id: str
    order: Order
    when: Annotated[tuple[Condition, ...], Field(min_length=1)]
    then_ask: Text


class Amendment(_Model):
    """A later change of an instrument; ``effective`` is absent where it could not be established."""

    adopted: Day
    effective: Day | None = None
    official_url: str | None = None


class Part(_Model):
    """One text of an instrument that stands for several."""

    name: Text
    promulgated: Day | None = None
    effective: Day | None = None
    amended: tuple[Amendment, ...] = ()


class Renumbered(_Model):
    """Article numbers before and since a day, as (old, new)."""

    from_: Day = Field(alias="from")
    articles: tuple[tuple[str, str], ...]


class WithoutDuty(_Model):
    """A provision that makes no obligation, and why: so that every article is accounted for."""

    provision: str
    reason: Text


class Instrument(_Model):
    """A law, measure or standard. ``watch``: a draft or plan, shown but never a source of duties."""

    id: str
    order: Order
    name: Text
    short: Text
    issuer: Text
    number: Text | None = None
    promulgated: Day | None = None
    effective: Day | None = None
    amended: tuple[Amendment, ...] = ()
    status: Text
    relation: Text
    notes: Text | None = None
    official_url: str | None = None
    coverage: Coverage
    mark: Mark
    watch: bool = False
    parts: tuple[Part, ...] = ()
    renumbered: Renumbered | None = None
    without_duty: tuple[WithoutDuty, ...] = ()


class CitationOld(_Model):
    """The same provision under its number before 2026-01-01 (Cybersecurity Law)."""

    provision: str
    text: Text


class AlsoCitation(_Model):
    """A second provision an obligation rests on; `-` is the whole instrument."""

    instrument: str
    provision: Words


class Citation(_Model):
    """Where a duty stands. ``text`` is the provision in words, without the instrument's name."""

    instrument: str
    provision: Words
    text: Text
    before_2026: CitationOld | None = None
    also: tuple[AlsoCitation, ...] = ()


class Within(_Model):
    """How long one has, as a number of exactly one unit."""

    hours: int | None = None
    working_days: int | None = None
    weeks: int | None = None
    months: int | None = None
    years: int | None = None

    @property
    def unit(self) -> str:
        """The unit given: hours, working_days, weeks, months or years."""
        return next(name for name, number in self if number is not None)

    @property
    def number(self) -> int:
        """How many of the unit."""
        return int(getattr(self, self.unit))

    def model_post_init(self, _: Any) -> None:
        if sum(number is not None for _, number in self) != 1:
            raise ValueError("give exactly one of hours, working_days, weeks, months, years")


class Period(_Model):
    """Days on which an obligation is in force: from ``from_`` to ``until``, both included.

    ``applies_when`` replaces the obligation's own condition during this period.
    """

    from_: Day = Field(alias="from")
    until: Day | None = None
    applies_when: Condition | None = None

    def covers(self, day: date) -> bool:
        """Whether ``day`` lies in the period."""
        return self.from_ <= day and (self.until is None or day <= self.until)


class History(_Model):
    """What became of the duty since the draft for comment of April 2023."""

    change: Change
    text: Text


class Obligation(_Model):
    """What a provision requires of someone, when, and what shows that it is met."""

    id: str
    order: Order
    title: Text
    summary: Text
    citation: Citation
    addressee: Text
    condition: Text
    applies_when: Condition
    effective_from: Day
    periods: tuple[Period, ...] = ()
    effective_note: Text | None = None
    type: ObligationType
    trigger: Trigger
    bites: Bites
    binding_nature: BindingNature
    deadline: Text | None = None
    within: Within | None = None
    penalties: tuple[str, ...]
    evidence: tuple[Text, ...]
    steps: tuple[Text, ...]
    history: History
    mark: Mark

    def model_post_init(self, _: Any) -> None:
        if not self.periods:
            # Frozen for everyone else; the default rests on another field.
            object.__setattr__(self, "periods", (Period(from_=self.effective_from),))

    def period_on(self, day: date) -> Period | None:
        """The period in force on ``day``, or None before the first and after a repeal."""
        return next((period for period in self.periods if period.covers(day)), None)


class Determination(_Model):
    """What the law builds from answers. ``yes`` and ``no`` are clauses for a sentence.

    Yes if ``yes_if`` is TRUE, no if ``no_if`` is; otherwise uncertain: there the law is open.
    ``instrument`` is that of the first citation.
    """

    id: str
    order: Order
    instrument: str
    meaning: Text
    yes: Text
    no: Text
    leaning: Text | None = None
    note: Text | None = None
    yes_if: Condition
    no_if: Condition
    citations: Annotated[tuple[str, ...], Field(min_length=1)]
    open_points: tuple[str, ...] = ()


class Effect(_Model):
    """What an open point's readings add to a determination, joined to it by *or*."""

    yes_if: Condition | None = None
    no_if: Condition | None = None


class OpenPoint(_Model):
    """A question the law leaves open. Only where it ``moves`` an outcome has it readings and a case."""

    id: str
    order: Order
    title: Text
    moves: bool
    reading_a: Text | None = None
    reading_b: Text | None = None
    leaning: Literal["a", "b", "none"]
    grade: Grade
    leaning_text: Text
    note: Text
    what_settles: Text
    touches: tuple[str, ...]
    citations: Annotated[tuple[Citation, ...], Field(min_length=1)]
    mark: Mark
    case: Condition | None = None
    effects: dict[str, Effect] = {}


class Penalty(_Model):
    """What breaking an obligation may cost."""

    id: str
    order: Order
    provision: Text
    effect: Text
    mark: Mark


class Rulebook(_Model):
    """Everything the law files say, checked. Made by `loading.load_rulebook`."""

    version: Words
    law_known_to: Day
    digest: str
    instruments: dict[str, Instrument]
    topics: tuple[Topic, ...]
    questions: dict[str, Question]
    determinations: dict[str, Determination]
    obligations: dict[str, Obligation]
    open_points: dict[str, OpenPoint]
    penalties: dict[str, Penalty]
    challenges: dict[str, Challenge]
    grades: dict[Grade, Text]
    notes: tuple[Text, ...]
    out_of_catalogue: tuple[Text, ...]
    search_limit: Text

    @field_validator(
        "instruments", "questions", "determinations", "obligations", "open_points", "penalties", "challenges"
    )
    @classmethod
    def _in_catalogue_order(cls, entries: dict[str, Any]) -> dict[str, Any]:
        return dict(sorted(entries.items(), key=lambda item: item[1].order))

    def group_of(self, obligation_id: str) -> str:
        """The coverage group an obligation belongs to: that of the instrument it is cited from."""
        return self.instruments[self.obligations[obligation_id].citation.instrument].coverage


def rulebook_json(rulebook: Rulebook) -> str:
    """The canonical JSON of ``rulebook``: sorted keys, no spaces, nothing escaped, digest included.

    `Rulebook.model_validate_json` reads it back; catalogue order is restored from `order`.
    """
    return _canonical(rulebook.model_dump(mode="json", by_alias=True, exclude_none=True))


def digest_of(rulebook: Rulebook) -> str:
    """The digest of what ``rulebook`` says, its own `digest` left out: "sha256:…".

    It does not depend on how the files are laid out.
    """
    plain = rulebook.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"digest"})
    return "sha256:" + hashlib.sha256(_canonical(plain).encode()).hexdigest()


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
