"""Django's own backend for SQLite, but whoever wants to write stands in a queue.

SQLite lets one connection write and has the others sleep and look again, up to a tenth of a second at a
time and in no order. With sixteen people saving at once the disk then idles while somebody sleeps through
ten turns. So a transaction first takes a lock of its own: inside a process one that wakes the next at once,
between processes one on a file beside the database, looked at every half millisecond. SQLite's own lock
still decides; a writer outside the queue (another program, a single statement) is waited for as ever.
"""

import fcntl
import os
import threading
import time
from pathlib import Path
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

LOOK_AGAIN = 0.0005  # seconds
SUFFIX = "-queue"


class Queue:
    """The line before one database file, for all threads of this process."""

    def __init__(self, path: Path) -> None:
        self.turn = threading.Lock()
        self.file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def enter(self, seconds: float) -> None:
        """Wait for a turn. Raises OperationalError, worded as SQLite's own, when it does not come."""
        until = time.monotonic() + seconds
        if not self.turn.acquire(timeout=seconds):
            raise OperationalError("database is locked")
        try:
            while not self._is_ours():
                if time.monotonic() > until:
                    raise OperationalError("database is locked")
                time.sleep(LOOK_AGAIN)
        except BaseException:
            self.turn.release()
            raise

    def leave(self) -> None:
        """Let the next one in."""
        fcntl.flock(self.file, fcntl.LOCK_UN)
        self.turn.release()

    def _is_ours(self) -> bool:
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


_queues: dict[tuple[int, str], Queue] = {}  # by process as well: a fork must not share its parent's turn
_making = threading.Lock()


def queue_of(name: str) -> Queue:
    """This process's queue for the database file ``name``."""
    key = (os.getpid(), name)
    with _making:
        if key not in _queues:
            _queues[key] = Queue(Path(name + SUFFIX))
        return _queues[key]


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that stands in the queue from BEGIN to the end of the transaction."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._inside: Queue | None = None

    def _start_transaction_under_autocommit(self) -> None:
        if not self.is_in_memory_db() and self._inside is None:
            queue = queue_of(str(self.settings_dict["NAME"]))
            queue.enter(self.settings_dict["OPTIONS"].get("timeout", 5))
            self._inside = queue
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._leave()

    def _leave(self) -> None:
        queue, self._inside = self._inside, None
        if queue is not None:
            queue.leave()
