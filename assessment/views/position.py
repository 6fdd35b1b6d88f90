"""An open point: both readings, the one someone takes and why, and taking it back."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.access import EnteredRequest, get_assessment
from assessment.errors import AssessmentError, Conflict
from assessment.models import Assessment, Position
from assessment.queries import interview
from assessment.queries.house_position import house_positions
from assessment.queries.state import State, state
from assessment.services.position import take_position, withdraw_position
from assessment.views.interview import frame
from assessment.views.result import point_words


def position(request: EnteredRequest, key: str, point: str) -> HttpResponse:
    """Take or withdraw a position on one open point; says how many outcomes it moved."""
    wanted = "position" if request.method == "POST" else "view"
    assessment = get_assessment(request, key, wanted)
    now = state(assessment)
    if point not in now.rulebook.open_points or not now.rulebook.open_points[point].moves:
        raise Http404
    held = _held(assessment, point)
    if request.method != "POST":
        return _page(request, assessment, now, point, held, {})
    try:
        if "withdraw" in request.POST:
            if held is not None:
                withdraw_position(position=held, by=request.user, saw=request.POST.get("saw", ""))
        elif "take_house" in request.POST:
            _take_over(request, assessment, point)
        else:
            take_position(
                assessment=assessment,
                open_point=point,
                reading=request.POST.get("reading", ""),
                reason=request.POST.get("reason", ""),
                by=request.user,
                saw=request.POST.get("saw", ""),
            )
    except Conflict as error:
        return _page(
            request, assessment, state(assessment), point, _held(assessment, point), {"": error.message}
        )
    except AssessmentError as error:
        return _page(request, assessment, now, point, held, {error.field or "": error.message})
    _say(request, now, state(assessment))
    return HttpResponseRedirect(reverse("result", args=[assessment.key]))


def _take_over(request: EnteredRequest, assessment: Assessment, point: str) -> None:
    """Take the firm's own position as the page showed it. Raises AssessmentError."""
    house = house_positions().get(point)
    if house is None or house.key != request.POST["take_house"]:
        raise Conflict(
            _("The firm's position has changed meanwhile. Compare, and choose."), mine=None, theirs=house
        )
    take_position(
        assessment=assessment,
        open_point=point,
        reading=house.reading,
        reason=house.reason,
        by=request.user,
        saw=request.POST.get("saw", ""),
        house=house,
    )


def _held(assessment: Assessment, point: str) -> Position | None:
    held = Position.objects.filter(assessment=assessment, open_point=point, withdrawn_at=None)
    return held.select_related("by", "house").first()


def _say(request: EnteredRequest, before: State, after: State) -> None:
    moved = interview.moved(before.result, after.result)
    sentence = ngettext("Saved. %(number)d outcome moved.", "Saved. %(number)d outcomes moved.", moved) % {
        "number": moved
    }
    messages.success(request, sentence)


def _page(
    request: EnteredRequest,
    assessment: Assessment,
    now: State,
    point: str,
    held: Position | None,
    errors: dict[str, str],
) -> HttpResponse:
    language = request.LANGUAGE_CODE
    resting = [name for name, one in now.result.obligations.items() if point in one.open_points]
    allowed = request.membership.allowed(assessment.service.client_id)
    typed = request.POST or request.stash
    words = point_words(now, point, held, len(resting), language, house_positions().get(point))
    known = now.rulebook.open_points[point]
    context = {
        **frame(request, assessment, now),
        "point": words,
        "note": known.note.in_language(language),
        "resting": [
            {
                "text": now.rulebook.obligations[name].title.in_language(language),
                "url": reverse("obligation", args=[assessment.key, name]),
            }
            for name in resting
        ],
        "reading": typed.get("reading", held.reading if held else ""),
        "reason": typed.get("reason", held.reason if held else ""),
        "saw": held.key if held else "",
        "errors": [{"field": field, "text": text} for field, text in errors.items()],
        "field_errors": errors,
        "can_take": "position" in allowed and assessment.is_open,
        "is_held": held is not None,
        "choices": [
            {"value": "A", "text": _("Reading A"), "hint": words["reading_a"]},
            {"value": "B", "text": _("Reading B"), "hint": words["reading_b"]},
        ],
    }
    context["crumbs"] += [
        {"text": _("Result"), "url": reverse("result", args=[assessment.key])},
        {"text": _("Open point"), "url": ""},
    ]
    return render(request, "result/position.html", context, status=409 if "" in errors else 200)
