"""The other language on a page of several forms: all that was typed comes along, twice if need be."""

import pytest
from playwright.sync_api import Page, expect

from assessment.services.finding import add_action
from assessment.tenancy import tenant
from tests.browser import OpenPage
from tests.factories import House, make_house

pytestmark = pytest.mark.django_db(transaction=True)


def address(house: House) -> str:
    return f"/assessments/{house.assessment.key}/obligations/GAI-4-1/"


def switch(page: Page, to: str) -> None:
    page.locator(f".masthead button[name=switch_language][value={to}]").click()
    expect(page.locator("html")).to_have_attribute("lang", to)


def test_what_was_typed_into_each_form_of_a_page_survives_the_language(open_page: OpenPage) -> None:
    house = make_house()
    with tenant(house.firm):
        action = add_action(assessment=house.assessment, obligation="GAI-4-1", text="Do it", by=house.ana)
    page = open_page(user=house.clara, language="en")
    page.goto(address(house))
    for summary in page.locator("main details > summary").all():
        summary.click()
    typed = {
        "id_gap": "Half a gap",
        "id_action_text": "A new action",
        f"id_action_{action.key}_due_on": "2027-06-06",
        "id_why": "I read it otherwise",
    }
    for field, words in typed.items():
        page.locator(f"#{field}").fill(words)
    start = page.locator("html").get_attribute("lang")
    for language in ("zh-hans", "en") if start == "en" else ("en", "zh-hans"):
        switch(page, language)
        for field, words in typed.items():
            expect(page.locator(f"#{field}")).to_have_value(words)
            expect(page.locator(f"#{field}")).to_be_visible()


def test_without_a_script_a_form_has_its_own_switch(open_page: OpenPage) -> None:
    house = make_house()
    page = open_page(user=house.clara, language="en", javascript=False)
    page.goto(address(house))
    form = page.locator("form:has(#id_action_text)")
    page.locator("details:has(#id_action_text) > summary").click()
    form.locator("#id_action_text").fill("A new action")
    form.locator("button[name=switch_language]").click()
    expect(page.locator("#id_action_text")).to_have_value("A new action")
