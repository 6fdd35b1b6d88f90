"""Time taken, what it is compared with, and whether that is good enough.

The machines are shared, so works are timed in turn, round by round, and judged by the ratio of
neighbours: the median over the rounds. CPU is this process's own; wall time and the load by
others are shown beside it.
"""

import gc
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

ROUNDS = 5
# A work is repeated until one round of it takes about so long, in seconds of CPU.
ROUND_CPU = 0.08

Work = Callable[[], object]


@dataclass(frozen=True)
class Options:
    """What the command line asks for; ``slack`` widens every goal, for machines that are very busy."""

    full: bool = False
    db: str = "sqlite"
    rounds: int = ROUNDS
    slack: float = 1.0


@dataclass(frozen=True)
class Timing:
    """Seconds a call, one figure a round."""

    cpu: tuple[float, ...]
    wall: tuple[float, ...]

    @property
    def best(self) -> float:
        """The least CPU of any round."""
        return min(self.cpu)


@dataclass(frozen=True)
class Line:
    """One thing measured: ours against a floor, or ours against a bound, or only reported.

    ``goal`` is the most that ours may be: a multiple of ``floor`` if there is one, otherwise a
    number in ``unit``. Figures that are no times (queries, bytes) come as ``value``.
    """

    what: str
    ours: Timing | None = None
    floor: Timing | None = None
    goal: float | None = None
    value: float | None = None
    floor_value: float | None = None
    unit: str = "ms"
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours over the floor: the median of the rounds, each with its neighbour."""
        if self.ours and self.floor:
            pairs = zip(self.ours.cpu, self.floor.cpu, strict=True)
            return median(ours / floor for ours, floor in pairs)
        if self.value is not None and self.floor_value:
            return self.value / self.floor_value
        return None

    @property
    def judged(self) -> float | None:
        """The figure that the goal bounds."""
        if self.ratio is not None:
            return self.ratio
        return median(self.ours.cpu) * 1000 if self.ours else self.value

    def is_met(self, slack: float = 1.0) -> bool:
        """Whether the goal is kept; True where there is none."""
        return self.goal is None or self.judged is None or self.judged <= self.goal * slack


@dataclass(frozen=True)
class Report:
    """What one module measured. ``checks`` are facts made sure of first, such as equal results."""

    name: str
    title: str
    lines: tuple[Line, ...]
    checks: tuple[str, ...] = ()
    load: float | None = None

    def missed(self, slack: float = 1.0) -> tuple[Line, ...]:
        """The lines above their goal."""
        return tuple(line for line in self.lines if not line.is_met(slack))


def interleaved(works: Mapping[str, Work], rounds: int = ROUNDS) -> dict[str, Timing]:
    """Time every work ``rounds`` times in turn, each often enough to be seen by the clock."""
    gc.collect()
    gc.freeze()  # what was there before is not looked through again before each timing
    try:
        repeats = {name: _repeats(work) for name, work in works.items()}
        cpu: dict[str, list[float]] = {name: [] for name in works}
        wall: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(rounds):
            for name, work in works.items():
                spent, passed = _timed(work, repeats[name])
                cpu[name].append(spent / repeats[name])
                wall[name].append(passed / repeats[name])
    finally:
        gc.unfreeze()
    return {name: Timing(tuple(cpu[name]), tuple(wall[name])) for name in works}


def _repeats(work: Work) -> int:
    work()  # what is built on first use is not what is measured
    repeats = 1
    while True:
        spent, _ = _timed(work, repeats)
        if spent >= ROUND_CPU / 4:
            return max(1, round(repeats * ROUND_CPU / spent))
        repeats *= 4


def _timed(work: Work, repeats: int) -> tuple[float, float]:
    was_enabled = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(repeats):
            work()
        return time.process_time() - cpu, time.perf_counter() - wall
    finally:
        if was_enabled:
            gc.enable()


@dataclass
class LoadByOthers:
    """How many processors others kept busy meanwhile; None where the system does not say.

    Children that this process has not waited for count as others.
    """

    began: tuple[float, float, float] | None = field(default_factory=lambda: _busy())

    def so_far(self) -> float | None:
        now = _busy()
        if self.began is None or now is None:
            return None
        busy, own, wall = (after - before for after, before in zip(now, self.began, strict=True))
        return max(0.0, (busy - own) / wall) if wall > 0 else 0.0


def _busy() -> tuple[float, float, float] | None:
    """Seconds all processors were busy, seconds of this process and its children, the clock."""
    try:
        fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
    except OSError:
        return None
    user, nice, system, _, _, irq, softirq = map(int, fields[:7])
    busy = (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")
    return busy, sum(os.times()[:4]), time.monotonic()


# -- in words ----------------------------------------------------------------------------------


def table(report: Report, slack: float = 1.0) -> str:
    """The report as lines for a terminal."""
    rows: list[tuple[str, ...]] = [("", "floor", "ours", "min", "wall", "ratio", "goal", "")]
    rows += [_row(line, slack) for line in report.lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    load = "unknown" if report.load is None else f"{report.load:.1f} processors"
    said = [f"{report.name}: {report.title}", *(f"  ok  {check}" for check in report.checks)]
    for row in rows:
        cells = [
            row[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
        ]
        said.append("  " + "  ".join(cells).rstrip())
    said += [f"      {line.what}: {line.note}" for line in report.lines if line.note]
    return "\n".join([*said, f"  load by other processes: {load}"]) + "\n"


def _row(line: Line, slack: float) -> tuple[str, ...]:
    if line.ours:
        floor = _duration(median(line.floor.cpu)) if line.floor else ""
        figures = [
            floor,
            *map(_duration, (median(line.ours.cpu), line.ours.best, median(line.ours.wall))),
        ]
    else:
        floor = "" if line.floor_value is None else f"{line.floor_value:g} {line.unit}"
        figures = [floor, "" if line.value is None else f"{line.value:g} {line.unit}", "", ""]
    ratio = "" if line.ratio is None else f"{line.ratio:.2f}x" if line.ratio >= 0.1 else f"{line.ratio:.1g}x"
    goal, verdict = "", ""
    if line.goal is not None:
        goal = f"<= {line.goal:g}{'x' if line.ratio is not None else ' ' + line.unit}"
        verdict = "met" if line.is_met() else "met with slack" if line.is_met(slack) else "MISSED"
    return (line.what, *figures, ratio, goal, verdict)


def _duration(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.3g} s"
    return f"{seconds * 1000:.3g} ms" if seconds >= 1e-4 else f"{seconds * 1e6:.3g} µs"


def as_json(report: Report) -> dict[str, Any]:
    """The report for a file: every round of every line."""
    return {
        "name": report.name,
        "title": report.title,
        "checks": list(report.checks),
        "load_by_others": report.load,
        "lines": [_line_json(line) for line in report.lines],
    }


def _line_json(line: Line) -> dict[str, Any]:
    timings = {"ours": line.ours, "floor": line.floor}
    return {
        "what": line.what,
        "unit": line.unit,
        "ratio": line.ratio,
        "goal": line.goal,
        "is_met": line.is_met(),
        "value": line.value,
        "floor_value": line.floor_value,
        "note": line.note,
        **{
            name: {"cpu_seconds": list(timing.cpu), "wall_seconds": list(timing.wall)}
            for name, timing in timings.items()
            if timing
        },
    }
