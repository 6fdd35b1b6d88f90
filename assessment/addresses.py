"""Addresses of pages, put together once: working one out takes as long as a query."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse

MOST = 20_000  # of some sixty characters each; an assessment has one a question, and a dozen more


def address(name: str, *args: str) -> str:
    """What ``reverse(name, args=args)`` gives. Raises NoReverseMatch like it."""
    return _address(get_script_prefix(), name, args)


@lru_cache(maxsize=MOST)
def _address(prefix: str, name: str, args: tuple[str, ...]) -> str:
    return reverse(name, args=args)
