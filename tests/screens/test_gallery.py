"""Every component, in both languages and widths: accessible, no fault in the console, nothing cut off."""

import re
from pathlib import Path

import pytest
from django.test import override_settings
from playwright.sync_api import Page

from tests.browser import Language, OpenPage, Width, assert_accessible
from tests.screens.conftest import Shoot, overflow
from tests.screens.gallery import PAGES, TEMPLATES

COMPONENTS = Path(__file__).parent.parent.parent / "templates" / "components"

pytestmark = [pytest.mark.urls("tests.screens.gallery"), pytest.mark.django_db(transaction=True)]


# Axe looks once at each width and once in each language, whether a page fits is tried in all four ways.
@pytest.mark.parametrize(
    ("language", "width", "with_axe"),
    [("zh-hans", 1280, False), ("zh-hans", 390, True), ("en", 1280, True), ("en", 390, False)],
)
def test_a_page_is_accessible_and_stays_inside_its_window(
    open_page: OpenPage, shoot: Shoot, language: Language, width: Width, with_axe: bool
) -> None:
    page = open_page(width=width, language=language)
    for name in PAGES:
        page.goto(f"/gallery/{language}/{name}")
        if with_axe:
            assert_accessible(page)
        assert (name, overflow(page)) == (name, 0)
        shoot(page, f"{name}-{language}-{width}")


def test_every_component_stands_in_the_gallery() -> None:
    used = _includes(path.read_text() for path in TEMPLATES.glob("*.html"))
    used |= _includes([(COMPONENTS.parent / "base.html").read_text()])
    for _ in range(3):
        used |= _includes((COMPONENTS / f"{name}.html").read_text() for name in used)
    assert {path.stem for path in COMPONENTS.glob("*.html")} - used == ACCOUNT_ONLY


ACCOUNT_ONLY = {"form_styles", "form_error_summary", "optional"}  # seen on the account pages


def _includes(texts: object) -> set[str]:
    return {name for text in texts for name in re.findall(r'"components/(\w+)\.html"', text)}  # type: ignore[attr-defined]


def _outline(page: Page) -> list[str]:
    style = "getComputedStyle(document.activeElement)"
    return [str(page.evaluate(f"{style}.{name}")) for name in ("outlineStyle", "outlineWidth")]


def test_every_stop_of_the_keyboard_is_visible(open_page: OpenPage) -> None:
    page = open_page(language="en")
    page.goto("/gallery/en/question")
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.innerText || document.activeElement.value || ''")
        if page.evaluate("document.activeElement === document.body"):
            break
        assert (name, _outline(page)) == (name, ["solid", "3px"])
        stops.append(name.strip())
    assert stops[0] == "Skip to the main content"
    assert "Save and continue" in stops and "Come back later" in stops


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(open_page: OpenPage) -> None:
    page = open_page(language="en")
    page.goto("/gallery/en/question_error")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.get_by_role("link", name="Enter how many users the service has, in digits").click()
    assert page.evaluate("document.activeElement.id") == "id_reg_user_count"


def test_enter_in_a_text_field_saves_rather_than_switching_the_language(open_page: OpenPage) -> None:
    page = open_page(language="en")
    page.goto("/gallery/en/form")
    page.locator("#id_name").fill("Lantern Chat")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.locator("#id_name").press("Enter")
    assert "switch_language" not in (sent.value.post_data or "")


def test_the_pages_mean_the_same_without_javascript(open_page: OpenPage) -> None:
    page = open_page(language="en", javascript=False)
    page.goto("/gallery/en/question")
    group = page.get_by_role("group", name="Who can use it?")
    group.get_by_label("Only your own staff or group staff").check()
    assert group.get_by_role("checkbox", checked=True).count() == 2


@override_settings(DEBUG=False)
def test_a_first_load_is_small_but_for_type(open_page: OpenPage) -> None:
    page = open_page(language="en")
    sizes: dict[str, int] = {}
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
    page.goto("/gallery/en/result", wait_until="networkidle")
    assert sum(size for url, size in sizes.items() if not url.endswith(".woff2")) < 150_000


def test_nothing_in_a_template_is_styled_or_scripted_inline() -> None:
    root = COMPONENTS.parent
    inline = re.compile(r"\sstyle=|\son[a-z]+=[\"']|<style|<script>|javascript:")
    found = [
        str(path.relative_to(root))
        for path in root.rglob("*.html")
        if "report" not in path.parts and inline.search(path.read_text())
    ]
    assert found == []
