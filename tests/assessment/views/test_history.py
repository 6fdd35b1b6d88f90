"""The trail of a service and of the firm, through the client: in words, by pages, its chain checked."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.models import Chain
from assessment.services.answer import record_answer
from assessment.services.assignment import assign, finish_assignment
from assessment.services.comment import add_comment, resolve_comment
from assessment.services.finding import add_action, record_finding
from assessment.services.position import take_position
from assessment.views import history
from tests.assessment.conftest import signed_in
from tests.factories import House, make_house


@pytest.fixture
def otto(house: House) -> Browser:
    return signed_in(house.otto)


def page(house: House) -> str:
    return reverse("history", args=[house.service.key])


def entries(markup: str) -> int:
    return len(re.findall(r'<li class="history__item', markup))


def test_who_did_what_stands_in_words_newest_first(otto: Browser, house: House) -> None:
    one = house.assessment
    record_answer(assessment=one, question="commercial", raw="yes", saw=one.version, by=house.ana)
    record_finding(assessment=one, obligation="GAI-4-1", by=house.ana, gap="<b>none</b>")
    add_action(assessment=one, obligation="GAI-4-1", text="Write it down", by=house.clara)
    take_position(assessment=one, open_point="OP-08", reading="B", reason="Because.", by=house.clara)
    found = otto.get(page(house)).content.decode()
    places = [
        found.index(words) for words in ("Because.", "Write it down", "&lt;b&gt;none", "Commercial service")
    ]
    assert places == sorted(places) and "<b>none" not in found
    assert "Clara" in found and "Ana" in found and "was checked just now and holds" in found
    house.otto.language = "zh-hans"
    house.otto.save()
    assert "核验" in otto.get(page(house)).content.decode()


def test_what_was_said_and_asked_names_its_place_and_its_person(otto: Browser, house: House) -> None:
    one = house.assessment
    said = add_comment(
        service=house.service, assessment=one, question="minors", text="How many?", by=house.ana
    )
    resolve_comment(comment=said, by=house.clara)
    held = assign(assessment=one, user=house.ana, topic="model", by=house.clara, note="By Friday.")
    finish_assignment(assignment=held, by=house.ana)
    found = re.sub(r"<[^>]*>|\s+", " ", otto.get(page(house)).content.decode())
    found = re.sub(r" +", " ", found)
    for words in (
        "Ana finished what was assigned “Model”",
        "Clara assigned questions “Model” → Ana By Friday.",
        "Clara resolved a comment “Use by minors”",
        "Ana commented “Use by minors” How many?",
    ):
        assert words in found, words
    assert "Model” → Ana By" in found and "finished what was assigned “Model” →" not in found


def test_older_entries_are_a_page_away_and_nothing_is_shown_twice(
    otto: Browser, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "A_PAGE", 3)
    whole, address = 0, page(house)
    for _ in range(20):
        found = otto.get(address).content.decode()
        assert 0 < entries(found) <= 3
        whole += entries(found)
        older = re.search(r'href="(\?before=\d+)"', found)
        if older is None:
            break
        address = page(house) + older[1]
    monkeypatch.setattr(history, "A_PAGE", 50)
    assert whole == entries(otto.get(page(house)).content.decode()) > 3


@pytest.mark.parametrize("before", ["", "0", "-1", "x", "١", "9" * 11, "9" * 400, "\0"])
def test_a_place_that_is_none_breaks_nothing(otto: Browser, house: House, before: str) -> None:
    assert otto.get(page(house), {"before": before, "views": "perhaps"}).status_code == 200


def test_who_looked_is_shown_when_asked_for(
    otto: Browser, house: House, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(house.clara).get(reverse("service", args=[house.service.key]))
    plain, with_views = (otto.get(page(house), asked).content.decode() for asked in ({}, {"views": "yes"}))
    assert "Also who looked" in plain and "Without who looked" in with_views
    assert entries(with_views) > entries(plain)


def test_a_chain_that_does_not_hold_says_so(otto: Browser, house: House) -> None:
    Chain.objects.filter(service=house.service).update(head="0" * 64)
    found = otto.get(page(house)).content.decode()
    assert "The chain does not hold" in found and "was checked just now and holds" not in found


def test_the_trail_is_for_those_of_the_client_and_the_firms_own_for_its_people(house: House) -> None:
    for person in (house.adam, house.clara, house.ana, house.otto):
        assert signed_in(person).get(page(house)).status_code == 200
    for stranger in (house.rui, make_house().adam):
        assert signed_in(stranger).get(page(house)).status_code == 404
    statuses = {
        person.name: signed_in(person).get(reverse("firm_history")).status_code
        for person in (house.adam, house.clara, house.otto, house.ana)
    }
    assert statuses == {"Adam": 200, "Clara": 200, "Otto": 200, "Ana": 403}


def test_the_firms_own_trail_names_nothing_of_its_clients_services(house: House) -> None:
    record_finding(assessment=house.assessment, obligation="GAI-4-1", by=house.ana, gap="A gap of a client")
    found = signed_in(house.adam).get(reverse("firm_history")).content.decode()
    assert "A gap of a client" not in found and "was checked just now and holds" in found


def test_a_day_stands_as_on_the_other_pages(otto: Browser, house: House) -> None:
    record_finding(assessment=house.assessment, obligation="GAI-4-1", by=house.ana, due_on=date(2027, 2, 8))
    found = otto.get(page(house)).content.decode()
    assert "due: 8 Feb 2027" in found and "2027-02-08" not in found


def test_the_firms_own_trail_names_whom_and_what_it_added(house: House) -> None:
    found = signed_in(house.adam).get(reverse("firm_history")).content.decode()
    assert "added the client" in found and house.client.name_en in found


def test_the_trail_asks_the_database_the_same_for_one_more_and_for_three(otto: Browser, house: House) -> None:
    otto.get(page(house))
    counts = []
    for texts in (("First",), ("Second", "Third", "Fourth")):
        for text in texts:
            add_action(assessment=house.assessment, obligation="GAI-4-1", text=text, by=house.ana)
        with CaptureQueriesContext(connection) as captured:
            assert otto.get(page(house)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
