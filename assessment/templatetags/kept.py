"""Parts of a page that are the same for everybody, made once a process rather than once a page."""

from collections.abc import Callable, Hashable
from typing import Any

from django.conf import settings
from django.template import Library
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST = 2000  # of them there are some hundred, one a question and choice; the bound is for names and numbers

register = Library()
_made: dict[tuple[Any, ...], SafeString] = {}


@register.simple_tag
def kept(template: str, **values: Any) -> SafeString:
    """``template`` as it was first made of ``values``, which are words or numbers, in this language.

    For templates without anything of a request in them, and of a person no more than the name.
    """
    key = (template, settings.ROOT_URLCONF, *sorted(values.items()))
    return keep(key, lambda: render_to_string(template, values))


def keep(key: tuple[Hashable, ...], make: Callable[[], SafeString]) -> SafeString:
    """What ``make`` gave first for ``key``, which has to name everything it rests on but the language."""
    whole = (get_language(), *key)
    found = _made.get(whole)
    if found is None:
        found = make()
        if len(_made) >= MOST:
            _made.clear()
        if not settings.DEBUG:
            _made[whole] = found
    return found
