"""What every template may use beside its own: the firm, what the person may do, the CSP nonce."""

from functools import lru_cache, partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from assessment.access import Membership

EMPTY: frozenset[str] = frozenset()
HOUSE_ACCENT = "#1d3557"  # what tokens.css has anyway


def site(request: HttpRequest) -> dict[str, Any]:
    """``firm``, ``membership``, ``memberships``, ``person_name``, ``language`` (zh-hans or en), ``may``
    (actions on the firm itself), ``may_somewhere`` (actions on at least one client), ``firm_css_url``,
    ``csp_nonce``; ``firm_name`` in that language, empty where there is no firm.
    """
    membership: Membership | None = getattr(request, "membership", None)
    language = get_language() or "en"
    return {
        "membership": membership,
        "person_name": partial(person_name, request),
        "memberships": getattr(request, "memberships", []),
        "firm": membership.firm if membership else None,
        "firm_name": membership.firm.name(language) if membership else "",
        "may": membership.allowed() if membership else EMPTY,
        "may_somewhere": membership.anywhere() if membership else EMPTY,
        "language": language,
        "firm_css_url": colors_url(membership.firm.accent) if membership else "",
        "csp_nonce": getattr(request, "csp_nonce", ""),
    }


def person_name(request: HttpRequest) -> str:
    """Who is signed in, empty for nobody. Asked by pages that show it only: it may read the person."""
    user = getattr(request, "user", None)
    return str(user) if user is not None and user.is_authenticated else ""


@lru_cache(maxsize=256)
def colors_url(accent: str) -> str:
    """The stylesheet of a firm's colour; none where it is the product's own."""
    return "" if accent == HOUSE_ACCENT else reverse("firm_colors", args=[accent.removeprefix("#")])
