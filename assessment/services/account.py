"""What happens to accounts themselves, written into the trail of the firms they belong to."""

from typing import Any

from django.http import HttpRequest

from assessment.access import memberships
from assessment.models import User
from assessment.services.audit import record_event
from assessment.tenancy import tenant


def record_sign_in(sender: Any, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """The receiver of Django's ``user_logged_in``: one event in each firm of the person."""
    for membership in memberships(user):
        with tenant(membership.firm):
            record_event(
                firm=membership.firm, by=user, verb="signed_in", subject=f"user:{user.pk}", payload={}
            )
