"""An engine assessment with what people recorded about it, gathered into one snapshot.

Needs no database: everything that was recorded comes in as plain values, so that the command
line prints the same report as the site. `services/report.py` reads the tables and calls this.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from questionnaire.advice import advice
from questionnaire.answers import AnswersFile
from questionnaire.assessing import GROUPS, Assessment
from questionnaire.engine import NOT_SURE
from questionnaire.exchange import plain
from questionnaire.explaining import GROUP_NAMES, answer_words, because, verdict
from questionnaire.flow import decisiveness, most_decisive_first
from questionnaire.rulebook import Obligation, OpenPoint, Question, Text
from questionnaire.settling_words import flip_words
from reports import snapshot as shape


@dataclass(frozen=True, slots=True)
class Said:
    """Who answered a question, when, and what they noted."""

    by: str | None = None
    at: datetime | None = None
    note: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What people recorded about one service: by question, obligation or open point."""

    said: Mapping[str, Said] = field(default_factory=dict)
    findings: Mapping[str, shape.Finding] = field(default_factory=dict)
    dissents: Mapping[str, shape.Dissent] = field(default_factory=dict)
    positions: Mapping[str, shape.Position] = field(default_factory=dict)
    evidence: tuple[shape.Evidence, ...] = ()


def build_snapshot(
    assessment: Assessment,
    *,
    report: shape.Report,
    service: shape.Service,
    firm: shape.Firm | None = None,
    client: shape.Text | None = None,
    recorded: Recorded | None = None,
) -> shape.Snapshot:
    """Everything a report of ``assessment`` shows, frozen."""
    recorded = recorded or Recorded()
    rulebook = assessment.rulebook
    return shape.Snapshot(
        report=report,
        firm=firm,
        client=client,
        service=service,
        rulebook=shape.RulebookMark(
            version=rulebook.version, digest=rulebook.digest, law_known_to=rulebook.law_known_to
        ),
        as_of=assessment.as_of,
        beyond_known_law=assessment.beyond_known_law,
        coverage=tuple(
            shape.CoverageGroup(
                id=group, name=text(GROUP_NAMES[group]), included=group in assessment.coverage
            )
            for group in GROUPS
        ),
        verdict=_verdict(assessment),
        determinations=_determinations(assessment),
        obligations=tuple(_obligation(assessment, name, recorded) for name in assessment.obligations),
        find_out=_find_out(assessment),
        open_points=_open_points(assessment, recorded),
        answers=_answers(assessment, recorded),
        topics=tuple(shape.Topic(id=topic.id, title=text(topic.title)) for topic in rulebook.topics),
        instruments=_instruments(assessment),
        evidence=recorded.evidence,
        notes=tuple(text(note) for note in (*rulebook.notes, rulebook.search_limit)),
        left_out_law=tuple(text(note) for note in rulebook.out_of_catalogue),
    )


def snapshot_of_answers(assessment: Assessment, read: AnswersFile, *, now: datetime) -> shape.Snapshot:
    """The snapshot of an answers file, with nothing recorded: every finding is not assessed.

    ``now`` is when the report is made. Its id rests on the answers, the day, the coverage, the
    positions and the rulebook, so that the same file has the same id.
    """
    content = json.dumps(
        {
            "answers": {name: plain(answer) for name, answer in assessment.answers.items()},
            "as_of": assessment.as_of.isoformat(),
            "coverage": assessment.coverage,
            "positions": dict(assessment.positions),
            "rulebook": assessment.rulebook.digest,
        },
        sort_keys=True,
    )
    names = {key: read.notes.get(key) for key in ("title_zh", "title_en", "id")}
    fallback = names["id"] or "未命名的服务"
    return build_snapshot(
        assessment,
        report=shape.Report(
            id=hashlib.sha256(content.encode()).hexdigest()[:16],
            status="draft",
            created_at=now.astimezone(UTC),
        ),
        service=shape.Service(
            name=shape.Text(
                zh=names["title_zh"] or names["title_en"] or fallback,
                en=names["title_en"] or names["title_zh"] or names["id"] or "Unnamed service",
            ),
        ),
        recorded=Recorded(positions=_unsigned_positions(assessment)),
    )


