import shutil
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn

from reports import to_docx
from reports.errors import ReportError
from reports.snapshot import digest
from tests.reports.hostile import TURNED, typed
from tests.reports.snapshots import position, snapshot

HANZI = range(0x4E00, 0xA000)


def opened(data: bytes) -> Any:
    return docx.Document(BytesIO(data))


def words(document: Any) -> list[str]:
    """Every paragraph, in the body and in tables, in reading order."""
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p"))]


def headings(document: Any, level: int) -> list[str]:
    return [p.text for p in document.paragraphs if p.style.name == f"Heading {level}"]


def test_the_memo_begins_with_the_verdict_and_keeps_the_sections_of_the_report() -> None:
    assert headings(opened(to_docx.render(snapshot(), language="en")), 1) == [
        "1  Summary",
        "What you can rely on",
        "2  Do the Measures apply?",
        "3  What is still open",
        "4  Obligations that apply or are open",
        "5  Remediation plan",
        "6  Coming law",
        "7  What does not apply",
        "A  Answers given",
        "B  Evidence index",
        "C  Sources of law",
        "D  What a breach may cost",
        "E  Standing notes",
    ]


def test_a_duty_shows_outcome_reason_finding_and_evidence() -> None:
    said = words(opened(to_docx.render(snapshot(), language="en")))
    start = said.index("LBL-4  Visible labels on generated content")
    assert said[start + 1 : start + 17] == [
        "● applies · Labelling Measures, art 4 · checked against the text",
        "Because the service generates text and images.",
        "Add a text, spoken or graphic label that users readily notice to generated text, audio, images, "
        "video and virtual scenes.",
        "Finding",
        "◑ partly met",
        "Remediation",
        "in progress",
        "Owner",
        "Zhao Lei",
        "Due",
        "15 December 2026",
        "Gap",
        "Images carry a label; texts copied out of the editor do not.",
        "Evidence",
        "E-03 Screens of labelled images",
        "Actions",
    ]


def test_both_languages_stand_together_and_what_is_the_same_is_said_once() -> None:
    said = words(opened(to_docx.render(snapshot())))
    assert "4  适用及待定的义务  Obligations that apply or are open" in said
    standing = "● 适用 · 《标识办法》第4条 · 已核对原文 · applies · Labelling Measures, art 4"
    assert f"{standing} · checked against the text" in said
    assert said.count("Zhao Lei") == 5  # twice as the owner of a duty, in the plan thrice


def test_one_language_alone_leaves_the_other_out() -> None:
    english = "".join(words(opened(to_docx.render(snapshot(), language="en"))))
    assert "Obligations that apply" in english and "适用及待定的义务" not in english
    chinese = "".join(words(opened(to_docx.render(snapshot(), language="zh"))))
    assert "适用及待定的义务" in chinese and "Obligations that apply" not in chinese


def test_an_open_point_shows_both_readings_and_the_position() -> None:
    point = snapshot().open_points[0].model_copy(update={"position": position()})
    said = words(opened(to_docx.render(snapshot(open_points=(point,)), language="en")))
    assert "Yes. Merchants are part of the public, and nothing exempts services for organisations." in said
    assert "Reading B, Clara Lin, 20 November 2026The tool sits behind merchants' log-in." in said


def test_counsel_s_own_view_stands_beside_the_outcome_also_where_nothing_applies() -> None:
    dissent = snapshot().obligations[2].dissent
    changed = tuple(
        o.model_copy(update={"dissent": dissent}) if o.id == "PIPL-38" else o for o in snapshot().obligations
    )
    said = words(opened(to_docx.render(snapshot(obligations=changed), language="en")))
    assert any(
        "Counsel’s view: does not apply: Merchants see drafts only. (Clara Lin, 20 November 2026)" in text
        for text in said
    )


def test_chosen_sections_stand_alone() -> None:
    document = opened(to_docx.render(snapshot(), language="en", sections=("summary", "plan")))
    assert headings(document, 1) == ["1  Summary", "2  Remediation plan"]


