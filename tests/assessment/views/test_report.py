"""Reports asked for in the browser: frozen once, made by the job, downloaded, listed."""

import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from assessment.models import Assessment, Document, Snapshot
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


def ask(house: House, person: Any, **data: Any) -> Any:
    address = reverse("report_new", args=[house.assessment.key])
    return browser_of(person).post(address, {"document": "json", "language": "both", **data})


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
    # Few sections: the whole of it is printed by the journeys.
    response = ask(house, house.ana, document="pdf", language="en", section=["plan", "obligations"])
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
    "data", [{"document": "exe"}, {"document": "snapshot"}, {"language": "fr"}, {"document": "../pdf"}]
)
def test_a_document_nobody_makes_is_refused(house: House, data: dict[str, str]) -> None:
    response = ask(house, house.ana, **data)
    assert response.status_code == 200 and "no such kind of document" in response.content.decode()
    with tenant(house.firm):
        assert not Document.objects.exists()


def test_what_was_typed_stays_when_it_is_refused(house: House) -> None:
    typed = {"document": "docx", "classification": "internal", "section": ["plan", "preface"]}
    page = ask(house, house.ana, **typed).content.decode()
    assert "no section “preface”" in page
    checked = re.findall(r'name="(\w+)" value="(\w*)"[^>]* checked', page)
    assert checked == [
        ("document", "docx"), ("language", "both"), ("classification", "internal"), ("section", "plan"),
    ]  # fmt: skip
    with tenant(house.firm):
        assert not Snapshot.objects.exists()


def test_sections_language_and_mark_chosen_are_those_of_the_paper(house: House) -> None:
    chosen = {
        "document": "pdf",
        "language": "en",
        "classification": "confidential",
        "section": ["cover", "plan"],
    }
    page = browser_of(house.ana).get(ask(house, house.ana, **chosen).url).content.decode()
    assert "2 sections selected" in page and "Report, PDF" in page
    with tenant(house.firm):
        document = Document.objects.get()
    served: Any = browser_of(house.ana).get(reverse("document_file", args=[document.key]))
    assert "-selected-" in served["Content-Disposition"]
    cover, plan = PdfReader(io.BytesIO(b"".join(served.streaming_content))).pages
    assert "Confidential" in cover.extract_text()
    assert "CONFIDENTIAL" in plan.extract_text() and "DRAFT" in plan.extract_text()


def test_another_mark_is_another_snapshot_and_each_is_found_again(house: House) -> None:
    marks = ("", "internal", "confidential", "", "internal")
    made = [ask(house, house.ana, classification=mark).url for mark in marks]
    assert made[3:] == made[:2] and len(set(made)) == 3
    assert (
        "Choose one of the classifications" in ask(house, house.ana, classification="secret").content.decode()
    )
    with tenant(house.firm):
        assert Snapshot.objects.count() == 3


def test_reading_first_freezes_nothing(house: House) -> None:
    response = ask(house, house.ana, document="board", language="zh", classification="internal", read="1")
    assert response.url.endswith("/reports/read/?language=zh&document=board&classification=internal")
    page = browser_of(house.ana).get(response.url).content.decode()
    assert (
        "内部资料" not in page and "生成式人工智能合规摘要（董事会）" in page
    )  # the board's page has no cover
    with tenant(house.firm):
        assert not Snapshot.objects.exists()


def test_the_list_says_what_each_document_is_and_the_newest_stands_first(house: House) -> None:
    ask(house, house.ana)
    ask(house, house.ana, document="docx", language="en", section=["summary"])
    for name, args in (("report_list", []), ("report_new", [house.assessment.key])):
        page = browser_of(house.ana).get(reverse(name, args=args)).content.decode()
        rows = [
            " ".join(re.sub("<[^>]+>", " ", row).split()) for row in re.findall("<tr>(.*?)</tr>", page)[1:]
        ]
        assert [row.split(" English")[0] for row in rows] == ["Memo, Word", "Snapshot, JSON 中文 /"]
        assert "1 section selected" in rows[0] and all("Draft" in row and "Download" in row for row in rows)


def test_both_lists_cost_the_same_however_many_reports_there_are(house: House) -> None:
    browser = browser_of(house.ana)
    addresses = reverse("report_new", args=[house.assessment.key]), reverse("report_list")

    def costs() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as captured:
                browser.get(address)
            found.append(len(captured))
        return found

    ask(house, house.ana)
    costs()  # looking is logged once an hour
    one = costs()
    for language in ("en", "zh", "both"):
        ask(house, house.ana, document="docx", language=language, classification="internal")
    assert costs() == one


def test_a_client_cannot_sign_off(house: House) -> None:
    assert ask(house, house.ana, stage="review").status_code == 403


def test_others_find_no_report(house: House) -> None:
    ask(house, house.ana)
    with tenant(house.firm):
        document = Document.objects.get()
    for person in (house.rui, make_house().clara):
        for name in ("document", "document_file"):
            assert browser_of(person).get(reverse(name, args=[document.key])).status_code == 404