def _unsigned_positions(assessment: Assessment) -> dict[str, shape.Position]:
    return {
        point: shape.Position(reading="a" if reading == "A" else "b", reason="", by="", on=assessment.as_of)
        for point, reading in assessment.positions.items()
    }


def text(words: Text) -> shape.Text:
    """The rulebook's words in the snapshot's shape; the two rooms do not know each other."""
    return shape.Text(zh=words.zh, en=words.en)


def _optional(words: Text | None) -> shape.Text | None:
    return None if words is None else text(words)


# -- what the law says -------------------------------------------------------------------------


def _verdict(assessment: Assessment) -> shape.Verdict:
    found = verdict(assessment)
    return shape.Verdict(
        scope=found.scope.value,
        title=text(found.title),
        reason=text(found.reason),
        determinations=("genai", "public", "mainlandoffer", "provides"),
    )


def _determinations(assessment: Assessment) -> tuple[shape.Determination, ...]:
    found = []
    for name, result in assessment.determinations.items():
        determination = assessment.rulebook.determinations[name]
        clause = {"yes": determination.yes, "no": determination.no}.get(result.value, determination.meaning)
        found.append(
            shape.Determination(
                id=name,
                value=result.value,
                meaning=text(determination.meaning),
                clause=text(clause),
                leaning=_optional(determination.leaning) if result.value == "uncertain" else None,
            )
        )
    return tuple(found)


def citation_of(obligation: Obligation, assessment: Assessment) -> Text:
    """Instrument and provision in words; the Cybersecurity Law by its old numbers before 2026."""
    cited = obligation.citation
    renumbered = assessment.rulebook.instruments[cited.instrument].renumbered
    words = cited.text
    if cited.before_2026 is not None and renumbered is not None and assessment.as_of < renumbered.from_:
        words = cited.before_2026.text
    short = assessment.rulebook.instruments[cited.instrument].short
    # Some provisions name their instrument themselves, where two stand side by side.
    return Text(
        zh=words.zh if words.zh.startswith(short.zh) else f"{short.zh}{words.zh}",
        en=words.en if words.en.startswith(short.en) else f"{short.en}, {words.en}",
    )


def _obligation(assessment: Assessment, name: str, recorded: Recorded) -> shape.Obligation:
    obligation, result = assessment.rulebook.obligations[name], assessment.obligations[name]
    rulebook = assessment.rulebook
    return shape.Obligation(
        id=name,
        title=text(obligation.title),
        summary=text(obligation.summary),
        instrument=obligation.citation.instrument,
        citation=text(citation_of(obligation, assessment)),
        addressee=text(obligation.addressee),
        condition=text(obligation.condition),
        outcome=result.outcome.value,
        effective_from=result.effective_from,
        because=text(because(assessment, name).text),
        missing=result.missing,
        open_points=result.open_points,
        binding_nature=obligation.binding_nature,
        bites=obligation.bites,
        type=obligation.type,
        deadline=_optional(obligation.deadline),
        penalties=tuple(
            shape.Penalty(
                provision=text(rulebook.penalties[penalty].provision),
                effect=text(rulebook.penalties[penalty].effect),
                mark=rulebook.penalties[penalty].mark,
            )
            for penalty in obligation.penalties
        ),
        usual_evidence=tuple(text(item) for item in obligation.evidence),
        steps=tuple(text(step) for step in obligation.steps),
        history=shape.History(change=obligation.history.change, text=text(obligation.history.text)),
        mark=obligation.mark,
        citations_also=tuple(
            f"{rulebook.instruments[also.instrument].short.zh} {also.provision}".rstrip(" -")
            for also in obligation.citation.also
        ),
        finding=recorded.findings.get(name),
        dissent=recorded.dissents.get(name),
        settled_by=_settled_by(assessment, name),
        nearest_change=_nearest_change(assessment, name),
    )


def _settled_by(assessment: Assessment, name: str) -> tuple[shape.SettledBy, ...]:
    """The first few sets of questions that can settle an open outcome."""
    given = advice(assessment)
    return tuple(
        shape.SettledBy(questions=found.questions, must=found.must, text=text(told.text))
        for found, told in zip(given.settling(name), given.told(name), strict=False)
    )


