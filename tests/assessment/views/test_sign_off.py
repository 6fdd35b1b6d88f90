"""Counsel signs what was shown, and may take it back with a reason."""

import re
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from assessment.models import Assessment, Document, SignOff, Snapshot
from assessment.queries.audit import trail
from assessment.services.assessment import set_stage
from assessment.services.finding import record_finding
from assessment.tenancy import tenant
from reports.snapshot import from_json
from tests.assessment.conftest import signed_in
from tests.factories import House, make_house

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    """The cast, with the assessment in review."""
    house = make_house()
    with tenant(house.firm):
        set_stage(assessment=house.assessment, stage="review", by=house.clara)
    return house


@pytest.fixture
def clara(house: House) -> Browser:
    return signed_in(house.clara)


def page(house: House) -> str:
    return reverse("sign_off", args=[house.assessment.key])


def shown(browser: Browser, house: House) -> str:
    """What the page carries of the state it shows."""
    found = re.search(r'name="saw" value="(sha256:[0-9a-f]{64})"', browser.get(page(house)).content.decode())
    assert found
    return found[1]


def judge(house: House, judgement: str = "met") -> None:
    with tenant(house.firm):
        one = Assessment.objects.get(pk=house.assessment.pk)
        record_finding(assessment=one, obligation="GAI-4-1", by=house.ana, judgement=judgement)


def sign(browser: Browser, house: House, **typed: str) -> Any:
    return browser.post(page(house), {"saw": shown(browser, house), **typed})


def test_counsel_signs_what_was_shown_and_reports_are_released(house: House, clara: Browser) -> None:
    judge(house)
    assert sign(clara, house, statement="Read.", classification="privileged").status_code == 302
    with tenant(house.firm):
        assert Assessment.objects.get(pk=house.assessment.pk).stage == "signed_off"
        signed = SignOff.objects.select_related("snapshot").get()
        report = from_json(bytes(signed.snapshot.body)).report
    assert (report.status, report.released_by, signed.statement) == ("released", "Clara", "Read.")
    assert report.classification is not None and report.classification.en == "Attorney–client privileged"
    # From now on documents are made of that, also where findings have moved since, unless today is asked for.
    judge(house, "not_met")
    new = reverse("report_new", args=[house.assessment.key])
    for typed in ({}, {"state": "today"}):
        assert clara.post(new, {"document": "json", **typed}).status_code == 302
    with tenant(house.firm):
        made = [one.snapshot_id == signed.snapshot_id for one in Document.objects.order_by("pk")]
    assert made == [True, False]
    listed = clara.get(new).content.decode()
    assert listed.index(">Draft<") < listed.index(">Released<")


def test_nothing_is_signed_when_a_finding_has_changed_since(house: House, clara: Browser) -> None:
    saw = shown(clara, house)
    judge(house)
    response = clara.post(page(house), {"saw": saw, "statement": "Kept words."})
    told = response.content.decode()
    assert response.status_code == 409
    assert "has changed since this was shown to you" in told and "Kept words." in told
    with tenant(house.firm):
        assert not SignOff.objects.exists() and not Snapshot.objects.exists()
        assert Assessment.objects.get(pk=house.assessment.pk).stage == "review"
    assert sign(clara, house).status_code == 302  # what it says now


def test_a_page_that_carries_no_state_signs_nothing(house: House, clara: Browser) -> None:
    assert clara.post(page(house), {}).status_code == 409


def test_whoever_comes_from_reading_is_told_of_what_changed_meanwhile(house: House, clara: Browser) -> None:
    read = clara.get(reverse("report_preview", args=[house.assessment.key])).content.decode()
    onward = re.search(r'href="([^"]+sign-off/\?saw=[^"]+)"', read)
    assert onward
    assert "Something has changed since you read it" not in clara.get(onward[1]).content.decode()
    judge(house)
    assert "Something has changed since you read it" in clara.get(onward[1]).content.decode()


def test_what_is_not_assessed_is_a_warning_and_no_refusal(house: House, clara: Browser) -> None:
    assert re.search(r"\d+ duties that apply have not been assessed", clara.get(page(house)).content.decode())
    assert sign(clara, house).status_code == 302


def test_a_sign_off_is_withdrawn_with_a_reason_and_its_documents_say_so(house: House, clara: Browser) -> None:
    sign(clara, house)
    new = reverse("report_new", args=[house.assessment.key])
    clara.post(new, {"document": "json"})
    with tenant(house.firm):
        signed = SignOff.objects.get()
    assert "Say why" in clara.post(page(house), {"withdraw": signed.key, "reason": " "}).content.decode()
    assert clara.post(page(house), {"withdraw": signed.key, "reason": "A wrong fact."}).status_code == 302
    with tenant(house.firm):
        assert Assessment.objects.get(pk=house.assessment.pk).stage == "review"
        entries = trail(service=house.service, subject=f"assessment:{house.assessment.key}")
        withdrawn = next(one for one in entries if one.event.verb == "sign_off_withdrawn")
        assert withdrawn.payload == {"sign_off": signed.key, "reason": "A wrong fact."}
    assert "Sign-off withdrawn" in clara.get(new).content.decode()
    # What is asked for now is a draft again, though not a word has changed.
    clara.post(new, {"document": "json"})
    with tenant(house.firm):
        assert from_json(bytes(Document.objects.latest("pk").snapshot.body)).report.status == "draft"
    assert "Clara" in clara.get(page(house)).content.decode()


def test_a_sign_off_somebody_else_has_replaced_is_left_alone(house: House, clara: Browser) -> None:
    sign(clara, house)
    clara.post(page(house), {"withdraw": "another-key", "reason": "x"})
    with tenant(house.firm):
        assert SignOff.objects.get().withdrawn_at is None


def test_signing_is_counsels(house: House) -> None:
    for person in (house.ana, house.otto):
        browser = signed_in(person)
        assert browser.get(page(house)).status_code == 403
        assert browser.post(page(house), {"saw": "x"}).status_code == 403
