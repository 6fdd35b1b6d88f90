"""H1, H2, O1, P1: what each page asks of the database, as the tests count it; exact, and free of noise."""

import re
import subprocess
import sys

from tests.bench.measuring import Line, LoadByOthers, Options, Report
from tests.bench.servers import ROOT

TESTS = "tests/assessment/test_query_budgets.py"


def run(options: Options) -> Report:
    """The tests in a process of their own."""
    load = LoadByOthers()
    database = ["-p", "tests.pg"] if options.db == "postgres" else []
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *database, TESTS], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    passed, failed = (_number(done.stdout, word) for word in ("passed", "failed"))
    if done.returncode not in (0, 1) or not passed + failed:
        raise AssertionError(done.stdout)
    line = Line("budgets that are not kept", value=failed, goal=0, unit="of them", note=f"{passed} are kept")
    return Report("queries", "statements a page", (line,), (), load.so_far())


def _number(said: str, word: str) -> int:
    found = re.findall(rf"(\d+) {word}", said)
    return int(found[-1]) if found else 0
