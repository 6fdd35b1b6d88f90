"""S1, S2: from nothing to the first answer, what memory that takes, and the first install."""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.measuring import Line, LoadByOthers, Options, Report, Timing
from tests.bench.servers import ROOT, Site, cookie, sites

START, MEMORY = 4.0, 2.5  # times the floor
INSTALL = 15_000  # milliseconds of CPU
MEGABYTE = 2**20


def run(options: Options) -> Report:
    """Both sites stopped and started in turn; then one first install."""
    load = LoadByOthers()
    seconds: dict[str, list[float]] = {"floor": [], "product": []}
    spent: dict[str, list[float]] = {"floor": [], "product": []}
    memory: dict[str, list[int]] = {"floor": [], "product": []}
    with sites(options.db, floor=("floor", 100), product=("product", 2)) as running:
        for _ in range(options.rounds):
            for name, site in running.items():
                site.stop()
                seconds[name].append(site.start(*first_page(site)))
                site.drain()
                spent[name].append(site.cpu())
                memory[name].append(site.memory())
        printer = loaded(running["product"], "weasyprint")
    timing = {name: Timing(tuple(seconds[name]), tuple(seconds[name])) for name in seconds}
    booked = {name: Timing(tuple(spent[name]), tuple(seconds[name])) for name in spent}
    lines = [
        Line("cold start to the first answer", timing["product"], timing["floor"], START),
        Line("CPU of it, both processes", booked["product"], booked["floor"]),
        Line(
            "memory of it, shared pages divided",
            value=min(memory["product"]) // MEGABYTE,
            floor_value=min(memory["floor"]) // MEGABYTE,
            unit="MB",
            goal=MEMORY,
        ),
        Line("first install with the example firm: CPU", install(), goal=INSTALL),
    ]
    checks = () if printer else ("the site starts without the PDF renderer",)
    return Report("start", "first start and first install", tuple(lines), checks, load.so_far())


def first_page(site: Site) -> tuple[str, str]:
    """A question page and who asks for it."""
    known = site.known
    if site.name == "floor":
        return known["pages"][0], cookie(known["sessions"][0])
    asked = next(iter(known["questions"]))
    return (
        f"/assessments/{known['assessments'][0]}/questions/{asked}/",
        cookie(known["sessions"]["ana"][0]),
    )


def loaded(site: Site, module: str) -> bool:
    """Whether the site's code brings ``module`` into memory. Raises AssertionError, for it must not."""
    code = f"import assessment.wsgi, assessment.urls, sys; print({module!r} in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=site.environment, stdout=subprocess.PIPE, check=True
    )
    if said.stdout.split()[-1] != b"False":
        raise AssertionError(f"{module} is loaded with the site")
    return False


def install() -> Timing:
    """Tables and the example firm, into an empty place; once."""
    with tempfile.TemporaryDirectory(prefix="hegui-bench-") as home:
        site = Site("product", Path(home), f"sqlite:///{home}/data.sqlite3")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "manage.py", "demo", "--no-server"],
            cwd=ROOT,
            env=site.environment,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Timing((spent,), (spent,))
