"""H1, H2, H3: a question page and a saved answer, alone and with sixteen people at once, over the floor.

Each round saves first and reads after, on the same assessments: a page that follows a save is worked out
anew, as it is in use, and comes out of no cache of results.
"""

from collections.abc import Callable, Sequence
from itertools import islice

from tests.bench.client import Request
from tests.bench.measuring import Line, LoadByOthers, Options, Report, Timing
from tests.bench.servers import Cell, Site, cookie, form, sites
from tests.bench.workload import draws

ASSESSMENTS = 100
TOGETHER = 16
GET = SAVE = 3.0  # times the floor: CPU and p50
RATE, SLOWEST = 3.0, 4.0  # sixteen at once: time a request (a third of the rate), p95
Cells = dict[str, list[Cell]]


def run(options: Options) -> Report:
    """Both sites under the same gunicorn, cell by cell in turn; then what is stored is counted."""
    load = LoadByOthers()
    with sites(options.db, floor=("floor", 10_000), product=("product", ASSESSMENTS)) as running:
        cells: dict[str, Cells] = {name: {} for name in running}
        traffic: dict[str, Floor | Product] = {
            "floor": Floor(running["floor"]),
            "product": Product(running["product"]),
        }
        for one in traffic.values():
            one.warm_up()
        for _ in range(options.rounds):
            for what, at_once in (("save", 1), ("get", 1), ("save", TOGETHER), ("get", TOGETHER)):
                for name, one in traffic.items():
                    cells[name].setdefault(f"{what} {at_once}", []).append(one.run(what, at_once))
        checks = [nothing_lost(site) for site in running.values()]
    lines = [*alone(cells, "get", "question page", GET), *alone(cells, "save", "saved answer", SAVE)]
    lines += [*together(cells, "get", "question page"), *together(cells, "save", "saved answer")]
    where = "PostgreSQL" if options.db == "postgres" else "SQLite"
    title = f"a question and an answer, 2 x 4 threads, {where}"
    return Report("http", title, tuple(lines), tuple(checks), load.so_far())


class Floor:
    """The floor's pages, in turn."""

    def __init__(self, site: Site) -> None:
        self.site, self.place = site, 0

    def warm_up(self) -> None:
        self.run("get", TOGETHER)
        self.run("save", TOGETHER)

    def run(self, what: str, at_once: int) -> Cell:
        pages, sessions = self.site.known["pages"], self.site.known["sessions"]
        requests: list[Request] = []
        for number in range(ASSESSMENTS):
            self.place += 1
            page, who = pages[self.place % len(pages)], cookie(sessions[number % at_once])
            body = form(answer="yes") if what == "save" else None
            requests.append(("POST" if body else "GET", page, body, who))
        return self.site.run(requests, at_once=at_once, expect=302 if what == "save" else 200)


class Product:
    """Ana's assessments: each is saved to once and read once in a round, always another question."""

    def __init__(self, site: Site) -> None:
        self.site, self.place, self.source = site, 0, draws(42)

    def warm_up(self) -> None:
        """Twice for both processes: compiled templates, and the first look of the hour."""
        for _ in range(3):
            self.run("get", TOGETHER)
        self.run("save", TOGETHER)

    def run(self, what: str, at_once: int) -> Cell:
        known, asked = self.site.known, list(self.site.known["questions"].items())
        self.place += 1
        requests: list[Request] = []
        for number, key in enumerate(known["assessments"]):
            name, options = asked[(self.place * 7 + number) % len(asked)]
            page, who = f"/assessments/{key}/questions/{name}/", known["sessions"]["ana"][number % at_once]
            requests.append(
                self._save(page, who, options) if what == "save" else ("GET", page, None, cookie(who))
            )
        return self.site.run(requests, at_once=at_once, expect=302 if what == "save" else 200)

    def _save(self, page: str, who: str, options: Sequence[str]) -> Request:
        """Some option, with a note that makes it another answer than before; in conflict with nobody."""
        note, option = islice(self.source, 2)
        fields = {"answer": options[option % len(options)], "note": f"Note {note}", "version": "999999999"}
        return ("POST", page, form(**fields), cookie(who))


def nothing_lost(site: Site) -> str:
    """That every answer taken is stored, with its event where there is a trail; in words."""
    module = {"floor": "tests.bench.floor_app.seed", "product": "tests.bench.product_seed"}[site.name]
    found = site.python(module, "count")
    for what in ("answers", "events") if site.name == "product" else ("answers",):
        added = found[what] - site.known.get(what, 0)
        if added != site.posted:
            raise AssertionError(f"{site.name}: {site.posted} answers taken, {added} {what} stored")
    if found.get("broken"):
        raise AssertionError(f"{found['broken']} audit chains do not hold")
    events = " with as many events, every audit chain holds" if site.name == "product" else ""
    return f"{site.name}: {site.posted} answers taken, {site.posted} stored{events}"


# -- figures -------------------------------------------------------------------------------------


def alone(cells: dict[str, Cells], what: str, words: str, goal: float) -> list[Line]:
    """One person: CPU and p50, over the floor's."""
    ours, floor = cells["product"][f"{what} 1"], cells["floor"][f"{what} 1"]
    return [
        Line(f"{words}, c=1: CPU", cpu(ours), cpu(floor), goal),
        Line(f"{words}, c=1: p50", clock(ours, p50), clock(floor, p50), goal),
        Line(f"{words}, c=1: p95", clock(ours, p95), clock(floor, p95)),
    ]


def together(cells: dict[str, Cells], what: str, words: str) -> list[Line]:
    """Sixteen people: the time a request takes of the whole site, and the slowest of them."""
    ours, floor = cells["product"][f"{what} {TOGETHER}"], cells["floor"][f"{what} {TOGETHER}"]
    rate = f"{per_second(ours):.0f} requests a second, floor {per_second(floor):.0f}"
    return [
        Line(f"{words}, c=16: time a request", clock(ours, each), clock(floor, each), RATE, note=rate),
        Line(f"{words}, c=16: p95", clock(ours, p95), clock(floor, p95), SLOWEST),
    ]


def cpu(cells: Sequence[Cell]) -> Timing:
    """CPU a request, with p50 beside it."""
    return Timing(tuple(cell.cpu for cell in cells), tuple(cell.p50 for cell in cells))


def clock(cells: Sequence[Cell], figure: Callable[[Cell], float]) -> Timing:
    """A figure by the clock, in the place where it is judged."""
    taken = tuple(figure(cell) for cell in cells)
    return Timing(taken, taken)


def per_second(cells: Sequence[Cell]) -> float:
    """Requests a second in the best round."""
    return 1 / min(cell.each for cell in cells)


def p50(cell: Cell) -> float:
    """The middle request."""
    return cell.p50


def p95(cell: Cell) -> float:
    """The slowest but one in twenty."""
    return cell.p95


def each(cell: Cell) -> float:
    """The time of all of them, shared out."""
    return cell.each
