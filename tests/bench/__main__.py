"""`python -m tests.bench [NAME …]`: every report, or those named; `--help` for the rest.

Exit status 0 if every goal is kept, 1 if one is missed, 2 for a name that is none.
"""

import argparse
import json
import pkgutil
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from tests.bench import __path__ as here
from tests.bench.measuring import ROUNDS, Options, Report, as_json, table

Run = Callable[[Options], Report]


def found() -> dict[str, Run]:
    """Name on the command line -> what it runs: each module of this package that has `run`."""
    names = sorted(module.name for module in pkgutil.iter_modules(here))
    names = [name for name in names if name != "__main__" and not name.startswith("test_")]
    modules = {name.replace("_", "-"): import_module(f"tests.bench.{name}") for name in names}
    return {name: module.run for name, module in modules.items() if hasattr(module, "run")}


def main(words: list[str]) -> int:
    """Run what ``words`` name and print it; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="what to measure; everything if left out")
    parser.add_argument("--full", action="store_true", help="the large sizes too")
    parser.add_argument(
        "--db", choices=("sqlite", "postgres"), default="sqlite", help="for what needs a database"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"how often each work is timed; {ROUNDS}")
    parser.add_argument(
        "--slack", type=float, default=1.0, help="widen every goal by this factor; CI uses 1.5"
    )
    parser.add_argument("--smoke", action="store_true", help="one round, goals widened by 1.5: what CI runs")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every figure to FILE")
    asked = parser.parse_args(words)
    known = found()
    if strange := [name for name in asked.names if name not in known]:
        parser.error(f"nothing is called {', '.join(strange)}; there is {', '.join(known)}")
    rounds, slack = (1, max(1.5, asked.slack)) if asked.smoke else (asked.rounds, asked.slack)
    options = Options(full=asked.full, db=asked.db, rounds=rounds, slack=slack)
    reports = []
    for name in asked.names or known:
        reports.append(known[name](options))
        print(table(reports[-1], options.slack))
    if asked.json:
        asked.json.write_text(json.dumps([as_json(report) for report in reports], indent=2), encoding="utf-8")
    missed = [line.what for report in reports for line in report.missed(options.slack)]
    if missed:
        print(f"Above the goal: {'; '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
