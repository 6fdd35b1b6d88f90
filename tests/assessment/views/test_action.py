"""Actions through the client: added, changed, finished, everything of one's own, and its calendar."""

import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from assessment.models import Action, Finding
from assessment.services.finding import add_action, record_finding
from tests.assessment.conftest import signed_in
from tests.factories import House, make_house

NAME = "GAI-4-1"


@pytest.fixture
def ana(house: House) -> Browser:
    return signed_in(house.ana)


def page(house: House, name: str = NAME) -> str:
    return reverse("obligation", args=[house.assessment.key, name])


def add(browser: Browser, house: House, **data: Any) -> Any:
    given = {
        "text": "Write it down",
        "owner": "",
        "due_on": "",
        "stash_page": page(house) + "#actions",
        **data,
    }
    return browser.post(reverse("action_add", args=[house.assessment.key, NAME]), given, follow=True)


def change(browser: Browser, action: Action, house: House, **data: Any) -> Any:
    given = {"action": action.key, "back": page(house) + "#actions", "stash_page": page(house), **data}
    return browser.post(reverse("action_change", args=[action.key]), given, follow=True)


def made(house: House, text: str = "Do it", days: int | None = None, **fields: Any) -> Action:
    due_on = None if days is None else timezone.localdate() + timedelta(days=days)
    fields = {"obligation": NAME, "owner": house.ana, **fields}
    return add_action(assessment=house.assessment, text=text, by=house.ana, due_on=due_on, **fields)


def rows(house: House) -> list[tuple[str, str, Any, Any]]:
    found = Action.objects.select_related("owner").order_by("pk")
    return [(row.text, row.status, row.owner, row.due_on) for row in found]


def test_an_action_is_added_with_its_owner_and_day(ana: Browser, house: House) -> None:
    response = add(ana, house, owner=house.clara.pk, due_on="2027-01-31")
    assert response.redirect_chain == [(page(house) + "#actions", 302)]
    assert "Action added." in response.content.decode()
    assert rows(house) == [("Write it down", "open", house.clara, date(2027, 1, 31))]


@pytest.mark.parametrize(
    ("data", "sentence", "kept"),
    [
        ({"text": "   "}, "Say what is to be done.", 'value="2027-01-31"'),
        ({"text": "x" * 501}, "there is room for 500", "x" * 501),
        ({"text": "n" * 100_000}, "there is room for 500", "n" * 100_000),
        ({"text": "pay\u202eload"}, "cannot be seen (U+202E", "pay\u202eload"),
        ({"due_on": "2026-02-30"}, "Enter a real day", 'value="2026-02-30"'),
        ({"due_on": "9" * 400}, "Enter a real day", "Half a thought"),
        ({"owner": "999999"}, "Choose one of the list", "Half a thought"),
        ({"owner": ["x", "\u0661"]}, "Choose one of the list", "Half a thought"),
    ],
)
def test_what_cannot_be_an_action_says_why_beside_its_field_and_stays_typed(
    ana: Browser, house: House, data: dict[str, Any], sentence: str, kept: str
) -> None:
    response = add(ana, house, **{"text": "Half a thought", "due_on": "2027-01-31", **data})
    found = response.content.decode()
    summary = found[found.index('id="error-summary"') :].partition("</div>")[0]
    assert sentence in summary and f'href="#id_action_{next(iter(data))}"' in summary
    assert kept in found and f'id="action_{next(iter(data))}-error"' in found
    assert not Finding.objects.exists() and not Action.objects.exists()
    # Once shown it is forgotten: the page comes back clean.
    assert "error-summary" not in ana.get(page(house)).content.decode()


def test_an_action_without_its_fields_asks_for_its_text(ana: Browser, house: House) -> None:
    response = ana.post(reverse("action_add", args=[house.assessment.key, NAME]), follow=True)
    assert "Say what is to be done." in response.content.decode()


def test_sent_twice_it_is_one_action_and_a_step_is_taken_once(ana: Browser, house: House) -> None:
    for _ in range(2):
        add(ana, house)
        add(ana, house, step="1", text="")
    assert len(rows(house)) == 2
    for step in ("0", "99", "-1", "١", "9" * 9):  # no such step: one's own words count, and there are none
        assert "Say what is to be done." in add(ana, house, step=step, text="").content.decode()


def test_an_action_is_changed_finished_dropped_and_opened_again(ana: Browser, house: House) -> None:
    action = made(house)
    assert 'value="Do it"' in ana.get(page(house)).content.decode()
    change(ana, action, house, text="Do it well", owner=str(house.clara.pk), due_on="2027-02-01")
    assert rows(house) == [("Do it well", "open", house.clara, date(2027, 2, 1))]
    assert "Done: Do it well" in change(ana, action, house, status="done").content.decode()
    assert Action.objects.get().done_by == house.ana
    for status in ("dropped", "open"):
        change(ana, action, house, status=status)
        assert rows(house)[0][1] == status
    assert Action.objects.get().done_by is None


