"""Settings from the environment: a wrong value stops the start and says what is allowed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from assessment import environment as env

BASE = Path("/srv/hegui")
ROOT = Path(__file__).resolve().parent.parent.parent


def test_nothing_set_gives_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEGUI_X", raising=False)
    assert (env.text("X", "a"), env.switch("X"), env.number("X", 3), env.words("X", ["b"])) == (
        "a",
        False,
        3,
        ["b"],
    )


def test_a_value_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret\n")
    monkeypatch.setenv("HEGUI_X_FILE", str(tmp_path / "key"))
    assert env.text("X") == "secret"
    monkeypatch.setenv("HEGUI_X", "other")
    with pytest.raises(ImproperlyConfigured, match="both set"):
        env.text("X")


@pytest.mark.parametrize(
    ("read", "value", "allowed"),
    [
        (lambda: env.switch("X"), "maybe", "1, true, yes, on"),
        (lambda: env.number("X", 1, most=9), "10", "from 0 to 9"),
        (lambda: env.number("X", 1), "-1", "a whole number"),
        (lambda: env.choice("X", "a", ("a", "b")), "c", "a, b"),
        (lambda: env.database(env.text("X"), BASE), "mysql://u:secret@h/db", "sqlite:///file"),
    ],
)
def test_a_wrong_value_names_the_setting_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, read: object, value: str, allowed: str
) -> None:
    monkeypatch.setenv("HEGUI_X", value)
    with pytest.raises(ImproperlyConfigured) as caught:
        read()  # type: ignore[operator]
    assert allowed in str(caught.value)
    assert "secret" not in str(caught.value)


def test_database_addresses() -> None:
    assert env.database("sqlite:///var/a.sqlite3", BASE)["NAME"] == "/srv/hegui/var/a.sqlite3"
    assert env.database("sqlite:////data/a.sqlite3", BASE)["NAME"] == "/data/a.sqlite3"
    far = env.database("postgresql://ann:p%40ss@db.example:5433/hegui?sslmode=require", BASE)
    near = env.database("postgresql:///hegui?host=/run/PG", BASE)
    encoded = env.database("postgresql://ann@%2Frun%2FPG/hegui", BASE)
    pooled = env.database("postgresql://pool/hegui?server_side_binding=no", BASE)
    keys = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    planned = {"server_side_binding": True, "prepare_threshold": 3}
    assert [[entry[key] for key in keys] for entry in (far, near, encoded)] == [
        ["hegui", "ann", "p@ss", "db.example", "5433", planned | {"sslmode": "require"}],
        ["hegui", "", "", "/run/PG", "", planned],
        ["hegui", "ann", "", "/run/PG", "", planned],
    ]
    assert pooled["OPTIONS"]["server_side_binding"] is not True


def test_a_local_trial_makes_its_own_secret_and_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HEGUI_SECRET_KEY", raising=False)
    first = env.secret(tmp_path / "var", production=False)
    assert (len(first) > 50, env.secret(tmp_path / "var", production=False)) == (True, first)
    assert (tmp_path / "var" / "secret").stat().st_mode & 0o077 == 0
    with pytest.raises(ImproperlyConfigured, match="HEGUI_SECRET_KEY is not set"):
        env.secret(tmp_path / "var", production=True)


def run_check(tmp_path: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("HEGUI_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], cwd=ROOT, text=True,
        capture_output=True, check=False, env={**plain, "HEGUI_DATA_DIR": str(tmp_path), **settings},
    )  # fmt: skip


def test_the_production_switch_leaves_no_warning_of_check_deploy(tmp_path: Path) -> None:
    done = run_check(
        tmp_path,
        HEGUI_PRODUCTION="1",
        HEGUI_SECRET_KEY="A long Key 4 tests. " * 4,
        HEGUI_ALLOWED_HOSTS="hegui.example",
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


def test_production_without_hosts_stops_the_start(tmp_path: Path) -> None:
    done = run_check(tmp_path, HEGUI_PRODUCTION="1", HEGUI_SECRET_KEY="A long Key 4 tests. " * 4)
    assert done.returncode != 0
    assert "HEGUI_ALLOWED_HOSTS is ''" in done.stderr


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("", ""),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("https://a.example/cn/", "https://a.example/cn"),
    ],
)
def test_an_address_is_kept_without_a_slash_at_its_end(
    monkeypatch: pytest.MonkeyPatch, value: str, kept: str
) -> None:
    monkeypatch.setenv("HEGUI_X", value)
    assert env.address("X", secure=False) == kept


@pytest.mark.parametrize(
    "value",
    ["hegui.example.com", "ftp://a.example", "https://", "https://a.example/?q=1", "https://u@a.example",
     "https://a.example:port", "https://a b.example", "http://a.example"],
)  # fmt: skip
def test_an_address_nobody_can_open_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("HEGUI_X", value)
    with pytest.raises(ImproperlyConfigured, match="such as https://hegui"):
        env.address("X", secure=True)
