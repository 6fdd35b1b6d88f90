"""One obligation for one service: what it asks, why it applies or not, how far it is met, what is done."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessment import stash
from assessment.access import EnteredRequest, get_assessment, people_of, require
from assessment.errors import AssessmentError, Conflict
from assessment.forms.comment import OBLIGATION
from assessment.forms.finding import FindingForm
from assessment.models import Assessment, DissentView, Finding, Judgement, Status, User
from assessment.queries.audit import trail
from assessment.queries.comment import open_at
from assessment.queries.finding import Work, work_on
from assessment.queries.state import State, state
from assessment.services.file_type import accepted
from assessment.services.finding import get_finding, record_finding
from assessment.services.position import record_dissent, withdraw_dissent
from assessment.services.snapshot import citation_of
from assessment.trail_words import entry_words
from assessment.views.action_rows import action_context
from assessment.views.comment_rows import comment_row, link_words
from assessment.views.evidence import evidence_rows
from assessment.views.interview import frame
from assessment.views.result import point_words
from assessment.views.settling import settling
from questionnaire.explaining import because, fact_words
from questionnaire.rulebook import Obligation

_DAYS, _PEOPLE = ("due_on", "review_on"), ("owner", "done_by", "verified_by")
NEEDS = {Status.VERIFIED: "verify", Status.RISK_ACCEPTED: "accept_risk"}


def obligation(request: EnteredRequest, key: str, name: str) -> HttpResponse:
    """The obligation's page; a POST records the finding, or counsel's dissent."""
    wanted = "judge" if request.method == "POST" and "dissent" not in request.POST else "view"
    assessment = get_assessment(request, key, wanted)
    now = state(assessment)
    if name not in now.result.obligations:
        return _not_here(request, assessment, now, name)
    if request.method != "POST":
        return _page(request, assessment, now, name, {})
    if "dissent" in request.POST:
        return _dissent(request, assessment, now, name)
    return _judge(request, assessment, now, name)


def _judge(request: EnteredRequest, assessment: Assessment, now: State, name: str) -> HttpResponse:
    people = _people(request, assessment)
    form = FindingForm(request.POST, people)
    if not form.is_valid():
        return _page(request, assessment, now, name, form.errors)
    needed = NEEDS.get(form.values["status"])
    if needed and not _stands(assessment, name, form.values):
        require(request, needed, assessment.service.client_id)
    seen = request.POST.get("saw", "")
    try:
        record_finding(
            assessment=assessment,
            obligation=name,
            by=request.user,
            saw=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0,
            **form.values,
        )
    except Conflict as error:
        return _page(request, assessment, now, name, {"": error.message}, theirs=error.theirs)
    except AssessmentError as error:
        return _page(request, assessment, now, name, {error.field or "": error.message})
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(request.get_full_path())


def _stands(assessment: Assessment, name: str, values: dict[str, Any]) -> bool:
    """Whether counsel's word, the status with its reason and day, is left as it is."""
    finding = get_finding(assessment.service, name)
    words = ("status", "reason", "review_on")
    return finding is not None and all(getattr(finding, word) == values[word] for word in words)


def _dissent(request: EnteredRequest, assessment: Assessment, now: State, name: str) -> HttpResponse:
    require(request, "dissent", assessment.service.client_id)
    held = work_on(assessment.service, assessment, name).dissent
    saw = request.POST.get("held", "")
    try:
        if request.POST["dissent"] == "withdraw":
            if held is not None:
                withdraw_dissent(dissent=held, by=request.user, saw=saw)
        else:
            record_dissent(
                assessment=assessment,
                obligation=name,
                view=request.POST.get("view", ""),
                reason=request.POST.get("why", ""),
                by=request.user,
                saw=saw,
            )
    except Conflict as error:
        return _page(request, assessment, now, name, {"": error.message}, status=409)
    except AssessmentError as error:
        field = {"reason": "why"}.get(error.field or "", error.field or "")
        return _page(request, assessment, now, name, {field: error.message})
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(request.get_full_path() + "#dissent")


def _people(request: EnteredRequest, assessment: Assessment) -> list[User]:
    return list(people_of(request.firm, assessment.service.client_id))


def _not_here(request: EnteredRequest, assessment: Assessment, now: State, name: str) -> HttpResponse:
    """Known but outside the coverage, or not in this edition at all."""
    known = now.rulebook.obligations.get(name)
    context = {
        **frame(request, assessment, now),
        "title": known.title.in_language(request.LANGUAGE_CODE) if known else "",
        "url": reverse("result", args=[assessment.key]),
    }
    return render(request, "finding/not_here.html", context, status=404)


# -- the page ----------------------------------------------------------------------------------


