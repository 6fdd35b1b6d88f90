"""Evidence through the client: added, renewed, linked, withdrawn, and only ever downloaded."""

import io
import re
import zipfile
from typing import Any, cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.models import Evidence, EvidenceRevision, Finding
from assessment.services.evidence import add_evidence
from tests.assessment.conftest import signed_in
from tests.factories import House, make_house

NAME = "GAI-4-1"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
def ana(house: House) -> Browser:
    return signed_in(house.ana)


def listed(house: House) -> str:
    return reverse("evidence_list", args=[house.service.key])


def of_obligation(house: House, name: str = NAME) -> str:
    return reverse("obligation_evidence", args=[house.assessment.key, name])


def form(**changed: Any) -> dict[str, Any]:
    names = ("url", "statement", "effective_on", "received_on", "expires_on", "note")
    return {"title": "Policy", **dict.fromkeys(names, ""), **changed}


def file(name: str = "policy.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    made: Any = SimpleUploadedFile("x", content)
    made._name = name  # as it was sent, before Django looks at it
    return cast(SimpleUploadedFile, made)


def archive(name: str = "word/document.xml") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        target.writestr(name, "x")
    return made.getvalue()


def made(house: House, title: str = "Policy", **content: Any) -> Evidence:
    return add_evidence(
        service=house.service, title=title, by=house.ana, **(content or {"statement": "So it is."})
    )


def test_a_file_a_link_and_a_statement_are_taken_with_their_days(ana: Browser, house: House) -> None:
    days = {"effective_on": "2026-01-01", "received_on": "2026-01-15", "expires_on": "2026-06-30"}
    ana.post(listed(house), form(file=file(), note="as signed", **days))
    ana.post(listed(house), form(title="Register", url="https://example.com/a?b=c"))
    response: Any = ana.post(listed(house), form(title="Word", statement="So it is."), follow=True)
    found = response.content.decode()
    assert ("E-03 added." in found and "01/01/2026" in found) or "2026" in found
    kinds = EvidenceRevision.objects.order_by("pk").values_list(
        "evidence__title", "kind", "name", "url", "statement"
    )
    assert list(kinds) == [
        ("Policy", "file", "policy.pdf", "", ""),
        ("Register", "link", "", "https://example.com/a?b=c", ""),
        ("Word", "statement", "", "", "So it is."),
    ]
    first = EvidenceRevision.objects.get(kind="file")
    assert (str(first.effective_on), str(first.received_on), str(first.expires_on)) == tuple(days.values())
    assert found.count("E-0") >= 3 and "expired" in found.lower()


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({"title": "", "statement": "x"}, "title", "Give the evidence a title."),
        ({"title": "t" * 201, "statement": "x"}, "title", "there is room for 200"),
        ({"title": "gnp.\u202eexe", "statement": "x"}, "title", "U+202E"),
        ({}, "file", "Give a file, a link or a statement"),
        ({"url": "https://example.com", "statement": "x"}, "file", "one of them"),
        ({"url": "javascript:alert(1)"}, "url", "begins with https://"),
        ({"url": "http://["}, "url", "begins with https://"),
        ({"url": "https://example.com/" + "x" * 2000}, "url", "there is room for 2000"),
        ({"statement": "s" * 100_000}, "statement", "there is room for 4000"),
        ({"statement": "x", "note": "a\x00b"}, "note", "U+0000"),
        ({"statement": "x", "expires_on": "2026-13-01"}, "expires_on", "Enter a real day"),
        (
            {"statement": "x", "effective_on": "2026-02-02", "expires_on": "2026-02-01"},
            "expires_on",
            "before",
        ),
    ],
)
def test_what_cannot_be_evidence_says_why_beside_its_field_and_stays_typed(
    ana: Browser, house: House, data: dict[str, Any], field: str, sentence: str
) -> None:
    newer = reverse("evidence", args=[made(house).key])
    # A newer state has the title of its piece, and asks for none.
    addresses = (listed(house), of_obligation(house)) + ((newer,) if field != "title" else ())
    for address in addresses:
        found = ana.post(address, form(**data)).content.decode()
        assert "<title>Error: " in found and f'href="#id_{field}"' in found and sentence in found
        for name, value in data.items():
            if "\x00" not in value and (address, name) != (newer, "title"):
                assert value in found
    assert EvidenceRevision.objects.count() == 1 and not Finding.objects.exists()


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (
            {
                "title": "t" * 201,
                "url": "javascript:alert(1)",
                "statement": "s" * 4001,
                "effective_on": "2026-13-01",
                "expires_on": "soon",
                "note": "a\x00b",
            },
            ["title", "file", "url", "statement", "effective_on", "expires_on", "note"],
        ),
        ({"title": "", "received_on": "x"}, ["title", "file", "received_on"]),
        (
            {"statement": "y", "effective_on": "2026-02-02", "expires_on": "2026-02-01", "note": "a\x00"},
            ["expires_on", "note"],
        ),
    ],
)
def test_everything_that_is_wrong_is_named_at_once_in_the_order_of_the_form(
    ana: Browser, house: House, data: dict[str, Any], fields: list[str]
) -> None:
    newer = reverse("evidence", args=[made(house).key])
    for address in (listed(house), of_obligation(house), newer):
        found = ana.post(address, form(**data)).content.decode()
        asked = [field for field in fields if (address, field) != (newer, "title")]
        assert re.findall(r'href="#id_(\w+)"', found) == asked
    assert EvidenceRevision.objects.count() == 1 and not Finding.objects.exists()


