"""What a screen shows, each format holds: one table of fields and formats, and every cell of it is checked.

A format is taken apart into what it says of one obligation; each needle must be found there, in any of the
forms listed for it (``applies`` for machines, ``适用`` for people). White space and hyphens do not count:
paper breaks lines.
"""

import csv
import json
import re
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from io import BytesIO, StringIO
from typing import Any

import docx
import openpyxl
import pymupdf
import pytest
from docx.oxml.ns import qn

from reports import html, to_csv, to_docx, to_json, to_oscal, to_pdf, to_xlsx, wording
from reports.cells import has_finding
from reports.change_rows import chapters
from reports.compare import since
from reports.shape import Finding, Obligation, Text
from reports.snapshot import Snapshot
from reports.view import Duty, dossier
from tests.reports.changed import earlier
from tests.reports.snapshots import position, snapshot

FORMATS = ("pdf", "html", "docx", "xlsx", "csv", "json", "oscal")

# field: where it stands for what applies or is open | where for what does not apply or is not in force
WHERE = {
    "id":             ("pdf html docx xlsx csv json oscal", "pdf html docx xlsx csv json oscal"),
    "title":          ("pdf html docx xlsx csv json oscal", "pdf html docx xlsx csv json oscal"),
    "outcome":        ("pdf html docx xlsx csv json oscal", "xlsx csv json oscal"),
    "because":        ("pdf html docx xlsx csv json oscal", "pdf html docx xlsx csv json oscal"),
    "citation":       ("pdf html docx xlsx csv json oscal", "pdf html docx xlsx csv json oscal"),
    "citations_also": ("pdf html docx xlsx csv json oscal", "xlsx csv json oscal"),
    "summary":        ("pdf html docx xlsx csv json oscal", "xlsx csv json oscal"),
    "addressee":      ("pdf html docx xlsx csv json oscal", "xlsx csv json oscal"),
    "condition":      ("pdf html docx xlsx csv json oscal", "xlsx csv json oscal"),
    "effective_from": ("docx xlsx csv json oscal",          "xlsx csv json oscal"),
    "deadline":       ("pdf html docx xlsx csv json oscal", "xlsx csv json oscal"),
    "penalties":      ("pdf html docx xlsx csv json oscal", "xlsx csv json oscal"),
    "usual_evidence": ("pdf html docx xlsx csv json oscal", "xlsx csv json oscal"),
    "steps":          ("pdf html docx xlsx csv json oscal", "xlsx csv json oscal"),
    "history":        ("pdf html docx xlsx csv json oscal", "xlsx csv json oscal"),
    "kind":           ("docx xlsx csv json oscal",          "xlsx csv json oscal"),
    "mark":           ("pdf html docx xlsx csv json oscal", "xlsx csv json oscal"),
    "leans":          ("pdf html docx xlsx csv json oscal", "xlsx csv json oscal"),
    "missing":        ("docx xlsx csv json oscal",          "xlsx csv json oscal"),  # paper: in the reason
    "settled_by":     ("pdf html docx xlsx csv json oscal", "xlsx csv json oscal"),
    "settled_by_ids": ("xlsx csv oscal",                    "xlsx csv oscal"),
    "nearest_change": ("pdf html docx xlsx csv json oscal", "pdf html docx xlsx csv json oscal"),
    "nearest_ids":    ("xlsx csv oscal",                    "xlsx csv oscal"),
    "open_points":    ("pdf html docx xlsx csv json oscal", "xlsx csv json oscal"),
    "dissent":        ("pdf html docx xlsx csv json oscal", "pdf html docx xlsx csv json oscal"),
    "finding":        ("pdf html docx xlsx csv json oscal", "json"),
    "status":         ("pdf html docx xlsx csv json oscal", "json"),
    "owner":          ("pdf html docx xlsx csv json oscal", "json"),
    "due":            ("pdf html docx xlsx csv json oscal", "json"),
    "gap":            ("pdf html docx xlsx csv json oscal", "json"),
    "evidence":       ("pdf html docx xlsx csv json oscal", "json"),
    "actions":        ("pdf html docx xlsx csv json oscal", "json"),
    "accepted":       ("pdf html docx xlsx csv json oscal", "json"),
    "review_on":      ("pdf html docx xlsx csv json oscal", "json"),
}  # fmt: skip

Needle = tuple[str, ...]  # one of these forms must be found


# -- what is looked for --------------------------------------------------------------------------


def both(*texts: Text | None) -> list[Needle]:
    return [(words,) for text in texts if text for words in (text.zh.rstrip("。"), text.en.rstrip("."))]


