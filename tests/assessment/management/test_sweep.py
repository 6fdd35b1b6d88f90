"""`manage.py sweep`: what was killed is taken back, what belongs to nothing goes, and nothing else."""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from assessment.models import Document, DocumentStatus
from assessment.services.document import request_document
from assessment.services.evidence import add_evidence, is_intact
from assessment.services.report import take_snapshot
from assessment.services.sweeping import MOST_ORPHANS
from tests.factories import House

DAY = 24 * 3600


@pytest.fixture(autouse=True)
def private_roots(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DOCUMENT_DIR, settings.EVIDENCE_DIR = tmp_path / "documents", tmp_path / "evidence"
    yield


def swept(**options: Any) -> str:
    out = StringIO()
    call_command("sweep", stdout=out, **options)
    return out.getvalue().strip()


def placed(path: Path, hours: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    then = time.time() - hours * 3600
    os.utime(path, (then, then))
    return path


def test_files_of_killed_uploads_go_after_a_day_and_evidence_stays(house: House, tmp_path: Path) -> None:
    piece = add_evidence(
        service=house.service, title="x", by=house.ana, file=SimpleUploadedFile("a.txt", b"words")
    )
    revision = piece.revisions.get()
    folder = tmp_path / "evidence" / str(house.firm.pk)
    kept = tmp_path / "evidence" / revision.stored_name
    os.utime(kept, (0, 0))
    old = [placed(folder / "aa" / "aa11", 25), placed(folder / "aa" / "aa12.part", 25)]
    old.append(placed(tmp_path / "documents" / str(house.firm.pk) / "k.zip.77.part", 25))
    young = [placed(folder / "aa" / "aa13", 23), placed(folder / "aa" / "aa14.part", 23)]
    elsewhere = placed(tmp_path / "evidence" / "999999" / "aa" / "aa15", 48)  # of no firm we know
    assert swept() == (
        "0 queued again, 0 given up, 0 lost tasks closed, 2 drafts and 1 files without a row removed"
    )
    assert not any(path.exists() for path in old)
    assert is_intact(revision) and all(path.exists() for path in [*young, elsewhere])


def test_more_orphans_than_killed_uploads_explain_are_left_alone(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "evidence" / str(house.firm.pk) / "aa"
    files = [placed(folder / f"{number:032x}", 48) for number in range(MOST_ORPHANS + 1)]
    assert swept().endswith("; 21 files without a row left alone, see the log")
    assert all(path.exists() for path in files)


def test_what_a_killed_worker_held_is_made_at_once_where_no_worker_runs(house: House) -> None:
    snapshot = take_snapshot(assessment=house.assessment, by=house.ana)
    document = request_document(snapshot=snapshot, kind="json", language="both", by=house.ana, at_once=True)
    Document.objects.filter(pk=document.pk).update(
        status=DocumentStatus.RUNNING, attempts=1, beat_at=timezone.now() - timedelta(seconds=5)
    )
    assert swept().startswith("0 queued again")
    assert swept(no_worker_runs=True).startswith("1 queued again")
    document.refresh_from_db()
    assert (document.status, document.attempts) == ("done", 2)


def test_task_rows_of_a_killed_worker_are_closed(house: House) -> None:
    for minutes in (1, 60):
        DBTaskResult.objects.create(
            task_path="assessment.services.document.make_document", queue_name="pdf", backend_name="default",
            args_kwargs={"args": [], "kwargs": {}}, status=TaskResultStatus.RUNNING,
            started_at=timezone.now() - timedelta(minutes=minutes), exception_class_path="", traceback="",
        )  # fmt: skip
    assert "1 lost tasks closed" in swept()
    states = DBTaskResult.objects.order_by("started_at").values_list("status", flat=True)
    assert list(states) == [TaskResultStatus.FAILED, TaskResultStatus.RUNNING]


def test_an_interval_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="1 or more"):
        swept(every=0)
