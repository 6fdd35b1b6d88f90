"""Many answers at once: the page of all, the list to print, the answers file down and up; as Ana does it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from assessment.models import Answer, Assessment
from assessment.queries.state import state
from assessment.services.answer import record_answer
from assessment.services.assessment import set_stage
from assessment.services.position import take_position
from questionnaire.answers import MAX_BYTES, read_answers
from tests.assessment.conftest import signed_in
from tests.factories import IN_SCOPE, House, make_house

NOTHING_TAKEN = "The file cannot be used; nothing was taken from it."


@pytest.fixture
def ana(house: House) -> Browser:
    return signed_in(house.ana)


def at(house: House, name: str) -> str:
    return reverse(name, args=[house.assessment.key])


def fresh(house: House) -> Assessment:
    return Assessment.objects.select_related("service__chain", "service__client", "edition").get(
        pk=house.assessment.pk
    )


def given(house: House) -> dict[str, Any]:
    return {name: list(v) if isinstance(v, tuple) else v for name, v in state(fresh(house)).given.items()}


def save(browser: Browser, house: House, **data: Any) -> Any:
    version = data.pop("version", fresh(house).version)
    return browser.post(
        at(house, "all_answers"),
        {"version": version, **{f"a-{name}": value for name, value in data.items()}},
        follow=True,
    )


def upload(browser: Browser, house: House, content: bytes, name: str = "answers.yaml") -> Any:
    file = SimpleUploadedFile(name, content)
    return browser.post(at(house, "answers_upload"), {"file": file}, follow=True)


def theirs(house: House, question: str, raw: Any) -> None:
    one = fresh(house)
    record_answer(assessment=one, question=question, raw=raw, saw=one.version, by=house.clara)


# -- all answers on one page -----------------------------------------------------------------------


def test_every_question_stands_on_the_page_with_what_was_answered(ana: Browser, house: House) -> None:
    found = ana.get(at(house, "all_answers")).content.decode()
    asked = state(fresh(house)).rulebook.questions
    assert len(asked) == 50 and all(f'name="a-{name}"' in found for name in asked)
    assert 'name="a-mainland_access" value="offered" id="id_a-mainland_access" checked' in found


def test_several_answers_are_saved_at_once_and_what_stays_empty_stays(ana: Browser, house: House) -> None:
    response = save(ana, house, ownership="vie", mau="1,000,000", launch_date="2026-01-02", audience=[])
    assert response.redirect_chain == [(at(house, "check_answers"), 302)]
    assert "3 answers saved." in response.content.decode()
    launched = given(house)["launch_date"]
    assert str(launched) == "2026-01-02"
    assert given(house) == {**IN_SCOPE, "ownership": "vie", "mau": 1_000_000, "launch_date": launched}


def test_nothing_changed_says_so_and_writes_nothing(ana: Browser, house: House) -> None:
    before = fresh(house).version
    assert "Nothing was changed." in save(ana, house, **IN_SCOPE).content.decode()
    assert fresh(house).version == before


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("ownership", "x" * 5000),
        ("audience", ["everyone"]),
        ("content_types", ["none", "text"]),
        ("content_types", ["text", "text"]),
        ("mau", "-3"),
        ("mau", "9" * 400),
        ("launch_date", "2026-02-30"),
        ("mau", "1\u202e000"),
    ],
)
def test_what_is_no_answer_is_named_beside_its_field_and_the_others_are_saved(
    ana: Browser, house: House, name: str, raw: Any
) -> None:
    before = given(house)
    found = save(ana, house, **{"commercial": "yes", name: raw}).content.decode()
    assert f'href="#id_a-{name}"' in found and f'id="a-{name}-error"' in found
    assert "1 other answer was saved." in found
    if name in ("mau", "launch_date"):
        assert f'value="{raw}"' in found
    assert given(house) == {**before, "commercial": "yes"}


def test_fields_of_no_question_are_passed_over(ana: Browser, house: House) -> None:
    before = given(house)
    save(ana, house, colour="red", ownership=["vie", "domestic"])  # the last of a repeated one counts
    assert given(house) == {**before, "ownership": "domestic"}


def test_two_people_on_one_answer_both_see_both_and_nothing_is_overwritten(
    ana: Browser, house: House
) -> None:
    seen = fresh(house).version
    theirs(house, "ownership", "vie")
    found = save(ana, house, version=seen, ownership="domestic", commercial="yes").content.decode()
    assert "Saved meanwhile by Clara: “" in found and "VIE" in found.partition("Saved meanwhile by")[2][:40]
    assert 'value="domestic" id="id_a-ownership" checked' in found  # and one's own is still chosen
    assert (given(house)["ownership"], given(house)["commercial"]) == ("vie", "yes")
    save(ana, house, ownership="domestic")  # having seen it
    assert given(house)["ownership"] == "domestic"


def test_what_others_answered_meanwhile_and_one_left_alone_is_no_change_of_ones_own(
    ana: Browser, house: House
) -> None:
    seen = fresh(house).version
    theirs(house, "mainland_access", "blocked")
    page = save(ana, house, version=seen, **IN_SCOPE, commercial="yes")
    assert "1 answer saved." in page.content.decode()
    assert (given(house)["mainland_access"], given(house)["commercial"]) == ("blocked", "yes")


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_version_nobody_gave_out_overwrites_nothing_unseen(
    ana: Browser, house: House, version: str
) -> None:
    save(ana, house, version=version, mainland_access="blocked")
    # A number too large to be one reads as none; so does everything that is no number.
    assert given(house)["mainland_access"] == "offered"


def test_sent_twice_it_is_recorded_once(ana: Browser, house: House) -> None:
    seen = fresh(house).version
    for _ in range(2):
        assert save(ana, house, version=seen, ownership="vie").redirect_chain
    assert Answer.objects.filter(question="ownership").count() == 1


def test_after_going_back_an_old_page_is_told_what_stands(ana: Browser, house: House) -> None:
    seen = fresh(house).version
    save(ana, house, version=seen, ownership="vie")
    found = save(ana, house, version=seen, ownership="domestic").content.decode()
    assert "Saved meanwhile by Ana: “" in found
    assert given(house)["ownership"] == "vie"


def test_an_expired_session_and_another_language_keep_what_was_chosen(ana: Browser, house: House) -> None:
    stranger = Browser()
    assert "login" in stranger.post(at(house, "all_answers"), {"a-ownership": "vie"}).headers["Location"]
    stranger.force_login(house.ana)
    for browser, data in ((stranger, None), (ana, {"a-ownership": "vie", "switch_language": "zh-hans"})):
        if data:
            browser.post(at(house, "all_answers"), data)
        assert (
            'value="vie" id="id_a-ownership_3" checked'
            in browser.get(at(house, "all_answers")).content.decode()
        )
    assert "ownership" not in given(house)


def test_the_pages_are_for_those_who_may(house: House) -> None:
    otto = signed_in(house.otto)
    assert "Save all" not in otto.get(at(house, "all_answers")).content.decode()
    assert otto.post(at(house, "all_answers"), {"a-ownership": "vie"}).status_code == 403
    assert otto.get(at(house, "answers_download")).status_code == 200
    assert otto.get(at(house, "answers_upload")).status_code == 403
    for stranger in (house.rui, make_house().ana):
        browser = signed_in(stranger)
        for name in ("all_answers", "answers_upload"):
            assert browser.post(at(house, name), {"a-ownership": "vie"}).status_code == 404
        for name in ("all_answers", "question_print", "answers_download", "answers_upload"):
            assert browser.get(at(house, name)).status_code == 404


def test_a_closed_assessment_takes_no_answers_and_says_why(ana: Browser, house: House) -> None:
    set_stage(assessment=fresh(house), stage="superseded", by=house.clara)
    before = given(house)
    assert "Save all" not in ana.get(at(house, "all_answers")).content.decode()
    for response in (
        save(ana, house, ownership="vie", commercial="yes"),
        upload(ana, house, b"answers: {ownership: vie}"),
    ):
        found = response.content.decode()
        assert response.status_code == 200 and found.count("can no longer be changed") in (1, 2)
    assert given(house) == before


# -- the list to print -----------------------------------------------------------------------------


def test_the_list_to_print_holds_what_is_open_or_all_with_room_for_answers(
    ana: Browser, house: House
) -> None:
    few = ana.get(at(house, "question_print")).content.decode()
    every = ana.get(at(house, "question_print") + "?which=all").content.decode()
    asked = state(fresh(house)).rulebook.questions
    assert "Who can use it?" not in few and "Who can use it?" in every
    assert asked["ownership"].ask.en in few and asked["mau"].hint.en in every
    assert every.count("print-question") >= few.count("print-question")
    assert "I do not know</li>" in every and "Not sure" not in every


# -- the answers file ------------------------------------------------------------------------------


def test_the_file_downloaded_says_what_was_answered(ana: Browser, house: House) -> None:
    take_position(assessment=fresh(house), open_point="OP-08", reading="B", reason="Because.", by=house.clara)
    response = ana.get(at(house, "answers_download"))
    now = state(fresh(house))
    read = read_answers(response.content, now.rulebook)
    assert response.headers["Content-Disposition"].startswith('attachment; filename="answers-')
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert (read.answers, read.as_of, read.positions) == (now.given, house.assessment.as_of, {"OP-08": "B"})


def test_a_file_is_taken_over_and_the_earlier_answers_stay_in_the_history(ana: Browser, house: House) -> None:
    content = "\ufeffanswers:\r\n  ownership: vie\r\n  audience: [internal_only]\r\n  mau: 7\r\n".encode()
    response = upload(ana, house, content)
    assert response.redirect_chain == [(at(house, "check_answers"), 302)]
    assert "3 answers saved." in response.content.decode()
    assert given(house) == {**IN_SCOPE, "ownership": "vie", "audience": ["internal_only"], "mau": 7}
    rows = Answer.objects.filter(question="audience").order_by("pk")
    assert [(row.value, row.source) for row in rows] == [
        (["public_open"], ""),
        (["internal_only"], "answers file"),
    ]


def test_a_file_taken_twice_changes_nothing_the_second_time(ana: Browser, house: House) -> None:
    upload(ana, house, b"answers: {ownership: vie}")
    before = fresh(house).version
    assert "Nothing was changed." in upload(ana, house, b"answers: {ownership: vie}").content.decode()
    assert fresh(house).version == before


def test_what_goes_with_the_answers_of_a_file_is_not_taken_and_that_is_said(
    ana: Browser, house: House
) -> None:
    content = b"as_of: '2025-01-01'\npositions: {OP-08: B}\nanswers: {ownership: vie}\n"
    found = upload(ana, house, content).content.decode()
    assert "Only answers were taken over" in found
    assert (fresh(house).as_of, state(fresh(house)).positions) == (house.assessment.as_of, {})


BOMB = "a: &a [x,x,x,x]\n" + "".join(
    f"{b}: &{b} [*{a},*{a},*{a},*{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", ""),
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF", ""),
        (b"PK\x03\x04" + b"\0" * 200, ""),
        (b"\xff\xfe\x00\xd8", ""),
        (b"answers: {ownerschip: vie}", "ownership"),  # the nearest right name
        (b"answers: {ownership: purple}", "purple"),
        (b"answers: {mau: -1}\n", ""),
        (b"answers: {ownership: vie, ownership: domestic}", "ownership"),
        (b"answers: {ownership: !!python/object/apply:os.system ['true']}", ""),
        (b"answers: " + b"[" * 5000, ""),
        (BOMB.encode(), ""),
        (b"answers: {ownership: vie}\n#" + b"x" * MAX_BYTES, ""),
        ("answers: {ownership: \u202evie}".encode(), ""),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_whole_with_its_faults(
    ana: Browser, house: House, content: bytes, fault: str
) -> None:
    before = given(house)
    response = upload(ana, house, content)
    found = response.content.decode()
    summary = found[found.index('class="error-summary"') :].partition("</div>")[0]
    assert response.status_code == 200 and NOTHING_TAKEN in summary
    assert "<li>" in summary and fault in summary and len(summary) < 10_000
    assert given(house) == before


def test_every_fault_of_a_file_is_listed_and_a_good_answer_beside_them_is_not_taken(
    ana: Browser, house: House
) -> None:
    found = upload(ana, house, b"answers: {commercial: 'yes', mau: x, ownership: purple}").content.decode()
    assert found.count("<li><code>") == 2 and "commercial" not in given(house)


def test_the_name_of_a_file_never_matters(ana: Browser, house: House) -> None:
    for name in ("../../etc/passwd", "\u202elmay.exe", "x" * 300, "a\0b.yaml"):
        assert upload(ana, house, b"answers: {ownership: vie}", name).status_code == 200
    assert given(house)["ownership"] == "vie"


def test_without_a_file_one_is_asked_for_in_the_readers_language(ana: Browser, house: House) -> None:
    for data in ({}, {"file": "text where a file belongs"}):
        assert (
            "Choose an answers file (.yaml)" in ana.post(at(house, "answers_upload"), data).content.decode()
        )
    house.ana.language = "zh-hans"
    house.ana.save()
    found = ana.post(at(house, "answers_upload")).content.decode()
    assert "请选择答案文件" in found and "Choose an answers file" not in found
