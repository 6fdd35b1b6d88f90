"""`manage.py verify`: what it says of a file, on which stream, and with which exit status."""

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from assessment.models import IssuedKind, Snapshot
from assessment.queries import register
from assessment.queries.register import Standing
from assessment.services.sign_off import freeze
from reports.snapshot import digest, to_json
from reports.verifying import Verification
from tests.factories import House
from tests.reports.authority import issue, root, signer, write_pem
from tests.reports.signed import paper, short, signed

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.django_db  # where there is a database, its register is asked


@dataclass(frozen=True)
class Run:
    """What one call printed, and its exit status."""

    status: int
    out: str
    err: str


def run(*words: str | Path) -> Run:
    """The command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("verify", *map(str, words), stdout=out, stderr=err)
    assert isinstance(stopped.value.code, int)
    return Run(stopped.value.code, out.getvalue(), err.getvalue())


def file(folder: Path, data: bytes) -> Path:
    path = folder / "report.pdf"
    path.write_bytes(data)
    return path


def trusted(folder: Path) -> Path:
    path = folder / "root.pem"
    path.write_bytes(root().pem)
    return path


def test_a_genuine_report_says_so_in_both_languages_and_ends_with_0(tmp_path: Path) -> None:
    found = run(file(tmp_path, paper()))
    assert (found.status, found.err) == (0, "")
    assert found.out.startswith(
        "✓ 真实：自制作以来未经改动。\n✓ Genuine: unchanged since it was made.\n\n"
        "  用所附快照重新制作的报告与该文件逐字节一致。\n"
        "  Printed again from its snapshot, the report is this file, byte for byte.\n"
    )
    assert "Nobody signed it" in found.out
    assert f"快照摘要 Digest: {digest(short())}" in found.out
    assert "服务 Service: 商户文案助手 · Merchant Copy" in found.out


def test_one_language_alone(tmp_path: Path) -> None:
    english = run(file(tmp_path, paper()), "--lang", "en").out
    assert english.splitlines()[0] == "✓ Genuine: unchanged since it was made."
    assert "真实" not in english


def test_an_altered_report_ends_with_1_and_its_claims_are_not_taken_for_true(tmp_path: Path) -> None:
    found = run(file(tmp_path, paper() + b"\n"), "--lang", "en")
    assert found.status == 1
    assert found.out.startswith("✕ Altered: do not rely on it.\n")
    assert "The file says of itself, which is not proved:" in found.out


def test_what_cannot_be_told_ends_with_2(tmp_path: Path) -> None:
    found = run(file(tmp_path, b"hello"), "--lang", "en")
    assert (found.status, found.err) == (2, "")
    assert found.out.startswith("– It cannot be told.\n\n  The file is no PDF.\n")


def test_a_signature_is_traced_to_the_certificate_given(tmp_path: Path) -> None:
    found = run(file(tmp_path, signed()), "--trust", trusted(tmp_path), "--lang", "en")
    assert found.status == 0
    assert "Signed by Example LLP, with a trusted certificate." in found.out
    other = tmp_path / "other.pem"
    other.write_bytes(issue("Elsewhere").pem)
    assert run(file(tmp_path, signed()), "--trust", other).status == 2
    assert run(file(tmp_path, signed()), "--trust", other, "--trust", trusted(tmp_path)).status == 0


def test_json_is_one_object_and_nothing_else(tmp_path: Path) -> None:
    path = file(tmp_path, signed())
    found = run(path, "--format", "json", "--trust", trusted(tmp_path))
    record = json.loads(found.out)
    assert (record["state"], record["origin"], record["signature"]["name"]) == (
        "genuine",
        "signature",
        "Example LLP",
    )
    assert Verification.model_validate(record).claims is not None
    assert found == run(path, "--format", "json", "--trust", trusted(tmp_path))


def test_a_file_that_is_not_there_ends_with_2_and_says_why_on_standard_error(tmp_path: Path) -> None:
    found = run(tmp_path / "gone.pdf", "--lang", "en")
    assert (found.status, found.out) == (2, "")
    assert found.err == f"“{tmp_path / 'gone.pdf'}” cannot be read: No such file or directory.\n"


def test_a_certificate_that_is_none_ends_with_2_and_names_the_file(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_bytes(b"nothing of the kind")
    found = run(file(tmp_path, signed()), "--trust", wrong, "--lang", "en")
    assert (found.status, found.out) == (2, "")
    assert "wrong.pem" in found.err


@pytest.fixture
def issued(house: House) -> Snapshot:
    """The snapshot of the papers, as if this site had frozen it."""
    body = to_json(short())
    return freeze(assessment=house.assessment, body=body, digest=digest(short()), by=house.clara)


def test_the_register_of_a_site_s_database_says_who_issued_it_and_what_was_superseded(
    issued: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = run(file(tmp_path, paper()), "--lang", "en")
    assert (found.status, "This site issued the report." in found.out) == (0, True)
    at = issued.at
    monkeypatch.setattr(register, "_standing", lambda _: Standing("K7QP-2M4D-XW3A", at))
    found = run(file(tmp_path, paper()), "--lang", "en")
    first_line = found.out.splitlines()[0]
    assert (found.status, first_line) == (1, "◑ Genuine, but superseded by a later report.")
    assert "It was superseded by report K7QP-2M4D-XW3A" in found.out
    monkeypatch.setattr(register, "_standing", lambda _: Standing(withdrawn_at=at))
    found = run(file(tmp_path, paper()), "--lang", "en")
    assert (found.status, found.out.splitlines()[0]) == (1, "! Genuine, but its release was withdrawn.")
    assert register.standing_of(IssuedKind.SNAPSHOT, "sha256:" + "0" * 64) is None


def test_on_a_host_that_signs_its_own_certificate_is_what_counts(settings: Any, tmp_path: Path) -> None:
    settings.SIGNING_KEY, settings.SIGNING_CERTIFICATE = write_pem(tmp_path, signer())
    assert run(file(tmp_path, signed())).status == 0
    assert run(file(tmp_path, paper())).status == 2
    settings.SIGNING_CERTIFICATE = tmp_path / "gone.pem"
    found = run(file(tmp_path, paper()), "--lang", "en")
    assert (found.status, found.out, "gone.pem" in found.err) == (2, "", True)


def test_neither_database_nor_settings_of_a_site_are_needed(tmp_path: Path) -> None:
    path = file(tmp_path, paper())
    environment = {
        "PATH": os.environ["PATH"],
        "HEGUI_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nowhere",
        "DJANGO_SETTINGS_MODULE": "assessment.settings",
    }
    command = [sys.executable, "manage.py", "verify", "-", "--lang", "en"]
    done = subprocess.run(command, cwd=ROOT, env=environment, input=path.read_bytes(), capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().startswith("✓ Genuine")
