"""Comments through the client: said at a place, read with what is open first, resolved, opened again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.models import Comment
from assessment.services.assessment import copy_assessment, set_stage
from assessment.services.comment import add_comment, resolve_comment
from tests.assessment.conftest import signed_in
from tests.factories import House, make_house

NAME = "GAI-4-1"


@pytest.fixture
def ana(house: House) -> Browser:
    return signed_in(house.ana)


def page(house: House, query: str = "") -> str:
    return reverse("comments", args=[house.assessment.key]) + query


def duty(house: House) -> str:
    return reverse("obligation", args=[house.assessment.key, NAME])


def read(browser: Browser, url: str) -> str:
    response = browser.get(url)
    assert response.status_code == 200
    return response.content.decode()


def say(browser: Browser, url: str, **data: Any) -> Any:
    return browser.post(url, {"place": "assessment", "text": "Which quarter?", **data}, follow=True)


def turn(browser: Browser, comment: Comment, status: str, back: str = "") -> Any:
    given = {"status": status, "back": back}
    return browser.post(reverse("comment_change", args=[comment.key]), given, follow=True)


def said(house: House, text: str, **at: Any) -> Comment:
    return add_comment(service=house.service, assessment=house.assessment, text=text, by=house.clara, **at)


def rows() -> list[tuple[str, str, str, bool]]:
    found = Comment.objects.order_by("pk")
    return [(one.text, one.question, one.obligation, one.assessment_id is None) for one in found]


@pytest.mark.parametrize(
    ("query", "place", "kept"),
    [
        ("", "assessment", ("", "", False)),
        ("", "service", ("", "", True)),
        ("?question=minors", "question:minors", ("minors", "", False)),
        (f"?obligation={NAME}", f"obligation:{NAME}", ("", NAME, False)),
    ],
)
def test_a_comment_stands_where_it_was_said(
    ana: Browser, house: House, query: str, place: str, kept: tuple[str, str, bool]
) -> None:
    assert f'<option value="{place}"' in read(ana, page(house, query))
    response = say(ana, page(house, query), place=place)
    assert "Comment added." in response.content.decode()
    assert response.redirect_chain == [(page(house, query), 302)]
    assert rows() == [("Which quarter?", *kept)]
    assert "Which quarter?" in read(ana, page(house, query))


def test_a_place_given_in_the_address_is_chosen_already(ana: Browser, house: House) -> None:
    assert f'value="obligation:{NAME}" selected' in read(ana, page(house, f"?obligation={NAME}"))
    for unknown in ("?question=no-such", "?obligation=NO-SUCH", "?question=%00", "?obligation=GAI-4-1%27"):
        assert 'value="assessment" selected' in read(ana, page(house, unknown))


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({"text": "  \n "}, "text", "Write a comment."),
        ({"text": "x" * 4001}, "text", "there is room for 4000"),
        ({"text": "pay\u202eload"}, "text", "cannot be seen (U+202E"),
        ({"place": "question:minors"}, "place", "Choose one of the list"),
        ({"place": "obligation:NO-SUCH"}, "place", "Choose one of the list"),
        ({"place": ""}, "place", "Choose one of the list"),
    ],
)
def test_what_cannot_be_said_tells_why_beside_its_field_and_stays_typed(
    ana: Browser, house: House, data: dict[str, str], field: str, sentence: str
) -> None:
    found = say(ana, page(house), **data).content.decode()
    summary = found[found.index('id="error-summary"') :].partition("</div>")[0]
    assert sentence in summary and f'href="#id_{field}"' in summary and f'id="{field}-error"' in found
    assert data.get("text", "Which quarter?") in found and "<title>Error:" in found
    assert rows() == []


def test_nothing_posted_at_all_asks_for_a_place(ana: Browser, house: House) -> None:
    assert "Choose one of the list" in ana.post(page(house)).content.decode()


def test_what_is_open_stands_by_place_and_what_is_resolved_is_folded_away(ana: Browser, house: House) -> None:
    first = said(house, "First thing", question="minors")
    said(house, "Beside a duty", obligation=NAME)
    said(house, "Second thing", question="minors")
    resolve_comment(comment=first, by=house.ana)
    said(house, "Third thing", question="minors")
    found = read(ana, page(house))
    # Where somebody spoke last stands first; in it the first word does; what is resolved comes last.
    order = ["Second thing", "Third thing", "Beside a duty", "First thing"]
    places = [found.index(f'pre-line">{text}<') for text in order]
    assert places == sorted(places)
    assert f'href="{reverse("question", args=[house.assessment.key, "minors"])}"' in found
    assert f'href="{duty(house)}"' in found
    assert "Resolved</span>" not in found and "Resolved (1)" in found and "Resolved by Ana" in found
    narrow = read(ana, page(house, f"?obligation={NAME}"))
    assert "Beside a duty" in narrow and "thing" not in narrow


def test_nothing_said_yet_is_an_empty_page_with_its_form(ana: Browser, house: House) -> None:
    found = read(ana, page(house))
    assert "Nothing has been said yet" in found and 'name="text"' in found
    resolve_comment(comment=said(house, "x"), by=house.ana)
    assert "No comment is open." in read(ana, page(house))


def test_a_comment_is_resolved_and_opened_again(ana: Browser, house: House) -> None:
    comment, back = said(house, "Which quarter?", obligation=NAME), duty(house) + "#comments"
    response = turn(ana, comment, "resolved", back)
    assert response.redirect_chain == [(back, 302)] and "Comment resolved." in response.content.decode()
    assert Comment.objects.get().resolved_by == house.ana
    assert "Comment opened again." in turn(ana, comment, "open", page(house)).content.decode()
    assert Comment.objects.get().resolved_at is None
    for status in ("", "perhaps", "\0"):
        response = turn(ana, comment, status, "//evil.example")
        assert "Nothing was changed" in response.content.decode()
        assert response.redirect_chain == [(reverse("service", args=[house.service.key]), 302)]
    assert Comment.objects.get().resolved_at is None


def test_the_obligations_page_shows_what_is_open_beside_it_and_takes_more(ana: Browser, house: House) -> None:
    assert "No comment is open." in read(ana, duty(house))
    said(house, "A log of what?", obligation=NAME)
    resolve_comment(comment=said(house, "Settled", obligation=NAME), by=house.ana)
    found = read(ana, duty(house))
    assert "A log of what?" in found and "Settled" not in found.partition('id="history"')[0]
    assert "Comments (1 open)" in found
    back = duty(house) + "#comments"
    query = f"?obligation={NAME}"
    response = say(ana, page(house, query), place=f"obligation:{NAME}", text="Of prompts.", back=back)
    assert response.redirect_chain == [(back, 302)] and "Of prompts." in response.content.decode()
    # What cannot be saved is put right on the page of the comments, where it stands as it was typed.
    found = say(ana, page(house, query), place=f"obligation:{NAME}", text="\u200b", back=back)
    assert found.status_code == 200 and 'id="text-error"' in found.content.decode()


def test_what_is_said_beside_a_duty_or_the_service_goes_along_to_the_next_assessment(house: House) -> None:
    said(house, "At a question", question="minors")
    said(house, "Beside a duty", obligation=NAME)
    add_comment(service=house.service, text="Of the service", by=house.ana)
    later = copy_assessment(earlier=house.assessment, by=house.clara)
    found = read(signed_in(house.ana), reverse("comments", args=[later.key]))
    assert "Beside a duty" in found and "Of the service" in found and "At a question" not in found


def test_pages_say_how_many_are_open(ana: Browser, house: House) -> None:
    key = house.assessment.key
    pages = [reverse(name, args=[key]) for name in ("assessment", "result")]
    for url in pages:
        assert f'href="{page(house)}">Comments</a>' in read(ana, url)
    said(house, "One")
    resolve_comment(comment=said(house, "Two"), by=house.ana)
    for url in pages:
        assert f'href="{page(house)}">Comments (1 open)</a>' in read(ana, url)
    asked = reverse("question", args=[key, "minors"])
    assert f'href="{page(house, "?question=minors")}"' in read(ana, asked)


def test_whoever_signs_off_is_told_what_is_still_open(house: House) -> None:
    set_stage(assessment=house.assessment, stage="review", by=house.clara)
    url, clara = reverse("sign_off", args=[house.assessment.key]), signed_in(house.clara)
    assert "still open" not in read(clara, url)
    comment = said(house, "One")
    found = read(clara, url)
    assert "1 comment is still open." in found and f'href="{page(house)}"' in found
    assert '<button class="button">Sign off</button>' in found  # a warning, not a refusal
    resolve_comment(comment=comment, by=house.clara)
    assert "still open" not in read(clara, url)


def test_others_find_nothing_and_an_auditor_reads_only(house: House) -> None:
    comment = said(house, "Between us", obligation=NAME)
    for stranger in (house.rui, make_house().clara):
        browser = signed_in(stranger)
        assert browser.get(page(house)).status_code == 404
        assert say(browser, page(house)).status_code == 404
        assert turn(browser, comment, "resolved").status_code == 404
    otto = signed_in(house.otto)
    for url in (page(house), duty(house)):
        found = read(otto, url)
        assert "Between us" in found and 'name="text"' not in found.partition("<main")[2]
        assert "comment_change" not in found and reverse("comment_change", args=[comment.key]) not in found
    assert say(otto, page(house)).status_code == 403
    assert turn(otto, comment, "resolved").status_code == 403
    assert Comment.objects.filter(resolved_at=None).count() == 1


def test_what_was_typed_survives_a_change_of_language(ana: Browser, house: House) -> None:
    url = page(house, f"?obligation={NAME}")
    given = {"place": "service", "text": "Half a thought", "switch_language": "zh-hans"}
    found = ana.post(url, given, follow=True).content.decode()
    assert "Half a thought" in found and 'value="service" selected' in found and "添加评论" in found
    assert rows() == []


def test_hostile_words_are_shown_as_words(ana: Browser, house: House) -> None:
    say(ana, page(house), text="<script>alert(1)</script>\n{{ 7 }}")
    found = read(ana, page(house))
    assert "&lt;script&gt;alert(1)" in found and "<script>alert" not in found and "{{ 7 }}" in found


@pytest.mark.parametrize(
    "url", [page, duty, lambda house: reverse("assessment", args=[house.assessment.key])]
)
def test_pages_ask_the_database_the_same_for_one_comment_and_for_three(
    ana: Browser, house: House, url: Callable[[House], str]
) -> None:
    counts = []
    read(ana, url(house))
    for texts in (("One",), ("Two", "Three")):
        for text in texts:
            said(house, text, obligation=NAME)
            resolve_comment(comment=said(house, f"{text} again", question="minors"), by=house.ana)
        with CaptureQueriesContext(connection) as captured:
            read(ana, url(house))
        counts.append(len(captured))
    assert counts[0] == counts[1]
