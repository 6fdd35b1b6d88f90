"""The way into a firm: ``with tenant(firm):`` opens its rows, and only its rows.

On both databases it sets the scope that every manager asks for. On PostgreSQL it also opens a
transaction and tells row-level security the firm; the setting ends with that transaction, so a
pooled connection is clean again. Requests enter through EntryMiddleware, jobs and commands by hand;
what must look at all firms goes through ``each_firm()``, one after the other.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django_scopes import get_scope, scope

from assessment.models import Firm


def _tell(firm_id: int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.firm_id', %s, true)", [str(firm_id or "")])


@contextmanager
def tenant(firm: Firm) -> Iterator[Firm]:
    """Open one firm's rows. May be nested, also for another firm; the outer one comes back after."""
    outer = get_scope().get("firm")
    if connection.vendor != "postgresql":
        with scope(firm=firm):
            yield firm
        return
    is_nested = connection.in_atomic_block
    with _opening("" if is_nested else f"SET LOCAL app.firm_id = '{firm.pk:d}'"), transaction.atomic():
        if is_nested:
            _tell(firm.pk)
        with scope(firm=firm):
            yield firm
        # Released savepoints keep their settings, so the outer firm is told again; a transaction takes its
        # own along when it ends. Where the block ends with an error or is to be rolled back, so does that.
        if is_nested and not connection.needs_rollback:
            _tell(outer.pk if outer else None)


@contextmanager
def _opening(statement: str) -> Iterator[None]:
    """Have a statement sent along with BEGIN; with this one's only, also if it does not come to that."""
    connection.opening = statement  # type: ignore[attr-defined]
    try:
        yield
    finally:
        connection.opening = ""  # type: ignore[attr-defined]


def each_firm() -> Iterator[Firm]:
    """Each firm in turn, with its rows open; for sweepers and commands."""
    for firm in Firm.objects.order_by("pk"):
        with tenant(firm):
            yield firm
