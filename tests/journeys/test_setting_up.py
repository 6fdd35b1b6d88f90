"""Setting up in a real browser: a client, a service, an assessment, a colleague."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from assessment.models import Role, User
from tests.browser import OpenPage, assert_accessible
from tests.factories import House, make_firm, make_grant, make_house, make_user

pytestmark = pytest.mark.django_db(transaction=True)
FAULTY = "answers: {rolle: [x], audience: [public_opne]}\n"


@pytest.fixture
def eve() -> User:
    """The administrator of an empty house."""
    user = make_user("Eve")
    make_grant(user, make_firm(), Role.FIRM_ADMIN)
    return user


@pytest.fixture
def house() -> House:
    return make_house()


@pytest.mark.parametrize("javascript", [True, False])
def test_from_an_empty_house_to_the_first_question(open_page: OpenPage, eve: User, javascript: bool) -> None:
    page = open_page(user=eve, javascript=javascript)
    page.goto("/")
    page.get_by_role("link", name="New client").click()
    page.get_by_label("Name in English").fill("First Client")
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Name in Chinese").fill("第一个服务")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("heading", level=1).inner_text() == "第一个服务"
    page.get_by_role("link", name="Begin an assessment").click()
    page.get_by_label("Companions").uncheck()
    page.get_by_role("button", name="Begin").click()
    assert "/questions/role/" in page.url


def test_a_file_with_faults_is_put_right_without_typing_again(
    open_page: OpenPage, house: House, tmp_path: Path
) -> None:
    page = open_page(user=house.ana)
    page.goto(f"/services/{house.service.key}/assess")
    file = page.get_by_label("Answers file", exact=True)
    assert not file.is_visible()
    page.get_by_label("From an answers file").check()
    assert file.is_visible()
    page.get_by_label("As of which day?").fill("2025-12-01")
    page.get_by_label("Minors").uncheck()
    (tmp_path / "answers.yaml").write_text(FAULTY)
    file.set_input_files(tmp_path / "answers.yaml")
    page.get_by_role("button", name="Begin").click()
    summary = page.get_by_role("alert")
    assert "answers.rolle" in summary.inner_text() and "answers.audience[0]" in summary.inner_text()
    expect(page.locator("#error-summary")).to_be_focused()
    assert_accessible(page)
    (tmp_path / "answers.yaml").write_text("answers: {role: [content_provider]}\n")
    file.set_input_files(tmp_path / "answers.yaml")
    page.get_by_role("button", name="Begin").click()
    assert page.get_by_text("1 answer was taken over, as of 1 December 2025.").is_visible()


def test_too_large_a_file_is_told_before_it_travels(
    open_page: OpenPage, house: House, tmp_path: Path
) -> None:
    page = open_page(user=house.ana)
    page.goto(f"/services/{house.service.key}/assess")
    page.get_by_label("From an answers file").check()
    (tmp_path / "answers.yaml").write_bytes(b"a" * (1024 * 1024 + 1))
    page.get_by_label("Answers file", exact=True).set_input_files(tmp_path / "answers.yaml")
    assert page.get_by_text("The file is larger than 1 MB.").is_visible()


def test_the_list_narrows_itself_and_can_be_walked_by_keyboard(open_page: OpenPage, house: House) -> None:
    page = open_page(user=house.clara)
    page.goto("/")
    assert page.locator("tbody tr").count() == 2
    page.get_by_label("Verdict").focus()
    page.get_by_label("Verdict").select_option("in_scope")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_label("Verdict")).to_be_focused()
    assert "scope=in_scope" in page.url
    page.reload()
    assert page.locator("tbody tr").count() == 1
    page.get_by_role("link", name="Clear the filters").focus()
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(2)


def test_putting_away_is_undone_where_it_was_done(open_page: OpenPage, house: House) -> None:
    page = open_page(user=house.clara, javascript=False)
    page.goto(f"/services/{house.service.key}/")
    page.get_by_role("button", name="Put away").click()
    page.get_by_role("button", name="Take it back").click()
    assert page.get_by_text("The service is back.").is_visible()
    assert page.get_by_role("button", name="Put away").is_visible()
