"""The audit package: everything of one snapshot, checked by a stranger's tools; nothing dropped unsaid."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessment.models import Assessment, Document, EvidenceRevision, Snapshot
from assessment.services import evidence, package
from assessment.services.assessment import set_stage
from assessment.services.audit import erase_payload
from assessment.services.document import path_of, request_document
from assessment.services.finding import record_finding
from assessment.services.package import left_out
from assessment.services.report import take_snapshot
from assessment.services.sign_off import sign_off
from reports.errors import ReportTooLarge
from reports.manifest import Manifest, read_manifest
from tests.factories import House

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
QUICK = tuple(part for part in package.PARTS if part[0] in ("csv", "json"))


@pytest.fixture(autouse=True)
def private_roots(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DOCUMENT_DIR, settings.EVIDENCE_DIR = tmp_path / "documents", tmp_path / "evidence"
    yield


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the documents that take no time; one test makes them all."""
    monkeypatch.setattr(package, "PARTS", QUICK)


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def recorded(house: House) -> Assessment:
    """An assessment with evidence of every kind."""
    assessment = Assessment.objects.get(pk=house.assessment.pk)
    finding = record_finding(assessment=assessment, obligation="GAI-4-1", by=house.ana, judgement="met")
    add = partial(evidence.add_evidence, service=house.service, by=house.ana, findings=[finding])
    add(title="备案回执", file=file("算法备案：回执 (终稿).pdf", PDF))
    add(title="Filter rules", file=file("CON.txt", "关键词\n".encode() * 500))
    add(title="Policy", url="https://example.com/policy")
    add(title="Declaration", statement="So it is.")
    return assessment


def packed(snapshot: Snapshot, house: House, language: str = "both") -> Document:
    document = request_document(snapshot=snapshot, kind="package", language=language, by=house.otto)
    document.refresh_from_db()
    assert (document.status, document.progress, document.error) == ("done", 100, "")
    return document


def manifest_of(document: Document) -> Manifest:
    with zipfile.ZipFile(path_of(document)) as archive:
        return read_manifest(archive.read("manifest.json"))


def unpacked(document: Document, folder: Path) -> Path:
    with zipfile.ZipFile(path_of(document)) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder


