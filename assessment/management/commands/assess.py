"""`manage.py assess FILE`: answers in, obligations out, without a database."""

import sys
from argparse import ArgumentParser
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand

from assessment.terminal import page
from questionnaire import exchange
from questionnaire.answers import MAX_BYTES, AnswersFile, parse_coverage, parse_day, read_answers
from questionnaire.assessing import GROUPS, Assessment, assess
from questionnaire.errors import AnswersError, Fault
from questionnaire.loading import load_rulebook
from questionnaire.rulebook import Text

SHANGHAI = ZoneInfo("Asia/Shanghai")
CANNOT_BE_USED = 2


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
        self.as_json = options["format"] == "json"
        rulebook = load_rulebook()
        try:
            read = read_answers(_content(options["file"]), rulebook)
            as_of = _day(options["as_of"]) or read.as_of or datetime.now(SHANGHAI).date()
            coverage = _coverage(options["coverage"]) or read.coverage or GROUPS
        except AnswersError as error:
            self._refuse(error.faults)
        for key in read.ignored:
            self.stderr.write(f"{key}: read past, it is no part of the answers. 已略过，不属于答案。")
        result = assess(rulebook, read.answers, as_of=as_of, coverage=coverage, positions=read.positions)
        if options["pdf"]:
            self._write_pdf(result, read, Path(options["pdf"]), options["lang"])
        if self.as_json:
            self.stdout.write(exchange.to_json(exchange.assessment_object(result)), ending="")
        else:
            self.stdout.write(page(result, options["lang"]), ending="")

    def _write_pdf(self, result: Assessment, read: AnswersFile, path: Path, language: str) -> None:
        # Imported here: without --pdf neither the report's libraries nor Pango are needed.
        from assessment.services.snapshot import snapshot_of_answers
        from reports import to_pdf
        from reports.errors import ReportError

        snapshot = snapshot_of_answers(result, read, now=datetime.now(SHANGHAI))
        try:
            path.write_bytes(to_pdf.render(snapshot, language=language))
        except (ReportError, OSError) as error:
            self.stderr.write(f"{path}: the PDF could not be written. 无法生成PDF。\n{error}")
            sys.exit(1)
        self.stderr.write(f"{path}")

    def _refuse(self, faults: tuple[Fault, ...]) -> NoReturn:
        for fault in faults:
            where = f"{fault.where}: " if fault.where else ""
            self.stderr.write(f"{where}{fault.message.en} {fault.message.zh}")
        if self.as_json:
            self.stdout.write(exchange.to_json(exchange.faults_object(faults)), ending="")
        sys.exit(CANNOT_BE_USED)


def _content(name: str) -> bytes:
    """The bytes of the file, never more than can be used. Raises AnswersError."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        message = Text(
            zh=f"无法读取文件“{name}”：{reason}。", en=f"The file “{name}” cannot be read: {reason}."
        )
        raise AnswersError((Fault("", "unreadable", message),)) from None


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    day = parse_day(text)
    if day is None:
        message = Text(
            zh=f"“{text}”不是真实的日期；请写成YYYY-MM-DD，例如2026-11-21。",
            en=f"“{text}” is not a real day; write YYYY-MM-DD, such as 2026-11-21.",
        )
        raise AnswersError((Fault("--as-of", "bad_date", message),))
    return day


def _coverage(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else parse_coverage(text.split(","), "--coverage")
