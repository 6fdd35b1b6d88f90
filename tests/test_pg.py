from pathlib import Path

import psycopg
import pytest

from tests import pg

ROLE = "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"


def test_tests_enter_as_an_ordinary_role_so_that_row_security_holds() -> None:
    with psycopg.connect(pg.start_server()) as connection:
        assert connection.execute(ROLE).fetchone() == ("hegui", False, False)


def test_the_server_in_the_wheel_serves_where_none_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pg, "DEBIAN", Path("nowhere"))
    monkeypatch.setattr(pg.shutil, "which", lambda program: None)
    with psycopg.connect(pg.start_server()) as connection:
        assert connection.execute("SELECT current_user, lower('É')").fetchone() == ("hegui", "é")
