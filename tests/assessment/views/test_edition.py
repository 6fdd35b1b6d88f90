"""Moving an assessment to another edition in the browser: seen first, moved with one button, and back."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from assessment.models import Assessment, Event, Stage
from assessment.services.answer import record_answer
from assessment.services.assessment import copy_assessment, move_to_edition, set_stage
from assessment.services.position import take_position
from assessment.services.report import take_snapshot
from assessment.services.sign_off import sign_off
from tests.assessment.conftest import signed_in
from tests.factories import House
from tests.newer_edition import make_newer_edition


def address(house: House) -> str:
    return reverse("assessment_edition", args=[house.assessment.key])


def page(house: House, person: Any = None) -> Any:
    return signed_in(person or house.clara).get(address(house))


def fresh(house: House) -> Assessment:
    return Assessment.objects.select_related("edition").get(pk=house.assessment.pk)


def send(house: House, person: Any = None, **typed: str) -> Any:
    return signed_in(person or house.clara).post(address(house), typed)


def move(house: House, to: str, person: Any = None) -> Any:
    return send(house, person, to=to, version=str(fresh(house).version))


def words(html: str, name: str) -> str:
    """The plain text of a section."""
    found = re.search(rf'<section class="[^"]*" id="{name}">.*?</section>', html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0] if found else "").split())


def moves(house: House) -> int:
    return Event.objects.filter(verb="edition_changed").count()


def test_without_a_newer_edition_the_page_says_so(house: House) -> None:
    html = page(house).content.decode()
    assert "There is no newer rulebook" in html
    assert 'name="to"' not in html
    for name in ("assessment", "result"):
        listed = signed_in(house.clara).get(reverse(name, args=[house.assessment.key])).content.decode()
        assert "See what it would change" not in listed


def test_what_changes_for_this_assessment_is_shown_before_anybody_moves_it(house: House) -> None:
    record_answer(assessment=house.assessment, question="ownership", raw="vie", saw=99, by=house.ana)
    take_position(assessment=house.assessment, open_point="OP-01", reading="A", reason="x", by=house.clara)
    make_newer_edition()
    response = page(house)
    html = response.content.decode()
    assert "Move to rulebook 2027.01" in html
    # GAI-4-2A is new; GAI-4-1 goes; GAI-4-3 comes to hang on training, and LBL-12 on what OP-01 settled.
    assert response.context["tally"]["gained"] == 1 and response.context["tally"]["lost"] == 1
    assert "GAI-4-3" in words(html, "outcomes") and "Now open Applies Open" in words(html, "outcomes")
    assert "A duty that is new A new duty – nothing Applies" in words(html, "duties")
    assert "GAI-4-1" in words(html, "duties")
    assert words(html, "asked") == "Questions newly asked How is the provider owned?"
    assert words(html, "lost").endswith("How is the provider owned? VIE This question is gone.")
    assert "OP-01" in words(html, "positions")
    assert words(html, "law").endswith("Who must act provider platforms")
    assert moves(house) == 0 and fresh(house).edition == house.assessment.edition


def test_an_edition_that_changes_nothing_here_says_so_and_can_be_moved_to(house: House) -> None:
    newer = make_newer_edition(is_quiet=True)
    html = page(house).content.decode()
    assert "Nothing changes for this service" in html
    assert move(house, newer.digest).status_code == 302
    assert fresh(house).edition == newer


def test_one_button_moves_it_and_one_takes_it_back(house: House) -> None:
    record_answer(
        assessment=house.assessment, question="role", raw=["content_provider", "api_provider"], saw=99,
        by=house.ana,
    )  # fmt: skip
    older, newer = house.assessment.edition, make_newer_edition()
    browser = signed_in(house.ana)  # who may change the terms may move it
    typed = {"to": newer.digest, "version": str(fresh(house).version)}
    html = browser.post(address(house), typed, follow=True).content.decode()
    assert fresh(house).edition == newer
    assert "Moved to rulebook 2027.01. Every answer is kept." in html
    assert "1 question is newly asked." in html
    assert reverse("question", args=[house.assessment.key, "holding"]) in words_with_links(html, "to-do")
    assert "Part of the answer is no longer among those offered." in words(html, "to-do")
    assert "Ana" in words(html, "back") and f"Go back to rulebook {older.version}" in words(html, "back")
    record_answer(assessment=fresh(house), question="commercial", raw="yes", saw=99, by=house.ana)
    typed = {"to": older.digest, "version": str(fresh(house).version)}
    html = browser.post(address(house), typed, follow=True).content.decode()
    assert fresh(house).edition == older
    assert f"Back on rulebook {older.version}. Every answer is kept." in html
    assert "Move to rulebook 2027.01" in html  # the way there is open again
    assert 'id="back"' not in html
    trail = signed_in(house.clara).get(reverse("history", args=[house.service.key])).content.decode()
    assert "moved to another edition of the rulebook" in trail and "2027.01" in trail


def words_with_links(html: str, name: str) -> str:
    return html.split(f'id="{name}"')[1].split("</section>")[0]


def test_the_same_edition_twice_writes_nothing(house: House) -> None:
    newer = make_newer_edition()
    stale = str(fresh(house).version)
    assert send(house, to=newer.digest, version=stale).status_code == 302
    kept = fresh(house).version
    html = signed_in(house.clara).post(address(house), {"to": newer.digest, "version": stale}, follow=True)
    assert "It rests on rulebook 2027.01 already. Nothing was changed." in html.content.decode()
    assert (fresh(house).version, moves(house)) == (kept, 1)


def test_somebody_who_changed_it_meanwhile_is_told_of_and_nothing_moves(house: House) -> None:
    newer = make_newer_edition()
    stale = str(fresh(house).version)
    record_answer(assessment=house.assessment, question="ownership", raw="vie", saw=99, by=house.ana)
    response = send(house, to=newer.digest, version=stale)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Somebody changed this assessment meanwhile." in html
    assert "VIE" in words(html, "lost")  # worked out anew
    assert f'name="version" value="{fresh(house).version}"' in html
    assert (fresh(house).edition, moves(house)) == (house.assessment.edition, 0)


def test_an_edition_that_came_out_while_somebody_read_is_told(house: House) -> None:
    seen = make_newer_edition()
    make_newer_edition("2027.02")
    response = move(house, seen.digest)
    assert response.status_code == 409
    assert "A still newer rulebook has come out meanwhile." in response.content.decode()
    assert moves(house) == 0


NOT_OFFERED = {
    "nothing": "",
    "unknown": "sha256:no-such",
    "null": "\0",
    "version": "2027.01",
    "long": "x" * 5000,
    "sql": "' OR 1=1 --",
}
NOT_A_VERSION = {
    "nothing": "", "negative": "-1", "word": "x", "null": "\0", "other digits": "١٢", "long": "9" * 400,
    "float": "1e3",
}  # fmt: skip


@pytest.mark.parametrize("to", NOT_OFFERED.values(), ids=NOT_OFFERED)
def test_an_edition_nobody_offered_is_refused(house: House, to: str) -> None:
    make_newer_edition()
    response = move(house, to)
    assert response.status_code == 409
    assert "Choose one of the rulebooks offered" in response.content.decode()
    assert moves(house) == 0


@pytest.mark.parametrize("version", NOT_A_VERSION.values(), ids=NOT_A_VERSION)
def test_a_version_that_cannot_be_read_moves_nothing(house: House, version: str) -> None:
    newer = make_newer_edition()
    assert send(house, to=newer.digest, version=version).status_code == 409
    assert moves(house) == 0


def test_what_is_signed_off_is_not_moved_and_says_what_to_do_instead(house: House) -> None:
    newer = make_newer_edition()
    ready = set_stage(assessment=house.assessment, stage=Stage.REVIEW, by=house.clara)
    sign_off(assessment=ready, snapshot=take_snapshot(assessment=ready, by=house.clara), by=house.clara)
    html = page(house).content.decode()
    assert "This assessment is signed off" in html and "cannot be moved to rulebook 2027.01" in html
    assert f"{reverse('assessment_new', args=[house.service.key])}?from={house.assessment.key}" in html
    assert 'name="to"' not in html
    response = move(house, newer.digest)
    assert response.status_code == 409 and "can no longer be changed" in response.content.decode()
    assert moves(house) == 0


def test_one_that_was_moved_and_then_replaced_is_not_moved_back(house: House) -> None:
    older = house.assessment.edition
    move_to_edition(assessment=house.assessment, edition=make_newer_edition(), by=house.clara)
    set_stage(assessment=house.assessment, stage=Stage.SUPERSEDED, by=house.clara)
    html = page(house).content.decode()
    assert "which is also the newest" in html and 'name="to"' not in html
    assert move(house, older.digest).status_code == 409
    assert moves(house) == 1


def test_an_auditor_sees_what_would_change_and_moves_nothing(house: House) -> None:
    newer = make_newer_edition()
    response = page(house, house.otto)
    assert response.status_code == 200
    assert "Whoever may change the day and coverage" in response.content.decode()
    assert 'name="to"' not in response.content.decode()
    assert move(house, newer.digest, house.otto).status_code == 403
    assert move(house, newer.digest, house.rui).status_code == 404
    assert moves(house) == 0


def test_task_list_result_service_and_home_hint_at_a_newer_edition(house: House) -> None:
    make_newer_edition()
    key = house.assessment.key
    for where in (
        reverse("assessment", args=[key]),
        reverse("result", args=[key]),
        reverse("service", args=[house.service.key]),
    ):
        html = signed_in(house.clara).get(where).content.decode()
        assert "Rulebook 2027.01 is newer than the one this assessment rests on." in html, where
        assert address(house) in html, where
    assert "a newer rulebook" in signed_in(house.ana).get("/").content.decode()
    assert "a newer rulebook" not in signed_in(house.otto).get("/").content.decode()  # it waits for others


def test_the_list_is_narrowed_to_what_could_move(house: House) -> None:
    newer = make_newer_edition()
    move_to_edition(assessment=house.assessment, edition=newer, by=house.clara)
    html = signed_in(house.clara).get("/?waits=newer").content.decode()
    assert f'href="/services/{house.other_service.key}/"' in html
    assert f'href="/services/{house.service.key}/"' not in html
    set_stage(assessment=house.other_assessment, stage=Stage.SUPERSEDED, by=house.clara)
    assert "No service fits" in signed_in(house.clara).get("/?waits=newer").content.decode()
    assert "a newer rulebook" not in signed_in(house.clara).get("/").content.decode()


def test_a_copy_rests_on_the_newest_and_has_nowhere_to_go_back_to(house: House) -> None:
    make_newer_edition()
    copied = copy_assessment(earlier=house.assessment, by=house.clara)
    html = signed_in(house.clara).get(reverse("assessment_edition", args=[copied.key])).content.decode()
    assert "There is no newer rulebook" in html and 'id="back"' not in html


def test_two_editions_of_one_version_are_told_apart_by_their_digests(house: House) -> None:
    version = house.assessment.edition.version
    newer = make_newer_edition(version)
    html = page(house).content.decode()
    assert f"Move to rulebook {version} ({newer.digest[7:19]})" in html
    move(house, newer.digest)
    assert (
        f"Go back to rulebook {version} ({house.assessment.edition.digest[7:19]})"
        in page(house).content.decode()
    )


def test_every_page_opens_with_answers_and_a_position_the_newer_edition_does_not_know(house: House) -> None:
    for question, raw in (("ownership", "vie"), ("role", ["api_provider"])):
        record_answer(assessment=house.assessment, question=question, raw=raw, saw=99, by=house.ana)
    take_position(assessment=house.assessment, open_point="OP-01", reading="A", reason="x", by=house.clara)
    move_to_edition(assessment=house.assessment, edition=make_newer_edition(), by=house.clara)
    clara = signed_in(house.clara)
    for name in ("assessment", "check_answers", "all_answers", "answers_download", "result", "report_new"):
        assert clara.get(reverse(name, args=[house.assessment.key])).status_code == 200, name
    gone = clara.get(reverse("question", args=[house.assessment.key, "ownership"]))
    assert (
        gone.status_code == 404
        and reverse("assessment", args=[house.assessment.key]) in gone.content.decode()
    )


def test_it_costs_as_many_statements_however_often_it_was_moved(house: House) -> None:
    editions = [make_newer_edition(), house.assessment.edition]
    browser = signed_in(house.clara)

    def cost() -> int:
        browser.get(address(house))  # what is logged as seen is logged once an hour
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address(house)).status_code == 200
        return len(captured)

    counts = []
    for _ in range(2):
        for edition in editions:
            move_to_edition(assessment=fresh(house), edition=edition, by=house.clara)
        counts.append(cost())
    assert counts[0] == counts[1]


def test_it_speaks_chinese(house: House) -> None:
    record_answer(assessment=house.assessment, question="ownership", raw="vie", saw=99, by=house.ana)
    newer = make_newer_edition()
    house.clara.language = "zh-hans"
    house.clara.save(update_fields=["language"])
    with translation.override("zh-hans"):
        html = page(house).content.decode()
        assert "改用规则版本 2027.01" in html
        assert words(html, "lost").endswith("该问题已取消。")
        move(house, newer.digest)
        assert "改回规则版本" in page(house).content.decode()
