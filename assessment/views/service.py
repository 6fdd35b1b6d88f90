"""A service: where it stands and what to do next; entering, changing, putting it away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessment.access import (
    EnteredRequest,
    get_client,
    get_service,
    membership_of,
    people_of,
    require,
    visible,
)
from assessment.errors import AssessmentError
from assessment.forms.service import ServiceForm
from assessment.forms.set_up import sent
from assessment.models import Assessment, Client, Document, Evidence, Service, User
from assessment.services.compare import newer_edition
from assessment.services.service import archive_service, create_service, update_service
from assessment.views.crumbs import crumbs, service_crumbs
from assessment.views.links import link
from assessment.views.standing import earlier, standing


def service(request: EnteredRequest, key: str) -> HttpResponse:
    """The current assessment with its next step, findings, and what else there is about the service."""
    one = get_service(request, key)
    language = request.LANGUAGE_CODE
    allowed = membership_of(request).allowed(one.client_id)
    others = visible(request, Assessment).filter(service=one).exclude(pk=one.current_id or 0)
    return render(
        request,
        "service/service.html",
        {
            "section": "services",
            "crumbs": service_crumbs(one, language),
            "service": one,
            "name": one.name(language),
            "description": _description(one, language),
            "allowed": allowed,
            "current": standing(one, language, allowed) if one.current else None,
            "earlier": [earlier(other) for other in others.select_related("summary").order_by("-pk")],
            "facts": _facts(request, one, language),
            "newer": newer.version if (newer := newer_edition(one.current)) else "",
            "archived_on": date_format(one.archived_at, "DATE_FORMAT") if one.archived_at else "",
        },
    )


def _description(one: Service, language: str) -> str:
    both = (one.description_zh, one.description_en)
    first, second = both if language.startswith("zh") else both[::-1]
    return first or second


def _facts(request: EnteredRequest, one: Service, language: str) -> list[dict[str, Any]]:
    """What hangs on the service, each with its page where there is one."""
    evidence = visible(request, Evidence).filter(service=one, withdrawn_at=None).count()
    documents = visible(request, Document).filter(snapshot__assessment__service=one).count()
    facts = [
        (_("Client"), one.client.name(language), link("client", one.client.key)),
        (_("Answerable"), str(one.owner) if one.owner else _("nobody yet"), ""),
        (_("Evidence"), evidence, link("evidence_list", one.key)),
        (_("Reports"), documents, link("report_new", one.current.key) if one.current else ""),
        (_("Changes"), _("what changed between reports"), link("compare", one.key) if one.current else ""),
        (_("History"), _("who did what, when"), link("history", one.key)),
    ]
    return [{"name": name, "value": value, "url": url} for name, value, url in facts]


# -- entering and changing ------------------------------------------------------------------------


def service_new(request: EnteredRequest) -> HttpResponse:
    """A form for a new service; where there is one client, it is that one's."""
    clients = _clients_for_new(request)
    if not clients:
        require(request, "clients")
        messages.info(request, _("Enter the client first; its services come next."))
        return HttpResponseRedirect(reverse("client_new"))
    language = request.LANGUAGE_CODE
    offered = [(one.key, one.name(language)) for one in clients]
    form = ServiceForm(
        sent(request),
        clients=offered if len(clients) > 1 else None,
        stash=request.stash,
        initial={"client": request.GET.get("client", "")},
    )
    if request.method == "POST" and form.is_valid():
        client = get_client(request, form.cleaned_data.pop("client", clients[0].key), "create")
        try:
            made = create_service(client=client, by=request.user, **form.cleaned_data)
        except AssessmentError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The service has been entered. Begin its assessment when you like."))
            return HttpResponseRedirect(reverse("service", args=[made.key]))
    return _form_page(request, form, _("New service"), crumbs((_("New service"), "")), reverse("home"))


def _clients_for_new(request: EnteredRequest) -> list[Client]:
    membership = membership_of(request)
    if "create" not in membership.anywhere():
        raise PermissionDenied
    rows = visible(request, Client).filter(archived_at=None).order_by("name_zh")
    return [client for client in rows if "create" in membership.allowed(client)]


def service_edit(request: EnteredRequest, key: str) -> HttpResponse:
    """Names, description, and who answers for it."""
    one = get_service(request, key, "create")
    here = service_crumbs(one, request.LANGUAGE_CODE, (_("Change"), ""))
    people = list(people_of(one.firm, one.client))
    form = ServiceForm(
        sent(request),
        owners=[(str(person.pk), str(person)) for person in people],
        stash=request.stash,
        initial={
            name: getattr(one, name) for name in ServiceForm.base_fields if name not in ("client", "owner")
        }
        | {"owner": str(one.owner_id or "")},
    )
    if request.method == "POST" and form.is_valid():
        owner = _person(people, form.cleaned_data.pop("owner"))
        try:
            update_service(service=one, by=request.user, owner=owner, **form.cleaned_data)
        except AssessmentError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("service", args=[one.key]))
    return _form_page(request, form, _("Change the service"), here, reverse("service", args=[one.key]))


def _person(people: list[User], chosen: str) -> User | None:
    return next((person for person in people if str(person.pk) == chosen), None)


def _form_page(
    request: EnteredRequest, form: ServiceForm, title: str, here: list[dict[str, str]], back: str
) -> HttpResponse:
    context = {"section": "services", "crumbs": here, "form": form, "title": title, "back_url": back}
    return render(request, "service/form.html", context)


@require_POST
def service_archive(request: EnteredRequest, key: str) -> HttpResponse:
    """Put it away, or take it back; the page it leads to offers the way back."""
    one = get_service(request, key, "archive")
    back = request.POST.get("back") == "yes"
    try:
        archive_service(service=one, by=request.user, back=back)
    except AssessmentError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The service is back.") if back else _("The service has been put away."))
    return HttpResponseRedirect(reverse("service", args=[one.key]))
