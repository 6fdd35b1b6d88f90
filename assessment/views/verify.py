"""Is this report genuine? A page for whoever holds one, signed in or not; it keeps nothing it is shown.

A file is judged whole. A code only tells what stands on the cover anyway, for comparison, and whether the
report still counts: neither client nor service nor finding.
"""

from typing import Any

from allauth.core.internal.ratelimit import consume
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from assessment.access import EnteredRequest
from assessment.codes import grouped, ungrouped
from assessment.forms.verify import MOST_BYTES, CodeForm, PaperForm, errors_of, too_large
from assessment.middleware import at_most
from assessment.queries.register import known_by_code
from assessment.views.verdicts import of_code, of_file, of_unknown_code

RATES = {"verify_file": "10/m/ip", "verify_code": "30/m/ip"}
BESIDE_THE_FILE = 64 * 1024  # what a form adds to the file it sends


# Nothing is changed and nothing kept, so that no token is needed; without one a file that says it is too
# large is refused before it is read.
@csrf_exempt
@at_most(MOST_BYTES + BESIDE_THE_FILE)
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: EnteredRequest) -> HttpResponse:
    """The page; a POST judges a file, a GET with a ``code`` leads to the code's own address."""
    if request.method == "POST":
        return _judge(request)
    if "code" not in request.GET:
        return _page(request)
    form = CodeForm(request.GET)
    if form.is_valid():
        return HttpResponseRedirect(reverse("verify_code", args=[form.cleaned_data["code"]]))
    return _page(request, errors=errors_of(form), typed=request.GET["code"][:200])


@login_not_required
@require_safe
def verify_code(request: EnteredRequest, code: str) -> HttpResponse:
    """What the bearer of a code may know. What was never issued and what can be no code look the same."""
    if not _may(request, "verify_code"):
        return _too_often(request)
    key = ungrouped(code)
    known = known_by_code(key) if key else None
    verdict = of_code(known, request.LANGUAGE_CODE) if known else of_unknown_code()
    return _page(request, verdict=verdict, typed=grouped(key) if key else code[:200])


def _judge(request: EnteredRequest) -> HttpResponse:
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, errors=errors_of(form))
    if not _may(request, "verify_file"):
        return _too_often(request)
    # Imported here: a site on which nobody checks a file never loads what judges one.
    from assessment.services.verification import Busy, verify_paper

    try:
        found = verify_paper(form.cleaned_data["file"].read())
    except Busy as busy:
        return _page(request, errors=[{"field": "file", "text": busy.message}], status=503)
    return _page(request, verdict=of_file(found, request.LANGUAGE_CODE))


def _may(request: HttpRequest, action: str) -> bool:
    return bool(consume(request, app="hegui", action=action, config=RATES, limit_get=True))


def _too_often(request: EnteredRequest) -> HttpResponse:
    text = _("Too many tries from your network. Wait a minute, then try again.")
    return _page(request, errors=[{"field": "", "text": text}], status=429)


def _page(
    request: EnteredRequest,
    *,
    verdict: Any = None,
    errors: list[dict[str, Any]] | None = None,
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "verdict": verdict,
        "errors": errors or [],
        "by_field": {error["field"]: error["text"] for error in errors or []},
        "typed": typed,
        "most_bytes": MOST_BYTES,
        "too_large": too_large(),
    }
    response = render(request, "verify/page.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    if status in (429, 503):
        response["Retry-After"] = "60"
    return response