def test_a_change_that_cannot_be_is_told_at_that_action_and_stays_typed(ana: Browser, house: House) -> None:
    other, action = made(house, "The other"), made(house, "This one")
    found = change(ana, action, house, text="", owner="", due_on="tomorrow").content.decode()
    assert f'id="action_{action.key}_due_on-error"' in found and 'value="tomorrow"' in found
    assert f'href="#id_action_{action.key}_text"' in found and f"action_{other.key}_text-error" not in found
    found = change(ana, action, house, status="perhaps").content.decode()
    assert "Choose one of the statuses shown." in found
    assert [row[:2] for row in rows(house)] == [("The other", "open"), ("This one", "open")]


def test_an_expired_session_comes_back_to_the_page_with_what_was_typed(house: House) -> None:
    stranger = Browser()
    response = add(stranger, house, text="A long thought")
    assert "login" in response.redirect_chain[0][0]
    stranger.force_login(house.ana)
    found = stranger.get(page(house)).content.decode()
    assert 'value="A long thought"' in found and "error-summary" not in found
    assert not Action.objects.exists()


def test_others_find_nothing_and_an_auditor_changes_nothing(house: House) -> None:
    action = made(house)
    for stranger in (house.rui, make_house().clara):
        browser = signed_in(stranger)
        assert (add(browser, house).status_code, change(browser, action, house).status_code) == (404, 404)
    otto = signed_in(house.otto)
    assert (add(otto, house).status_code, change(otto, action, house, status="done").status_code) == (
        403,
        403,
    )
    address = reverse("action_add", args=[house.assessment.key, "NO-SUCH"])
    assert signed_in(house.ana).post(address, {"text": "x"}).status_code == 404
    assert rows(house) == [("Do it", "open", house.ana, None)]


def saw(browser: Browser, house: House) -> str:
    """What the page says it showed of its first action."""
    found = re.search(r'name="saw" value="([0-9a-f]{16})"', browser.get(page(house)).content.decode())
    assert found
    return found[1]


def test_who_changes_an_action_somebody_changed_meanwhile_sees_both_and_chooses(
    ana: Browser, house: House
) -> None:
    action, clara = made(house), signed_in(house.clara)
    shown = saw(ana, house)
    change(clara, action, house, text="Do it at once", owner=house.clara.pk, due_on="2027-03-01", saw=shown)
    response = change(ana, action, house, text="Do it well", owner="", due_on="2027-02-01", saw=shown)
    found = response.content.decode()
    assert "Somebody else changed this action meanwhile" in found and "Saved by somebody else" in found
    assert 'value="Do it well"' in found and 'value="2027-02-01"' in found  # mine, still typed
    assert "<dd" in found and "Do it at once" in found and "1 March 2027" in found  # theirs, beside it
    assert rows(house) == [("Do it at once", "open", house.clara, date(2027, 3, 1))]
    again = re.search(r'data-kept.*?name="saw" value="([0-9a-f]{16})"', found, re.DOTALL)
    assert again and again[1] != shown
    change(ana, action, house, text="Do it well", owner="", due_on="2027-02-01", saw=again[1])
    assert rows(house) == [("Do it well", "open", None, date(2027, 2, 1))]


def test_who_changes_an_action_that_was_finished_meanwhile_loses_no_word(ana: Browser, house: House) -> None:
    action = made(house)
    shown = saw(ana, house)
    change(signed_in(house.clara), action, house, status="done", saw=shown)
    found = change(ana, action, house, text="Do it well", owner="", due_on="", saw=shown).content.decode()
    assert 'value="Do it well"' in found and "Done" in found
    # A button says nothing that could be lost; it is told all the same.
    found = change(ana, action, house, status="dropped", saw=shown).content.decode()
    assert "Somebody else changed this action meanwhile" in found
    assert rows(house) == [("Do it", "done", house.ana, None)]


def test_what_somebody_else_did_in_the_same_way_is_no_conflict(ana: Browser, house: House) -> None:
    action = made(house)
    shown = saw(ana, house)
    change(signed_in(house.clara), action, house, status="done", saw=shown)
    assert "Done: Do it" in change(ana, action, house, status="done", saw=shown).content.decode()


