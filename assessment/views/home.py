"""The first page: the services of a person, how far each is, and what waits for them."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.access import EnteredRequest, Membership, membership_of
from assessment.models import Scope, Stage
from assessment.queries.action import Item, my_actions
from assessment.queries.overview import PER_PAGE, Filters, Overview, Row, overview
from assessment.queries.rulebook import rulebook_of
from assessment.queries.waiting import set_aside
from assessment.views.links import link

SHOWN_FIRST = 3  # of what waits for a person; the rest is a page of its own


def home(request: EnteredRequest) -> HttpResponse:
    """The list, with search and filters; at most twelve queries, whatever the number of rows."""
    membership = membership_of(request)
    filters = filters_of(request)
    found = overview(membership, filters, page=request.GET.get("page", 1))
    aside = set_aside(row.assessment_key for row in found.rows if row.assessment_key)
    items = my_actions(membership)
    mine = _by_service(items)
    return render(
        request,
        "service/home.html",
        {
            "section": "services",
            "services": [_row(row, mine, aside, request.LANGUAGE_CODE) for row in found.rows],
            "page": _page(found),
            "base": "?" + urlencode([*_kept(filters), ("page", "")]),
            "filters": _filter_fields(found, request.LANGUAGE_CODE),
            "search": filters.text,
            "result": _result(found) if _kept(filters) else "",
            "clear": reverse("home") if _kept(filters) else "",
            "archived": filters.archived,
            "nothing": _nothing(membership, found),
            "has_clients": len(found.clients) > 1,
            "may_create": "create" in membership.anywhere(),
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
    given = request.GET
    return Filters(
        text=given.get("q", "")[:200].strip(),
        client=given.get("client", "")[:20],
        scope=given.get("scope", "")[:20],
        stage=given.get("stage", "")[:20],
        archived=given.get("archived") == "yes",
    )


def _kept(filters: Filters) -> list[tuple[str, str]]:
    fields = [
        ("q", filters.text),
        ("client", filters.client),
        ("scope", filters.scope),
        ("stage", filters.stage),
        ("archived", "yes" if filters.archived else ""),
    ]
    return [(name, value) for name, value in fields if value]


def _filter_fields(found: Overview, language: str) -> list[dict[str, Any]]:
    clients = [(key, zh if language.startswith("zh") or not en else en) for key, zh, en in found.clients]
    fields = [
        _field("client", _("Client"), clients, found.filters.client),
        _field("stage", _("Stage"), _capitals(Stage.choices), found.filters.stage),
        _field("scope", _("Verdict"), _capitals(Scope.choices), found.filters.scope),
    ]
    return fields if len(clients) > 1 else fields[1:]


def _capitals(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(value, capfirst(str(words))) for value, words in choices]


def _field(name: str, label: str, options: Iterable[tuple[str, str]], selected: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "options": [{"value": value, "text": text} for value, text in options],
        "selected": selected,
    }


def _page(found: Overview) -> Any:
    return Paginator(range(found.total), PER_PAGE).page(found.number)


def _result(found: Overview) -> str:
    return ngettext("%d service", "%d services", found.total) % found.total


def _nothing(membership: Membership, found: Overview) -> dict[str, str]:
    """The words of an empty list, and the first step."""
    if _kept(found.filters):
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


# -- one row --------------------------------------------------------------------------------------


def _by_service(items: list[Item]) -> dict[str, tuple[int, int]]:
    """By key of service: how much of what waits is overdue, and how much is not."""
    today = localdate()
    counted: dict[str, tuple[int, int]] = {}
    for item in items:
        late, rest = counted.get(item.service.key, (0, 0))
        is_late = item.is_overdue(today)
        counted[item.service.key] = (late + is_late, rest + (not is_late))
    return counted


def _row(row: Row, mine: dict[str, tuple[int, int]], aside: dict[str, int], language: str) -> dict[str, Any]:
    is_zh = language.startswith("zh")
    late, rest = mine.get(row.key, (0, 0))
    return {
        "url": link("service", row.key),
        "name": row.name_zh if is_zh or not row.name_en else row.name_en,
        "client": row.client_zh if is_zh or not row.client_en else row.client_en,
        "stage": capfirst(str(Stage(row.stage).label)) if row.stage else "",
        "as_of": date_format(row.as_of, "DATE_FORMAT") if row.as_of else "",
        "scope_tag": scope_tag(row.scope, language) if row.scope else "",
        "counts": row,
        "figures": _figures(row) if row.scope else "",
        "waits": _waits(late, rest, aside.get(row.assessment_key or "", 0), row.to_reconfirm or 0),
        "late": late,
    }


def scope_tag(scope: str, language: str) -> SafeString:
    """The verdict as a tag, made once a language rather than once a row."""
    known = _tags.get((scope, language))
    if known is None:
        known = _tags[scope, language] = render_to_string("components/scope_tag.html", {"scope": scope})
    return known


_tags: dict[tuple[str, str], SafeString] = {}


def _figures(row: Row) -> str:
    """The two numbers that matter first, in words."""
    applies = ngettext("%d applies", "%d apply", row.applies or 0) % row.applies
    return _("%(applies)s, %(open)d open") % {"applies": applies, "open": row.undetermined}


def _waits(late: int, rest: int, aside: int, to_reconfirm: int) -> list[str]:
    """What waits on a service, in words: first what has this person's name on it, overdue first."""
    said = [(late, _late), (rest, _rest), (aside, _set_aside), (to_reconfirm, _to_reconfirm)]
    return [words(number) for number, words in said if number]


def _late(number: int) -> str:
    return ngettext("%d overdue", "%d overdue", number) % number


def _rest(number: int) -> str:
    return ngettext("%d for you to do", "%d for you to do", number) % number


def _set_aside(number: int) -> str:
    return ngettext("%d question set aside", "%d questions set aside", number) % number


def _to_reconfirm(number: int) -> str:
    return ngettext("%d answer to re-confirm", "%d answers to re-confirm", number) % number


# -- what waits ----------------------------------------------------------------------------------


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
    }


def _item_words(item: Item, duty: str, language: str) -> str:
    if item.kind == "review":
        return _("Look again at an accepted risk: %s") % duty
    if item.kind == "finding":
        return duty
    rulebook = rulebook_of(item.assessment.edition)  # type: ignore[union-attr]
    question = rulebook.questions.get(item.text)
    topic = next((topic.title for topic in rulebook.topics if topic.id == item.text), None)
    asked = question.ask if question else topic
    return _("Answer: %s") % (asked.in_language(language) if asked else item.text)


def _item_url(item: Item) -> str:
    if item.assessment is None:
        return link("service", item.service.key)
    if item.obligation:
        return link("obligation", item.assessment.key, item.obligation)
    if item.text in rulebook_of(item.assessment.edition).questions:
        return link("question", item.assessment.key, item.text)
    return link("assessment", item.assessment.key)
