"""Passkeys with a key that Chromium plays: added, named, used instead of a password, taken away."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenPage, assert_accessible
from tests.factories import House, make_house

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long password"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def plug_in(page: Page) -> None:
    """Give the page's browser a key that always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def by_password(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_url(lambda url: "login" not in url)


@pytest.fixture
def house() -> House:
    return make_house()


def test_a_passkey_signs_in_without_a_password(open_page: OpenPage, house: House) -> None:
    house.firm.mfa_roles = ["client_member"]
    house.firm.save()
    page = open_page(language="en", width=390)
    plug_in(page)
    by_password(page, house.ana.email)
    page.get_by_text("Your role needs a second factor.").wait_for()  # the firm asks for one
    page.get_by_role("link", name="Add a key").click()
    page.locator("#id_password").fill(PASSWORD)  # asked again for anything that changes the ways in
    page.locator("#id_password").press("Enter")
    page.get_by_label("Name of the key").fill("My <b>phone</b>")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url(lambda url: not url.endswith("/add/"))
    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("rowheader", name="My <b>phone</b>").wait_for()
    assert_accessible(page)
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="With a passkey").click()
    page.wait_for_url(lambda url: "accounts" not in url)
    page.get_by_role("heading", name="Services").wait_for()


def test_a_key_that_was_not_used_is_told(open_page: OpenPage) -> None:
    page = open_page(language="en")
    page.goto("/accounts/login/")
    told = page.get_by_text("The key was not used")
    expect(told).to_be_hidden()
    page.evaluate("document.dispatchEvent(new CustomEvent('allauth.error', {cancelable: true}))")
    expect(told).to_be_focused()
    assert_accessible(page)
