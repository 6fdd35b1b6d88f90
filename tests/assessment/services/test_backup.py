"""Backup and restore: everything comes back, and a backup that is not whole touches nothing."""

import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent.parent
FILL = """
import django; django.setup()
from django.conf import settings
from tests.factories import make_house
from assessment.tenancy import tenant
from assessment.services.evidence import add_evidence
from django.core.files.uploadedfile import SimpleUploadedFile
house = make_house()
with tenant(house.firm):
    add_evidence(service=house.service, title="x", by=house.ana, file=SimpleUploadedFile("a.txt", b"proof"))
"""
COUNT = """
import django; django.setup()
from assessment.models import *
from assessment.services.evidence import is_intact
from assessment.tenancy import each_firm
for firm in each_firm():
    proofs = [is_intact(one) for one in EvidenceRevision.objects.all()]
    print(Answer.objects.count(), Event.objects.count(), proofs)
"""


REFUSED = """
import sys
import django; django.setup()
from django.core.management import CommandError, call_command
for path in sys.argv[1:]:
    try:
        call_command("restore", path)
    except CommandError as error:
        print(path, "|", " ".join(str(error).split()))
"""


class Host:
    """A one-machine host of its own, on SQLite, in a directory."""

    def __init__(self, folder: Path) -> None:
        self.data = folder
        plain = {name: value for name, value in os.environ.items() if not name.startswith("HEGUI_")}
        self.environment = {
            **plain, "HEGUI_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "assessment.settings",
            "PYTHONPATH": str(ROOT),
        }  # fmt: skip

    def run(self, *words: str, fails: bool = False) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.environment,
            text=True,
            capture_output=True,
            check=False,
        )
        assert (done.returncode != 0) is fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def manage(self, *words: str, fails: bool = False) -> str:
        return self.run("manage.py", *words, fails=fails)


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Host:
    made = Host(tmp_path_factory.mktemp("host"))
    made.manage("migrate", "-v0")
    made.run("-c", FILL)
    return made


@pytest.fixture(scope="module")
def backup(host: Host, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("backup") / "hegui.tar.gz"
    assert "2 files" in host.manage("backup", str(path))
    return path


def test_a_restored_host_holds_everything_and_its_chains_verify(
    host: Host, backup: Path, tmp_path: Path
) -> None:
    other = Host(tmp_path / "var")
    assert "restored 2 files" in other.manage("restore", str(backup))
    counted = other.run("-c", COUNT)
    assert counted == host.run("-c", COUNT)
    assert "[True]" in counted
    assert "broken" not in other.manage("verify_audit")
    assert "2 summaries, 0 wrong" in other.manage("check_summaries")
    # The walls came back with it.
    database = sqlite3.connect(tmp_path / "var" / "hegui.sqlite3")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        database.execute("DELETE FROM assessment_event")
    database.close()


def test_a_host_with_data_is_left_alone_unless_forced_and_then_set_aside(
    backup: Path, tmp_path: Path
) -> None:
    other = Host(tmp_path / "var")
    other.manage("restore", str(backup))
    assert "--force" in other.manage("restore", str(backup), fails=True)
    other.manage("restore", str(backup), "--force")
    (aside,) = (tmp_path / "var").glob("replaced-*")
    assert {path.name for path in aside.iterdir()} >= {"hegui.sqlite3", "evidence"}


def test_a_backup_is_never_written_over(host: Host, backup: Path) -> None:
    assert "exists already" in host.manage("backup", str(backup), fails=True)


def changed(backup: Path, to: Path, **files: bytes) -> Path:
    """A backup with some files replaced, and its manifest left as it was."""
    folder = to / "unpacked"
    with tarfile.open(backup) as archive:
        archive.extractall(folder)  # noqa: S202  (our own; and 3.11.2 has no filters)
    for name, content in files.items():
        (folder / name.replace("__", "/")).write_bytes(content)
    made = to / "changed.tar.gz"
    with tarfile.open(made, "w:gz") as archive:
        for path in folder.rglob("*"):
            if path.is_file():
                archive.add(path, path.relative_to(folder).as_posix())
    return made


def test_a_damaged_or_foreign_backup_changes_nothing(backup: Path, tmp_path: Path) -> None:
    other = Host(tmp_path / "var")
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(backup.read_bytes()[:-4000])
    outside = tmp_path / "outside.tar.gz"
    with tarfile.open(outside, "w:gz") as archive:
        archive.add(backup, "../escape")
    (tmp_path / "a").mkdir()
    damaged = changed(backup, tmp_path / "a", **{"hegui.sqlite3": b"SQLite format 3\x00rubbish"})
    (tmp_path / "b").mkdir()
    more = changed(backup, tmp_path / "b", extra=b"x")
    (tmp_path / "c").mkdir()
    manifest = json.dumps({"form": "hegui-backup/9", "files": {}}).encode()
    newer = changed(backup, tmp_path / "c", **{"manifest.json": manifest})
    expected = {
        cut: "cannot be read", outside: "no backup of ours", damaged: "damaged", more: "other files",
        newer: "hegui-backup/9", tmp_path / "missing.tar.gz": "cannot be read",
    }  # fmt: skip
    lines = other.run("-c", REFUSED, *map(str, expected)).splitlines()
    told = dict(line.split(" | ", 1) for line in lines)
    for path, why in expected.items():
        assert why in told[str(path)], told
    assert not (tmp_path / "var" / "hegui.sqlite3").exists()
    assert not (tmp_path / "escape").exists()
