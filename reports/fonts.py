"""The packaged type and the private fontconfig that leads the renderer to it and to nothing else.

Families: ``Hegui Sans``, ``Hegui Serif`` (Latin; the sans also Greek, Cyrillic and the signs of state),
``Hegui Sans SC``, ``Hegui Serif SC`` (Chinese). ``type/FONTLOG.txt`` says where they come from, ``OFL.txt``
is their licence, ``make_fonts.py`` cuts them.
"""

import os
import stat
import tempfile
from functools import cache
from pathlib import Path

from reports.errors import MissingLibraries

TYPE = Path(__file__).parent / "type"
COVERAGE = TYPE / "coverage.txt"
FACES = tuple(
    f"hegui-{name}.ttf"
    for name in (
        "sans-regular", "sans-semibold", "serif-semibold",
        "sans-sc-regular", "sans-sc-semibold", "serif-sc-semibold",
    )
)  # fmt: skip
TRUETYPE = b"\x00\x01\x00\x00"  # how each of them begins
MISSING = "\u3013"  # the geta mark, which printers set where a character is not in the case

_CONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>{type}</dir>
<cachedir>{cache}</cachedir>
</fontconfig>
"""


def write_config(folder: Path | None = None) -> Path:
    """Write fonts.conf and make its cache folder; returns an absolute path for ``FONTCONFIG_FILE``.

    Raises MissingLibraries where a packaged face is gone: the renderer would print boxes, and say nothing.

    ``folder`` defaults to a folder of this user among the temporary files, so that the project itself may be
    read-only. The path must be absolute: fontconfig takes a relative one for no configuration at all.
    """
    if gone := [name for name in FACES if not _is_face(TYPE / name)]:
        raise MissingLibraries(
            f"The type that reports are printed in is not complete: {', '.join(gone)} in {TYPE.name}/. "
            "Install the product again."
        )
    base = folder or _own_folder(Path(tempfile.gettempdir()) / f"hegui-type-{os.getuid()}")
    cache_folder = (base / "cache").absolute()
    cache_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    config = base.absolute() / "fonts.conf"
    text = _CONFIG.format(type=_escaped(TYPE.absolute()), cache=_escaped(cache_folder))
    if not config.is_file() or config.read_text(encoding="utf-8") != text:
        passing = config.with_suffix(f".{os.getpid()}")
        passing.write_text(text, encoding="utf-8")
        passing.replace(config)
    return config


def _is_face(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(TRUETYPE)) == TRUETYPE
    except OSError:
        return False


def _own_folder(wanted: Path) -> Path:
    """The folder wanted, or a fresh one where somebody else has taken its name."""
    try:
        wanted.mkdir(mode=0o700, exist_ok=True)
        status = wanted.lstat()
    except OSError:
        return Path(tempfile.mkdtemp(prefix="hegui-type-"))
    ours = stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid()
    return wanted if ours else Path(tempfile.mkdtemp(prefix="hegui-type-"))


def _escaped(path: Path) -> str:
    return str(path).replace("&", "&amp;").replace("<", "&lt;")


@cache
def covered() -> frozenset[int]:
    """The code points the packaged type can print."""
    points: set[int] = set()
    for line in COVERAGE.read_text(encoding="ascii").split("\n"):
        if line:
            first, last = line.split(" ")
            points.update(range(int(first, 16), int(last, 16) + 1))
    return frozenset(points)
