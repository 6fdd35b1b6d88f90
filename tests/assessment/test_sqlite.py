"""The queue of writers before a SQLite file: one at a time, handed on however a transaction ends."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from assessment.sqlite.base import Queue, queue_of

HOLD = """
import fcntl, os, sys
file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def database(tmp_path: Path, django_db_blocker: Any) -> Iterator[Any]:
    """A connection to a file of its own, with a table and little patience."""
    options = {"transaction_mode": "IMMEDIATE", "timeout": 0.2, "init_command": "PRAGMA journal_mode=WAL"}
    entry = {"ENGINE": "assessment.sqlite", "NAME": str(tmp_path / "x.sqlite3"), "OPTIONS": options}
    one = ConnectionHandler({"default": entry})["default"]
    with django_db_blocker.unblock():
        one.cursor().execute("CREATE TABLE t (n INTEGER)")
        yield one
        one.close()


@contextmanager
def held_by_another_program(database: Any) -> Iterator[None]:
    """SQLite's own lock, taken by somebody who knows nothing of the queue."""
    other = sqlite3.connect(database.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.close()


def is_free(database: Any) -> bool:
    queue = queue_of(database.settings_dict["NAME"])
    try:
        queue.enter(0)
    except OperationalError:
        return False
    queue.leave()
    return True


def write(database: Any, fails: bool = False) -> None:
    database.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    assert not is_free(database)
    database.cursor().execute("INSERT INTO t VALUES (1)")
    database.rollback() if fails else database.commit()
    database.set_autocommit(True)


def test_a_transaction_holds_its_turn_until_it_is_kept_or_taken_back(database: Any) -> None:
    for fails in (False, True):
        write(database, fails)
        assert is_free(database)
    assert database.cursor().execute("SELECT count(*) FROM t").fetchone() == (1,)


def test_a_connection_that_is_closed_in_mid_write_gives_its_turn_away(database: Any) -> None:
    database.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    database.close()
    assert is_free(database)


def test_a_begin_that_is_refused_gives_its_turn_away(database: Any) -> None:
    with held_by_another_program(database), pytest.raises(OperationalError, match="locked"):
        write(database)
    assert is_free(database)
    write(database)


def test_whoever_waits_too_long_is_told_what_sqlite_tells(tmp_path: Path) -> None:
    queue = Queue(tmp_path / "line")
    queue.enter(1)
    with pytest.raises(OperationalError, match="database is locked"):
        queue.enter(0.05)
    got: list[int] = []

    def wait() -> None:
        queue.enter(30)
        got.append(1)
        queue.leave()

    waiter = threading.Thread(target=wait)
    waiter.start()
    queue.leave()
    waiter.join(30)
    assert got == [1]


def test_another_process_is_waited_for(tmp_path: Path) -> None:
    queue = Queue(tmp_path / "line")
    command = [sys.executable, "-c", HOLD, str(tmp_path / "line")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        with pytest.raises(OperationalError, match="database is locked"):
            queue.enter(0.02)
        other.kill()  # a turn ends with its process
        other.wait()
        queue.enter(30)
        queue.leave()
