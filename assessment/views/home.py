"""The first page: the services of a person, how far each is, and what waits for them."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.access import EnteredRequest, Membership, membership_of
from assessment.forms.set_up import asked
from assessment.models import Stage
from assessment.queries.action import Item, my_actions
from assessment.queries.overview import PER_PAGE, Filters, Overview, Row
from assessment.queries.rulebook import rulebook_of
from assessment.queries.waiting import has_work, listed
from assessment.views.assignment_rows import asked_url, asked_words
from assessment.views.links import link
from assessment.views.rows import Waits, service_rows

MANY = 1000  # rows on one page for those who ask for it
SHOWN_FIRST = 3  # of what waits for a person; the rest is a page of its own


def home(request: EnteredRequest) -> HttpResponse:
    """The list, with search and filters; at most twelve queries, whatever the number of rows."""
    membership = membership_of(request)
    may = membership.anywhere()  # for some clients only is enough
    items = my_actions(membership) if has_work(membership) else []
    mine = _by_service(items)
    filters, waits = filters_of(request), asked(request, "waits")
    per_page = MANY if asked(request, "rows") == str(MANY) else PER_PAGE
    found, aside = listed(
        membership,
        filters,
        only=_waiting(waits, mine),
        unanswered=waits == "unanswered",
        behind=waits == "newer",
        page=asked(request, "page"),
        per_page=per_page,
    )
    kept = _kept(filters, waits)
    base = [*kept, ("rows", str(per_page))] if per_page != PER_PAGE else kept
    return render(
        request,
        "service/home.html",
        {
            "section": "services",
            "rows": service_rows(
                [(row, _waits(row, mine, aside, may)) for row in found.rows],
                request.LANGUAGE_CODE,
                has_clients=len(found.clients) > 1,
            ),
            "page": Paginator(range(found.total), per_page).page(found.number),
            "base": "?" + urlencode([*base, ("page", "")]),
            "many_url": "?" + urlencode([*kept, ("rows", MANY)]) if found.pages > 1 and base == kept else "",
            "filters": _filter_fields(found, waits, request.LANGUAGE_CODE),
            "search": filters.text,
            "result": _result(found) if kept else "",
            "clear": reverse("home") if kept else "",
            "archived": filters.archived,
            "nothing": _nothing(membership, found, is_narrowed=bool(kept)),
            "may_create": "create" in may,
            "waiting": [_item(item, request.LANGUAGE_CODE) for item in items[:SHOWN_FIRST]],
            "waiting_more": len(items) - SHOWN_FIRST,
            "actions_url": link("my_actions"),
            "in_house": [name_zh for _key, name_zh, _en in found.clients] == [membership.firm.name_zh],
            "other_firms": [
                {"firm": one.firm, "name": one.firm.name(request.LANGUAGE_CODE)}
                for one in request.memberships
                if one.firm != membership.firm
            ],
        },
    )


def filters_of(request: EnteredRequest) -> Filters:
    """What the address narrows the list to."""
    return Filters(
        text=asked(request, "q"),
        client=asked(request, "client"),
        scope=asked(request, "scope"),
        stage=asked(request, "stage"),
        archived=asked(request, "archived") == "yes",
    )


def _waiting(waits: str, mine: dict[str, tuple[int, int]]) -> set[str] | None:
    """The keys of services with something for this person to do, or something overdue; None for all."""
    if waits == "mine":
        return set(mine)
    return {key for key, (late, _rest) in mine.items() if late} if waits == "late" else None


def _kept(filters: Filters, waits: str) -> list[tuple[str, str]]:
    fields = [
        ("q", filters.text),
        ("client", filters.client),
        ("scope", filters.scope),
        ("stage", filters.stage),
        ("waits", waits),
        ("archived", "yes" if filters.archived else ""),
    ]
    return [(name, value) for name, value in fields if value]


def _filter_fields(found: Overview, waits: str, language: str) -> list[dict[str, Any]]:
    clients = [(key, zh if language.startswith("zh") or not en else en) for key, zh, en in found.clients]
    fields = [
        _field("client", _("Client"), clients, found.filters.client),
        _field("stage", _("Stage"), _capitals(Stage.choices), found.filters.stage),
        _field("scope", _("Verdict"), _scopes(), found.filters.scope),
        _field("waits", _("What waits"), _waits_choices(), waits),
    ]
    return fields if len(clients) > 1 else fields[1:]


def _waits_choices() -> list[tuple[str, str]]:
    return [
        ("mine", _("Something for you")),
        ("late", _("Something overdue")),
        ("unanswered", _("Questions set aside")),
        ("newer", _("A newer rulebook")),
    ]


def _scopes() -> list[tuple[str, str]]:
    """The verdicts in the words of components/scope_tag.html."""
    return [
        ("in_scope", _("In scope")),
        ("likely_in_scope", _("Probably in scope")),
        ("uncertain", _("Scope open")),
        ("likely_out_of_scope", _("Probably out of scope")),
        ("out_of_scope", _("Out of scope")),
        ("not_in_force", _("Not in force")),
    ]


def _capitals(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(value, capfirst(str(words))) for value, words in choices]


def _field(name: str, label: str, options: Iterable[tuple[str, str]], selected: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "options": [{"value": value, "text": text} for value, text in options],
        "selected": selected,
    }


def _result(found: Overview) -> str:
    return ngettext("%d service", "%d services", found.total) % found.total


def _nothing(membership: Membership, found: Overview, *, is_narrowed: bool) -> dict[str, str]:
    """The words of an empty list, and the first step."""
    if is_narrowed:
        return {
            "title": _("No service fits"),
            "text": _("Nothing here fits what you look for. Clear the filters, or search for another word."),
        }
    if "create" not in membership.anywhere():
        return {
            "title": _("No services yet"),
            "text": _("Services you may see stand here once somebody has entered them."),
        }
    if not found.clients:
        return {
            "title": _("Begin with a client"),
            "text": _("A service belongs to a client. Enter the first one; its services come next."),
            "url": link("client_new"),
            "link_text": _("New client"),
        }
    return {
        "title": _("No services yet"),
        "text": _(
            "Enter a generative-AI service, then answer questions about it, one at a time. What applies to "
            "it, and why, stands here from the first answer on."
        ),
        "url": link("service_new"),
        "link_text": _("New service"),
    }


# -- what waits ----------------------------------------------------------------------------------


def _by_service(items: list[Item]) -> dict[str, tuple[int, int]]:
    """By key of service: how much of what waits is overdue, and how much is not."""
    today = localdate()
    counted: dict[str, tuple[int, int]] = {}
    for item in items:
        late, rest = counted.get(item.service.key, (0, 0))
        is_late = item.is_overdue(today)
        counted[item.service.key] = (late + is_late, rest + (not is_late))
    return counted


def _waits(row: Row, mine: dict[str, tuple[int, int]], aside: dict[str, int], may: frozenset[str]) -> Waits:
    late, rest = mine.get(row.key, (0, 0))
    to_sign_off = int("sign_off" in may and row.stage == Stage.REVIEW)
    is_open = row.stage in (Stage.ANSWERING, Stage.REVIEW)
    is_behind = "create" in may and is_open and row.is_behind
    return Waits(late, rest, to_sign_off, aside.get(row.key, 0), row.to_reconfirm or 0, is_behind)


def _item(item: Item, language: str) -> dict[str, Any]:
    """A row of what waits, as components/action_row.html takes it."""
    rulebook = rulebook_of(item.assessment.edition) if item.assessment else None
    known = rulebook.obligations.get(item.obligation) if rulebook else None
    duty = known.title.in_language(language) if known else item.obligation
    return {
        "text": item.text if item.kind == "action" else _item_words(item, duty, language),
        "url": _item_url(item),
        "service": item.service.name(language),
        "obligation": duty if item.kind == "action" else "",
        "due": date_format(item.due_on, "DATE_FORMAT") if item.due_on else "",
        "late": item.is_overdue(localdate()),
        "status": "not_started" if item.status == "open" else item.status,
        "finish_url": link("assignment_change", item.key) if item.kind == "assignment" else "",
    }


def _item_words(item: Item, duty: str, language: str) -> str:
    if item.kind == "review":
        return _("Look again at an accepted risk: %s") % duty
    if item.kind == "finding":
        return duty
    assert item.assessment is not None  # what was asked is asked of an assessment
    rulebook = rulebook_of(item.assessment.edition)
    return _("Answer: %s") % asked_words(rulebook, item.topic, item.question, language)


def _item_url(item: Item) -> str:
    if item.assessment is None:
        return link("service", item.service.key)
    if item.obligation:
        return link("obligation", item.assessment.key, item.obligation)
    return asked_url(item.assessment, rulebook_of(item.assessment.edition), item.topic, item.question)