def coded(code: str, words: dict[str, Text]) -> list[Needle]:
    said = words.get(code)
    return [(code, said.zh), (code, said.en)] if said else [(code, code.replace("_", " "))]


def day(on: Any) -> list[Needle]:
    return [(on.isoformat(), wording.day(on).zh), (on.isoformat(), wording.day(on).en)] if on else []


def plain(*texts: str | None) -> list[Needle]:
    return [(text,) for text in texts if text]


def asked(names: tuple[str, ...]) -> list[Needle]:
    words = {answer.question: answer.ask for answer in snapshot().answers}
    return [(name, words[name].zh) for name in names]


OF_DUTY: dict[str, Callable[[Obligation], list[Needle]]] = {
    "id": lambda o: plain(o.id),
    "title": lambda o: both(o.title),
    "outcome": lambda o: coded(o.outcome, wording.OUTCOMES),
    "because": lambda o: both(o.because),
    "citation": lambda o: both(o.citation),
    "citations_also": lambda o: plain(*o.citations_also),
    "summary": lambda o: both(o.summary),
    "addressee": lambda o: both(o.addressee),
    "condition": lambda o: both(o.condition),
    "effective_from": lambda o: day(o.effective_from),
    "deadline": lambda o: both(o.deadline),
    "penalties": lambda o: both(*(penalty.provision for penalty in o.penalties)),
    "usual_evidence": lambda o: both(*o.usual_evidence),
    "steps": lambda o: both(*o.steps),
    "history": lambda o: both(o.history.text),
    "kind": lambda o: coded(o.type, wording.KINDS),
    "mark": lambda o: coded(o.mark, wording.MARKS) if o.mark != "checked" else [],
    "leans": lambda o: both(o.leans),
    "missing": lambda o: asked(o.missing),
    "settled_by": lambda o: both(*(found.text for found in o.settled_by)),
    "settled_by_ids": lambda o: plain(*("+".join(found.questions) for found in o.settled_by)),
    "nearest_change": lambda o: both(o.nearest_change.text) if o.nearest_change else [],
    "nearest_ids": lambda o: plain("role=app_store; export=yes") if o.nearest_change else [],
    "open_points": lambda o: plain(*o.open_points),
    "dissent": lambda o: plain(o.dissent.reason, o.dissent.by) if o.dissent else [],
}
OF_FINDING: dict[str, Callable[[Finding], list[Needle]]] = {
    "finding": lambda f: coded(f.judgement, wording.JUDGEMENTS),
    "status": lambda f: coded(f.status, wording.STATUSES) if f.status != "not_started" else [],
    "owner": lambda f: plain(f.owner),
    "due": lambda f: day(f.due),
    "gap": lambda f: plain(f.gap),
    "evidence": lambda f: plain(*f.evidence),
    "actions": lambda f: [needle for a in f.actions for needle in (*plain(a.text), *day(a.due)[:1])],
    "accepted": lambda f: plain(f.reason),
    "review_on": lambda f: day(f.review_on),
}


def needles(duty: Duty, field: str, form: str) -> list[Needle]:
    """What a format must say of a field; a judgement is said where the duty applies, else its outcome is."""
    if field in OF_DUTY:
        paper = form in ("pdf", "html")
        if field == "outcome" and paper and duty.obligation.outcome == "applies":
            return []  # under the heading of what applies, the judgement stands in its place
        return OF_DUTY[field](duty.obligation)
    if form == "json" and (duty.obligation.finding or Finding()) == Finding():
        return []  # what is at its default stands in no JSON
    if field in ("finding", "status") and form in ("pdf", "html") and duty.obligation.outcome != "applies":
        return [] if duty.obligation.finding is None else OF_FINDING[field](duty.finding)
    return OF_FINDING[field](duty.finding)


# -- what each format says of one obligation -----------------------------------------------------


@cache
def made() -> Snapshot:
    """The usual snapshot with more in it: an open duty being worked on, a position, a view on each duty."""
    usual = snapshot()
    dissent = usual.obligations[2].dissent
    working = usual.obligations[4].finding
    duties = tuple(
        o.model_copy(
            update={
                "dissent": dissent,
                "finding": working if o.id == "CSL-37" else o.finding,
                "deadline": o.deadline or Text(zh="十个工作日内", en="Within ten working days"),
                "citations_also": ("GB45438 4.1",),
            }
        )
        for o in usual.obligations
    )
    point = usual.open_points[0].model_copy(update={"position": position()})
    made = snapshot(obligations=duties, open_points=(point,))
    return made.model_copy(update={"since": since(earlier(), made)})


