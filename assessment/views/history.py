"""The audit trail of a service, or of the firm, in words, with its chain checked before your eyes."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from assessment.access import EnteredRequest, get_service, require
from assessment.models import Chain, Grant, User
from assessment.queries.audit import trail
from assessment.services.audit import chain_of, verify_chain
from assessment.trail_words import entry_words
from assessment.views.crumbs import service_crumbs
from assessment.views.firm import firm_crumbs
from questionnaire.loading import load_rulebook

A_PAGE = 50


def history(request: EnteredRequest, key: str) -> HttpResponse:
    """A service's, newest first, a page at a time; ``?views=yes`` also shows who looked."""
    service = get_service(request, key, "audit")
    name = service.name(request.LANGUAGE_CODE)
    frame = {
        "section": "services",
        "of_what": name,
        "crumbs": service_crumbs(service, request.LANGUAGE_CODE, (_("History"), "")),
    }
    return _page(request, service.chain, frame, service=service)


def firm_history(request: EnteredRequest) -> HttpResponse:
    """The firm's own: people, names, look, house positions, who signed in."""
    firm = require(request, "audit").firm
    frame = {
        "section": "firm",
        "of_what": firm.name(request.LANGUAGE_CODE),
        "crumbs": firm_crumbs((_("History"), "")),
        "is_firm": True,
    }
    return _page(request, chain_of(firm=firm, service=None), frame, firm=firm)


def _page(request: EnteredRequest, chain: Chain, frame: dict[str, Any], **of: Any) -> HttpResponse:
    language = request.LANGUAGE_CODE
    before = request.GET.get("before", "")
    with_views = request.GET.get("views") == "yes"
    entries = trail(
        **of,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 12 else None,
        with_views=with_views,
        most=A_PAGE + 1,
    )
    shown = entries[:A_PAGE]
    everybody = User.objects.filter(Exists(Grant.objects.filter(user=OuterRef("pk"))))
    people = {person.pk: person.name or person.email for person in everybody}
    context = {
        **frame,
        "events": [entry_words(entry, language, load_rulebook(), people) for entry in shown],
        "older": shown[-1].event.number if len(entries) > A_PAGE else None,
        "with_views": with_views,
        "breaks": verify_chain(chain),
        "length": chain.length,
        "head": chain.head,
    }
    return render(request, "history/page.html", context)
