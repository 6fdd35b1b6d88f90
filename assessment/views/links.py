"""Addresses of pages, as words of a template or of a list; an address nobody serves is left out."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme


def link(name: str, *args: str) -> str:
    """The address of a page, or nothing where this site has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def back_of(request: HttpRequest, otherwise: str) -> str:
    """The page of ours that a form's field ``back`` names, for where its button leads."""
    back = request.POST.get("back", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_ours else otherwise
