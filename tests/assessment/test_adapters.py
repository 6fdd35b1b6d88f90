"""Accounts: by invitation only, for the invited address, once, and not for ever."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client as Browser
from django.urls import include, path, reverse
from django.utils import timezone

from assessment.access import memberships
from assessment.adapters import SESSION_KEY
from assessment.errors import Refused
from assessment.models import Grant, Invitation, Role, User
from assessment.queries.audit import trail
from assessment.services.invitation import (
    accept_invitation,
    end_grant,
    find_invitation,
    give_grant,
    invite,
    withdraw_invitation,
)
from assessment.tenancy import tenant
from tests.factories import House, make_house, make_user

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", lambda request: None, name="home"),  # type: ignore[arg-type, return-value]
]


def sign_up(browser: Browser, email: str) -> Any:
    words = {"email": email, "password1": "correct horse battery", "password2": "correct horse battery"}
    return browser.post(reverse("account_signup"), words)


def arrive(token: str) -> Browser:
    """A browser that followed the link of an invitation."""
    browser = Browser()
    session = browser.session
    session[SESSION_KEY] = token
    session.save()
    return browser


@pytest.fixture(autouse=True)
def _no_counting(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_without_an_invitation_nobody_signs_up() -> None:
    sign_up(Browser(), "eve@example.com")
    assert not User.objects.filter(email="eve@example.com").exists()


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_an_invited_person_signs_up_verified_and_is_in() -> None:
    house = make_house()
    with tenant(house.firm):
        _invitation, token = invite(
            firm=house.firm,
            email="New@Example.com",
            role=Role.CLIENT_MEMBER,
            client=house.client,
            by=house.adam,
        )
    response = sign_up(arrive(token), "new@example.com")
    assert response.status_code == 302
    user = User.objects.get(email="new@example.com")
    assert EmailAddress.objects.get(user=user).verified is True
    (held,) = memberships(user)
    assert (held.firm, held.role) == (house.firm, Role.CLIENT_MEMBER)
    with tenant(house.firm):
        assert [entry.event.verb for entry in trail(firm=house.firm)[:3]] == [
            "signed_in",
            "invitation_accepted",
            "invited",
        ]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_an_invitation_is_for_one_address_only() -> None:
    house = make_house()
    with tenant(house.firm):
        _invitation, token = invite(
            firm=house.firm, email="new@example.com", role=Role.AUDITOR, by=house.adam
        )
    sign_up(arrive(token), "eve@example.com")
    assert not User.objects.filter(email="eve@example.com").exists()
    assert accept_invitation(token=token, user=make_user("Eve")) is None
    assert find_invitation(token) is not None


def test_a_token_works_once_and_is_kept_nowhere(house: House) -> None:
    invitation, token = invite(firm=house.firm, email="a@example.com", role=Role.AUDITOR, by=house.adam)
    assert token not in str(Invitation.objects.values_list().get())
    user = make_user("A")
    User.objects.filter(pk=user.pk).update(email="a@example.com")
    user.refresh_from_db()
    grant = accept_invitation(token=token, user=user)
    assert grant is not None and grant.role == Role.AUDITOR
    assert (find_invitation(token), accept_invitation(token=token, user=user)) == (None, None)
    with pytest.raises(Refused):
        withdraw_invitation(invitation=invitation, by=house.adam)


def test_old_withdrawn_and_invented_tokens_open_nothing(house: House) -> None:
    old, first = invite(firm=house.firm, email="a@example.com", role=Role.AUDITOR, by=house.adam)
    now = timezone.now()
    Invitation.objects.filter(pk=old.pk).update(
        created_at=now - timedelta(days=9), expires_at=now - timedelta(days=2)
    )
    taken_back, second = invite(firm=house.firm, email="b@example.com", role=Role.AUDITOR, by=house.adam)
    withdraw_invitation(invitation=taken_back, by=house.adam)
    assert [find_invitation(token) for token in (first, second, "x" * 43, "")] == [None] * 4


def test_a_newer_invitation_replaces_the_older(house: House) -> None:
    _first, old = invite(firm=house.firm, email="a@example.com", role=Role.AUDITOR, by=house.adam)
    _second, new = invite(firm=house.firm, email="a@example.com", role=Role.FIRM_MEMBER, by=house.adam)
    found = find_invitation(new)
    assert (find_invitation(old), found and found.role) == (None, Role.FIRM_MEMBER)


def test_roles_that_do_not_fit_are_refused_with_the_field(house: House) -> None:
    for values, field in (
        ({"role": "king"}, "role"),
        ({"role": Role.CLIENT_MEMBER}, "client"),
        ({"role": Role.FIRM_ADMIN, "client": house.client}, "client"),
        ({"role": Role.AUDITOR}, "email"),
    ):
        email = house.otto.email if field == "email" else "a@example.com"
        with pytest.raises(Refused) as caught:
            invite(firm=house.firm, email=email, by=house.adam, **values)
        assert caught.value.field == field


def test_access_ends_at_once_and_the_last_administrator_stays(house: House) -> None:
    end_grant(grant=Grant.objects.get(user=house.ana), by=house.adam)
    assert memberships(house.ana) == []
    with pytest.raises(Refused):
        end_grant(grant=Grant.objects.get(user=house.adam), by=house.adam)
    assert len(memberships(house.adam)) == 1
    give_grant(firm=house.firm, user=house.clara, role=Role.FIRM_ADMIN, by=house.adam)
    end_grant(grant=Grant.objects.get(user=house.adam), by=house.clara)
    assert memberships(house.adam) == []


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_code_by_mail_signs_in() -> None:
    house, browser = make_house(), Browser()
    browser.post(reverse("account_request_login_code"), {"email": house.ana.email})
    (message,) = mail.outbox
    assert message.to == [house.ana.email]
    code = re.search(r"^([A-Z0-9-]{6,9})$", str(message.body), re.M)
    assert code is not None, message.body
    browser.post(reverse("account_confirm_login_code"), {"code": code[1]})
    assert browser.session["_auth_user_id"] == str(house.ana.pk)


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_five_wrong_passwords_close_the_door_for_a_while(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    house, browser = make_house(), Browser()
    for _ in range(6):
        browser.post(reverse("account_login"), {"login": house.ana.email, "password": "wrong"})
    browser.post(reverse("account_login"), {"login": house.ana.email, "password": "a long password"})
    assert "_auth_user_id" not in browser.session


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("password", ["short", "12345678901234", "password1234"])
def test_weak_passwords_are_refused(password: str) -> None:
    house = make_house()
    with tenant(house.firm):
        _invitation, token = invite(
            firm=house.firm, email="new@example.com", role=Role.AUDITOR, by=house.adam
        )
    words = {"email": "new@example.com", "password1": password, "password2": password}
    arrive(token).post(reverse("account_signup"), words)
    assert not User.objects.filter(email="new@example.com").exists()
