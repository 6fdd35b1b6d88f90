"""What would settle an open obligation, and what would bring one that does not apply, for its page."""

from typing import Any

from django.urls import reverse

from assessment.models import Assessment
from assessment.queries.state import State
from questionnaire.advice import advice
from questionnaire.settling_words import MOST_SETS, flip_words, set_words, unsettled_words


def settling(assessment: Assessment, now: State, name: str, language: str) -> dict[str, Any]:
    """The sets of questions with the answers that settle it, the first few apart from the rest.

    Questions link to their pages, which come back here. ``other_facts`` are the missing ones in no set.
    """
    result, given = now.result.obligations[name], advice(now.result)
    sets = given.settling(name)

    def asked(question: str) -> dict[str, str]:
        words = now.rulebook.questions[question].ask
        url = reverse("question", args=[assessment.key, question])
        return {"text": words.in_language(language), "url": f"{url}?from={name}"}

    told = [
        {
            "questions": [asked(question) for question in each.questions],
            "words": set_words(now.result, each).brief.in_language(language),
        }
        for each in sets
    ]
    named = {question for each in sets for question in each.questions}
    flip = given.nearest(name)
    brought = flip_words(now.result, name, flip) if flip is not None else None
    return {
        "settling": told[:MOST_SETS],
        "settling_more": told[MOST_SETS:],
        "unsettled": unsettled_words(len(result.missing)).in_language(language)
        if result.missing and not sets
        else "",
        "other_facts": [asked(question) for question in result.missing if question not in named],
        "brought": brought.in_language(language) if brought else "",
        "brought_by": [asked(fact.question) for fact in flip.changes] if flip is not None else [],
    }
