"""Settings as words of the environment: read, checked, and refused with a sentence.

Each function takes the name without the prefix ``HEGUI_`` and raises ImproperlyConfigured that
names the setting, its value and what is allowed.
"""

import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PREFIX = "HEGUI_"
_ON, _OFF = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def refuse(name: str, value: str, allowed: str) -> ImproperlyConfigured:
    """The error for a wrong value, ready to raise."""
    return ImproperlyConfigured(f"{PREFIX}{name} is {value!r}. Allowed: {allowed}.")


def text(name: str, default: str = "") -> str:
    """A word or sentence, or the content of the file that ``NAME_FILE`` names; both at once is a fault."""
    value, path = os.environ.get(PREFIX + name), os.environ.get(f"{PREFIX}{name}_FILE")
    if value is not None and path:
        raise ImproperlyConfigured(f"{PREFIX}{name} and {PREFIX}{name}_FILE are both set. Keep one of them.")
    if not path:
        return default if value is None else value
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise refuse(f"{name}_FILE", path, f"a file that can be read ({error.strerror})") from error


def switch(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off or nothing."""
    value = os.environ.get(PREFIX + name)
    if value is None:
        return default
    if value.strip().lower() in _ON | _OFF:
        return value.strip().lower() in _ON
    raise refuse(name, value, "1, true, yes, on, or 0, false, no, off")


def number(name: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
    """A whole number between ``least`` and ``most``."""
    value = os.environ.get(PREFIX + name)
    if value is None:
        return default
    if value.strip().isascii() and value.strip().isdigit() and least <= int(value) <= most:
        return int(value)
    raise refuse(name, value, f"a whole number from {least} to {most}")


def choice(name: str, default: str, allowed: Sequence[str]) -> str:
    """One of the words in ``allowed``."""
    value = text(name, default)
    if value not in allowed:
        raise refuse(name, value, ", ".join(allowed))
    return value


def words(name: str, default: Sequence[str] = ()) -> list[str]:
    """Words parted by commas, without blanks around them."""
    value = os.environ.get(PREFIX + name)
    return list(default) if value is None else [word.strip() for word in value.split(",") if word.strip()]


def file(name: str, base_dir: Path) -> Path | None:
    """The file a setting names, relative to the product's folder; whether it is there shows at its use."""
    value = os.environ.get(PREFIX + name, "").strip()
    return base_dir / value if value else None


def address(name: str, *, secure: bool) -> str:
    """The web address of a site without what follows its path, and without a slash at the end; or nothing."""
    value = text(name).strip()
    parts = urlsplit(value)
    schemes = ("https",) if secure else ("http", "https")
    try:
        is_whole = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        is_whole = False
    if value and (not is_whole or parts.query or parts.fragment or parts.username or re.search(r"\s", value)):
        raise refuse(name, value, f"an address such as {schemes[-1]}://hegui.example.com, without ? or #")
    return value.rstrip("/")


def secret(data_dir: Path, *, production: bool) -> str:
    """The secret key; for a local trial one is made and kept in the data directory."""
    given = text("SECRET_KEY")
    if len(given) >= 50 or (given and not production):
        return given
    if given:
        raise refuse("SECRET_KEY", "…", "at least 50 characters when HEGUI_PRODUCTION is on")
    if production:
        raise ImproperlyConfigured(
            f"{PREFIX}SECRET_KEY is not set. "
            f"Set it, or {PREFIX}SECRET_KEY_FILE, to at least 50 random characters."
        )
    path = data_dir / "secret"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    except OSError:
        # `assess` works without a place to write; what needs one is stopped by the check hegui.E002.
        return secrets.token_urlsafe(64)
    return path.read_text(encoding="ascii").strip()


def database(url: str, base_dir: Path) -> dict[str, Any]:
    """A Django database entry from ``sqlite:///relative``, ``sqlite:////absolute`` or ``postgresql://…``."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        return _sqlite(base_dir / unquote(parts.path[1:]))
    if parts.scheme in ("postgresql", "postgres") and len(parts.path) > 1:
        return _postgresql(url)
    shown = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    raise refuse(
        "DATABASE_URL",
        shown,
        "sqlite:///file, postgresql://user:password@host:port/name, or …/name?host=/socket/directory",
    )


def _sqlite(path: Path) -> dict[str, Any]:
    # IMMEDIATE takes the write lock at BEGIN, so a transaction never fails half-way for want of it;
    # reads run outside transactions (no ATOMIC_REQUESTS), or every GET would queue behind a writer.
    durability = choice("SQLITE_SYNCHRONOUS", "NORMAL", ("NORMAL", "FULL"))
    pragmas = (
        "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; "
        f"PRAGMA cache_size=-20000; PRAGMA mmap_size=134217728; PRAGMA synchronous={durability};"
    )
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
    return {
        "ENGINE": "assessment.sqlite",
        "NAME": str(path),
        "OPTIONS": options,
        "CONN_MAX_AGE": None,
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    try:
        port = parts.port
    except ValueError as error:
        raise refuse("DATABASE_URL", parts.netloc.rpartition("@")[2], "a port from 1 to 65535") from error
    # Not parts.hostname, which writes the path of a socket in lower case.
    host = options.pop("host", None) or parts.netloc.rpartition("@")[2].removesuffix(f":{port}")
    # The server plans a statement once a connection: with the walls between firms planning takes longer than
    # running. Behind a pooler that hands out another connection each time, say ?server_side_binding=no.
    return {
        "ENGINE": "assessment.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": str(port or options.pop("port", "")),
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3, **options},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