def squeezed(text: str) -> str:
    """Without white space, hyphens and what breaks long words; typographic quotes as they are."""
    return re.sub(r"[\s\-‐\u00ad\u200b]", "", text).lower()


class Words(HTMLParser):
    """The text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def text_of(markup: str) -> str:
    words = Words()
    words.feed(markup)
    return " ".join(words.found)


@cache
def pdf_text() -> str:
    with pymupdf.open(stream=to_pdf.render(made())) as document:
        return squeezed("".join(page.get_text() for page in document))


def of_pdf(duty: Obligation) -> str:
    return pdf_text()


@cache
def page() -> str:
    return html.body(made())


def of_html(duty: Obligation) -> str:
    if duty.outcome in ("applies", "undetermined"):
        found = re.search(rf'<article[^>]* id="o-{duty.id}">.*?</article>', page(), re.DOTALL)
        assert found is not None, duty.id
        return text_of(found[0])
    return text_of(page())


@cache
def memo() -> tuple[str, ...]:
    """The memo's blocks: a paragraph, or a row of a table."""
    document = docx.Document(BytesIO(to_docx.render(made())))
    blocks = []
    for child in document.element.body:
        rows = child.findall(qn("w:tr")) if child.tag == qn("w:tbl") else [child]
        blocks += [" ".join(t.text or "" for t in row.iter(qn("w:t"))) for row in rows]
    return tuple(blocks)


def of_docx(duty: Obligation) -> str:
    if duty.outcome not in ("applies", "undetermined"):
        return next(
            block for block in memo() if re.match(rf"{duty.id}\b.*{re.escape(duty.because.en)}", block)
        )
    start = next(i for i, block in enumerate(memo()) if re.match(rf"{re.escape(duty.id)}  ", block))
    ends = [o.title.en for o in made().obligations if o.id != duty.id]
    stop = next(
        (i for i in range(start + 1, len(memo())) if any(memo()[i].endswith(title) for title in ends)), None
    )
    return "\n".join(memo()[start:stop])


@cache
def sheet() -> dict[str, str]:
    rows = openpyxl.load_workbook(BytesIO(to_xlsx.render(made())))["义务清单 Obligations"].iter_rows(
        values_only=True
    )
    return {str(row[0]): "\n".join(str(value) for value in row if value is not None) for row in rows}


def of_xlsx(duty: Obligation) -> str:
    return sheet()[duty.id]


@cache
def lines() -> dict[str, str]:
    rows = csv.DictReader(StringIO(to_csv.render(made()).decode("utf-8-sig"), newline=""))
    return {row["id"]: "\n".join(row.values()) for row in rows}


def of_csv(duty: Obligation) -> str:
    return lines()[duty.id]


def strings(record: Any) -> list[str]:
    if isinstance(record, dict):
        return [found for value in record.values() for found in strings(value)]
    if isinstance(record, list):
        return [found for value in record for found in strings(value)]
    return [str(record)]


def of_json(duty: Obligation) -> str:
    records = json.loads(to_json.render(made()))["obligations"]
    return "\n".join(strings(next(record for record in records if record["id"] == duty.id)))


@cache
def oscal() -> dict[str, Any]:
    return {name: json.loads(data) for name, data in to_oscal.documents(made()).items()}


def of_oscal(duty: Obligation) -> str:
    groups = oscal()["catalog.json"]["catalog"]["groups"]
    controls = [control for group in groups for control in group["controls"] if control["id"] == duty.id]
    result = oscal()["assessment-results.json"]["assessment-results"]["results"][0]
    plan = oscal()["plan-of-action-and-milestones.json"]["plan-of-action-and-milestones"]
    listed = [*result["observations"], *result["findings"], *plan["risks"], *plan["poam-items"]]
    return "\n".join(strings([*controls, *(r for r in listed if r["title"].split(" ")[0] == duty.id)]))


SAYS = {
    "pdf": of_pdf,
    "html": of_html,
    "docx": of_docx,
    "xlsx": of_xlsx,
    "csv": of_csv,
    "json": of_json,
    "oscal": of_oscal,
}


# -- the tests -----------------------------------------------------------------------------------


def test_the_table_names_every_field_and_only_formats_there_are() -> None:
    assert set(WHERE) == {*OF_DUTY, *OF_FINDING}
    assert {form for within, outside in WHERE.values() for form in (within + " " + outside).split()} == set(
        FORMATS
    )
    shown = {"instrument", "binding_nature", "bites", "type", "finding"}  # by their words, or beside others
    assert set(Obligation.model_fields) - shown <= {*WHERE}


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_holds_what_the_table_says(form: str) -> None:
    missing = []
    for duty in dossier(made(), None).duties:
        said = squeezed(SAYS[form](duty.obligation))
        for field, (within, outside) in WHERE.items():
            if form in (within if has_finding(duty) else outside).split():
                missing += [
                    (duty.obligation.id, field, forms)
                    for forms in needles(duty, field, form)
                    if not any(squeezed(one) in said for one in forms)
                ]
    assert missing == []


