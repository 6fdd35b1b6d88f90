"""A snapshot as tables: the obligations register and the lists beside it, each cell typed, for XLSX and CSV.

A column says once what stands in it; the formats only decide how a cell is written. Both languages stand side
by side. A finding belongs to an obligation that applies or is open; one that was kept while its obligation no
longer applies stays out of every list (the JSON holds it).
"""

from collections.abc import Callable

from reports import wording
from reports.cells import (
    Cell,
    Table,
    action_lines,
    coded,
    coded_column,
    day_column,
    dissent_line,
    has_finding,
    joined,
    lines,
    nearest_ids,
    penalties,
    plain_column,
    reading_letter,
    same,
    settled_by_ids,
    stored,
    text_column,
    words,
)
from reports.register_changes import changes, of_duties
from reports.shape import Finding, Obligation, Text
from reports.snapshot import Snapshot
from reports.view import Dossier, Duty, dossier

_L = wording.LABELS


def tables(snapshot: Snapshot) -> tuple[Table, ...]:
    """Every table, in the order of the sheets."""
    whole = dossier(snapshot, None)
    return (
        obligations(whole),
        plan(whole),
        find_out(whole),
        open_points(whole),
        determinations(whole),
        answers(whole),
        evidence(whole),
        sources(whole),
        *((changes(snapshot.since),) if snapshot.since else ()),
    )


def obligations(whole: Dossier) -> Table:
    """The register: every obligation within the coverage, one row each, in catalogue order."""
    questions, instruments = whole.questions, whole.instruments
    moved = of_duties(whole.snapshot.since)

    def short(duty: Duty) -> Text:
        instrument = instruments.get(duty.obligation.instrument)
        return instrument.short if instrument else same(duty.obligation.instrument)

    def missing(duty: Duty) -> Text | None:
        asked = [questions[id].ask if id in questions else same(id) for id in duty.obligation.missing]
        return lines(asked)

    def of(read: Callable[[Obligation], Cell]) -> Callable[[Duty], Cell]:
        return lambda duty: read(duty.obligation)

    def found(read: Callable[[Finding], Cell]) -> Callable[[Duty], Cell]:
        return lambda duty: read(duty.finding) if has_finding(duty) else None

    return Table(
        "obligations",
        words("义务清单", "Obligations"),
        (
            plain_column("id", _L["number"], 14, of(lambda o: o.id)),
            coded_column("outcome", _L["outcome"], 14, of(lambda o: coded(o.outcome, wording.OUTCOMES))),
            text_column("title", _L["obligation"], 38, of(lambda o: o.title)),
            text_column("because", _L["because"], 48, of(lambda o: o.because)),
            coded_column(
                "finding", _L["finding"], 18, found(lambda f: coded(f.judgement, wording.JUDGEMENTS))
            ),
            coded_column("status", _L["status"], 18, found(lambda f: coded(f.status, wording.STATUSES))),
            plain_column("owner", _L["owner"], 20, found(lambda f: f.owner)),
            day_column("due", _L["due"], found(lambda f: f.due)),
            plain_column("gap", _L["gap"], 40, found(lambda f: f.gap)),
            plain_column("evidence", _L["evidence"], 16, found(lambda f: "; ".join(f.evidence) or None)),
            plain_column("actions", _L["actions"], 44, found(lambda f: action_lines(f.actions))),
            plain_column("accepted", _L["accepted"], 36, found(lambda f: f.reason)),
            day_column("review_on", _L["review_on"], found(lambda f: f.review_on)),
            plain_column("dissent", _L["dissent"], 40, of(lambda o: dissent_line(o.dissent))),
            text_column("missing", _L["missing"], 36, missing),
            plain_column(
                "missing_ids",
                words("待查明（编号）", "To find out (ids)"),
                20,
                of(lambda o: joined(o.missing)),
            ),
            text_column(
                "settled_by", _L["settled_by"], 40, of(lambda o: lines([s.text for s in o.settled_by]))
            ),
            plain_column(
                "settled_by_ids",
                words("查明何事即可确定（编号）", "What would settle it (ids)"),
                20,
                of(settled_by_ids),
            ),
            text_column(
                "nearest",
                _L["nearest"],
                40,
                of(lambda o: o.nearest_change.text if o.nearest_change else None),
            ),
            plain_column(
                "nearest_ids",
                words("何种变化会使其适用（编号）", "What would bring it (ids)"),
                20,
                of(nearest_ids),
            ),
            plain_column("open_points", _L["points"], 16, of(lambda o: joined(o.open_points))),
            text_column("leaning", _L["leaning"], 30, of(lambda o: o.leans)),
            text_column("citation", words("条款", "Provision"), 26, of(lambda o: o.citation)),
            text_column("instrument", _L["instrument"], 22, short),
            plain_column("also", _L["also"], 22, of(lambda o: joined(o.citations_also))),
            text_column("summary", words("要求", "What is required"), 60, of(lambda o: o.summary)),
            text_column("addressee", _L["addressee"], 18, of(lambda o: o.addressee)),
            text_column("condition", _L["condition"], 40, of(lambda o: o.condition)),
            day_column("in_force_from", _L["in_force_from"], of(lambda o: o.effective_from)),
            text_column("deadline", _L["legal_deadline"], 28, of(lambda o: o.deadline)),
            coded_column("bites", _L["bites"], 16, of(lambda o: coded(o.bites, wording.BITES))),
            coded_column("kind", _L["kind"], 16, of(lambda o: coded(o.type, wording.KINDS))),
            coded_column("nature", _L["nature"], 22, of(lambda o: coded(o.binding_nature, wording.NATURES))),
            text_column("penalties", _L["penalties"], 48, of(penalties)),
            text_column("usual_evidence", _L["usual_evidence"], 40, of(lambda o: lines(o.usual_evidence))),
            text_column("steps", _L["steps"], 40, of(lambda o: lines(o.steps))),
            coded_column("change", _L["history"], 20, of(lambda o: coded(o.history.change, wording.CHANGES))),
            text_column(
                "history",
                words("与草案相比（说明）", "Against the draft, in words"),
                36,
                of(lambda o: o.history.text),
            ),
            coded_column("mark", _L["mark"], 20, of(lambda o: coded(o.mark, wording.MARKS))),
            text_column("since_last", wording.SECTIONS["changes"], 48, of(lambda o: moved.get(o.id))),
        ),
        whole.duties,
    )


