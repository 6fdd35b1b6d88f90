"""Backup and restore of a one-machine host: the SQLite file and everything in the data directory.

A backup is one ``.tar.gz``: ``manifest.json`` (sizes and SHA-256 of all files), ``hegui.sqlite3`` taken with
VACUUM INTO, so that it is whole while the site runs, ``evidence/`` and ``documents/``. Restore checks the
manifest before it touches anything, and sets aside what it replaces.
"""

import hashlib
import json
import shutil
import sqlite3
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db import connection, connections

DATABASE = "hegui.sqlite3"
FOLDERS = ("evidence", "documents")
FORM = "hegui-backup/1"


class BackupError(Exception):
    """A backup cannot be made or read; says why."""


def back_up(to: Path) -> dict[str, Any]:
    """Write a backup; returns its manifest. Raises BackupError."""
    _refuse_other_databases()
    if to.exists():
        raise BackupError(f"{to} exists already.")
    with tempfile.TemporaryDirectory(dir=to.parent) as folder:
        database = Path(folder) / DATABASE
        # Files first would miss evidence added meanwhile; the database first means that every file it
        # names is there, since files are stored before their row and never changed.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(database)])
        files = {DATABASE: database, **_stored_files()}
        manifest = {
            "form": FORM,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "files": {name: [path.stat().st_size, _digest(path)] for name, path in sorted(files.items())},
        }
        draft = Path(folder) / "backup.tar.gz"
        with tarfile.open(draft, "w:gz", compresslevel=6) as archive:
            note = Path(folder) / "manifest.json"
            note.write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
            archive.add(note, "manifest.json")
            for name, path in sorted(files.items()):
                archive.add(path, name, recursive=False)
        draft.chmod(0o600)
        draft.replace(to)
    return manifest


def restore(source: Path, *, force: bool = False) -> dict[str, Any]:
    """Put a backup in place; returns its manifest. Raises BackupError before anything is changed.

    What stood there before is moved to ``replaced-<time>`` in the data directory; without ``force`` a
    host that holds data is left alone. Stop the site and its workers first.
    """
    _refuse_other_databases()
    data, target = Path(settings.DATA_DIR), Path(connection.settings_dict["NAME"])
    if target.exists() and target.stat().st_size and not force:
        raise BackupError(
            f"{target} holds data. Stop the site, and say --force to replace it; "
            "it is set aside, not deleted."
        )
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data) as folder:
        manifest = _unpack(source, Path(folder))
        _check_database(Path(folder) / DATABASE)
        connections.close_all()
        aside = data / f"replaced-{datetime.now(UTC):%Y%m%dT%H%M%S}"
        for old in (target, *(target.with_name(target.name + tail) for tail in ("-wal", "-shm"))):
            if old.exists():
                aside.mkdir(exist_ok=True)
                old.replace(aside / old.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(Path(folder) / DATABASE, target)
        for name, current in _folders().items():
            if current.exists():
                aside.mkdir(exist_ok=True)
                current.replace(aside / name)
            if (Path(folder) / name).exists():
                shutil.move(Path(folder) / name, current)
    return manifest


def _refuse_other_databases() -> None:
    if connection.vendor != "sqlite":
        raise BackupError(
            "This command is for SQLite. On PostgreSQL use pg_dump, as a role that may read all rows."
        )


def _folders() -> dict[str, Path]:
    return {"evidence": Path(settings.EVIDENCE_DIR), "documents": Path(settings.DOCUMENT_DIR)}


def _stored_files() -> dict[str, Path]:
    found = {}
    for name, folder in _folders().items():
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix != ".part":
                found[f"{name}/{path.relative_to(folder).as_posix()}"] = path
    return found


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> None:
    """Write a regular file and nothing else of it; Debian 12's own Python has no extraction filters yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = archive.extractfile(member)
    assert content is not None
    with content, path.open("xb") as file:
        path.chmod(0o600)
        shutil.copyfileobj(content, file)


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack into an empty folder and check every file against the manifest."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            members = archive.getmembers()
            for member in members:
                parts = PurePosixPath(member.name).parts
                if not member.isfile() or ".." in parts or member.name.startswith("/"):
                    raise BackupError(f"{source} is no backup of ours: it holds {member.name!r}.")
            for member in members:
                _extract(archive, member, folder / member.name)
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        (folder / "manifest.json").unlink()
    except (OSError, tarfile.TarError, EOFError, ValueError, KeyError) as error:
        raise BackupError(f"{source} cannot be read as a backup: {error}") from error
    if manifest.get("form") != FORM:
        raise BackupError(f"{source} has the form {manifest.get('form')!r}; known is {FORM!r}.")
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    if set(there) != set(manifest["files"]):
        raise BackupError(f"{source} holds other files than its manifest names.")
    for name, (size, digest) in manifest["files"].items():
        if there[name].stat().st_size != size or _digest(there[name]) != digest:
            raise BackupError(f"{source} is damaged: {name} is not what the manifest says.")
    return manifest


def _check_database(path: Path) -> None:
    database = sqlite3.connect(path)
    try:
        told = database.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise BackupError(f"The database in the backup cannot be read: {error}") from error
    finally:
        database.close()
    if told != "ok":
        raise BackupError(f"The database in the backup is damaged: {told}")
