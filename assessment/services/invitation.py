"""Invitations and grants: how people come into a firm, and go."""

import hashlib
import secrets
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from assessment.errors import Refused
from assessment.models import Client, Firm, Grant, Invitation, Role, User
from assessment.services.audit import record_event
from assessment.tenancy import tenant

LIFE = timedelta(days=7)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invite(
    *, firm: Firm, email: str, role: str, by: User, client: Client | None = None, until: date | None = None
) -> tuple[Invitation, str]:
    """Make an invitation for one address; returns it and the token for its link, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    email = email.strip().lower()
    _check_role(role, client)
    with transaction.atomic():
        held = Grant.objects.filter(user__email=email, client=client).first()
        if held is not None and (held.until is None or held.until >= timezone.localdate()):
            raise Refused(_("%s has access already.") % email, field="email")
        now = timezone.now()
        Invitation.objects.filter(email=email, client=client, used_at=None, withdrawn_at=None).update(
            withdrawn_at=now
        )
        invitation = Invitation.objects.create(
            firm=firm,
            email=email,
            role=role,
            client=client,
            until=until,
            by=by,
            token_hash=_hash(token),
            expires_at=now + LIFE,
        )
        record_event(
            firm=firm,
            by=by,
            verb="invited",
            subject=f"invitation:{invitation.key}",
            payload={"email": email, "role": role, "client": client.key if client else None, "until": until},
        )
    return invitation, token


def _check_role(role: str, client: Client | None) -> None:
    if role not in Role.values:
        raise Refused(_("Choose a role."), field="role")
    if role == Role.CLIENT_MEMBER and client is None:
        raise Refused(_("Choose the client this person belongs to."), field="client")
    if role == Role.FIRM_ADMIN and client is not None:
        raise Refused(_("An administrator has the whole firm: leave the client empty."), field="client")


def find_invitation(token: str) -> Invitation | None:
    """The invitation a token opens, while it is unused, not withdrawn and not too old."""
    with scopes_disabled():
        return (
            Invitation.objects.select_related("firm", "client")
            .filter(token_hash=_hash(token), used_at=None, withdrawn_at=None, expires_at__gt=timezone.now())
            .first()
        )


def accept_invitation(*, token: str, user: User) -> Grant | None:
    """Turn an invitation into a grant of the person whose address it names; None if it opens nothing."""
    found = find_invitation(token)
    if found is None or found.email != user.email.lower():
        return None
    with tenant(found.firm), transaction.atomic():
        invitation = Invitation.objects.select_for_update(no_key=True, of=("self",)).get(pk=found.pk)
        if invitation.used_at is not None or invitation.withdrawn_at is not None:
            return None
        invitation.used_at, invitation.used_by = timezone.now(), user
        invitation.save(update_fields=["used_at", "used_by"])
        grant, _made = Grant.objects.update_or_create(
            firm=invitation.firm,
            user=user,
            client=invitation.client,
            defaults={"role": invitation.role, "until": invitation.until, "by_id": invitation.by_id},
        )
        record_event(
            firm=invitation.firm,
            by=user,
            verb="invitation_accepted",
            subject=f"invitation:{invitation.key}",
            payload={"role": grant.role, "client": found.client.key if found.client else None},
        )
        return grant


def withdraw_invitation(*, invitation: Invitation, by: User) -> None:
    """Make the link useless. Raises Refused if it has been used."""
    with transaction.atomic():
        changed = Invitation.objects.filter(pk=invitation.pk, used_at=None).update(
            withdrawn_at=timezone.now()
        )
        if not changed:
            raise Refused(_("The invitation has been used. End the person's access instead."))
        record_event(
            firm=invitation.firm,
            by=by,
            verb="invitation_withdrawn",
            subject=f"invitation:{invitation.key}",
            payload={},
        )


def give_grant(
    *,
    firm: Firm,
    user: User,
    role: str,
    by: User | None,
    client: Client | None = None,
    until: date | None = None,
) -> Grant:
    """Give, or change, a person's role on the firm or on one client."""
    _check_role(role, client)
    with transaction.atomic():
        grant, _made = Grant.objects.update_or_create(
            firm=firm, user=user, client=client, defaults={"role": role, "until": until, "by": by}
        )
        _refuse_no_admin(firm)
        record_event(
            firm=firm,
            by=by,
            verb="granted",
            subject=f"user:{user.pk}",
            payload={"role": role, "client": client.key if client else None, "until": until},
        )
        return grant


def end_grant(*, grant: Grant, by: User) -> None:
    """End a person's access now; the row stays, with yesterday as its last day."""
    with transaction.atomic():
        grant.until = timezone.localdate() - timedelta(days=1)
        grant.save(update_fields=["until"])
        _refuse_no_admin(grant.firm)
        record_event(
            firm=grant.firm,
            by=by,
            verb="grant_ended",
            subject=f"user:{grant.user_id}",
            payload={"role": grant.role, "client": grant.client_id},
        )


def _refuse_no_admin(firm: Firm) -> None:
    administrators = Grant.objects.filter(
        Grant.holding(timezone.localdate()), firm=firm, role=Role.FIRM_ADMIN
    )
    if Grant.objects.filter(firm=firm, role=Role.FIRM_ADMIN).exists() and not administrators.exists():
        raise Refused(_("The firm needs at least one administrator."))
