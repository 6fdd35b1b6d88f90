"""The positions an assessment begins with: of an answers file, of an earlier assessment, of the firm."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessment.errors import Refused
from assessment.models import Assessment, HousePosition, Position, User
from assessment.queries.rulebook import rulebook_of


def given_positions(
    assessment: Assessment, readings: Mapping[str, str], by: User | None, held: Iterable[Position]
) -> list[Position]:
    """Rows, not yet saved: a file's readings, or an earlier assessment's with whose they were and why."""
    if readings and by is None:
        raise Refused(_("A position needs a person who takes it."))
    earlier = {position.open_point: position for position in held}
    return [
        _position(
            assessment,
            open_point=point,
            reading=reading,
            by=earlier[point].by if point in earlier else by,
            house=earlier[point].house if point in earlier else None,
            reason=earlier[point].reason if point in earlier else _("Taken over from the answers file."),
        )
        for point, reading in readings.items()
    ]


def copied_positions(
    assessment: Assessment, house: Iterable[HousePosition], *, beside: Iterable[str]
) -> list[Position]:
    """Rows, not yet saved: the firm's positions, except on points ``beside``, where another one stands."""
    points = rulebook_of(assessment.edition).open_points
    taken = set(beside)
    return [
        _position(
            assessment,
            open_point=one.open_point,
            reading=one.reading,
            by=one.by,
            house=one,
            reason=one.reason,
        )
        for one in house
        if one.open_point not in taken and one.open_point in points and points[one.open_point].moves
    ]


def _position(assessment: Assessment, **fields: Any) -> Position:
    return Position(firm_id=assessment.firm_id, assessment=assessment, at=assessment.created_at, **fields)
