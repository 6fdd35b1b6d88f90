"""The house in order: what is committed, what is pinned, and that both databases were tried.

Patterns below spell one letter as a class (``[o]``), so that this file does not match itself.
"""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
TOP_LEVEL = {
    "README.md", "CHANGELOG.md", "LICENSE", "Makefile", "manage.py", "pyproject.toml", "requirements.lock",
    "requirements-dev.lock", "Dockerfile", "compose.yaml",
    "assessment", "questionnaire", "reports", "templates", "static", "tests",
}  # fmt: skip
PRODUCT = ("questionnaire/", "reports/", "assessment/", "templates/")
LONGEST_FILE = 400
LARGEST_FILE = 12 * 1024 * 1024

MACHINE_PATH = r"(^|[^A-Za-z0-9_./-])/(w[o]rk|f[a]rm|r[o]ot)/|\.\./sh[a]red"
REGISTRY_HOST = r"files[.]pythonhosted|pypi[.]org/simple|registry[.]npmjs|deb[.]debian[.]org|ind[e]x-url[ =]"
UNFINISHED = r"NotImpl[e]mentedError|\bTO[D]O\b|\bFIX[M]E\b|\bXX[X]\b"
RESEARCH_TRAIL = r"SE[E]D-0|\bSR[C]-[A-Z]|\[(V2?|S|K)\]"


@cache
def tracked() -> tuple[str, ...]:
    """Every file that git would take with a commit: tracked, or new and not ignored."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so there is nothing to say about commits")
    # The safe directory lets another user than the owner of the checkout look.
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others"]
    command.append("--exclude-standard")
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(sorted(name for name in set(listed.split("\0")) - {""} if (ROOT / name).is_file()))


@cache
def texts() -> dict[str, str]:
    """The tracked files that are text, but for the locks, whose hashes say nothing."""
    found = {}
    for name in tracked():
        content = (ROOT / name).read_bytes()
        if not name.endswith(".lock") and b"\0" not in content[:8000]:
            found[name] = content.decode("utf-8")
    return found


def lines_with(pattern: str, wanted: Callable[[str], bool] = lambda name: True) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in texts().items()
        if wanted(name)
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(pattern, line)
    ]


def test_nothing_committed_names_a_path_of_a_machine() -> None:
    assert lines_with(MACHINE_PATH) == []


def test_nothing_committed_names_a_package_registry() -> None:
    assert lines_with(REGISTRY_HOST) == []
    locks = [ROOT / "requirements.lock", ROOT / "requirements-dev.lock"]
    assert [lock.name for lock in locks if "://" in lock.read_text()] == []


def test_nothing_committed_is_unfinished_by_its_own_word() -> None:
    assert lines_with(UNFINISHED, lambda name: name.endswith((".py", ".html", ".js", ".css"))) == []


def test_the_product_carries_no_research_trail() -> None:
    assert lines_with(RESEARCH_TRAIL, lambda name: name.startswith(PRODUCT)) == []


def test_the_top_level_holds_only_what_was_agreed() -> None:
    entries = {name.split("/")[0] for name in tracked()}
    assert {entry for entry in entries if not entry.startswith(".")} - TOP_LEVEL == set()


def test_no_source_file_holds_more_than_one_thought_can() -> None:
    lines = {name: text.count("\n") for name, text in texts().items() if name.endswith(".py")}
    exempt = re.compile(r"^tests/|/migrations/")
    assert {n: count for n, count in lines.items() if count > LONGEST_FILE and not exempt.search(n)} == {}


def test_no_committed_file_is_too_large() -> None:
    assert [name for name in tracked() if (ROOT / name).stat().st_size > LARGEST_FILE] == []


def requirement_name(requirement: str) -> str:
    """The name in a requirement, spelt the way locks spell it."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def declared(group: str | None = None) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    required = project["dependency-groups"][group] if group else project["project"]["dependencies"]
    return {requirement_name(requirement) for requirement in required}


