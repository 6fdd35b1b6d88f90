"""The whole way, as a person who has never been here goes it: sign in, scope, judge, print, download.

Once with JavaScript and once without, in a real browser on a real server; `make test` runs it on both
databases.
"""

import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.browser import OpenPage, assert_accessible
from tests.factories import make_house

# What is answered; every other question gets "I do not know", or the deeper law would need a day's work.
ANSWERS: dict[str, list[str]] = {
    "role": ["internal_deployer"],
    "audience": ["internal_only"],
    "mainland_access": ["offered"],
    "content_types": ["text"],
    "provider_location": ["mainland"],
}
QUESTION = re.compile(r"/questions/([a-z0-9_]+)/")
MOST = 60
PATIENCE = 120_000  # milliseconds; the machine may be busy, and a report takes its time


def press(page: Page, what: Locator) -> None:
    """Click what leads to another page, and wait until that page is there."""
    with page.expect_navigation(timeout=PATIENCE):
        what.click(timeout=PATIENCE)


def answer_until_nothing_is_left(page: Page) -> list[str]:
    """Answer page after page until the site itself leads to checking; returns the questions in order."""
    asked: list[str] = []
    while (found := QUESTION.search(page.url)) and len(asked) < MOST:
        name = found[1]
        assert name not in asked, f"{name} was asked twice"
        asked.append(name)
        if page.locator("#id_answer_unknown").count():
            page.locator("#id_answer_unknown").check()
        for value in (
            ANSWERS.get(name, ["not_sure"]) if not page.locator("#id_answer_unknown").count() else []
        ):
            page.locator(f'#main-form input[name="answer"][value="{value}"]').check()
        press(page, page.get_by_role("button", name=re.compile("Save and continue|保存并继续")))
    return asked


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_sign_in_to_a_downloaded_report_in_both_languages(
    open_page: OpenPage, javascript: bool, tmp_path: Path
) -> None:
    house = make_house()
    page = open_page(javascript=javascript, language="en")

    page.goto("/")
    page.get_by_label("E-mail address").first.fill(house.clara.email)
    page.get_by_label("Password").first.fill("a long password")
    press(page, page.get_by_role("button", name="Sign in").first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Services")

    press(page, page.get_by_role("link", name="New service").first)
    page.locator("[name=client]").select_option(house.client.key)
    page.locator("[name=name_zh]").fill("人事助手")
    page.locator("[name=name_en]").fill("HR assistant")
    press(page, page.locator("main button.button").first)

    begin_an_assessment(page)
    asked = answer_until_nothing_is_left(page)
    assert asked[:2] == ["role", "audience"], "the scope questions come first"
    assert "/check/" in page.url
    if javascript:
        assert_accessible(page)

    press(page, page.get_by_role("link", name=re.compile("See the result")))
    expect(page.get_by_role("heading", level=1)).to_have_text("The Interim Measures do not apply")
    if javascript:
        assert_accessible(page)

    judge_one(page)
    content = make_and_download(page, tmp_path)
    check_report(content)


def begin_an_assessment(page: Page) -> None:
    """Coverage core and data only: what a tool for one's own staff is about."""
    press(page, page.get_by_role("link", name=re.compile("Begin an assessment|New assessment")).first)
    for box in page.locator("[name=coverage]").all():
        if box.is_enabled():
            wanted = box.get_attribute("value") in ("core", "data")
            box.set_checked(wanted)
    press(page, page.get_by_role("button", name="Begin"))
    assert QUESTION.search(page.url), page.url


def judge_one(page: Page) -> None:
    """Say of one obligation that applies that it is only partly met, and what is missing."""
    press(
        page, page.get_by_role("link", name="Multi-level protection and logs for at least six months").first
    )
    page.locator("#id_judgement").select_option("partly_met")
    page.locator("#id_status").select_option("in_progress")
    page.locator("#id_gap").fill("Logs are kept for four months 日志仅存四个月")
    press(page, page.get_by_role("button", name="Save the finding"))
    expect(page.get_by_text("Saved.")).to_be_visible()


def make_and_download(page: Page, folder: Path) -> bytes:
    press(page, page.get_by_role("link", name="Result", exact=True).first)
    press(page, page.get_by_role("link", name="Make a report"))
    page.get_by_label("Chinese and English side by side").check()
    page.get_by_label("The report, as PDF").check()
    press(page, page.get_by_role("button", name="Make it"))
    page.get_by_role("link", name="Download").wait_for(timeout=PATIENCE)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download").click()
    target = folder / "report.pdf"
    waiting.value.save_as(target)
    return target.read_bytes()


def check_report(content: bytes) -> None:
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
    squeezed = words.replace(" ", "")
    for expected in (
        "HR assistant",
        "The Interim Measures do not apply",
        "Multi-level protection and logs",
        "Logs are kept for four months",
        "artly met",
    ):
        assert expected in words, expected
    for expected in (
        "人事助手",
        "不适用《暂行办法》",
        "网络安全等级保护与日志留存",
        "日志仅存四个月",
        "部分满足",
    ):
        assert expected in squeezed, expected