def test_a_package_holds_everything_of_its_snapshot_and_proves_itself(house: House, tmp_path: Path) -> None:
    document = packed(take_snapshot(assessment=recorded(house), by=house.ana), house, "en")
    place = unpacked(document, tmp_path / "unpacked")
    names = sorted(str(path.relative_to(place)) for path in place.rglob("*") if path.is_file())
    assert names == [
        "README.txt", "SHA256SUMS", "documents/board-en.pdf", "documents/memo-en.docx",
        "documents/oscal.zip", "documents/register.csv", "documents/register.xlsx",
        "documents/report-en.pdf", "documents/snapshot.json", "evidence/E-01 算法备案：回执 (终稿).pdf",
        "evidence/E-02 CON.txt", "manifest.json", "trail/trail.csv", "trail/trail.jsonl",
    ]  # fmt: skip
    checked = subprocess.run(["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=place, capture_output=True)
    assert (checked.returncode, checked.stdout.count(b": OK")) == (0, len(names) - 1)
    manifest = manifest_of(document)
    assert {one.path for one in manifest.files} == set(names) - {"SHA256SUMS", "manifest.json"}
    assert [(one.number, one.state, one.path) for one in manifest.evidence] == [
        ("E-01", "packed", "evidence/E-01 算法备案：回执 (终稿).pdf"),
        ("E-02", "packed", "evidence/E-02 CON.txt"),
        ("E-03", "no_file", None),
        ("E-04", "no_file", None),
    ]
    assert (place / "documents/snapshot.json").read_bytes() == bytes(document.snapshot.body)
    assert manifest.snapshot == document.snapshot.digest and left_out(document) == ()
    assert (place / "documents/report-en.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.usefixtures("quick")
def test_the_trail_ends_with_the_snapshot_and_a_stranger_can_check_it(house: House, tmp_path: Path) -> None:
    snapshot = take_snapshot(assessment=recorded(house), by=house.ana)
    document = packed(snapshot, house)
    place = unpacked(document, tmp_path / "unpacked")
    readme = (place / "README.txt").read_text(encoding="utf-8-sig")
    program = readme[readme.index("import hashlib") :]
    run = [sys.executable, "-I", "-c", program]
    told = subprocess.run(run, cwd=place, capture_output=True, text=True, check=True).stdout.strip()
    trail = manifest_of(document).trail
    assert told == trail.head and trail.head in readme and trail.breaks == ()
    lines = [json.loads(line) for line in (place / "trail/trail.jsonl").read_text("utf-8").splitlines()]
    assert (len(lines), lines[-1]["subject"]) == (trail.events, f"snapshot:{snapshot.key}")
    table = (place / "trail/trail.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(table) == trail.events + 1 and "新增证据" in "\n".join(table)
    # One changed word anywhere, and the program stops.
    text = (place / "trail/trail.jsonl").read_text("utf-8")
    (place / "trail/trail.jsonl").write_text(text.replace("备案回执", "备案回函", 1), encoding="utf-8")
    assert subprocess.run(run, cwd=place, capture_output=True).returncode != 0


@pytest.mark.usefixtures("quick")
def test_a_signed_snapshot_takes_the_signature_along(house: House) -> None:
    assessment = recorded(house)
    set_stage(assessment=assessment, stage="review", by=house.clara)
    snapshot = take_snapshot(assessment=assessment, by=house.clara)
    sign_off(assessment=assessment, snapshot=snapshot, by=house.clara, statement="Checked.")
    document = packed(snapshot, house)
    with zipfile.ZipFile(path_of(document)) as archive:
        last = json.loads(archive.read("trail/trail.jsonl").splitlines()[-1])
    assert (last["verb"], last["who"]) == ("signed_off", "Clara")


@pytest.mark.usefixtures("quick")
def test_two_packages_of_one_snapshot_are_the_same_bytes(house: House) -> None:
    snapshot = take_snapshot(assessment=recorded(house), by=house.ana)
    document = packed(snapshot, house)
    first = path_of(document).read_bytes()
    # Whatever happens later belongs to later snapshots.
    evidence.add_evidence(service=house.service, title="Later", by=house.ana, file=file("b.pdf", PDF))
    path_of(document).unlink()
    Document.objects.filter(pk=document.pk).update(status="failed")
    assert path_of(packed(snapshot, house)).read_bytes() == first


@pytest.mark.usefixtures("quick")
def test_what_cannot_go_in_is_named_and_goes_in_once_it_is_back(house: House) -> None:
    snapshot = take_snapshot(assessment=recorded(house), by=house.ana)
    one, two = EvidenceRevision.objects.filter(kind="file").order_by("evidence__number")
    path, other = evidence.path_of(one), evidence.path_of(two)
    path.write_bytes(PDF.replace(b"1.7", b"1.6"))
    kept = other.rename(other.with_suffix(".away"))
    document = packed(snapshot, house)
    assert [(one.number, one.state) for one in left_out(document)] == [
        ("E-01", "altered"),
        ("E-02", "missing"),
    ]
    with zipfile.ZipFile(path_of(document)) as archive:
        readme = archive.read("README.txt").decode("utf-8-sig")
        assert not [name for name in archive.namelist() if name.startswith("evidence/")]
    assert "E-01 备案回执：存储的文件与快照中的摘要值不符，未收入" in readme
    assert "E-02 Filter rules: its file is no longer in the store, so it could not go in" in readme
    path.write_bytes(PDF)
    kept.rename(other)
    assert left_out(packed(snapshot, house)) == ()


@pytest.mark.usefixtures("quick")
def test_withdrawn_evidence_stays_out_and_an_older_state_goes_in(house: House) -> None:
    assessment = recorded(house)
    snapshot = take_snapshot(assessment=assessment, by=house.ana)
    first, second = EvidenceRevision.objects.filter(kind="file").order_by("evidence__number")
    evidence.revise_evidence(evidence=first.evidence, by=house.ana, file=file("new.pdf", PDF + b"%\n%%EOF\n"))
    evidence.withdraw_evidence(evidence=second.evidence, by=house.ana)
    document = packed(snapshot, house, "en")
    assert [(one.number, one.state) for one in left_out(document)] == [("E-02", "withdrawn")]
    with zipfile.ZipFile(path_of(document)) as archive:
        assert archive.read("evidence/E-01 算法备案：回执 (终稿).pdf") == PDF


@pytest.mark.usefixtures("quick")
def test_erased_words_leave_the_trail_whole(house: House, tmp_path: Path) -> None:
    snapshot = take_snapshot(assessment=recorded(house), by=house.ana)
    event = house.service.chain.events.get(verb="finding_changed")
    erase_payload(event=event, by=house.clara, reason="asked to")
    document = packed(snapshot, house)
    place = unpacked(document, tmp_path / "unpacked")
    lines = [json.loads(line) for line in (place / "trail/trail.jsonl").read_text("utf-8").splitlines()]
    assert [one["number"] for one in lines if one["said"] is None] == [event.number]
    trail = manifest_of(document).trail
    assert (trail.erased, trail.breaks) == (1, ())


@pytest.mark.usefixtures("quick")
def test_a_full_disk_is_said_and_leaves_no_half_file(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = take_snapshot(assessment=recorded(house), by=house.ana)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        fsync = os.fsync
        # The parts fit; the package itself does not.
        patched.setattr("os.fsync", lambda one: full(one) if _is_package(one) else fsync(one))
        document = request_document(snapshot=snapshot, kind="package", language="both", by=house.otto)
    document.refresh_from_db()
    assert (document.status, document.stored_name) == ("failed", "")
    assert document.error.startswith("disk_full: ")
    assert sorted(path.suffix for path in (tmp_path / "documents").rglob("*.*")) == [".csv", ".json"]
    assert packed(snapshot, house).size


def _is_package(descriptor: int) -> bool:
    return ".zip." in str(Path(f"/proc/self/fd/{descriptor}").readlink())


@pytest.mark.usefixtures("quick")
def test_documents_that_are_ready_are_taken_as_they_are(house: House) -> None:
    snapshot = take_snapshot(assessment=recorded(house), by=house.ana)
    ready = request_document(snapshot=snapshot, kind="json", language="en", by=house.ana)
    packed(snapshot, house)
    ready.refresh_from_db()
    assert (ready.attempts, Document.objects.filter(kind="json").count()) == (1, 1)


@pytest.mark.usefixtures("quick")
def test_a_document_that_fails_fails_the_package_by_name(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = take_snapshot(assessment=recorded(house), by=house.ana)

    def long(*args: Any, **options: Any) -> bytes:
        raise ReportTooLarge("The report has 1300 pages.")

    with monkeypatch.context() as patched:
        patched.setattr("reports.to_csv.render", long)
        document = request_document(snapshot=snapshot, kind="package", language="both", by=house.otto)
    document.refresh_from_db()
    assert (document.status, document.error) == (
        "failed",
        "too_large: register.csv: ReportTooLarge: The report has 1300 pages.",
    )
    packed(snapshot, house)
