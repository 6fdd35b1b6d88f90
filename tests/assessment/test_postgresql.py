"""A connection to PostgreSQL is asked whether it lives only where there is cause to."""

from typing import Any

import psycopg
import pytest
from django.db import connection as django_connection

connection: Any = django_connection  # the stubs know no health checks
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="about connections to PostgreSQL"),
]


def begin_a_request() -> None:
    """What Django does with a connection that is kept from one request to the next."""
    connection.health_check_enabled = True
    connection.health_check_done = False
    connection.close_if_unusable_or_obsolete()


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_a_silent_connection_is_kept_and_asked_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = backend()

    def ask() -> bool:
        raise AssertionError("asked without need")

    monkeypatch.setattr(connection, "is_usable", ask)
    begin_a_request()
    assert backend() == before


def test_a_connection_the_server_has_closed_is_replaced_before_anything_fails() -> None:
    before = backend()
    parameters = connection.get_connection_params()
    with psycopg.connect(
        host=parameters["host"], user=parameters["user"], dbname=parameters["dbname"], autocommit=True
    ) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [before])
    begin_a_request()
    assert backend() != before


def test_a_connection_closed_on_our_side_is_replaced_as_well() -> None:
    before = backend()
    connection.connection.close()
    begin_a_request()
    assert backend() != before
