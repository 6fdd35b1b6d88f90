import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from reports import html, wording
from reports.snapshot import Text, digest
from reports.view import CHOICES
from reports.wording import LANGUAGES, Language
from tests.reports.snapshots import snapshot


class Headings(HTMLParser):
    """The levels of the headings, in order, and how elements nest."""

    VOID = ("meta", "link", "br", "img", "wbr", "path", "rect")

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def read(page: str) -> Headings:
    parser = Headings()
    parser.feed(page)
    assert parser.open == []
    return parser


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("variant", ["full", "board"])
def test_headings_begin_at_one_and_never_skip_a_level(language: Language, variant: html.Variant) -> None:
    levels = read(html.page(snapshot(), language=language, variant=variant)).levels
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_link_leads_to_a_place_in_the_page_and_ids_are_unique() -> None:
    page = html.page(snapshot())
    ids = read(page).ids
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_any_choice_of_sections_begins_with_a_title() -> None:
    for section in wording.SECTIONS:
        page = html.page(snapshot(), sections=(section,))
        assert read(page).levels[:2] == [1, 2]
        assert page.count("<section") == 1


def test_words_of_users_and_of_the_law_are_escaped() -> None:
    bad = Text(zh="<i>坏</i>", en='<script>"&')
    page = html.page(snapshot().model_copy(update={"client": bad, "notes": (bad,)}))
    assert "<script>" not in page
    assert "&lt;script&gt;&quot;&amp;" in page
    assert "<i>坏" not in page


def test_the_screen_gets_the_same_contents_without_head_and_style() -> None:
    sections = [name for name in CHOICES if name != "rely"]  # there the paper says how it is checked
    body = html.body(snapshot(), language="zh", sections=sections)
    assert "<html" not in body
    assert " style=" not in body
    assert "asset:" not in body
    contents = re.sub(r' id="o-[^"]+"', "", body).strip()  # on screen, each duty can be linked to
    assert contents in html.page(snapshot(), language="zh", sections=sections)


def test_a_preview_shows_no_digest_on_screen_and_no_paper_to_check() -> None:
    whole = digest(snapshot()).removeprefix("sha256:")
    for is_preview, shown in ((False, True), (True, False)):
        body = html.body(snapshot(), language="en", is_preview=is_preview)
        assert (whole[:32] in body, "snapshot.json" in body) == (shown, False)


def test_the_head_of_each_page_bears_classification_and_draft() -> None:
    assert 'data-mark="CONFIDENTIAL  保密\nDRAFT  草稿"' in html.page(snapshot(), language="both")
    plain = snapshot().model_copy(
        update={"report": snapshot().report.model_copy(update={"classification": None})}
    )
    assert 'data-mark="草稿"' in html.page(plain, language="zh")


def test_a_report_of_nothing_is_still_a_report() -> None:
    empty = snapshot().model_copy(
        update=dict.fromkeys(("obligations", "find_out", "open_points", "answers", "evidence", "notes"), ())
        | {"firm": None, "client": None}
    )
    page = html.page(empty, language="en")
    assert "there is nothing of this kind." in page.lower()
    assert "no fact is left to find out" in page.lower()


def test_an_open_outcome_shows_its_leaning_its_facts_and_its_points() -> None:
    page = html.page(snapshot(), language="en", sections=("obligations",))
    assert "Leans towards not applying" in page
    assert "OP-02" in page


def test_what_to_find_out_is_said_by_the_reason_and_by_no_id() -> None:
    lines = " ".join(re.findall(r'<p class="keys">.*?</p>', html.page(snapshot(), sections=("obligations",))))
    assert "OP-02" in lines and not re.search(r"posm_features|\bcii\b", lines)


def test_the_title_names_the_document_and_the_service() -> None:
    assert html.title(snapshot(), "zh") == "生成式人工智能合规义务与整改报告：商户文案助手"
    assert html.title(snapshot(), "en", "board").endswith("summary for the board: Merchant Copy")


def test_the_cover_bears_the_code_and_where_to_type_it() -> None:
    whole = snapshot()
    cover = html.page(whole, language="en").partition("</section>")[0]
    assert "H7KQ-2M4D" in cover and "Check this report" in cover
    assert "hegui.example.com/\u200bverify" in cover
    unknown = whole.model_copy(update={"report": whole.report.model_copy(update={"verify_url": None})})
    cover = html.page(unknown, language="en").partition("</section>")[0]
    assert "H7KQ-2M4D" in cover and "Check this report" not in cover
