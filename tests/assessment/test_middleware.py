"""The one middleware: who may enter which firm, in which language, and what was typed is not lost."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client as Browser
from django.urls import include, path

from assessment import stash
from assessment.access import visible
from assessment.middleware import choose_firm, membership_not_required
from assessment.models import Client, Role, Service, User
from assessment.services.client import create_client
from assessment.tenancy import tenant
from tests.assessment.conftest import BACKEND, signed_in
from tests.factories import House, make_grant, make_house, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def _ours(view: Any) -> Any:
    view.__module__ = "assessment.views.test"
    return view


@_ours
def home(request: HttpRequest) -> HttpResponse:
    names = [service.name_zh for service in visible(request, Service).order_by("pk")]
    return HttpResponse("|".join([request.firm.slug, request.LANGUAGE_CODE, *names]))  # type: ignore[attr-defined]


@_ours
def form(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return HttpResponse("saved: " + request.POST.get("note", ""))
    return HttpResponse(f"{request.LANGUAGE_CODE}: {dict(request.stash.lists())}")  # type: ignore[attr-defined]


@_ours
def breaking(request: HttpRequest) -> HttpResponse:
    create_client(firm=request.firm, name_zh="半途", by=None)  # type: ignore[attr-defined]
    raise RuntimeError("half-way")


@_ours
@login_not_required
def open_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.LANGUAGE_CODE)


@_ours
@membership_not_required
def lobby(request: HttpRequest) -> HttpResponse:
    return HttpResponse("welcome")


urlpatterns = [
    path("", home, name="home"),
    path("form/", form),
    path("breaking/", breaking),
    path("open/", open_page),
    path("lobby/", lobby),
    path("accounts/", include("allauth.urls")),
]


@pytest.fixture
def cast() -> Iterator[House]:
    yield make_house()


def test_strangers_are_sent_to_sign_in_and_back(cast: House) -> None:
    response = Browser().get("/form/?x=1")
    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/accounts/login/?next=/form/%3Fx%3D1",
    )


def test_a_person_sees_their_firm_and_client_only(cast: House) -> None:
    make_house()
    seen = signed_in(cast.ana).get("/").content.decode()
    assert seen == f"{cast.firm.slug}|en|{cast.service.name_zh}"


def test_entering_costs_three_queries(cast: House, django_assert_max_num_queries: Any) -> None:
    browser = signed_in(cast.ana)
    frame = 3 if connection.vendor == "postgresql" else 0  # SAVEPOINT, set_config twice, RELEASE: see tenancy
    with django_assert_max_num_queries(4 + frame + 1):  # session, person, grants, and the page's own one
        browser.get("/")


def test_someone_in_two_firms_chooses(cast: House, rf: Any) -> None:
    other = make_house()
    make_grant(cast.ana, other.firm, Role.FIRM_MEMBER)
    browser = signed_in(cast.ana)
    assert browser.get("/").content.decode().startswith(cast.firm.slug)
    request = rf.get("/")
    request.user, request.session = cast.ana, browser.session
    assert choose_firm(request, other.firm.slug) is True
    assert choose_firm(request, "not-mine") is False
    request.session.save()
    assert browser.get("/").content.decode().startswith(other.firm.slug)


def test_someone_in_no_firm_gets_no_further_than_the_lobby(cast: House) -> None:
    browser = signed_in(make_user("Eve"))
    assert browser.get("/").status_code == 403
    assert browser.get("/lobby/").content == b"welcome"


def test_a_role_that_needs_a_second_factor_is_sent_to_set_one_up(cast: House) -> None:
    cast.firm.mfa_roles = [Role.CLIENT_MEMBER]
    cast.firm.save()
    response = signed_in(cast.ana).get("/")
    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/2fa/")
    assert signed_in(cast.clara).get("/").status_code == 200
    with patch("assessment.middleware.is_mfa_enabled", return_value=True):
        assert signed_in(cast.ana).get("/").status_code == 200


def test_what_was_typed_comes_back_after_a_session_has_ended(cast: House) -> None:
    browser = Browser()
    response = browser.post("/form/", {"note": "很长的说明", "tick": ["a", "b"], "password": "x"})
    assert response.headers["Location"] == "/accounts/login/?next=/form/"
    browser.force_login(cast.ana, backend=BACKEND)
    assert browser.get("/form/").content.decode() == "en: {'note': ['很长的说明'], 'tick': ['a', 'b']}"
    assert browser.get("/form/").content.decode() == "en: {}"


def test_what_was_typed_on_one_page_does_not_show_on_another(cast: House) -> None:
    browser = Browser()
    browser.post("/form/", {"note": "x"})
    browser.force_login(cast.ana, backend=BACKEND)
    browser.get("/")
    assert browser.get("/form/").content.decode() == "en: {'note': ['x']}"


def test_htmx_is_told_to_load_the_sign_in_page_whole(cast: House) -> None:
    response = Browser().post("/form/", {"note": "x"}, headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"]) == (200, "/accounts/login/?next=/form/")


def test_too_much_for_a_session_is_not_kept_and_said_so(cast: House) -> None:
    browser = Browser()
    browser.post("/form/", {"note": "x" * (stash.LIMIT + 1)})
    browser.force_login(cast.ana, backend=BACKEND)
    assert browser.get("/form/").content.decode() == "en: {}"


def test_the_language_is_switched_inside_a_form_without_losing_input(cast: House) -> None:
    browser = signed_in(cast.ana)
    response = browser.post("/form/?step=2", {"note": "typed", "switch_language": "zh-hans"})
    assert response.headers["Location"] == "/form/?step=2"
    assert browser.get("/form/?step=2").content.decode() == "zh-hans: {'note': ['typed']}"
    assert User.objects.get(pk=cast.ana.pk).language == "zh-hans"


def test_an_unknown_language_changes_nothing(cast: House) -> None:
    browser = signed_in(cast.ana)
    browser.post("/form/", {"note": "typed", "switch_language": "xx"})
    assert browser.get("/form/").content.decode() == "en: {'note': ['typed']}"


def test_strangers_get_their_browsers_language_or_the_one_they_chose() -> None:
    browser = Browser()
    assert browser.get("/open/", headers={"accept-language": "zh-CN"}).content == b"zh-hans"
    assert browser.get("/open/", headers={"accept-language": "fr"}).content == b"en"
    browser.post("/open/", {"switch_language": "zh-hans"})
    response = browser.get("/open/", headers={"accept-language": "fr"})
    assert (response.content, response.headers["Content-Language"]) == (b"zh-hans", "zh-hans")


def test_a_page_elsewhere_cannot_be_named_as_the_one_to_go_back_to(cast: House) -> None:
    browser = signed_in(cast.ana)
    for evil in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        response = browser.post("/form/", {"switch_language": "en", "stash_page": evil})
        assert response.headers["Location"] == "/form/"
    assert browser.post("/form/", {"switch_language": "en", "stash_page": "/?a"}).headers["Location"] == "/?a"


def test_a_page_left_open_over_a_new_sign_in_comes_back_filled_in(cast: House) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(cast.ana, backend=BACKEND)
    here = browser.post("/form/", {"note": "typed"}, headers={"origin": "http://testserver"})
    assert here.headers["Location"] == "/form/"
    assert browser.get("/form/").content.decode() == "en: {'note': ['typed']}"


def test_a_form_from_another_site_is_refused_and_leaves_nothing(cast: House) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(cast.ana, backend=BACKEND)
    for headers in ({"origin": "https://evil.example"}, {"referer": "https://evil.example/x"}, {}):
        assert browser.post("/form/", {"note": "typed"}, headers=headers).status_code == 403
    assert browser.get("/form/").content.decode() == "en: {}"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite opens no transaction around a page")
def test_a_page_that_fails_leaves_nothing_half_written() -> None:
    cast = make_house()
    browser = signed_in(cast.clara)
    browser.raise_request_exception = False
    assert browser.get("/breaking/").status_code == 500
    with tenant(cast.firm):
        assert not Client.objects.filter(name_zh="半途").exists()


def test_responses_carry_the_policy_and_no_sniffing(cast: House) -> None:
    headers = signed_in(cast.ana).get("/").headers
    policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
    assert policy == {
        **dict.fromkeys(["default-src", "base-uri", "frame-ancestors"], "'none'"),
        **dict.fromkeys(
            ["script-src", "style-src", "font-src", "connect-src", "form-action", "manifest-src"], "'self'"
        ),
        "img-src": "'self' data:",
    }
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")