def _nearest_change(assessment: Assessment, name: str) -> shape.NearestChange | None:
    flip = advice(assessment).nearest(name)
    words = flip_words(assessment, name, flip) if flip is not None else None
    if flip is None or words is None:
        return None
    changes = tuple(shape.Change(question=fact.question, answer=fact.answer) for fact in flip.changes)
    return shape.NearestChange(changes=changes, text=text(words))


def _instruments(assessment: Assessment) -> tuple[shape.Instrument, ...]:
    return tuple(
        shape.Instrument(
            id=instrument.id,
            name=text(instrument.name),
            short=text(instrument.short),
            issuer=text(instrument.issuer),
            number=_optional(instrument.number),
            promulgated=instrument.promulgated,
            effective=instrument.effective,
            status=text(instrument.status),
            url=instrument.official_url,
            mark=instrument.mark,
            watch=instrument.watch,
            coverage=instrument.coverage,
            relation=text(instrument.relation),
        )
        for instrument in assessment.rulebook.instruments.values()
    )


# -- what is open, and what was said -----------------------------------------------------------


def _find_out(assessment: Assessment) -> tuple[shape.FindOut, ...]:
    settles = decisiveness(assessment)
    unsure = set(assessment.unsure)
    names = sorted(
        (*most_decisive_first(assessment), *assessment.unsure), key=lambda name: -settles.get(name, 0)
    )
    return tuple(
        shape.FindOut(
            question=name,
            ask=text(assessment.rulebook.questions[name].ask),
            known_by=assessment.rulebook.questions[name].known_by,
            if_not_sure=text(assessment.rulebook.questions[name].if_not_sure),
            settles=round(settles.get(name, 0)),
            state="unsure" if name in unsure else "unanswered",
        )
        for name in names
    )


def _open_points(assessment: Assessment, recorded: Recorded) -> tuple[shape.OpenPoint, ...]:
    """The points in play, and those on which a position is taken; notes stay out."""
    rests: dict[str, list[str]] = {}
    for result in assessment.obligations.values():
        for point in result.open_points:
            rests.setdefault(point, []).append(result.id)
    chosen = {*rests, *assessment.positions}
    return tuple(
        _open_point(point, tuple(rests.get(point.id, ())), recorded)
        for point in assessment.rulebook.open_points.values()
        if point.id in chosen
    )


def _open_point(point: OpenPoint, obligations: tuple[str, ...], recorded: Recorded) -> shape.OpenPoint:
    return shape.OpenPoint(
        id=point.id,
        title=text(point.title),
        reading_a=_optional(point.reading_a),
        reading_b=_optional(point.reading_b),
        leaning=point.leaning,
        leaning_text=text(point.leaning_text),
        grade=point.grade,
        what_settles=text(point.what_settles),
        mark=point.mark,
        obligations=obligations,
        position=recorded.positions.get(point.id),
    )


def _answers(assessment: Assessment, recorded: Recorded) -> tuple[shape.Answer, ...]:
    found = []
    for topic in assessment.rulebook.topics:
        for name in topic.questions:
            question = assessment.rulebook.questions[name]
            said = recorded.said.get(name, Said())
            held = assessment.answers.get(name)
            words = _NOTHING if held is None else answer_words(question, held)
            raw = plain(held) if held is not None else None
            found.append(
                shape.Answer(
                    question=name,
                    topic=topic.id,
                    ask=text(question.ask),
                    answer=text(words),
                    raw=tuple(raw) if isinstance(raw, list) else raw,
                    state=_state(assessment, question),
                    by=said.by,
                    at=said.at,
                    note=said.note,
                    source=said.source,
                )
            )
    return tuple(found)


_NOTHING = Text(zh="未回答", en="Not answered")


def _state(assessment: Assessment, question: Question) -> str:
    name = question.id
    if name not in assessment.answers:
        return "unanswered" if name in assessment.relevant else "not_relevant"
    if name in assessment.parked:
        return "parked"
    held = assessment.answers[name]
    unsure = held == NOT_SURE or (isinstance(held, tuple) and NOT_SURE in held)
    return "unsure" if unsure else "answered"
