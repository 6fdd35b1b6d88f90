"""Django's own backend for PostgreSQL, with two round trips less on every page.

A connection that nothing was heard of is taken to be alive.

A server that restarts or closes a connection says so, or the system does for it: either way there is
something to read on a connection that should be silent. Only then is it worth asking whether it still works,
which Django does with a statement at the start of every request.

And a transaction begins with a statement of its own (the driver would send one anyway, before the first), so
that what has to hold in it goes along: the firm whose rows are open (``tenancy.py``).
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose health is looked at, and asked about only where the look gives cause."""

    health_check_enabled: bool  # the stubs leave both out
    health_check_done: bool

    opening = ""

    def _start_transaction_under_autocommit(self) -> None:
        opening, self.opening = self.opening, ""
        with self.wrap_database_errors:
            self.connection.execute(f"BEGIN; {opening}" if opening else "BEGIN")

    def close_if_health_check_failed(self) -> None:
        if self.connection is not None and self.health_check_enabled and not self.health_check_done:
            self.health_check_done = self._is_silent()
        super().close_if_health_check_failed()

    def _is_silent(self) -> bool:
        if self.connection.closed:
            return False
        watch = select.poll()  # not select(), which takes no file number above 1023
        watch.register(self.connection.fileno(), select.POLLIN)
        return not watch.poll(0)
