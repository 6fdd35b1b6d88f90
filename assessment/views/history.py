"""The audit trail of a service in words, with its chain checked before your eyes."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.access import EnteredRequest, get_service, people_of
from assessment.queries.audit import trail
from assessment.services.audit import verify_chain
from assessment.trail_words import entry_words
from questionnaire.loading import load_rulebook

A_PAGE = 50


def history(request: EnteredRequest, key: str) -> HttpResponse:
    """Newest first, a page at a time; ``?views=yes`` also shows who looked."""
    service = get_service(request, key, "audit")
    language = request.LANGUAGE_CODE
    before = request.GET.get("before", "")
    with_views = request.GET.get("views") == "yes"
    entries = trail(
        service=service,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 12 else None,
        with_views=with_views,
        most=A_PAGE + 1,
    )
    shown = entries[:A_PAGE]
    people = {person.pk: person.name for person in people_of(request.firm)}
    rulebook = load_rulebook()
    breaks = verify_chain(service.chain)
    context = {
        "section": "services",
        "service_name": service.name(language),
        "crumbs": [
            {"text": _("Services"), "url": reverse("home")},
            {"text": service.name(language), "url": reverse("service", args=[service.key])},
            {"text": _("History"), "url": ""},
        ],
        "events": [entry_words(entry, language, rulebook, people) for entry in shown],
        "older": shown[-1].event.number if len(entries) > A_PAGE else None,
        "with_views": with_views,
        "breaks": breaks,
        "length": service.chain.length,
        "head": service.chain.head,
    }
    return render(request, "history/page.html", context)
