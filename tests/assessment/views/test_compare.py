"""What changed between two reports, in the browser: which two, in which order, and for whom."""

import re
from datetime import date
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from assessment.models import Assessment, Edition, Snapshot, Stage
from assessment.services.answer import record_answer
from assessment.services.assessment import copy_assessment, set_stage
from assessment.services.finding import record_finding
from assessment.services.report import take_snapshot
from assessment.services.sign_off import sign_off
from questionnaire.loading import load_rulebook
from questionnaire.rulebook import rulebook_json
from tests.assessment.conftest import signed_in
from tests.factories import House


def address(house: House, **query: str) -> str:
    return reverse("compare", args=[house.service.key], query=query)


def page(house: House, person: Any = None, **query: str) -> Any:
    return signed_in(person or house.clara).get(address(house, **query))


def taken(house: House, assessment: Assessment | None = None) -> Snapshot:
    fresh = Assessment.objects.get(pk=(assessment or house.assessment).pk)
    return take_snapshot(assessment=fresh, by=house.ana)


def judge(house: House, judgement: str, **more: Any) -> None:
    fresh = Assessment.objects.get(pk=house.assessment.pk)
    record_finding(assessment=fresh, obligation="GAI-4-1", by=house.clara, judgement=judgement, **more)


def words(html: str, name: str) -> list[str]:
    """The plain text of each row of a chapter."""
    found = re.search(rf'<section class="sheet" id="{name}">.*?</section>', html, re.DOTALL)
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", found[0] if found else "", re.DOTALL)[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def test_before_the_first_report_there_is_nothing_to_compare(house: House) -> None:
    html = page(house).content.decode()
    assert "No report yet" in html
    assert reverse("report_new", args=[house.assessment.key]) in html
    assert 'name="from"' not in html


def test_one_report_is_compared_with_how_things_stand_now(house: House) -> None:
    taken(house)
    before = Snapshot.objects.count()
    html = page(house).content.decode()
    assert "There is only one report so far" in html
    assert "Nothing changed" in html
    judge(house, "met", owner=house.clara)
    html = page(house).content.decode()
    assert "Nothing changed" not in html
    rows = words(html, "findings")
    assert rows[0].startswith("GAI-4-1") and rows[0].endswith("Finding Not assessed Met")
    assert rows[1:] == ["GAI-4-1 Owner – nothing Clara"]
    assert Snapshot.objects.count() == before  # gathered, not kept


def test_the_newest_two_are_shown_first_the_older_one_left(house: House) -> None:
    first = taken(house)
    judge(house, "not_met")
    second = taken(house)
    judge(house, "met")
    third = taken(house)
    response = page(house)
    assert (response.context["from_chosen"], response.context["to_chosen"]) == (second.key, third.key)
    assert words(response.content.decode(), "findings")[0].endswith("Not met Met")
    assert words(page(house, **{"from": first.key, "to": third.key}).content.decode(), "findings")[
        0
    ].endswith("Not assessed Met")


def test_beside_a_report_that_is_asked_for_stands_the_one_before_it(house: House) -> None:
    keys = []
    for judgement in ("not_met", "partly_met", "met"):
        judge(house, judgement)
        keys.append(taken(house).key)
    told = [page(house, to=key).context for key in keys]
    assert [(one["from_chosen"], one["to_chosen"]) for one in told] == [
        (keys[0], keys[0]),
        (keys[0], keys[1]),
        (keys[1], keys[2]),
    ]
    read = signed_in(house.clara).get(reverse("report_read", args=[keys[1]])).content.decode()
    assert address(house, to=keys[1]) in read


def test_the_wrong_way_round_is_turned(house: House) -> None:
    first = taken(house)
    judge(house, "met")
    second = taken(house)
    response = page(house, **{"from": second.key, "to": first.key})
    assert (response.status_code, response.url) == (
        302,
        address(house, **{"from": first.key, "to": second.key}),
    )
    response = page(house, **{"from": "now", "to": first.key})
    assert (response.status_code, response.url) == (302, address(house, **{"from": first.key, "to": "now"}))


def test_the_same_report_on_both_sides_says_so(house: House) -> None:
    one = taken(house)
    assert "The same report on both sides" in page(house, **{"from": one.key, "to": one.key}).content.decode()


def test_another_day_other_coverage_and_other_answers_in_a_copied_assessment(house: House) -> None:
    old = taken(house)
    copy = copy_assessment(
        earlier=house.assessment, by=house.clara, as_of=date(2027, 3, 1), coverage=["core", "pi"]
    )
    record_answer(assessment=copy, question="mainland_access", raw="blocked", saw=copy.version, by=house.ana)
    response = page(house)  # the copy has no report yet, so it is shown as it stands
    assert (response.context["from_chosen"], response.context["to_chosen"]) == (old.key, "now")
    html = response.content.decode()
    asked = "How is the service connected with users in the mainland?"
    [moved] = [row for row in words(html, "answers") if row.startswith(asked)]
    assert moved.endswith("Effectively blocked, no mainland users")
    assert any("No longer applies" in row and "Applies" in row for row in words(html, "outcomes"))
    law = words(html, "law")
    assert law[0] == "Law as of 21 November 2026 1 March 2027"
    assert [row for row in law if row.endswith("assessed left out")]
    assert any("No longer listed because the coverage was narrowed" in row for row in law)
    assert response.context["tally"]["lost"] > 0
    # The task list of the copy leads here, counted from the last report of what it was copied from.
    listed = signed_in(house.ana).get(reverse("assessment", args=[copy.key])).content.decode()
    assert f"?from={old.key}&amp;to=now" in listed


