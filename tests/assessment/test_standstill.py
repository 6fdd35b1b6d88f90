"""Nothing can be written: said as such, with what was typed, and nothing half-saved."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.test import Client as Browser
from django.urls import reverse

from assessment.models import Answer, Event
from assessment.standstill import is_standstill
from assessment.tenancy import tenant
from tests.factories import House, make_house


@pytest.fixture
def house(transactional_db: None) -> House:
    """In transactions of its own, as on a site: what fails is undone with the outermost one."""
    return make_house()


@pytest.fixture
def ana(house: House) -> Browser:
    browser = Browser()
    browser.force_login(house.ana)
    return browser


@pytest.fixture
def full_disk(house: House) -> Iterator[None]:
    """SQLite may not grow by a page, and what room there is gets filled."""
    if connection.vendor != "sqlite":
        pytest.skip("a disk is filled on SQLite only, where a limit on pages does it")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        yield
        cursor.execute("PRAGMA max_page_count = 1073741823")


def kept(house: House) -> tuple[int, int]:
    with tenant(house.firm):
        return Answer.objects.count(), Event.objects.count()


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_is_told_and_what_was_typed_stands_on_the_page(ana: Browser, house: House) -> None:
    before = kept(house)
    page = reverse("question", args=[house.assessment.key, "ownership"])
    typed = "unsaved " * 480  # more than is left on the last pages
    response = ana.post(page, {"version": "5", "answer": "vie", "note": typed, "password": "no-repeat"})
    found = response.content.decode()
    assert response.status_code == 507 and response["Retry-After"] == "30"
    assert "The disk of this site is full" in found and "本站磁盘已满" in found
    assert f'<input type="hidden" name="note" value="{typed}">' in found
    assert '<input type="hidden" name="answer" value="vie">' in found and f'action="{page}"' in found
    assert typed.strip() in found.split("</dt>")[-1] and "no-repeat" not in found
    assert kept(house) == before


def test_a_database_that_does_not_answer_is_told_and_asked_again(
    ana: Browser, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("database is locked")

    page = reverse("question", args=[house.assessment.key, "ownership"])
    monkeypatch.setattr("assessment.services.answer.record_event", silent)
    before = kept(house)
    response = ana.post(page, {"version": "5", "answer": "vie", "note": "<b>kept</b>"})
    assert response.status_code == 503
    assert 'value="&lt;b&gt;kept&lt;/b&gt;"' in response.content.decode()
    monkeypatch.setattr("assessment.middleware.memberships", silent)
    response = ana.get(page)
    assert response.status_code == 503 and "Nothing is lost" in response.content.decode()
    monkeypatch.undo()
    assert kept(house) == before
    assert ana.get(page).status_code == 200


def test_our_own_faults_are_no_standstill() -> None:
    assert [is_standstill(error) for error in (OSError(28, "No space left"), OperationalError("x"))] == [
        True
    ] * 2
    assert [is_standstill(error) for error in (OSError(2, "no such file"), ValueError("x"))] == [False] * 2
