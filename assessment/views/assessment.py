"""Beginning an assessment, and changing what it asks for: the day, and the groups of instruments."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.access import EnteredRequest, get_assessment, get_service, membership_of, visible
from assessment.errors import AssessmentError
from assessment.forms.assessment import COPY, FILE, OPTIONAL, SCRATCH, AssessmentForm, TermsForm
from assessment.forms.set_up import sent
from assessment.models import Assessment, HousePosition, Service
from assessment.queries.house_position import house_positions
from assessment.queries.rulebook import rulebook_of
from assessment.services.assessment import change_terms, copy_assessment, create_assessment
from assessment.services.edition import newest_edition
from assessment.views.crumbs import service_crumbs
from questionnaire.answers import AnswersFile, read_answers
from questionnaire.errors import AnswersError, Fault
from questionnaire.explaining import GROUP_NAMES
from questionnaire.rulebook import Rulebook


def assessment_new(request: EnteredRequest, key: str) -> HttpResponse:
    """From scratch, from an answers file, or as a copy; the faults of a file are listed all at once."""
    service = get_service(request, key, "create")
    rulebook = rulebook_of(newest_edition())
    earlier = list(visible(request, Assessment).filter(service=service).order_by("-pk")[:50])
    held = house_positions()
    form = AssessmentForm(
        sent(request),
        request.FILES or None,
        **_words(request, rulebook),
        earlier=[(one.key, _as_of(one)) for one in earlier],
        house=_house(held, rulebook, request.LANGUAGE_CODE),
        may_leave_out="position" in membership_of(request).allowed(service.client_id),
        stash=request.stash,
        initial=_initial(request, service, earlier),
    )
    faults: tuple[Fault, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            chosen = form.cleaned_data.get("house", [])
            house = [one for one in held.values() if one.key in chosen]
            made = _make(request, service, form, rulebook, earlier, house)
        except AnswersError as error:
            faults = error.faults
            form.add_error("file", _("The answers file cannot be used yet. Nothing was saved."))
        except AssessmentError as error:
            form.refuse(error)
        else:
            return HttpResponseRedirect(
                reverse("service", args=[service.key]) if made.summary.answered else _first(made)
            )
    context = {
        "section": "services",
        "crumbs": service_crumbs(service, request.LANGUAGE_CODE, (_("New assessment"), "")),
        "service": service,
        "form": form,
        "errors": _errors(form, faults, request.LANGUAGE_CODE),
    }
    return render(request, "service/assessment_new.html", context)


def _words(request: EnteredRequest, rulebook: Rulebook) -> dict[str, Any]:
    """What the terms are called in the reader's language."""
    names = {group: name.in_language(request.LANGUAGE_CODE) for group, name in GROUP_NAMES.items()}
    return {"names": names, "law_known_to": date_format(rulebook.law_known_to, "DATE_FORMAT")}


def _initial(request: EnteredRequest, service: Service, earlier: list[Assessment]) -> dict[str, Any]:
    """Today and everything; a copy of the assessment the address names, if it does."""
    today = localdate()
    asked = request.GET.get("from", "")
    source = next((one for one in earlier if one.key == asked), None)
    return {
        "source": COPY if source else SCRATCH,
        "earlier": source.key if source else service.current.key if service.current else "",
        "as_of": today,
        "offered": today.isoformat(),
        "coverage": [group for group in source.coverage if group != "core"] if source else list(OPTIONAL),
    }


def _house(held: dict[str, HousePosition], rulebook: Rulebook, language: str) -> list[tuple[str, str, str]]:
    """The firm's positions on points of this edition: key, which reading of what, and why."""
    return [
        (
            one.key,
            _("%(point)s, reading %(reading)s: %(title)s")
            % {
                "point": name,
                "reading": one.reading,
                "title": rulebook.open_points[name].title.in_language(language),
            },
            f"{one.reason} ({one.by.name})",
        )
        for name, one in held.items()
        if name in rulebook.open_points and rulebook.open_points[name].moves
    ]


def _as_of(one: Assessment) -> str:
    return _("as of %(day)s, %(stage)s") % {
        "day": date_format(one.as_of, "DATE_FORMAT"),
        "stage": one.get_stage_display(),
    }


def _first(made: Assessment) -> str:
    return reverse("next_question", args=[made.key])


