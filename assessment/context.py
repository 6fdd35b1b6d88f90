"""What every template may use beside its own: the firm, what the person may do, the CSP nonce."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from assessment.access import Membership

EMPTY: frozenset[str] = frozenset()


def site(request: HttpRequest) -> dict[str, Any]:
    """``firm``, ``membership``, ``memberships``, ``language`` (zh-hans or en), ``may`` (actions on the firm
    itself), ``may_somewhere`` (actions on at least one client), ``csp_nonce``.
    """
    membership: Membership | None = getattr(request, "membership", None)
    return {
        "membership": membership,
        "memberships": getattr(request, "memberships", []),
        "firm": membership.firm if membership else None,
        "may": membership.allowed() if membership else EMPTY,
        "may_somewhere": membership.anywhere() if membership else EMPTY,
        "language": get_language() or "en",
        "csp_nonce": getattr(request, "csp_nonce", ""),
    }
