"""The pages of one's own account: signed in, both languages, both widths."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import path
from playwright.sync_api import Page, expect

from assessment.models import User
from assessment.urls import urlpatterns as site
from tests.browser import Language, OpenPage, Width, assert_accessible
from tests.screens.conftest import Shoot, overflow
from tests.screens.gallery import nothing

PASSWORD = "paper-lantern-harbour"
ENTRANCES = ("login", "login/code", "password/reset", "password/reset/done", "signup", "inactive")
PAGES = (
    "password/change",
    "logout",
    "sessions",
    "2fa",
    "2fa/totp/activate",
    "2fa/webauthn",
    "2fa/webauthn/add",
)
WITH_TOTP = ("2fa", "2fa/recovery-codes/generate", "2fa/recovery-codes", "2fa/totp/deactivate")

urlpatterns = [path("", nothing, name="home"), *site]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def wang() -> User:
    user = User.objects.create_user("wang@example.com", PASSWORD, name="Wang Min")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    EmailAddress.objects.create(user=user, email="wang.min@example.com", verified=False, primary=False)
    return user


def sign_in(page: Page, language: Language) -> None:
    """By password, as a person would: allauth then knows how recently it was."""
    page.goto("/accounts/login/")
    page.locator("#id_login").fill("wang@example.com")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_url(lambda url: "login" not in url, wait_until="domcontentloaded")


def look(page: Page, shoot: Shoot, address: str, language: Language, width: Width, state: str = "") -> None:
    """Open a page and see that it fits; in each language and at each width once with axe as well."""
    page.goto(f"/accounts/{address}/")
    if "reauthenticate" in page.url:
        page.locator("#id_password").fill(PASSWORD)
        page.locator("#id_password").press("Enter")
        page.wait_for_url(f"**/accounts/{address}/")
    if (language == "en") == (width == 1280):
        assert_accessible(page)
    assert (address, overflow(page)) == (address, 0)
    shoot(page, f"account-{address.replace('/', '-')}-{state}{language}-{width}")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_ways_in_are_accessible(
    open_page: OpenPage, shoot: Shoot, language: Language, width: Width
) -> None:
    page = open_page(language=language, width=width)
    for address in ENTRANCES:
        look(page, shoot, address, language, width)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_account_s_pages_are_accessible(
    open_page: OpenPage, shoot: Shoot, wang: User, language: Language, width: Width
) -> None:
    User.objects.update(language=language)
    page = open_page(language=language, width=width)
    sign_in(page, language)
    look(page, shoot, "email", language, width)
    # allauth wants every address verified before a second step
    EmailAddress.objects.filter(verified=False).delete()
    for address in PAGES:
        look(page, shoot, address, language, width)
    TOTP.activate(wang, generate_totp_secret())
    for address in WITH_TOTP:
        look(page, shoot, address, language, width, "totp-")
        if address.endswith("generate"):
            page.locator("main form button").click()
            page.wait_for_url("**/recovery-codes/")


def test_a_wrong_password_is_said_above_and_beside_the_form(
    open_page: OpenPage, shoot: Shoot, wang: User
) -> None:
    page = open_page(language="en")
    page.goto("/accounts/login/")
    page.locator("#id_login").fill("wang@example.com")
    page.locator("#id_password").fill("not this one")
    page.locator("#id_password").press("Enter")
    page.locator("#error-summary").wait_for()
    expect(page.locator("#error-summary")).to_be_focused()
    assert page.locator("#id_login").input_value() == "wang@example.com"
    assert_accessible(page)
    shoot(page, "account-login-wrong-en-1280")


def test_the_second_step_asks_for_a_code(open_page: OpenPage, shoot: Shoot, wang: User) -> None:
    TOTP.activate(wang, generate_totp_secret())
    page = open_page(language="en", width=390)
    sign_in(page, "en")
    assert_accessible(page)
    shoot(page, "account-second-step-en-390")


def test_a_page_of_the_account_can_be_shown_in_the_other_language(open_page: OpenPage) -> None:
    page = open_page(language="en")
    page.goto("/accounts/login/")
    page.get_by_role("button", name="中文").click()
    page.get_by_role("heading", name="登录", exact=True).wait_for()
