"""The two sides of a comparison in words: what can be chosen, and what was."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessment.queries.compare import NEWEST, NOW, Taken
from reports.changes import Side


def options(found: list[Taken], chosen: Taken | str, states: list[str]) -> list[dict[str, str]]:
    """What a select offers: states nobody has frozen, then snapshots, newest first."""
    listed = [*found, chosen] if isinstance(chosen, Taken) and chosen not in found else found
    states = states if isinstance(chosen, Taken) or chosen in states else [*states, chosen]
    return [{"value": one, "text": _state(one)} for one in states] + [_option(one) for one in listed]


def side_shown(one: Taken | str, side: Side) -> dict[str, Any]:
    """One side as the head of the comparison names it."""
    shown = {
        "as_of": date_format(side.as_of, "DATE_FORMAT"),
        "rulebook": side.rulebook,
        "title": "",
        "by": "",
        "standing": _("not frozen"),
        "url": "",
        "digest": "",
    }
    if isinstance(one, str):
        return shown | {"title": _state(one)}
    return shown | {
        "title": _when(one),
        "by": one.by,
        "standing": _standing(one),
        "url": reverse("report_read", args=[one.key]),
        "digest": one.digest[7:19],
    }


def _option(one: Taken) -> dict[str, str]:
    words = (_when(one), _("as of %(day)s") % {"day": date_format(one.as_of, "DATE_FORMAT")}, _standing(one))
    return {"value": one.key, "text": " · ".join(words)}


def _state(name: str) -> str:
    words = {NOW: _("As it stands now"), NEWEST: _("As it would stand under the newest rulebook")}
    return words[name]


def _when(one: Taken) -> str:
    return date_format(timezone.localtime(one.at), "SHORT_DATETIME_FORMAT")


def _standing(one: Taken) -> str:
    words = {"draft": _("Draft"), "released": _("Released"), "withdrawn": _("Sign-off withdrawn")}
    return words[one.standing]
