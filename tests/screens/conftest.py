"""What the tests of screens share: a picture of each page, for people to look at."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

PICTURES = Path(__file__).parent.parent.parent / "var" / "screens"
Shoot = Callable[[Page, str], None]


@pytest.fixture(scope="session")
def shoot() -> Shoot:
    """With HEGUI_PICTURES set, save a picture of the whole page in ``var/screens`` (not in git)."""
    wanted = bool(os.environ.get("HEGUI_PICTURES"))
    if wanted:
        PICTURES.mkdir(parents=True, exist_ok=True)

    def shoot(page: Page, name: str) -> None:
        if not wanted:
            return
        # Hiding the caret would inject a style, which the page's policy rightly reports.
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True, caret="initial")

    return shoot


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
