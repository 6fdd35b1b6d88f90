"""Addresses of the gallery: every component on a few pages, served in tests only."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.utils import translation

from tests.screens.gallery_data import words

TEMPLATES = Path(__file__).parent / "templates"
PAGES = ("question", "question_error", "result", "list", "obligation", "form", "pieces", "tasks")
FIRM = {"en": "Example LLP", "zh-hans": "示例律师事务所"}
READER = SimpleNamespace(is_authenticated=True, name="Wang Min", email="wang@example.com")


def show(page: str) -> Callable[[HttpRequest, str], HttpResponse]:
    @login_not_required
    def view(request: HttpRequest, language: str) -> HttpResponse:
        with translation.override(language):
            template = engines["django"].from_string((TEMPLATES / f"{page}.html").read_text())
            context = words(language) | {"user": READER, "section": "services"}
            if page == "form":
                context["firm_name"] = FIRM[language]
            return HttpResponse(template.render(context, request))

    return view


@login_not_required
def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("", nothing, name="home"),
    path("actions", nothing, name="my_actions"),
    path("reports", nothing, name="report_list"),
    path("account", nothing, name="account_email"),
    path("login", nothing, name="account_login"),
    *(path(f"gallery/<str:language>/{page}", show(page), name=f"gallery_{page}") for page in PAGES),
]