def test_guidance_is_printed_with_each_duty_only_when_chosen() -> None:
    plain, guided = (
        words(opened(to_docx.render(snapshot(), language="en", sections=sections)))
        for sections in (("obligations",), ("obligations", "guidance"))
    )
    assert "Name a responsible person" in guided and "Name a responsible person" not in plain
    assert "Before launch" in plain  # a time limit is no advice


def test_an_unknown_section_is_refused_by_name() -> None:
    with pytest.raises(ReportError, match="'pictures'"):
        to_docx.render(snapshot(), sections=("pictures",))


def test_every_style_names_an_east_asian_font_and_no_theme_font() -> None:
    document = opened(to_docx.render(snapshot()))
    used = {p.style.name for p in document.paragraphs} | {"Table Text", "Table Head", "Key Name", "Header"}
    for name in used:
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) in ("宋体", "黑体"), name
        assert [key for key in fonts.attrib if "Theme" in key] == [], name
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:rFonts')}")
    assert defaults.get(qn("w:eastAsia")) == "宋体"


def test_every_run_of_chinese_says_so_and_nothing_else_is_formatted_by_hand() -> None:
    document = opened(to_docx.render(snapshot(), language="zh", sections=("summary", "rely", "notes")))
    for run in document.element.body.iter(qn("w:r")):
        text = "".join(t.text for t in run.iter(qn("w:t")))
        fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if any(ord(character) in HANZI for character in text):
            assert fonts is not None and dict(fonts.attrib) == {qn("w:hint"): "eastAsia"}, text
    direct = {child.tag for properties in document.element.body.iter(qn("w:rPr")) for child in properties}
    assert direct <= {qn("w:rFonts"), qn("w:rStyle")}


def test_head_and_foot_say_whose_it_is_that_it_is_a_draft_its_digest_and_the_page() -> None:
    section = opened(to_docx.render(snapshot(), language="en")).sections[0]
    assert section.header.paragraphs[0].text == "Example LLP, Merchant Copy\tdraft, Confidential"
    assert section.footer.paragraphs[0].text.startswith(f"{snapshot().report.id}  {digest(snapshot())}\t")
    fields = [f.get(qn("w:instr")) for f in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_every_table_with_a_head_repeats_it_on_each_page() -> None:
    tables = opened(to_docx.render(snapshot())).tables
    lists = [table for table in tables if table.style.name == "Hegui Table"]
    assert len(lists) == 14
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in lists)


def test_the_core_properties_come_from_the_snapshot() -> None:
    properties = opened(to_docx.render(snapshot(), language="en")).core_properties
    assert properties.title == "Obligations under China’s generative-AI rules"
    assert properties.author == "王敏 Wang Min"
    assert properties.comments == digest(snapshot())
    assert properties.created == properties.modified == datetime(2026, 11, 21, 4, 5, tzinfo=UTC)


def test_equal_snapshots_give_equal_files_without_a_clock_in_them() -> None:
    data = to_docx.render(snapshot())
    assert data == to_docx.render(snapshot())
    with ZipFile(BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_controls_and_turned_text_do_not_reach_the_file() -> None:
    assert "safegnp.exex" in words(opened(to_docx.render(typed(TURNED), language="en")))


def test_markup_someone_typed_is_text() -> None:
    text = "<w:p>&amp; </w:t> {{ 7*7 }} <script>"
    assert text in words(opened(to_docx.render(typed(text), language="en")))


def test_a_text_without_end_is_cut_and_says_so() -> None:
    longest = max(words(opened(to_docx.render(typed("合" * 100_000, first=1), language="zh"))), key=len)
    assert longest.startswith("合合") and longest.endswith("… [+]") and len(longest) < 41_000


def test_an_empty_snapshot_still_makes_a_memo() -> None:
    empty = snapshot(obligations=(), find_out=(), open_points=(), answers=(), evidence=())
    said = words(opened(to_docx.render(empty, language="en")))
    assert said.count("There is nothing of this kind.") == 6


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_memo_and_prints_it(tmp_path: Path) -> None:
    source = tmp_path / "memo.docx"
    source.write_bytes(to_docx.render(snapshot()))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)
    text = (tmp_path / "memo.txt").read_text(encoding="utf-8-sig")
    assert "Visible labels on generated content" in text and "对生成内容添加显式标识" in text