def test_a_file_that_is_not_taken_is_named_beside_the_other_faults(ana: Browser, house: House) -> None:
    for sent in (file("page.txt", b"<svg onload=alert(1)>"), file("a.pdf", b"")):
        found = ana.post(listed(house), form(file=sent, expires_on="x", note="a\x00b")).content.decode()
        assert re.findall(r'href="#id_(\w+)"', found) == ["file", "expires_on", "note"]
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("script.html", b"<script>alert(1)</script>", "Files of this kind are not taken"),
        ("run.exe", b"MZ", "Files of this kind are not taken"),
        ("no-ending", PDF, "Files of this kind are not taken"),
        ("../../etc/passwd", b"root:x:0:0", "Files of this kind are not taken"),
        ("picture.pdf", b"<html>no pdf</html>", "not what its name says"),
        ("both.png", PDF, "not what its name says"),
        ("polyglot.pdf", PDF + archive(), "not what its name says"),
        ("macro.docx", archive("word/vbaProject.bin"), "not what its name says"),
        ("page.txt", b"<svg onload=alert(1)>", "not what its name says"),
        ("empty.pdf", b"", "The file is empty."),
    ],
)
def test_a_file_that_is_not_taken_says_why_and_leaves_nothing(
    ana: Browser, house: House, name: str, content: bytes, sentence: str
) -> None:
    for address in (listed(house), of_obligation(house)):
        found = ana.post(
            address, form(title="A title kept", note="a note", file=file(name, content))
        ).content.decode()
        assert sentence in found and "A title kept" in found and "a note" in found
    assert not Evidence.objects.exists() and not Finding.objects.exists()


def test_a_file_too_large_says_how_much_may_be_sent(ana: Browser, house: House, settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    assert 'data-max-bytes="1048576"' in ana.get(listed(house)).content.decode()
    big = file("big.txt", b"x" * (1024 * 1024 + 1))
    assert "at most 1 MB" in ana.post(listed(house), form(file=big)).content.decode()
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("..\\..\\<b>合同</b>.pdf", "b_.pdf"),
        ("\u202efdp.pdf", "fdp.pdf"),
        ('a"; filename="evil.exe.pdf', "exe.pdf"),
        ("n" * 300 + ".pdf", "n.pdf"),
    ],
)
def test_a_hostile_name_is_made_safe_and_served_as_an_attachment(
    ana: Browser, house: House, name: str, shown: str
) -> None:
    ana.post(listed(house), form(file=file(name)))
    revision = EvidenceRevision.objects.get()
    assert revision.name.endswith(shown) and len(revision.name) <= 200 and "/" not in revision.name
    served: Any = ana.get(reverse("evidence_file", args=[revision.key]))
    assert served.headers["Content-Disposition"].startswith("attachment; filename")
    assert b"".join(served.streaming_content) == PDF
    found = ana.get(reverse("evidence", args=[revision.evidence.key])).content.decode()
    assert "<b>" not in found and "\u202e" not in found


def test_a_file_is_fetched_only_by_those_who_may_see_it_and_never_shown(ana: Browser, house: House) -> None:
    ana.post(of_obligation(house), form(file=file()))
    revision = EvidenceRevision.objects.get()
    address = reverse("evidence_file", args=[revision.key])
    for person in (house.ana, house.clara, house.otto):
        headers = signed_in(person).get(address).headers
        assert headers["Content-Disposition"] == 'attachment; filename="policy.pdf"'
        assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == (
            "nosniff",
            "private, no-store",
        )
        assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    piece = reverse("evidence", args=[revision.evidence.key])
    for stranger in (house.rui, make_house().clara):
        browser = signed_in(stranger)
        for where in (address, piece, listed(house), of_obligation(house)):
            assert browser.get(where).status_code == 404
            assert browser.post(where, form(statement="x")).status_code in (404, 405)
    otto = signed_in(house.otto)
    assert otto.get(piece).status_code == 200 and "Add it" not in otto.get(piece).content.decode()
    assert {otto.post(where, form(statement="x")).status_code for where in (piece, listed(house))} == {403}
    link = made(house, "Word")
    assert ana.get(reverse("evidence_file", args=[link.revisions.get().key])).status_code == 404


def test_a_newer_state_stands_first_and_the_older_one_stays(ana: Browser, house: House) -> None:
    piece = made(house)
    page = reverse("evidence", args=[piece.key])
    response = ana.post(page, form(url="https://example.com/new", note="second"), follow=True)
    found = response.content.decode()
    assert found.index("State 2") < found.index("State 1")
    assert "https://example.com/new" in found and "So it is." in found
    assert 'rel="noopener noreferrer external nofollow"' in found


