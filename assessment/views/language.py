"""The language, for people who have signed in and for those who have not."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from assessment import middleware


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Take ``language``, go back to ``next``. Inside a form the button ``switch_language`` loses nothing."""
    page = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(page, allowed_hosts=None) and page.startswith("/")
    response = HttpResponseRedirect(page if is_ours else "/")
    wanted = request.POST.get("language", "")
    if wanted in middleware.KNOWN:
        middleware.set_language(request, response, wanted)
    return response
