"""O1: the first page, with a hundred services and with a thousand, over a bare list of one table.

Ours shows fifty services a page and its filters; the floor shows every row it has. Beside it stands the
floor with as many rows as we show.
"""

from tests.bench.http import cpu
from tests.bench.measuring import Line, LoadByOthers, Options, Report
from tests.bench.servers import Cell, Site, cookie, sites

FEW, MANY, SHOWN = 100, 1000, 50
REQUESTS = 30
O1 = 3.0


def run(options: Options) -> Report:
    """Three sites in turn, one person at a time."""
    load = LoadByOthers()
    wanted = {"few": ("product", FEW), "many": ("product", MANY), "floor": ("floor", MANY)}
    with sites(options.db, **wanted) as running:
        works = {
            FEW: lambda: ours(running["few"]),
            MANY: lambda: ours(running["many"]),
            -FEW: lambda: floor(running["floor"], FEW),
            -MANY: lambda: floor(running["floor"], MANY),
            -SHOWN: lambda: floor(running["floor"], SHOWN),
        }
        cells: dict[int, list[Cell]] = {name: [] for name in works}
        for work in works.values():
            work()
        for _ in range(options.rounds):
            for name, work in works.items():
                cells[name].append(work())
    lines = [
        Line(f"{FEW} services, over {FEW} rows", cpu(cells[FEW]), cpu(cells[-FEW]), O1),
        Line(f"{MANY} services, over {MANY} rows", cpu(cells[MANY]), cpu(cells[-MANY]), O1),
        Line(f"{MANY} services, over the {SHOWN} rows of a page", cpu(cells[MANY]), cpu(cells[-SHOWN])),
        Line(f"{MANY} services, over {FEW} of ours", cpu(cells[MANY]), cpu(cells[FEW])),
    ]
    return Report("overview", "the list of services, CPU a page", tuple(lines), (), load.so_far())


def ours(site: Site, requests: int = REQUESTS) -> Cell:
    """Clara's first page; she sees every client."""
    who = cookie(site.known["sessions"]["clara"][0])
    return site.run([("GET", "/", None, who)] * requests, at_once=1, expect=200)


def floor(site: Site, rows: int) -> Cell:
    """So many rows of one table."""
    who = cookie(site.known["sessions"][0])
    return site.run([("GET", f"/rows/{rows}/", None, who)] * REQUESTS, at_once=1, expect=200)
