import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from PIL import ImageChops, ImageStat

from reports import to_pdf
from reports.errors import MissingLibraries, ReportError, ReportTooLarge
from reports.html import Language
from reports.snapshot import Text, digest, from_json, to_json
from reports.wording import LANGUAGES
from tests.reports.printed import drawn_by_mupdf, drawn_by_poppler, lines, paper, short, text
from tests.reports.snapshots import snapshot

CLOSING = "，。、；：？！）》」』】〉”’…·"
OPENING = "（《「『【〈“‘"
SOME = ("obligations",)


def test_a_report_in_both_languages_says_everything_twice() -> None:
    said = text(paper("both"))
    for words in (
        "Find out first",
        "首先查明",
        "PIPL, art 21",
        "《个人信息保护法》第21条",
        "not assessed",
        "未评估",
    ):
        assert words in said


def test_a_chinese_report_has_no_english_labels_and_an_english_one_no_chinese() -> None:
    assert "Remediation plan" not in text(paper("zh"))
    assert "整改计划" in text(paper("zh"))
    english = text(to_pdf.render(short(), language="en", sections=("rely", "open", "sources")))
    assert [c for c in english if "\u4e00" <= c <= "\u9fff"] == []


def test_an_obligation_without_a_finding_is_not_assessed_and_not_started() -> None:
    bare = short().obligations[0].model_copy(update={"finding": None})
    made = short().model_copy(update={"obligations": (bare,)})
    said = text(to_pdf.render(made, language="both", sections=SOME))
    assert "not assessed" in said
    assert "未评估" in said
    assert "not started" in said
    assert "未开始" in said


