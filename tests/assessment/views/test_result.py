"""The result page: the facts to find out, what stands where, the list narrowed, many changed at once."""

import gzip
import re
from datetime import date, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from assessment.models import Finding
from assessment.queries import interview
from assessment.queries.state import state
from assessment.services.answer import record_answer
from assessment.services.assessment import create_assessment
from assessment.services.finding import record_finding
from assessment.services.position import take_position
from questionnaire.explaining import GROUP_NAMES
from tests.assessment.conftest import signed_in
from tests.factories import IN_SCOPE, House, make_house


def text(markup: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", markup)))


def test_each_fact_leads_to_the_open_obligations_that_hang_on_it(house: House) -> None:
    address = reverse("result", args=[house.assessment.key])
    found = signed_in(house.ana).get(address).content.decode()
    result = state(house.assessment).result
    hanging = interview.hanging(result)
    for name in ("training", "annotation", "personal_info"):
        assert f'href="{address}?question={name}#obligations">helps settle {hanging[name]}<' in found
    narrowed = signed_in(house.ana).get(address, {"question": "annotation"}).content.decode()
    of = f"{hanging['annotation']} of {len(result.obligations)} obligations"
    label = "Data annotation"
    assert f"{of} · still open, and hanging on “{label}”" in text(narrowed)
    assert '<input type="hidden" name="question" value="annotation">' in narrowed
    listed = re.findall(r"/obligations/([\w-]+)/\"", narrowed)
    assert set(listed) == set(result.resting_on("annotation"))


def test_a_fact_that_decides_no_outcome_says_so(house: House) -> None:
    found = signed_in(house.ana).get(reverse("result", args=[house.assessment.key])).content.decode()
    assert "decides no outcome; deadlines or thresholds rest on it" in found


def test_an_unknown_question_narrows_to_nothing_and_breaks_nothing(house: House) -> None:
    found = signed_in(house.ana).get(reverse("result", args=[house.assessment.key]), {"question": "x' y"})
    assert found.status_code == 200
    assert "hanging on" not in found.content.decode()


# -- what stands on the page, and in what order ---------------------------------------------------


@pytest.fixture
def ana(house: House) -> Browser:
    return signed_in(house.ana)


def page(house: House, **by: str) -> str:
    return reverse("result", args=[house.assessment.key]) + (f"?{urlencode(by)}" if by else "")


def listed(browser: Browser, house: House, **by: str) -> set[str]:
    """The obligations of the list."""
    found = browser.get(page(house, **by)).content.decode()
    return set(re.findall(r'/obligations/([\w-]+)/"', found[found.index('id="obligations"') :]))


def of(house: House, *outcomes: str) -> set[str]:
    found = state(house.assessment).result.obligations
    return {name for name, one in found.items() if one.outcome in outcomes}


def test_the_verdict_comes_first_then_what_is_open_then_the_duties_by_when_they_bite(
    ana: Browser, house: House
) -> None:
    take_position(
        assessment=house.assessment, open_point="OP-08", reading="B", reason="It says so.", by=house.clara
    )
    found = ana.get(page(house)).content.decode()
    heads = [
        "Law as of",
        "Find these out first",
        "What the law leaves open",
        ">Obligations<",
        "<caption>Before launch",
    ]
    heads += ["<caption>When something happens", "<caption>At all times"]
    heads += ["<caption>Still open", "Does not apply ("]
    places = [found.index(head) for head in heads]
    assert places == sorted(places)
    point = state(house.assessment).rulebook.open_points["OP-08"]
    assert point.reading_a is not None and escape(point.reading_a.en) in found
    assert listed(ana, house) == set(state(house.assessment).result.obligations)


def test_law_that_is_coming_and_groups_left_out_have_their_place(ana: Browser, house: House) -> None:
    early = create_assessment(service=house.service, by=house.ana, as_of=date(2025, 8, 1), coverage=["core"])
    for question, raw in IN_SCOPE.items():
        record_answer(assessment=early, question=question, raw=raw, saw=early.version, by=house.ana)
    found = ana.get(reverse("result", args=[early.key])).content.decode()
    assert found.index("<caption>Not in force on this day") < found.index("Left out of this assessment")
    left_out = found[found.index("Left out of this assessment") :].partition("</section>")[0]
    assert left_out.count("<li>") == len(GROUP_NAMES) - 1
    assert "Left out of this assessment" not in ana.get(page(house)).content.decode()


# -- search and filters -----------------------------------------------------------------------------


def test_the_list_is_narrowed_by_outcome_instrument_topic_and_words(ana: Browser, house: House) -> None:
    rulebook, result = state(house.assessment).rulebook, state(house.assessment).result.obligations
    for outcome in ("applies", "undetermined", "does_not_apply"):
        assert listed(ana, house, outcome=outcome) == of(house, outcome)
    by_instrument = {n for n in result if rulebook.obligations[n].citation.instrument == "GAI-IM"}
    assert listed(ana, house, instrument="GAI-IM") == by_instrument
    group = {
        n
        for n in result
        if rulebook.instruments[rulebook.obligations[n].citation.instrument].coverage == "pi"
    }
    assert listed(ana, house, group="pi") == group
    assert listed(ana, house, q="gai-4-1") == {"GAI-4-1"}
    assert listed(ana, house, q="标识") == listed(ana, house, q=" 标识 ") != set()
    assert listed(ana, house, outcome="applies", instrument="GAI-IM") == of(house, "applies") & by_instrument


def test_the_list_is_narrowed_by_finding_status_owner_and_due(ana: Browser, house: House) -> None:
    today = timezone.localdate()
    recorded: dict[str, dict[str, Any]] = {
        "GAI-4-1": {"judgement": "met", "owner": house.clara, "due_on": today - timedelta(days=1)},
        "GAI-4-2": {"status": "done", "due_on": today - timedelta(days=1)},
        "GAI-7-1A": {"owner": house.ana, "due_on": today + timedelta(days=30)},
        "GAI-7-1B": {"due_on": today + timedelta(days=31)},
    }
    for name, fields in recorded.items():
        record_finding(assessment=house.assessment, obligation=name, by=house.ana, **fields)
    every = listed(ana, house)
    assert listed(ana, house, judgement="met") == {"GAI-4-1"}
    assert listed(ana, house, status="done") == {"GAI-4-2"}
    assert listed(ana, house, owner=str(house.clara.pk)) == {"GAI-4-1"}
    assert listed(ana, house, owner="nobody") == every - {"GAI-4-1", "GAI-7-1A"}
    assert listed(ana, house, due="late") == {"GAI-4-1"}  # what is done is late no more
    assert listed(ana, house, due="month") == {"GAI-7-1A"}
    assert listed(ana, house, due="none") == every - {"GAI-4-1", "GAI-4-2", "GAI-7-1A", "GAI-7-1B"}
    assert listed(ana, house, q="clara") >= {"GAI-4-1"}


def test_what_fits_nothing_says_so_and_leads_back_to_all(ana: Browser, house: House) -> None:
    found = ana.get(page(house, q="<script>" + "x" * 5000, outcome="perhaps")).content.decode()
    assert "No obligation fits" in found and "<script>x" not in found
    assert f'<a href="{page(house)}">Clear the filters</a>' in found and "Change the chosen ones" not in found


# -- many at once -------------------------------------------------------------------------------------


def many(browser: Browser, house: House, **data: Any) -> Any:
    here = page(house, outcome="applies")
    given = {"owner": "", "status": "", "due_on": "", "back": here, "stash_page": here, **data}
    return browser.post(reverse("findings_many", args=[house.assessment.key]), given, follow=True)


def test_owner_status_and_day_of_many_are_changed_at_once(ana: Browser, house: House) -> None:
    response = many(
        ana,
        house,
        obligation=["GAI-4-1", "GAI-4-2"],
        owner=house.clara.pk,
        status="in_progress",
        due_on="2027-01-31",
    )
    assert response.redirect_chain == [(page(house, outcome="applies"), 302)]
    assert "2 obligations changed." in response.content.decode()
    rows = Finding.objects.order_by("obligation").values_list("obligation", "owner", "status", "due_on")
    same = (house.clara.pk, "in_progress", date(2027, 1, 31))
    assert list(rows) == [("GAI-4-1", *same), ("GAI-4-2", *same)]
    again = many(ana, house, obligation=["GAI-4-1"], status="in_progress").content.decode()
    assert "Nothing was changed." in again


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"obligation": []}, "Tick the obligations to change first."),
        ({"status": ""}, "Choose an owner, a status or a day."),
        ({"status": "perhaps"}, "Choose one of the list"),
        ({"owner": "x" * 5000}, "Choose one of the list"),
        ({"due_on": "2026-02-30"}, "Enter a real day"),
    ],
)
def test_what_cannot_be_changed_says_why_and_ticks_and_choices_stay(
    ana: Browser, house: House, data: dict[str, Any], sentence: str
) -> None:
    found = many(ana, house, **{"obligation": ["GAI-4-1"], "status": "done", **data}).content.decode()
    assert sentence in found and not Finding.objects.exists()
    ticked = re.findall(r'name="obligation" value="([\w-]+)"[^>]* checked', found)
    assert ticked == ([] if data == {"obligation": []} else ["GAI-4-1"])
    bulk = found[found.index('id="bulk-form"') :]
    assert ('<option value="done" selected>' in bulk) == ("status" not in data)
    assert 'value="2026-02-30"' in bulk or "due_on" not in data


