"""Comments as pages show them: the words, who, when, and where they were said."""

from typing import Any

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from assessment.forms.comment import ASSESSMENT, OBLIGATION, QUESTION, SERVICE
from assessment.models import Assessment, Comment
from questionnaire.rulebook import Rulebook


def comment_row(comment: Comment) -> dict[str, Any]:
    """One comment, as ``comment/item.html`` takes it; needs the people it names fetched along."""
    at = timezone.localtime(comment.at)
    is_open = comment.resolved_at is None
    return {
        "key": comment.key,
        "text": comment.text,
        "by": comment.by.name,
        "at": formats.date_format(at, "SHORT_DATETIME_FORMAT"),
        "at_iso": at.isoformat(),
        "is_open": is_open,
        "resolved_by": "" if is_open or comment.resolved_by is None else comment.resolved_by.name,
        "resolved_at": ""
        if comment.resolved_at is None
        else formats.date_format(timezone.localtime(comment.resolved_at), "SHORT_DATETIME_FORMAT"),
    }


def place_of(comment: Comment) -> str:
    """Where a comment was said, in the words of the form."""
    if comment.question:
        return f"{QUESTION}{comment.question}"
    if comment.obligation:
        return f"{OBLIGATION}{comment.obligation}"
    return ASSESSMENT if comment.assessment_id else SERVICE


def place_words(place: str, assessment: Assessment, rulebook: Rulebook, language: str) -> dict[str, str]:
    """A place by its name, with its page; what this edition does not know keeps its id and has none."""
    if place.startswith(QUESTION):
        name = place.removeprefix(QUESTION)
        question = rulebook.questions.get(name)
        if question is None:
            return {"text": name, "url": ""}
        url = reverse("question", args=[assessment.key, name])
        return {"text": question.label.in_language(language), "url": url}
    if place.startswith(OBLIGATION):
        name = place.removeprefix(OBLIGATION)
        known = rulebook.obligations.get(name)
        if known is None:
            return {"text": name, "url": ""}
        url = reverse("obligation", args=[assessment.key, name])
        return {"text": f"{name} {known.title.in_language(language)}", "url": url}
    if place == SERVICE:
        service = assessment.service
        return {"text": _("The service, in every assessment"), "url": reverse("service", args=[service.key])}
    return {"text": _("This assessment as a whole"), "url": reverse("assessment", args=[assessment.key])}


def link_words(number: int) -> str:
    """The link to the comments, with how many are open."""
    return _("Comments (%(number)d open)") % {"number": number} if number else _("Comments")
