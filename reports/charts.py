"""Two quiet charts and a QR code as SVG, made by hand: the same on paper and on screen.

Colors are attributes, since a page's style sheet does not reach into SVG on paper. Numbers have a fixed count
of digits, so that the bytes are the same everywhere. Titles are escaped here; the results go into the page as
they are.
"""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import segno

INK = "#1d2a3a"
COLORS = {
    "applies": "#1d3557",
    "undetermined": "#c98a1b",
    "does_not_apply": "#d9dce1",
    "not_in_force": "#aeb9c7",
    "met": "#2f6f4e",
    "partly_met": "#b58a2a",
    "not_met": "#a3312a",
    "not_assessed": "#d9dce1",
}
HATCHED = ("undetermined",)


class Part(NamedTuple):
    """A stretch of a bar: which state, and how many obligations."""

    kind: str
    size: int


def bar(name: str, parts: Sequence[Part], title: str, *, width: int = 1000, height: int = 40) -> str:
    """One bar of all parts side by side; a part that is not empty is never narrower than six units.

    ``name`` is unique on the page: it names the hatching.
    """
    shown = [part for part in parts if part.size]
    total = sum(part.size for part in shown)
    spare = width - 6 * len(shown)
    pieces = [_open(title, width, height), _hatching(name) if any(p.kind in HATCHED for p in shown) else ""]
    x = 0.0
    for part in shown:
        span = 6 + spare * part.size / total
        pieces.append(_rect(name, part.kind, x, span - 2, height))
        x += span
    return "".join(pieces) + "</svg>"


def measure(name: str, parts: Sequence[Part], most: int, title: str) -> str:
    """One line of a list of measures: its parts to the scale of the longest line, ``most``."""
    width, height = 600, 22
    pieces = [_open(title, width, height), _hatching(name) if any(p.kind in HATCHED for p in parts) else ""]
    x = 0.0
    for part in parts:
        if part.size:
            span = max(6.0, width * part.size / most)
            pieces.append(_rect(name, part.kind, x, span - 2, height))
            x += span
    return "".join(pieces) + "</svg>"


def qr(url: str, title: str) -> str:
    """The address as a QR code of error level M, drawn as one path."""
    rows = [list(row) for row in segno.make(url, error="m", micro=False).matrix]
    path = "".join(
        f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _runs(row)
    )
    return f'{_open(title, len(rows), len(rows))}<path fill="{INK}" d="{path}"/></svg>'


def _runs(row: list[int]) -> list[tuple[int, int]]:
    """Start and length of each stretch of dark modules."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((x, 1))
    return runs


def _open(title: str, width: int, height: int) -> str:
    box = f'viewBox="0 0 {width} {height}" preserveAspectRatio="none"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="img"><title>{escape(title)}</title>'


def _hatching(name: str) -> str:
    """Open law is hatched: the pattern a bar's undetermined part is filled with."""
    color = COLORS["undetermined"]
    return (
        f'<defs><pattern id="hatch-{name}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="#f6e3b8"/>'
        f'<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="{color}" stroke-width="2.2"/></pattern></defs>'
    )


def _rect(name: str, kind: str, x: float, width: float, height: float) -> str:
    fill = f"url(#hatch-{name})" if kind in HATCHED else COLORS[kind]
    return f'<rect x="{x:.2f}" y="0" width="{width:.2f}" height="{height}" fill="{fill}"/>'
