"""The rows of the list of services: drawn by the template once, then filled a thousand times.

A list of a thousand services would spend half a second in the template engine. So the template draws one
row with marks in place of the values, and each row is that text with its values, escaped, put in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.models import Stage
from assessment.queries.overview import Row
from assessment.views.links import link

_KEY = "222222222222"
_NAMES = ("url", "name", "client", "stage", "as_of", "scope_tag", "figures", "waits")
_COUNTS = ("applies", "undetermined", "does_not_apply", "not_in_force")


@dataclass(frozen=True)
class Waits:
    """What waits on a service: of one's own work, one's word on it, of its questions; a newer rulebook."""

    late: int = 0
    rest: int = 0
    to_sign_off: int = 0
    set_aside: int = 0
    to_reconfirm: int = 0
    is_behind: bool = False


def service_rows(rows: Iterable[tuple[Row, Waits]], language: str, *, has_clients: bool) -> SafeString:
    """The rows as HTML, each a table row of service/row.html."""
    return mark_safe("\n".join(_filled(row, waits, language, has_clients) for row, waits in rows))  # noqa: S308


def _filled(row: Row, waits: Waits, language: str, has_clients: bool) -> str:
    is_zh = language.startswith("zh")
    values = {
        "url": _service_url().replace(_KEY, row.key),
        "name": escape(row.name_zh if is_zh or not row.name_en else row.name_en),
        "client": escape(row.client_zh if is_zh or not row.client_en else row.client_en),
        "waits": _waits(waits, language),
    }
    if row.scope is None:
        return _pattern(language, has_clients, False) % values
    return _pattern(language, has_clients, True) % {
        **values,
        "stage": _stage(row.stage or "", language),
        "as_of": _day(row.as_of, language),
        "scope_tag": _scope_tag(row.scope, language),
        "figures": _figures(row.applies or 0, row.undetermined or 0, language),
        "applies": row.applies,
        "undetermined": row.undetermined,
        "does_not_apply": row.does_not_apply,
        "not_in_force": row.not_in_force,
    }


# What is the same for many rows is worked out once; the language is an argument because gettext reads it.


@lru_cache(maxsize=1)
def _service_url() -> str:
    return link("service", _KEY)


@lru_cache(maxsize=16)
def _pattern(language: str, has_clients: bool, is_assessed: bool) -> str:
    service = {name: mark_safe(f"%({name})s") for name in _NAMES} | {"is_assessed": is_assessed}  # noqa: S308
    counts = {name: f"%({name})s" for name in _COUNTS}
    words = {"service": service, "counts": counts, "has_clients": has_clients}
    return render_to_string("service/row.html", words)


@lru_cache(maxsize=64)
def _stage(stage: str, language: str) -> str:
    return escape(capfirst(str(Stage(stage).label)))


@lru_cache(maxsize=1024)
def _day(day: date | None, language: str) -> str:
    return escape(date_format(day, "DATE_FORMAT")) if day else ""


@lru_cache(maxsize=64)
def _scope_tag(scope: str, language: str) -> str:
    return render_to_string("components/scope_tag.html", {"scope": scope})


@lru_cache(maxsize=4096)
def _figures(applies: int, undetermined: int, language: str) -> str:
    """The two numbers that matter first, in words."""
    words = ngettext("%d applies", "%d apply", applies) % applies
    return escape(_("%(applies)s, %(open)d open") % {"applies": words, "open": undetermined})


@lru_cache(maxsize=1024)
def _waits(waits: Waits, language: str) -> str:
    """First what has this person's name on it, overdue first."""
    said = [
        (waits.late, ngettext("%d overdue", "%d overdue", waits.late)),
        (waits.rest, ngettext("%d for you to do", "%d for you to do", waits.rest)),
        (waits.to_sign_off, ngettext("%d review to sign off", "%d reviews to sign off", waits.to_sign_off)),
        (waits.set_aside, ngettext("%d question set aside", "%d questions set aside", waits.set_aside)),
        (
            waits.to_reconfirm,
            ngettext("%d answer to re-confirm", "%d answers to re-confirm", waits.to_reconfirm),
        ),
    ]
    words = [sentence % number for number, sentence in said if number]
    words += [_("a newer rulebook")] if waits.is_behind else []
    return render_to_string("service/waits.html", {"waits": words, "late": waits.late})