def test_those_that_may_not_be_changed_are_named_with_one_reason_and_the_others_are_changed(
    ana: Browser, house: House
) -> None:
    names = sorted(of(house, "applies"))[:9]
    found = text(
        many(
            signed_in(house.clara), house, obligation=[*names, "NO-SUCH"], status="verified"
        ).content.decode()
    )
    assert f"Not changed: {', '.join(names[:6])} … (9). From “not started”" in found
    assert "Not changed: NO-SUCH." in found
    assert many(ana, house, obligation=names, status="verified").status_code == 403
    assert (
        '<option value="risk_accepted">'
        not in ana.get(page(house)).content.decode().partition('id="bulk-form"')[2]
    )


def test_an_expired_session_gives_back_what_was_ticked(house: House) -> None:
    stranger = Browser()
    assert "login" in many(stranger, house, obligation=["GAI-4-1"], status="done").redirect_chain[0][0]
    stranger.force_login(house.ana)
    found = stranger.get(page(house, outcome="applies")).content.decode()
    assert re.findall(r'name="obligation" value="([\w-]+)"[^>]* checked', found) == ["GAI-4-1"]


def test_another_language_keeps_what_was_ticked_and_changes_nothing(ana: Browser, house: House) -> None:
    assert 'name="switch_language" form="bulk-form"' in ana.get(page(house)).content.decode()
    response = many(ana, house, obligation=["GAI-4-1"], status="done", switch_language="zh-hans")
    found = response.content.decode()
    assert response.redirect_chain == [(page(house, outcome="applies"), 302)] and 'lang="zh-hans"' in found
    assert re.findall(r'name="obligation" value="([\w-]+)"[^>]* checked', found) == ["GAI-4-1"]
    assert not Finding.objects.exists()


