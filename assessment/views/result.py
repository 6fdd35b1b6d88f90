"""The result: the verdict in words, then what is open, then the duties by when they bite."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.gzip import gzip_page

from assessment.access import EnteredRequest, get_assessment, people_of
from assessment.models import Assessment, HousePosition, Judgement, Position, Status
from assessment.queries import interview
from assessment.queries.comment import open_number
from assessment.queries.house_position import house_positions
from assessment.queries.result import BITES, Narrowed, Row, narrow, rows_of
from assessment.queries.state import State, decisiveness_of, state
from assessment.views.comment_rows import link_words
from assessment.views.house_position import open_words, position_words
from assessment.views.interview import frame, newer_version
from assessment.views.links import link
from questionnaire.assessing import Outcome
from questionnaire.explaining import GROUP_NAMES, verdict

SHOWN = 5  # facts to find out named in full; the rest folds away


@gzip_page
def result(request: EnteredRequest, key: str) -> HttpResponse:
    """Everything an assessment comes to; ``?outcome=applies&q=…`` narrows the list."""
    assessment = get_assessment(request, key)
    now = state(assessment)
    language, today = request.LANGUAGE_CODE, timezone.localdate()
    by = narrowed(request)
    every = rows_of(now, language)
    rows = narrow(every, by, today) if by.is_any else every
    people = list(people_of(request.firm, assessment.service.client_id))
    allowed = request.membership.allowed(assessment.service.client_id)
    find_out = [] if by.is_any else _find_out(assessment, now, language)
    context = {
        **frame(request, assessment, now),
        **_verdict(assessment, now, language),
        "groups": _sections(assessment, rows, today, everything=by.is_any),
        "ticked": request.stash.getlist("obligation"),
        "find_out": find_out[:SHOWN],
        "find_out_more": find_out[SHOWN:],
        "open_points": []
        if by.is_any
        else _open_points(assessment, now, language, can="position" in allowed),
        "left_out": [
            name.in_language(language)
            for group, name in GROUP_NAMES.items()
            if group not in now.result.coverage
        ],
        "search": by.text,
        "filters": _filters(now, by, people, language),
        "is_narrowed": by.is_any,
        "found": _found(now, by, len(rows), len(every), language),
        "kept_filters": [{"name": "question", "value": by.question}] if by.question else [],
        "clear": reverse("result", args=[assessment.key]) if by.is_any else "",
        "can_change": bool({"judge", "verify", "accept_risk"} & allowed)
        and bool(link("findings_many", assessment.key)),
        "bulk_url": link("findings_many", assessment.key),
        "here": request.get_full_path(),
        "people": [{"value": str(person.pk), "text": person.name} for person in people],
        # An accepted risk needs a reason and a day of its own; that is done on the obligation's page.
        "statuses": [
            {"value": value, "text": capfirst(str(words))}
            for value, words in Status.choices
            if value != Status.RISK_ACCEPTED
        ],
        "bulk": request.stash,
        "report_url": link("report_new", assessment.key),
        "comments_text": link_words(open_number(assessment)),
        "left": len(now.result.unanswered),
        "newer": newer_version(assessment),
        "challenges": [
            now.rulebook.challenges[name].then_ask.in_language(language) for name in now.result.challenges
        ],
    }
    context["crumbs"].append({"text": _("Result"), "url": ""})
    return render(request, "result/page.html", context)


def narrowed(request: EnteredRequest) -> Narrowed:
    """What the address narrows the list to; unknown names are ignored, long words cut."""
    given = {
        name: request.GET.get(name, "")[:100].strip()
        for name in ("outcome", "instrument", "group", "judgement", "status", "owner", "due", "question")
    }
    return Narrowed(text=request.GET.get("q", "")[:200].strip(), **given)


# -- the verdict -------------------------------------------------------------------------------


def _verdict(assessment: Assessment, now: State, language: str) -> dict[str, Any]:
    found = verdict(now.result)
    facts = [
        {"name": _("Law as of"), "value": formats.date_format(assessment.as_of, "DATE_FORMAT")},
        {
            "name": _("Rulebook"),
            "value": f"{now.rulebook.version} · {now.rulebook.digest[7:19]}",
            "url": reverse("assessment_edition", args=[assessment.key]),
        },
    ]
    if now.result.beyond_known_law:
        known = formats.date_format(now.rulebook.law_known_to, "DATE_FORMAT")
        facts.append({"name": _("Law as known on"), "value": known})
    return {
        "scope": found.scope.value,
        "verdict_title": found.title.in_language(language),
        "verdict_reasons": [found.reason.in_language(language)],
        "verdict_facts": facts,
    }


def _find_out(assessment: Assessment, now: State, language: str) -> list[dict[str, Any]]:
    """The facts to find out, those that settle most first, each with the way to what hangs on it."""
    ranked, hanging = decisiveness_of(now.result), interview.hanging(now.result)
    names = sorted((*now.result.unanswered, *now.result.unsure), key=lambda name: -ranked.get(name, 0))
    here = reverse("result", args=[assessment.key])
    return [
        {
            "text": now.rulebook.questions[name].ask.in_language(language),
            "url": reverse("question", args=[assessment.key, name]),
            "settles": hanging[name],
            "settles_url": f"{here}?question={name}#obligations",
            "no_outcome": now.rulebook.questions[name].purpose != "condition",
            "known_by": known_by_words(now.rulebook.questions[name].known_by),
            "tip": now.rulebook.questions[name].if_not_sure.in_language(language),
        }
        for name in names
    ]


def known_by_words(role: str) -> str:
    """Who usually knows, in the reader's language."""
    words = {
        "product": _("product"),
        "sales": _("sales"),
        "legal": _("legal"),
        "management": _("management"),
        "engineering": _("engineering"),
        "data": _("the data team"),
        "security": _("security"),
    }
    return words.get(role, role)


