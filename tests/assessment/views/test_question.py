"""One question a page, through the client, as Ana answers it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.models import Answer, Assessment
from assessment.queries.state import state
from assessment.services.answer import clear_answer, record_answer
from assessment.tenancy import tenant
from tests.factories import House, make_house

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return make_house()


@pytest.fixture
def ana(house: House) -> Browser:
    browser = Browser()
    browser.force_login(house.ana)
    return browser


def page(assessment: Assessment, name: str) -> str:
    return reverse("question", args=[assessment.key, name])


def given(house: House, assessment: Assessment | None = None) -> dict[str, Any]:
    with tenant(house.firm):
        return dict(state(Assessment.objects.get(pk=(assessment or house.assessment).pk)).given)


def answer(browser: Browser, house: House, name: str, **data: Any) -> Any:
    with tenant(house.firm):
        version = Assessment.objects.get(pk=house.assessment.pk).version
    return browser.post(page(house.assessment, name), {"version": version, **data})


def test_a_question_is_asked_in_the_readers_language(ana: Browser, house: House) -> None:
    assert "Who can use it?" in ana.get(page(house.assessment, "audience")).content.decode()
    house.ana.language = "zh-hans"
    house.ana.save()
    found = ana.get(page(house.assessment, "audience")).content.decode()
    assert "向谁提供" in found and "Who can use it" not in found


def test_an_answer_is_saved_and_the_next_question_of_the_topic_follows(ana: Browser, house: House) -> None:
    response = answer(ana, house, "ownership", answer="domestic", note="from the register", said_by="Li")
    assert response.status_code == 302
    assert "/questions/" in response.url and "/ownership/" not in response.url
    assert given(house)["ownership"] == "domestic"
    with tenant(house.firm):
        row = Answer.objects.get(question="ownership")
        assert (row.note, row.said_by, row.by_id) == ("from the register", "Li", house.ana.pk)


def test_i_do_not_know_is_an_answer_and_is_not_asked_again(ana: Browser, house: House) -> None:
    response = answer(ana, house, "ownership", answer="not_sure")
    assert "/ownership/" not in response.url
    assert given(house)["ownership"] == "not_sure"


def test_come_back_later_keeps_the_note_and_goes_on(ana: Browser, house: House) -> None:
    response = answer(ana, house, "ownership", later="yes", note="ask Li")
    assert response.status_code == 302 and "/ownership/" not in response.url
    assert "ownership" not in given(house)
    assert "ask Li" in ana.get(page(house.assessment, "ownership")).content.decode()


def test_nothing_chosen_says_what_to_do_and_keeps_the_note(ana: Browser, house: House) -> None:
    response = answer(ana, house, "ownership", note="half a thought")
    found = response.content.decode()
    assert response.status_code == 200
    assert "Choose an answer for “" in found and "half a thought" in found
    assert "ownership" not in given(house)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("audience", {"answer": ["everyone"]}),
        ("content_types", {"answer": ["none", "text"]}),
        ("content_types", {"answer": ["text", "text"]}),
        ("ownership", {"answer": "x" * 5000}),
        ("pi_individuals", {"answer": "-3"}),
        ("pi_individuals", {"answer": "9" * 400}),
        ("launch_date", {"answer": "2026-02-30"}),
        ("ownership", {"answer": "domestic", "note": "n" * 100_000}),
        ("ownership", {"answer": "domestic", "said_by": "Li\u202eLi"}),
    ],
)
def test_what_is_no_answer_is_refused_beside_the_field_and_nothing_is_lost(
    ana: Browser, house: House, name: str, data: dict[str, Any]
) -> None:
    before = given(house)
    response = answer(ana, house, name, **data)
    found = response.content.decode()
    assert response.status_code == 200
    assert "error-summary" in found and 'aria-invalid="true"' in found
    if "note" in data:
        assert data["note"] in found
    assert given(house) == before


@pytest.mark.parametrize(("name", "typed"), [("pi_individuals", "many"), ("launch_date", "soon")])
def test_what_is_no_number_or_day_is_told_in_words_of_the_page(
    ana: Browser, house: House, name: str, typed: str
) -> None:
    found = answer(ana, house, name, answer=typed).content.decode()
    assert "or tick “I do not know”" in found and "or not_sure" not in found and f'value="{typed}"' in found


def test_numbers_may_be_typed_in_groups_of_three(ana: Browser, house: House) -> None:
    answer(ana, house, "pi_individuals", answer="1,000,000")
    assert given(house)["pi_individuals"] == 1_000_000


def test_a_number_may_be_unknown(ana: Browser, house: House) -> None:
    answer(ana, house, "pi_individuals", answer="", answer_unknown="not_sure")
    assert given(house)["pi_individuals"] == "not_sure"


def test_a_question_not_in_this_edition_leads_back(ana: Browser, house: House) -> None:
    response = ana.get(page(house.assessment, "colour"))
    assert response.status_code == 404
    assert reverse("assessment", args=[house.assessment.key]) in response.content.decode()


def test_two_people_saving_the_same_answer_see_both_and_one_chooses(ana: Browser, house: House) -> None:
    with tenant(house.firm):
        assessment = Assessment.objects.get(pk=house.assessment.pk)
        seen = assessment.version
        record_answer(assessment=assessment, question="ownership", raw="vie", saw=seen, by=house.clara)
    contested = ana.post(page(house.assessment, "ownership"), {"version": seen, "answer": "domestic"})
    found = contested.content.decode()
    assert contested.status_code == 409
    assert "Someone else answered this meanwhile" in found and "VIE" in found and "Domestic" in found
    assert given(house)["ownership"] == "vie"
    mine = answer(ana, house, "ownership", answer="domestic", keep="mine")
    assert mine.status_code == 302
    assert given(house)["ownership"] == "domestic"


def test_an_answer_that_was_taken_back_meanwhile_says_so(ana: Browser, house: House) -> None:
    answer(ana, house, "ownership", answer="vie")
    with tenant(house.firm):
        assessment = Assessment.objects.get(pk=house.assessment.pk)
        seen = assessment.version
        clear_answer(assessment=assessment, question="ownership", saw=seen, by=house.clara)
    contested = ana.post(page(house.assessment, "ownership"), {"version": seen, "answer": "domestic"})
    assert contested.status_code == 409
    saved = contested.content.decode().partition("The answer saved")[2]
    assert "Answer taken back" in saved.partition("Keep theirs")[0]


def test_keeping_theirs_writes_nothing(ana: Browser, house: House) -> None:
    with tenant(house.firm):
        assessment = Assessment.objects.get(pk=house.assessment.pk)
        record_answer(
            assessment=assessment, question="ownership", raw="vie", saw=assessment.version, by=house.clara
        )
    ana.post(page(house.assessment, "ownership"), {"version": 0, "answer": "domestic", "keep": "theirs"})
    assert given(house)["ownership"] == "vie"


def test_a_double_submit_is_recorded_once(ana: Browser, house: House) -> None:
    with tenant(house.firm):
        version = Assessment.objects.get(pk=house.assessment.pk).version
    for _ in range(2):
        response = ana.post(page(house.assessment, "ownership"), {"version": version, "answer": "vie"})
        assert response.status_code == 302
    with tenant(house.firm):
        assert Answer.objects.filter(question="ownership").count() == 1


def test_an_answer_can_be_taken_back_and_restored(ana: Browser, house: House) -> None:
    answer(ana, house, "ownership", answer="vie")
    answer(ana, house, "ownership", clear="yes")
    assert "ownership" not in given(house)
    found = ana.get(page(house.assessment, "ownership")).content.decode()
    assert "Restore this answer" in found
    answer(ana, house, "ownership", answer="vie")
    assert given(house)["ownership"] == "vie"


def test_change_from_the_check_page_returns_there_and_says_what_became_needed(
    ana: Browser, house: House
) -> None:
    answer(ana, house, "audience", answer=["internal_only"])
    response = answer(ana, house, "audience", answer=["external_orgs"], **{"from": "check"})
    assert response.url == f"{reverse('check_answers', args=[house.assessment.key])}#audience"
    found = ana.get(response.url).content.decode()
    assert "Newly needed" in found and "Passed on by customers" in found


def test_an_answer_made_needless_is_parked_and_says_so(ana: Browser, house: House) -> None:
    answer(ana, house, "training", answer=["finetune"])
    answer(ana, house, "training_data", answer=["scraped"])
    response = answer(ana, house, "training", answer=["none"])
    assert "Parked, kept but without effect" in ana.get(response.url).content.decode()
    assert "Parked" in ana.get(page(house.assessment, "training_data")).content.decode()


def test_answers_that_do_not_fit_together_are_asked_about(ana: Browser, house: House) -> None:
    answer(ana, house, "personal_info", answer=["none"])
    response = answer(ana, house, "registered_users", answer="yes")
    assert "Users register, yet no personal information" in ana.get(response.url).content.decode()


def test_switching_the_language_keeps_what_was_typed_and_saves_nothing(ana: Browser, house: House) -> None:
    before = given(house)
    response = answer(ana, house, "ownership", answer="vie", note="unsaved", switch_language="zh-hans")
    found = ana.get(response.url).content.decode()
    assert (
        "unsaved" in found and 'value="vie" id="id_answer_3" checked' in found and 'lang="zh-hans"' in found
    )
    assert given(house) == before


def test_an_expired_session_gives_back_what_was_typed_after_sign_in(ana: Browser, house: House) -> None:
    stranger = Browser()
    response: Any = stranger.post(
        page(house.assessment, "ownership"), {"version": 5, "answer": "vie", "note": "kept"}
    )
    assert response.status_code == 302 and "login" in response.url
    stranger.force_login(house.ana)
    found = stranger.get(page(house.assessment, "ownership")).content.decode()
    assert "kept" in found and 'value="vie" id="id_answer_3" checked' in found


def test_others_find_nothing(house: House) -> None:
    for person in (house.rui, make_house().ana):
        browser = Browser()
        browser.force_login(person)
        assert browser.get(page(house.assessment, "audience")).status_code == 404
        assert browser.post(page(house.assessment, "audience"), {"answer": "x"}).status_code == 404


def test_an_auditor_reads_but_cannot_answer(house: House) -> None:
    browser = Browser()
    browser.force_login(house.otto)
    found = browser.get(page(house.assessment, "audience"))
    assert found.status_code == 200 and "Save and continue" not in found.content.decode()
    assert browser.post(page(house.assessment, "audience"), {"answer": "public_open"}).status_code == 403


def test_a_page_and_a_save_keep_their_queries(ana: Browser, house: House) -> None:
    ana.get(page(house.assessment, "ownership"))  # the first view of the hour is logged
    with CaptureQueriesContext(connection) as reading:
        ana.get(page(house.assessment, "commercial"))
    with CaptureQueriesContext(connection) as saving:
        answer(ana, house, "commercial", answer="yes")
    assert len(statements(reading)) <= 8, statements(reading)
    assert len(statements(saving)) - 1 <= 12, statements(saving)


def statements(captured: CaptureQueriesContext) -> list[str]:
    """What reads or writes; savepoints, transactions and settings of the connection do not count."""
    quiet = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config")
    return [
        query["sql"]
        for query in captured
        if not query["sql"].upper().startswith(tuple(q.upper() for q in quiet))
    ]
