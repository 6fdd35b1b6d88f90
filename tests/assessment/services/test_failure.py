"""What goes wrong with documents: bad snapshots in every format, a full disk, and words for each."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from assessment.models import Document
from assessment.services import failure
from assessment.services.document import request_document
from assessment.services.document_choice import PACKAGE, TAKES
from assessment.services.report import take_snapshot
from assessment.services.sign_off import freeze
from reports.errors import MissingLibraries, ReportError, ReportTooLarge
from tests.factories import House


@pytest.fixture(autouse=True)
def private_root(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.DOCUMENT_DIR = tmp_path / "documents"
    yield settings.DOCUMENT_DIR


def edited(body: bytes) -> bytes:
    return body.replace(b"2026-11-21", b"2026-11-22", 1)


def cut_off(body: bytes) -> bytes:
    return body[:-100]


def of_a_newer_version(body: bytes) -> bytes:
    return json.dumps(json.loads(body) | {"schema": "hegui-snapshot/2"}).encode()


def something_else(body: bytes) -> bytes:
    return b"%PDF-1.7"


@pytest.mark.parametrize(
    ("change", "code"),
    [(edited, "damaged"), (cut_off, "damaged"), (of_a_newer_version, "newer"), (something_else, "damaged")],
)
def test_no_format_is_made_from_a_snapshot_that_is_not_what_it_was(
    house: House, private_root: Path, change: Any, code: str
) -> None:
    good = take_snapshot(assessment=house.assessment, by=house.ana)
    bad = freeze(assessment=house.assessment, body=change(bytes(good.body)), digest=good.digest, by=house.ana)
    for kind in (*TAKES, PACKAGE):
        request_document(snapshot=bad, kind=kind, language="en", by=house.ana)
    rows = Document.objects.values_list("kind", "status", "error")
    assert {kind for kind, _status, _error in rows} == {*TAKES, PACKAGE}
    assert {(status, error.partition(":")[0]) for _kind, status, error in rows} == {("failed", code)}
    assert [path for path in private_root.rglob("*") if path.is_file()] == []


def test_a_full_disk_is_said_in_words_and_leaves_no_file(
    house: House, private_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        made = request_document(
            snapshot=take_snapshot(assessment=house.assessment, by=house.ana), kind="csv", language="both",
            by=house.ana,
        )  # fmt: skip
    made.refresh_from_db()
    assert made.error == "disk_full: OSError: [Errno 28] No space left on device"
    assert [path for path in private_root.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(122, "Disk quota exceeded"), "disk_full"),
        (ReportError("The report could not be printed (OSError: [Errno 28] No space …)."), "disk_full"),
        (OSError(5, "Input/output error"), "unknown"),
        (MissingLibraries("Pango"), "no_renderer"),
        (ReportTooLarge("1300 pages"), "too_large"),
        (ValueError("disk_full: not really"), "unknown"),
    ],
)
def test_each_error_has_a_code_and_words_in_both_languages(error: Exception, code: str) -> None:
    kept = failure.told(error)
    assert kept == f"{code}: {type(error).__name__}: {error}"
    with translation.override("zh-hans"):
        chinese = failure.sentence(kept)
    assert chinese != failure.sentence(kept) and chinese.endswith("。")


def test_rows_of_earlier_versions_have_words_as_well() -> None:
    assert failure.sentence("OSError: x") == failure.sentence("unknown: x")
