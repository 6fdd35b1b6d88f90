"""`manage.py assess FILE`: answers in, obligations out, without a database."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, NoReturn, TypeVar
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError

from assessment.lines import speak_utf_8
from assessment.terminal import page
from questionnaire import exchange
from questionnaire.answers import MAX_BYTES, AnswersFile, parse_coverage, parse_day, read_answers
from questionnaire.assessing import GROUPS, Assessment, assess
from questionnaire.errors import AnswersError, Fault, RulebookError
from questionnaire.faults import Faults, printable
from questionnaire.loading import load_rulebook
from questionnaire.one_answer import note_bad_date
from questionnaire.rulebook import Rulebook, Text

SHANGHAI = ZoneInfo("Asia/Shanghai")
COULD_NOT_WRITE = 1
CANNOT_BE_USED = 2

Language = Literal["zh", "en", "both"]
T = TypeVar("T")


class Command(BaseCommand):
    """Assess one answers file; see `--help` for the ways to print the result."""

    help = "Assess an answers file: which obligations apply, which stay open, which do not, and why."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the answers file (YAML); - reads standard input")
        parser.add_argument("--as-of", metavar="DATE", help="the day whose law is applied, YYYY-MM-DD")
        parser.add_argument(
            "--coverage", metavar="GROUPS", help=f"groups of instruments, by comma, of {','.join(GROUPS)}"
        )
        parser.add_argument("--format", choices=("text", "json"), default="text")
        parser.add_argument("--lang", choices=("zh", "en", "both"), default="both")
        parser.add_argument("--pdf", metavar="OUT.pdf", help="also write the report as a PDF")

    def handle(self, *args: Any, **options: Any) -> None:
        self.language: Language = options["lang"]
        self.as_json: bool = options["format"] == "json"
        for stream in (self.stdout, self.stderr):
            speak_utf_8(stream)
        inputs = self._inputs(options)
        for key in inputs.read.ignored:
            note = Text(zh="已略过，不属于答案。", en="read past, it is no part of the answers.")
            self._note(f"{key}: {_in_language(note, self.language)}")
        result = assess(
            inputs.rulebook,
            inputs.read.answers,
            as_of=inputs.as_of,
            coverage=inputs.coverage,
            positions=inputs.read.positions,
        )
        self._print(
            exchange.to_json(exchange.assessment_object(result))
            if self.as_json
            else page(result, self.language, inputs.read.notes)
        )
        if options["pdf"] is not None:
            self._write_pdf(result, inputs.read, Path(options["pdf"]))

    def _inputs(self, options: dict[str, Any]) -> "_Inputs":
        try:
            return _Inputs.gathered(options)
        except AnswersError as error:
            self._refuse(error.faults)
        except RulebookError as error:
            raise CommandError(str(error)) from None

    # -- what is printed ------------------------------------------------------------------------

    def _print(self, text: str) -> None:
        """``text`` on standard output and nothing else; no complaint if the reader stops listening."""
        try:
            self.stdout.write(text, ending="")
            self.stdout.flush()
        except BrokenPipeError:
            # Python would try again on the way out, and fail again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            self._stop(f"the result could not be written: {error.strerror}. 无法写出结果：{error.strerror}。")

    def _note(self, text: str) -> None:
        self.stderr.write(text, str)  # plain also on a terminal: a note is no error

    def _stop(self, text: str) -> NoReturn:
        self.stderr.write(text)
        sys.exit(COULD_NOT_WRITE)

    def _refuse(self, faults: tuple[Fault, ...]) -> NoReturn:
        for fault in faults:
            words = _in_language(fault.message, self.language)
            self.stderr.write(f"{fault.where}: {words}" if fault.where else words)
        if self.as_json:
            self._print(exchange.to_json(exchange.faults_object(faults)))
        sys.exit(CANNOT_BE_USED)

    def _write_pdf(self, result: Assessment, read: AnswersFile, path: Path) -> None:
        # Imported here: without --pdf neither the report's libraries nor Pango are needed.
        from assessment.services.snapshot import snapshot_of_answers
        from reports import to_pdf
        from reports.errors import ReportError

        try:
            snapshot = snapshot_of_answers(result, read, now=datetime.now(UTC).astimezone(SHANGHAI))
            path.write_bytes(to_pdf.render(snapshot, language=self.language))
        except (ReportError, OSError) as error:
            self._stop(f"{path}: the PDF could not be written. 无法生成PDF。\n{error}")
        self._note(str(path))


@dataclass(frozen=True, slots=True)
class _Inputs:
    """What there is to assess: the file, and what the command line says over it."""

    rulebook: Rulebook
    read: AnswersFile
    as_of: date
    coverage: tuple[str, ...]

    @classmethod
    def gathered(cls, options: dict[str, Any]) -> "_Inputs":
        """From the words of the command line. Raises AnswersError with every fault found."""
        rulebook = load_rulebook()
        faults: list[Fault] = []
        read = _attempt(lambda: read_answers(_content(options["file"]), rulebook), faults)
        day = _attempt(lambda: _day(options["as_of"]), faults)
        groups = _attempt(lambda: _groups(options["coverage"]), faults)
        if read is None or faults:
            raise AnswersError(tuple(faults))
        as_of = day or read.as_of or datetime.now(UTC).astimezone(SHANGHAI).date()
        return cls(rulebook, read, as_of, groups or read.coverage or GROUPS)


def _attempt(read: Callable[[], T], faults: list[Fault]) -> T | None:
    try:
        return read()
    except AnswersError as error:
        faults += error.faults
        return None


def _day(word: str | None) -> date | None:
    if word is None:
        return None
    day = parse_day(word)
    if day is None:
        faults = Faults()
        note_bad_date("--as-of", word, faults)
        raise AnswersError(faults.all())
    return day


def _groups(words: str | None) -> tuple[str, ...] | None:
    if words is None:
        return None
    return parse_coverage([word.strip() for word in words.split(",")], "--coverage")


# -- reading the file --------------------------------------------------------------------------

_NO_FILE: dict[type[Exception], Text] = {
    FileNotFoundError: Text(zh="没有这个文件", en="there is no such file"),
    NotADirectoryError: Text(zh="没有这个文件", en="there is no such file"),
    IsADirectoryError: Text(zh="这是一个目录", en="it is a directory"),
    PermissionError: Text(zh="没有读取权限", en="permission is denied"),
}


def _content(name: str) -> bytes:
    """The bytes of the file, never more than can be used. Raises AnswersError."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a name with NUL in it
        other = getattr(error, "strerror", None) or str(error)
        reason = _NO_FILE.get(type(error), Text(zh=other, en=other))
    shown = printable(name)
    message = Text(
        zh=f"无法读取文件“{shown}”：{reason.zh}。", en=f"The file “{shown}” cannot be read: {reason.en}."
    )
    raise AnswersError((Fault("", "unreadable", message),))


# -- words and bytes ---------------------------------------------------------------------------


def _in_language(text: Text, language: str) -> str:
    return {"zh": text.zh, "en": text.en}.get(language, f"{text.en} {text.zh}")
