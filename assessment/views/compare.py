"""What changed between two reports of a service, or since a report."""

import re
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from assessment.access import EnteredRequest, get_assessment, get_object, get_service, visible
from assessment.converters import KeyConverter
from assessment.models import Service, Snapshot
from assessment.queries.compare import NOW, Taken, body_of, taken, usual_pair
from assessment.services.compare import as_it_stands
from assessment.views.compare_rows import chapters_shown
from assessment.views.crumbs import service_crumbs
from assessment.views.links import link
from reports import compare as comparing
from reports import snapshot as shape
from reports.change_rows import tally


def compare(request: EnteredRequest, key: str) -> HttpResponse:
    """Choose two snapshots, the older one first, and read what changed, by kind."""
    service = get_service(request, key, "report")
    language = request.LANGUAGE_CODE
    found = taken(visible(request, Snapshot).filter(assessment__service=service))
    context = {
        "section": "services",
        "crumbs": service_crumbs(service, language, (_("What changed"), "")),
        "service": service,
        "name": service.name(language),
        "report_url": link("report_new", service.current.key) if service.current else "",
    }
    if not found:
        return render(request, "compare/page.html", context)
    usual = usual_pair(found, service.current_id)
    first = _chosen(request, service, found, request.GET.get("from") or usual[0])
    second = _chosen(request, service, found, request.GET.get("to") or usual[1])
    if _is_older(second, first):
        query = urlencode({"from": second.key if second else NOW, "to": first.key if first else NOW})
        return HttpResponseRedirect(f"{request.path}?{query}")
    if first is None:
        raise Http404  # how things stand now is a state to compare with, not one to count from
    old, new = shape.from_json(body_of(first)), _right(request, service, second)
    result = comparing.compare(old, new)
    counts = tally(result)
    url = (
        service.current.key if second is None and service.current else second.assessment_key if second else ""
    )
    context |= {
        "sides": [_side(first, old), _side(second, new)],
        "from_options": [_option(one) for one in _with(found, first)],
        "to_options": [*_now_option(service), *(_option(one) for one in _with(found, second))],
        "from_chosen": first.key,
        "to_chosen": second.key if second else NOW,
        "is_only_one": len(found) == 1,
        "is_same": second == first,
        "tally": counts,
        "moved": any(counts.values()),
        "chapters": chapters_shown(result, language, url),
        "is_empty": result.is_empty,
    }
    return render(request, "compare/page.html", context)


def _chosen(request: EnteredRequest, service: Service, found: list[Taken], key: str) -> Taken | None:
    """The snapshot of that key, None for how things stand now; 404 for what is not this service's."""
    if key == NOW:
        if service.current is None:
            raise Http404
        return None
    if not re.fullmatch(KeyConverter.regex, key):
        raise Http404
    row = get_object(request, Snapshot, "report", key=key)
    if row.assessment.service_id != service.pk:
        raise Http404
    known = next((one for one in found if one.pk == row.pk), None)
    return known or taken(visible(request, Snapshot).filter(pk=row.pk))[0]


def _is_older(one: Taken | None, other: Taken | None) -> bool:
    """Whether ``one`` was taken before ``other``; now is after everything."""
    return one is not None and (other is None or one.pk < other.pk)


def _right(request: EnteredRequest, service: Service, chosen: Taken | None) -> shape.Snapshot:
    if chosen is not None:
        return shape.from_json(body_of(chosen))
    assert service.current is not None
    current = get_assessment(request, service.current.key, "report")
    return as_it_stands(assessment=current, by=request.user)


# -- words ----------------------------------------------------------------------------------------


def _with(found: list[Taken], chosen: Taken | None) -> list[Taken]:
    return found if chosen is None or chosen in found else [*found, chosen]


def _option(one: Taken) -> dict[str, str]:
    words = (_when(one), _("as of %(day)s") % {"day": date_format(one.as_of, "DATE_FORMAT")}, _standing(one))
    return {"value": one.key, "text": " · ".join(words)}


def _now_option(service: Service) -> list[dict[str, str]]:
    return [{"value": NOW, "text": _("As it stands now")}] if service.current else []


def _when(one: Taken) -> str:
    return date_format(timezone.localtime(one.at), "SHORT_DATETIME_FORMAT")


def _standing(one: Taken) -> str:
    words = {"draft": _("Draft"), "released": _("Released"), "withdrawn": _("Sign-off withdrawn")}
    return words[one.standing]


def _side(one: Taken | None, held: shape.Snapshot) -> dict[str, Any]:
    """One side as the head of the comparison names it."""
    return {
        "title": _when(one) if one else _("As it stands now"),
        "by": one.by if one else "",
        "standing": _standing(one) if one else _("not frozen"),
        "url": reverse("report_read", args=[one.key]) if one else "",
        "as_of": date_format(held.as_of, "DATE_FORMAT"),
        "rulebook": held.rulebook.version,
        "digest": one.digest[7:19] if one else "",
    }
