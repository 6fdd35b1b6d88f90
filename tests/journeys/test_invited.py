"""The invited person's whole way in a browser: from the link to the right firm, with the right reach."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessment.access import memberships
from assessment.models import Client, Invitation, Role, User
from assessment.services.invitation import invite, withdraw_invitation
from assessment.tenancy import tenant
from tests.browser import Language, OpenPage, assert_accessible
from tests.factories import House, make_house, make_user

pytestmark = pytest.mark.django_db(transaction=True)
NEW, PASSWORD = "wang.min@example.com", "paper-lantern-harbour"
WORDS = {
    "en": (
        "Sign up",
        "Open the account",
        "Sign in",
        "Accept the invitation",
        "This invitation opens nothing",
    ),
    "zh-hans": ("注册", "开立账户", "登录", "接受邀请", "邀请无效"),
}


@pytest.fixture
def house() -> House:
    return make_house()


def link(house: House, email: str = NEW, role: str = Role.CLIENT_MEMBER, client: Client | None = None) -> str:
    with tenant(house.firm):
        _one, token = invite(firm=house.firm, email=email, role=role, client=client, by=house.adam)
    return f"/invitation/{token}/"


def choose_password(page: Page, password: str) -> None:
    page.locator("#id_password1").fill(password)
    page.locator("#id_password2").fill(password)
    page.locator("#id_password2").press("Enter")


@pytest.mark.parametrize(("language", "javascript"), [("en", False), ("zh-hans", True)])
def test_a_new_person_is_in_with_one_password(
    open_page: OpenPage, house: House, language: Language, javascript: bool
) -> None:
    sign_up, open_account, *_rest = WORDS[language]
    page = open_page(language=language, javascript=javascript, width=390)
    page.goto(link(house, client=house.client))
    page.get_by_role("definition").get_by_text(house.client.name(language), exact=True).wait_for()
    page.get_by_role("link", name=sign_up).click()
    page.get_by_role("button", name=open_account).wait_for()
    assert page.locator("#id_email").input_value() == NEW
    if javascript:
        assert_accessible(page)
    choose_password(page, "short")  # what was typed beside it stays
    page.locator("#error-summary").wait_for()
    assert page.locator("#id_email").input_value() == NEW
    choose_password(page, PASSWORD)
    page.get_by_role("link", name=house.service.name(language)).first.wait_for()
    shown = page.locator("body").inner_text()
    assert house.firm.name(language) in shown and house.other_service.name(language) not in shown
    user = User.objects.get(email=NEW)
    (held,) = memberships(user)
    assert (held.role, held.is_firm_wide, user.language) == (Role.CLIENT_MEMBER, False, language)


def test_another_address_is_refused_with_the_right_one(open_page: OpenPage, house: House) -> None:
    page = open_page(language="en")
    page.goto(link(house, role=Role.AUDITOR))
    page.get_by_role("link", name="Sign up").click()
    page.locator("#id_email").fill("eve@example.com")
    choose_password(page, PASSWORD)
    expect(page.locator("#error-summary")).to_contain_text(f"Use {NEW}.")
    assert not User.objects.filter(email="eve@example.com").exists()


def test_someone_with_an_account_signs_in_and_accepts_in_the_right_firm(
    open_page: OpenPage, house: House
) -> None:
    rui = make_house().rui  # of another firm already
    page = open_page(language="en")
    page.goto(link(house, email=rui.email, role=Role.FIRM_MEMBER))
    page.locator("main").get_by_role("link", name="Sign in").click()
    page.locator("#id_login").fill(rui.email)
    page.locator("#id_password").fill("a long password")
    page.locator("#id_password").press("Enter")
    page.get_by_role("button", name="Accept the invitation").click()
    page.get_by_text("You have access now.").wait_for()
    assert page.locator(".masthead__name").inner_text() == house.firm.name_en
    assert len(memberships(rui)) == 2


def test_somebody_else_signed_in_is_told_whom_it_is_for_and_how_to_go_on(
    open_page: OpenPage, house: House
) -> None:
    page = open_page(language="en", user=make_user("Eve"))
    address = link(house, role=Role.AUDITOR)
    page.goto(address)
    page.get_by_text(f"the invitation was sent to {NEW}").wait_for()
    assert page.get_by_role("button", name="Accept the invitation").count() == 0
    page.locator("main").get_by_role("link", name="Sign out").click()
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "logout" not in url)
    page.goto(address)
    page.get_by_role("link", name="Sign up").wait_for()


def test_a_link_that_is_over_says_what_to_do(open_page: OpenPage, house: House) -> None:
    withdrawn, used, expired = (link(house, f"{name}@example.com", Role.AUDITOR) for name in ("a", "b", "c"))
    now = timezone.now()
    with tenant(house.firm):
        rows = Invitation.objects
        withdraw_invitation(invitation=rows.get(email="a@example.com"), by=house.adam)
        rows.filter(email="b@example.com").update(used_at=now, used_by=house.adam)
        old, over = now - timedelta(days=9), now - timedelta(seconds=1)
        rows.filter(email="c@example.com").update(created_at=old, expires_at=over)
    page = open_page(language="zh-hans", width=390, allow="404")
    for address in (withdrawn, used, expired, "/invitation/invented/"):
        page.goto(address)
        page.get_by_role("heading", name=WORDS["zh-hans"][4]).wait_for()
        page.goto("/accounts/signup/")  # the link opens no way round it either
        assert page.locator("#id_password1").count() == 0
    page.goto(used)
    assert_accessible(page)
