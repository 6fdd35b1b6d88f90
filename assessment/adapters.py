"""How allauth's sign-in fits this house: accounts are opened by invitation only."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from assessment.models import Invitation, User
from assessment.services.invitation import accept_invitation, find_invitation

SESSION_KEY = "invitation"


def hold_invitation(request: HttpRequest, token: str) -> Invitation | None:
    """Remember an invitation for the sign-up that follows; None if the token opens nothing (any more)."""
    invitation = find_invitation(token)
    if invitation is not None:
        request.session[SESSION_KEY] = token
    return invitation


def held_invitation(request: HttpRequest) -> Invitation | None:
    """The invitation with which this browser came, if it still holds."""
    token = request.session.get(SESSION_KEY)
    return find_invitation(token) if token else None


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up only with an invitation, and only for the address it was sent to."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether this browser came with an invitation that holds."""
        return held_invitation(request) is not None

    def clean_email(self, email: str) -> str:
        """Lower case; on sign-up the invited address and no other."""
        email = super().clean_email(email).lower()
        request = self.request
        invitation = (
            held_invitation(request) if request is not None and not request.user.is_authenticated else None
        )
        if invitation is not None and email != invitation.email:
            raise forms.ValidationError(
                _("The invitation was sent to another address. Use %s.") % invitation.email
            )
        return email

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Save the person, in the language they signed up in, and turn the invitation into a grant."""
        user.language = "zh-hans" if (translation.get_language() or "").startswith("zh") else "en"
        super().save_user(request, user, form, commit)
        token = request.session.get(SESSION_KEY)
        if commit and token and accept_invitation(token=token, user=user) is not None:
            # The link was read in that mailbox, so the address needs no second proof.
            self.stash_verified_email(request, user.email)
            del request.session[SESSION_KEY]
        return user
