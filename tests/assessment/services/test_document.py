"""Documents: made once per content, taken back from killed workers, failed with a reason."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pypdf import PdfReader

from assessment.errors import Refused
from assessment.models import Document, DocumentStatus, Snapshot
from assessment.queries.audit import trail
from assessment.queries.state import state
from assessment.services import document as documents
from assessment.services.document import (
    file_name,
    make_document,
    path_of,
    request_document,
    sweep_documents,
)
from assessment.services.sign_off import freeze
from assessment.services.snapshot import snapshot_of_answers
from questionnaire.answers import AnswersFile
from reports import snapshot as shape
from reports.view import CHOICES
from tests.factories import House


@pytest.fixture(autouse=True)
def private_root(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.DOCUMENT_DIR = tmp_path / "documents"
    yield settings.DOCUMENT_DIR


@pytest.fixture
def snapshot(house: House) -> Snapshot:
    shown = snapshot_of_answers(state(house.assessment).result, AnswersFile({}), now=timezone.now())
    return freeze(
        assessment=house.assessment, body=shape.to_json(shown), digest=shape.digest(shown), by=house.clara
    )


def test_a_document_is_made_and_kept(house: House, snapshot: Snapshot) -> None:
    made = request_document(snapshot=snapshot, kind="json", language="both", by=house.ana)
    made.refresh_from_db()
    assert (made.status, made.progress, made.attempts, made.error) == ("done", 100, 1, "")
    assert path_of(made).read_bytes() == bytes(snapshot.body)
    assert path_of(made).stat().st_size == made.size
    assert file_name(made) == f"{house.service.name_zh}-2026-11-21-both-{made.key[:6]}.json"
    assert [entry.event.verb for entry in trail(service=house.service, subject=f"document:{made.key}")] == [
        "document_done", "document_requested",
    ]  # fmt: skip


def test_asked_for_twice_it_is_made_once(house: House, snapshot: Snapshot) -> None:
    first = request_document(snapshot=snapshot, kind="json", language="both", by=house.ana)
    again = request_document(snapshot=snapshot, kind="json", language="both", by=house.clara)
    other = request_document(snapshot=snapshot, kind="csv", language="en", by=house.ana)
    assert (first, Document.objects.count()) == (again, 2)
    assert other.pk != first.pk
    make_document.call(first.firm_id, first.pk)  # a job that runs twice changes nothing
    first.refresh_from_db()
    assert first.attempts == 1


def test_a_file_that_is_gone_is_made_again(house: House, snapshot: Snapshot) -> None:
    made = request_document(snapshot=snapshot, kind="json", language="both", by=house.ana)
    path_of(made).unlink()
    request_document(snapshot=snapshot, kind="json", language="both", by=house.ana)
    assert path_of(made).exists()


def test_a_job_that_fails_says_why_and_can_be_asked_for_again(
    house: House, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> Any:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(documents, "_store", broken)
        made = request_document(snapshot=snapshot, kind="json", language="both", by=house.ana)
    made.refresh_from_db()
    assert (made.status, "No space left" in made.error) == ("failed", True)
    request_document(snapshot=snapshot, kind="json", language="both", by=house.ana)
    made.refresh_from_db()
    assert (made.status, made.error) == ("done", "")


@pytest.mark.parametrize(("kind", "language"), [("exe", "en"), ("../x", "en"), ("json", "fr"), ("", "en")])
def test_an_unknown_kind_or_language_is_refused(
    house: House, snapshot: Snapshot, kind: str, language: str
) -> None:
    with pytest.raises(Refused):
        request_document(snapshot=snapshot, kind=kind, language=language, by=house.ana)


def test_what_gives_the_same_bytes_is_one_document(house: House, snapshot: Snapshot) -> None:
    def key(kind: str, language: str = "en", **chosen: Any) -> str:
        return request_document(
            snapshot=snapshot, kind=kind, language=language, by=house.ana, **chosen
        ).content_key

    # Both languages stand in the register; it has no sections.
    assert key("csv") == key("csv", "zh", sections=["summary"])
    whole = key("docx")
    assert key("docx", sections=list(CHOICES)) == whole == key("docx", sections=[])
    cut = key("docx", sections=["plan", "summary"])
    assert cut == key("docx", sections=["summary", "plan", "plan"]) != whole
    assert len({whole, cut, key("docx", "zh"), key("docx", sections=["summary"])}) == 4


def test_a_document_shows_the_sections_and_the_variant_chosen(house: House, snapshot: Snapshot) -> None:
    whole, cut = (
        request_document(snapshot=snapshot, kind="docx", language="en", by=house.ana, sections=sections)
        for sections in ([], ["summary"])
    )
    assert path_of(whole).stat().st_size > path_of(cut).stat().st_size
    assert (cut.sections, file_name(cut).count("-selected-")) == (["summary"], 1)
    board = request_document(
        snapshot=snapshot, kind="pdf", language="en", by=house.ana, variant="board", sections=["plan"]
    )
    assert len(PdfReader(path_of(board)).pages) == 1
    assert (board.sections, file_name(board).count("-en-board-")) == ([], 1)


@pytest.mark.parametrize(
    ("kind", "chosen", "said"),
    [
        ("pdf", {"sections": ["preface"]}, "no section “preface”"),
        ("pdf", {"variant": "poster"}, "no such kind"),
        ("json", {"variant": "board"}, "no such kind"),
    ],
)
def test_an_unknown_section_or_variant_is_refused_in_words(
    house: House, snapshot: Snapshot, kind: str, chosen: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        request_document(snapshot=snapshot, kind=kind, language="en", by=house.ana, **chosen)
    assert not Document.objects.exists()


def held_by_a_killed_worker(snapshot: Snapshot, attempts: int, minutes: int) -> Document:
    return Document.objects.create(
        firm_id=snapshot.firm_id, snapshot=snapshot, kind="json", language="both", content_key=f"k{attempts}",
        status=DocumentStatus.RUNNING, attempts=attempts, beat_at=timezone.now() - timedelta(minutes=minutes),
    )  # fmt: skip


def test_what_a_killed_worker_held_is_taken_back_three_times_at_most(
    house: House, snapshot: Snapshot
) -> None:
    silent = held_by_a_killed_worker(snapshot, 1, 30)
    hopeless = held_by_a_killed_worker(snapshot, 3, 30)
    alive = held_by_a_killed_worker(snapshot, 2, 1)
    assert sweep_documents() == {"queued": 1, "given_up": 1}
    for row in (silent, hopeless, alive):
        row.refresh_from_db()
    assert [(row.status, row.attempts) for row in (silent, hopeless, alive)] == [
        ("done", 2), ("failed", 3), ("running", 2),
    ]  # fmt: skip
