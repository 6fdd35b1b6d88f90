"""The one middleware of our own: who is this, which firm, which language, and is the door open.

One class rather than four, because every page pays for each. Two queries beside session and person
at most: the grants, and the second factor where the firm asks for one.
"""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from assessment import standstill, stash
from assessment.access import Membership, memberships
from assessment.models import User
from assessment.tenancy import tenant

Response = Callable[[HttpRequest], HttpResponse]
KNOWN = {code for code, _name in settings.LANGUAGES}


class EntryMiddleware:
    """Gives ``request.membership``, ``request.firm``, ``request.stash``; opens the firm's rows.

    Every view of ours needs someone signed in, with a grant in some firm, unless it is marked
    ``login_not_required`` (Django's) or ``membership_not_required`` (below).
    """

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.stash = SimpleLazyObject(lambda: stash.take(request))  # type: ignore[attr-defined]
        try:
            membership = _membership(request)
        except OperationalError as error:
            return standstill.page(request, error)
        request.membership = membership  # type: ignore[attr-defined]
        request.firm = membership.firm if membership else None  # type: ignore[attr-defined]
        language = _language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            with tenant(membership.firm) if membership else nullcontext():
                response = self.get_response(request)
                _undo_on_failure(response, bool(membership))
            response.headers.setdefault("Content-Language", language)
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Sign-in, second factor, membership; and the language button of any form."""
        most = getattr(view, "most_bytes", None)
        if most is not None and _length(request) > most:
            return render(request, "413.html", {"limit": filesizeformat(most)}, status=413)
        if request.method == "POST" and stash.SWITCH in request.POST:
            return _switch_language(request)
        if getattr(view, "login_required", True) is False:
            return None
        if not request.user.is_authenticated:
            return stash.to_login(request)
        if (
            not view.__module__.startswith("assessment.")
            or getattr(view, "membership_required", True) is False
        ):
            return None
        membership: Membership | None = request.membership  # type: ignore[attr-defined]
        if membership is None:
            raise PermissionDenied(_("No firm has given you access yet."))
        if _lacks_second_factor(membership):
            if request.method == "POST":
                stash.keep(request)
            messages.info(request, _("Your role needs a second factor. Set one up to go on."))
            return HttpResponseRedirect(reverse("mfa_index"))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A full disk or a silent database is told as such, with what was typed; the rest is our fault."""
        return standstill.page(request, error) if standstill.is_standstill(error) else None


def membership_not_required(view: Any) -> Any:
    """Mark a view for people who are signed in but in no firm yet."""
    view.membership_required = False
    return view


def at_most(most: int) -> Callable[[Any], Any]:
    """Mark a view that takes no larger request; one that says it is larger is refused before it is read.

    The view has to be exempt from CSRF as well, or the token is looked for in the body first.
    """

    def mark(view: Any) -> Any:
        view.most_bytes = most
        return view

    return mark


def _length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() else 0


def choose_firm(request: HttpRequest, slug: str) -> bool:
    """Work in another of one's firms from now on; False if there is no such firm of theirs."""
    for membership in memberships(request.user):  # type: ignore[arg-type]
        if membership.firm.slug == slug:
            request.session["firm"] = membership.firm.pk
            return True
    return False


def _membership(request: HttpRequest) -> Membership | None:
    user = request.user
    if not isinstance(user, User) and not user.is_authenticated:
        return None
    held = memberships(user)
    request.memberships = held  # type: ignore[attr-defined]
    chosen = request.session.get("firm")
    return next((one for one in held if one.firm.pk == chosen), held[0] if held else None)


def _lacks_second_factor(membership: Membership) -> bool:
    asked = membership.firm.mfa_roles
    return any(grant.role in asked for grant in membership.grants) and not is_mfa_enabled(membership.user)


def _language(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return str(request.user.language)
    return translation.get_language_from_request(request)


def _switch_language(request: HttpRequest) -> HttpResponse:
    """Keep what was typed, change the language for this person or browser, show the same page again."""
    wanted = request.POST[stash.SWITCH]
    response = stash.send(request, stash.page_of(request))
    if wanted in KNOWN:
        set_language(request, response, wanted)
    stash.keep(request)
    return response


def set_language(request: HttpRequest, response: HttpResponse, language: str) -> None:
    """Remember a language: with the person if signed in, and in a cookie."""
    if request.user.is_authenticated and request.user.language != language:
        User.objects.filter(pk=request.user.pk).update(language=language)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 86400,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )


def _undo_on_failure(response: HttpResponse, is_inside: bool) -> None:
    """A page that failed leaves nothing half-written in the request's transaction (PostgreSQL)."""
    if (
        is_inside
        and response.status_code >= 500
        and connection.in_atomic_block
        and connection.vendor == "postgresql"
    ):
        transaction.set_rollback(True)
