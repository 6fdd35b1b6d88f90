"""Who has access: the list, inviting, withdrawing, ending; and taking an invitation up."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessment.access import EnteredRequest, get_invitation, require
from assessment.adapters import hold_invitation
from assessment.errors import AssessmentError
from assessment.forms.person import ROLES, InviteForm
from assessment.forms.set_up import sent
from assessment.mail import send_invitation
from assessment.middleware import choose_firm, membership_not_required
from assessment.models import Client, Grant, Invitation, User
from assessment.services.invitation import (
    accept_invitation,
    end_grant,
    give_grant,
    invite,
    withdraw_invitation,
)
from assessment.tenancy import tenant
from assessment.views.crumbs import crumbs
from assessment.views.links import link

LINK = "invitation_link"  # in the session, between making an invitation and showing its link once


def people(request: EnteredRequest) -> HttpResponse:
    """Who may enter, who has been invited, who could once."""
    membership = require(request, "people")
    language, today = request.LANGUAGE_CODE, localdate()
    grants = Grant.objects.select_related("user", "client").order_by("user__name", "user__email", "pk")
    rows = [_grant(grant, language) | {"holds": _holds(grant)} for grant in grants]
    open_ = Invitation.objects.filter(used_at=None, withdrawn_at=None).select_related("client")
    return render(
        request,
        "person/list.html",
        {
            "section": "firm",
            "crumbs": crumbs((_("Firm"), link("firm")), (_("People"), "")),
            "present": [row for row in rows if row["holds"]],
            "former": [row for row in rows if not row["holds"]],
            "invitations": [_invitation(one, language) for one in open_.order_by("-created_at")],
            "made": request.session.pop(LINK, None),
            "today": today,
            "me": membership.user,
        },
    )


def _holds(grant: Grant) -> bool:
    return grant.until is None or grant.until >= localdate()


def _grant(grant: Grant, language: str) -> dict[str, Any]:
    return {
        "pk": grant.pk,
        "name": grant.user.name or grant.user.email,
        "email": grant.user.email,
        "user": grant.user,
        "role": ROLES[grant.role],
        "reach": grant.client.name(language) if grant.client else _("The whole firm"),
        "until": grant.until,
    }


def _invitation(one: Invitation, language: str) -> dict[str, Any]:
    return {
        "key": one.key,
        "email": one.email,
        "role": ROLES[one.role],
        "reach": one.client.name(language) if one.client else _("The whole firm"),
        "expires_at": one.expires_at,
        "is_over": one.expires_at <= now(),
    }


def person_invite(request: EnteredRequest) -> HttpResponse:
    """Invite an address; the link is mailed, and shown once on the next page."""
    membership = require(request, "people")
    clients = list(Client.objects.filter(archived_at=None).order_by("name_zh"))
    offered = [(one.key, one.name(request.LANGUAGE_CODE)) for one in clients]
    form = InviteForm(sent(request), clients=offered, stash=request.stash)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        client = next((one for one in clients if one.key == given["client"]), None)
        try:
            made, token = invite(
                firm=membership.firm,
                email=given["email"],
                role=given["role"],
                client=client,
                until=given["until"],
                by=membership.user,
            )
        except AssessmentError as error:
            form.refuse(error)
        else:
            return _made(request, made, token)
    here = crumbs((_("Firm"), link("firm")), (_("People"), link("people")), (_("Invite somebody"), ""))
    context = {
        "section": "firm",
        "crumbs": here,
        "form": form,
        "title": _("Invite somebody"),
        "back_url": reverse("people"),
        "submit": _("Invite"),
    }
    return render(request, "service/form.html", context)


def _made(request: EnteredRequest, made: Invitation, token: str) -> HttpResponse:
    url = request.build_absolute_uri(reverse("invitation_accept", args=[token]))
    was_sent = send_invitation(made, url)
    request.session[LINK] = {"url": url, "email": made.email, "was_sent": was_sent}
    return HttpResponseRedirect(reverse("people"))


@require_POST
def invitation_withdraw(request: EnteredRequest, key: str) -> HttpResponse:
    """Make a link useless."""
    invitation = get_invitation(request, key)
    try:
        withdraw_invitation(invitation=invitation, by=request.user)
    except AssessmentError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The invitation of %s opens nothing any more.") % invitation.email)
    return HttpResponseRedirect(reverse("people"))


@require_POST
def grant_change(request: EnteredRequest) -> HttpResponse:
    """End somebody's access, or give it again; the form names the row, which has no address of its own."""
    membership = require(request, "people")
    number = request.POST.get("grant", "")
    grant = (
        Grant.objects.select_related("user", "client").filter(pk=number if number.isdecimal() else 0).first()
    )
    if grant is None:
        raise Http404
    name = grant.user.name or grant.user.email
    try:
        if request.POST.get("back") == "yes":
            give_grant(
                firm=grant.firm, user=grant.user, role=grant.role, client=grant.client, by=membership.user
            )
            messages.success(request, _("%s has access again.") % name)
        elif grant.user_id == membership.user.pk:
            messages.error(request, _("You cannot end your own access. Another administrator can."))
        else:
            end_grant(grant=grant, by=membership.user)
            messages.success(request, _("%s has no access any more. You can give it again below.") % name)
    except AssessmentError as error:
        messages.error(request, error.message)
    return HttpResponseRedirect(reverse("people"))


# -- taking an invitation up -------------------------------------------------------------------------


@login_not_required
@membership_not_required
def invitation_accept(request: EnteredRequest, token: str) -> HttpResponse:
    """Say who invites to what; take it up, or first sign up or sign in with the invited address."""
    invitation = hold_invitation(request, token)
    if invitation is None:
        return render(request, "person/invitation_over.html", {"section": ""}, status=404)
    fits = request.user.is_authenticated and request.user.email.lower() == invitation.email
    if request.method == "POST" and fits:
        grant = accept_invitation(token=token, user=request.user)
        if grant is None:
            return render(request, "person/invitation_over.html", {"section": ""}, status=404)
        choose_firm(request, grant.firm.slug)
        messages.success(request, _("You have access now."))
        return HttpResponseRedirect(reverse("home"))
    language = request.LANGUAGE_CODE
    with tenant(invitation.firm):
        client = Client.objects.filter(pk=invitation.client_id or 0).first()
    context = {
        "invitation": invitation,
        "inviting": invitation.firm.name(language),
        "client_name": client.name(language) if client else "",
        "role": ROLES[invitation.role],
        "fits": fits,
        "has_account": User.objects.filter(email=invitation.email).exists(),
        "login_url": f"{reverse('account_login')}?next={request.path}",
    }
    return render(request, "person/invitation.html", context)
