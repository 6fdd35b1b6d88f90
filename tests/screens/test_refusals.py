"""The pages that say no: not here, not allowed, too large, and our own fault."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path

from tests.browser import Language, OpenPage, assert_accessible
from tests.screens.conftest import Shoot
from tests.screens.gallery import urlpatterns as gallery

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db(transaction=True)]


@login_not_required
def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


@login_not_required
def too_large(request: HttpRequest) -> HttpResponse:
    return render(request, "413.html", {"limit": "25 MB"}, status=413)


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("500.html"), status=500)


urlpatterns = [*gallery, path("forbidden", forbidden), path("large", too_large), path("broken", broken)]
TITLES = {
    "en": {
        "gone": "This page is not here",
        "forbidden": "You may not do this",
        "large": "What you sent is too large",
    },
    "zh-hans": {"gone": "此页面不存在", "forbidden": "您无权进行此操作", "large": "提交的内容过大"},
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_refusal_says_what_happened_in_the_reader_s_language(
    open_page: OpenPage, shoot: Shoot, language: Language
) -> None:
    page = open_page(language=language, width=390, allow="404|403|413")
    seen = {}
    for name in TITLES[language]:
        page.goto(f"/{name}")
        assert_accessible(page)
        shoot(page, f"refusal-{name}-{language}-390")
        seen[name] = page.get_by_role("heading", level=1).inner_text()
    assert seen == TITLES[language]


def test_our_own_fault_is_told_in_both_languages_and_needs_no_context(
    open_page: OpenPage, shoot: Shoot
) -> None:
    page = open_page(language="en", allow="500")
    page.goto("/broken")
    assert_accessible(page)
    shoot(page, "refusal-broken-1280")
    assert page.get_by_role("heading").all_inner_texts() == ["Something went wrong", "出错了"]
