"""What would settle an obligation, on its page: the few answers that do, with the way to them and back."""

import re
from html import unescape

import pytest
from django.test import Client as Browser
from django.urls import reverse

from assessment.services.answer import record_answer
from questionnaire.engine import Answer
from tests.assessment.conftest import signed_in
from tests.factories import House


@pytest.fixture
def ana(house: House) -> Browser:
    return signed_in(house.ana)


def page(house: House, name: str) -> str:
    return reverse("obligation", args=[house.assessment.key, name])


def said(browser: Browser, address: str) -> str:
    """The words of the page's main part, white space squeezed."""
    markup = browser.get(address).content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", markup)))


def answer(house: House, question: str, raw: Answer) -> None:
    stored = list(raw) if isinstance(raw, tuple) else raw
    record_answer(assessment=house.assessment, question=question, raw=stored, saw=99, by=house.ana)


def test_an_open_obligation_says_which_answers_settle_it(house: House, ana: Browser) -> None:
    words = said(ana, page(house, "GAI-8-C"))
    assert "Facts that would settle it" in words
    assert "Settles it either way: if it is “Manual” or “Both”, it applies; otherwise it does not." in words
    assert "What would bring it" not in words and "No fact answers this" not in words


def test_its_questions_open_and_lead_back_to_it(house: House, ana: Browser) -> None:
    here, there = page(house, "GAI-8-C"), reverse("question", args=[house.assessment.key, "annotation"])
    assert f'href="{there}?from=GAI-8-C"' in ana.get(here).content.decode()
    asked = ana.get(f"{there}?from=GAI-8-C").content.decode()
    assert "Save and go back" in asked and f'href="{here}"' in asked
    version = re.search(r'name="version" value="(\d+)"', asked)
    assert version is not None
    response = ana.post(there, {"answer": "manual", "from": "GAI-8-C", "version": version[1]})
    assert (response.status_code, response["Location"]) == (302, here)
    assert "Facts that would settle it" not in said(ana, here)


def test_nobody_is_sent_to_a_page_that_is_no_obligation(house: House, ana: Browser) -> None:
    there = reverse("question", args=[house.assessment.key, "annotation"])
    for origin in ("//elsewhere.example", "GAI-99", "../"):
        asked = ana.get(there, {"from": origin}).content.decode()
        assert "Save and continue" in asked and 'href="//elsewhere' not in asked


def test_open_law_stands_apart_from_facts(house: House, ana: Browser) -> None:
    answer(house, "audience", ("external_orgs",))
    answer(house, "customer_reexposure", "no")
    words = said(ana, page(house, "GAI-4-1"))
    assert "No fact answers this. A position does." in words
    assert "Facts that would settle it" not in words
    words = said(ana, page(house, "GAI-8-C"))
    assert words.index("Facts that would settle it") < words.index("No fact answers this")


def test_what_does_not_apply_says_what_would_bring_it(house: House, ana: Browser) -> None:
    answer(house, "annotation", "none")
    words = said(ana, page(house, "GAI-8-C"))
    assert "It would apply if “Data annotation” were “Manual” (now “None”)." in words
    assert "Facts that would settle it" not in words


def test_what_applies_needs_no_such_words(house: House, ana: Browser) -> None:
    words = said(ana, page(house, "GAI-4-1"))
    assert "Facts that would settle it" not in words and "What would bring it" not in words
