"""The small comforts of static/js/enhance.js, each of which a page can do without."""

from pathlib import Path

import pytest

from tests.browser import OpenPage

pytestmark = [pytest.mark.urls("tests.screens.gallery"), pytest.mark.django_db(transaction=True)]


def test_none_clears_the_other_boxes_and_they_clear_it(open_page: OpenPage) -> None:
    page = open_page(language="en")
    page.goto("/gallery/en/question")
    group = page.get_by_role("group", name="Who can use it?")
    group.get_by_label("Nobody outside").check()
    assert group.get_by_role("checkbox", checked=True).count() == 1
    group.get_by_label("Only your own staff").check()
    assert not group.get_by_label("Nobody outside").is_checked()


def test_i_do_not_know_may_stand_beside_an_answer(open_page: OpenPage) -> None:
    page = open_page(language="en")
    page.goto("/gallery/en/question")
    group = page.get_by_role("group", name="Who can use it?")
    group.get_by_label("I do not know").check()
    assert group.get_by_role("checkbox", checked=True).count() == 2


def test_a_file_too_large_is_told_before_it_travels(open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "large.yaml").write_bytes(b"a" * 1_048_577)
    (tmp_path / "small.yaml").write_bytes(b"a")
    page = open_page(language="en")
    page.goto("/gallery/en/form")
    message = page.locator("#answers_file-error")
    page.locator("#id_answers_file").set_input_files(tmp_path / "large.yaml")
    assert message.inner_text() == "The file is larger than 1 MiB"
    page.locator("#id_answers_file").set_input_files(tmp_path / "small.yaml")
    assert not message.is_visible()


def test_one_box_ticks_every_row_of_a_table(open_page: OpenPage) -> None:
    page = open_page(language="en")
    page.goto("/gallery/en/list")
    page.get_by_label("Choose all").check()
    assert page.locator("tbody .table__check input:checked").count() == 4


def test_a_form_is_sent_once_however_often_its_button_is_pressed(open_page: OpenPage) -> None:
    page = open_page(language="en")
    page.goto("/gallery/en/question")
    sent = page.get_by_role("button", name="Save and continue").evaluate(
        """button => {
            let sent = 0;
            addEventListener("submit", (event) => {
                if (!event.defaultPrevented) sent++;
                event.preventDefault();
            });
            button.click();
            button.click();
            return sent;
        }"""
    )
    assert sent == 1


def test_a_long_text_says_how_much_room_is_left_only_when_it_matters(open_page: OpenPage) -> None:
    page = open_page(language="en")
    page.goto("/gallery/en/form")
    counter = page.locator("#id_note + .field__count")
    page.locator("#id_note").fill("a" * 100)
    assert counter.inner_text() == ""
    page.locator("#id_note").fill("a" * 3900)
    assert counter.inner_text() == "3900 / 4000"
