"""The pages around the questions, through the client: task list, check-your-answers, where Change returns."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.models import Assessment
from assessment.queries.state import state
from assessment.services.answer import clear_answer, record_answer, set_aside
from assessment.services.assessment import set_stage
from tests.assessment.conftest import signed_in
from tests.factories import House, make_assessment, make_house


@pytest.fixture
def ana(house: House) -> Browser:
    return signed_in(house.ana)


def at(house: House, name: str, *more: str) -> str:
    return reverse(name, args=[house.assessment.key, *more])


def fresh(house: House) -> Assessment:
    return Assessment.objects.select_related("service__chain", "edition").get(pk=house.assessment.pk)


def say(house: House, question: str, raw: Any, **words: Any) -> None:
    one = fresh(house)
    record_answer(assessment=one, question=question, raw=raw, saw=one.version, by=house.ana, **words)


def topics(markup: str) -> dict[str, str]:
    """Each topic of the task list with its status in words."""
    found = re.findall(r'<li class="task-list__item.*?</li>', markup, re.S)
    words = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "|", one)).strip("| ") for one in found]
    return {word.split("|")[0]: word.rpartition("|")[2].strip() for word in words}


def test_the_task_list_says_of_each_topic_how_far_it_is(ana: Browser, house: House) -> None:
    now = state(fresh(house))
    found = topics(ana.get(at(house, "assessment")).content.decode())
    assert set(found) == {topic.title.en for topic in now.rulebook.topics}
    assert all(
        re.fullmatch(r"Not started|\d+ left|\d+ unknown|Complete|Nothing to ask", s) for s in found.values()
    )
    assert any(status.endswith("left") for status in found.values())


def test_a_fresh_assessment_begins_and_a_begun_one_goes_on(ana: Browser, house: House) -> None:
    new = make_assessment(house.service, house.ana)
    empty = ana.get(reverse("assessment", args=[new.key])).content.decode()
    assert ">Begin<" in empty and set(topics(empty).values()) <= {"Not started", "Nothing to ask"}
    assert ">Go on<" in ana.get(at(house, "assessment")).content.decode()
    assert (
        ana.get(at(house, "next_question"))
        .headers["Location"]
        .startswith(at(house, "assessment") + "questions/")
    )


def test_what_was_set_aside_and_what_nobody_knows_stands_on_the_task_list(ana: Browser, house: House) -> None:
    say(house, "commercial", "not_sure")
    one = fresh(house)
    set_aside(assessment=one, question="ownership", saw=one.version, by=house.ana, note="ask Li")
    found = ana.get(at(house, "assessment")).content.decode()
    asked = state(fresh(house)).rulebook.questions
    for title, name in (("To come back to", "ownership"), ("Answered “I do not know”", "commercial")):
        section = found[found.index(f">{title}<") :].partition("</section>")[0]
        assert asked[name].ask.en in section and at(house, "question", name) in section


def test_checking_shows_every_answer_with_who_said_so_and_how_it_stands(ana: Browser, house: House) -> None:
    say(house, "commercial", "yes", note="From the register", said_by="Li", source="Licence")
    say(house, "training", ["finetune"])
    say(house, "training_data", ["scraped"])
    say(house, "training", ["none"])
    one = fresh(house)
    set_aside(assessment=one, question="ownership", saw=one.version, by=house.ana)
    found = ana.get(at(house, "check_answers")).content.decode()
    assert "From the register · Li · Licence" in found
    assert "parked: kept, without effect for now" in found and "To come back to" in found
    assert "Not answered" in found
    clear_answer(assessment=fresh(house), question="commercial", saw=fresh(house).version, by=house.ana)
    assert "From the register" not in ana.get(at(house, "check_answers")).content.decode()


def test_checking_says_days_and_what_nobody_knows_in_words(ana: Browser, house: House) -> None:
    say(house, "launch_date", "2025-11-03")
    say(house, "commercial", "not_sure")
    found = ana.get(at(house, "check_answers")).content.decode()
    assert "3 November 2025" in found and "I do not know" in found and "Not sure" not in found


@pytest.mark.parametrize("topic", ["", "service"])
def test_change_comes_back_to_the_page_it_stands_on(ana: Browser, house: House, topic: str) -> None:
    page = at(house, "check_topic", topic) if topic else at(house, "check_answers")
    link = re.search(
        rf'href="({at(house, "question", "audience")}\?from=[\w-]+)"', ana.get(page).content.decode()
    )
    assert link is not None
    question = ana.get(link[1]).content.decode()
    came_from = link[1].partition("=")[2]
    assert "Save and go back" in question and f'name="from" value="{came_from}"' in question
    given = {"version": fresh(house).version, "answer": ["external_orgs"], "from": came_from}
    response: Any = ana.post(at(house, "question", "audience"), given, follow=True)
    assert response.redirect_chain == [(f"{page}#audience", 302)]
    # It says first what the change made needed.
    found = response.content.decode()
    assert found.index("Newly needed") < found.index("<h1>")


def test_a_place_to_come_back_to_that_is_none_leads_on(ana: Browser, house: House) -> None:
    for place in ("check-nowhere", "//evil.example", "x" * 5000, "check-"):
        given = {"version": fresh(house).version, "answer": "yes", "from": place}
        assert "/questions/" in ana.post(at(house, "question", "commercial"), given).headers["Location"]


def test_checking_one_topic_shows_its_questions_only_and_an_unknown_topic_is_not_found(
    ana: Browser, house: House
) -> None:
    now = state(fresh(house))
    whole, part = (
        ana.get(at(house, *name)).content.decode()
        for name in (("check_answers",), ("check_topic", "service"))
    )
    rows = re.findall(r'/questions/(\w+)/\?from=check-service"', part)
    assert rows and set(rows) <= set(next(t for t in now.rulebook.topics if t.id == "service").questions)
    assert len(re.findall(r"\?from=check\"", whole)) > len(rows)
    assert ana.get(at(house, "check_topic", "nowhere")).status_code == 404
    assert ana.get(at(house, "next_question") + "?topic=nowhere").status_code == 404


def test_answers_that_do_not_fit_together_are_asked_about_where_they_are_checked(
    ana: Browser, house: House
) -> None:
    say(house, "personal_info", ["none"])
    say(house, "registered_users", "yes")
    for name in ("assessment", "check_answers"):
        assert "Users register, yet no personal information" in ana.get(at(house, name)).content.decode()


def test_a_service_that_is_out_ends_well(ana: Browser, house: House) -> None:
    say(house, "mainland_access", "blocked")
    response: Any = ana.get(at(house, "check_answers"))
    assert at(house, "result") in response.content.decode()
    assert "Make a report" in ana.get(at(house, "result")).content.decode()


def test_readers_and_closed_assessments_get_no_way_to_change(house: House) -> None:
    otto = signed_in(house.otto)
    for name in ("assessment", "check_answers"):
        found = otto.get(at(house, name)).content.decode()
        assert "?from=check" not in found and ">Go on" not in found and "Upload" not in found
    set_stage(assessment=fresh(house), stage="superseded", by=house.clara)
    assert "?from=check" not in signed_in(house.ana).get(at(house, "check_answers")).content.decode()
    for stranger in (house.rui, make_house().ana):
        browser = signed_in(stranger)
        for address in (("assessment",), ("check_answers",), ("check_topic", "service"), ("next_question",)):
            assert browser.get(at(house, *address)).status_code == 404


def test_the_pages_speak_the_readers_language(ana: Browser, house: House) -> None:
    house.ana.language = "zh-hans"
    house.ana.save()
    for name, word in (("assessment", "继续"), ("check_answers", "核对回答")):
        found = ana.get(at(house, name)).content.decode()
        assert 'lang="zh-hans"' in found and word in found and "Check your answers" not in found


def test_checking_asks_the_database_the_same_however_much_was_answered(ana: Browser, house: House) -> None:
    ana.get(at(house, "check_answers"))
    counts = []
    for answers in ({}, {"commercial": "yes", "ownership": "vie", "mau": "7"}):
        for question, raw in answers.items():
            say(house, question, raw)
        with CaptureQueriesContext(connection) as captured:
            ana.get(at(house, "check_answers"))
        counts.append(len(captured))
    assert counts[0] == counts[1]