def plan(whole: Dossier) -> Table:
    """What is to be done, by day; what has no day comes last."""
    return Table(
        "plan",
        wording.SECTIONS["plan"],
        (
            day_column("due", _L["due"], lambda s: s.due),
            plain_column(
                "action", _L["action"], 60, lambda s: s.action.text if s.action else s.duty.finding.gap
            ),
            plain_column("owner", _L["owner"], 20, lambda s: s.owner),
            coded_column("status", _L["status"], 18, lambda s: coded(s.status, wording.STATUSES)),
            plain_column("id", _L["number"], 14, lambda s: s.duty.obligation.id),
            text_column("title", _L["obligation"], 40, lambda s: s.duty.obligation.title),
            coded_column(
                "finding",
                _L["finding"],
                18,
                lambda s: coded(s.duty.finding.judgement, wording.JUDGEMENTS),
            ),
            coded_column(
                "outcome",
                _L["outcome"],
                16,
                lambda s: coded(s.duty.obligation.outcome, wording.OUTCOMES),
            ),
        ),
        whole.plan,
    )


def find_out(whole: Dossier) -> Table:
    """The facts still missing, those that settle most first."""
    return Table(
        "find_out",
        _L["ask_first"],
        (
            plain_column("question", _L["number"], 24, lambda f: f.question),
            text_column("ask", _L["question"], 50, lambda f: f.ask),
            coded_column("state", _L["answer"], 18, lambda f: coded(f.state, wording.ANSWER_STATES)),
            plain_column("settles", _L["settles"], 14, lambda f: f.settles),
            coded_column("known_by", _L["known_by"], 18, lambda f: coded(f.known_by, wording.KNOWN_BY)),
            text_column("if_not_sure", _L["if_not_sure"], 50, lambda f: f.if_not_sure),
        ),
        whole.snapshot.find_out,
    )


def open_points(whole: Dossier) -> Table:
    """What the law leaves open, with both readings and the position taken."""
    return Table(
        "open_points",
        _L["points"],
        (
            plain_column("id", _L["number"], 10, lambda p: p.id),
            text_column("title", _L["question"], 40, lambda p: p.title),
            text_column("reading_a", _L["reading_a"], 44, lambda p: p.reading_a),
            text_column("reading_b", _L["reading_b"], 44, lambda p: p.reading_b),
            plain_column("leaning", _L["leaning"], 10, lambda p: reading_letter(p.leaning)),
            text_column("leaning_text", words("倾向的理由", "Why it leans"), 44, lambda p: p.leaning_text),
            coded_column("grade", _L["grade"], 18, lambda p: coded(p.grade, wording.GRADES)),
            text_column("what_settles", _L["what_settles"], 44, lambda p: p.what_settles),
            plain_column("obligations", _L["touches"], 30, lambda p: joined(p.obligations)),
            plain_column(
                "position", _L["position"], 14, lambda p: p.position and reading_letter(p.position.reading)
            ),
            plain_column(
                "position_reason", _L["reason"], 44, lambda p: (p.position and p.position.reason) or None
            ),
            plain_column("position_by", _L["taken_by"], 20, lambda p: (p.position and p.position.by) or None),
            day_column("position_on", _L["dates"], lambda p: p.position and p.position.on),
            coded_column("mark", _L["mark"], 20, lambda p: coded(p.mark, wording.MARKS)),
        ),
        whole.snapshot.open_points,
    )


