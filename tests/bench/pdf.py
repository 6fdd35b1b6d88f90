"""P1, P2: the obligation section as paper, over the same texts as bare blocks from the same renderer.

One language, untagged, warm, 80 entries of 300 characters; then a thousand. What is measured runs in
processes of its own (``paper``), since the renderer stays in memory and its fonts with it.
"""

import json
import subprocess
import sys
from typing import Any

from tests.bench.measuring import Line, LoadByOthers, Options, Report, Timing
from tests.bench.servers import ROOT

FEW, MANY = 80, 1000
P1, PEAK, P2 = 1.7, 150, 15.0


def run(options: Options) -> Report:
    """80 entries against the floor; with ``full`` a thousand against 80."""
    load = LoadByOthers()
    few = measured(FEW, options.rounds)
    ours = Timing(tuple(few["ours"]), tuple(few["ours_wall"]))
    checks = [f"{FEW} entries: {few['pages']} pages, the same bytes on repeat"]
    lines = [
        Line(f"{FEW} entries, over blocks", ours, Timing(tuple(few["floor"]), tuple(few["floor_wall"])), P1),
        Line(f"{FEW} entries: most memory", value=peak(FEW), goal=PEAK, unit="MB"),
    ]
    if options.full:
        many = measured(MANY, 1)
        checks.append(f"{MANY} entries: {many['pages']} pages, the same bytes on repeat")
        once = Timing(tuple(many["ours"]), tuple(many["ours_wall"]))
        lines.append(Line(f"{MANY} entries, over {FEW}", once, Timing(ours.cpu[:1], ours.wall[:1]), P2))
    return Report("pdf", "the obligation section on paper", tuple(lines), tuple(checks), load.so_far())


def measured(entries: int, rounds: int) -> dict[str, Any]:
    """Seconds a document, ours and the floor's in turn. Raises AssertionError if bytes differ on repeat."""
    found = _said("measure", str(entries), str(rounds))
    if found["different"]:
        raise AssertionError(f"{entries} entries: other bytes on repeat")
    return found


def peak(entries: int) -> int:
    """Megabytes a process held at most that printed once."""
    return int(_said("peak", str(entries))["megabytes"])


def _said(*words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.paper", *words]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))