def _open_points(assessment: Assessment, now: State, language: str, *, can: bool) -> list[dict[str, Any]]:
    """Points in play with both readings, and those on which a position is taken."""
    resting: dict[str, int] = {}
    for one in now.result.obligations.values():
        for point in one.open_points:
            resting[point] = resting.get(point, 0) + 1
    held = {
        position.open_point: position
        for position in Position.objects.filter(assessment=assessment, withdrawn_at=None).select_related(
            "by", "house"
        )
    }
    names = sorted({*resting, *held}, key=lambda name: (-resting.get(name, 0), name))
    house = house_positions() if names else {}
    return [
        point_words(now, name, held.get(name), resting.get(name, 0), language, house.get(name))
        | {"url": reverse("position", args=[assessment.key, name]) if can and assessment.is_open else ""}
        for name in names
        if name in now.rulebook.open_points
    ]


def point_words(
    now: State,
    name: str,
    held: Position | None,
    decides: int,
    language: str,
    house: HousePosition | None = None,
) -> dict[str, Any]:
    """One open point as `components/open_point.html` shows it; ``house`` is what the firm holds on it."""
    return open_words(now.rulebook.open_points[name], language) | {
        "decides": decides,
        "position": None if held is None else position_words(held) | {"house": _of_house(held)},
        "house": None
        if house is None or (held is not None and held.reading == house.reading)
        else position_words(house) | {"key": house.key},
    }


def _of_house(held: Position) -> str:
    """Whether a position was taken over from the firm's, and whether the firm still holds that."""
    if held.house is None:
        return ""
    return "held" if held.house.withdrawn_at is None else "over"


# -- the obligations ---------------------------------------------------------------------------


