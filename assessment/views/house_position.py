"""What the firm holds on the questions the law leaves open: the list, and one of them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from assessment.access import EnteredRequest, may, people_of, require
from assessment.errors import AssessmentError, Conflict
from assessment.models import HousePosition
from assessment.queries.audit import trail
from assessment.queries.house_position import house_positions, taken_over
from assessment.queries.rulebook import rulebook_of
from assessment.services.edition import newest_edition
from assessment.services.house_position import take_house_position, withdraw_house_position
from assessment.trail_words import entry_words
from assessment.views.firm import firm_crumbs
from questionnaire.rulebook import OpenPoint, Rulebook


def house_position_list(request: EnteredRequest) -> HttpResponse:
    """Every open point that moves an outcome, those first on which the firm holds something."""
    require(request, "view")
    language, held, used = request.LANGUAGE_CODE, house_positions(), taken_over()
    can = may(request, "position")
    points = [
        _point(one, held.get(one.id), language)
        | {
            "url": reverse("house_position", args=[one.id]) if can else "",
            "used": used.get(one.id, 0) if one.id in held else 0,
        }
        for one in _moving(rulebook_of(newest_edition()))
    ]
    context = {
        "section": "firm",
        "crumbs": firm_crumbs((_("House positions"), "")),
        "held": [one for one in points if one["position"]],
        "open": [one for one in points if not one["position"]],
        "points": points,
        "can_take": can,
    }
    return render(request, "firm/house_position_list.html", context)


def house_position(request: EnteredRequest, point: str) -> HttpResponse:
    """Take, change or withdraw the firm's position on one point; with how it came about."""
    require(request, "position" if request.method == "POST" else "view")
    rulebook = rulebook_of(newest_edition())
    known = rulebook.open_points.get(point)
    if known is None or not known.moves:
        raise Http404
    held = house_positions().get(point)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _change(request, point, held)
        except Conflict as error:
            held, errors = house_positions().get(point), {"": error.message}
        except AssessmentError as error:
            errors = {error.field or "": error.message}
        else:
            return HttpResponseRedirect(reverse("house_positions"))
    return _page(request, rulebook, known, held, errors)


def _change(request: EnteredRequest, point: str, held: HousePosition | None) -> None:
    if "withdraw" in request.POST:
        if held is not None:
            withdraw_house_position(position=held, by=request.user)
        messages.success(request, _("Withdrawn. Assessments that took it over keep it."))
        return
    take_house_position(
        firm=request.firm,
        open_point=point,
        reading=request.POST.get("reading", ""),
        reason=request.POST.get("reason", ""),
        by=request.user,
        saw=request.POST.get("saw", ""),
    )
    messages.success(request, _("Saved. New assessments are offered it; those begun stay as they are."))


def _page(
    request: EnteredRequest,
    rulebook: Rulebook,
    known: OpenPoint,
    held: HousePosition | None,
    errors: dict[str, str],
) -> HttpResponse:
    language = request.LANGUAGE_CODE
    typed = request.POST or request.stash
    words = _point(known, held, language)
    people = {person.pk: person.name for person in people_of(request.firm)}
    told = trail(firm=request.firm, subject=f"open_point:{known.id}")
    context = {
        "section": "firm",
        "crumbs": firm_crumbs((_("House positions"), reverse("house_positions")), (known.id, "")),
        "point": words,
        "note": known.note.in_language(language),
        "reading": typed.get("reading", held.reading if held else ""),
        "reason": typed.get("reason", held.reason if held else ""),
        "saw": held.key if held else "",
        "is_held": held is not None,
        "is_conflict": "" in errors and held is not None,
        "used": taken_over().get(known.id, 0),
        "errors": [{"field": field, "text": text} for field, text in errors.items()],
        "field_errors": errors,
        "can_take": may(request, "position"),
        "choices": [
            {"value": "A", "text": _("Reading A"), "hint": words["reading_a"]},
            {"value": "B", "text": _("Reading B"), "hint": words["reading_b"]},
        ],
        "events": [entry_words(entry, language, rulebook, people) for entry in told],
    }
    return render(request, "firm/house_position.html", context, status=409 if "" in errors else 200)


def _moving(rulebook: Rulebook) -> list[OpenPoint]:
    return [one for one in rulebook.open_points.values() if one.moves]


def _point(point: OpenPoint, held: HousePosition | None, language: str) -> dict[str, Any]:
    """An open point without an assessment."""
    return open_words(point, language) | {"position": None if held is None else position_words(held)}


def open_words(point: OpenPoint, language: str) -> dict[str, Any]:
    """An open point as `components/open_point.html` shows it, whoever holds what on it."""
    readings = (point.reading_a, point.reading_b)
    return {
        "id": point.id,
        "title": point.title.in_language(language),
        "reading_a": readings[0].in_language(language) if readings[0] else "",
        "reading_b": readings[1].in_language(language) if readings[1] else "",
        "leaning": point.leaning,
        "leaning_text": point.leaning_text.in_language(language),
        "what_settles": point.what_settles.in_language(language),
        "mark": "" if point.mark == "checked" else point.mark,
    }


def position_words(held: Any) -> dict[str, Any]:
    """A position or house position as components show it: reading, reason, who, when."""
    return {
        "reading": held.reading,
        "reason": held.reason,
        "by": held.by.name,
        "on": formats.date_format(timezone.localtime(held.at), "DATE_FORMAT"),
    }
