"""The obligation's page: findings, actions and evidence as Ana, Clara and Otto work on them."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from assessment.models import Action, Assessment, Dissent, Evidence, EvidenceRevision, Finding
from assessment.services.finding import record_finding
from assessment.tenancy import tenant
from tests.factories import House, make_house

pytestmark = pytest.mark.django_db

NAME = "GAI-4-1"


@pytest.fixture
def house() -> House:
    return make_house()


def browser_of(person: Any) -> Browser:
    browser = Browser()
    browser.force_login(person)
    return browser


def page(house: House, name: str = NAME) -> str:
    return reverse("obligation", args=[house.assessment.key, name])


def form(**changed: Any) -> dict[str, Any]:
    return {
        "saw": 0, "judgement": "not_met", "status": "in_progress", "owner": "", "due_on": "",
        "gap": "", "note": "", "reason": "", "review_on": "", **changed,
    }  # fmt: skip


def finding(house: House, name: str = NAME) -> Finding:
    with tenant(house.firm):
        return Finding.objects.select_related("owner").get(service=house.service, obligation=name)


def test_the_page_tells_what_the_provision_asks_and_why_it_applies(house: House) -> None:
    found = browser_of(house.ana).get(page(house)).content.decode()
    assert "Because the Interim Measures apply to the service" in found
    assert "Interim Measures, art 4(1)" in found and "第四条" not in found.split("<main")[0]
    assert "Users: Individuals or organisations at large" in found


def test_a_finding_is_recorded_with_its_owner_and_day(house: House) -> None:
    response = browser_of(house.ana).post(
        page(house), form(owner=house.ana.pk, due_on="2026-12-15", gap="no filter yet")
    )
    assert response.status_code == 302
    row = finding(house)
    assert (row.judgement, row.status, row.owner, row.gap) == (
        "not_met",
        "in_progress",
        house.ana,
        "no filter yet",
    )
    assert str(row.due_on) == "2026-12-15"


def test_a_bad_day_is_named_beside_the_field_and_what_was_typed_stays(house: House) -> None:
    response = browser_of(house.ana).post(page(house), form(due_on="2026-02-30", gap="half a sentence"))
    found = response.content.decode()
    assert response.status_code == 200
    assert "Enter a real day" in found and "half a sentence" in found and "2026-02-30" in found


def test_a_note_of_100_000_characters_is_refused_and_kept_on_the_page(house: House) -> None:
    response = browser_of(house.ana).post(page(house), form(note="n" * 100_000))
    assert "n" * 100_000 in response.content.decode()
    with tenant(house.firm):
        assert not Finding.objects.exists()


def test_the_second_of_two_editors_sees_what_the_first_saved(house: House) -> None:
    with tenant(house.firm):
        record_finding(
            assessment=Assessment.objects.get(pk=house.assessment.pk), obligation=NAME, by=house.clara,
            judgement="met", gap="theirs",
        )  # fmt: skip
    response = browser_of(house.ana).post(page(house), form(gap="mine"))
    found = response.content.decode()
    assert response.status_code == 409
    assert "theirs" in found and "mine" in found
    assert finding(house).gap == "theirs"


def test_who_set_done_cannot_verify_and_another_counsel_can(house: House) -> None:
    clara, adam = browser_of(house.clara), browser_of(house.adam)
    clara.post(page(house), form(judgement="met", status="done"))
    refused = clara.post(page(house), form(saw=finding(house).version, judgement="met", status="verified"))
    assert refused.status_code == 200 and finding(house).status == "done"
    adam.post(page(house), form(saw=finding(house).version, judgement="met", status="verified"))
    assert (finding(house).status, finding(house).verified_by_id) == ("verified", house.adam.pk)


def test_a_client_may_not_verify_or_accept_a_risk(house: House) -> None:
    ana = browser_of(house.ana)
    for status in ("verified", "risk_accepted"):
        assert ana.post(page(house), form(status=status)).status_code == 403


def test_accepting_a_risk_asks_for_a_reason_and_a_day(house: House) -> None:
    clara = browser_of(house.clara)
    refused = clara.post(page(house), form(status="risk_accepted"))
    assert refused.status_code == 200
    clara.post(page(house), form(status="risk_accepted", reason="small", review_on="2027-03-01"))
    assert finding(house).status == "risk_accepted"


def test_a_step_becomes_an_action_and_is_finished(house: House) -> None:
    ana = browser_of(house.ana)
    ana.post(reverse("action_add", args=[house.assessment.key, NAME]), {"step": "1", "owner": house.ana.pk})
    with tenant(house.firm):
        action = Action.objects.get()
    assert action.step == 1 and action.text
    assert action.text in ana.get(reverse("my_actions")).content.decode()
    ana.post(reverse("action_change", args=[action.key]), {"status": "done", "back": page(house)})
    with tenant(house.firm):
        assert Action.objects.get().status == "done"


def test_the_way_back_never_leaves_the_site(house: House) -> None:
    ana = browser_of(house.ana)
    ana.post(reverse("action_add", args=[house.assessment.key, NAME]), {"step": "1"})
    with tenant(house.firm):
        action = Action.objects.get()
    response: Any = ana.post(
        reverse("action_change", args=[action.key]), {"status": "done", "back": "//evil.example/x"}
    )
    assert response.url == reverse("my_actions")


def test_the_calendar_holds_what_is_due(house: House) -> None:
    ana = browser_of(house.ana)
    ana.post(page(house), form(owner=house.ana.pk, due_on="2026-12-15"))
    response = ana.get(reverse("calendar"))
    found = response.content.decode()
    assert response["Content-Type"].startswith("text/calendar")
    assert "BEGIN:VEVENT" in found and "DTSTART;VALUE=DATE:20261215" in found


def test_evidence_is_uploaded_hashed_and_only_ever_downloaded(house: House) -> None:
    ana = browser_of(house.ana)
    file = SimpleUploadedFile(
        "policy.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF", "application/pdf"
    )
    response = ana.post(
        reverse("obligation_evidence", args=[house.assessment.key, NAME]), {"title": "Policy", "file": file}
    )
    assert response.status_code == 302
    assert "E-01" in ana.get(page(house)).content.decode()
    with tenant(house.firm):
        revision = EvidenceRevision.objects.get()
    served = ana.get(reverse("evidence_file", args=[revision.key]))
    assert served["Content-Disposition"].startswith("attachment")
    assert served["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("script.html", b"<script>alert(1)</script>"),
        ("picture.pdf", b"<html><body>not a pdf</body></html>"),
        ("empty.pdf", b""),
        ("../../etc/passwd", b"root:x:0:0"),
    ],
)
def test_files_that_are_not_taken_say_why_and_keep_what_was_typed(
    house: House, name: str, content: bytes
) -> None:
    response = browser_of(house.ana).post(
        reverse("obligation_evidence", args=[house.assessment.key, NAME]),
        {"title": "A title kept", "file": SimpleUploadedFile(name, content)},
    )
    found = response.content.decode()
    assert response.status_code == 200 and "A title kept" in found and "error-summary" in found
    with tenant(house.firm):
        assert not Evidence.objects.exists()


def test_many_obligations_get_an_owner_at_once(house: House) -> None:
    response = browser_of(house.ana).post(
        reverse("findings_many", args=[house.assessment.key]),
        {
            "obligation": [NAME, "GAI-4-2", "NO-SUCH"],
            "owner": house.ana.pk,
            "status": "",
            "due_on": "2026-12-01",
        },
    )
    assert response.status_code == 302
    with tenant(house.firm):
        assert sorted(Finding.objects.values_list("obligation", flat=True)) == [NAME, "GAI-4-2"]


def test_counsels_own_view_stands_beside_the_outcome(house: House) -> None:
    clara = browser_of(house.clara)
    clara.post(page(house), {"dissent": "record", "view": "does_not_apply", "why": "the tool is closed"})
    found = clara.get(page(house)).content.decode()
    assert "the tool is closed" in found and "tag--applies" in found
    assert (
        browser_of(house.ana).post(page(house), {"dissent": "record", "view": "applies"}).status_code == 403
    )


def test_an_auditor_reads_the_page_and_the_trail_but_changes_nothing(house: House) -> None:
    otto = browser_of(house.otto)
    assert "Save the finding" not in otto.get(page(house)).content.decode()
    browser_of(house.ana).post(
        page(house), form(owner=house.ana.pk, due_on="2026-12-15", gap="no filter yet", note="asked twice")
    )
    found = otto.get(page(house)).content.decode()
    assert all(
        words in found for words in (house.ana.name, "15 December 2026", "no filter yet", "asked twice")
    )
    assert 'id="dissent"' not in found  # nothing to show, and nothing to draw a line above
    assert otto.post(page(house), form()).status_code == 403
    found = otto.get(reverse("history", args=[house.service.key])).content.decode()
    assert "was checked just now and holds" in found and "answered a question" in found


def test_an_obligation_outside_the_coverage_says_so(house: House) -> None:
    with tenant(house.firm):
        Assessment.objects.filter(pk=house.assessment.pk).update(coverage=["core"])
    response = browser_of(house.ana).get(page(house, "PIPL-13"))
    assert response.status_code == 404 and "leaves out" in response.content.decode()
    assert browser_of(house.ana).get(page(house, "NO-SUCH")).status_code == 404


def test_others_find_nothing(house: House) -> None:
    for person in (house.rui, make_house().ana):
        assert browser_of(person).get(page(house)).status_code == 404


def test_a_client_may_note_on_what_counsel_verified_but_not_change_counsels_word(house: House) -> None:
    with tenant(house.firm):
        for by, status in ((house.clara, "done"), (house.adam, "verified")):
            one = Assessment.objects.get(pk=house.assessment.pk)
            record_finding(assessment=one, obligation=NAME, by=by, judgement="met", status=status)
    ana = browser_of(house.ana)
    given = form(saw=finding(house).version, judgement="met", status="verified", note="the minutes are filed")
    assert ana.post(page(house), given).status_code == 302
    assert (finding(house).note, finding(house).verified_by_id) == ("the minutes are filed", house.adam.pk)
    assert ana.post(page(house), {**given, "status": "risk_accepted", "reason": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"judgement": "splendid"}, "judgement", "Choose one of the list"),
        ({"judgement": ["met", "x" * 5000]}, "judgement", "Choose one of the list"),
        ({"status": ""}, "status", "Choose one of the list"),
        ({"owner": "999999"}, "owner", "Choose one of the list"),
        ({"gap": "a\u202eb"}, "gap", "U+202E"),
        ({"note": "a\x07b"}, "note", "U+0007"),
        ({"due_on": "9" * 400}, "due_on", "Enter a real day"),
    ],
)
def test_what_cannot_be_a_finding_says_why_beside_its_field_and_stays_typed(
    house: House, changed: dict[str, Any], field: str, sentence: str
) -> None:
    given = {**form(gap="half a sentence"), **changed}
    found = browser_of(house.ana).post(page(house), given).content.decode()
    assert f'href="#id_{field}"' in found and sentence in found and "<title>Error: " in found
    assert str(given["gap"]) in found
    with tenant(house.firm):
        assert not Finding.objects.exists()


def test_a_finding_sent_twice_is_recorded_once_and_an_old_page_overwrites_nothing(house: House) -> None:
    ana = browser_of(house.ana)
    for _ in range(2):
        assert ana.post(page(house), form(gap="mine")).status_code == 302
    assert finding(house).version == 1
    # Back in the browser after saving, and another thought: what stands is shown first.
    response = ana.post(page(house), form(gap="another thought", note="n"))
    assert response.status_code == 409 and "another thought" in response.content.decode()
    ana.post(page(house), form(saw=1, gap="another thought"))
    assert finding(house).gap == "another thought"


def test_what_was_typed_into_one_form_of_the_page_never_fills_another(house: House) -> None:
    for typed, kept, other in (
        ({"text": "An action", "owner": house.clara.pk}, 'value="An action"', "id_owner"),
        ({**form(gap="A gap"), "due_on": "2027-01-31"}, "A gap", "id_action_due_on"),
        ({"dissent": "record", "view": "undetermined", "why": "A view"}, "A view", "id_owner"),
    ):
        stranger = Browser()
        assert "login" in stranger.post(page(house), typed).headers["Location"]
        stranger.force_login(house.clara)
        found = stranger.get(page(house)).content.decode()
        field = found[found.index(f'id="{other}"') :].partition("</div>")[0]
        assert kept in found and "selected" not in field and 'value="2027' not in field
        assert "error-summary" not in found


def test_a_view_that_cannot_be_recorded_says_why_and_stays_typed(house: House) -> None:
    clara = browser_of(house.clara)
    for changed, field in (
        ({"why": ""}, "why"),
        ({"why": "w" * 100_000}, "why"),
        ({"view": "perhaps"}, "view"),
    ):
        given = {"dissent": "record", "view": "undetermined", "why": "a long thought", **changed}
        found = clara.post(page(house), given).content.decode()
        assert f'href="#id_{field}"' in found and (changed.get("why") or "") in found
        assert ("a long thought" in found) == ("why" not in changed)
    with tenant(house.firm):
        assert not Dissent.objects.exists()


def test_the_second_of_two_counsel_sees_the_firsts_view_and_a_view_sent_twice_is_one(house: House) -> None:
    clara, adam = browser_of(house.clara), browser_of(house.adam)
    given = {"dissent": "record", "view": "does_not_apply", "why": "Clara's reason"}
    for _ in range(2):
        assert clara.post(page(house), given).status_code == 302
    response = adam.post(page(house), {**given, "view": "undetermined", "why": "Adam's reason"})
    found = response.content.decode()
    assert response.status_code == 409 and "Somebody else recorded a view meanwhile" in found
    assert "Clara&#x27;s reason" in found and "Adam&#x27;s reason" in found
    with tenant(house.firm):
        held = Dissent.objects.get()
    assert adam.post(page(house), {"dissent": "withdraw", "held": "old"}).status_code == 409
    adam.post(page(house), {**given, "view": "undetermined", "why": "Adam's reason", "held": held.key})
    with tenant(house.firm):
        assert Dissent.objects.get(withdrawn_at=None).by_id == house.adam.pk
