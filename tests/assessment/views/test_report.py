"""Reports asked for in the browser: frozen once, made by the job, downloaded, signed off."""

import io
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from pypdf import PdfReader

from assessment.models import Assessment, Document, SignOff, Snapshot
from assessment.services.finding import record_finding
from assessment.tenancy import tenant
from reports.snapshot import from_json
from tests.factories import House, make_house

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return make_house()


def browser_of(person: Any) -> Browser:
    browser = Browser()
    browser.force_login(person)
    return browser


def ask(house: House, person: Any, **data: str) -> Any:
    address = reverse("report_new", args=[house.assessment.key])
    return browser_of(person).post(address, {"kind": "json", "language": "both", **data})


def test_a_report_holds_answers_findings_and_who_said_so(house: House) -> None:
    with tenant(house.firm):
        record_finding(
            assessment=Assessment.objects.get(pk=house.assessment.pk), obligation="GAI-4-1", by=house.ana,
            judgement="partly_met", gap="no filter",
        )  # fmt: skip
    response = ask(house, house.ana)
    assert response.status_code == 302
    with tenant(house.firm):
        document = Document.objects.get()
        assert document.status == "done", document.error
    served: Any = browser_of(house.ana).get(reverse("document_file", args=[document.key]))
    found = from_json(b"".join(served.streaming_content))
    by_id = {one.id: one for one in found.obligations}
    assert by_id["GAI-4-1"].finding is not None
    assert (by_id["GAI-4-1"].finding.judgement, by_id["GAI-4-1"].finding.gap) == ("partly_met", "no filter")
    assert by_id["GAI-4-2"].finding is None
    audience = next(one for one in found.answers if one.question == "audience")
    assert (audience.by, audience.state) == ("Ana", "answered")
    assert found.firm is not None and found.firm.name.en == house.firm.name_en


def test_what_has_not_changed_is_frozen_and_made_once(house: House) -> None:
    first, second = ask(house, house.ana), ask(house, house.clara)
    assert first.url == second.url
    with tenant(house.firm):
        assert (Snapshot.objects.count(), Document.objects.count()) == (1, 1)


def test_another_finding_makes_another_snapshot(house: House) -> None:
    first = ask(house, house.ana)
    with tenant(house.firm):
        record_finding(
            assessment=Assessment.objects.get(pk=house.assessment.pk), obligation="GAI-4-1", by=house.ana,
            judgement="met",
        )  # fmt: skip
    assert ask(house, house.ana).url != first.url


def test_the_pdf_is_the_one_the_command_line_makes_with_findings_filled_in(house: House) -> None:
    with tenant(house.firm):
        record_finding(
            assessment=Assessment.objects.get(pk=house.assessment.pk), obligation="GAI-4-1", by=house.ana,
            judgement="not_met", gap="Gap seen in the browser",
        )  # fmt: skip
    response = ask(house, house.ana, kind="pdf", language="en")
    page = browser_of(house.ana).get(response.url).content.decode()
    assert "Ready." in page and "Download" in page
    with tenant(house.firm):
        document = Document.objects.get()
    served: Any = browser_of(house.ana).get(reverse("document_file", args=[document.key]))
    assert served["Content-Disposition"].startswith("attachment")
    text = "\n".join(
        page.extract_text() for page in PdfReader(io.BytesIO(b"".join(served.streaming_content))).pages
    )
    words = " ".join(text.split()).lower()
    assert "gap seen in the browser" in words and "not met" in words


@pytest.mark.parametrize(
    "data", [{"kind": "exe"}, {"kind": "snapshot"}, {"language": "fr"}, {"kind": "../pdf"}]
)
def test_a_document_nobody_makes_is_refused(house: House, data: dict[str, str]) -> None:
    response = ask(house, house.ana, **data)
    assert response.status_code == 200 and "no such kind of document" in response.content.decode()
    with tenant(house.firm):
        assert not Document.objects.exists()


def test_counsel_reviews_and_signs_off_and_the_report_is_released(house: House) -> None:
    for stage in ("review", "signed_off"):
        assert ask(house, house.clara, stage=stage).status_code == 302
    with tenant(house.firm):
        assert Assessment.objects.get(pk=house.assessment.pk).stage == "signed_off"
        signed = SignOff.objects.select_related("snapshot").get()
        found = from_json(bytes(signed.snapshot.body))
    assert (found.report.status, found.report.released_by) == ("released", "Clara")
    assert ask(house, house.clara).status_code == 302
    with tenant(house.firm):
        assert Document.objects.get().snapshot_id == signed.snapshot_id


def test_a_client_cannot_sign_off(house: House) -> None:
    assert ask(house, house.ana, stage="review").status_code == 403


def test_others_find_no_report(house: House) -> None:
    ask(house, house.ana)
    with tenant(house.firm):
        document = Document.objects.get()
    for person in (house.rui, make_house().clara):
        for name in ("document", "document_file"):
            assert browser_of(person).get(reverse(name, args=[document.key])).status_code == 404
