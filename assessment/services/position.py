"""Positions on open points, and counsel's dissent from an outcome."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.cleaning import clean_note
from assessment.errors import Conflict, Refused, UnknownItem
from assessment.models import Assessment, Dissent, DissentView, HousePosition, Position, Reading, User
from assessment.models.position import Taken
from assessment.queries.rulebook import rulebook_of
from assessment.services.audit import record_event
from assessment.services.summary import refresh_summary
from assessment.services.version import bump, refuse_closed


def take_position(
    *,
    assessment: Assessment,
    open_point: str,
    reading: str,
    reason: str,
    by: User,
    saw: str | None = None,
    house: HousePosition | None = None,
) -> Position:
    """Take a reading, A or B, of an open point; replaces the one held.

    ``saw`` is the key of the position the writer's page showed, "" for none; left out, it is not compared.
    ``house`` is the firm's own position where this one was taken over from it.
    Raises Refused, UnknownItem, Unclean, Conflict.
    """
    point = rulebook_of(assessment.edition).open_points.get(open_point)
    if point is None:
        raise UnknownItem(_("This edition of the rulebook has no such open point."))
    if not point.moves:
        raise Refused(_("No outcome hangs on this point; it is a note."))
    if reading not in Reading.values:
        raise Refused(_("Choose reading A or reading B."), field="reading")
    reason = clean_reason(reason)
    refuse_closed(assessment)
    now = timezone.now()
    position = Position(
        firm_id=assessment.firm_id,
        assessment=assessment,
        open_point=open_point,
        reading=reading,
        reason=reason,
        by=by,
        at=now,
        house=house,
    )
    with transaction.atomic():
        bump(assessment)
        held = Position.objects.filter(
            assessment=assessment, open_point=open_point, withdrawn_at=None
        ).first()
        if held and (held.reading, held.reason) == (reading, reason):
            return held
        refuse_unseen(saw, mine=position, held=held)
        if held:
            end(held, by)
        position.save(force_insert=True)
        record_event(
            service=assessment.service,
            by=by,
            verb="position_taken",
            subject=f"open_point:{open_point}",
            at=now,
            payload={
                "assessment": assessment.key,
                "before": held.reading if held else None,
                "after": reading,
                "reason": reason,
                **({"house": house.key} if house else {}),
            },
        )
        refresh_summary(assessment)
    return position


def withdraw_position(*, position: Position, by: User, saw: str | None = None) -> None:
    """Leave the point open again. The row stays, as history. ``saw`` as for taking one."""
    refuse_unseen(saw, mine=None, held=position)
    refuse_closed(position.assessment)
    with transaction.atomic():
        bump(position.assessment)
        if not end(position, by):
            return
        record_event(
            service=position.assessment.service,
            by=by,
            verb="position_withdrawn",
            subject=f"open_point:{position.open_point}",
            payload={"assessment": position.assessment.key, "before": position.reading},
        )
        refresh_summary(position.assessment)


def record_dissent(
    *,
    assessment: Assessment,
    obligation: str,
    view: str,
    reason: str,
    by: User,
    saw: str | None = None,
) -> Dissent:
    """Counsel's own view of an obligation, with its reason; the outcome stays what it is.

    Replaces the one held, unless that says the same; ``saw`` is its key as the page showed it, "" for none.
    Raises Refused, UnknownItem, Unclean, Conflict.
    """
    if obligation not in rulebook_of(assessment.edition).obligations:
        raise UnknownItem(_("This edition of the rulebook has no such obligation."))
    if view not in DissentView.values:
        raise Refused(_("Choose what you hold instead."), field="view")
    refuse_closed(assessment)
    dissent = Dissent(
        firm_id=assessment.firm_id,
        assessment=assessment,
        obligation=obligation,
        view=view,
        reason=clean_reason(reason),
        by=by,
        at=timezone.now(),
    )
    with transaction.atomic():
        Assessment.objects.select_for_update(no_key=True).only("pk").get(pk=assessment.pk)  # one at a time
        rows = Dissent.objects.filter(assessment=assessment, obligation=obligation, withdrawn_at=None)
        held = rows.select_related("by").first()
        if held and (held.view, held.reason, held.by_id) == (view, dissent.reason, by.pk):
            return held
        refuse_unseen(saw, mine=dissent, held=held)
        if held:
            end(held, by)
        dissent.save(force_insert=True)
        record_event(
            service=assessment.service,
            by=by,
            verb="dissent_recorded",
            subject=f"obligation:{obligation}",
            payload={"assessment": assessment.key, "view": view, "reason": dissent.reason},
        )
    return dissent


def withdraw_dissent(*, dissent: Dissent, by: User, saw: str | None = None) -> None:
    """Counsel agrees with the outcome after all. ``saw`` as for recording one."""
    refuse_unseen(saw, mine=None, held=dissent)
    refuse_closed(dissent.assessment)
    with transaction.atomic():
        if end(dissent, by):
            record_event(
                service=dissent.assessment.service,
                by=by,
                verb="dissent_withdrawn",
                subject=f"obligation:{dissent.obligation}",
                payload={"assessment": dissent.assessment.key, "before": dissent.view},
            )


def clean_reason(reason: str) -> str:
    """A reason that says something; whoever takes a position gives one. Raises Refused, Unclean."""
    reason = clean_note(reason, field="reason")
    if not reason:
        raise Refused(_("Give your reason."), field="reason")
    return reason


def refuse_unseen(saw: str | None, *, mine: Taken | None, held: Any) -> None:
    """Raise Conflict unless what is held is what the writer's page showed."""
    if saw is None or saw == (held.key if held else ""):
        return
    if isinstance(held or mine, Dissent):
        sentence = _("Somebody else recorded a view meanwhile. Compare, and choose.")
    else:
        sentence = _("Somebody else took a position meanwhile. Compare, and choose.")
    raise Conflict(sentence, mine=mine, theirs=held)


def end(taken: Taken, by: User) -> bool:
    """Withdraw what somebody holds; False if it was withdrawn before."""
    model: Any = type(taken)
    taken.withdrawn_at, taken.withdrawn_by = timezone.now(), by
    held = model.objects.filter(pk=taken.pk, withdrawn_at=None)
    return bool(held.update(withdrawn_at=taken.withdrawn_at, withdrawn_by=by))
