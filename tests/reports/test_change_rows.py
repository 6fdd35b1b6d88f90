"""What moved, as rows: the order of reading, the tally, the limits; the annex that repeats them."""

import json
from typing import Any

import jsonschema
import pytest

from reports import html, to_csv, to_docx, to_json, to_oscal, to_xlsx
from reports.change_rows import MOST_LINES, chapters, side_words, tally, tally_words
from reports.changes import Since
from reports.compare import compare, since
from reports.snapshot import SCHEMA_FILE, Snapshot, Text, digest, from_json
from reports.view import dossier
from reports.wording import short_digest
from tests.reports.changed import earlier, later
from tests.reports.snapshots import snapshot
from tests.reports.test_hostile import HOSTILE


def held() -> Since:
    found = later().since
    assert found is not None
    return found


def test_chapters_stand_in_the_order_of_reading_and_empty_ones_are_left_out() -> None:
    assert [chapter.id for chapter in chapters(held())] == [
        "scope", "outcomes", "answers", "determinations", "findings", "positions", "evidence", "law",
    ]  # fmt: skip
    assert chapters(since(snapshot(), snapshot())) == ()


def test_a_row_shows_before_and_after_as_states_with_their_signs() -> None:
    outcomes = next(c for c in chapters(held()) if c.id == "outcomes")
    told = [(row.id, row.kind, row.lines[0].before, row.lines[0].after) for row in outcomes.rows]
    shown = [(id, kind, a and (a.code, a.is_state), b and (b.code, b.is_state)) for id, kind, a, b in told]
    assert shown == [
        ("PIPL-55", "gained", ("does_not_apply", True), ("applies", True)),
        ("PIPL-38", "lost", ("applies", True), ("does_not_apply", True)),
        ("GAI-17-A", "opened", ("not_in_force", True), ("undetermined", True)),
        ("LBL-5", "settled", ("undetermined", True), ("applies", True)),
    ]


def test_the_tally_counts_a_duty_that_is_new_by_its_outcome() -> None:
    # PIPL-55 and CSL-23, which was not within the coverage before.
    assert tally(held()) == {"gained": 2, "lost": 1, "opened": 1, "settled": 1}
    assert tally_words(held()) == Text(
        zh="义务：新适用 2 项，不再适用 1 项，新待定 1 项，已确定 1 项。",
        en="Duties: 2 gained, 1 lost, 1 newly open, 1 settled.",
    )
    assert tally_words(since(snapshot(), snapshot())) is None
    back = compare(later(), earlier())
    assert tally(back) == {"gained": 1, "lost": 2, "opened": 1, "settled": 1}


def test_the_other_report_is_named_by_day_number_and_law() -> None:
    assert side_words(held().old).en == (
        "the report of 14 July 2026 (released, document 0197c0de-0000-7000-8000-000000007714, "
        f"digest {short_digest(digest(earlier()))}; law as of 14 July 2026, rulebook 2026.06)"
    )


def test_a_snapshot_holds_the_comparison_under_its_digest_and_comes_back_the_same() -> None:
    data = to_json.render(later())
    assert from_json(data) == later()
    jsonschema.validate(json.loads(data), json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
    assert digest(later()) != digest(later().model_copy(update={"since": None}))


def test_a_snapshot_without_an_earlier_report_has_the_bytes_it_always_had() -> None:
    assert "since" not in json.loads(to_json.render(snapshot()))
    assert json.loads(to_json.render(snapshot()))["digest"] == digest(snapshot())


def test_a_comparison_between_two_that_hold_comparisons_does_not_nest() -> None:
    third = later().model_copy(update={"since": since(later(), later())})
    assert third.since is not None
    assert third.since.is_empty
    assert third.since.old.digest == digest(later())
    assert from_json(to_json.render(third)) == third


def test_the_annex_is_left_out_where_there_was_no_report_and_says_so_when_asked_for() -> None:
    assert "changes" not in dossier(snapshot(), None).sections
    assert dossier(later(), None).sections["changes"].number == "A"
    asked = html.body(snapshot(), sections=("changes",), language="en")
    assert "There is no released report before this one." in asked


def test_an_annex_in_which_nothing_moved_says_so() -> None:
    still = snapshot().model_copy(update={"since": since(snapshot(), snapshot())})
    said = html.body(still, sections=("changes",), language="en")
    assert "are as they were" in said
    assert "<table" not in said


def test_the_registers_line_of_a_duty_says_what_moved_on_it() -> None:
    lines = to_csv.render(later()).decode("utf-8-sig").splitlines()
    assert lines[0].endswith('"since_last_zh","since_last_en"')
    said = to_csv.render(later()).decode("utf-8-sig")
    assert "PIPL-38 Conditions for sending personal information abroad: from “applies”" in said
    assert "LBL-4 Visible labels on generated content: Finding: from “not met” to “partly met”" in said


def everywhere(word: str) -> Snapshot:
    """A later report in which every text a person can have typed since then says ``word``."""
    now = snapshot()
    finding = next(o.finding for o in now.obligations if o.id == "LBL-4")
    assert finding is not None
    typed: dict[str, Any] = {
        "obligations": tuple(
            o.model_copy(
                update={
                    "outcome": "applies",
                    "finding": finding.model_copy(update={"gap": word, "owner": word, "reason": word}),
                }
            )
            for o in now.obligations
        ),
        "answers": tuple(a.model_copy(update={"raw": 1, "by": word}) for a in now.answers),
        "evidence": tuple(e.model_copy(update={"title": word, "note": word}) for e in now.evidence),
    }
    new = now.model_copy(update=typed)
    return new.model_copy(update={"since": since(now, new)})


@pytest.mark.parametrize("name", ["run", "markup", "template", "bidi", "controls", "lines"])
def test_hostile_words_stay_words_in_every_format(name: str) -> None:
    made = everywhere(HOSTILE[name][:5_000])
    page = html.page(made, sections=("changes",))
    assert "<script>" not in page
    assert not set(page) & set("\u202e\u2066\u0000\u0001\u200f")
    assert max(map(len, page.replace("\u200b", " ").replace("<br>", " ").split())) < 400
    for render in (to_docx.render, to_xlsx.render, to_csv.render, to_oscal.render):
        assert render(made)


def test_a_chapter_is_cut_at_a_limit_and_says_so() -> None:
    moved = held().findings * 100
    many = snapshot().model_copy(update={"since": held().model_copy(update={"findings": moved})})
    findings = next(c for c in dossier(many, None).changes if c.id == "findings")
    assert sum(len(row.lines) for row in findings.rows) <= MOST_LINES
    assert findings.left_out > 0
    assert "More in the attached JSON" in html.page(many, sections=("changes",), language="en")


def test_an_archive_with_a_field_nobody_knows_is_printed_in_words() -> None:
    change = held().findings[0]
    strange = change.fields[0].model_copy(update={"field": "mood", "code_after": "sunny"})
    other = held().model_copy(update={"findings": (change.model_copy(update={"fields": (strange,)}),)})
    page = html.page(snapshot().model_copy(update={"since": other}), sections=("changes",), language="en")
    assert "partly met" in page
