"""The signs of state, drawn once for paper: each a shape of its own, so that color never speaks alone.

Font units, 1000 to the em. A sign sits between baseline and capital height and is as wide as it is high.
TrueType fills what runs clockwise and cuts out what runs against it. Used only when type is cut
(``reports.make_fonts``).
"""

from collections.abc import Callable
from math import cos, pi, sin
from typing import Any

WIDTH, MIDDLE, RADIUS, STROKE = 680, 330, 262, 60
CENTER = WIDTH / 2


def _arc(pen: Any, radius: float, start: float, steps: int, turn: int) -> None:
    """Quadratic arcs of 45 degrees from the angle ``start``; ``turn`` -1 runs clockwise."""
    outer = radius / cos(pi / 8)
    for step in range(steps):
        middle, end = start + turn * pi / 4 * (step + 0.5), start + turn * pi / 4 * (step + 1)
        control = (CENTER + outer * cos(middle), MIDDLE + outer * sin(middle))
        pen.qCurveTo(control, (CENTER + radius * cos(end), MIDDLE + radius * sin(end)))


def _disc(pen: Any, radius: float = RADIUS, turn: int = -1) -> None:
    pen.moveTo((CENTER + radius, MIDDLE))
    _arc(pen, radius, 0, 8, turn)
    pen.closePath()


def _ring(pen: Any) -> None:
    _disc(pen)
    _disc(pen, RADIUS - STROKE, turn=1)


def _half(pen: Any, start: float) -> None:
    """A ring with the half filled that lies clockwise of the angle ``start``."""
    _ring(pen)
    pen.moveTo((CENTER + RADIUS * cos(start), MIDDLE + RADIUS * sin(start)))
    _arc(pen, RADIUS, start, 4, -1)
    pen.closePath()


def _dots(pen: Any, count: int = 10, size: float = 40) -> None:
    """A ring of dots: not yet there."""
    for i in range(count):
        x = CENTER + (RADIUS - size / 2) * cos(2 * pi * i / count)
        y = MIDDLE + (RADIUS - size / 2) * sin(2 * pi * i / count)
        corners = [(x + size * cos(-pi / 4 * k), y + size * sin(-pi / 4 * k)) for k in range(8)]
        _polygon(pen, *corners)


def _polygon(pen: Any, *points: tuple[float, float]) -> None:
    pen.moveTo(points[0])
    for point in points[1:]:
        pen.lineTo(point)
    pen.closePath()


def _tick(pen: Any) -> None:
    _polygon(pen, (78, 318), (138, 374), (268, 224), (552, 592), (616, 546), (272, 96))


def _cross(pen: Any) -> None:
    low, high, thick = 96, 564, 50
    x0, x1 = CENTER - (high - low) / 2, CENTER + (high - low) / 2
    _polygon(
        pen,
        (x0 + thick, low),
        (x0, low + thick),
        (CENTER - thick, MIDDLE),
        (x0, high - thick),
        (x0 + thick, high),
        (CENTER, MIDDLE + thick),
        (x1 - thick, high),
        (x1, high - thick),
        (CENTER + thick, MIDDLE),
        (x1, low + thick),
        (x1 - thick, low),
        (CENTER, MIDDLE - thick),
    )


MARKS: dict[int, Callable[[Any], None]] = {
    0x25CF: _disc,  # applies
    0x25D0: lambda pen: _half(pen, -pi / 2),  # undetermined
    0x25CB: _ring,  # does not apply
    0x25CC: _dots,  # not in force
    0x2713: _tick,  # met
    0x25D1: lambda pen: _half(pen, pi / 2),  # partly met
    0x2715: _cross,  # not met
}
