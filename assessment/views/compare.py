"""What changed between two reports of a service, since a report, or under a newer rulebook."""

import re
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from assessment.access import EnteredRequest, get_assessment, get_object, get_service, visible
from assessment.converters import KeyConverter
from assessment.models import Edition, Service, Snapshot
from assessment.queries.compare import NEWEST, NOW, Taken, body_of, pair, taken
from assessment.services.compare import as_it_stands, newer_edition
from assessment.views.compare_rows import chapters_shown
from assessment.views.compare_sides import options, side_shown
from assessment.views.crumbs import service_crumbs
from assessment.views.links import link
from reports import compare as comparing
from reports import snapshot as shape
from reports.change_rows import tally

# A side is a snapshot, or one of two states nobody has frozen; in this order the earlier stands left.
_AFTER_ALL = {NOW: 1, NEWEST: 2}


@dataclass(frozen=True)
class Held:
    """A service and what can be chosen of it: its snapshots, and the rulebook it could move to."""

    request: EnteredRequest
    service: Service
    found: list[Taken]
    newer: Edition | None

    def chosen(self, key: str) -> Taken | str:
        """The snapshot of a key, or the state it names; 404 for what is not this service's."""
        if key in _AFTER_ALL:
            if self.service.current is None:
                raise Http404
            return NEWEST if key == NEWEST and self.newer else NOW
        if not re.fullmatch(KeyConverter.regex, key):
            raise Http404
        row = get_object(self.request, Snapshot, "report", key=key)
        if row.assessment.service_id != self.service.pk:
            raise Http404
        known = next((one for one in self.found if one.pk == row.pk), None)
        return known or taken(visible(self.request, Snapshot).filter(pk=row.pk))[0]

    def read(self, side: Taken | str) -> shape.Snapshot:
        """What stands on a side; a state that nobody has frozen is gathered now."""
        if isinstance(side, Taken):
            return shape.from_json(body_of(side))
        assert self.service.current is not None
        current = get_assessment(self.request, self.service.current.key, "report")
        edition = self.newer if side == NEWEST else None
        return as_it_stands(assessment=current, by=self.request.user, edition=edition)


@gzip_page
def compare(request: EnteredRequest, key: str) -> HttpResponse:
    """Choose two states, the older one first, and read what changed, by kind."""
    service = get_service(request, key, "report")
    found = taken(visible(request, Snapshot).filter(assessment__service=service))
    held = Held(request, service, found, newer_edition(service.current))
    context = _frame(held, request.LANGUAGE_CODE)
    if not found and request.GET.get("to") != NEWEST:
        return render(request, "compare/page.html", context)
    asked = request.GET.get("from", ""), request.GET.get("to", "")
    first, second = (held.chosen(key) for key in pair(found, service.current_id, *asked))
    if _rank(second) < _rank(first):
        query = urlencode({"from": _key(second), "to": _key(first)})
        return HttpResponseRedirect(f"{request.path}?{query}")
    result = comparing.compare(held.read(first), held.read(second))
    return render(request, "compare/page.html", context | _shown(held, first, second, result))


def _rank(side: Taken | str) -> tuple[int, int]:
    return (0, side.pk) if isinstance(side, Taken) else (_AFTER_ALL[side], 0)


def _key(side: Taken | str) -> str:
    return side.key if isinstance(side, Taken) else side


def _frame(held: Held, language: str) -> dict[str, Any]:
    service = held.service
    newer = held.newer
    return {
        "section": "services",
        "crumbs": service_crumbs(service, language, (_("What changed"), "")),
        "service": service,
        "name": service.name(language),
        "report_url": link("report_new", service.current.key) if service.current else "",
        "newer": newer.version if newer else "",
    }


def _shown(
    held: Held, first: Taken | str, second: Taken | str, result: comparing.Comparison
) -> dict[str, Any]:
    counts, current = tally(result), held.service.current
    later = second.assessment_key if isinstance(second, Taken) else current.key if current else ""
    return {
        "sides": [side_shown(first, result.old), side_shown(second, result.new)],
        "from_options": options(held.found, first, [NOW] if held.newer else []),
        "to_options": options(held.found, second, _states(held)),
        "from_chosen": _key(first),
        "to_chosen": _key(second),
        "is_only_one": len(held.found) == 1 and second == NOW,
        "is_same": first == second,
        "is_ahead": second == NEWEST,
        "tally": counts,
        "moved": any(counts.values()),
        "chapters": chapters_shown(result, held.request.LANGUAGE_CODE, "" if second == NEWEST else later),
        "is_empty": result.is_empty,
    }


def _states(held: Held) -> list[str]:
    if held.service.current is None:
        return []
    return [NEWEST, NOW] if held.newer else [NOW]