def locked(lock: str) -> dict[tuple[str, str], int]:
    """(package name, version) -> the number of its hashes, for every entry of a lock."""
    found: dict[tuple[str, str], int] = {}
    for line in (ROOT / lock).read_text().replace("\\\n", " ").splitlines():
        if entry := re.match(r"([^\s=\[]+)(?:\[[^]]+\])?==(\S+)", line):
            hashes = re.findall(r"--hash=sha256:[0-9a-f]{64}\b", line)
            found[requirement_name(entry[1]), entry[2]] = len(hashes)
        else:
            assert line.lstrip().startswith("#") or not line.strip(), line
    return found


def asked_for_by_the_project(lock: str) -> set[str]:
    """The names a lock says were asked for by pyproject.toml itself, not by another package."""
    names, name = set(), ""
    for line in (ROOT / lock).read_text().splitlines():
        if entry := re.match(r"([^\s=\[]+)(?:\[[^]]+\])?==", line):
            name = requirement_name(entry[1])
        elif re.search(r"#.*\bhegui \(pyproject\.toml(:\w+)?\)", line):
            names.add(name)
    return names


def test_every_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    lists = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    assert len(lists) == 2
    lines = "".join(lists).splitlines()
    assert [line for line in lines if not re.search(r"\",\s+# \S+ \S+", line)] == []


def test_the_locks_are_in_step_with_the_project() -> None:
    assert asked_for_by_the_project("requirements.lock") == declared()
    assert asked_for_by_the_project("requirements-dev.lock") == declared() | declared("dev")


def test_both_locks_choose_the_same_versions() -> None:
    assert locked("requirements.lock").keys() - locked("requirements-dev.lock").keys() == set()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_is_held_to_its_hashes(lock: str) -> None:
    entries = locked(lock)
    assert len(entries) >= len(declared())
    assert [entry for entry, hashes in entries.items() if hashes == 0] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_extra_that_somebody_asks_for_stands_in_the_lock(lock: str) -> None:
    # Without it older pips look for the newest version that has the extra, and then refuse it as unpinned.
    names = {name for name, _version in locked(lock)}
    lines = re.findall(r"^([^\s=\[#]+)(?:\[([^]]+)\])?==", (ROOT / lock).read_text(), re.MULTILINE)
    held = {requirement_name(name): set(extras.split(", ")) for name, extras in lines}
    asked = [
        Requirement(text)
        for name in names
        for text in (importlib.metadata.requires(name) if is_installed(name) else None) or []
    ]
    missing = [
        str(one)
        for one in asked
        if one.extras
        and (one.marker is None or one.marker.evaluate({"extra": ""}))
        and not one.extras <= held.get(requirement_name(one.name), set())
    ]
    assert missing == []


def is_installed(name: str) -> bool:
    try:
        importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:  # a package for another system
        return False
    return True


@pytest.fixture
def prepare() -> ModuleType:
    specification = importlib.util.spec_from_file_location("prepare", ROOT / ".ci" / "prepare.py")
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture
def bare_machine(prepare: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine with apt-get and none of the system packages, and a user who is nobody special."""
    (tmp_path / "apt-get").write_text("#!/bin/sh\nexit 99\n")
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(prepare, "LIBRARIES", {"libpango-1.0-0": "libnowhere.so.0"})
    monkeypatch.setattr(prepare, "FILES", {})
    monkeypatch.setattr(prepare.os, "geteuid", lambda: 1000)
    yield tmp_path


@pytest.mark.usefixtures("bare_machine")
def test_a_user_who_may_not_install_is_told_the_exact_line(
    prepare: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        prepare.install_packages("demo")
    assert stopped.value.code == 1
    assert capsys.readouterr().err == (
        "\nSystem packages are missing. Run this line as root, then try again:\n\n"
        "    apt-get update && apt-get install -y --no-install-recommends libpango-1.0-0\n\n"
    )


def test_a_machine_that_has_everything_is_left_alone(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "missing_packages", lambda target: [])
    monkeypatch.setattr(prepare, "fault_of", lambda command: pytest.fail(f"ran {command}"))
    prepare.install_packages("test")


def test_the_same_tests_passed_on_postgresql() -> None:
    """``make test`` runs them there first and hands over how it ended."""
    ended = os.environ.get("HEGUI_POSTGRESQL_RUN")
    if ended is None:
        pytest.skip("no run on PostgreSQL came before this one; make test makes one")
    assert ended == "0", "the run on PostgreSQL failed; its own summary stands above"
