"""A whole report of thirty pages, in both languages and archival, beside the same document set by Typst.

What is measured runs in processes of its own (``press``): a warm worker's children, one a document. Typst
sets the same words in the same columns, cards, contents and tables (``typeset``), as tagged PDF/A-3a too.
"""

import json
import subprocess
import sys
from typing import Any

from tests.bench.measuring import Line, LoadByOthers, Options, Report, Timing
from tests.bench.servers import ROOT

PAGES = range(28, 33)
COPIES = 10  # about 250 pages
SECONDS, OVER_TYPST, PEAK, GROWTH = 4.0, 11.0, 300, 1.3
HOPED = "3.0 s and 8.5x are what we try for"


def run(options: Options) -> Report:
    """Thirty pages by both engines in turn; with ``full`` also 250 pages, over so many times thirty."""
    load = LoadByOthers()
    # Twice at least, for bytes that must be the same.
    found = pressed(max(2, options.rounds), 1)
    ours, typst = found["ours"], found["typst"]
    checks = [checked(ours), f"Typst: {typst['pages']} pages of the same words"]
    lines = [
        Line("the report, seconds", _timing(ours), goal=SECONDS * 1000, unit="ms"),
        Line("the report, over Typst", _timing(ours), _timing(typst), OVER_TYPST, note=HOPED),
        Line("the report: most memory", value=ours["megabytes"], goal=PEAK, unit="MB"),
    ]
    if options.full:
        lines += grown(ours, pressed(1, COPIES)["ours"])
    return Report("report", "a report of thirty pages", tuple(lines), tuple(checks), load.so_far())


def checked(ours: dict[str, Any]) -> str:
    """Raises AssertionError where the report is no report of thirty pages, or not the same twice."""
    if ours["pages"] not in PAGES:
        raise AssertionError(f"{ours['pages']} pages, not {PAGES.start} to {PAGES.stop - 1}: choose anew")
    if ours["documents"] != 1:
        raise AssertionError("other bytes on repeat")
    return f"{ours['pages']} pages, {ours['bytes'] // 1000} kB, the same bytes on repeat"


def grown(few: dict[str, Any], many: dict[str, Any]) -> list[Line]:
    """Ten times the pages: time a page over time a page, and memory."""
    a_page = Timing((many["cpu"][0] / many["pages"],), (many["wall"][0] / many["pages"],))
    before = Timing((min(few["cpu"]) / few["pages"],), (min(few["wall"]) / few["pages"],))
    what = f"{many['pages']} pages"
    return [
        Line(f"{what}: a page, over one of {few['pages']}", a_page, before, GROWTH),
        Line(f"{what}: most memory", value=many["megabytes"], unit="MB"),
    ]


def pressed(rounds: int, copies: int) -> dict[str, Any]:
    """Figures by engine, of a process that printed so often."""
    command = [sys.executable, "-m", "tests.bench.press", str(rounds), str(copies)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _timing(figures: dict[str, Any]) -> Timing:
    return Timing(tuple(figures["cpu"]), tuple(figures["wall"]))
