"""The language of people who have signed in, and of those who have not."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.assessment.conftest import signed_in
from tests.factories import make_house

pytestmark = pytest.mark.django_db
URL = "/language"


def test_a_visitor_is_remembered_by_a_cookie() -> None:
    browser = Browser(HTTP_ACCEPT_LANGUAGE="en")
    assert (
        browser.post(URL, {"language": "zh-hans", "next": "/accounts/login/"})["Location"]
        == "/accounts/login/"
    )
    assert '<html lang="zh-hans">' in browser.get(reverse("account_login")).content.decode()


def test_a_person_is_remembered_wherever_they_sign_in() -> None:
    house = make_house()
    signed_in(house.ana).post(URL, {"language": "zh-hans"})
    house.ana.refresh_from_db()
    assert house.ana.language == "zh-hans"
    assert '<html lang="zh-hans">' in signed_in(house.ana).get("/").content.decode()


@pytest.mark.parametrize(
    "page", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", ""]
)
def test_nobody_is_sent_elsewhere(page: str) -> None:
    assert Browser().post(URL, {"language": "en", "next": page})["Location"] == "/"


def test_an_unknown_language_changes_nothing() -> None:
    browser = Browser()
    assert browser.post(URL, {"language": "tlh", "next": "/"}).status_code == 302
    assert "django_language" not in browser.cookies
    assert browser.get(URL).status_code == 405
