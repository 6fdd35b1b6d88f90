"""Owner, status or due day of many findings at once, from the table of the result."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from assessment import stash
from assessment.access import EnteredRequest, get_assessment, people_of, require
from assessment.errors import AssessmentError
from assessment.forms.finding import day_of, person_of
from assessment.models import Assessment, Status
from assessment.services.finding import UNSET, change_many
from assessment.views.finding import NEEDS

MOST = 500
NAMED = 6  # obligations named in a sentence on what could not be changed; the rest are counted


@require_POST
def findings_many(request: EnteredRequest, key: str) -> HttpResponse:
    """Change owner, status or due day of the chosen obligations; what could not be is listed with why."""
    assessment = get_assessment(request, key, "judge")
    back = _back(request, assessment)
    chosen = list(dict.fromkeys(request.POST.getlist("obligation")))[:MOST]
    errors: dict[str, str] = {}
    people = list(people_of(request.firm, assessment.service.client_id))
    owner = person_of(request.POST.get("owner", ""), people, "owner", errors)
    due_on = day_of(request.POST.get("due_on", ""), "due_on", errors)
    status = request.POST.get("status", "")
    if status and status not in Status.values:
        errors["status"] = _("Choose one of the list")
    if not chosen:
        errors["obligation"] = _("Tick the obligations to change first.")
    elif not (owner or due_on or status or errors):
        errors["owner"] = _("Choose an owner, a status or a day.")
    if errors:
        return _again(request, back, errors)
    if status in NEEDS:
        require(request, NEEDS[Status(status)], assessment.service.client_id)
    try:
        changed, refused = change_many(
            assessment=assessment,
            obligations=chosen,
            by=request.user,
            status=status or UNSET,
            owner=owner or UNSET,
            due_on=due_on or UNSET,
        )
    except AssessmentError as error:
        return _again(request, back, {"": error.message})
    _say(request, len(changed), refused)
    return HttpResponseRedirect(back)


def _again(request: EnteredRequest, back: str, errors: dict[str, str]) -> HttpResponse:
    """Back to the table, where what was ticked and chosen stands again."""
    stash.keep(request, back)
    for sentence in errors.values():
        messages.error(request, sentence)
    return HttpResponseRedirect(back)


def _say(request: EnteredRequest, changed: int, refused: dict[str, str]) -> None:
    if changed:
        sentence = ngettext("%(number)d obligation changed.", "%(number)d obligations changed.", changed)
        messages.success(request, sentence % {"number": changed})
    elif not refused:
        messages.info(request, _("Nothing was changed."))
    reasons: dict[str, list[str]] = {}
    for name, why in refused.items():
        reasons.setdefault(why, []).append(name[:40])
    for why, names in reasons.items():
        named = ", ".join(names[:NAMED]) + (f" … ({len(names)})" if len(names) > NAMED else "")
        messages.warning(
            request, _("Not changed: %(obligations)s. %(why)s") % {"obligations": named, "why": why}
        )


def _back(request: EnteredRequest, assessment: Assessment) -> str:
    back = request.POST.get("back", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return back
    return reverse("result", args=[assessment.key])
