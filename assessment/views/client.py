"""The clients of a firm: list, new, names, putting away."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from assessment.access import EnteredRequest, get_client, membership_of, require, visible
from assessment.errors import AssessmentError
from assessment.forms.client import ClientForm
from assessment.forms.set_up import asked, sent
from assessment.models import Client
from assessment.services.client import archive_client, create_client, rename_client
from assessment.views.crumbs import crumbs
from assessment.views.links import link

PER_PAGE = 100


def client_list(request: EnteredRequest) -> HttpResponse:
    """Clients in reach, with how many services each has."""
    text, archived = asked(request, "q"), asked(request, "archived") == "yes"
    rows = visible(request, Client).filter(archived_at__isnull=not archived)
    for word in text.split()[:5]:
        rows = rows.filter(Q(name_zh__icontains=word) | Q(name_en__icontains=word))
    counted = rows.annotate(number=Count("services", filter=Q(services__archived_at=None)))
    page = Paginator(counted.order_by("name_zh"), PER_PAGE).get_page(request.GET.get("page"))
    language = request.LANGUAGE_CODE
    return render(
        request,
        "client/list.html",
        {
            "section": "services",
            "crumbs": crumbs((_("Clients"), "")),
            "clients": [_row(client, language) for client in page],
            "page": page,
            "search": text,
            "archived": archived,
            "base": "?" + urlencode({"q": text, "archived": "yes" if archived else "", "page": ""}),
            "may_create": "clients" in membership_of(request).allowed(),
        },
    )


def _row(client: Client, language: str) -> dict[str, Any]:
    return {
        "name": client.name(language),
        "other": client.name_en if language.startswith("zh") else client.name_zh,
        "url": link("client", client.key),
        "services": client.number,  # type: ignore[attr-defined]
    }


def client(request: EnteredRequest, key: str) -> HttpResponse:
    """One client, with its services."""
    one = get_client(request, key)
    language, allowed = request.LANGUAGE_CODE, membership_of(request).allowed(one)
    rows = one.services.order_by("archived_at", "-updated_at").select_related("current__summary")
    services = [
        {
            "name": service.name(language),
            "url": link("service", service.key),
            "scope": service.current.summary.scope if service.current else "",
            "archived": service.archived_at is not None,
        }
        for service in rows.defer("current__summary__within_reach")
    ]
    return render(
        request,
        "client/client.html",
        {
            "section": "services",
            "crumbs": crumbs((_("Clients"), link("client_list")), (one.name(language), "")),
            "client": one,
            "name": one.name(language),
            "other": one.name_en if language.startswith("zh") else one.name_zh,
            "services": services,
            "number": ngettext("%d service", "%d services", len(services)) % len(services),
            "allowed": allowed,
            "archived_on": date_format(one.archived_at, "DATE_FORMAT") if one.archived_at else "",
        },
    )


def client_new(request: EnteredRequest) -> HttpResponse:
    """Enter a client."""
    membership = require(request, "clients")
    form = ClientForm(sent(request), stash=request.stash)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_client(firm=membership.firm, by=request.user, **form.cleaned_data)
        except AssessmentError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The client has been entered. Enter its first service now."))
            return HttpResponseRedirect(f"{reverse('service_new')}?client={made.key}")
    here = crumbs((_("Clients"), link("client_list")), (_("New client"), ""))
    return _form_page(request, form, _("New client"), here, reverse("client_list"))


def client_edit(request: EnteredRequest, key: str) -> HttpResponse:
    """Its names."""
    one = get_client(request, key, "clients")
    here = crumbs(
        (_("Clients"), link("client_list")),
        (one.name(request.LANGUAGE_CODE), link("client", one.key)),
        (_("Change"), ""),
    )
    initial = {"name_zh": one.name_zh, "name_en": one.name_en}
    form = ClientForm(sent(request), stash=request.stash, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            rename_client(client=one, by=request.user, **form.cleaned_data)
        except AssessmentError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("client", args=[one.key]))
    return _form_page(request, form, _("Change the client"), here, reverse("client", args=[one.key]))


def _form_page(
    request: EnteredRequest, form: ClientForm, title: str, here: list[dict[str, str]], back: str
) -> HttpResponse:
    context = {"section": "services", "crumbs": here, "form": form, "title": title, "back_url": back}
    return render(request, "service/form.html", context)


@require_POST
def client_archive(request: EnteredRequest, key: str) -> HttpResponse:
    """Put a client away, or take it back."""
    one = get_client(request, key, "clients")
    back = request.POST.get("back") == "yes"
    archive_client(client=one, by=request.user, back=back)
    messages.success(request, _("The client is back.") if back else _("The client has been put away."))
    return HttpResponseRedirect(reverse("client", args=[one.key]))
