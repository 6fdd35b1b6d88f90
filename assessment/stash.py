"""What was typed is not lost: a form that cannot be saved now is kept in the session and given back.

Used when a POST meets an expired session, when the language is switched from inside a form
(a button named ``switch_language``), and when a page was too old for its CSRF token. The page that
shows the form reads ``request.stash``, a QueryDict: what was typed, once; empty otherwise. Files,
passwords and codes are never kept. A form that posts to another address than the page that shows it
carries that page's path in a field named ``stash_page``. With another language a browser sends along, in
fields named ``also``, what was typed into the other forms of the page; ``forms`` takes them apart again.
"""

import re
import time
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as django_csrf_failure

SWITCH = "switch_language"
PAGE = "stash_page"
ALSO = "also"
LIMIT = 300_000  # characters; a session row is no file store
LIFE = 3600  # seconds
_NEVER = re.compile(
    r"password|passwd|token|secret|credential|otp|^code$|^csrfmiddlewaretoken$|^switch_language$|^stash_page$"
)


def page_of(request: HttpRequest) -> str:
    """The address that shows the form of this POST, on this site."""
    page = request.POST.get(PAGE, "")
    is_ours = url_has_allowed_host_and_scheme(page, allowed_hosts=None) and page.startswith("/")
    return page if is_ours else request.get_full_path()


def typed(request: HttpRequest) -> list[tuple[str, list[str]]]:
    """What a POST brought, field by field, without what is never kept."""
    return [
        (name, [_harmless(one) for one in values] if name == ALSO else values)
        for name, values in request.POST.lists()
        if not _NEVER.search(name.lower())
    ]


def _harmless(query: str) -> str:
    """Another form's fields, as in a query, without what is never kept."""
    return urlencode(
        [(name, value) for name, value in parse_qsl(query, True) if not _NEVER.search(name.lower())]
    )


def forms(given: QueryDict) -> list[QueryDict]:
    """The form that was sent, and those of the same page that something was typed into (``ALSO``)."""
    return [given, *(QueryDict(one) for one in given.getlist(ALSO))]


def keep(request: HttpRequest, page: str = "") -> bool:
    """Put what was typed into the session, for ``page`` or the one that shows the form.

    False if there is too much of it.
    """
    fields = typed(request)
    if sum(len(name) + sum(map(len, values)) for name, values in fields) > LIMIT:
        return False
    request.session["stash"] = {"page": page or page_of(request), "at": int(time.time()), "fields": fields}
    return True


def take(request: HttpRequest) -> QueryDict:
    """What was typed on this page, once; empty if nothing was kept for it."""
    given = QueryDict(mutable=True)
    held = request.session.get("stash")
    if held is None or request.method != "GET" or urlsplit(held["page"]).path != request.path:
        return given
    del request.session["stash"]
    if time.time() - held["at"] <= LIFE:
        for name, values in held["fields"]:
            given.setlist(name, values)
    return given


def send(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect that htmx follows as a whole page, too."""
    if getattr(request, "htmx", False):
        response = HttpResponse()
        response["HX-Redirect"] = url
        return response
    return HttpResponseRedirect(url)


def to_login(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; what a POST brought is kept for then."""
    if request.method == "POST":
        _keep_and_say(request, _("Your session had ended. Sign in, and what you typed is there again."))
        return send(request, redirect_to_login(page_of(request), resolve_url("account_login")).url)
    return send(request, redirect_to_login(request.get_full_path(), resolve_url("account_login")).url)


def _keep_and_say(request: HttpRequest, sentence: str) -> None:
    if keep(request):
        messages.info(request, sentence)
    else:
        messages.error(
            request, _("The text was too long to be kept. Please copy it from your browser's history (Back).")
        )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page left open while someone signed in anew: send it back filled in. From elsewhere: refused."""
    if not _is_from_here(request):
        return django_csrf_failure(request, reason=reason)
    if not request.user.is_authenticated:
        return to_login(request)
    _keep_and_say(
        request,
        _("This page was open for too long and was not saved. What you typed is here: save it again."),
    )
    return send(request, page_of(request))


def _is_from_here(request: HttpRequest) -> bool:
    sent_from = request.META.get("HTTP_ORIGIN") or request.META.get("HTTP_REFERER") or ""
    parts = urlsplit(sent_from)
    return (
        request.method == "POST"
        and f"{parts.scheme}://{parts.netloc}" == f"{request.scheme}://{request.get_host()}"
    )
