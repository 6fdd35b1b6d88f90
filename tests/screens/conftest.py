"""What the tests of screens share: a picture of each page, for people to look at."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

PICTURES = Path(__file__).parent.parent.parent / "var" / "screens"
Shoot = Callable[[Page, str], None]


@pytest.fixture(scope="session")
def shoot() -> Shoot:
    """Save a picture of the whole page as ``var/screens/<name>.png`` (not in git)."""
    PICTURES.mkdir(parents=True, exist_ok=True)

    def shoot(page: Page, name: str) -> None:
        # Hiding the caret would inject a style, which the page's policy rightly reports.
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True, caret="initial")

    return shoot


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
