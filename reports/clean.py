"""Make every text of a snapshot safe to set: bounded, printable, without characters that steer the line.

The renderer's time grows with the square of an unbroken run, and some characters (controls, overrides of the
writing direction) change what a reader sees without being seen. What is cut here stands whole in the JSON
inside the PDF. Nothing is escaped here: templates do that.
"""

import re
import unicodedata
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel

from reports.fonts import MISSING, covered

M = TypeVar("M", bound=BaseModel)

LONGEST_TEXT = 4_000
LONGEST_RUN = 60
MOST_MARKS = 4  # combining marks on one letter
CUT = "… [+]"
MOST_ROWS = {"obligations": 2000, "find_out": 200, "open_points": 200, "answers": 400, "evidence": 2000}
# Since the last report, each more than is shown of it, so that what is cut is also counted.
MOST_CHANGES = {"law": 600, "outcomes": 600, "findings": 600, "determinations": 600, "positions": 600}
MOST_PARTS = 100  # of any other list
WHOLE = ("logo", "url", "verify_url", "sha256", "digest")  # checked by their shape, broken where shown

_COMBINING = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_MARKS = re.compile(rf"([{_COMBINING}]{{{MOST_MARKS}}})[{_COMBINING}]+")
_RUN = re.compile(rf"[^\s\u2e80-\u9fff\uff00-\uffef]{{{LONGEST_RUN + 1},}}")


def text(words: str) -> str:
    """One text, ready to set: bounded in length, and no run of more than LONGEST_RUN without a break."""
    safe = _safe()
    if len(words) <= LONGEST_RUN and safe.issuperset(words):
        return words
    cut = len(words) > LONGEST_TEXT
    words = words[:LONGEST_TEXT].replace("\r\n", "\n")
    if not safe.issuperset(words):
        words = _MARKS.sub(r"\1", unicodedata.normalize("NFC", words))
        words = "".join(c if c in safe else _substitute(c) for c in words)
    words = _RUN.sub(_broken, words)
    return words + CUT if cut else words


def record(model: M) -> M:
    """The same record with every text in it made ready, and every list bounded."""
    return model.model_copy(
        update={name: _value(name, getattr(model, name)) for name in type(model).model_fields}
    )


_MOST = MOST_ROWS | MOST_CHANGES


def _value(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return value if name in WHOLE else text(value)
    if isinstance(value, BaseModel):
        return record(value)
    if isinstance(value, tuple):
        return tuple(_value(name, part) for part in value[: _MOST.get(name, MOST_PARTS)])
    return value


@cache
def _safe() -> frozenset[str]:
    """What the type can print and what does not steer; a new line is kept, the templates make it a break."""
    return frozenset(c for c in map(chr, covered()) if _is_plain(c)) | {"\n"}


def _is_plain(character: str) -> bool:
    """Neither steering nor combining, and no space but the usual, the unbroken and the wide one."""
    category = unicodedata.category(character)
    return character in " \u00a0\u3000" or category not in ("Cc", "Cf", "Cs", "Zl", "Zp", "Zs", "Mn", "Me")


def _substitute(character: str) -> str:
    """A space for odd spaces, nothing for what steers or only decorates, a geta mark for what has no type."""
    category = unicodedata.category(character)
    if character in "\t\v\f\r" or category in ("Zs", "Zl", "Zp"):
        return " "
    if category in ("Mn", "Me"):
        return character if ord(character) in covered() else ""
    return "" if category in ("Cc", "Cf", "Cs", "Cn") else MISSING


def _broken(run: re.Match[str]) -> str:
    """Zero-width spaces where a run may break."""
    whole = run[0]
    return "\u200b".join(whole[i : i + LONGEST_RUN] for i in range(0, len(whole), LONGEST_RUN))