def test_the_way_back_from_a_change_never_leaves_the_site(ana: Browser, house: House) -> None:
    for evil in ("//evil.example", "https://evil.example/", "javascript:alert(1)", ""):
        response = many(ana, house, obligation=["GAI-4-1"], status="done", back=evil)
        assert response.redirect_chain[0][0] == page(house)


@pytest.mark.parametrize("name", ["result", "report_preview", "all_answers"])
def test_a_long_page_travels_small(ana: Browser, house: House, name: str) -> None:
    address = reverse(name, args=[house.assessment.key])
    plain, packed = ana.get(address), ana.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.content) < len(plain.content) / 4 < 150_000
    assert b"</html>" in gzip.decompress(packed.content)


def test_the_result_is_for_those_who_may(house: House) -> None:
    otto = signed_in(house.otto)
    assert "Change the chosen ones" not in otto.get(page(house)).content.decode()
    assert many(otto, house, obligation=["GAI-4-1"], status="done").status_code == 403
    for stranger in (house.rui, make_house().clara):
        browser = signed_in(stranger)
        assert browser.get(page(house)).status_code == 404
        assert many(browser, house, obligation=["GAI-4-1"], status="done").status_code == 404


def test_the_result_asks_the_database_the_same_for_one_finding_and_for_three(
    ana: Browser, house: House
) -> None:
    counts = []
    ana.get(page(house))
    for names in (["GAI-4-1"], ["GAI-4-2", "GAI-7-1A"]):
        for name in names:
            record_finding(assessment=house.assessment, obligation=name, by=house.ana, owner=house.clara)
        with CaptureQueriesContext(connection) as captured:
            ana.get(page(house))
        counts.append(len(captured))
    assert counts[0] == counts[1]
