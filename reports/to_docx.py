"""The report as a memo for a word processor: verdict first, then what is open, the duties, the plan, annexes.

The same sections as the PDF, under the same names and numbers; no contents page and no charts. ``both`` puts
the two languages one below the other. The same snapshot gives the same bytes.
"""

from collections.abc import Sequence
from typing import Literal

from reports import docx_annexes, docx_duties, statements, wording
from reports.cells import coded, words
from reports.docx_paper import Paper, Words
from reports.shape import OpenPoint, Text
from reports.snapshot import Snapshot, digest
from reports.view import Dossier, dossier

EXTENSION = "docx"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_L = wording.LABELS


def render(
    snapshot: Snapshot,
    *,
    language: Literal["zh", "en", "both"] = "both",
    sections: Sequence[str] | None = None,
) -> bytes:
    """The memo of ``snapshot``. Raises ReportError for a section that does not exist."""
    whole = dossier(snapshot, sections)
    paper = Paper(language)
    _describe(paper, whole)
    if "cover" in whole.chosen:
        _cover(paper, whole)
    for id, write in _SECTIONS.items():
        if section := whole.sections.get(id):
            paper.heading(1, section.title, section.number)
            write(paper, whole)
    return paper.to_bytes()


def _describe(paper: Paper, whole: Dossier) -> None:
    snapshot, report = whole.snapshot, whole.snapshot.report
    title, service = _L["title"], snapshot.service.name
    paper.describe(
        title=_one(paper, title),
        subject=_one(paper, service),
        author=report.prepared_by or "Hegui",
        comments=digest(snapshot),
        made=report.created_at,
    )
    mark = _L["draft"] if report.status == "draft" else None
    firm = snapshot.firm.name if snapshot.firm else words("合规 Hegui", "合规 Hegui")
    paper.run_head_and_foot(
        head=words(f"{firm.zh}　{service.zh}", f"{firm.en}, {service.en}"),
        mark=_marks(mark, report.classification),
        foot=f"{report.id}  {digest(snapshot)}",
    )


def _one(paper: Paper, text: Text) -> str:
    return " ".join(dict.fromkeys(getattr(text, code) for code in paper.languages))


def _marks(*marks: Text | None) -> Words:
    said = [mark for mark in marks if mark]
    return words("　".join(m.zh for m in said), ", ".join(m.en for m in said)) if said else ""


def _cover(paper: Paper, whole: Dossier) -> None:
    snapshot = whole.snapshot
    report = snapshot.report
    paper.title(_L["title"])
    rows: list[tuple[Words, Words | None]] = [
        (words("状态", "Standing"), _L[report.status]),
        (words("密级", "Classification"), report.classification),
        (words("出具机构", "Firm"), snapshot.firm.name if snapshot.firm else None),
        (_L["client"], snapshot.client),
        (_L["service"], snapshot.service.name),
        (words("服务说明", "About the service"), snapshot.service.description),
        (_L["law_as_of"], wording.day(snapshot.as_of)),
        (words("所知法律截至", "Law known to"), wording.day(snapshot.rulebook.law_known_to)),
        (_L["coverage"], _listed([group.name for group in snapshot.coverage if group.included])),
        (_L["left_out"], _listed(whole.left_out)),
        (_L["prepared_by"], report.prepared_by),
        (_L["released_by"], report.released_by),
        (words("签发时间", "Released"), wording.instant(report.released_at) if report.released_at else None),
        (words("制作时间", "Made"), wording.instant(report.created_at)),
        (_L["rulebook"], f"{snapshot.rulebook.version}\n{snapshot.rulebook.digest}"),
        (_L["document"], report.id),
        (_L["check_code"], report.code),
        (words("核验网址", "Check at"), report.verify_url),
        (_L["digest"], digest(snapshot)),
    ]
    paper.keys([(name, value) for name, value in rows if value])


def _listed(names: Sequence[Text]) -> Text | None:
    if not names:
        return None
    return words("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def _summary(paper: Paper, whole: Dossier) -> None:
    verdict = whole.snapshot.verdict
    paper.say(verdict.title, "Verdict")
    paper.say(verdict.reason)
    figures = whole.figures
    rows = [
        (paper.signed(code, said), str(figures.outcomes[code])) for code, said in wording.OUTCOMES.items()
    ]
    rows += [
        (paper.signed(code, said), str(figures.judged[code])) for code, said in wording.JUDGEMENTS.items()
    ]
    rows += [(_L["due_soon"], str(figures.due_soon)), (_L["overdue"], str(figures.overdue))]
    paper.table((_L["figures"], words("数量", "Count")), rows, (4, 1))


def _rely(paper: Paper, whole: Dossier) -> None:
    for sentence in statements.rely(whole):
        paper.say(sentence)


def _scope(paper: Paper, whole: Dossier) -> None:
    paper.table(
        (_L["rests_on"], _L["answer"], _L["reason"], _L["leaning"]),
        (
            (
                fact.meaning,
                paper.signed(fact.value, wording.VALUES[fact.value]),
                fact.clause,
                fact.leaning or "",
            )
            for fact in whole.scope_facts
        ),
        (3, 1, 3, 3),
    )


def _open(paper: Paper, whole: Dossier) -> None:
    paper.heading(2, _L["missing_facts"])
    asked = whole.snapshot.find_out
    paper.say(_L["missing_intro"] if asked else _L["nothing_to_ask"])
    if asked:
        paper.table(
            (_L["question"], _L["known_by"], _L["settles"], _L["if_not_sure"]),
            (
                (f.ask, coded(f.known_by, wording.KNOWN_BY).words, str(f.settles), f.if_not_sure)
                for f in asked
            ),
            (5, 2, 2, 5),
        )
    paper.heading(2, _L["open_law"])
    paper.say(_L["open_intro"] if whole.snapshot.open_points else _L["nothing_here"])
    for point in whole.snapshot.open_points:
        _point(paper, point)


def _point(paper: Paper, point: OpenPoint) -> None:
    paper.heading(3, point.title, point.id)
    rows: list[tuple[Words, Words | None]] = [
        (_L["reading_a"], point.reading_a),
        (_L["reading_b"], point.reading_b),
        (_L["leaning"], point.leaning_text),
        (_L["grade"], coded(point.grade, wording.GRADES).words),
        (_L["what_settles"], point.what_settles),
        (_L["touches"], "; ".join(point.obligations)),
        (_L["position"], _position(point)),
        (_L["mark"], wording.MARKS[point.mark]),
    ]
    paper.keys([(name, value) for name, value in rows if value])


def _position(point: OpenPoint) -> Text | None:
    taken = point.position
    if taken is None:
        return _L["no_position"] if point.reading_a and point.reading_b else None
    reading = _L[f"reading_{taken.reading}"]
    zh, en = wording.day(taken.on).zh, wording.day(taken.on).en
    return words(
        "\n".join(
            part for part in (f"{reading.zh}　{taken.by}　{zh}".replace("　　", "　"), taken.reason) if part
        ),
        "\n".join(
            part for part in (", ".join(p for p in (reading.en, taken.by, en) if p), taken.reason) if part
        ),
    )


_SECTIONS = {
    "summary": _summary,
    "rely": _rely,
    "scope": _scope,
    "open": _open,
    "obligations": docx_duties.applying_and_open,
    "plan": docx_duties.plan,
    "coming": docx_duties.coming,
    "out": docx_duties.outside,
    "changes": docx_annexes.changes,
    "answers": docx_annexes.answers,
    "evidence": docx_annexes.evidence,
    "sources": docx_annexes.sources,
    "penalties": docx_annexes.penalties,
    "notes": docx_annexes.notes,
}
