"""A firm as its people meet it: choosing among one's firms, and the firm's own colours."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessment.colors import stylesheet
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
    response = HttpResponse(stylesheet(f"#{accent}"), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response
