"""`manage.py verify FILE.pdf`: is a report genuine, without a database and without asking anyone."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from assessment.lines import speak_utf_8, wrap
from reports import wording
from reports.cells import plain
from reports.errors import SigningError
from reports.shape import Text
from reports.verifying import LARGEST, Verification, verify_pdf

EXIT = {"genuine": 0, "altered": 1, "superseded": 1, "unknown": 2}
CANNOT_BE_READ = 2
SIGNS = {"genuine": "✓", "altered": "✕", "superseded": "◑", "unknown": "–"}


class Command(BaseCommand):
    """Verify one PDF; the exit status is 0 for genuine, 1 for altered or superseded, 2 for cannot be told."""

    help = "Say whether a report (PDF) is genuine, altered or superseded, or that it cannot be told, and why."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the report (PDF); - reads standard input")
        parser.add_argument(
            "--trust",
            metavar="CERTIFICATE",
            action="append",
            default=[],
            help="a certificate (PEM) that a signature must lead to; may be given several times",
        )
        parser.add_argument("--format", choices=("text", "json"), default="text")
        parser.add_argument("--lang", choices=("zh", "en", "both"), default="both")

    def handle(self, *args: Any, **options: Any) -> None:
        self.languages = ("zh", "en") if options["lang"] == "both" else (options["lang"],)
        for stream in (self.stdout, self.stderr):
            speak_utf_8(stream)
        found = verify_pdf(self._content(options["file"]), trust=self._roots(options["trust"]))
        if options["format"] == "json":
            record = json.dumps(found.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
            self.stdout.write(record)
        else:
            self.stdout.write("\n".join(self._lines(found)))
        sys.exit(EXIT[found.state])

    def _content(self, name: str) -> bytes:
        """The file, never more than is judged."""
        try:
            if name == "-":
                return sys.stdin.buffer.read(LARGEST + 1)
            with Path(name).open("rb") as file:
                return file.read(LARGEST + 1)
        except OSError as error:
            self._refuse(name, error)

    def _roots(self, names: list[str]) -> list[bytes]:
        # Imported here: without --trust, pyHanko is loaded by the reading process alone.
        from reports.signing import load_certificates

        roots = []
        for name in names:
            try:
                load_certificates(Path(name))
                roots.append(Path(name).read_bytes())
            except (SigningError, OSError) as error:
                self._refuse(name, error)
        return roots

    def _refuse(self, name: str, error: Exception) -> NoReturn:
        why = (getattr(error, "strerror", None) or str(error)).rstrip(".")
        gone = isinstance(error, FileNotFoundError)
        message = Text(
            zh=f"无法读取“{name}”：{'没有这个文件' if gone else why}。",
            en=f"“{name}” cannot be read: {why}.",
        )
        for code in self.languages:
            self.stderr.write(getattr(message, code))
        sys.exit(CANNOT_BE_READ)

    def _lines(self, found: Verification) -> Iterator[str]:
        for code in self.languages:
            yield f"{SIGNS[found.state]} {getattr(found.title, code)}"
        yield ""
        for reason in found.reasons:
            for code in self.languages:
                yield from wrap(getattr(reason.text, code), 100, "  ")
        yield ""
        if found.claims:
            heading = CLAIMS if found.state in ("genuine", "superseded") else CLAIMS_OPEN
            for code in self.languages:
                yield getattr(heading, code)
            yield from self._claims(found)
        yield f"  SHA-256 {found.sha256}"

    def _claims(self, found: Verification) -> Iterator[str]:
        claims = found.claims
        assert claims is not None
        label = wording.LABELS
        yield from self._line(label["document"], claims.report)
        yield from self._line(label[claims.status], wording.instant(claims.created_at))
        yield from self._line(label["service"], claims.service)
        yield from self._line(label["client"], claims.client)
        yield from self._line(FIRM, claims.firm)
        yield from self._line(label["law_as_of"], wording.day(claims.as_of))
        yield from self._line(label["rulebook"], claims.rulebook)
        yield from self._line(label["check_code"], claims.code)
        yield from self._line(label["digest"], claims.digest)

    def _line(self, label: Text, value: Text | str | None) -> Iterator[str]:
        if value is None:
            return
        texts = [value if isinstance(value, str) else getattr(value, code) for code in self.languages]
        names = " ".join(getattr(label, code) for code in self.languages)
        said = " · ".join(dict.fromkeys(" ".join(plain(text).split()) for text in texts))
        yield from wrap(f"{names}: {said}", 100, "  ", "    ")


CLAIMS = Text(zh="报告载明：", en="The report says:")
CLAIMS_OPEN = Text(zh="文件自称（未经证实）：", en="The file says of itself, which is not proved:")
FIRM = Text(zh="出具机构", en="Firm")
