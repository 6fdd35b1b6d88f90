"""G1: the same three requests among 100 assessments and among 1000, or 10 000 with ``--full``.

What they ask of the database is counted by the tests, and is the same number at any size.
"""

from collections.abc import Callable

from tests.bench.http import Product, clock, cpu, p50
from tests.bench.measuring import Line, LoadByOthers, Options, Report
from tests.bench.overview import ours
from tests.bench.servers import Cell, sites

FEW, MANY, MOST = 100, 1000, 10_000
G1 = 1.3


def run(options: Options) -> Report:
    """Two sites of ours in turn; the smaller one stands where the floor stands elsewhere."""
    load = LoadByOthers()
    size = MOST if options.full else MANY
    with sites(options.db, few=("product", FEW), many=("product", size)) as running:
        traffic = {name: Product(site) for name, site in running.items()}
        works: dict[str, Callable[[str], Cell]] = {
            "saved answer": lambda name: traffic[name].run("save", 1),
            "question page": lambda name: traffic[name].run("get", 1),
            "overview": lambda name: ours(running[name], 50),
        }
        for name, one in traffic.items():
            one.warm_up()
            ours(running[name])
        cells: dict[tuple[str, str], list[Cell]] = {}
        for _ in range(options.rounds):
            for what, work in works.items():
                for name in running:
                    cells.setdefault((what, name), []).append(work(name))
    lines = []
    for what in works:
        many, few = cells[what, "many"], cells[what, "few"]
        lines.append(Line(f"{what}: CPU", cpu(many), cpu(few), G1))
        lines.append(Line(f"{what}: p50", clock(many, p50), clock(few, p50)))
    title = f"{size} assessments over {FEW}"
    return Report("growth", title, tuple(lines), (), load.so_far())
