"""A firm as its people meet it: choosing among one's firms, and the firm's own colours."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessment.middleware import choose_firm, membership_not_required

YEAR = 365 * 86400
WHITE_CONTRAST = 4.5  # WCAG 2.2, 1.4.3: white words on a button in the firm's colour
Color = tuple[float, float, float]


@require_POST
@membership_not_required
def firm_choose(request: HttpRequest, slug: str) -> HttpResponse:
    """Work in another of one's firms from now on."""
    if not choose_firm(request, slug):
        raise Http404
    messages.success(request, _("You are working in another firm now; its name stands at the top."))
    return HttpResponseRedirect(reverse("home"))


@login_not_required
@require_safe
def firm_colors(request: HttpRequest, accent: str) -> HttpResponse:
    """The stylesheet of one colour; its address holds the colour, so it may be kept for ever."""
    response = HttpResponse(stylesheet(accent), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


def stylesheet(accent: str) -> str:
    """The brand colours made from six hexadecimal digits, darkened until white words can be read on them."""
    if not re.fullmatch("[0-9a-f]{6}", accent):
        raise ValueError(f"{accent!r} is no colour of six hexadecimal digits")
    brand: Color = tuple(int(accent[at : at + 2], 16) / 255 for at in (0, 2, 4))  # type: ignore[assignment]
    while _contrast_with_white(brand) < WHITE_CONTRAST:
        brand = _mixed(brand, (0, 0, 0), 0.08)
    deep, soft = _mixed(brand, (0, 0, 0), 0.25), _mixed(brand, (1, 1, 1), 0.9)
    named = {"brand": brand, "brand-deep": deep, "brand-soft": soft}
    return ":root{" + ";".join(f"--color-{name}:{_hex(color)}" for name, color in named.items()) + "}\n"


def _mixed(color: Color, other: Color, share: float) -> Color:
    return tuple(a + (b - a) * share for a, b in zip(color, other, strict=True))  # type: ignore[return-value]


def _contrast_with_white(color: Color) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def _hex(color: Color) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in color)