def test_a_piece_names_the_obligations_it_supports_and_leads_to_them(ana: Browser, house: House) -> None:
    ana.post(of_obligation(house), form(statement="So it is."))
    found = ana.get(reverse("evidence", args=[Evidence.objects.get().key])).content.decode()
    where = reverse("obligation", args=[house.assessment.key, NAME])
    assert re.search(rf'<a href="{where}">[A-Z][^<]+</a> <span[^>]*>{NAME}<', found)


def test_sent_twice_it_is_one_piece_and_one_state(ana: Browser, house: House) -> None:
    for _ in range(2):
        ana.post(of_obligation(house), form(file=file()))
    piece = Evidence.objects.get()
    for _ in range(2):
        ana.post(reverse("evidence", args=[piece.key]), form(statement="newer"))
    assert [row.number for row in piece.revisions.order_by("number")] == [1, 2]


def test_withdrawn_it_leaves_the_lists_and_comes_back(ana: Browser, house: House) -> None:
    ana.post(of_obligation(house), form(statement="x"))
    piece = Evidence.objects.get()
    page, duty = (
        reverse("evidence", args=[piece.key]),
        reverse("obligation", args=[house.assessment.key, NAME]),
    )
    ana.post(page, {"withdraw": "yes"})
    assert "Withdrawn (1)" in ana.get(listed(house)).content.decode()
    assert "E-01" not in ana.get(duty).content.decode().partition('id="history"')[0]
    # A page left open does not renew what was withdrawn meanwhile, and keeps what was typed.
    found = ana.post(page, form(statement="typed late")).content.decode()
    assert "Bring it back first." in found and "State 2" not in found
    ana.post(page, {"restore": "yes"})
    assert "E-01" in ana.get(duty).content.decode().partition('id="history"')[0]


def test_what_is_there_is_linked_to_an_obligation_and_taken_from_it(ana: Browser, house: House) -> None:
    piece = made(house)
    ana.post(of_obligation(house), {"link": piece.key})
    assert list(piece.findings.values_list("obligation", flat=True)) == [NAME]
    ana.post(of_obligation(house), {"link": piece.key})  # pressed twice
    assert NAME in ana.get(reverse("evidence", args=[piece.key])).content.decode()
    ana.post(of_obligation(house), {"unlink": piece.key})
    assert not piece.findings.exists()


@pytest.mark.parametrize("chosen", ["", "x", "\0", "E-01", "2" * 400])
def test_nothing_chosen_to_link_says_so(ana: Browser, house: House, chosen: str) -> None:
    response = ana.post(of_obligation(house), {"link": chosen}, follow=True)
    assert "Choose a piece of evidence first." in response.content.decode()
    assert not Finding.objects.exists()


def test_evidence_of_another_client_or_service_cannot_be_linked(ana: Browser, house: House) -> None:
    theirs = add_evidence(service=house.other_service, title="Theirs", by=house.rui, statement="x")
    assert ana.post(of_obligation(house), {"link": theirs.key}).status_code == 404
    found = (
        signed_in(house.clara).post(of_obligation(house), {"link": theirs.key}, follow=True).content.decode()
    )
    assert "The evidence belongs to another service." in found
    assert not theirs.findings.exists() and not Finding.objects.exists()


def test_an_obligation_not_in_this_edition_is_not_found(ana: Browser, house: House) -> None:
    for call in (ana.get, ana.post):
        assert call(of_obligation(house, "NO-SUCH")).status_code == 404
    assert ana.post(of_obligation(house, "NO-SUCH"), form(statement="x")).status_code == 404


def test_an_expired_session_and_another_language_keep_what_was_typed(ana: Browser, house: House) -> None:
    piece = made(house)
    for address in (listed(house), of_obligation(house), reverse("evidence", args=[piece.key])):
        stranger = Browser()
        assert "login" in stranger.post(address, form(statement="half a thought")).headers["Location"]
        stranger.force_login(house.ana)
        assert "half a thought" in stranger.get(address).content.decode()
        ana.post(address, form(statement="another half", switch_language="en"))
        assert "another half" in ana.get(address).content.decode()
    assert EvidenceRevision.objects.count() == 1


def test_a_file_changed_on_disk_is_told(ana: Browser, house: House) -> None:
    from assessment.services.evidence import path_of

    ana.post(listed(house), form(file=file()))
    revision = EvidenceRevision.objects.get()
    page = reverse("evidence", args=[revision.evidence.key])
    assert "no longer what was uploaded" not in ana.get(page).content.decode()
    path_of(revision).write_bytes(b"changed")
    assert "no longer what was uploaded" in ana.get(page).content.decode()
    path_of(revision).unlink()
    assert ana.get(reverse("evidence_file", args=[revision.key])).status_code == 404


def test_the_list_asks_the_database_the_same_for_one_and_for_three(ana: Browser, house: House) -> None:
    made(house)
    ana.get(listed(house))
    counts = []
    for titles in ((), ("Second", "Third")):
        for title in titles:
            made(house, title)
        with CaptureQueriesContext(connection) as captured:
            assert ana.get(listed(house)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