def determinations(whole: Dossier) -> Table:
    """What the law builds from the answers."""
    return Table(
        "determinations",
        _L["rests_on"],
        (
            plain_column("id", _L["number"], 20, lambda d: d.id),
            text_column("meaning", _L["question"], 44, lambda d: d.meaning),
            coded_column("value", _L["answer"], 14, lambda d: coded(d.value, wording.VALUES)),
            text_column("clause", _L["reason"], 50, lambda d: d.clause),
            text_column("leaning", _L["leaning"], 44, lambda d: d.leaning),
        ),
        whole.snapshot.determinations,
    )


def answers(whole: Dossier) -> Table:
    """What was said, by whom and when, in the order people are asked."""
    topics = {topic.id: topic.title for topic in whole.snapshot.topics}
    return Table(
        "answers",
        wording.SECTIONS["answers"],
        (
            plain_column("question", _L["number"], 24, lambda a: a.question),
            text_column("topic", words("主题", "Topic"), 22, lambda a: topics.get(a.topic, same(a.topic))),
            text_column("ask", _L["question"], 48, lambda a: a.ask),
            text_column("answer", _L["answer"], 44, lambda a: a.answer),
            coded_column(
                "state", words("状态", "State"), 18, lambda a: coded(a.state, wording.ANSWER_STATES)
            ),
            plain_column("raw", words("答案代码", "Answer as stored"), 26, lambda a: stored(a.raw)),
            plain_column("by", _L["said_by"], 20, lambda a: a.by),
            day_column("at", _L["dates"], lambda a: a.at),
            plain_column("source", _L["source"], 28, lambda a: a.source),
            plain_column("note", _L["note"], 36, lambda a: a.note),
        ),
        whole.snapshot.answers,
    )


def evidence(whole: Dossier) -> Table:
    """The evidence index, with digests."""
    return Table(
        "evidence",
        wording.SECTIONS["evidence"],
        (
            plain_column("number", _L["number"], 10, lambda e: e.number),
            plain_column("title", _L["title_of"], 44, lambda e: e.title),
            coded_column("kind", _L["what"], 14, lambda e: coded(e.kind, wording.EVIDENCE_KINDS)),
            plain_column("url", _L["address"], 40, lambda e: e.url),
            plain_column(
                "sha256",
                words("SHA-256", "SHA-256"),
                44,
                lambda e: e.sha256 and e.sha256.removeprefix("sha256:"),
            ),
            plain_column("size", words("字节数", "Bytes"), 12, lambda e: e.size),
            day_column("effective", _L["effective"], lambda e: e.effective),
            day_column("received", _L["received"], lambda e: e.received),
            day_column("expires", _L["expires"], lambda e: e.expires),
            plain_column("obligations", _L["supports"], 28, lambda e: joined(e.obligations)),
            plain_column("note", _L["note"], 36, lambda e: e.note),
        ),
        whole.snapshot.evidence,
    )


def sources(whole: Dossier) -> Table:
    """The instruments; drafts and plans, which bind nobody, are marked as the watch list."""
    return Table(
        "sources",
        wording.SECTIONS["sources"],
        (
            plain_column("id", _L["number"], 16, lambda i: i.id),
            text_column("name", _L["title_of"], 48, lambda i: i.name),
            text_column("short", words("简称", "Short name"), 22, lambda i: i.short),
            text_column("issuer", _L["issuer"], 40, lambda i: i.issuer),
            text_column("number", words("文号", "Document number"), 28, lambda i: i.number),
            day_column("promulgated", _L["promulgated"], lambda i: i.promulgated),
            day_column("in_force", _L["in_force"], lambda i: i.effective),
            text_column("standing", _L["state_of_law"], 24, lambda i: i.status),
            text_column("watch", _L["watch"], 14, lambda i: words("是", "yes") if i.watch else None),
            plain_column("coverage", _L["coverage"], 14, lambda i: i.coverage),
            text_column(
                "relation", words("与《暂行办法》的关系", "Bearing on the Measures"), 40, lambda i: i.relation
            ),
            plain_column("url", _L["address"], 40, lambda i: i.url),
            coded_column("mark", _L["mark"], 20, lambda i: coded(i.mark, wording.MARKS)),
        ),
        whole.snapshot.instruments,
    )