def test_a_needle_that_is_not_there_is_found_missing() -> None:
    other = made().obligations[4].model_copy(update={"title": Text(zh="别的义务", en="Another duty")})
    for form in FORMATS:
        said = squeezed(SAYS[form](made().obligations[4]))
        assert not any(squeezed(one) in said for needle in OF_DUTY["title"](other) for one in needle)


def of_changes(made: Snapshot) -> list[Needle]:
    """Every side, label and reason of every change; its kind as a word or, for machines, as a code."""
    found: list[Needle] = []
    for chapter in chapters(made.since) if made.since else ():
        for row in chapter.rows:
            found += [*both(row.title, row.detail), *plain(row.by)]
            if row.kind_words and row.lines[0].label is None:
                found.append((row.kind, row.kind_words.zh))
            for line in row.lines:
                found += both(line.label)
                for value in (line.before, line.after):
                    found += [(value.code or text, text) for (text,) in both(value.words)] if value else []
    return found


@cache
def whole(form: str) -> str:
    """Everything a format says."""
    if form == "xlsx":
        book = openpyxl.load_workbook(BytesIO(to_xlsx.render(made())))
        rows = (row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
        return squeezed("\n".join(str(value) for row in rows for value in row if value is not None))
    texts = {
        "pdf": lambda: pdf_text(),
        "html": lambda: text_of(page()),
        "docx": lambda: "\n".join(memo()),
        "json": lambda: "\n".join(strings(json.loads(to_json.render(made())))),
        "oscal": lambda: "\n".join(strings(oscal())),
    }
    return squeezed(texts[form]())


# What stands beside the obligations; the CSV is the register alone.
BESIDE: dict[str, tuple[str, Callable[[Snapshot], list[Needle]]]] = {
    "verdict": ("pdf html docx xlsx json oscal", lambda s: both(s.verdict.title, s.verdict.reason)),
    "determinations": (
        "pdf html docx xlsx json oscal",
        lambda s: [n for d in s.determinations for n in both(d.clause, d.leaning)],
    ),
    "find_out": (
        "pdf html docx xlsx json oscal",
        lambda s: [n for f in s.find_out for n in both(f.ask, f.if_not_sure)],
    ),
    "open_points": (
        "pdf html docx xlsx json oscal",
        lambda s: [
            n
            for p in s.open_points
            for n in both(p.title, p.reading_a, p.reading_b, p.leaning_text, p.what_settles)
        ],
    ),
    "positions": (
        "pdf html docx xlsx json oscal",
        lambda s: [n for p in s.open_points if p.position for n in plain(p.position.reason, p.position.by)],
    ),
    "answers": (
        "pdf html docx xlsx json oscal",
        lambda s: [n for a in s.answers for n in (*both(a.ask, a.answer), *plain(a.by, a.note, a.source))],
    ),
    "evidence": (
        "pdf html docx xlsx json oscal",
        lambda s: [
            n
            for e in s.evidence
            for n in plain(e.number, e.title, e.url, e.note, e.sha256 and e.sha256.removeprefix("sha256:"))
        ],
    ),
    "sources": (
        "pdf html docx xlsx json",
        lambda s: [
            n
            for i in s.instruments
            for n in (*both(i.name, i.status), *plain(i.url if not i.watch else None))
        ],
    ),
    "notes": ("pdf html docx xlsx json oscal", lambda s: both(*s.notes)),
    # What moved since the last report: every line of every change, before and after, and the reason.
    "changes": ("pdf html docx xlsx json oscal", lambda s: of_changes(s)),
    "compared_with": (
        "pdf html docx json oscal",
        lambda s: plain(s.since.old.report) + day(s.since.old.as_of) if s.since else [],
    ),
    "left_out_law": ("pdf html docx xlsx json", lambda s: both(*s.left_out_law)),
}


@pytest.mark.parametrize("name", BESIDE)
def test_what_stands_beside_the_obligations_is_in_each_format_too(name: str) -> None:
    where, look_for = BESIDE[name]
    missing = [
        (form, forms)
        for form in where.split()
        for forms in look_for(made())
        if not any(squeezed(one) in whole(form) for one in forms)
    ]
    assert missing == []
