"""`manage.py assess`: what goes in, what comes out on which stream, and with which exit status."""

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from jsonschema import Draft202012Validator

from assessment.management.commands import assess as command
from assessment.terminal import page
from questionnaire.answers import read_answers
from questionnaire.assessing import assess
from questionnaire.exchange import assessment_object, to_json
from tests.law.reading import HERE as LAW
from tests.questionnaire.sets import RULEBOOK

ROOT = Path(__file__).parents[3]
C06 = LAW / "cases" / "c06.yaml"
SCHEMA = json.loads((ROOT / "questionnaire/schema/faults.schema.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Run:
    """What one call printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def codes(self) -> list[tuple[str, str]]:
        return [(fault["where"], fault["code"]) for fault in self.json["faults"]]


def run(*words: str | Path) -> Run:
    """The command in this process."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command("assess", *map(str, words), stdout=out, stderr=err)
    except SystemExit as stopped:
        assert isinstance(stopped.code, int)
        status = stopped.code
    return Run(status, out.getvalue(), err.getvalue())


def faulty(*words: str | Path) -> Run:
    """A call that is refused: the JSON object is checked against its schema, the lines are counted."""
    found = run(*words, "--format", "json")
    assert found.status == 2
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(found.json)] == []
    assert len(found.err.splitlines()) == len(found.json["faults"])
    return found


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Writes an answers file and says where it is."""

    def written(content: str | bytes) -> Path:
        path = tmp_path / "answers.yaml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


# -- results -----------------------------------------------------------------------------------


def test_json_is_one_object_and_nothing_else() -> None:
    read = read_answers(C06.read_bytes(), RULEBOOK)
    expected = to_json(assessment_object(assess(RULEBOOK, read.answers, as_of=date(2026, 11, 21))))
    found = run(C06, "--format", "json")
    assert (found.status, found.out) == (0, expected)
    assert found.err == "expect: read past, it is no part of the answers. 已略过，不属于答案。\n"


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_text_is_the_page_with_the_title_of_the_file(language: str) -> None:
    read = read_answers(C06.read_bytes(), RULEBOOK)
    result = assess(RULEBOOK, read.answers, as_of=date(2026, 11, 21))
    found = run(C06, "--lang", language)
    assert (found.status, found.out) == (0, page(result, language, read.notes))


def test_text_in_both_languages_is_what_is_printed_unasked() -> None:
    assert run(C06) == run(C06, "--format", "text", "--lang", "both")


@pytest.mark.parametrize(
    ("language", "note"),
    [("zh", "expect: 已略过，不属于答案。\n"), ("en", "expect: read past, it is no part of the answers.\n")],
)
def test_what_is_read_past_is_noted_in_the_language_asked_for(language: str, note: str) -> None:
    assert run(C06, "--lang", language, "--format", "json").err == note


def test_the_day_of_the_command_line_beats_the_files_and_the_files_beats_today(write: Any) -> None:
    path = write("as_of: 2025-01-01\nanswers: {}")
    assert run(path, "--format", "json").json["as_of"] == "2025-01-01"
    assert run(path, "--format", "json", "--as-of", "1949-10-01").json["as_of"] == "1949-10-01"
    assert run(path, "--format", "json", "--as-of", "9999-12-31").json["as_of"] == "9999-12-31"


def test_today_is_todays_date_in_shanghai(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> "Clock":
            return cls(2026, 11, 20, 18, 0, tzinfo=command.UTC).astimezone(
                tz
            )  # two in the morning of the 21st

    monkeypatch.setattr(command, "datetime", Clock)
    assert run(write("answers: {}"), "--format", "json").json["as_of"] == "2026-11-21"


@pytest.mark.parametrize(
    ("words", "groups"),
    [
        ((), ["core", "minors"]),
        (("--coverage", "core"), ["core"]),
        (("--coverage", "pi, data"), ["core", "data", "pi"]),
        (
            ("--coverage", "sector,companions,minors,pi,data,core"),
            ["core", "data", "pi", "minors", "companions", "sector"],
        ),
    ],
)
def test_the_groups_of_the_command_line_beat_the_files(
    write: Any, words: tuple[str, ...], groups: list[str]
) -> None:
    found = run(write("coverage: [minors]\nanswers: {}"), "--format", "json", *words).json
    assert found["coverage"] == groups
    assert {RULEBOOK.group_of(entry["id"]) for entry in found["obligations"]} <= set(groups)


def test_without_a_word_on_coverage_every_group_is_in(write: Any) -> None:
    found = run(write("answers: {}"), "--format", "json").json
    assert found["coverage"] == ["core", "data", "pi", "minors", "companions", "sector"]
    assert len(found["obligations"]) == len(RULEBOOK.obligations)


def test_positions_of_the_file_are_taken(write: Any) -> None:
    body = C06.read_text(encoding="utf-8").replace("as_of:", "positions: {OP-02: B, OP-01: A}\nas_of:")
    found = run(write(body), "--format", "json").json
    assert found["positions"] == {"OP-01": "A", "OP-02": "B"}
    assert found["scope"] == "out_of_scope"


def test_answers_can_come_by_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(C06.read_bytes())))
    assert run("-", "--format", "json") == run(C06, "--format", "json")


# -- files that cannot be used -----------------------------------------------------------------


def test_a_missing_file_is_a_fault_like_any_other(tmp_path: Path) -> None:
    found = faulty(tmp_path / "none.yaml")
    assert found.codes == [("", "unreadable")]
    assert found.err == (
        f"The file “{tmp_path}/none.yaml” cannot be read: there is no such file. "
        f"无法读取文件“{tmp_path}/none.yaml”：没有这个文件。\n"
    )


def test_without_json_nothing_is_printed_on_standard_output(tmp_path: Path) -> None:
    found = run(tmp_path / "none.yaml", "--lang", "en")
    assert (found.status, found.out) == (2, "")
    assert found.err == f"The file “{tmp_path}/none.yaml” cannot be read: there is no such file.\n"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "it is a directory"),
        ("a/b", "there is no such file"),
        ("x" * 300, "File name too long"),
        ("a\0b", "embedded null byte"),
    ],
)
def test_what_is_no_file_says_why(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "a").write_text("a file, no directory")
    found = faulty(f"{tmp_path}/{name}")
    assert found.codes == [("", "unreadable")]
    assert f"cannot be read: {reason}." in found.err


def test_a_file_without_permission_is_a_fault(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*words: Any) -> None:
        raise PermissionError(13, "Permission denied")  # which root, who may run this, never sees

    path = write("answers: {}")
    monkeypatch.setattr(Path, "open", refuse)
    assert "cannot be read: permission is denied." in faulty(path).err


def test_a_name_cannot_disturb_the_terminal(tmp_path: Path) -> None:
    found = faulty(f"{tmp_path}/\x1b[31m\n\u202e\udcff")
    assert "/·[31m···”" in found.err
    assert len(found.err.splitlines()) == 1


BROKEN: dict[str, tuple[bytes, list[tuple[str, str]]]] = {
    "empty": (b"", [("", "empty")]),
    "utf-16": (b"\xff\xfea\x00", [("", "unreadable")]),
    "gb18030": ("标题: 1".encode("gb18030"), [("", "unreadable")]),
    "ten megabytes": (b"answers: {}\n" + b"#" * 10 * 2**20, [("", "too_large")]),
    "nul": (b"answers: {}\x00", [("line 1", "not_yaml")]),
    "deep": (b"answers: " + b"[" * 100_000, [("line 1", "not_yaml")]),
    "windows": (b"answers: {role: [content_provider]}\r\nid:\r\n", [("id", "empty")]),
    "old mac, marked": (b"\xef\xbb\xbfanswers: {}\rid: \r", [("id", "empty")]),
    "alias": (
        b"answers: &a {x: *a}",
        [("line 1", "not_yaml"), ("line 1", "not_yaml"), ("answers.x", "unknown_question")],
    ),
}


@pytest.mark.parametrize(("content", "codes"), BROKEN.values(), ids=BROKEN.keys())
def test_hostile_and_broken_content_is_refused_with_faults(
    write: Any, content: bytes, codes: list[tuple[str, str]]
) -> None:
    assert faulty(write(content)).codes == codes


def test_an_endless_file_is_read_no_further_than_it_can_be_used() -> None:
    assert faulty("/dev/zero").codes == [("", "too_large")]


def test_faults_of_the_file_and_of_the_command_line_come_together(write: Any) -> None:
    path = write("answers: {role: content_provider, mau: 1e5}\nas_of: soon")
    found = faulty(path, "--as-of", "2026-02-30", "--coverage", "pi,,pi,all")
    assert found.codes == [
        ("answers.role", "wrong_type"),
        ("answers.mau", "bad_number"),
        ("as_of", "bad_date"),
        ("--as-of", "bad_date"),
        ("--coverage[1]", "empty"),
        ("--coverage[2]", "duplicate_key"),
        ("--coverage[3]", "unknown_option"),
    ]
    assert [line.split(": ")[0] for line in found.err.splitlines()] == [where for where, _ in found.codes]


@pytest.mark.parametrize(("option", "code"), [("--as-of", "bad_date"), ("--coverage", "empty")])
def test_an_empty_word_is_no_way_to_leave_an_option_out(option: str, code: str) -> None:
    found = faulty(C06, f"{option}=")
    assert [fault["code"] for fault in found.json["faults"]] == [code]


def test_nothing_is_noted_as_read_past_in_a_file_that_is_refused(write: Any) -> None:
    assert "expect" not in faulty(write("expect: {}\nanswers:")).err


@pytest.mark.parametrize(
    "words", [(), (C06, "--lang", "fr"), (C06, "--format", "xml"), (C06, C06), (C06, "--day", "2026-11-21")]
)
def test_a_wrong_command_line_is_a_usage_error(words: tuple[str | Path, ...]) -> None:
    with pytest.raises(CommandError):
        run(*words)


# -- as a program ------------------------------------------------------------------------------


def program(*words: str | Path, code: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """`manage.py assess` in a process of its own, where neither a database nor Pango can be had.

    ``code`` runs before it.
    """
    start = (
        "import runpy, sys\n"
        "for name in ('weasyprint', 'pydyf', 'reports.to_pdf'): sys.modules[name] = None\n"
        f"{code}\n"
        f"sys.argv = ['manage.py', 'assess', *sys.argv[1:]]\n"
        "runpy.run_path('manage.py', run_name='__main__')\n"
    )
    set_apart = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "assessment.settings",
        "HEGUI_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "HEGUI_SECRET_KEY": "only for this test " * 4,
        **environment,
    }
    return subprocess.run(
        [sys.executable, "-c", start, *map(str, words)],
        cwd=ROOT,
        env=set_apart,
        capture_output=True,
        check=False,
        timeout=120,
    )


def test_the_same_bytes_come_out_whatever_the_process_is_like() -> None:
    one = program(C06, "--format", "json", PYTHONHASHSEED="1", LC_ALL="C", PYTHONIOENCODING="ascii", TZ="UTC")
    other = program(C06, "--format", "json", PYTHONHASHSEED="4242", LANG="zh_CN.GB18030", TZ="Asia/Tokyo")
    assert (one.returncode, other.returncode) == (0, 0)
    assert one.stdout == other.stdout == run(C06, "--format", "json").out.encode()
    assert one.stderr == other.stderr == run(C06, "--format", "json").err.encode()


def test_hostile_files_stay_within_bounds_of_memory_and_time(tmp_path: Path) -> None:
    bomb = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 40))
    (tmp_path / "bomb.yaml").write_text(f"l0: &l0 [lol]\n{bomb}\nanswers: {{}}\n")
    limits = (
        "import resource as r; r.setrlimit(r.RLIMIT_AS, (2**30, 2**30)); r.setrlimit(r.RLIMIT_CPU, (20, 20))"
    )
    found = program(tmp_path / "bomb.yaml", "--format", "json", code=limits)
    assert found.returncode == 2
    codes = {fault["code"] for fault in json.loads(found.stdout)["faults"]}
    assert codes == {"not_yaml", "unknown_key"}


def test_a_wrong_command_line_ends_with_status_2() -> None:
    found = program("--lang", "fr")
    assert (found.returncode, found.stdout) == (2, b"")
    assert b"usage: manage.py assess" in found.stderr


def test_a_reader_who_stops_listening_hears_no_complaint() -> None:
    close = "import os; r, w = os.pipe(); os.close(r); os.dup2(w, 1)"
    found = program(C06, code=close)
    assert (found.returncode, found.stderr.count(b"\n")) == (0, 1)


def test_a_full_disk_is_said() -> None:
    found = program(C06, "--lang", "en", code="import os; os.dup2(os.open('/dev/full', os.O_WRONLY), 1)")
    assert found.returncode == 1
    assert b"the result could not be written: No space left on device." in found.stderr
