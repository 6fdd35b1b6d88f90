"""Floor and product as people meet them: under gunicorn, on a database of their own, in processes apart.

Their CPU is what the system has booked on gunicorn's processes; a PostgreSQL server's is not in it.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import psycopg

from tests.bench.client import Request

ROOT = Path(__file__).resolve().parent.parent.parent
# As `manage.py demo` runs the site: two processes of four threads.
GUNICORN = "--worker-class gthread --workers 2 --threads 4 --log-level warning"
APPLICATIONS = {"floor": "tests.bench.floor_app.wsgi:application", "product": "assessment.wsgi:application"}
SEEDS = {"floor": "tests.bench.floor_app.seed", "product": "tests.bench.product_seed"}
START_WITHIN, STOP_WITHIN = 60, 20
CSRF = "b" * 32


@dataclass(frozen=True)
class Cell:
    """What one run of requests took: seconds of CPU a request, p50, p95, seconds by the clock a request."""

    cpu: float
    p50: float
    p95: float
    each: float


@dataclass
class Site:
    """A site with its database; ``known`` is what its seed said. Started and stopped at will."""

    name: str
    home: Path
    url: str
    known: dict[str, Any] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    port: int = 0
    posted: int = 0

    @property
    def environment(self) -> dict[str, str]:
        """This process's own, without any setting of ours, and where the site's data is."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("HEGUI_", "DJANGO_"))
        }
        return kept | {
            "HEGUI_DATA_DIR": str(self.home),
            "HEGUI_DATABASE_URL": self.url,
            "HEGUI_SECRET_KEY": "only-for-measuring-" + "x" * 40,
        }

    def python(self, *words: str) -> Any:
        """What a module of ours says about the site, in a process of its own. Raises CalledProcessError."""
        command = [sys.executable, "-m", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, check=True, text=True
        )
        return json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else None

    def start(self, path: str = "", cookie: str = "") -> float:
        """Start the server; seconds until the first answer to ``path``, or until it takes connections."""
        self.port = _free_port()
        command = [sys.executable, "-m", "gunicorn", *GUNICORN.split(), "--bind", f"127.0.0.1:{self.port}"]
        started = time.perf_counter()
        self.process = subprocess.Popen(
            [*command, APPLICATIONS[self.name]], cwd=ROOT, env=self.environment, start_new_session=True
        )
        while time.perf_counter() - started < START_WITHIN:
            if self.process.poll() is not None:
                raise RuntimeError(f"The {self.name}'s server did not start.")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            time.sleep(0.01)
        if path:
            _sent(self.port, [[("GET", path, None, cookie)]], {200})
        return time.perf_counter() - started

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def pids(self) -> list[int]:
        """Gunicorn's processes: the one that watches, and its workers."""
        assert self.process
        found = [self.process.pid]
        for pid in found:
            children = Path(f"/proc/{pid}/task/{pid}/children")
            found += [int(child) for child in children.read_text().split()] if children.exists() else []
        return found

    def cpu(self) -> float:
        """Seconds of CPU booked on all of them so far."""
        ticks = 0
        for pid in self.pids():
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(words[11]) + int(words[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Bytes of memory, what is shared divided among those who share it."""
        found = 0
        for pid in self.pids():
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            found += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
        return found

    def drain(self) -> None:
        """Wait until the server does nothing any more."""
        for _ in range(50):
            before = self.cpu()
            time.sleep(0.1)
            if self.cpu() - before < 0.02:
                return

    def run(self, requests: Sequence[Request], *, at_once: int, expect: int) -> Cell:
        """Send ``requests`` from ``at_once`` people; every one has to be answered with ``expect``."""
        lanes = [list(requests[place::at_once]) for place in range(at_once)]
        self.drain()
        before = self.cpu()
        seconds, taken = _sent(self.port, lanes, {expect})
        self.drain()
        self.posted += sum(request[0] == "POST" for request in requests)
        taken.sort()
        return Cell(
            cpu=(self.cpu() - before) / len(requests),
            p50=median(taken),
            p95=taken[int(len(taken) * 0.95)],
            each=seconds / len(requests),
        )


def _sent(port: int, lanes: list[list[Request]], expect: set[int]) -> tuple[float, list[float]]:
    """Run the lanes in two processes if there are many; the longest by the clock, and each request's time."""
    parts = [lanes[::2], lanes[1::2]] if len(lanes) > 4 else [lanes]
    running = []
    for part in parts:
        client = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.client"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert client.stdin
        client.stdin.write(json.dumps({"port": port, "lanes": part}))
        client.stdin.close()
        running.append(client)
    said = []
    for client in running:
        assert client.stdout
        said.append(json.loads(client.stdout.read()))
        client.wait()
    answers = [answer for one in said for answer in one["answers"]]
    if wrong := {status for _, status in answers} - expect:
        raise AssertionError(f"answered with {sorted(wrong)} where {sorted(expect)} was due")
    return max(one["seconds"] for one in said), [seconds for seconds, _ in answers]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cookie(session: str) -> str:
    """What a browser of someone signed in sends along; their forms carry ``CSRF``."""
    return f"sessionid={session}; csrftoken={CSRF}"


def form(**fields: str) -> str:
    """A form as a browser sends it."""
    return urlencode({"csrfmiddlewaretoken": CSRF, **fields})


@contextmanager
def sites(db: str, **wanted: tuple[str, int]) -> Iterator[dict[str, Site]]:
    """Sites by name of the caller's, each ``("floor" | "product", rows)``: seeded, running, gone after."""
    home = Path(tempfile.mkdtemp(prefix="hegui-bench-"))
    made: dict[str, Site] = {}
    try:
        server = _postgres() if db == "postgres" else ""
        for name, (kind, rows) in wanted.items():
            data = home / name
            data.mkdir()
            made[name] = Site(
                kind, data, _database(server, name) if server else f"sqlite:///{data}/data.sqlite3"
            )
            made[name].known = made[name].python(SEEDS[kind], str(rows))
            if server:
                _analyze(made[name].url)
            if kind == "product":
                _collect(made[name])
            made[name].start()
        yield made
    finally:
        for site in made.values():
            site.stop()
        shutil.rmtree(home, ignore_errors=True)


def _collect(site: Site) -> None:
    """Hashed static files, as everywhere but in development; compressing them would only take time here."""
    words = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(words, cwd=ROOT, env=site.environment, check=True)


def _analyze(url: str) -> None:
    """Statistics, which a PostgreSQL in use gathers by itself within a minute."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ANALYZE")


def _postgres() -> str:
    from tests.pg import start_server

    return start_server()


def _database(server: str, name: str) -> str:
    """Another empty database on the server."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{server.rpartition('/')[0]}/{name}"
