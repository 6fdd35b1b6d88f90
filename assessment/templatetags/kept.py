"""Parts of a page that are the same for everybody, made once a process rather than once a page."""

from typing import Any

from django.conf import settings
from django.template import Library
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST = 200  # of them there are a dozen; the bound is for values nobody thought of

register = Library()
_made: dict[tuple[Any, ...], SafeString] = {}


@register.simple_tag
def kept(template: str, **values: Any) -> SafeString:
    """``template`` as it was first made of ``values``, which are words or numbers, in this language.

    For templates without anything of a person, a firm or a request in them.
    """
    key = (template, get_language(), settings.ROOT_URLCONF, *sorted(values.items()))
    found = _made.get(key)
    if found is None:
        found = render_to_string(template, values)
        if len(_made) >= MOST:
            _made.clear()
        if not settings.DEBUG:
            _made[key] = found
    return found
