"""The pages and mails of accounts: one language each, and never a bare page of the library's."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse
from django.utils.html import strip_tags

from assessment.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long password"  # of every made user
OURS = ("Hegui", "English", "example.com", "testserver", "JavaScript", "Mozilla")
OPEN = ("login", "login/code", "password/reset", "password/reset/done", "signup", "inactive", "confirm-email")
INSIDE = (
    "email", "password/change", "logout", "sessions", "2fa", "2fa/totp/activate", "2fa/webauthn",
    "2fa/webauthn/add", "2fa/recovery-codes", "2fa/recovery-codes/generate", "2fa/totp/deactivate",
    "reauthenticate",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    cache.clear()


@pytest.fixture
def wang() -> User:
    user = make_user("Wang", language="zh-hans")
    User.objects.filter(pk=user.pk).update(name="王敏")
    return user


def english(page: str) -> list[str]:
    """The English words in what a page or mail shows, save names of our own."""
    shown = re.sub(r"<(head|script|style|textarea)\b.*?</\1>", " ", page, flags=re.S)
    shown = re.sub(r"https?://\S+|/\S+|\S+@\S+", " ", strip_tags(shown))
    return [word for word in re.findall(r"[A-Za-z]{4,}", shown) if word not in OURS]


def chinese_visitor() -> Browser:
    return Browser(HTTP_ACCEPT_LANGUAGE="zh-CN", HTTP_USER_AGENT="Mozilla")


def signed_in_by_password(user: User) -> Browser:
    browser = chinese_visitor()
    response = browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert response.status_code == 302
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})  # second steps are asked twice
    return browser


def is_ours(found: str) -> bool:
    return 'class="masthead"' in found and 'id="main"' in found


def test_who_is_outside_reads_one_language() -> None:
    browser = chinese_visitor()
    for name in OPEN:
        found = browser.get(f"/accounts/{name}/").content.decode()
        assert (name, english(found), is_ours(found)) == (name, [], True)


def test_who_is_inside_reads_one_language(wang: User) -> None:
    browser = signed_in_by_password(wang)
    TOTP.activate(wang, generate_totp_secret())
    RecoveryCodes.activate(wang)
    for name in INSIDE:
        found = browser.get(f"/accounts/{name}/", follow=True).content.decode()
        assert (name, english(found), is_ours(found)) == (name, [], True)


@pytest.mark.parametrize(
    ("address", "typed", "words"),
    [
        ("login", {"login": "w@example.com", "password": "x"}, "电子邮箱或者密码不正确。"),
        ("login", {"login": "", "password": ""}, "这个字段是必填项。"),
        ("login/code", {"email": "wang"}, "请填写完整的电子邮箱。"),
        ("password/reset", {"email": "wang"}, "请填写完整的电子邮箱。"),
    ],
)
def test_what_is_wrong_is_told_in_the_same_language(address: str, typed: dict[str, str], words: str) -> None:
    found = chinese_visitor().post(f"/accounts/{address}/", typed).content.decode()
    assert words in found and english(found) == []


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "密码过短，至少须有12个字符。"),
        ("12345678901234", "密码只包含数字。"),
        ("passwordpassword", ""),
    ],
    ids=["short", "only digits", "common"],
)
def test_a_weak_password_is_told_in_the_same_language(wang: User, password: str, words: str) -> None:
    typed = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    found = (
        signed_in_by_password(wang).post("/accounts/password/change/", typed, follow=True).content.decode()
    )
    assert words in found and english(found) == []


def test_a_link_that_is_over_says_so(wang: User) -> None:
    browser = chinese_visitor()
    for address in ("password/reset/key/1-set-password", "password/reset/key/zz-x", "confirm-email/nothing"):
        found = browser.get(f"/accounts/{address}/", follow=True).content.decode()
        assert "无效" in found and english(found) == [], address


def test_mails_speak_one_language(wang: User) -> None:
    visitor = chinese_visitor()
    visitor.post("/accounts/login/code/", {"email": wang.email})
    visitor.post("/accounts/password/reset/", {"email": wang.email})
    browser = signed_in_by_password(wang)
    browser.post("/accounts/email/", {"action_add": "yes", "email": "other@example.com"})
    new = "paper lantern harbour"
    browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert len(mail.outbox) == 4
    for letter in mail.outbox:
        code = re.sub(r"(?m)^[A-Z0-9]{4}-[A-Z0-9]{4}$", "", str(letter.body))
        assert (letter.subject, english(str(letter.subject)), english(code)) == (letter.subject, [], [])
        assert "Hegui 合规" in letter.body


def test_the_same_mails_in_english_have_no_chinese_but_our_name() -> None:
    user = make_user("Wang")
    Browser(HTTP_ACCEPT_LANGUAGE="en").post("/accounts/password/reset/", {"email": user.email})
    (letter,) = mail.outbox
    assert re.findall(r"[\u4e00-\u9fff]+", letter.subject + str(letter.body)) == ["合规"]


@pytest.mark.parametrize(("language", "words"), [("en", "Too many attempts"), ("zh-CN", "操作过于频繁")])
def test_too_many_attempts_get_a_page_of_ours(language: str, words: str) -> None:
    browser = Browser(HTTP_ACCEPT_LANGUAGE=language)
    for _ in range(21):
        response = browser.post("/accounts/password/reset/", {"email": "nobody@example.com"})
    found = response.content.decode()
    assert response.status_code == 429
    assert words in found and is_ours(found)


def test_a_key_can_be_given_a_name_in_ones_language(wang: User) -> None:
    found = signed_in_by_password(wang).get("/accounts/2fa/webauthn/add/").content.decode()
    assert "密钥名称" in found and EmailAddress.objects.filter(user=wang, verified=True).exists()