def _make(
    request: EnteredRequest,
    service: Service,
    form: AssessmentForm,
    rulebook: Rulebook,
    earlier: list[Assessment],
    house: list[HousePosition],
) -> Assessment:
    """The assessment the form asks for. Raises AnswersError, AssessmentError."""
    given = form.cleaned_data
    if given["source"] == FILE:
        return _from_file(request, service, form, rulebook, house)
    terms = {"by": request.user, "as_of": given["as_of"], "coverage": given["coverage"], "house": house}
    if given["source"] == COPY:
        copied = next(one for one in earlier if one.key == given["earlier"])
        made = copy_assessment(earlier=copied, **terms)
        messages.success(request, _("Copied. Go through the answers and say which of them still hold."))
        return made
    return create_assessment(service=service, **terms)


def _from_file(
    request: EnteredRequest,
    service: Service,
    form: AssessmentForm,
    rulebook: Rulebook,
    house: list[HousePosition],
) -> Assessment:
    read = read_answers(form.cleaned_data["file"].read(), rulebook)
    # Where an answer came from: the file's name says more to a reader than the id inside it.
    read = replace(read, notes={**read.notes, "id": _("Answers file %s") % form.file_name})
    if read.positions and "position" not in membership_of(request).allowed(service.client_id):
        read = replace(read, positions={})
        messages.warning(request, _("The positions in the file were left out: counsel takes positions."))
    made = create_assessment(
        service=service,
        by=request.user,
        as_of=form.chosen_day or read.as_of or form.cleaned_data["as_of"],
        coverage=form.cleaned_data["coverage"],
        answers=read,
        house=house,
    )
    _say_what_was_read(request, read, made)
    return made


def _say_what_was_read(request: EnteredRequest, read: AnswersFile, made: Assessment) -> None:
    day, number = date_format(made.as_of, "DATE_FORMAT"), len(read.answers)
    sentence = ngettext(
        "%(number)d answer was taken over, as of %(day)s.",
        "%(number)d answers were taken over, as of %(day)s.",
        number,
    )
    messages.success(request, sentence % {"number": number, "day": day})
    if read.ignored:
        messages.info(request, _("Read past, because it is no answer: %s") % ", ".join(read.ignored))


def _errors(form: AssessmentForm, faults: tuple[Fault, ...], language: str) -> list[dict[str, str]]:
    """The summary: what is wrong with the form, then every fault of the file with its place."""
    errors = [
        {"field": "" if name == "__all__" else _anchor(form, name), "text": str(message)}
        for name, messages_ in form.errors.items()
        for message in messages_
    ]
    return errors + [
        {
            "field": "id_file",
            "text": f"{fault.where}: {fault.message.in_language(language)}"
            if fault.where
            else fault.message.in_language(language),
        }
        for fault in faults
    ]


def _anchor(form: AssessmentForm, name: str) -> str:
    field = form[name]
    return field.id_for_label or f"{field.auto_id}_0"


def assessment_terms(request: EnteredRequest, key: str) -> HttpResponse:
    """Ask for another day, or widen or narrow the coverage; answers stay."""
    one = get_assessment(request, key, "create")
    rulebook = rulebook_of(one.edition)
    form = TermsForm(
        sent(request),
        **_words(request, rulebook),
        stash=request.stash,
        initial={"as_of": one.as_of, "coverage": [group for group in one.coverage if group != "core"]},
    )
    if request.method == "POST" and form.is_valid():
        before = one.summary.unanswered
        try:
            change_terms(assessment=one, by=request.user, **form.cleaned_data)
        except AssessmentError as error:
            form.refuse(error)
        else:
            _say_what_is_new(request, before, one.summary.unanswered)
            return HttpResponseRedirect(reverse("service", args=[one.service.key]))
    context = {
        "section": "services",
        "crumbs": service_crumbs(one.service, request.LANGUAGE_CODE, (_("Day and coverage"), "")),
        "form": form,
        "title": _("Day and coverage"),
        "back_url": reverse("service", args=[one.service.key]),
    }
    return render(request, "service/form.html", context)


def _say_what_is_new(request: EnteredRequest, before: int, after: int) -> None:
    if after <= before:
        messages.success(request, _("Saved. Every answer is kept."))
        return
    sentence = ngettext(
        "Saved. There is %d more question to answer.",
        "Saved. There are %d more questions to answer.",
        after - before,
    )
    messages.success(request, sentence % (after - before))
