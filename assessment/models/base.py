"""What every row of a firm has: the firm, a manager that raises outside a scope, a public key."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from functools import cache
from typing import Any

from django.db import connection, models
from django_scopes import ScopedManager

# No 0, 1, i, l, o: people read keys aloud. 12 of 31 letters are 59 bits.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def random_key() -> str:
    """A public id that tells neither number nor order."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


class KeyField(models.CharField[str, str]):
    """The public id of a row: random, unique, what addresses show."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_length=12, unique=True, editable=False, default=random_key)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "unique", "editable", "default"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs


class FirmRow(models.Model):
    """A row of one firm. Queries outside ``tenant(firm)`` raise ScopeError."""

    # No index of its own: rows are reached through what they hang on, and lists name theirs.
    firm = models.ForeignKey("assessment.Firm", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = ScopedManager(firm="firm")

    class Meta:
        abstract = True


def one_of(field: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    """A constraint that lets only the choices into a column."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": choices.values}), name=name)


@contextmanager
def together() -> Iterator[None]:
    """Send what is written inside in one go and wait once, where the database can take it so (PostgreSQL).

    How many rows were written, and whether at all, is known after the block, not in it. Raises there what
    the statements raise.
    """
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def written(sql: str, values: Sequence[Any]) -> Callable[[], int]:
    """Execute a statement; what is returned says how many rows it wrote."""
    cursor = connection.cursor()
    cursor.execute(sql, values)
    return lambda: cursor.rowcount


def insert(row: models.Model) -> None:
    """Write a new row with a statement that is put together once for each table; its number stays unknown.

    For the tables that every saved answer adds to: there ``save()`` takes four times what the database does.
    No signal is sent; defaults and ``auto_now_add`` hold as always.
    """
    table = type(row)
    written(_insertion(table), [stored(row, field) for field in _inserted(table)])
    row._state.adding, row._state.db = False, connection.alias


def stored(row: models.Model, field: "models.Field[Any, Any]") -> Any:
    """What a new row has in a field, as the database's adapter takes it. Words and numbers are taken as they
    are, which spares four calls for each of sixty columns that a saved answer writes."""
    if isinstance(field, _PLAIN):
        value = getattr(row, field.attname)
        return value.value if isinstance(value, Enum) else value
    return field.get_db_prep_save(field.pre_save(row, add=True), connection)


_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey)


@cache
def _inserted(table: type[models.Model]) -> tuple[models.Field[Any, Any], ...]:
    return tuple(field for field in table._meta.concrete_fields if field is not table._meta.auto_field)


@cache
def _insertion(table: type[models.Model]) -> str:
    columns = ", ".join(f'"{field.column}"' for field in _inserted(table))
    marks = ", ".join(["%s"] * len(_inserted(table)))
    return f'INSERT INTO "{table._meta.db_table}" ({columns}) VALUES ({marks})'  # noqa: S608
