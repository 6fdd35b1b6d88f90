"""One ZIP of many files: names every system holds, the same bytes each time, memory that does not grow."""

import hashlib
import io
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reports.packing import Packer, chunks_of, safe_name

NOON = datetime(2026, 11, 21, 4, 5, 7, tzinfo=UTC)
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("算法备案：回执 (终稿).pdf", "算法备案：回执 (终稿).pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\plan.docx", "plan.docx"),
        ('a<b>c:d"e|f?g*h.txt', "a_b_c_d_e_f_g_h.txt"),
        ("CON", "_CON"),
        ("nul.tar.gz", "_nul.tar.gz"),
        ("com1 .txt", "_com1.txt"),
        ("LPT¹.pdf", "_LPT¹.pdf"),
        ("console.txt", "console.txt"),
        ("name. . .", "name"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("two\nlines\tand\u3000blanks.txt", "two lines and blanks.txt"),
        ("e\u0301.txt", "é.txt"),
        ("\x00\u200b", "file"),
        ("", "file"),
        ("..", "file"),
        ("半\ud800.txt", "半.txt"),
    ],
)
def test_a_name_is_one_that_every_system_can_hold(given: str, kept: str) -> None:
    assert safe_name(given) == kept


@pytest.mark.parametrize("name", ["x" * 500 + ".pdf", "证" * 500 + ".pdf", "x." + "y" * 500, "." * 300])
def test_a_long_name_is_cut_and_keeps_its_ending(name: str) -> None:
    kept = safe_name(name)
    assert 0 < len(kept) <= 100 and len(kept.encode()) <= 200
    assert kept.endswith(".pdf") == name.endswith(".pdf")


def packed(*files: tuple[str, str, bytes, str]) -> bytes:
    out = io.BytesIO()
    with Packer(out, NOON) as packer:
        for folder, name, content, media_type in files:
            packer.add(folder, name, iter([content]), media_type=media_type, size=len(content))
    return out.getvalue()


def test_names_that_some_system_takes_for_the_same_are_told_apart() -> None:
    pdf = [("e", name, b"x", "application/pdf") for name in ("Plan.pdf", "plan.PDF", "PLAN.pdf", "ｐlan.pdf")]
    with zipfile.ZipFile(io.BytesIO(packed(*pdf, ("f", "plan.pdf", b"", "application/pdf")))) as archive:
        assert archive.namelist() == [
            "e/Plan.pdf", "e/plan (2).PDF", "e/PLAN (3).pdf", "e/ｐlan (4).pdf", "f/plan.pdf",
        ]  # fmt: skip


def test_equal_contents_give_equal_bytes_and_only_text_is_compressed() -> None:
    files = [("", "a.txt", b"a" * 5000, "text/plain"), ("", "b.pdf", b"a" * 5000, "application/pdf")]
    assert packed(*files) == packed(*files)
    with zipfile.ZipFile(io.BytesIO(packed(*files))) as archive:
        text, pdf = archive.infolist()
    assert (text.compress_size < 100, pdf.compress_size) == (True, 5000)
    assert {one.date_time for one in (text, pdf)} == {(2026, 11, 21, 4, 5, 6)}


def test_what_was_packed_is_said_with_its_digest() -> None:
    with Packer(io.BytesIO(), NOON) as packer:
        one = packer.add("", "a.txt", iter([b"ab", b"c"]), media_type="text/plain")
    assert (one.path, one.size, one.sha256) == ("a.txt", 3, hashlib.sha256(b"abc").hexdigest())


def test_a_day_before_there_were_zips_is_the_first_they_can_name() -> None:
    out = io.BytesIO()
    with Packer(out, datetime(1970, 1, 1, tzinfo=UTC)) as packer:
        packer.add("", "a", iter([b""]), media_type="text/plain")
    with zipfile.ZipFile(out) as archive:
        assert archive.infolist()[0].date_time[0] == 1980


def test_an_error_in_the_middle_leaves_no_zip(tmp_path: Path) -> None:
    place = tmp_path / "half.zip"
    with pytest.raises(OSError, match="gone"), place.open("wb") as file, Packer(file, NOON) as packer:
        packer.add("", "a", iter([b"x"]), media_type="text/plain")
        raise OSError("gone")
    assert not zipfile.is_zipfile(place)


PACK = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from reports.packing import Packer, chunks_of
source, target = Path(sys.argv[1]), Path(sys.argv[2])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with target.open("wb") as out, Packer(out, datetime(2026, 11, 21, tzinfo=UTC)) as packer:
    for number in range(int(sys.argv[3])):
        with source.open("rb") as file:
            packer.add("e", f"{number}", chunks_of(file), media_type=sys.argv[4], size=source.stat().st_size)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("media_type", ["application/pdf", "text/plain"])
def test_memory_does_not_grow_with_what_is_packed(tmp_path: Path, media_type: str) -> None:
    source, target = tmp_path / "source", tmp_path / "target.zip"
    with source.open("wb") as file:
        file.truncate(100 * 2**20)  # sparse: nothing on the disk, a hundred MB to whoever reads it
    times = "2" if media_type == "application/pdf" else "1"
    run = [sys.executable, "-c", PACK, str(source), str(target), times, media_type]
    grown = int(subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    assert grown < 20 * 1024, f"{grown} kB more"  # Linux counts in kB
    target.unlink()


def test_chunks_are_read_from_where_the_file_stands() -> None:
    file = io.BytesIO(b"abc")
    file.seek(1)
    assert list(chunks_of(file)) == [b"bc"]
