"""Who has access: invited, let in, ended; and the link that does it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from assessment.models import Grant, Invitation, Role, User
from assessment.services.invitation import invite
from assessment.tenancy import tenant
from tests.assessment.conftest import signed_in
from tests.factories import House, make_house, make_user

pytestmark = pytest.mark.django_db
PEOPLE, INVITE, ACCESS = "/people/", "/people/invite", "/people/access"


@pytest.fixture
def house() -> House:
    return make_house()


def post(house: House, who: str, url: str, **data: Any) -> Any:
    return signed_in(getattr(house, who)).post(url, data)


def made(house: House, email: str = "new@example.com", role: str = Role.AUDITOR) -> str:
    """The address of an invitation's page."""
    with tenant(house.firm):
        return reverse(
            "invitation_accept", args=[invite(firm=house.firm, email=email, role=role, by=house.adam)[1]]
        )


def grant_of(house: House, user: User) -> Grant:
    with tenant(house.firm):
        return Grant.objects.get(user=user)


@pytest.mark.parametrize("who", ["clara", "ana", "otto"])
def test_only_an_administrator_manages_people(house: House, who: str) -> None:
    browser = signed_in(getattr(house, who))
    grant = grant_of(house, house.rui)
    assert [
        browser.get(PEOPLE).status_code,
        browser.get(INVITE).status_code,
        browser.post(INVITE, {"email": "x@example.com", "role": "firm_admin"}).status_code,
        browser.post(ACCESS, {"grant": grant.pk}).status_code,
    ] == [403, 403, 403, 403]


def test_the_list_says_who_may_what(house: House) -> None:
    found = signed_in(house.adam).get(PEOPLE).content.decode()
    for words in (house.ana.email, "Client&#x27;s person", "Counsel", "The whole firm", house.client.name_en):
        assert words in found


def test_an_invitation_is_mailed_and_its_link_shown_once(house: House) -> None:
    browser = signed_in(house.adam)
    response = browser.post(
        INVITE, {"email": "New@Example.com", "role": "client_member", "client": house.client.key}, follow=True
    )
    found = response.content.decode()
    links = re.findall(r"http://testserver/invitation/[\w-]{43}/", found)
    assert len(set(links)) == 1 and "new@example.com has been invited" in found
    assert "/invitation/" not in browser.get(PEOPLE).content.decode()
    (letter,) = mail.outbox
    assert letter.to == ["new@example.com"] and links[0] in letter.body
    assert "邀请您使用合规" in letter.body and "invites you to Hegui" in letter.body
    with tenant(house.firm):
        assert links[0].split("/")[-2] not in Invitation.objects.get().token_hash