def test_every_page_but_the_cover_names_service_day_digest_and_draft() -> None:
    short_digest = digest(snapshot()).removeprefix("sha256:")
    with pymupdf.open(stream=paper("both")) as document:
        for page in list(document)[1:]:
            said = page.get_text()
            assert "Merchant Copy" in said
            assert "Law as of 21 November 2026" in said
            assert f"{short_digest[:4]}…{short_digest[-4:]}" in said
            assert "DRAFT" in said
            assert f"{page.number + 1} / {len(document)}" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_character_has_a_glyph_of_an_embedded_face_of_ours(language: Language) -> None:
    with pymupdf.open(stream=paper(language)) as document:
        fonts = {font[3].split("+")[1] for page in document for font in page.get_fonts()}
        missing = [
            c for page in document for span in page.get_texttrace() for c in span["chars"] if c[1] == 0
        ]
        embedded = {document.extract_font(f[0])[1] for page in document for f in page.get_fonts()}
    assert missing == []
    assert all(name.startswith("Hegui-") for name in fonts)
    assert embedded == {"ttf"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_renderers_draw_the_same_pages(language: Language) -> None:
    ours, theirs = drawn_by_mupdf(paper(language)), drawn_by_poppler(paper(language))
    assert len(ours) == len(theirs) > 5
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        ink = [255 - ImageStat.Stat(picture).mean[0] for picture in (one, other)]
        apart = ImageStat.Stat(ImageChops.difference(one, other)).mean[0]
        assert abs(ink[0] - ink[1]) < 0.3 * max(ink), f"page {number + 1}: {ink}"
        assert apart < 5, f"page {number + 1}: {apart}"


def test_no_line_begins_with_closing_punctuation_or_ends_with_an_opening_bracket() -> None:
    for language in LANGUAGES:
        wrong = [line for line in lines(paper(language)) if line[0] in CLOSING[:12] or line[-1] in OPENING]
        assert wrong == []


def test_the_file_is_tagged_titled_and_speaks_its_language() -> None:
    with pikepdf.open(io.BytesIO(paper("both"))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert "Merchant Copy" in str(pdf.docinfo.Title)
        outline = [str(item.title) for item in pdf.open_outline().root]
    assert [title for title in outline if "Summary" in title] == ["Summary 摘要"]
    with pikepdf.open(io.BytesIO(paper("zh"))) as pdf:
        assert str(pdf.Root.Lang) == "zh-CN"


def test_the_snapshot_travels_inside_the_file() -> None:
    with pikepdf.open(io.BytesIO(paper("zh"))) as pdf:
        inside = pdf.attachments["snapshot.json"].get_file().read_bytes()
        assert str(pdf.attachments["snapshot.json"].relationship) == "/Data"
    assert inside == to_json(snapshot())
    assert to_pdf.render(from_json(inside), language="zh") == paper("zh")


def test_every_worker_gives_the_same_bytes() -> None:
    sections = ("cover", "summary", "contents", "obligations", "answers")
    first = to_pdf.render(short(), sections=sections)
    to_pdf._worker().stop()  # the next one has another hash seed
    assert to_pdf.render(short(), sections=sections) == first


def test_the_fingerprint_moves_with_the_choices() -> None:
    keys = {
        to_pdf.fingerprint(snapshot()),
        to_pdf.fingerprint(short()),
        to_pdf.fingerprint(snapshot(), language="zh"),
        to_pdf.fingerprint(snapshot(), sections=SOME),
        to_pdf.fingerprint(snapshot(), variant="board"),
    }
    assert len(keys) == 5
    assert to_pdf.fingerprint(snapshot()) in keys


def test_only_the_sections_asked_for_are_printed() -> None:
    said = text(to_pdf.render(short(), language="en", sections=("plan",)))
    assert "Remediation plan" in said
    assert "Sources of law" not in said


@pytest.mark.parametrize("choice", [{"sections": ["preface"]}, {"language": "fr"}])
def test_an_unknown_choice_is_refused_by_name(choice: dict[str, object]) -> None:
    with pytest.raises(ReportError, match=r"preface|fr"):
        to_pdf.render(short(), **choice)  # type: ignore[arg-type]


def test_a_report_that_takes_too_long_is_stopped_and_the_next_one_is_printed() -> None:
    with pytest.raises(ReportTooLarge, match="too much time"):
        to_pdf.render(snapshot(copies=4), limits=to_pdf.Limits(cpu_seconds=1))
    assert to_pdf.render(short(), sections=SOME).startswith(b"%PDF-1.7")


def test_a_report_that_takes_too_much_memory_is_stopped() -> None:
    with pytest.raises(ReportTooLarge, match="too much memory"):
        to_pdf.render(
            snapshot(notes=(Text(zh="注", en="a" * 2**26),)), limits=to_pdf.Limits(memory=280 * 2**20)
        )


def test_a_report_that_keeps_us_waiting_is_given_up() -> None:
    to_pdf.render(short(), sections=SOME)
    with pytest.raises(ReportTooLarge, match="too long"):
        to_pdf.render(snapshot(copies=4), limits=to_pdf.Limits(seconds=1))


def test_a_worker_killed_in_mid_render_is_reported_and_replaced() -> None:
    to_pdf.render(short(), sections=SOME)
    process = to_pdf._worker().process
    assert process

    def kill() -> None:
        time.sleep(0.3)
        os.killpg(process.pid, signal.SIGKILL)

    threading.Thread(target=kill).start()
    with pytest.raises(ReportError, match="died before it was done"):
        to_pdf.render(snapshot(copies=4))
    assert to_pdf.render(short(), sections=SOME).startswith(b"%PDF")


def test_missing_libraries_are_named_with_the_line_that_brings_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weasyprint.py").write_text('raise OSError("cannot load library libpango-1.0.so.0")')
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from reports.worker import main; main()"

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd=to_pdf.ROOT,
            start_new_session=True,
        )

    monkeypatch.setattr(to_pdf, "_start", start)
    with pytest.raises(MissingLibraries, match=r"libpango-1\.0.*apt-get install.*libpango-1\.0-0"):
        to_pdf.Worker().print({}, b"", to_pdf.Limits())


def test_this_machine_has_the_libraries() -> None:
    assert to_pdf.missing_libraries() == []


def test_the_renderer_is_not_loaded_by_whoever_asks() -> None:
    code = "import sys, reports.to_pdf; print('weasyprint' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=to_pdf.ROOT, check=True
    )
    assert run.stdout.strip() == "False"


def test_the_board_gets_one_page_in_each_language() -> None:
    long = Text(zh="理由很长，须写明全部事实。" * 80, en="A long reason names every fact. " * 80)
    made = snapshot(verdict=snapshot().verdict.model_copy(update={"reason": long}))
    for language in LANGUAGES:
        pdf = to_pdf.render(made, language=language, variant="board")
        with pymupdf.open(stream=pdf) as document:
            assert len(document) == 1


def test_a_beyond_known_law_report_says_so_on_its_cover() -> None:
    made = short().model_copy(update={"beyond_known_law": True})
    first = text(to_pdf.render(made, language="en", sections=("cover",)))
    assert "law known only to 21 November 2026" in first


def test_json_is_the_snapshot_itself() -> None:
    from reports import to_json as json_format

    assert json.loads(json_format.render(short()))["digest"] == digest(short())