def test_another_language_keeps_what_was_typed_in_every_form_of_the_page(house: House) -> None:
    clara, action = signed_in(house.clara), made(house)
    also = [
        {"text": "A new one", "owner": str(house.ana.pk), "due_on": "2027-05-05"},
        {"action": action.key, "text": "Do it well", "owner": "", "due_on": "2027-06-06"},
        {"held": "", "view": "applies", "why": "I read it otherwise", "csrfmiddlewaretoken": "hidden"},
    ]
    given = {
        "judgement": "met",
        "status": "done",
        "gap": "Half a gap",
        "also": [urlencode(one) for one in also],
        "switch_language": "zh-hans",
    }
    found = clara.post(page(house), given, follow=True).content.decode()
    assert '<html lang="zh-hans">' in found
    for words in ("Half a gap", "A new one", "2027-05-05", "Do it well", "2027-06-06", "I read it otherwise"):
        assert words in found
    assert found.count("data-kept") == 3 and '<option value="applies" selected>' in found
    assert "hidden" not in str(clara.session.items()) and rows(house)[0][0] == "Do it"


def test_my_actions_stand_overdue_first_and_undated_last(ana: Browser, house: House) -> None:
    for text, days in (("Some day", None), ("Next month", 25), ("Late", -3), ("Far off", 99), ("Soon", 2)):
        made(house, text, days)
    made(house, "Not mine", -9, owner=house.clara)
    record_finding(assessment=house.assessment, obligation="GAI-4-2", by=house.ana, owner=house.ana)
    found = ana.get(reverse("my_actions")).content.decode()
    texts = ["Late", "Soon", "Next month", "Far off", "Some day"]
    places = [found.index(f">{text}<") for text in texts]
    assert places == sorted(places) and "Not mine" not in found
    titles = ["Overdue", "In the next 7 days", "In the next 30 days", "Later", "No day set"]
    heads = [found.index(f'section__title">{title}<') for title in titles]
    assert heads == sorted(heads) and found.count("overdue since") == 1
    assert f'name="stash_page" value="{reverse("my_actions")}"' in found


def test_what_no_longer_applies_waits_for_nobody(ana: Browser, house: House) -> None:
    from assessment.services.answer import record_answer

    made(house, "Only in scope", -1)
    assert "Only in scope" in ana.get(reverse("my_actions")).content.decode()
    house.assessment.refresh_from_db()
    record_answer(
        assessment=house.assessment, question="mainland_access", raw="blocked",
        saw=house.assessment.version, by=house.ana,
    )  # fmt: skip
    found = ana.get(reverse("my_actions")).content.decode()
    assert "Only in scope" not in found and "Nothing waits for you" in found


def test_the_calendar_is_valid_and_holds_each_thing_with_a_day(ana: Browser, house: House) -> None:
    made(house, "Write; it, down\\ 写下来 " + "long " * 30, 5)
    made(house, "Undated")
    made(house, "Not mine", 5, owner=house.clara)
    response = ana.get(reverse("calendar"))
    assert response.headers["Content-Disposition"] == 'attachment; filename="hegui.ics"'
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    read = Calendar.from_ical(response.content)
    assert (read["version"], read["method"]) == ("2.0", "PUBLISH")
    (event,) = read.walk("VEVENT")
    summary, url = str(event["summary"]), str(event["url"])
    day = timezone.localdate() + timedelta(days=5)
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (day, day + timedelta(days=1))
    assert summary.startswith("Write; it, down\\ 写下来 long") and summary.endswith(house.service.name_en)
    assert page(house) in url
    assert ana.get(reverse("calendar")).content == response.content


def test_my_actions_ask_the_database_the_same_for_one_and_for_three(ana: Browser, house: House) -> None:
    made(house, "First", 1)
    ana.get(reverse("my_actions"))
    counts = []
    for texts in ((), ("Second", "Third")):
        for text in texts:
            made(house, text, 1, obligation="GAI-4-2")
        with CaptureQueriesContext(connection) as captured:
            assert ana.get(reverse("my_actions")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_sentences_are_in_the_readers_language(house: House) -> None:
    house.ana.language = "zh-hans"
    house.ana.save()
    found = add(signed_in(house.ana), house, text="").content.decode()
    assert "请填写整改内容。" in found and "Say what" not in found


def test_on_the_obligations_page_what_is_open_stands_first_by_its_day(ana: Browser, house: House) -> None:
    over = made(house, "Over", 1)
    for text, days in (("Undated", None), ("Later", 9), ("Soon", 2)):
        made(house, text, days)
    change(ana, over, house, status="done")
    found = ana.get(page(house)).content.decode()
    places = [found.index(f'row-list__title">{text}<') for text in ("Soon", "Later", "Undated", "Over")]
    assert places == sorted(places)
