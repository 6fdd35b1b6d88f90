"""What may be evidence: a title, one of file, link and statement, days in order; check by check, or all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from assessment.cleaning import clean_file_name, clean_line, clean_link, clean_note
from assessment.errors import AssessmentError, BadUpload, Refused
from assessment.services.file_type import content_type_of


@dataclass(frozen=True)
class Days:
    """When evidence takes effect, came in, and ends."""

    effective_on: date | None = None
    received_on: date | None = None
    expires_on: date | None = None


NO_DAYS = Days()


def clean_title(title: str, file: UploadedFile | None) -> str:
    """The title, or the name of the file where none is given. Raises Unclean, Refused."""
    title = clean_line(title, field="title") or (clean_file_name(file.name or "") if file else "")
    if not title:
        raise Refused(_("Give the evidence a title."), field="title")
    return title


def check_one(file: UploadedFile | None, url: str, statement: str) -> None:
    """Exactly one of the three is given. Raises Refused."""
    if sum(map(bool, (file, url, statement))) != 1:
        raise Refused(_("Give a file, a link or a statement: one of them."), field="file")


def check_days(days: Days) -> None:
    """Nothing expires before it takes effect. Raises Refused."""
    if days.effective_on and days.expires_on and days.expires_on < days.effective_on:
        raise Refused(_("The day it expires lies before the day it takes effect."), field="expires_on")


def clean_statement(statement: str) -> str:
    """What is stated. Raises Unclean, Refused."""
    text = clean_note(statement, field="statement")
    if not text:
        raise Refused(_("Give a file, a link or a statement: one of them."), field="statement")
    return text


def check_size(size: int) -> None:
    """Something, and not too much of it. Raises BadUpload."""
    most = settings.EVIDENCE_MAX_BYTES
    if size > most:
        raise BadUpload(
            _("The file is too large: at most %d MB. Split it, or give a link to it.")
            % (most // 1024 // 1024),
            field="file",
        )
    if not size:
        raise BadUpload(_("The file is empty."), field="file")


def faults_of(
    *,
    title: str | None,
    file: UploadedFile | None,
    url: str,
    statement: str,
    days: Days,
    note: str,
) -> list[AssessmentError]:
    """Everything for which a piece of evidence would be refused, at most one fault a field.

    ``title`` is None where none is asked. A file is read, and not kept: this is for a form that has
    been refused already.
    """
    found: dict[str | None, AssessmentError] = {}

    @contextmanager
    def noting() -> Iterator[None]:
        try:
            yield
        except AssessmentError as error:
            found.setdefault(error.field, error)

    checks: list[Callable[[], object]] = [
        lambda: check_one(file, url, statement),
        lambda: check_days(days),
        lambda: clean_note(note, field="note"),
    ]
    if title is not None:
        checks.append(lambda: clean_title(title, file))
    if file is not None:
        checks.append(lambda: _check_file(file))
    if url:
        checks.append(lambda: clean_link(url))
    if statement:
        checks.append(lambda: clean_statement(statement))
    for check in checks:
        with noting():
            check()
    return list(found.values())


def _check_file(file: UploadedFile) -> None:
    check_size(file.size or 0)
    content_type_of(file, clean_file_name(file.name or ""))
