"""The firm's own positions on open points, and how many open assessments took each over."""

from django.db.models import Count

from assessment.models import HousePosition, Position, Stage

OPEN = (Stage.ANSWERING, Stage.REVIEW)


def house_positions() -> dict[str, HousePosition]:
    """What the firm holds now, by open point, in their order; with who took it. One query."""
    held = HousePosition.objects.filter(withdrawn_at=None).select_related("by").order_by("open_point")
    return {one.open_point: one for one in held}


def taken_over() -> dict[str, int]:
    """By open point: the open assessments that rest on a position copied from the firm's. One query."""
    rows = Position.objects.filter(
        withdrawn_at=None, house__isnull=False, assessment__stage__in=OPEN
    ).values_list("open_point")
    return dict(rows.annotate(number=Count("pk")).order_by())