def _sections(
    assessment: Assessment, rows: list[Row], today: Any, *, everything: bool
) -> list[dict[str, Any]]:
    """Applying by when they bite, then open, coming, and what does not apply."""
    titles = {
        "before_launch": _("Before launch"),
        "deadline": _("With a deadline of their own"),
        "event": _("When something happens"),
        "standing": _("At all times"),
    }
    sections = []
    for bites in BITES:
        found = [row for row in rows if row.outcome is Outcome.APPLIES and row.obligation.bites == bites]
        sections.append(_section(assessment, titles[bites], "applies", found, today))
    rest = {
        Outcome.UNDETERMINED: _("Still open"),
        Outcome.NOT_IN_FORCE: _("Not in force on this day"),
        Outcome.DOES_NOT_APPLY: _("Does not apply"),
    }
    for outcome, title in rest.items():
        found = [row for row in rows if row.outcome is outcome]
        folded = outcome is Outcome.DOES_NOT_APPLY and not everything
        sections.append(_section(assessment, title, outcome.value, found, today, folded=folded))
    return [section for section in sections if section["rows"]]


def _section(
    assessment: Assessment, title: str, outcome: str, rows: list[Row], today: Any, *, folded: bool = False
) -> dict[str, Any]:
    has_work = outcome in ("applies", "undetermined")
    return {
        "title": title,
        "outcome": outcome,
        "count": len(rows),
        "columns": "finding status owner due" if has_work else "",
        "has_work": has_work,
        "is_folded": folded,
        "rows": [
            {
                "title": row.title,
                "url": link("obligation", assessment.key, row.id),
                "because": row.because,
                "citation": row.citation,
                "judgement": row.judgement,
                "status": row.status,
                "owner": row.owner,
                "due": formats.date_format(row.due_on, "SHORT_DATE_FORMAT") if row.due_on else "",
                "late": bool(
                    row.due_on and row.due_on < today and row.status in ("not_started", "in_progress")
                ),
                "select": row.id,
            }
            for row in rows
        ],
    }


def _found(now: State, by: Narrowed, number: int, every: int, language: str) -> str:
    """How many obligations are listed, and of which question where one narrows the list."""
    counted = ngettext("%(number)d of %(all)d obligations", "%(number)d of %(all)d obligations", number)
    counted %= {"number": number, "all": every}
    question = now.rulebook.questions.get(by.question)
    if question is None:
        return counted
    label = question.label.in_language(language)
    return f"{counted} · " + _("still open, and hanging on “%(question)s”") % {"question": label}


def _filters(now: State, by: Narrowed, people: list[Any], language: str) -> list[dict[str, Any]]:
    used = {now.rulebook.obligations[name].citation.instrument for name in now.result.obligations}
    instruments = [
        (one.id, one.short.in_language(language))
        for one in now.rulebook.instruments.values()
        if one.id in used
    ]
    groups = [(group, capfirst(GROUP_NAMES[group].in_language(language))) for group in now.result.coverage]
    outcomes = [
        ("applies", _("Applies")),
        ("undetermined", _("Undetermined")),
        ("does_not_apply", _("Does not apply")),
        ("not_in_force", _("Not in force")),
    ]
    due = [("late", _("Overdue")), ("month", _("In the next 30 days")), ("none", _("No day set"))]
    owners = [("nobody", _("Nobody")), *((str(person.pk), person.name) for person in people)]
    fields = [
        ("outcome", _("Outcome"), outcomes, by.outcome),
        ("group", _("Topic"), groups, by.group),
        ("instrument", _("Instrument"), instruments, by.instrument),
        ("judgement", _("Finding"), [(v, capfirst(str(w))) for v, w in Judgement.choices], by.judgement),
        ("status", _("Status"), [(v, capfirst(str(w))) for v, w in Status.choices], by.status),
        ("owner", _("Owner"), owners, by.owner),
        ("due", _("Due"), due, by.due),
    ]
    return [
        {
            "name": name,
            "label": label,
            "options": [{"value": value, "text": text} for value, text in options],
            "selected": selected,
        }
        for name, label, options, selected in fields
    ]
