"""A firm as its people meet it: its names, colour and logo; choosing among one's firms."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessment.access import EnteredRequest, may, require
from assessment.colors import is_color, readable, stylesheet
from assessment.context import colors_url
from assessment.errors import AssessmentError
from assessment.forms.firm import FirmForm
from assessment.forms.person import ROLES
from assessment.forms.set_up import sent
from assessment.middleware import choose_firm, membership_not_required
from assessment.models import Firm
from assessment.services.firm import set_logo, update_firm
from assessment.services.logo import LOGO_BYTES
from assessment.views.crumbs import Crumbs, crumbs
from assessment.views.links import link
from reports import wording

YEAR = 365 * 86400


def firm(request: EnteredRequest) -> HttpResponse:
    """Names, colour and second factor: changed by administrators, previewed, read by all of the firm."""
    wanted = "firm" if request.method == "POST" else "view"
    own = require(request, wanted).firm
    form = FirmForm(sent(request), stash=request.stash, initial=_settings(own))
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        try:
            update_firm(firm=own, by=request.user, **form.cleaned_data)
        except AssessmentError as error:
            own.refresh_from_db()
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("firm"))
    shown = _typed(own, form) if form.is_bound else _settings(own)
    context = {
        "section": "firm",
        "crumbs": firm_crumbs((_("Names and look"), "")),
        "form": form,
        "can_change": may(request, "firm"),
        "roles": [ROLES[role] for role in own.mfa_roles if role in ROLES],
        **_look(own, shown, is_preview="preview" in request.POST and form.is_valid()),
    }
    return render(request, "firm/page.html", context)


def firm_crumbs(*steps: tuple[str, str]) -> Crumbs:
    """Down to a page of the firm."""
    return crumbs((_("Firm"), link("firm") if steps else ""), *steps)


def _settings(own: Firm) -> dict[str, Any]:
    return {name: getattr(own, name) for name in ("name_zh", "name_en", "accent", "mfa_roles")}


def _typed(own: Firm, form: FirmForm) -> dict[str, Any]:
    """What was typed, as far as it can be shown; what is kept where it cannot."""
    kept, given = _settings(own), form.data
    accent = given.get("accent", "").strip().lower()
    return {
        "name_zh": given.get("name_zh", "").strip()[:200] or kept["name_zh"],
        "name_en": given.get("name_en", "").strip()[:200] or kept["name_en"],
        "accent": accent if is_color(accent) else kept["accent"],
    }


def _look(own: Firm, shown: dict[str, Any], *, is_preview: bool = False) -> dict[str, Any]:
    """How masthead and cover come out. The page's own sheet takes the colour along."""
    used = readable(shown["accent"])
    return {
        "look": {
            "name_zh": shown["name_zh"],
            "name_en": shown["name_en"],
            "title_zh": wording.LABELS["title"].zh,
            "title_en": wording.LABELS["title"].en,
            "logo_url": reverse("firm_logo_file") if own.logo else "",
        },
        "firm_css_url": colors_url(used),
        "is_preview": is_preview,
        "darkened": used if used != shown["accent"] else "",
        "accent": shown["accent"],
    }


def firm_logo(request: EnteredRequest) -> HttpResponse:
    """Upload a logo, or take it away."""
    own = require(request, "firm").firm
    error = ""
    if request.method == "POST":
        try:
            set_logo(firm=own, file=_chosen(request), by=request.user)
        except AssessmentError as refusal:
            own.refresh_from_db()
            error = refusal.message
        else:
            messages.success(request, _("The logo has been kept.") if own.logo else _("The logo is gone."))
            return HttpResponseRedirect(reverse("firm"))
    context = {
        "section": "firm",
        "crumbs": firm_crumbs((_("Logo"), "")),
        "errors": [{"field": "logo", "text": error}] if error else [],
        "error": error,
        "max_bytes": LOGO_BYTES,
        **_look(own, _settings(own)),
    }
    return render(request, "firm/logo.html", context)


def _chosen(request: EnteredRequest) -> UploadedFile | None:
    """The file sent; None to take the logo away. Raises AssessmentError where neither was asked for."""
    if "remove" in request.POST:
        return None
    file = request.FILES.get("logo")
    if file is None:
        raise AssessmentError(_("Choose a picture first."), field="logo")
    return file


@require_safe
def firm_logo_file(request: EnteredRequest) -> HttpResponse:
    """The logo as it is kept, for the people of the firm."""
    own = require(request, "view").firm
    if not own.logo:
        raise Http404
    response = HttpResponse(bytes(own.logo), content_type="image/png")
    response["Cache-Control"] = "private, no-cache"
    return response


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
