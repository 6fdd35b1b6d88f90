"""The renderer, spared what it does for every document and ours does not need. The pages come out the same.

Five things, each a measured part of a report's processor time (``tests.bench report``): pseudo-elements that
no report has; styles worked out again for each element with a language; fonts found and measured anew for
each document, and described anew for each line; the last fiftieth squeezed out of a file. The renderer is
pinned to one version, and ``tests/reports/test_sparing.py`` says when another one no longer has what is
relied upon here.
"""

import re
import zlib
from functools import cache, lru_cache
from typing import Any

import pydyf
import tinycss2  # type: ignore[import-untyped]
from weasyprint import CSS, HTML
from weasyprint.html import UA
from weasyprint.text import line_break
from weasyprint.text.fonts import FontConfiguration, get_font_description

# The browser's sheet gives every element five kinds of note; reports have none.
NOTES = re.compile(r"^::(?:foot)?note-[^{]*\{[^}]*\}\n", re.MULTILINE)
# … and a marker, which only the items of a list can have.
MARKERS = re.compile(r"^(?=::marker \{)", re.MULTILINE)

# What a font's description is made of.
DESCRIBED = ("font_family", "font_style", "font_stretch", "font_weight", "font_size", "font_variant_caps")

_parsed = lru_cache(maxsize=1024)(tinycss2.parse_one_declaration)


class SparingHTML(HTML):
    """A page without the notes and markers that it does not have."""

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [_browser_sheet()]


@cache
def _browser_sheet() -> CSS:
    return CSS(string=MARKERS.sub("li", NOTES.sub("", UA)))


@cache
def fonts() -> FontConfiguration:
    """Fonts found and metrics measured so far; a child inherits those of the worker that forked it."""
    return FontConfiguration()


def spare() -> None:
    """Take in place of three library functions those below; doing so twice is doing it once.

    Elements whose ``lang`` is the same then share a computed style, as all others do: the renderer parses
    each such attribute for itself and compares what comes out by identity. Lines of one type share its
    description. And a file is packed as zlib does by default, not at its slowest.
    """
    tinycss2.parse_one_declaration = _declaration
    line_break.get_font_description = _description
    pydyf.zlib = _Packing


def _declaration(written: Any, skip_comments: bool = False) -> Any:
    """The declaration of a text, each text read once; of tokens as ever."""
    if isinstance(written, str):
        return _parsed(written, skip_comments)
    return _parsed.__wrapped__(written, skip_comments)


_described: dict[tuple[Any, ...], Any] = {}


def _description(style: Any) -> Any:
    """Pango's description of a style's font, which nobody changes; variations are described each time."""
    if style["font_variation_settings"] != "normal":
        return get_font_description(style)
    key = tuple(map(style.__getitem__, DESCRIBED))
    if key not in _described:
        _described[key] = get_font_description(style)
    return _described[key]


class _Packing:
    """What the file's writer knows of zlib: level 9 takes three times as long as 6 and saves a fiftieth."""

    @staticmethod
    def compressobj(level: int) -> Any:
        return zlib.compressobj(level=min(level, 6))
