"""A report on screen: the paper's own contents, in any language and choice, and for nobody else's eyes."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.models import Assessment, Snapshot
from assessment.services.finding import record_finding
from assessment.services.report import take_snapshot
from assessment.tenancy import tenant
from reports.choice_words import PARTS
from tests.assessment.conftest import signed_in
from tests.factories import House, make_house

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return make_house()


@pytest.fixture
def snapshot(house: House) -> Snapshot:
    with tenant(house.firm):
        return take_snapshot(assessment=house.assessment, by=house.clara, classification="confidential")


@pytest.fixture
def ana(house: House) -> Browser:
    return signed_in(house.ana)


def read(browser: Browser, snapshot: Snapshot, query: str = "") -> str:
    response = browser.get(reverse("report_read", args=[snapshot.key]) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_report_is_read_in_ones_own_language_unless_another_is_asked_for(
    ana: Browser, snapshot: Snapshot
) -> None:
    assert 'class="report report--en report--draft" lang="en"' in read(ana, snapshot)
    both = read(ana, snapshot, "?language=both")
    assert "生成式人工智能合规义务与整改报告" in both and "Confidential" in both
    assert 'report--zh report--draft" lang="zh-CN"' in read(ana, snapshot, "?language=zh")
    assert 'class="report report--en' in read(ana, snapshot, "?language=fr")


def test_every_link_within_the_page_leads_somewhere(ana: Browser, snapshot: Snapshot) -> None:
    page = read(ana, snapshot, "?language=both")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets <= set(ids) and {"s-summary", "s-obligations", "g-1"} <= targets


def test_sections_chosen_are_those_shown_and_stay_chosen(ana: Browser, snapshot: Snapshot) -> None:
    page = read(ana, snapshot, "?language=en&section=plan&section=summary")
    assert re.findall(r'<section class="section section--(\w+)"', page) == ["summary", "plan"]
    assert re.findall(r'name="section" value="(\w+)"[^>]* checked', page) == ["summary", "plan"]
    # Another language keeps the choice; so does asking for the paper.
    assert page.count("section=plan&amp;section=summary") >= 4
    assert "no section “preface”" in read(ana, snapshot, "?section=preface")


def test_the_boards_page_is_read_too(ana: Browser, snapshot: Snapshot) -> None:
    page = read(ana, snapshot, "?document=board&language=en")
    assert '<section class="board">' in page and 'id="s-' not in page


def test_a_preview_says_that_it_is_one_and_shows_no_digest(house: House, ana: Browser) -> None:
    page = ana.get(reverse("report_preview", args=[house.assessment.key])).content.decode()
    assert "Nothing has been frozen" in page and "sha256" not in page
    assert not re.search(r"[0-9a-f]{32}<br>", page)
    assert "sign-off" not in page  # not hers to sign
    with tenant(house.firm):
        assert not Snapshot.objects.exists()


def test_what_is_read_needs_neither_style_nor_script_in_the_page(ana: Browser, snapshot: Snapshot) -> None:
    page = read(ana, snapshot, "?language=both")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]+src=)", page)


def test_reading_costs_the_same_however_much_is_recorded(house: House, ana: Browser) -> None:
    preview = reverse("report_preview", args=[house.assessment.key])

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            ana.get(preview)
        return len(captured)

    ana.get(preview)
    before = cost()
    with tenant(house.firm):
        one = Assessment.objects.get(pk=house.assessment.pk)
        for obligation in ("GAI-4-1", "GAI-4-2", "GAI-7-1A"):
            record_finding(assessment=one, obligation=obligation, by=house.ana, judgement="met")
    assert cost() == before


def test_nobody_elses_snapshot_can_be_read(house: House, snapshot: Snapshot) -> None:
    for person in (house.rui, make_house().clara):
        response: Any = signed_in(person).get(reverse("report_read", args=[snapshot.key]))
        assert response.status_code == 404


def test_every_part_one_can_choose_has_its_words() -> None:
    from reports.view import CHOICES

    assert tuple(PARTS) == CHOICES
