"""Everything that keeps a piece of evidence from being taken, at once."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from assessment.services.evidence_check import NO_DAYS, Days, faults_of

WRONG_WAY = Days(effective_on=date(2026, 2, 1), expires_on=date(2026, 1, 1))


def fields(**given: Any) -> list[str | None]:
    nothing = {"title": "Policy", "file": None, "url": "", "statement": "", "days": NO_DAYS, "note": ""}
    return [fault.field for fault in faults_of(**{**nothing, **given})]


def test_what_can_be_taken_has_no_fault() -> None:
    assert fields(statement="So it is.") == []
    assert fields(url="https://example.com/a") == []
    assert fields(title="", file=SimpleUploadedFile("a.txt", b"words")) == []
    assert fields(title=None, statement="So it is.") == []


def test_each_field_has_one_fault_and_all_are_found() -> None:
    found = fields(title="", url="javascript:", statement="s" * 4001, days=WRONG_WAY, note="n" * 4001)
    assert sorted(map(str, found)) == ["expires_on", "file", "note", "statement", "title", "url"]
    assert fields(file=SimpleUploadedFile("a.exe", b"MZ"), statement="x") == ["file"]
