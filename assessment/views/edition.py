"""Moving an assessment to another edition of the rulebook, after seeing what changes; and going back.

For counsel who hears that the rulebook has a newer edition: is this service affected, what has to be answered
again, is anything lost, and can it be undone?
"""

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.access import EnteredRequest, get_assessment
from assessment.errors import AssessmentError, Refused
from assessment.models import Assessment, Edition
from assessment.queries.edition import Origin, edition_shift, origin_of, under
from assessment.queries.rulebook import rulebook_of
from assessment.queries.state import State, state
from assessment.services.assessment import move_to_edition
from assessment.services.compare import as_it_stands
from assessment.services.edition import newest_edition
from assessment.views.crumbs import service_crumbs
from assessment.views.edition_sections import elsewhere, sections
from assessment.views.interview import as_of_words
from assessment.views.links import link
from reports.change_rows import tally
from reports.compare import compare


def edition(request: EnteredRequest, key: str) -> HttpResponse:
    """What the newest edition would change, and the button; where the assessment came from, the way back."""
    one = get_assessment(request, key, "create" if request.method == "POST" else "view")
    if request.method != "POST":
        return _page(request, one)
    try:
        return _moved(request, one)
    except AssessmentError as error:
        return _page(request, get_assessment(request, key, "create"), error.message)


def _moved(request: EnteredRequest, one: Assessment) -> HttpResponse:
    """Move it to the edition that was posted and say so. Raises AssessmentError."""
    here = one.edition
    target = _target(one, request.POST.get("to", ""))
    now = state(one)
    asked = len(edition_shift(now, under(now, target)).asked)
    move_to_edition(
        assessment=one, edition=target, by=request.user, saw=_saw(request.POST.get("version", ""))
    )
    _say(request, here, target, asked)
    return HttpResponseRedirect(reverse("assessment_edition", args=[one.key]))


def _say(request: EnteredRequest, here: Edition, target: Edition, asked: int) -> None:
    words = {"version": _name(target, here)}
    if target.pk == here.pk:
        messages.info(request, _("It rests on rulebook %(version)s already. Nothing was changed.") % words)
        return
    if target.pk < here.pk:
        said = _("Back on rulebook %(version)s. Every answer is kept.") % words
    else:
        said = _("Moved to rulebook %(version)s. Every answer is kept.") % words
    if asked:
        more = ngettext("%d question is newly asked.", "%d questions are newly asked.", asked) % asked
        said = _("%(sentence)s %(next)s") % {"sentence": said, "next": more}
    messages.success(request, said)


def _target(one: Assessment, digest: str) -> Edition:
    """The edition meant: the newest, the one it rests on, or the one it came from. Raises Refused."""
    origin = origin_of(one)
    offered = [newest_edition(), one.edition, *([origin.edition] if origin else [])]
    for known in offered:
        if known.digest == digest:
            return known
    newer = Edition.objects.filter(pk__gt=one.edition_id).values_list("digest", flat=True)
    if digest in newer:
        raise Refused(_("A still newer rulebook has come out meanwhile. See what it changes, then decide."))
    raise Refused(_("Choose one of the rulebooks offered on this page."))


def _saw(typed: str) -> int:
    """The version the page showed; one that nobody ever saw if it cannot be read."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 12 else -1


def _page(request: EnteredRequest, one: Assessment, error: str = "") -> HttpResponse:
    language = request.LANGUAGE_CODE
    newest = newest_edition()
    is_newer = newest.pk != one.edition_id
    origin = origin_of(one) if one.is_open else None
    allowed = request.membership.allowed(one.service.client_id)
    here = _name(one.edition, newest)
    context = {
        "section": "services",
        "crumbs": service_crumbs(
            one.service,
            language,
            (as_of_words(one), reverse("assessment", args=[one.key])),
            (_("Rulebook"), ""),
        ),
        "service_name": one.service.name(language),
        "assessment": one,
        "errors": [{"field": "", "text": error}] if error else [],
        "can_move": one.is_open and "create" in allowed,
        "here": here,
        "known_to": _known_to(one.edition),
        "newest": _name(newest, one.edition) if is_newer else "",
        "newest_digest": newest.digest,
        "origin": _origin_words(origin, one.edition) if origin else None,
        "copy_url": _copy_url(one) if "create" in allowed else "",
        "stage": one.get_stage_display(),
    }
    if is_newer and one.is_open:
        context |= _preview(request, one, newest)
    elif origin is not None:
        context["to_do"] = _to_do(state(one), origin, language)
    return render(request, "edition/page.html", context, status=409 if error else 200)


def _preview(request: EnteredRequest, one: Assessment, newest: Edition) -> dict[str, Any]:
    """What would change, gathered now and not kept."""
    now = state(one)
    then = under(now, newest)
    comparison = compare(
        as_it_stands(assessment=copy(one), by=request.user),
        as_it_stands(assessment=copy(one), by=request.user, edition=newest),
    )
    counts = tally(comparison)
    found = sections(comparison, edition_shift(now, then), now, then, request.LANGUAGE_CODE)
    return {
        "sides": [_side(one.edition), _side(newest)],
        "tally": counts,
        "moves": any(counts.values()) or comparison.scope is not None,
        "groups": found,
        "elsewhere": elsewhere(comparison, now, then),
        "compare_url": f"{reverse('compare', args=[one.service.key])}?from=now&to=newest"
        if one.service.current_id == one.pk
        else "",
    }


def _to_do(now: State, origin: Origin, language: str) -> list[dict[str, str]]:
    """What is left to answer because of the move: questions newly asked, and answers it took options from."""
    shift = edition_shift(under(now, origin.edition), now)
    partly = [lost.question for lost in shift.lost if lost.why == "part"]
    return [
        {
            "text": now.rulebook.questions[name].ask.in_language(language),
            "url": reverse("question", args=[now.assessment.key, name]),
            "note": _("Part of the answer is no longer among those offered.") if name in partly else "",
        }
        for name in now.rulebook.questions
        if name in partly or name in shift.asked
    ]


def _side(one: Edition) -> dict[str, str]:
    return {
        "version": one.version,
        "known_to": _known_to(one),
        "digest": one.digest[7:19],
    }


def _known_to(one: Edition) -> str:
    """The last day whose law an edition knows. The row's own day is only when this host got it."""
    return date_format(rulebook_of(one).law_known_to, "DATE_FORMAT")


def _origin_words(origin: Origin, here: Edition) -> dict[str, str]:
    return {
        "name": _name(origin.edition, here),
        "digest": origin.edition.digest,
        "by": origin.by or _("the system"),
        "at": date_format(timezone.localtime(origin.at), "SHORT_DATETIME_FORMAT"),
    }


def _name(one: Edition, other: Edition) -> str:
    """An edition by its version; by its digest as well beside another that carries the same version."""
    is_alone = one.pk == other.pk or one.version != other.version
    return one.version if is_alone else f"{one.version} ({one.digest[7:19]})"


def _copy_url(one: Assessment) -> str:
    there = link("assessment_new", one.service.key)
    return f"{there}?from={one.key}" if there else ""
