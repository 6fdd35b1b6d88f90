"""What a PDF says of its own making: which edition of the printer, and the choices it was printed with.

Whoever checks a PDF prints its snapshot once more; the imprint, the document's creator in its metadata, says
how. An edition is everything that decides the bytes beside snapshot and choices: our templates, style, code
and type, and the versions of the libraries. Two machines of one edition print the same bytes; of two editions
nothing is promised.
"""

import ctypes
import hashlib
import platform
import re
import zlib
from collections.abc import Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
ATTACHMENT = "snapshot.json"  # the name under which a PDF carries its snapshot
CODE = (
    "charts", "clean", "duty_tags", "fonts", "html", "imprint", "logo", "printing", "shape", "snapshot",
    "statements", "tags", "view", "wording",
)  # fmt: skip
PACKAGES = (
    "weasyprint", "pydyf", "tinyhtml5", "tinycss2", "cssselect2", "pyphen", "pillow", "fonttools", "django",
    "segno", "pydantic",
)  # fmt: skip

_FORM = re.compile(
    r"Hegui ([0-9a-f]{16}) language=(zh|en|both) variant=([a-z]{1,20}) "
    r"sections=([a-z]{1,20}(?:,[a-z]{1,20}){0,40})"
)


class Imprint(NamedTuple):
    """Edition and choices; ``sections`` None means all."""

    edition: str
    language: str
    variant: str
    sections: tuple[str, ...] | None

    def __str__(self) -> str:
        sections = "all" if self.sections is None else ",".join(self.sections)
        return f"Hegui {self.edition} language={self.language} variant={self.variant} sections={sections}"


def imprint(language: str, variant: str, sections: Sequence[str] | None, named: str | None = None) -> str:
    """The imprint of a document printed now with these choices; ``named`` stands in for our own edition."""
    chosen = None if sections is None else tuple(sections)
    return str(Imprint(named or edition(), language, variant, chosen))


def parse(text: str) -> Imprint | None:
    """Read an imprint back; None for anything else."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    sections = None if found[4] == "all" else tuple(found[4].split(","))
    return Imprint(found[1], found[2], found[3], sections)


@cache
def edition() -> str:
    """Sixteen digits that are the same wherever the same snapshot gives the same bytes."""
    whole = hashlib.sha256("\n".join(_versions()).encode())
    for path in _files():
        content = path.read_bytes()
        whole.update(f"\n{path.relative_to(ROOT).as_posix()} {len(content)}\n".encode() + content)
    return whole.hexdigest()[:16]


def _files() -> list[Path]:
    code = [ROOT / "reports" / f"{name}.py" for name in CODE]
    type_ = sorted((ROOT / "reports" / "type").glob("hegui-*"))
    templates = sorted(path for path in (ROOT / "templates" / "report").rglob("*") if path.is_file())
    return [*code, *type_, *templates, ROOT / "static" / "css" / "report.css"]


def _versions() -> list[str]:
    """What lays out, cuts type and packs: other versions of these may give other bytes."""
    packages = [f"{name} {metadata.version(name)}" for name in PACKAGES]
    own = [f"python {'.'.join(platform.python_version_tuple()[:2])}", f"zlib {zlib.ZLIB_RUNTIME_VERSION}"]
    return [*packages, *own, *(f"{name} {_library(name, call)}" for name, call in _LIBRARIES.items())]


_LIBRARIES = {
    "libpango-1.0.so.0": "pango_version_string",
    "libharfbuzz.so.0": "hb_version_string",
    "libfontconfig.so.1": "FcGetVersion",
}


def _library(name: str, call: str) -> str:
    try:
        asked = getattr(ctypes.CDLL(name), call)
    except (OSError, AttributeError):
        return "absent"
    asked.restype = ctypes.c_int if call == "FcGetVersion" else ctypes.c_char_p
    said = asked()
    return said.decode() if isinstance(said, bytes) else str(said)
