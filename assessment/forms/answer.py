"""A question as inputs, and what was posted as an answer: one shape for every page that asks.

Inputs are plain partials rather than Django widgets, which would cost four times as much on the
page people see most. Checking is the engine's own (`check_answer`), the same as for a file.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from questionnaire.answers import check_answer
from questionnaire.engine import NOT_SURE, Answer
from questionnaire.errors import AnswersError
from questionnaire.rulebook import NONE, Question

# People write large numbers in groups of three; nothing else is guessed.
_GROUPED = re.compile(r"[0-9]{1,3}(?:[,，\u00a0\u202f ][0-9]{3})+")

Raw = list[str] | str


@dataclass(frozen=True)
class Posted:
    """What a form brought for one question; ``raw`` is empty if nothing was chosen or typed."""

    raw: Raw
    note: str = ""
    said_by: str = ""
    source: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen or typed."""
        return not self.raw


def posted(question: Question, data: QueryDict, name: str = "answer") -> Posted:
    """What ``data`` holds for ``question``, as it was typed."""
    return Posted(
        raw=posted_raw(question, data, name),
        note=data.get("note", ""),
        said_by=data.get("said_by", ""),
        source=data.get("source", ""),
    )


def posted_raw(question: Question, data: QueryDict, name: str) -> Raw:
    """The chosen options, the option, or the typed characters; `not_sure` where it was ticked."""
    if question.kind == "multiple":
        return [value for value in data.getlist(name) if value]
    if data.get(f"{name}_unknown") == NOT_SURE:
        return NOT_SURE
    typed = data.get(name, "").strip()
    if question.kind == "number" and _GROUPED.fullmatch(typed):
        return re.sub(r"[^0-9]", "", typed)
    return typed


def answer_error(question: Question, raw: Raw, language: str) -> str:
    """What is wrong with ``raw`` in the reader's language; empty if it is an answer."""
    if not raw:
        return nothing_given(question, language)
    try:
        check_answer(question, raw)
    except AnswersError as error:
        # Of a file, the fault offers a word to write; on a page there is a box to tick.
        return _of_typed(question, language) or " ".join(
            dict.fromkeys(fault.message.in_language(language) for fault in error.faults)
        )
    return ""


def _of_typed(question: Question, language: str) -> str:
    """What to do about characters that are no number or no day; empty for a question of another kind."""
    words = {
        "number": _("Enter “%(label)s” in digits, 0 to 1,000,000,000,000, or tick “I do not know”"),
        "date": _("Enter “%(label)s” as a real day, such as 2026-12-15, or tick “I do not know”"),
    }
    label = question.label.in_language(language)
    return words[question.kind] % {"label": label} if question.kind in words else ""


def nothing_given(question: Question, language: str) -> str:
    """What to do on a question left empty, in the question's own words."""
    label = question.label.in_language(language)
    if question.kind in ("number", "date"):
        return _("Enter “%(label)s”, or tick “I do not know”") % {"label": label}
    return _("Choose an answer for “%(label)s”, or “I do not know”") % {"label": label}


def inputs(question: Question, raw: Raw | Answer | None, language: str, error: str = "") -> dict[str, Any]:
    """What `question/input.html` needs to show ``question`` with ``raw`` filled in."""
    selected = raw if isinstance(raw, list | tuple) else (raw,) if raw not in (None, "") else ()
    return {
        "kind": question.kind,
        "control": "checkbox" if question.kind == "multiple" else "radio",
        "ask": question.ask.in_language(language),
        "hint": question.hint.in_language(language),
        "label": question.label.in_language(language),
        "choices": _choices(question, language),
        "selected": selected,
        "value": "" if raw is None else str(raw),
        "error": error,
    }


def _choices(question: Question, language: str) -> list[dict[str, Any]]:
    return [
        {
            "value": option.id,
            "text": _("I do not know") if option.id == NOT_SURE else option.text.in_language(language),
            "hint": option.effect.in_language(language),
            "apart": option.id == NOT_SURE,
            "exclusive": option.id == NONE,
        }
        for option in question.options
    ]
