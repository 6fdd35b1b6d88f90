"""Where an assessment stands, in the words of a service's page: verdict, figures, the next step."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.models import Assessment, Service, Stage
from assessment.queries.state import state
from assessment.views.links import link
from questionnaire.explaining import verdict


@dataclass(frozen=True)
class Step:
    """What to do next: a sentence, and the button that leads there."""

    words: str
    text: str
    url: str


def standing(service: Service, language: str, allowed: frozenset[str]) -> dict[str, Any]:
    """The current assessment as its service's page shows it; two queries."""
    assessment: Assessment = service.current  # type: ignore[assignment]
    assessment.service = service
    now = state(assessment)
    found = verdict(now.result)
    summary = assessment.summary
    result_url = link("result", assessment.key)
    return {
        "assessment": assessment,
        "url": link("assessment", assessment.key),
        "stage": capfirst(assessment.get_stage_display()),
        "as_of": date_format(assessment.as_of, "DATE_FORMAT"),
        "beyond": _beyond(now.result.beyond_known_law, now.rulebook.law_known_to),
        "scope": found.scope.value,
        "title": found.title.in_language(language),
        "reason": found.reason.in_language(language),
        "counts": summary,
        "count_urls": {name: f"{result_url}?outcome={name}" for name in OUTCOMES} if result_url else {},
        "findings": [{"judgement": name, "number": getattr(summary, name)} for name in JUDGEMENTS],
        "statuses": [(name, getattr(summary, name)) for name in STATUSES if getattr(summary, name)],
        "reached": summary.applies + summary.undetermined,
        "step": next_step(assessment, allowed, set_aside=len(now.set_aside)),
        "result_url": result_url,
        "terms_url": link("assessment_terms", assessment.key)
        if assessment.is_open and "create" in allowed
        else "",
        "edition_url": link("assessment_edition", assessment.key),
        "edition": now.rulebook.version,
    }


OUTCOMES = ("applies", "undetermined", "does_not_apply", "not_in_force")
JUDGEMENTS = ("met", "partly_met", "not_met", "not_assessed")
STATUSES = ("in_progress", "done", "verified", "risk_accepted")


def _beyond(is_beyond: bool, law_known_to: Any) -> str:
    if not is_beyond:
        return ""
    return _("Law as known on %s") % date_format(law_known_to, "DATE_FORMAT")


def next_step(assessment: Assessment, allowed: frozenset[str], *, set_aside: int = 0) -> Step | None:
    """The one thing to do now, for someone who may do it; a reader is led to the result."""
    summary, key = assessment.summary, assessment.key
    result = Step("", _("See the result"), link("result", key))
    if not assessment.is_open or "answer" not in allowed:
        return result if summary.answered else None
    if not summary.answered:
        return Step(
            _("No question has been answered yet."), _("Begin with the questions"), link("next_question", key)
        )
    if summary.to_reconfirm:
        return Step(_to_reconfirm(summary.to_reconfirm), _("Check the answers"), link("check_answers", key))
    if summary.unanswered:
        return Step(
            _left(summary.unanswered, set_aside), _("Go on with the questions"), link("next_question", key)
        )
    if assessment.stage == Stage.ANSWERING:
        return Step(
            _("All questions that matter are answered."), _("Check the answers"), link("check_answers", key)
        )
    return result


def _left(number: int, set_aside: int) -> str:
    left = ngettext("%d question is left.", "%d questions are left.", number) % number
    if not set_aside:
        return left
    aside = ngettext("%d of them is set aside.", "%d of them are set aside.", set_aside) % set_aside
    return _("%(sentence)s %(next)s") % {"sentence": left, "next": aside}


def _to_reconfirm(number: int) -> str:
    return (
        ngettext(
            "%d answer was taken over from the earlier assessment: look whether it still holds.",
            "%d answers were taken over from the earlier assessment: look whether they still hold.",
            number,
        )
        % number
    )


def earlier(assessment: Assessment) -> dict[str, Any]:
    """An assessment that is not the current one, as a row."""
    summary = assessment.summary
    return {
        "url": link("result", assessment.key),
        "as_of": date_format(assessment.as_of, "DATE_FORMAT"),
        "made_on": date_format(assessment.created_at, "DATE_FORMAT"),
        "stage": capfirst(assessment.get_stage_display()),
        "scope": summary.scope,
        "counts": summary,
    }