def _page(
    request: EnteredRequest,
    assessment: Assessment,
    now: State,
    name: str,
    errors: dict[str, str],
    theirs: Any = None,
    status: int = 200,
) -> HttpResponse:
    language = request.LANGUAGE_CODE
    one = now.rulebook.obligations[name]
    work = work_on(assessment.service, assessment, name)
    allowed = request.membership.allowed(assessment.service.client_id)
    people = _people(request, assessment)
    acting = action_context(request, work.actions, people)
    context = {
        **frame(request, assessment, now),
        **_law(assessment, now, one, language),
        **_why(assessment, now, one, language),
        **settling(assessment, now, name, language),
        **_form(request, work, people, now, name, allowed),
        "errors": [
            {"field": field, "text": text} for field, text in (errors | acting["action_errors"]).items()
        ],
        "field_errors": errors,
        "theirs": _standing(theirs, language) if theirs is not None else None,
        **acting,
        "taken_steps": {action.step for action in work.actions if action.step},
        "evidence": evidence_rows(work.evidence),
        "linkable": [{"value": row.key, "text": str(row)} for row in work.linkable],
        "accepted": accepted(),
        "dissent": None
        if work.dissent is None
        else {
            "key": work.dissent.key,
            "view": work.dissent.get_view_display(),
            "reason": work.dissent.reason,
            "by": work.dissent.by.name,
            "on": formats.date_format(timezone.localtime(work.dissent.at), "DATE_FORMAT"),
        },
        "dissent_typed": _typed(request, "why"),
        "link_typed": {name: _typed(request, name).get(name, "") for name in ("link", "unlink")},
        "views": [{"value": value, "text": capfirst(str(words))} for value, words in DissentView.choices],
        "trail": [
            entry_words(entry, language, now.rulebook, {person.pk: person.name for person in people})
            for entry in trail(service=assessment.service, subject=f"finding:{name}", most=30)
        ],
        "neighbours": _neighbours(assessment, now, name),
        "can": {
            action: action in allowed
            for action in ("judge", "act", "attach", "dissent", "verify", "accept_risk", "comment")
        },
        "is_open": assessment.is_open,
        "comments": (comments := [comment_row(one) for one in open_at(assessment.service, name)]),
        "comments_text": link_words(len(comments)),
        "comments_url": f"{reverse('comments', args=[assessment.key])}?obligation={name}",
        "comments_place": f"{OBLIGATION}{name}",
    }
    context["crumbs"] += [
        {"text": _("Result"), "url": reverse("result", args=[assessment.key])},
        {"text": one.id, "url": ""},
    ]
    return render(request, "finding/page.html", context, status=409 if theirs is not None else status)


def _law(assessment: Assessment, now: State, one: Obligation, language: str) -> dict[str, Any]:
    """What the provision says and costs, in the words of the law files."""
    instrument = now.rulebook.instruments[one.citation.instrument]
    natures = {
        "law": _("Law, regulation or rule"),
        "mandatory_standard": _("Mandatory national standard"),
        "recommended_standard": _("Recommended standard: a benchmark, never law"),
        "practice": _("Practice of the authorities"),
    }
    bites = {
        "before_launch": _("Before launch"),
        "deadline": _("With a deadline of its own"),
        "event": _("When something happens"),
        "standing": _("At all times"),
    }
    facts = [
        (_("For whom"), capfirst(one.addressee.in_language(language))),
        (_("When it applies"), one.condition.in_language(language)),
        (_("When it bites"), bites[one.bites]),
        (_("Time limit"), one.deadline.in_language(language) if one.deadline else ""),
        (_("In force from"), formats.date_format(one.effective_from, "DATE_FORMAT")),
        (_("Note on dates"), one.effective_note.in_language(language) if one.effective_note else ""),
        (_("Binding nature"), natures[one.binding_nature]),
        (_("Against the draft of April 2023"), one.history.text.in_language(language)),
    ]
    return {
        "obligation": one,
        "title": one.title.in_language(language),
        "summary": {"zh": one.summary.zh, "en": one.summary.en},
        "citation": citation_of(one, now.result).in_language(language),
        "official_url": instrument.official_url or "",
        "instrument_name": instrument.name.in_language(language),
        "mark": one.mark,
        "law_facts": [{"key": key, "value": value} for key, value in facts if value],
        "penalties": [
            {
                "provision": now.rulebook.penalties[name].provision.in_language(language),
                "effect": now.rulebook.penalties[name].effect.in_language(language),
                "mark": now.rulebook.penalties[name].mark,
            }
            for name in one.penalties
        ],
        "usual_evidence": [item.in_language(language) for item in one.evidence],
        "steps": [
            {"number": number, "text": step.in_language(language)} for number, step in enumerate(one.steps, 1)
        ],
    }