def test_a_released_report_is_named_as_one(house: House) -> None:
    ready = set_stage(assessment=house.assessment, stage=Stage.REVIEW, by=house.clara)
    signed = taken(house, ready)
    sign_off(assessment=ready, snapshot=signed, by=house.clara)
    html = page(house, **{"from": signed.key, "to": "now"}).content.decode()
    assert "<span>Released</span>" in html
    assert reverse("report_read", args=[signed.key]) in html


def test_it_speaks_chinese(house: House) -> None:
    taken(house)
    judge(house, "partly_met")
    house.clara.language = "zh-hans"
    house.clara.save(update_fields=["language"])
    with translation.override("zh-hans"):
        html = page(house).content.decode()
    assert "有哪些变化" in html
    assert words(html, "findings")[0].endswith("未评估 部分满足")


def test_a_snapshot_of_another_service_is_not_found(house: House) -> None:
    mine = taken(house)
    other = take_snapshot(assessment=house.other_assessment, by=house.rui)
    for query in ({"from": other.key, "to": mine.key}, {"from": mine.key, "to": other.key}):
        assert page(house, **query).status_code == 404  # Clara may see both, but they are of two services
        assert page(house, house.ana, **query).status_code == 404
    assert page(house, house.rui).status_code == 404


def test_an_address_made_up_is_not_found(house: House) -> None:
    taken(house)
    for key in ("x", "' or 1=1 --", "a" * 5000, "\x00", "zzzzzzzzzzzz", "Now"):
        assert page(house, **{"from": key}).status_code == 404, key
        assert page(house, to=key).status_code == 404, key


def test_what_people_typed_stays_words(house: House) -> None:
    taken(house)
    judge(house, "not_met", gap="<script>alert(1)</script> {{ 7|add:7 }} " + "a" * 3000)
    html = page(house).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7|add:7 }}" in html
    assert "a" * 700 not in html  # a column holds what it can; the report holds it whole


def newer_edition(**changed: Any) -> Edition:
    """An edition after the shipped one: without GAI-4-1, and what ``changed`` says of the rulebook."""
    shipped = load_rulebook()
    duties = {name: one for name, one in shipped.obligations.items() if name != "GAI-4-1"}
    told = {"obligations": duties, "version": "2027.01", "digest": "sha256:newer", **changed}
    newer = shipped.model_copy(update=told)
    return Edition.objects.create(
        version="2027.01", digest="sha256:newer", body=rulebook_json(newer), released_on=date(2027, 1, 2)
    )


def test_a_change_of_law_shows_what_it_would_bring_before_anybody_applies_it(house: House) -> None:
    assert page(house, to="newest").context["to_chosen"] == "now"  # there is no newer one
    newer_edition()
    told = "Rulebook 2027.01 is newer than the one this assessment rests on."
    service = signed_in(house.clara).get(reverse("service", args=[house.service.key])).content.decode()
    assert told in service
    assert reverse("assessment_edition", args=[house.assessment.key]) in service
    assert told in page(house).content.decode()
    response = page(house, to="newest")
    assert (response.context["from_chosen"], response.context["to_chosen"]) == ("now", "newest")
    html = response.content.decode()
    law = words(html, "law")
    assert law[0].startswith("Rulebook 2026") and "2027.01 (" in law[0]
    assert next(row for row in law if row.startswith("GAI-4-1 ")).endswith(
        "No longer in the catalogue Applies – nothing"
    )
    assert response.context["tally"] == {"gained": 0, "lost": 1, "opened": 0, "settled": 0}
    assert "Nothing has been changed." in html
    assert reverse("assessment_edition", args=[house.assessment.key]) in html  # where it is decided
    assert Assessment.objects.get(pk=house.assessment.pk).edition == house.assessment.edition


def test_what_is_signed_off_is_offered_no_newer_law(house: House) -> None:
    newer_edition()
    ready = set_stage(assessment=house.assessment, stage=Stage.REVIEW, by=house.clara)
    sign_off(assessment=ready, snapshot=taken(house, ready), by=house.clara)
    assert "is newer than" not in page(house).content.decode()


def test_it_costs_as_many_statements_with_many_reports_as_with_two(house: House) -> None:
    taken(house)
    judge(house, "met")
    taken(house)
    browser = signed_in(house.clara)
    browser.get(address(house))  # what is logged as seen is logged once an hour

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address(house)).status_code == 200
        return len(captured)

    few = cost()
    bodies = Snapshot.objects.order_by("-pk")[:2]
    held = [(one.body, one.digest) for one in bodies]
    for _ in range(5):
        for body, digest in reversed(held):
            Snapshot.objects.create(
                firm=house.firm, assessment=house.assessment, version=1, body=body, digest=digest,
                by=house.ana, at=timezone.now(),
            )  # fmt: skip
    browser.get(address(house))
    assert cost() == few
