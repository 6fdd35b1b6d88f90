"""A snapshot in reading order: which sections there are, what stands in each, and the figures of the summary.

Plain frozen records, so that templates only choose and repeat. Nothing here is escaped or formatted for one
medium; ``wording.py`` has the words.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from reports.change_rows import Chapter, chapters
from reports.errors import ReportError
from reports.shape import (
    Action,
    Answer,
    Determination,
    Finding,
    FindOut,
    Instrument,
    Obligation,
    OpenPoint,
    Penalty,
    Text,
    Topic,
)
from reports.snapshot import Snapshot
from reports.wording import JUDGEMENTS, OUTCOMES, SECTIONS, beijing_day, shortened

CHOICES = ("cover", *SECTIONS, "guidance")  # guidance: time limits, penalties, steps with each duty
ANNEXES = ("changes", "answers", "evidence", "sources", "penalties", "notes")
UNNUMBERED = ("rely", "contents")
NOT_ASSESSED = Finding()
CLOSED = ("done", "verified", "risk_accepted")
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Section:
    """A chapter: its id, its number as printed (``3``, ``A`` or nothing) and its title."""

    id: str
    number: str
    title: Text


@dataclass(frozen=True)
class Duty:
    """An obligation with its finding; one without a finding is not assessed and not started."""

    obligation: Obligation
    finding: Finding

    @property
    def state(self) -> str:
        """What the eye should meet first: the judgement of a duty that applies, else its outcome."""
        return self.finding.judgement if self.obligation.outcome == "applies" else self.obligation.outcome


@dataclass(frozen=True)
class Group:
    """The obligations of one instrument, in catalogue order."""

    instrument: Instrument | None
    id: str
    duties: tuple[Duty, ...]
    counts: Counter[str]


@dataclass(frozen=True)
class Step:
    """A line of the plan: an action, or a finding with a day of its own (``action`` is then None)."""

    due: date | None
    duty: Duty
    action: Action | None
    today: date

    @property
    def brief(self) -> str:
        """The action in at most two lines."""
        return shortened(self.action.text, 90) if self.action else ""

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < self.today and self.status not in CLOSED

    @property
    def status(self) -> str:
        return self.action.status if self.action else self.duty.finding.status

    @property
    def owner(self) -> str | None:
        return (self.action.owner if self.action else None) or self.duty.finding.owner


@dataclass(frozen=True)
class Figures:
    """The counts of the summary. ``judged`` counts only obligations that apply."""

    outcomes: Counter[str]
    judged: Counter[str]
    due_soon: int
    overdue: int

    @property
    def outcomes_shown(self) -> tuple[tuple[str, int], ...]:
        return tuple((kind, self.outcomes[kind]) for kind in OUTCOMES if self.outcomes[kind])

    @property
    def is_judged(self) -> bool:
        """Whether anyone has judged anything: if not, there is nothing to draw."""
        return any(count for judgement, count in self.judged.items() if judgement != "not_assessed")

    @property
    def judged_shown(self) -> tuple[tuple[str, int], ...]:
        return tuple((kind, self.judged[kind]) for kind in JUDGEMENTS if self.judged[kind])


@dataclass(frozen=True)
class Dossier:
    """A snapshot and the sections chosen of it, in reading order."""

    snapshot: Snapshot
    chosen: tuple[str, ...]

    @cached_property
    def today(self) -> date:
        """The day the report was made, in Beijing: what is overdue is so on that day."""
        return beijing_day(self.snapshot.report.created_at)

    @cached_property
    def sections(self) -> dict[str, Section]:
        numbers = iter(range(1, 100))
        letters = iter("ABCDEFGH")
        found = {}
        for id, title in SECTIONS.items():
            if id in self.chosen:
                number = "" if id in UNNUMBERED else next(letters) if id in ANNEXES else str(next(numbers))
                found[id] = Section(id, number, title)
        return found

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        return tuple(Duty(o, o.finding or NOT_ASSESSED) for o in self.snapshot.obligations)

    @cached_property
    def figures(self) -> Figures:
        applying = [d for d in self.duties if d.obligation.outcome == "applies"]
        due = [step.due for step in self.plan if step.due and step.status not in CLOSED]
        return Figures(
            outcomes=Counter(d.obligation.outcome for d in self.duties),
            judged=Counter(d.finding.judgement for d in applying),
            due_soon=sum(self.today <= day <= self.today + SOON for day in due),
            overdue=sum(day < self.today for day in due),
        )

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """What applies or is open, by instrument."""
        return self.grouped("applies", "undetermined")

    @cached_property
    def outside(self) -> tuple[Group, ...]:
        return self.grouped("does_not_apply")

    @cached_property
    def coming(self) -> tuple[Duty, ...]:
        """Not in force on the day, soonest first; what has been repealed stands before what is to come."""
        waiting = [d for d in self.duties if d.obligation.outcome == "not_in_force"]
        return tuple(sorted(waiting, key=lambda d: d.obligation.effective_from))

    def grouped(self, *outcomes: str) -> tuple[Group, ...]:
        found: dict[str, list[Duty]] = {}
        for duty in self.duties:
            if duty.obligation.outcome in outcomes:
                found.setdefault(duty.obligation.instrument, []).append(duty)
        return tuple(
            Group(self.instruments.get(id), id, tuple(duties), Counter(d.obligation.outcome for d in duties))
            for id, duties in found.items()
        )

    @cached_property
    def instruments(self) -> dict[str, Instrument]:
        return {instrument.id: instrument for instrument in self.snapshot.instruments}

    @cached_property
    def plan(self) -> tuple[Step, ...]:
        """Actions and dated findings of what applies or is open, by day; what has no day comes last."""
        steps = []
        for duty in self.duties:
            if duty.obligation.outcome not in ("applies", "undetermined"):
                continue
            finding = duty.finding
            steps += [Step(action.due, duty, action, self.today) for action in finding.actions]
            own_day = finding.due and all(action.due != finding.due for action in finding.actions)
            if own_day or (finding.gap and not finding.actions):
                steps.append(Step(finding.due, duty, None, self.today))
        return tuple(sorted(steps, key=lambda step: step.due or date.max))

    @cached_property
    def next_steps(self) -> tuple[Step, ...]:
        return tuple(step for step in self.plan if step.due and step.status not in CLOSED)[:5]

    @cached_property
    def ask_first(self) -> tuple[FindOut, ...]:
        return self.snapshot.find_out[:3]

    @cached_property
    def moving_points(self) -> tuple[OpenPoint, ...]:
        return tuple(p for p in self.snapshot.open_points if p.reading_a and p.reading_b)

    @cached_property
    def noted_points(self) -> tuple[OpenPoint, ...]:
        return tuple(p for p in self.snapshot.open_points if not (p.reading_a and p.reading_b))

    @cached_property
    def scope_facts(self) -> tuple[Determination, ...]:
        """The determinations the verdict rests on; all of them if the snapshot does not say."""
        named = self.snapshot.verdict.determinations
        by_id = {d.id: d for d in self.snapshot.determinations}
        return tuple(by_id[id] for id in named if id in by_id) if named else self.snapshot.determinations

    @cached_property
    def changes(self) -> tuple[Chapter, ...]:
        """What moved since the last report, a chapter a kind; nothing where there was no such report."""
        return chapters(self.snapshot.since) if self.snapshot.since else ()

    @cached_property
    def answers(self) -> tuple[tuple[Topic, tuple[Answer, ...]], ...]:
        by_topic: dict[str, list[Answer]] = {}
        for answer in self.snapshot.answers:
            by_topic.setdefault(answer.topic, []).append(answer)
        return tuple((t, tuple(by_topic[t.id])) for t in self.snapshot.topics if t.id in by_topic)

    @cached_property
    def questions(self) -> dict[str, FindOut | Answer]:
        """Every question the snapshot has words for."""
        return {a.question: a for a in self.snapshot.answers} | {
            f.question: f for f in self.snapshot.find_out
        }

    @cached_property
    def penalties(self) -> tuple[Penalty, ...]:
        """Each penalty of what applies, is open or is coming, once, in the order it is first met."""
        within = (d.obligation for d in self.duties if d.obligation.outcome != "does_not_apply")
        return tuple(dict.fromkeys(penalty for obligation in within for penalty in obligation.penalties))

    @cached_property
    def sources(self) -> tuple[Instrument, ...]:
        return tuple(i for i in self.snapshot.instruments if not i.watch)

    @cached_property
    def watched(self) -> tuple[Instrument, ...]:
        return tuple(i for i in self.snapshot.instruments if i.watch)

    @property
    def included(self) -> tuple[Text, ...]:
        return tuple(group.name for group in self.snapshot.coverage if group.included)

    @property
    def left_out(self) -> tuple[Text, ...]:
        return tuple(group.name for group in self.snapshot.coverage if not group.included)


def dossier(snapshot: Snapshot, sections: Sequence[str] | None) -> Dossier:
    """Choose sections in their fixed order. Raises ReportError for one that does not exist.

    None is all of them, without what changed where there is no earlier report.
    """
    unknown = set(sections or ()) - set(CHOICES)
    if unknown:
        raise ReportError(f"There is no section {_listed(unknown)}. Sections: {', '.join(CHOICES)}.")
    if sections is None:
        return Dossier(snapshot, tuple(s for s in CHOICES if snapshot.since or s != "changes"))
    return Dossier(snapshot, tuple(s for s in CHOICES if s in sections))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(repr(name) for name in sorted(names))
