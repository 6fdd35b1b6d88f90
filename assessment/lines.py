"""Text broken into lines for a terminal, in Chinese and English alike.

Widths are in cells: a full-width character takes two. Lines break at blanks and between Chinese
characters, but not before closing punctuation nor after opening (kinsoku).
"""

import io
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.core.management.base import OutputWrapper

_OPENING = "（《〈“‘「『【〔［"
_CLOSING = "，。；：、？！）》〉”’」』】〕］…·%"
# What full-width text is: it may be broken anywhere, but for the punctuation above.
_WIDE = "ᄀ-ᅟ⺀-〾ぁ-꓏ꥠ-꥿가-힣豈-﫿︐-﹯＀-｠￠-￦\U0001f000-\U0003fffd"
# What stays on one line: a wide character or a run of others, with the punctuation that hangs on it.
_RUN = rf"[^\s{_WIDE}{_OPENING}{_CLOSING}]+"
_UNIT = re.compile(rf"\s+|[{_OPENING}]*(?:[{_WIDE}]|{_RUN}(?:’{_RUN})*)?[{_CLOSING}]*|.")


@lru_cache(maxsize=8192)
def cells(text: str) -> int:
    """How many cells of a terminal ``text`` takes."""
    if text.isascii():
        return len(text)
    return sum(_cells_of(char) for char in text)


def _cells_of(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrap(text: str, width: int, first: str = "", rest: str | None = None) -> Iterator[str]:
    """``text`` in lines of at most ``width`` cells, the first begun with ``first``, others with ``rest``.

    ``rest`` is blanks as wide as ``first`` unless given. A word longer than a line is cut.
    """
    rest = " " * cells(first) if rest is None else rest
    line, used, room = first, cells(first), False
    for unit in _units(text, width - max(cells(first), cells(rest))):
        size = cells(unit)
        if used + cells(unit.rstrip()) > width and room:
            yield line.rstrip()
            line, used, room = rest, cells(rest), False
        if not room:
            unit = unit.lstrip()
            size = cells(unit)
        line += unit
        used += size
        room = room or bool(unit)
    yield line.rstrip()


def _units(text: str, width: int) -> Iterator[str]:
    for unit in _UNIT.findall(text):
        if cells(unit) <= width:
            yield unit
        else:
            yield from _cut(unit, width)


def _cut(word: str, width: int) -> Iterator[str]:
    """A word too long for any line, in pieces that fit."""
    piece, used = "", 0
    for char in word:
        size = cells(char)
        if used + size > width:
            yield piece
            piece, used = "", 0
        piece += char
        used += size
    yield piece


def speak_utf_8(stream: OutputWrapper) -> None:
    """Have a command write the same bytes whatever the locale of the terminal says."""
    out: Any = stream._out
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(encoding="utf-8", newline="\n")
