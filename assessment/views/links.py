"""Addresses of pages, as words of a template or of a list; an address nobody serves is left out."""

from django.urls import NoReverseMatch, reverse


def link(name: str, *args: str) -> str:
    """The address of a page, or nothing where this site has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
