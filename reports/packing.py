"""Many files in one ZIP, written as a stream: none is ever held in memory, equal contents give equal bytes.

Times and order are the caller's, rights are fixed, and only text is compressed. Names are made so that every
system can hold them: no path leads out, no two differ by case alone, none is a device of Windows.
"""

import hashlib
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

CHUNK = 1 << 20
LONGEST_NAME = 100  # characters, so that a folder of some depth still fits the 260 of Windows
MOST_BYTES = 200  # in UTF-8, of the 255 other systems allow
FIRST, LAST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2107, 12, 31, tzinfo=UTC)  # what a ZIP can date
UNIX = 3
DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\s*\.|$)")
TEXT = ("text/", "application/json", "application/x-ndjson")


@dataclass(frozen=True, slots=True)
class Packed:
    """What went into the ZIP: where it lies there, its bytes before compression, their SHA-256."""

    path: str
    size: int
    sha256: str


class Packer:
    """Writes a ZIP into an open file that can be sought in; ``with`` closes it."""

    def __init__(self, file: IO[bytes], at: datetime) -> None:
        self._zip = ZipFile(file, "w", allowZip64=True)
        self._at = min(max(at.astimezone(UTC), FIRST), LAST).timetuple()[:6]
        self._taken: set[str] = set()

    def __enter__(self) -> "Packer":
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self._zip.close()
        else:  # half a ZIP gets no end, also not when this object goes
            self._zip.fp = None

    def add(
        self, folder: str, name: str, content: Iterable[bytes], *, media_type: str, size: int | None = None
    ) -> Packed:
        """Add a file chunk by chunk; ``size`` in bytes where it is known beforehand."""
        entry = ZipInfo(self._free(folder, safe_name(name)), self._at)
        entry.create_system, entry.external_attr = UNIX, (stat.S_IFREG | 0o644) << 16
        entry.compress_type = ZIP_DEFLATED if media_type.startswith(TEXT) else ZIP_STORED
        entry.file_size = size or 0
        digest, written = hashlib.sha256(), 0
        with self._zip.open(entry, "w", force_zip64=size is None) as target:
            for chunk in content:
                target.write(chunk)
                digest.update(chunk)
                written += len(chunk)
        return Packed(entry.filename, written, digest.hexdigest())

    def _free(self, folder: str, name: str) -> str:
        """A path nobody has taken, also where case and composition do not count."""
        stem, dot, extension = name.rpartition(".") if "." in name[1:] else (name, "", "")
        path, number = f"{folder}/{name}" if folder else name, 1
        while (key := unicodedata.normalize("NFKC", path).casefold()) in self._taken:
            number += 1
            free = f"{stem} ({number}){dot}{extension}"
            path = f"{folder}/{free}" if folder else free
        self._taken.add(key)
        return path


def safe_name(name: str) -> str:
    """A file's name as Windows, macOS and Linux can all hold it, its ending kept; never empty."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/")).rsplit("/", 1)[-1]
    name = "".join(" " if one.isspace() else one for one in name if _is_seen(one))
    name = re.sub(r" +", " ", re.sub(r'[<>:"|?*]', "_", name)).strip(" .")
    if DEVICES.match(name):
        name = f"_{name}"
    return _cut(name) or "file"


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    """An open file from where it stands to its end."""
    while chunk := file.read(CHUNK):
        yield chunk


def digest_of(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal digits. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_seen(one: str) -> bool:
    """Not a control, not a mark that turns the line, no half of a character; blanks count as seen."""
    return one.isspace() or unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def _cut(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension) > 12:
        stem, dot, extension = name, "", ""
    ending = dot + extension
    while len(stem + ending) > LONGEST_NAME or len((stem + ending).encode()) > MOST_BYTES:
        stem = stem[:-1]
    return (stem.rstrip(" .") + ending).strip(" .")
