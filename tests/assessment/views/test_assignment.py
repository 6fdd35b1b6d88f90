"""Asking somebody to answer, through the client: whom, what, by when; done, undone, and where it waits."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.models import Assignment, Role
from assessment.services.assessment import set_stage
from assessment.services.assignment import assign, finish_assignment
from questionnaire.loading import load_rulebook
from tests.assessment.conftest import signed_in
from tests.factories import House, make_grant, make_house, make_user


@pytest.fixture
def clara(house: House) -> Browser:
    return signed_in(house.clara)


@pytest.fixture
def ana(house: House) -> Browser:
    return signed_in(house.ana)


def ask_page(house: House, query: str = "") -> str:
    return reverse("ask", args=[house.assessment.key]) + query


def tasks(house: House) -> str:
    return reverse("assessment", args=[house.assessment.key])


def day(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


def read(browser: Browser, url: str) -> str:
    response = browser.get(url)
    assert response.status_code == 200
    return response.content.decode()


def ask(browser: Browser, house: House, query: str = "", **data: Any) -> Any:
    given = {"asked": "topic:model", "person": house.ana.pk, "due_on": "", "note": "", **data}
    return browser.post(ask_page(house, query), given, follow=True)


def turn(browser: Browser, one: Assignment, status: str = "done", back: str = "") -> Any:
    given = {"status": status, "back": back}
    return browser.post(reverse("assignment_change", args=[one.key]), given, follow=True)


def given(house: House, **fields: Any) -> Assignment:
    fields = {"topic": "model", "user": house.ana, **fields}
    return assign(assessment=house.assessment, by=house.clara, **fields)


def rows() -> list[tuple[Any, ...]]:
    found = Assignment.objects.select_related("user").order_by("pk")
    return [(one.user.name, one.topic, one.question, one.due_on, one.note) for one in found]


def test_counsel_asks_somebody_to_answer_a_topic_by_a_day(clara: Browser, house: House) -> None:
    response = ask(clara, house, due_on=day(4).isoformat(), note="Ask the platform team.\nThanks")
    assert response.redirect_chain == [(f"{tasks(house)}#asked", 302)]
    found = response.content.decode()
    assert "Asked: Ana." in found and "Ask the platform team." in found and "asked by Clara" in found
    assert rows() == [("Ana", "model", "", day(4), "Ask the platform team.\nThanks")]


def test_a_single_question_is_asked_for_as_well(clara: Browser, house: House) -> None:
    assert 'value="question:minors"' in read(clara, ask_page(house))
    ask(clara, house, asked="question:minors", due_on=day(0).isoformat())
    assert rows() == [("Ana", "", "minors", day(0), "")]
    # A topic and a question go by one name here; what stands on the page is the question.
    assert "Do minors use the service?" in read(clara, tasks(house)).partition('id="asked"')[2]
    assert 'value="topic:minors" selected' in read(clara, ask_page(house, "?topic=minors"))
    assert 'value="question:minors" selected' in read(clara, ask_page(house, "?question=minors"))


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({"asked": ""}, "asked", "Choose a topic or a question."),
        ({"asked": "topic:no-such"}, "asked", "Choose a topic or a question."),
        ({"asked": "question:no-such"}, "asked", "Choose a topic or a question."),
        ({"asked": "minors"}, "asked", "Choose a topic or a question."),
        ({"person": ""}, "person", "Choose who is asked."),
        ({"person": "999999"}, "person", "Choose one of the list"),
        ({"person": "\u0661"}, "person", "Choose one of the list"),
        ({"due_on": "2020-01-01"}, "due_on", "This day has passed."),
        ({"due_on": "2026-02-30"}, "due_on", "Enter a real day"),
        ({"due_on": "9" * 400}, "due_on", "Enter a real day"),
        ({"note": "x" * 4001}, "note", "there is room for 4000"),
        ({"note": "pay\u202eload"}, "note", "cannot be seen (U+202E"),
    ],
)
def test_what_cannot_be_asked_tells_why_beside_its_field_and_stays_typed(
    clara: Browser, house: House, data: dict[str, str], field: str, sentence: str
) -> None:
    response = ask(clara, house, **{"note": "Half a thought", **data})
    found = response.content.decode()
    summary = found[found.index('id="error-summary"') :].partition("</div>")[0]
    assert response.status_code == 200 and sentence in summary and f'href="#id_{field}"' in summary
    assert f'id="{field}-error"' in found and data.get("note", "Half a thought") in found
    assert rows() == []


def test_only_people_who_may_answer_for_this_client_can_be_asked(clara: Browser, house: House) -> None:
    gone, zoe = make_user("Gone"), make_house().clara
    make_grant(gone, house.firm, Role.CLIENT_MEMBER, house.client, until=day(-1))
    found = read(clara, ask_page(house)).partition('id="id_person"')[2].partition("</select>")[0]
    for person in (house.adam, house.clara, house.ana):
        assert f'value="{person.pk}"' in found
    # Somebody of another client, an auditor, of another firm, and somebody whose access has ended.
    for person in (house.rui, house.otto, zoe, gone):
        assert f'value="{person.pk}"' not in found
        assert "Choose one of the list" in ask(clara, house, person=person.pk).content.decode()
    assert rows() == []


def test_asking_again_changes_the_day_and_the_note(clara: Browser, house: House) -> None:
    held = given(house, due_on=day(1), note="First")
    query = f"?assignment={held.key}"
    assert ask_page(house, query) in read(clara, tasks(house))
    found = read(clara, ask_page(house, query))
    assert "Change what was asked" in found and ">First</textarea>" in found.replace("\n", "")
    assert f'name="person" value="{house.ana.pk}"' in found and f'value="{day(1).isoformat()}"' in found
    response = ask(clara, house, query, due_on=day(9).isoformat(), note="Second")
    assert "Ana had been asked for this already" in response.content.decode()
    assert rows() == [("Ana", "model", "", day(9), "Second")]
    for unknown in ("?assignment=222222222222", "?assignment=%00", "?topic=%00&question=x"):
        assert "Ask somebody to answer</h1>" in read(clara, ask_page(house, unknown))


def test_it_waits_on_the_first_page_with_a_way_straight_to_the_question(ana: Browser, house: House) -> None:
    given(house, due_on=day(-1))
    given(house, topic="", question="minors")
    key = house.assessment.key
    topic = f"{reverse('next_question', args=[key])}?topic=model&amp;asked=yes"
    question = f"{reverse('question', args=[key, 'minors'])}?from=check-minors"
    for url in (reverse("home"), reverse("my_actions")):
        found = read(ana, url)
        assert f'href="{topic}"' in found and f'href="{question}"' in found and "overdue since" in found
        assert "Do minors use the service?" in found
    response = ana.get(topic.replace("&amp;", "&"))
    assert response.status_code == 302 and "/questions/" in response.headers["Location"]
    found = read(ana, reverse("check_topic", args=[key, "model"]))
    assert "Clara asks you:" in found and "minors use" not in found.partition("</main>")[0]
    assert "asks you" not in read(signed_in(house.clara), reverse("check_topic", args=[key, "model"]))


def test_saving_stays_within_the_topic_and_ends_where_done_is_said(ana: Browser, house: House) -> None:
    given(house, topic="model")
    key, answered = house.assessment.key, []
    url = f"{reverse('next_question', args=[key])}?topic=model&asked=yes"
    response: Any = ana.get(url)
    while "/questions/" in (url := response.headers["Location"]):
        page = read(ana, url)
        assert '<input type="hidden" name="from" value="asked-model">' in page
        answered.append(url.split("/questions/")[1].split("/")[0])
        said = (
            {"later": "yes"} if len(answered) == 1 else {"answer": "not_sure", "answer_unknown": "not_sure"}
        )
        response = ana.post(url, {"from": "asked-model", "version": "99999999", **said})
    topics = {topic.id: topic.questions for topic in load_rulebook().topics}
    assert set(answered) <= set(topics["model"]) and len(set(answered)) == len(answered) > 1
    assert url == reverse("check_topic", args=[key, "model"])
    assert "Clara asks you:" in read(ana, url)


def test_done_takes_it_away_and_can_be_undone(ana: Browser, house: House) -> None:
    held = given(house)
    for back in (
        reverse("home"),
        reverse("my_actions"),
        reverse("check_answers", args=[house.assessment.key]),
    ):
        assert reverse("assignment_change", args=[held.key]) in read(ana, back)
        response = turn(ana, held, back=back)
        found = response.content.decode()
        assert response.redirect_chain == [(back, 302)]
        undo = f"{tasks(house)}?done=open#asked"
        assert f'Done: Model <a href="{undo}">Undo</a>' in found
        assert reverse("assignment_change", args=[held.key]) not in found
        assert "Done (1)" in read(ana, tasks(house))
        assert "Open again: Model" in turn(ana, held, "open").content.decode()
    assert Assignment.objects.get().done_at is None
    for status in ("", "perhaps", "\0"):
        response = turn(ana, held, status, "//evil.example")
        assert "Nothing was changed" in response.content.decode()
        assert response.redirect_chain == [(f"{tasks(house)}#asked", 302)]


def test_done_is_said_by_who_was_asked_or_who_may_ask_and_nobody_else(house: House) -> None:
    held, bo = given(house, user=house.adam), make_user("Bo")
    make_grant(bo, house.firm, Role.CLIENT_MEMBER, house.client)
    for person, status in (
        (house.rui, 404), (make_house().clara, 404), (bo, 403), (house.ana, 403), (house.otto, 403),
    ):  # fmt: skip
        browser = signed_in(person)
        assert turn(browser, held).status_code == status, person.name
        if status == 403:
            assert reverse("assignment_change", args=[held.key]) not in read(browser, tasks(house))
    assert Assignment.objects.get().done_at is None
    turn(signed_in(house.clara), held)
    assert Assignment.objects.get().done_at is not None


def test_only_the_firms_own_people_ask(house: House) -> None:
    given(house)
    for person in (house.ana, house.otto):
        browser = signed_in(person)
        assert browser.get(ask_page(house)).status_code == 403
        assert ask(browser, house, asked="topic:data").status_code == 403
        assert ask_page(house) not in read(browser, tasks(house))
    for person in (house.rui, make_house().clara):
        browser = signed_in(person)
        assert (browser.get(ask_page(house)).status_code, ask(browser, house).status_code) == (404, 404)
    assert len(rows()) == 1


def test_a_closed_assessment_asks_nobody_and_waits_for_nobody(
    clara: Browser, ana: Browser, house: House
) -> None:
    held, done = given(house), finish_assignment(assignment=given(house, topic="data"), by=house.ana)
    set_stage(assessment=house.assessment, stage="superseded", by=house.clara)
    response = clara.get(ask_page(house), follow=True)
    assert "can no longer change, so nobody is asked." in response.content.decode()
    assert "can no longer be changed" in ask(clara, house, asked="topic:data").content.decode()
    assert reverse("assignment_change", args=[held.key]) not in read(ana, reverse("my_actions"))
    assert reverse("assignment_change", args=[done.key]) not in read(ana, tasks(house))
    assert "can no longer be changed" in turn(ana, done, "open").content.decode()
    assert rows()[:1] == [("Ana", "model", "", None, "")] and len(rows()) == 2


def test_the_task_list_has_no_room_for_nothing(ana: Browser, clara: Browser, house: House) -> None:
    assert 'id="asked"' not in read(ana, tasks(house))
    assert "Somebody else knows the answers?" in read(clara, tasks(house))


def test_what_was_typed_survives_a_change_of_language(clara: Browser, house: House) -> None:
    held = given(house)
    for query in ("", f"?assignment={held.key}"):
        typed = {
            "asked": "topic:model",
            "person": house.ana.pk,
            "due_on": "tomorrow",
            "note": "Half a thought",
        }
        response = clara.post(ask_page(house, query), {**typed, "switch_language": "zh-hans"}, follow=True)
        found = response.content.decode()
        assert "Half a thought" in found and 'value="tomorrow"' in found and "请" in found
        clara.post(ask_page(house), {"switch_language": "en"})


def test_pages_ask_the_database_the_same_for_one_and_for_three(clara: Browser, house: House) -> None:
    urls = (tasks(house), ask_page(house), reverse("check_answers", args=[house.assessment.key]))
    counts: list[list[int]] = []
    for topics in (("model",), ("data", "service")):
        for topic in topics:
            given(house, topic=topic, user=house.clara)
            finish_assignment(assignment=given(house, topic=topic), by=house.ana)
        for url in urls:
            read(clara, url)
        counts.append([])
        for url in urls:
            with CaptureQueriesContext(connection) as captured:
                read(clara, url)
            counts[-1].append(len(captured))
    assert counts[0] == counts[1]
