"""The pages around the questions: task list, check-your-answers, and what they share with a question."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assessment.access import EnteredRequest, get_assessment
from assessment.addresses import address
from assessment.models import Assessment
from assessment.queries import interview
from assessment.queries.comment import open_number
from assessment.queries.compare import NOW, last_key
from assessment.queries.state import State, current_answers, state
from assessment.services.compare import newer_edition
from assessment.views.assignment_rows import asked_here, assignments_on
from assessment.views.comment_rows import link_words
from questionnaire.answers import parse_day
from questionnaire.engine import NOT_SURE, Answer
from questionnaire.explaining import answer_words, verdict
from questionnaire.flow import TopicProgress
from questionnaire.rulebook import Question

# Where a question was opened from, as its address says it.
FROM_CHECK, FROM_TOPIC, FROM_ASKED = "check", "check-", "asked-"


def frame(
    request: EnteredRequest, assessment: Assessment, now: State, *, topic: str = "", besides: str = ""
) -> dict[str, Any]:
    """What every page of an assessment shows around its sheet: crumbs, topics, ledger."""
    language = request.LANGUAGE_CODE
    most = interview.most_decisive(now.result, besides)
    service = assessment.service
    result_url = address("result", assessment.key)
    counts = interview.counts(now.result)
    return {
        "section": "services",
        "assessment": assessment,
        "service_name": service.name(language),
        "crumbs": [
            {"text": _("Services"), "url": address("home")},
            {"text": service.name(language), "url": address("service", service.key)},
            {"text": as_of_words(assessment), "url": address("assessment", assessment.key)},
        ],
        "topics": topic_tasks(assessment, now, language, current=topic),
        "topic_links": [
            {"text": _("Check your answers"), "url": address("check_answers", assessment.key)},
            {"text": _("Result so far"), "url": result_url},
        ],
        "counts": counts,
        "count_urls": {name: f"{result_url}?outcome={name}" for name in counts},
        "most": None
        if most is None
        else {
            "text": now.rulebook.questions[most].label.in_language(language),
            "url": address("question", assessment.key, most),
            "number": len(now.result.resting_on(most)),
        },
    }


def as_of_words(assessment: Assessment) -> str:
    """The assessment by its day, in words."""
    return _as_of(assessment.as_of, get_language())


@lru_cache(maxsize=1000)
def _as_of(day: date, _language: str | None) -> str:
    return _("Assessment as of %(day)s") % {"day": formats.date_format(day, "DATE_FORMAT")}


def topic_tasks(assessment: Assessment, now: State, language: str, current: str = "") -> list[dict[str, Any]]:
    """Each topic as a task: where to go on, how far it is in a plain word."""
    titles = {topic.id: topic.title.in_language(language) for topic in now.rulebook.topics}
    tasks, onward = [], address("next_question", assessment.key)
    for one in interview.progress(now):
        state_, words = _topic_state(one, now)
        url = onward if one.left else address("check_topic", assessment.key, one.id)
        tasks.append(
            {
                "text": titles[one.id],
                "url": f"{url}?topic={one.id}" if one.left else url,
                "state": state_,
                "state_text": words,
                "current": one.id == current,
            }
        )
    return tasks


def _topic_state(one: TopicProgress, now: State) -> tuple[str, str]:
    if one.state == "nothing_to_ask":
        return "empty", _("Nothing to ask")
    if one.state == "not_started":
        return "", _("Not started")
    if one.left:
        number = len(one.left)
        return "left", ngettext("%(number)d left", "%(number)d left", number) % {"number": number}
    if one.unsure:
        number = len(one.unsure)
        return "left", ngettext("%(number)d unknown", "%(number)d unknown", number) % {"number": number}
    return "done", _("Complete")


def page_not_in_edition(request: EnteredRequest, assessment: Assessment) -> HttpResponse:
    """A question this edition does not have: say so, and lead back."""
    context = {
        "section": "services",
        "assessment": assessment,
        "url": address("assessment", assessment.key),
    }
    return render(request, "question/not_in_edition.html", context, status=404)


def assessment(request: EnteredRequest, key: str) -> HttpResponse:
    """The task list: topics in free order, what was set aside, what does not fit together."""
    one = get_assessment(request, key)
    now = state(one)
    language = request.LANGUAGE_CODE
    rulebook = now.rulebook
    allowed = request.membership.allowed(one.service.client_id)
    context = {
        **frame(request, one, now),
        "set_aside": _links(one, now, now.set_aside, language),
        "to_reconfirm": _links(one, now, now.to_reconfirm, language, came_from=FROM_CHECK),
        "unsure": _links(one, now, now.result.unsure, language),
        "challenges": [
            rulebook.challenges[name].then_ask.in_language(language) for name in now.result.challenges
        ],
        "verdict": verdict(now.result).title.in_language(language),
        "left": len(now.result.unanswered),
        "has_begun": bool(now.answers),
        "can_answer": "answer" in allowed and one.is_open,
        "beyond": now.result.beyond_known_law,
        "law_known_to": rulebook.law_known_to,
        "changes_url": _changes_url(one),
        **assignments_on(request, one, rulebook),
        "comments_text": link_words(open_number(one)),
        "newer": newer_version(one),
    }
    context["crumbs"][-1]["url"] = ""
    return render(request, "question/task_list.html", context)


def newer_version(one: Assessment) -> str:
    """The version of a newer rulebook it could be moved to; one query."""
    newer = newer_edition(one)
    return newer.version if newer else ""


def _changes_url(one: Assessment) -> str:
    """For a copy: what has changed since the last report of the assessment it was copied from."""
    last = last_key(one.copied_from_id) if one.copied_from_id else ""
    return f"{address('compare', one.service.key)}?from={last}&to={NOW}" if last else ""


def _links(
    one: Assessment, now: State, names: tuple[str, ...], language: str, came_from: str = ""
) -> list[dict[str, str]]:
    query = f"?from={came_from}" if came_from else ""
    return [
        {
            "text": now.rulebook.questions[name].ask.in_language(language),
            "url": address("question", one.key, name) + query,
        }
        for name in names
        if name in now.rulebook.questions
    ]


def check_answers(request: EnteredRequest, key: str, topic: str = "") -> HttpResponse:
    """Every answer with *Change*, of one topic or of all; what is missing, unknown or parked beside it."""
    one = get_assessment(request, key)
    now = state(one)
    topics = [known for known in now.rulebook.topics if known.id == topic or not topic]
    if not topics:
        raise Http404
    language = request.LANGUAGE_CODE
    said = current_answers(one)
    allowed = request.membership.allowed(one.service.client_id)
    can_answer = "answer" in allowed and one.is_open
    came_from = "" if not can_answer else f"{FROM_TOPIC}{topic}" if topic else FROM_CHECK
    sections = []
    for known in topics:
        rows = [
            _row(one, now, name, said, language, came_from=came_from)
            for name in known.questions
            if name in now.answers or name in now.result.relevant
        ]
        sections.append({"id": known.id, "title": known.title.in_language(language), "rows": rows})
    context = {
        **frame(request, one, now, topic=topic),
        "sections": sections,
        "is_whole": not topic,
        "asked": asked_here(request, one, now.rulebook, topics) if can_answer else [],
        "here": request.path,
        "ask_url": f"{address('ask', one.key)}?topic={topic}" if can_answer and "assign" in allowed else "",
        "left": len(now.result.unanswered),
        "challenges": [
            now.rulebook.challenges[name].then_ask.in_language(language) for name in now.result.challenges
        ],
        "can_answer": can_answer,
        "next_url": address("next_question", one.key),
        "result_url": address("result", one.key),
    }
    return render(request, "question/check_answers.html", context)


def _row(
    one: Assessment, now: State, name: str, said: dict[str, Any], language: str, *, came_from: str
) -> dict[str, Any]:
    """One question with its answer, who said so, and how it stands; a link to change it that comes back."""
    question = now.rulebook.questions[name]
    held = now.given.get(name)
    value = _("Not answered") if held is None else _answer(question, held, language)
    row = said.get(name)
    about = [part for part in (row.note, row.said_by, row.source) if part] if row else []
    state_ = ""
    if held is None:
        state_ = "empty"
        if name in now.set_aside:
            value = _("To come back to")
    elif name in now.result.parked:
        state_ = "off"
        about.insert(0, _("parked: kept, without effect for now"))
    elif name in now.to_reconfirm:
        state_ = "changed"
        about.insert(0, _("from an earlier assessment: to be re-confirmed"))
    return {
        "id": name,
        "key": question.label.in_language(language),
        "value": value,
        "note": " · ".join(about),
        "state": state_,
        "url": f"{address('question', one.key, name)}?from={came_from}" if came_from else "",
        "action": _("Answer") if held is None else "",
    }


def _answer(question: Question, held: Answer, language: str) -> str:
    """An answer as people say it: a day in words, and what nobody knows as its box says it."""
    if held in (NOT_SURE, (NOT_SURE,)):
        return _("I do not know")
    day = parse_day(held) if question.kind == "date" and isinstance(held, str) else None
    return (
        formats.date_format(day, "DATE_FORMAT") if day else answer_words(question, held).in_language(language)
    )
