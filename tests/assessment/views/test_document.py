"""A document's page: what is being made, what went wrong in words, what a package had to leave out."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessment.models import Document, EvidenceRevision
from assessment.services import evidence, package
from assessment.tenancy import tenant
from tests.assessment.conftest import signed_in
from tests.factories import House, make_house

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.DOCUMENT_DIR, settings.EVIDENCE_DIR = tmp_path / "documents", tmp_path / "evidence"
    monkeypatch.setattr(package, "PARTS", package.PARTS[5:6])  # the snapshot alone; others take their time
    yield


@pytest.fixture
def house() -> House:
    made = make_house()
    with tenant(made.firm):
        evidence.add_evidence(
            service=made.service, title="备案回执", by=made.ana,
            file=SimpleUploadedFile("回执.txt", "已备案".encode()),
        )  # fmt: skip
    return made


def ask(house: House, person: Any, document: str = "package") -> str:
    """Ask for a document; gives its page's address."""
    address = reverse("report_new", args=[house.assessment.key])
    response: Any = signed_in(person).post(address, {"document": document, "language": "both"})
    assert response.status_code == 302
    return str(response.url)


def shown(person: Any, address: str) -> str:
    return " ".join(signed_in(person).get(address).content.decode().split())


def test_an_auditor_gets_a_package_as_a_stream_of_a_private_attachment(house: House) -> None:
    page = shown(house.otto, ask(house, house.otto))
    assert "Audit package, ZIP" in page and "Ready." in page and "Evidence left out" not in page
    with tenant(house.firm):
        key = Document.objects.get(kind="package").key
    served: Any = signed_in(house.otto).get(reverse("document_file", args=[key]))
    assert served.streaming and served["Cache-Control"] == "private, no-store"
    assert served["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert "-audit-package-" in served["Content-Disposition"]
    with zipfile.ZipFile(BytesIO(b"".join(served.streaming_content))) as archive:
        assert archive.read("evidence/E-01 回执.txt").decode() == "已备案"
    assert signed_in(house.rui).get(reverse("document_file", args=[key])).status_code == 404


def test_who_may_not_read_the_trail_may_not_ask_for_a_package(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assessment import access
    from assessment.models import Role

    monkeypatch.setitem(access.ROLES, Role.AUDITOR, access.READS - {"audit"})
    address = reverse("report_new", args=[house.assessment.key])
    browser = signed_in(house.otto)
    assert browser.post(address, {"document": "package", "language": "en"}).status_code == 403
    assert browser.post(address, {"document": "json", "language": "en"}).status_code == 302


def test_evidence_left_out_is_named_until_it_is_back(house: House) -> None:
    with tenant(house.firm):
        path = evidence.path_of(EvidenceRevision.objects.get())
    path.write_bytes(b"another")
    address = ask(house, house.ana)
    page = shown(house.ana, address)
    assert "Evidence left out" in page and "Make it again" in page
    assert "E-01 备案回执: the stored file does not match the digest in the snapshot" in page
    browser = signed_in(house.ana)
    path.write_bytes("已备案".encode())
    assert browser.post(address).status_code == 302
    assert "Evidence left out" not in shown(house.ana, address)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("disk_full: OSError: [Errno 28] No space left on device", "The disk of this site is full"),
        ("stopped: The worker stopped three times while making this.", "was stopped three times"),
        ("no_renderer: MissingLibraries: …", "lacks what prints PDFs"),
        ("newer: NewerSnapshot: …", "made by a newer version of this site"),
        ("ValueError: as rows of earlier versions say it", "Nothing is lost; ask for it again."),
    ],
)
def test_what_went_wrong_is_said_in_words_and_without_the_machines(
    house: House, error: str, words: str
) -> None:
    address = ask(house, house.ana, "json")
    with tenant(house.firm):
        Document.objects.update(status="failed", error=error)
    page = shown(house.ana, address)
    assert "It could not be made." in page and words in page and "Try again" in page
    assert "Errno" not in page and "ValueError" not in page