@override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=1)
def test_a_mail_that_cannot_be_sent_leaves_the_link_to_pass_on(house: House) -> None:
    response = signed_in(house.adam).post(INVITE, {"email": "a@example.com", "role": "auditor"}, follow=True)
    found = response.content.decode()
    assert "The mail could not be sent." in found and "/invitation/" in found


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"email": ""}, "Enter the address the invitation goes to."),
        ({"email": "nobody"}, "Enter a whole e-mail address"),
        ({"email": "a@example.com\nBcc: b@example.com"}, "Enter a whole e-mail address"),
        ({"role": ""}, "Choose a role."),
        ({"role": "king"}, "Select a valid choice"),
        ({"role": "client_member"}, "Choose the client this person belongs to."),
        ({"role": "firm_admin", "client": "CLIENT"}, "leave the client empty"),
        ({"until": "2020-01-01"}, "This day is over."),
        ({"client": "zzzzzzzzzzzz"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_sent_says_why(house: House, data: dict[str, str], words: str) -> None:
    data = {"email": "new@example.com", "role": "auditor"} | data
    data = {name: house.client.key if value == "CLIENT" else value for name, value in data.items()}
    response = post(house, "adam", INVITE, **data)
    assert response.status_code == 200 and words in response.content.decode()
    with tenant(house.firm):
        assert not Invitation.objects.exists()
    assert mail.outbox == []


def test_who_has_access_already_is_not_invited(house: House) -> None:
    response = post(house, "adam", INVITE, email=house.clara.email, role="firm_member")
    assert "has access already" in response.content.decode()


def test_an_invitation_withdrawn_opens_nothing(house: House) -> None:
    page = made(house)
    with tenant(house.firm):
        one = Invitation.objects.get()
    withdraw = reverse("invitation_withdraw", args=[one.key])
    assert post(house, "clara", withdraw).status_code == 403
    assert post(house, "adam", withdraw)["Location"] == PEOPLE
    response = Browser().get(page)
    assert response.status_code == 404 and "This invitation opens nothing" in response.content.decode()


def test_access_ends_at_once_and_can_be_given_again(house: House) -> None:
    grant = grant_of(house, house.ana)
    ana = signed_in(house.ana)
    assert ana.get("/").status_code == 200
    assert post(house, "adam", ACCESS, grant=str(grant.pk))["Location"] == PEOPLE
    assert ana.get("/").status_code == 403
    assert "Had access" in signed_in(house.adam).get(PEOPLE).content.decode()
    post(house, "adam", ACCESS, grant=str(grant.pk), back="yes")
    assert ana.get("/").status_code == 200


def test_an_administrator_cannot_lock_themselves_out(house: House) -> None:
    grant = grant_of(house, house.adam)
    response = signed_in(house.adam).post(ACCESS, {"grant": grant.pk}, follow=True)
    assert "You cannot end your own access" in response.content.decode()
    assert grant_of(house, house.adam).until is None


@pytest.mark.parametrize("number", ["", "0", "x", "９９", "-1", "99999999"])
def test_a_grant_that_is_none_is_not_there(house: House, number: str) -> None:
    assert post(house, "adam", ACCESS, grant=number).status_code == 404


def test_another_firms_grant_is_not_there(house: House) -> None:
    other = make_house()
    assert post(house, "adam", ACCESS, grant=str(grant_of(other, other.ana).pk)).status_code == 404


# -- taking an invitation up ------------------------------------------------------------------------


def test_a_new_person_signs_up_through_the_link(house: House) -> None:
    page, browser = made(house), Browser(HTTP_ACCEPT_LANGUAGE="en")
    found = browser.get(page).content.decode()
    assert f"{house.firm.name_en} invites you" in found and "Sign up" in found
    password = "correct horse battery"
    response = browser.post(
        reverse("account_signup"),
        {"email": "new@example.com", "password1": password, "password2": password},
        follow=True,
    )
    assert response.request["PATH_INFO"] == "/" and response.status_code == 200
    assert house.firm.name_en in response.content.decode()
    assert grant_of(house, User.objects.get(email="new@example.com")).role == Role.AUDITOR
    assert Browser().get(page).status_code == 404


def test_someone_with_an_account_signs_in_and_accepts(house: House) -> None:
    zoe = make_user("Zoe")
    page = made(house, zoe.email)
    found = Browser(HTTP_ACCEPT_LANGUAGE="en").get(page).content.decode()
    assert f"/accounts/login/?next={page}" in found
    browser = signed_in(zoe)
    assert "Accept the invitation" in browser.get(page).content.decode()
    assert browser.post(page)["Location"] == "/"
    assert house.firm.name_en in browser.get("/").content.decode()


def test_an_invitation_is_of_no_use_to_somebody_else(house: House) -> None:
    page, browser = made(house), signed_in(house.ana)
    assert "the invitation was sent to new@example.com" in browser.get(page).content.decode()
    assert browser.post(page).status_code == 200
    with tenant(house.firm):
        assert Grant.objects.filter(user=house.ana).count() == 1
        assert Invitation.objects.get().used_at is None


def test_a_client_is_named_on_the_page_of_its_invitation(house: House) -> None:
    with tenant(house.firm):
        _one, token = invite(
            firm=house.firm,
            email="c@example.com",
            role=Role.CLIENT_MEMBER,
            by=house.adam,
            client=house.client,
        )
    found = Browser(HTTP_ACCEPT_LANGUAGE="zh-CN").get(reverse("invitation_accept", args=[token]))
    assert house.client.name_zh in found.content.decode()


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "..%2f"])
def test_a_token_that_is_none_opens_nothing(token: str) -> None:
    assert Browser().get(f"/invitation/{token}/").status_code == 404


def test_an_invitation_too_old_opens_nothing(house: House) -> None:
    page = made(house)
    with tenant(house.firm):
        old = timezone.now() - timedelta(days=1)
        Invitation.objects.update(created_at=old - timedelta(days=7), expires_at=old)
    assert Browser().get(page).status_code == 404
    assert "too old" in signed_in(house.adam).get(PEOPLE).content.decode()
