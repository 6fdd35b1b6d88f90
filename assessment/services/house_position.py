"""The firm's own positions on open points: what it holds until it holds something else."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.errors import Conflict, Refused, UnknownItem
from assessment.models import Firm, HousePosition, Reading, User
from assessment.queries.rulebook import rulebook_of
from assessment.services.audit import record_event
from assessment.services.edition import newest_edition
from assessment.services.position import clean_reason, end


def take_house_position(
    *, firm: Firm, open_point: str, reading: str, reason: str, by: User, saw: str | None = None
) -> HousePosition:
    """The firm's own reading, A or B, offered to assessments; changes none by itself.

    ``saw`` is the key of the position the writer's page showed, "" for none; left out, it is not compared.
    Raises Refused, UnknownItem, Unclean, Conflict.
    """
    point = rulebook_of(newest_edition()).open_points.get(open_point)
    if point is None:
        raise UnknownItem(_("This edition of the rulebook has no such open point."))
    if not point.moves:
        raise Refused(_("No outcome hangs on this point; it is a note."))
    if reading not in Reading.values:
        raise Refused(_("Choose reading A or reading B."), field="reading")
    position = HousePosition(
        firm=firm,
        open_point=open_point,
        reading=reading,
        reason=clean_reason(reason),
        by=by,
        at=timezone.now(),
    )
    with transaction.atomic():
        # The firm's row, so that of two people at once the second meets what the first wrote.
        Firm.objects.select_for_update(no_key=True).get(pk=firm.pk)
        held = HousePosition.objects.filter(open_point=open_point, withdrawn_at=None).first()
        if held and (held.reading, held.reason) == (reading, position.reason):
            return held
        _refuse_unseen(saw, position, held)
        if held:
            end(held, by)
        position.save(force_insert=True)
        record_event(
            firm=firm,
            by=by,
            verb="house_position_taken",
            subject=f"open_point:{open_point}",
            at=position.at,
            payload={
                "before": held.reading if held else None,
                "after": reading,
                "reason": position.reason,
            },
        )
    return position


def withdraw_house_position(*, position: HousePosition, by: User) -> None:
    """The firm holds this no longer; assessments that copied it keep it."""
    with transaction.atomic():
        if end(position, by):
            record_event(
                firm=position.firm,
                by=by,
                verb="house_position_withdrawn",
                subject=f"open_point:{position.open_point}",
                payload={"before": position.reading},
            )


def _refuse_unseen(saw: str | None, mine: HousePosition, held: HousePosition | None) -> None:
    if saw is not None and saw != (held.key if held else ""):
        raise Conflict(
            _("Somebody else took a position meanwhile. Compare, and choose."), mine=mine, theirs=held
        )
