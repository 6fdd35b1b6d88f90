"""Evidence: what is taken, how it is kept, and what hostile uploads get."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from assessment.downloads import send_revision
from assessment.errors import BadUpload, Refused, Unclean
from assessment.models import Event, Evidence, EvidenceRevision
from assessment.queries.audit import trail
from assessment.services.evidence import (
    add_evidence,
    is_intact,
    link_evidence,
    path_of,
    revise_evidence,
    unlink_evidence,
    withdraw_evidence,
)
from assessment.services.evidence_check import Days
from assessment.services.finding import record_finding
from tests.factories import House

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def private_root(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    yield settings.EVIDENCE_DIR


def archive(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name in names:
            file.writestr(zipfile.ZipInfo(name), "x")
    return content.getvalue()


def picture(form: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (2, 2)).save(content, form)
    return content.getvalue()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_file_is_kept_under_a_random_name_and_hashed(house: House, private_root: Path) -> None:
    finding = record_finding(assessment=house.assessment, obligation="GAI-4-1", by=house.ana)
    evidence = add_evidence(
        service=house.service, title="备案回执", by=house.ana, findings=[finding],
        file=upload("../../etc/回执\u202e.pdf", PDF),
        days=Days(date(2026, 1, 1), date(2026, 2, 1), date(2027, 1, 1)),
    )  # fmt: skip
    revision = evidence.revisions.get()
    assert (evidence.label, revision.name, revision.size, revision.sha256, revision.content_type) == (
        "E-01", "回执.pdf", len(PDF), hashlib.sha256(PDF).hexdigest(), "application/pdf",
    )  # fmt: skip
    assert (list(evidence.findings.all()), revision.expires_on) == ([finding], date(2027, 1, 1))
    assert files(private_root) == [path_of(revision)]
    assert "回执" not in str(path_of(revision)) and path_of(revision).stat().st_mode & 0o077 == 0
    assert is_intact(revision)
    path_of(revision).write_bytes(b"changed")
    assert not is_intact(revision)


def test_it_is_served_as_an_attachment_and_never_shown(house: House) -> None:
    evidence = add_evidence(service=house.service, title="x", by=house.ana, file=upload("说明.txt", b"hello"))
    response = send_revision(evidence.revisions.get())
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.getvalue() == b"hello"


def test_numbers_count_within_a_service(house: House) -> None:
    labels = [
        add_evidence(service=service, title=title, by=house.clara, statement="so it is").label
        for title, service in (("x", house.service), ("y", house.service), ("x", house.other_service))
    ]
    assert labels == ["E-01", "E-02", "E-01"]


def test_a_newer_state_leaves_the_older(house: House) -> None:
    evidence = add_evidence(
        service=house.service, title="Policy", by=house.ana, url="https://example.com/policy"
    )
    revise_evidence(evidence=evidence, by=house.clara, file=upload("policy.pdf", PDF))
    assert [(one.number, one.kind) for one in evidence.revisions.order_by("number")] == [
        (1, "link"),
        (2, "file"),
    ]
    assert [entry.event.verb for entry in trail(service=house.service, subject="evidence:E-01")] == [
        "evidence_revised",
        "evidence_added",
    ]


def test_evidence_goes_to_findings_of_its_service_only(house: House) -> None:
    evidence = add_evidence(service=house.service, title="x", by=house.ana, statement="y")
    mine = record_finding(assessment=house.assessment, obligation="GAI-4-1", by=house.ana)
    other = record_finding(assessment=house.other_assessment, obligation="GAI-4-1", by=house.rui)
    link_evidence(evidence=evidence, finding=mine, by=house.ana)
    with pytest.raises(Refused):
        link_evidence(evidence=evidence, finding=other, by=house.ana)
    assert list(evidence.findings.all()) == [mine]
    unlink_evidence(evidence=evidence, finding=mine, by=house.ana)
    assert list(evidence.findings.all()) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", archive("[Content_Types].xml", "word/document.xml")),
        ("a.xlsx", archive("[Content_Types].xml", "xl/workbook.xml")),
        ("公文.ofd", archive("OFD.xml")),
        ("a.zip", archive("readme")),
        ("a.PNG", picture("PNG")),
        ("a.jpeg", picture("JPEG")),
        ("a.csv", "甲,乙\n".encode()),
        ("a.txt", "国家标准".encode("gb18030")),
    ],
)
def test_what_people_have_is_taken(house: House, name: str, content: bytes) -> None:
    assert add_evidence(service=house.service, title="x", by=house.ana, file=upload(name, content)).pk


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ\x90\x00"),
        ("a.html", b"<html>"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a", b"x"),
        ("a.pdf.exe", PDF),
        ("a.pdf", b"GIF89a" + PDF),
        ("a.pdf", b"<script>alert(1)</script>" + PDF),
        ("a.pdf", PDF + archive("hidden.exe")),
        ("a.png", picture("PNG") + archive("hidden.exe")),
        ("a.png", picture("JPEG")),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"broken"),
        ("a.docx", archive("xl/workbook.xml")),
        ("a.docx", archive("word/document.xml", "word/vbaProject.bin")),
        ("a.docx", PDF),
        ("a.txt", b"\xff\xfe\x00\x00binary\x00"),
        ("a.txt", b"  <!DOCTYPE html><p>"),
        ("a.txt", b"words " + PDF),
        ("a.csv", PDF),
    ],
)
def test_what_is_not_what_it_says_is_refused_and_leaves_nothing(
    house: House, private_root: Path, name: str, content: bytes
) -> None:
    with pytest.raises(BadUpload) as caught:
        add_evidence(service=house.service, title="x", by=house.ana, file=upload(name, content))
    assert caught.value.field == "file"
    assert (files(private_root), Evidence.objects.count()) == ([], 0)


def test_too_large_and_empty_files_are_refused(house: House, private_root: Path, settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 10
    with pytest.raises(BadUpload, match="too large"):
        add_evidence(service=house.service, title="x", by=house.ana, file=upload("a.pdf", PDF))
    lying = upload("a.pdf", PDF)
    lying.size = 5  # what a client claims is not believed
    with pytest.raises(BadUpload, match="too large"):
        add_evidence(service=house.service, title="x", by=house.ana, file=lying)
    with pytest.raises(BadUpload, match="empty"):
        add_evidence(service=house.service, title="x", by=house.ana, file=upload("a.pdf", b""))
    assert (files(private_root), Evidence.objects.count()) == ([], 0)


def test_a_full_disk_says_so_and_leaves_nothing(
    house: House, private_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(BadUpload, match="disk of this site is full"):
        add_evidence(service=house.service, title="x", by=house.ana, file=upload("a.pdf", PDF))
    assert (files(private_root), Evidence.objects.count()) == ([], 0)


def test_a_failed_write_takes_the_file_with_it(house: House, private_root: Path) -> None:
    other = record_finding(assessment=house.other_assessment, obligation="GAI-4-1", by=house.rui)
    EvidenceRevision.objects.all()
    house.service.firm_id = -1  # the database refuses a row of no firm
    with pytest.raises(Exception, match=r"(?i)constraint|security|firm"):
        add_evidence(
            service=house.service, title="x", by=house.ana, file=upload("a.pdf", PDF), findings=[other]
        )
    assert files(private_root) == []


@pytest.mark.parametrize(
    "given",
    [{}, {"url": "https://a.cn", "statement": "x"}, {"url": "javascript:alert(1)"}, {"url": "https:///x"}],
)
def test_exactly_one_good_thing_is_given(house: House, given: dict[str, Any]) -> None:
    with pytest.raises((Refused, Unclean)):
        add_evidence(service=house.service, title="x", by=house.ana, **given)


def test_days_in_the_wrong_order_are_refused(house: House) -> None:
    with pytest.raises(Refused) as caught:
        add_evidence(
            service=house.service, title="x", by=house.ana, statement="y",
            days=Days(effective_on=date(2026, 2, 1), expires_on=date(2026, 1, 1)),
        )  # fmt: skip
    assert caught.value.field == "expires_on"


def test_the_same_piece_sent_twice_is_one_and_supports_what_both_named(house: House) -> None:
    finding, other = (
        record_finding(assessment=house.assessment, obligation=name, by=house.ana)
        for name in ("GAI-4-1", "GAI-4-2")
    )
    sent: dict[str, Any] = {
        "service": house.service,
        "title": "Policy",
        "by": house.ana,
        "statement": "so it is",
    }
    first = add_evidence(**sent, findings=[finding])
    assert add_evidence(**sent, findings=[other]) == first
    assert add_evidence(**{**sent, "by": house.clara}) != first
    assert sorted(first.findings.values_list("obligation", flat=True)) == ["GAI-4-1", "GAI-4-2"]


def test_a_newer_state_sent_twice_is_one_and_a_withdrawn_piece_takes_none(house: House) -> None:
    piece = add_evidence(service=house.service, title="Policy", by=house.ana, statement="first")
    states = [revise_evidence(evidence=piece, by=house.ana, statement="second") for _ in range(2)]
    assert [state.number for state in states] == [2, 2]
    for _ in range(2):
        withdraw_evidence(evidence=piece, by=house.ana)
    assert Event.objects.filter(verb="evidence_withdrawn").count() == 1
    with pytest.raises(Refused, match="withdrawn"):
        revise_evidence(evidence=piece, by=house.ana, statement="third")
