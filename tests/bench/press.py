"""`python -m tests.bench.press ROUNDS COPIES`: print the report in a warm worker's children; figures as JSON.

Each document is made in a fork of this process, as the product's worker does it, and the system says what
that child took. Typst's children are forks of the same process, so that neither engine finds in memory what
an earlier round has made (Typst keeps what it has set and would not set it again).
"""

import hashlib
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from reports.fonts import write_config

os.environ["FONTCONFIG_FILE"] = str(write_config())  # before the renderer is loaded
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")  # nothing of it is used but its being there

# A job as the site asks for one, but for what it is of.
JOB = {"language": "both", "variant": "full", "archival": True, "edition": None}


@dataclass(frozen=True)
class Printed:
    """What one child took: seconds of processor and by the clock, megabytes at most; its document."""

    cpu: float
    wall: float
    megabytes: int
    content: bytes


def in_child(work: Callable[[], bytes]) -> Printed:
    """Do a work in a fork. Raises AssertionError if it fails."""
    with tempfile.TemporaryFile() as result:
        began = time.perf_counter()
        child = os.fork()
        if child == 0:
            _write(work, result)
        _, status, used = os.wait4(child, 0)
        wall = time.perf_counter() - began
        assert status == 0, f"the document was not made (status {status})"
        result.seek(0)
        return Printed(used.ru_utime + used.ru_stime, wall, used.ru_maxrss // 1024, result.read())


def _write(work: Callable[[], bytes], result: IO[bytes]) -> None:
    """A child's whole life."""
    status = 1
    try:
        result.write(work())
        result.flush()
        status = 0
    finally:
        os._exit(status)


def measure(rounds: int, copies: int) -> dict[str, Any]:
    """The report by both engines in turn; with more ``copies`` than one, ours once and alone."""
    from reports import html, printing, worker
    from reports.snapshot import to_json
    from tests.bench import dossier, typeset

    snapshot = dossier.thirty() if copies == 1 else dossier.repeated(copies)
    content = to_json(snapshot)
    text = typeset.source(html.page(snapshot, sections=dossier.SECTIONS)).encode()
    job = JOB | {"sections": list(dossier.SECTIONS)}
    printing.warm_up()
    works: dict[str, Callable[[], bytes]] = {"ours": lambda: worker._print(job, content)}
    if copies == 1:
        works["typst"] = lambda: typeset.compiled(text)
    found: dict[str, list[Printed]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            found[name].append(in_child(work))
    return {name: _figures(printed) for name, printed in found.items()}


def _figures(printed: list[Printed]) -> dict[str, Any]:
    return {
        "cpu": [one.cpu for one in printed],
        "wall": [one.wall for one in printed],
        "megabytes": max(one.megabytes for one in printed),
        "pages": _pages(printed[0].content),
        "bytes": len(printed[0].content),
        "documents": len({hashlib.sha256(one.content).digest() for one in printed}),
    }


def _pages(content: bytes) -> int:
    import pymupdf

    with pymupdf.open(stream=content) as document:
        return int(document.page_count)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]))))
