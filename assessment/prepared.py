"""Queries that every page makes, composed once: putting a large one together costs ten times what it takes.

A query is composed with marks in the place of what changes from one request to the next; where the
marks come out in its parameters, each run puts the request's own values. Rows become objects by Django's own
hands, told once what to do. Everything that differs beside the values (a join, a condition) is another query
with a name of its own.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators
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
    """A query with its SQL, and what becomes of the columns it gives."""

    sql: str
    parameters: tuple[Any, ...]
    converters: tuple[tuple[int, Sequence[Callable[..., Any]], Any], ...]
    make: Callable[[list[Any]], Any]


_known: dict[tuple[str, Hashable], _Composed] = {}


def rows(name: Hashable, compose: Callable[[], QuerySet[Row]], values: Mapping[str, Any]) -> list[Row]:
    """The rows of a query. ``compose`` gives it with MARKS for ``values``, once a ``name`` and process."""
    mine = connections[DEFAULT_DB_ALIAS]
    held = _known.get((mine.vendor, name))
    if held is None:
        held = _known[mine.vendor, name] = _composed(compose(), mine)
    given = {_plain(MARKS[mark], mine): _plain(value, mine) for mark, value in values.items()}
    filled = tuple(given.get(one, one) if isinstance(one, Hashable) else one for one in held.parameters)
    with mine.cursor() as cursor:
        cursor.execute(held.sql, filled)
        found = [list(columns) for columns in cursor.fetchall()]
    for columns in found:
        for place, converters, column in held.converters:
            for convert in converters:
                columns[place] = convert(columns[place], column, mine)
    return [held.make(columns) for columns in found]


def _composed(queryset: QuerySet[Any], mine: Any) -> _Composed:
    compiler = queryset.query.get_compiler(connection=mine)
    sql, parameters = compiler.as_sql()
    converters = compiler.get_converters([one[0] for one in compiler.select])
    kind = queryset._iterable_class
    if kind not in (ModelIterable, ValuesListIterable):
        raise TypeError("Only rows of a model or of values_list() can be composed ahead.")
    make = _objects(compiler) if kind is ModelIterable else tuple
    found = tuple((place, each, column) for place, (each, column) in converters.items())
    return _Composed(sql, tuple(parameters), found, make)


def _objects(compiler: Any) -> Callable[[list[Any]], Any]:
    """Rows of a model with what was fetched along, as Django's own ModelIterable makes them."""
    select, info = compiler.select, compiler.klass_info
    mine = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
    names = [one[0].target.attname for one in select[mine]]
    populators = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # newer stubs
    annotations = tuple((compiler.annotation_col_map or {}).items())

    def make(columns: list[Any]) -> Any:
        row = info["model"].from_db(DEFAULT_DB_ALIAS, names, columns[mine])
        for populator in populators:
            populator.populate(columns, row)
        for attribute, place in annotations:
            setattr(row, attribute, columns[place])
        return row

    return make


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
