"""A snapshot as PDF/A-3a and PDF/UA-1 in one file, with its JSON inside and the same bytes every time.

The renderer is never loaded here: a worker process prints (``worker.py``), one per process that asks, kept
between reports and started again when it has died. Where Pango is missing, the message names the line that
installs it.
"""

import atexit
import ctypes
import hashlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from typing import Any

from reports import errors
from reports.errors import MissingLibraries, ReportError
from reports.fonts import COVERAGE, write_config
from reports.html import ROOT, Language, Variant
from reports.snapshot import Snapshot, digest, to_json
from reports.view import dossier
from reports.wording import LANGUAGES

EXTENSION = "pdf"
CONTENT_TYPE = "application/pdf"
LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
INSTALL = "apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


@dataclass(frozen=True)
class Limits:
    """What one report may take: seconds by the clock, seconds of processor, bytes of memory."""

    seconds: int = 240
    cpu_seconds: int = 120
    memory: int = 2 * 2**30


def render(
    snapshot: Snapshot,
    *,
    language: Language = "both",
    sections: Sequence[str] | None = None,
    variant: Variant = "full",
    archival: bool = True,
    edition: str | None = None,
    limits: Limits | None = None,
) -> bytes:
    """Print a report.

    ``sections``: names of ``reports.view.CHOICES``, None for all; ``variant`` "board" is the one-page
    summary. ``archival=False`` leaves out tags, standards and attachment, for measuring only.
    ``edition``: what the imprint names in place of our own, to compare with a paper of another edition.
    Raises ReportError: of it, ReportTooLarge past ``limits``, MissingLibraries where Pango cannot be loaded.
    """
    if language not in LANGUAGES:
        raise ReportError(f"There is no language {language!r}. Languages: {', '.join(LANGUAGES)}.")
    dossier(snapshot, sections)
    job = {
        "language": language,
        "sections": None if sections is None else list(sections),
        "variant": variant,
        "archival": archival,
        "edition": edition,
    }
    return _worker().print(job, to_json(snapshot), limits or Limits())


def fingerprint(
    snapshot: Snapshot,
    *,
    language: Language = "both",
    sections: Sequence[str] | None = None,
    variant: Variant = "full",
) -> str:
    """A key under which a finished PDF can be kept: equal keys give equal bytes.

    It covers the snapshot, the choices, the renderer's version, and our templates, style and code.
    """
    choices = [digest(snapshot), language, dossier(snapshot, sections).chosen, variant, _edition()]
    return hashlib.sha256(json.dumps(choices).encode()).hexdigest()


def missing_libraries() -> list[str]:
    """The system libraries the renderer needs and this machine lacks, found without loading the renderer."""
    missing = []
    for name in LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    return missing


def _edition() -> str:
    whole = hashlib.sha256(metadata.version("weasyprint").encode())
    files = [
        *ROOT.glob("reports/*.py"),
        *ROOT.glob("templates/report/*"),
        ROOT / "static/css/report.css",
        COVERAGE,
    ]
    for path in sorted(files):
        whole.update(path.read_bytes())
    return whole.hexdigest()


class Worker:
    """A printing process and the conversation with it; one job at a time."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.busy = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None

    def print(self, job: dict[str, Any], content: bytes, limits: Limits) -> bytes:
        with self.busy:
            deadline = time.monotonic() + limits.seconds
            try:
                process = self._running(deadline)
                head = json.dumps(job | {"size": len(content), "limits": asdict(limits)}).encode() + b"\n"
                self._write(process, head + content, deadline)
                answer = json.loads(self._line(process, deadline))
                if "size" in answer:
                    return self._read(process, answer["size"], deadline)
            except (OSError, ValueError):
                self.stop()
                raise ReportError("The printing process died before it was done. Please try again.") from None
            except BaseException:
                self.stop()
                raise
        kind = getattr(errors, answer["error"], None)
        if kind is None:
            raise ReportError(f"The report could not be printed ({answer['error']}: {answer['message']}).")
        raise kind(answer["message"])

    def stop(self) -> None:
        """End the process and whatever it has forked."""
        process, self.process = self.process, None
        if process and process.poll() is None and os.getpid() == self.owner:
            os.killpg(process.pid, 9)
            process.wait()

    def _running(self, deadline: float) -> subprocess.Popen[bytes]:
        if self.process is None or self.process.poll() is not None:
            self.process = _start()
            ready = json.loads(self._line(self.process, deadline))
            if "error" in ready:
                raise MissingLibraries(
                    f"The PDF renderer could not be loaded: {ready['message'][:200]}. On Debian: {INSTALL}"
                )
        return self.process

    def _write(self, process: subprocess.Popen[bytes], data: bytes, deadline: float) -> None:
        assert process.stdin
        view, descriptor = memoryview(data), process.stdin.fileno()
        while view:
            _wait([], [descriptor], deadline)
            view = view[os.write(descriptor, view[:65536]) :]

    def _line(self, process: subprocess.Popen[bytes], deadline: float) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            line += self._read(process, 1, deadline)
        return line

    def _read(self, process: subprocess.Popen[bytes], size: int, deadline: float) -> bytes:
        assert process.stdout
        parts, left = [], size
        while left:
            _wait([process.stdout.fileno()], [], deadline)
            part = os.read(process.stdout.fileno(), min(left, 1 << 20))
            if not part:
                raise OSError("end of the conversation")
            parts.append(part)
            left -= len(part)
        return b"".join(parts)


def _wait(reading: list[int], writing: list[int], deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0 or not any(select.select(reading, writing, [], left)):
        raise errors.ReportTooLarge("The report took too long to print. Choose fewer sections.")


def _start() -> subprocess.Popen[bytes]:
    """A worker in a session of its own, with nothing of our environment but where things are."""
    environment = {
        "FONTCONFIG_FILE": str(write_config()),
        "PATH": os.environ.get("PATH", ""),
        "LANG": "C.UTF-8",
        "HOME": "/nonexistent",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(ROOT),
    }
    environment |= {k: os.environ[k] for k in ("TMPDIR", "LD_LIBRARY_PATH") if k in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "reports.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        cwd="/",
        env=environment,
        start_new_session=True,
    )


_kept: list[Worker] = []
_choosing = threading.Lock()


def _worker() -> Worker:
    """This process's worker; one inherited by a fork belongs to the parent and is left alone."""
    with _choosing:
        if not _kept or _kept[0].owner != os.getpid():
            _kept[:] = [Worker()]
        return _kept[0]


@atexit.register
def _stop() -> None:
    for worker in _kept:
        worker.stop()
