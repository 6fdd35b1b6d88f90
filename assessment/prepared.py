"""Queries that every page makes, composed once: putting a large one together costs ten times what it takes.

A query is composed with marks in the place of what changes from one request to the next; where the
marks come out in its parameters, each run puts the request's own values. The rows are made by Django as
always. Everything that differs beside the values (a join, a condition) is another query with a name of
its own.
"""

from collections.abc import Callable, Hashable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django_scopes import ScopeError, get_scope, scope

from assessment.models import Firm

Row = TypeVar("Row", bound=Model)

# Nothing that anybody has: numbers of rows are positive, keys are made of letters and digits.
MARK_KEY = "\ufdd0"
MARK_USER, MARK_FIRM, MARK_ROW = -(2**31) + 1, -(2**31) + 2, -(2**31) + 3
MARK_DAY = date(1, 1, 2)
MARKS = {"key": MARK_KEY, "user": MARK_USER, "firm": MARK_FIRM, "row": MARK_ROW, "day": MARK_DAY}


@dataclass(frozen=True, slots=True)
class _Composed:
    """A query with its SQL; every thread runs it on a connection of its own."""

    queryset: QuerySet[Any]
    compiler: Any
    sql: str
    parameters: tuple[Any, ...]


_known: dict[tuple[str, Hashable], _Composed] = {}


def rows(name: Hashable, compose: Callable[[], QuerySet[Row]], values: Mapping[str, Any]) -> list[Row]:
    """The rows of a query. ``compose`` gives it with MARKS for ``values``, once a ``name`` and process."""
    mine = connections[DEFAULT_DB_ALIAS]
    held = _known.get((mine.vendor, name))
    if held is None:
        held = _known[mine.vendor, name] = _composed(compose(), mine)
    given = {_plain(MARKS[mark], mine): _plain(value, mine) for mark, value in values.items()}
    filled = tuple(given.get(one, one) if isinstance(one, Hashable) else one for one in held.parameters)
    compiler = copy(held.compiler)
    compiler.connection = mine
    compiler.as_sql = lambda *args, **kwargs: (held.sql, filled)
    fresh = held.queryset._chain()  # type: ignore[attr-defined]
    fresh.query.get_compiler = lambda *args, **kwargs: compiler
    return list(fresh)


def _composed(queryset: QuerySet[Any], mine: Any) -> _Composed:
    compiler = queryset.query.get_compiler(connection=mine)
    sql, parameters = compiler.as_sql()
    converters = compiler.get_converters([one[0] for one in compiler.select])
    compiler.get_converters = lambda *args: converters
    return _Composed(queryset, compiler, sql, tuple(parameters))


def _plain(value: Any, mine: Any) -> Any:
    """A value as the database's adapter writes it among the parameters."""
    return mine.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def firm_rows(name: Hashable, compose: Callable[[], QuerySet[Row]], values: Mapping[str, Any]) -> list[Row]:
    """The same of a query on the firm's rows. Raises ScopeError outside them, as every manager does."""
    firm = get_scope().get("firm")
    if firm is None:
        raise ScopeError(f"{name} is read inside tenant(firm).")

    def inside() -> QuerySet[Row]:
        with scope(firm=Firm(pk=MARK_FIRM)):
            return compose()

    return rows(name, inside, {**values, "firm": firm.pk})
