"""Chromium for tests: pages wide or narrow, with or without JavaScript, in either language.

A test fails when a page writes an error to the console, throws, or asks for anything that is not on the
site under test.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakSet

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler, StaticFilesHandlerMixin
from django.http import HttpResponse
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect, sync_playwright

from assessment.static_files import SHEET, one_sheet

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

Width = Literal[1280, 390]
Language = Literal["zh-hans", "en"]
OpenPage = Callable[..., Page]

STATIC = Path(__file__).parent.parent / "static"
HEIGHTS = {1280: 900, 390: 844}
PATIENCE_MS = 15_000
SCRIPTLESS: WeakSet[BrowserContext] = WeakSet()
LOCALES = {"zh-hans": "zh-CN", "en": "en-GB"}
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = os.environ.get("HEGUI_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium here: make test installs it, or set HEGUI_CHROMIUM to one")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setattr(StaticFilesHandler, "serve", serve_joined)
        # Playwright runs an event loop in this thread, at which Django would refuse to touch the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        expect.set_options(timeout=PATIENCE_MS)  # a page under load is as patiently waited for as a click
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()


def serve_joined(handler: Any, request: Any) -> Any:
    """A static file as the server of the tests gives it; the sheet of every page in one, as it is collected.

    Uncollected it is forty files, and asking for each again is most of a page's time.
    """
    if request.path != f"/static/{SHEET}":
        return StaticFilesHandlerMixin.serve(handler, request)
    return HttpResponse(joined_sheet(), content_type="text/css")


@cache
def joined_sheet() -> str:
    folder = (STATIC / SHEET).parent
    return one_sheet((STATIC / SHEET).read_text(), lambda path: (folder / path).read_text())


@pytest.fixture
def open_page(browser: Browser, live_server: "LiveServer") -> Iterator[OpenPage]:
    """Give ``open_page(width=1280, javascript=True, language="zh-hans", user=None, allow=None)``.

    Each call is a new visitor with cookies of their own; ``page.goto`` takes paths of the site under test.
    ``user`` is signed in already. ``allow`` is a pattern for the console errors this test means to cause,
    such as the one Chromium writes for a 404.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(
        *,
        width: Width = 1280,
        javascript: bool = True,
        language: Language = "zh-hans",
        user: Any = None,
        allow: str | None = None,
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": HEIGHTS[width]},
            java_script_enabled=javascript,
            locale=LOCALES[language],
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        if not javascript:
            SCRIPTLESS.add(context)
        keep_inside(context, live_server.url, faults)
        record_errors(context, faults, allow)
        if user is not None:
            sign_in(context, live_server.url, user)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A wide Chinese page with JavaScript, for a visitor who has not signed in."""
    return open_page()


def keep_inside(context: BrowserContext, site: str, faults: list[str]) -> None:
    """Refuse, and note as a fault, every request that leaves the site under test."""

    def refuse(route: Route) -> None:
        faults.append(f"asked for {route.request.url}, which is not on the site")
        route.abort()

    context.route(re.compile(rf"^(?!{re.escape(site)}/|data:|blob:)"), refuse)


def record_errors(context: BrowserContext, faults: list[str], allow: str | None) -> None:
    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not (allow and re.search(allow, message.text)):
            faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    context.on("console", on_console)
    context.on("weberror", lambda thrown: faults.append(f"thrown: {thrown.error}"))


def sign_in(context: BrowserContext, site: str, user: Any) -> None:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])


def assert_accessible(page: Page) -> None:
    """Fail, naming rule, element and remedy, for anything axe finds on ``page`` as it stands.

    The page has to be one with JavaScript: axe is a script itself.
    """
    assert page.context not in SCRIPTLESS, "axe cannot run on a page opened with javascript=False"
    # Preloading would fetch our sheets' imports from addresses relative to the page, which are not there.
    found = Axe().run(page, options={"preload": False, "resultTypes": ["violations"]}).response["violations"]
    assert [
        f"{violation['id']} at {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ] == []
