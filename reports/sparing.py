"""The renderer, spared what it does for every document and ours does not need. The pages come out the same.

Three things, each a measured part of a report's processor time (``tests.bench report``): pseudo-elements that
no report has; styles worked out again for each element with a language; fonts found and measured anew for
each document. The renderer is pinned to one version, and ``tests/reports/test_sparing.py`` says when another
one no longer has what is relied upon here.
"""

import re
from functools import cache, lru_cache
from typing import Any

import tinycss2  # type: ignore[import-untyped]
from weasyprint import CSS, HTML
from weasyprint.html import UA
from weasyprint.text.fonts import FontConfiguration

# The browser's sheet gives every element five kinds of note; reports have none.
NOTES = re.compile(r"^::(?:foot)?note-[^{]*\{[^}]*\}\n", re.MULTILINE)
# … and a marker, which only the items of a list can have.
MARKERS = re.compile(r"^(?=::marker \{)", re.MULTILINE)

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


def share_styles() -> None:
    """Let elements whose ``lang`` is the same share a computed style, as all others do.

    The renderer parses each such attribute for itself and compares what comes out by identity. So equal
    attributes must come out as one.
    """
    tinycss2.parse_one_declaration = _declaration


def _declaration(written: Any, skip_comments: bool = False) -> Any:
    """The declaration of a text, each text read once; of tokens as ever."""
    if isinstance(written, str):
        return _parsed(written, skip_comments)
    return _parsed.__wrapped__(written, skip_comments)