def _why(assessment: Assessment, now: State, one: Obligation, language: str) -> dict[str, Any]:
    """The reason, the answers behind it, and the open points it waits for."""
    result, why = now.result.obligations[one.id], because(now.result, one.id)

    def page(name: str) -> str:
        return f"{reverse('question', args=[assessment.key, name])}?from={one.id}"

    return {
        "outcome": result.outcome.value,
        "because": why.text.in_language(language),
        "facts": [
            {"text": fact_words(now.result, fact).in_language(language), "url": page(fact.question)}
            for fact in why.facts
        ],
        "points": [
            point_words(now, name, None, 0, language)
            | {"url": reverse("position", args=[assessment.key, name])}
            for name in result.open_points
        ],
        "leans": result.outcome.value in ("applies", "undetermined"),
    }


def _typed(request: EnteredRequest, mark: str) -> QueryDict:
    """What was typed into the one of the page's forms that has a field called ``mark``."""
    typed = [request.POST] if request.method == "POST" else stash.forms(request.stash)
    return next((one for one in typed if mark in one), QueryDict())


def _form(
    request: EnteredRequest, work: Work, people: list[User], now: State, name: str, allowed: frozenset[str]
) -> dict[str, Any]:
    """The finding's fields: what was typed, else what stands."""
    finding = work.finding
    typed = _typed(request, "judgement")
    stands = {
        "judgement": finding.judgement if finding else Judgement.NOT_ASSESSED,
        "status": finding.status if finding else Status.NOT_STARTED,
        "owner": str(finding.owner_id) if finding and finding.owner_id else "",
        "due_on": finding.due_on.isoformat() if finding and finding.due_on else "",
        "review_on": finding.review_on.isoformat() if finding and finding.review_on else "",
        "gap": finding.gap if finding else "",
        "note": finding.note if finding else "",
        "reason": finding.reason if finding else "",
    }
    return {
        "finding": finding,
        "held": [] if finding is None or "judge" in allowed else _held(finding),
        "saw": finding.version if finding else 0,
        "values": {field: typed.get(field, value) for field, value in stands.items()},
        "judgements": [{"value": v, "text": capfirst(str(w))} for v, w in Judgement.choices],
        "statuses": [
            {"value": value, "text": capfirst(str(words))}
            for value, words in Status.choices
            if NEEDS.get(Status(value), "judge") in allowed or (finding and finding.status == value)
        ],
        "people": [{"value": str(person.pk), "text": person.name} for person in people],
        "done_by": finding.done_by.name if finding and finding.done_by else "",
        "verified_by": finding.verified_by.name if finding and finding.verified_by else "",
        "is_mine": bool(finding and finding.done_by_id == request.user.pk),
    }


def _standing(finding: Any, language: str) -> list[dict[str, str]]:
    """What somebody else saved, to compare with."""
    return [
        {"key": _("Finding"), "value": finding.get_judgement_display()},
        {"key": _("Status"), "value": finding.get_status_display()},
        {"key": _("Owner"), "value": finding.owner.name if finding.owner else "–"},
        {
            "key": _("Due"),
            "value": formats.date_format(finding.due_on, "DATE_FORMAT") if finding.due_on else "–",
        },
        {"key": _("Gap"), "value": finding.gap or "–"},
        {"key": _("Note"), "value": finding.note or "–"},
    ]


def _held(finding: Finding) -> list[dict[str, str]]:
    """What stands beside the judgement, for those who read only."""
    days = {
        name: formats.date_format(day, "DATE_FORMAT") if (day := getattr(finding, name)) else ""
        for name in _DAYS
    }
    people = {name: person.name if (person := getattr(finding, name)) else "" for name in _PEOPLE}
    rows = [
        (_("Owner"), people["owner"]),
        (_("Due"), days["due_on"]),
        (_("Gap"), finding.gap),
        (_("Note"), finding.note),
        (_("Why the risk is accepted"), finding.reason),
        (_("Review on"), days["review_on"]),
        (_("Set to done by"), people["done_by"]),
        (_("Verified by"), people["verified_by"]),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _neighbours(assessment: Assessment, now: State, name: str) -> list[dict[str, str]]:
    """The obligations before and after this one with the same outcome."""
    outcome = now.result.obligations[name].outcome
    same = [other for other, result in now.result.obligations.items() if result.outcome is outcome]
    place = same.index(name)
    found = []
    if place > 0:
        found.append(
            {"text": _("Previous"), "url": reverse("obligation", args=[assessment.key, same[place - 1]])}
        )
    if place + 1 < len(same):
        found.append(
            {"text": _("Next"), "url": reverse("obligation", args=[assessment.key, same[place + 1]])}
        )
    return found
