"""`manage.py verify FILE.pdf`: is a report genuine? Without asking anyone, and also without a database.

On a host that signs, its own certificate is what a signature must lead to. Where this site's database is at
hand, its register is asked too: it can say what was superseded or withdrawn. A file the register does not
know is judged as if there were none, since it may be another site's.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from assessment.lines import speak_utf_8, wrap
from assessment.services.signing import own_roots
from reports import verifying_rows
from reports.cells import plain
from reports.errors import SigningError
from reports.inspection import Roots
from reports.shape import Text
from reports.verifying import LARGEST, Verification, verify_pdf

EXIT = {"genuine": 0, "altered": 1, "superseded": 1, "unknown": 2}
NO_LONGER_STANDS, CANNOT_BE_READ = 1, 2
SIGNS = {"genuine": "✓", "altered": "✕", "superseded": "◑", "unknown": "–"}


class Command(BaseCommand):
    """Verify one PDF; exit status 0: genuine, 1: altered, superseded or withdrawn, 2: cannot be told."""

    help = "Say whether a report (PDF) is genuine, altered or superseded, or that it cannot be told, and why."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the report (PDF); - reads standard input")
        parser.add_argument(
            "--trust",
            metavar="CERTIFICATE",
            action="append",
            default=[],
            help="a certificate (PEM) that a signature must lead to, in place of the host's own; repeatable",
        )
        parser.add_argument("--format", choices=("text", "json"), default="text")
        parser.add_argument("--lang", choices=("zh", "en", "both"), default="both")

    def handle(self, *args: Any, **options: Any) -> None:
        self.languages = ("zh", "en") if options["lang"] == "both" else (options["lang"],)
        for stream in (self.stdout, self.stderr):
            speak_utf_8(stream)
        found = self._judged(self._content(options["file"]), self._roots(options["trust"]))
        if options["format"] == "json":
            record = json.dumps(found.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
            self.stdout.write(record)
        else:
            self.stdout.write("\n".join(self._lines(found)))
        sys.exit(NO_LONGER_STANDS if found.withdrawn_at else EXIT[found.state])

    def _content(self, name: str) -> bytes:
        """The file, never more than is judged."""
        try:
            if name == "-":
                return sys.stdin.buffer.read(LARGEST + 1)
            with Path(name).open("rb") as file:
                return file.read(LARGEST + 1)
        except OSError as error:
            self._refuse(name, error)

    def _judged(self, data: bytes, roots: Roots) -> Verification:
        found = None
        if _has_register():
            # Imported here: without a database the command has no use for models and services.
            from assessment.services.verification import SiteRegister

            found = verify_pdf(data, trust=roots.signers, stamps=roots.stamps, register=SiteRegister())
        if found is None or found.reasons[-1].code == "not_in_register":
            found = verify_pdf(data, trust=roots.signers, stamps=roots.stamps)
        return found

    def _roots(self, names: list[str]) -> Roots:
        """The certificates named; without any, the host's own."""
        if not names:
            try:
                return own_roots()
            except SigningError as error:
                self._refuse(str(settings.SIGNING_PKCS12 or settings.SIGNING_CERTIFICATE), error)
        # Imported here: without --trust, pyHanko is loaded by the reading process alone.
        from reports.signing import load_certificates

        roots = []
        for name in names:
            try:
                load_certificates(Path(name))
                roots.append(Path(name).read_bytes())
            except (SigningError, OSError) as error:
                self._refuse(name, error)
        return Roots(tuple(roots))

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
        no_longer_stands = found.state == "genuine" and found.withdrawn_at
        sign = "!" if no_longer_stands else SIGNS[found.state]
        for code in self.languages:
            yield f"{sign} {getattr(found.title, code)}"
        yield ""
        for reason in found.reasons:
            for code in self.languages:
                yield from wrap(getattr(reason.text, code), 100, "  ")
        yield ""
        if found.claims:
            for code in self.languages:
                yield getattr(verifying_rows.heading(found), code)
            for label, value in verifying_rows.rows(found.claims):
                yield from self._row(label, value)
        yield f"  SHA-256 {found.sha256}"

    def _row(self, label: Text, value: Text) -> Iterator[str]:
        names = " ".join(getattr(label, code) for code in self.languages)
        said = " · ".join(dict.fromkeys(" ".join(plain(getattr(value, c)).split()) for c in self.languages))
        yield from wrap(f"{names}: {said}", 100, "  ", "    ")


def _has_register() -> bool:
    """Whether the site's database is there and has been set up. Never makes one."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not name.startswith("file:") and not Path(name).exists():
        return False
    try:
        return "assessment_issued" in connection.introspection.table_names()
    except DatabaseError:
        return False
