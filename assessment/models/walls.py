"""What the database itself refuses, on both engines, beside the constraints of the tables.

- Events cannot be changed or deleted, payloads only blanked; answers, snapshots, revisions of
  evidence and editions cannot be changed.
- A row may not point to another firm's row.
- On PostgreSQL, row-level security shows a connection only the firm it was told (tenancy.py).

SQLite drops triggers when a migration rebuilds a table, and refuses to rebuild one that a trigger
of another names. So they are taken down before every ``migrate`` and put up after it.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, models

# table: the operations it refuses
FROZEN = {
    "event": ("UPDATE", "DELETE"),
    "eventpayload": ("DELETE",),
    "answer": ("UPDATE",),
    "snapshot": ("UPDATE",),
    "issued": ("UPDATE",),
    "evidencerevision": ("UPDATE",),
    "edition": ("UPDATE", "DELETE"),
}
# Sign-in has to find a person's firms before it knows one, and a stranger's paper its firm.
BEFORE_SIGN_IN = ("grant", "invitation", "issued")


def _rows_of_firms() -> list[type[models.Model]]:
    from assessment.models.base import FirmRow

    return [model for model in apps.get_app_config("assessment").get_models() if issubclass(model, FirmRow)]


def _references(model: type[models.Model]) -> list[tuple[str, str, str]]:
    """(column, table, its key) for each foreign key of a model that leads to a row of a firm."""
    rows = _rows_of_firms()
    found = []
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.related_model in rows:
            target = field.related_model._meta
            found.append((field.column, target.db_table, str(target.pk.column)))
    return found


def _refusals(vendor: str) -> Iterator[tuple[str, str, str, str, str]]:
    """(name, table, operation, condition, message) of each trigger."""
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    for noun, operations in FROZEN.items():
        table = f"assessment_{noun}"
        for operation in operations:
            yield f"{table}_no_{operation.lower()}", table, operation, "", f"{table} is append-only"
    yield (
        "assessment_eventpayload_only_blanked", "assessment_eventpayload", "UPDATE",
        f"NEW.body IS NOT NULL OR NEW.event_id {differs} OLD.event_id", "a payload can only be blanked",
    )  # fmt: skip
    for model in _rows_of_firms():
        table = model._meta.db_table
        pairs = [
            f'(NEW."{column}" IS NOT NULL AND '  # noqa: S608  (names of our own tables)
            f'(SELECT p.firm_id FROM "{target}" p WHERE p."{key}" = NEW."{column}") {differs} NEW.firm_id)'
            for column, target, key in _references(model)
        ]
        if pairs:
            columns = ", ".join(['"firm_id"', *(f'"{column}"' for column, _, _ in _references(model))])
            for operation in ("INSERT", f"UPDATE OF {columns}"):
                name = f"{table}_one_firm_{operation.split()[0].lower()}"
                yield name, table, operation, " OR ".join(pairs), "a row may not point to another firm"


def _sqlite_trigger(name: str, table: str, operation: str, condition: str, message: str) -> str:
    when = f"WHEN {condition} " if condition else ""
    return (
        f'CREATE TRIGGER IF NOT EXISTS "{name}" BEFORE {operation} ON "{table}" FOR EACH ROW {when}'
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _postgresql_trigger(name: str, table: str, operation: str, condition: str, message: str) -> list[str]:
    body = f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';"
    if condition:
        body = f"IF {condition} THEN {body} END IF;"
    result = "OLD" if operation == "DELETE" else "NEW"
    event = f'BEFORE {operation} ON "{table}"'
    return [
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS '
        f"$$ BEGIN {body} RETURN {result}; END $$",
        f'CREATE OR REPLACE TRIGGER "{name}" {event} FOR EACH ROW EXECUTE FUNCTION "{name}"()',
    ]


def _policy(table: str) -> list[str]:
    own = "firm_id = nullif(current_setting('app.firm_id', true), '')::bigint"
    return [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'CREATE POLICY tenant ON "{table}" USING ({own}) WITH CHECK ({own})',
    ]


def walled_tables() -> list[str]:
    """The tables behind row-level security."""
    tables = [model._meta.db_table for model in _rows_of_firms()]
    return [table for table in tables if table.removeprefix("assessment_") not in BEFORE_SIGN_IN]


def put_up(using: str = "default") -> None:
    """Put up every wall whose table exists; harmless when they stand."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for trigger in _refusals(connection.vendor):
            if trigger[1] not in present:
                continue
            if connection.vendor == "sqlite":
                cursor.execute(_sqlite_trigger(*trigger))
            else:
                for statement in _postgresql_trigger(*trigger):
                    cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tablename FROM pg_policies WHERE policyname = 'tenant'")
            standing = {table for (table,) in cursor.fetchall()}
            for table in set(walled_tables()) & present - standing:
                for statement in _policy(table):
                    cursor.execute(statement)


def take_down(using: str = "default") -> None:
    """Drop the triggers on SQLite, before a migration or a flush; elsewhere they are not in the way."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for name, *_ in _refusals(connection.vendor):
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')


def before_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """The receiver of ``pre_migrate``."""
    take_down(using)


def after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """The receiver of ``post_migrate``."""
    put_up(using)
