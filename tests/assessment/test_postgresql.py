"""A connection to PostgreSQL is asked whether it lives only where there is cause to."""

from typing import Any
from unittest.mock import Mock

import psycopg
import pytest
from django.db import OperationalError, transaction
from django.db import connection as django_connection

from assessment.models import Firm
from assessment.tenancy import tenant

connection: Any = django_connection  # the stubs know no health checks
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="SQLite has no server to be connected to; the run with -p tests.pg has",
    ),
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


def test_a_firm_told_with_begin_is_not_told_to_another_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('app.firm_id', true)")
            return str(cursor.fetchone()[0] or "")

    firm = Firm.objects.create(name_zh="某所", name_en="A firm", slug="a-firm")
    with tenant(firm):
        assert told() == str(firm.pk)
    with transaction.atomic():
        assert told() == ""
    connection.close()
    with monkeypatch.context() as broken:
        broken.setattr(connection, "get_new_connection", Mock(side_effect=OperationalError("no server")))
        with pytest.raises(OperationalError), tenant(firm):
            pass
    with transaction.atomic():
        assert told() == ""


def test_a_connection_closed_on_our_side_is_replaced_as_well() -> None:
    before = backend()
    connection.connection.close()
    begin_a_request()
    assert backend() != before
