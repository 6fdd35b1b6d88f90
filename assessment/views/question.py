"""One question a page: asked, answered, set aside, put right, contested, taken back."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.access import EnteredRequest, get_assessment
from assessment.addresses import address
from assessment.cleaning import NOTE
from assessment.errors import AssessmentError, Conflict
from assessment.forms.answer import Posted, answer_error, inputs, nothing_given, posted
from assessment.models import Answer, AnswerKind, Assessment
from assessment.queries import interview
from assessment.queries.state import State, history, state
from assessment.services.answer import clear_answer, record_answer, set_aside
from assessment.templatetags.kept import keep
from assessment.views import beside
from assessment.views.interview import FROM_ASKED, FROM_CHECK, FROM_TOPIC, frame, page_not_in_edition
from questionnaire.citing import citation_words
from questionnaire.errors import AnswersError
from questionnaire.explaining import answer_words
from questionnaire.rulebook import Question

SHOWN = 8  # obligations named on the page; the rest are counted
LONGEST_KEPT = 200  # characters of an answer that others may give as well; longer is somebody's own text


def question(request: EnteredRequest, key: str, name: str) -> HttpResponse:
    """Ask one question, or take what was answered."""
    wanted = "answer" if request.method == "POST" else "view"
    assessment = get_assessment(request, key, wanted)
    now = state(assessment)
    asked = now.rulebook.questions.get(name)
    if asked is None:
        return page_not_in_edition(request, assessment)
    if request.method == "POST":
        return _answer(request, assessment, now, asked)
    rows = history(assessment, name)
    kept = request.stash
    given = posted(asked, kept) if kept else _as_posted(rows)
    return _page(request, assessment, now, asked, given, rows)


def _as_posted(rows: list[Answer]) -> Posted:
    """The newest row as a form would bring it."""
    if not rows or rows[0].kind == AnswerKind.CLEARED:
        return Posted(raw="")
    row = rows[0]
    raw = "" if row.value is None else row.value if isinstance(row.value, list) else str(row.value)
    return Posted(raw=raw, note=row.note, said_by=row.said_by, source=row.source)


# -- taking an answer --------------------------------------------------------------------------


def _answer(request: EnteredRequest, assessment: Assessment, now: State, asked: Question) -> HttpResponse:
    given = posted(asked, request.POST)
    if request.POST.get("keep") == "theirs":
        messages.info(request, _("The saved answer stays."))
        return HttpResponseRedirect(_onward(request, assessment, now, asked.id))
    before = now.result
    try:
        after = _record(request, now, asked, given)
    except Conflict as conflict:
        return _contested(request, assessment, asked, given, conflict)
    except AnswersError:
        wrong = answer_error(asked, given.raw, request.LANGUAGE_CODE)
        return _again(request, assessment, now, asked, given, {"answer": wrong})
    except AssessmentError as error:
        return _again(request, assessment, now, asked, given, {error.field or "": error.message})
    if after is None:
        missing = nothing_given(asked, request.LANGUAGE_CODE)
        return _again(request, assessment, now, asked, given, {"answer": missing})
    _say_what_changed(request, before, after, asked)
    return HttpResponseRedirect(_onward(request, assessment, after, asked.id))


def _record(request: EnteredRequest, now: State, asked: Question, given: Posted) -> State | None:
    """Write what the pressed button means; None if an answer is missing."""
    by, saw, assessment = request.user, version_seen(request), now.assessment
    where: dict[str, Any] = {"assessment": assessment, "question": asked.id, "ahead": now}
    words: dict[str, Any] = {"note": given.note, "said_by": given.said_by, "source": given.source}
    if "later" in request.POST:
        return set_aside(**where, saw=saw, by=by, **words)
    if "clear" in request.POST:
        return clear_answer(**where, saw=saw, by=by)
    if given.is_empty:
        return None
    return record_answer(**where, raw=given.raw, saw=saw, by=by, **words)


def version_seen(request: EnteredRequest) -> int:
    """The version the page was made from; a page without a readable one saw nothing."""
    seen = request.POST.get("version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0


def _onward(request: EnteredRequest, assessment: Assessment, now: State, name: str) -> str:
    """Back to where the question was opened from, or on to the next question."""
    if origin := _origin(request, assessment, now, name):
        return origin
    onward = interview.question_after(now, name)
    asked = request.POST.get("from", "")
    if asked == f"{FROM_ASKED}{now.rulebook.questions[name].topic}":
        return _asked_on(assessment, now, asked, onward)
    if onward is not None:
        return address("question", assessment.key, onward)
    return address("check_answers", assessment.key)


def _asked_on(assessment: Assessment, now: State, asked: str, onward: str | None) -> str:
    """For somebody asked to answer one topic: the rest of it, then its answers, where they say *done*."""
    topic = asked.removeprefix(FROM_ASKED)
    if onward is not None and now.rulebook.questions[onward].topic == topic:
        return f"{address('question', assessment.key, onward)}?from={asked}"
    return address("check_topic", assessment.key, topic)


def _origin(request: EnteredRequest, assessment: Assessment, now: State, name: str) -> str:
    """The page a link said it stands on: all answers, a topic's, or an obligation's; empty for none."""
    origin = request.POST.get("from") or request.GET.get("from") or ""
    if origin == FROM_CHECK:
        return f"{address('check_answers', assessment.key)}#{name}"
    if origin.removeprefix(FROM_TOPIC) in {topic.id for topic in now.rulebook.topics}:
        return f"{address('check_topic', assessment.key, origin.removeprefix(FROM_TOPIC))}#{name}"
    if origin in now.rulebook.obligations:
        return address("obligation", assessment.key, origin)
    return ""


def _say_what_changed(request: EnteredRequest, before: Any, after: State, asked: Question) -> None:
    """What became irrelevant or newly needed, and which answers do not fit together."""
    language, found = request.LANGUAGE_CODE, interview.shift(before, after.result, asked.id)

    def labels(names: tuple[str, ...]) -> str:
        joint = "、" if language.startswith("zh") else ", "
        return joint.join(after.rulebook.questions[name].label.in_language(language) for name in names)

    if found.needed:
        messages.info(request, _("Newly needed: %(questions)s.") % {"questions": labels(found.needed)})
    if found.dropped:
        messages.info(request, _("No longer needed: %(questions)s.") % {"questions": labels(found.dropped)})
    if found.parked:
        sentence = _("Parked, kept but without effect for now: %(questions)s.")
        messages.info(request, sentence % {"questions": labels(found.parked)})
    for name in after.result.challenges:
        if name not in before.challenges:
            messages.warning(request, after.rulebook.challenges[name].then_ask.in_language(language))


def _contested(
    request: EnteredRequest, assessment: Assessment, asked: Question, given: Posted, conflict: Conflict
) -> HttpResponse:
    """Both answers side by side; the form now carries the version that stands."""
    language, theirs = request.LANGUAGE_CODE, conflict.theirs
    sides = {
        "mine": {"value": row_words(asked, conflict.mine, language), "note": given.note},
        "theirs": {
            "value": row_words(asked, theirs, language),
            "note": theirs.note,
            "by": theirs.by.name if theirs.by else "",
            "at": formats.date_format(timezone.localtime(theirs.at), "SHORT_DATETIME_FORMAT"),
        },
    }
    rows = history(assessment, asked.id)
    return _page(request, assessment, state(assessment), asked, given, rows, conflict=sides, status=409)


def row_words(asked: Question, row: Answer, language: str) -> str:
    """What a row says, in words: the answer, that it was set aside, or taken back."""
    if row.value is None:
        return _("Answer taken back") if row.kind == AnswerKind.CLEARED else _("Come back later")
    value = tuple(row.value) if isinstance(row.value, list) else row.value
    return answer_words(asked, value).in_language(language)


def _again(
    request: EnteredRequest,
    assessment: Assessment,
    now: State,
    asked: Question,
    given: Posted,
    errors: dict[str, str],
) -> HttpResponse:
    rows = history(assessment, asked.id)
    return _page(request, assessment, now, asked, given, rows, errors=errors)


# -- showing the page --------------------------------------------------------------------------


def _page(
    request: EnteredRequest,
    assessment: Assessment,
    now: State,
    asked: Question,
    given: Posted,
    rows: list[Answer],
    *,
    errors: dict[str, str] | None = None,
    conflict: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    language, errors = request.LANGUAGE_CODE, errors or {}
    allowed = request.membership.allowed(assessment.service.client_id)
    around = frame(request, assessment, now, topic=asked.topic, besides=asked.id)
    decides = _decides(now, asked.id, language)
    context = {
        **around,
        "ledger": beside.ledger(around["counts"], around["count_urls"], around["most"], decides["number"]),
        "tasks": beside.tasks(around["topics"], around["topic_links"]),
        "breadcrumbs": beside.crumbs(around["crumbs"], assessment.is_open),
        "note": None if errors else beside.note(given.note, given.said_by, given.source, NOTE),
        "asked": {"ask": asked.ask.in_language(language), "kind": asked.kind},
        "input": _input(now, asked, given.raw, language, errors.get("answer", "")),
        "given": given,
        "most_note": NOTE,
        "errors": [{"field": field, "text": text} for field, text in errors.items() if text],
        "note_errors": {field: errors[field] for field in ("note", "said_by", "source") if field in errors},
        "conflict": conflict,
        "version": assessment.version,
        "came_from": request.POST.get("from") or request.GET.get("from") or "",
        "goes_back": bool(_origin(request, assessment, now, asked.id)),
        "can_answer": "answer" in allowed and assessment.is_open,
        "back": beside.back(_back(request, assessment, now, asked)),
        "why": _why(now, asked, assessment.as_of, language),
        "decides": decides,
        "comments_url": f"{address('comments', assessment.key)}?question={asked.id}",
        "is_parked": asked.id in now.result.parked,
        "is_irrelevant": asked.id not in now.result.relevant and asked.id not in now.given,
        "is_to_reconfirm": asked.id in now.to_reconfirm,
        "earlier": (earlier := _earlier(asked, rows, language)),
        "can_clear": bool(earlier and earlier[0]["raw"]) and asked.id not in now.set_aside,
    }
    return render(request, "question/page.html", context, status=status)


def _input(now: State, asked: Question, raw: Any, language: str, error: str) -> SafeString:
    """The question as inputs; the same for everybody who chose the same, unless something is wrong."""

    def make() -> SafeString:
        words = {
            "asked": inputs(asked, raw, language, error),
            "if_not_sure": asked.if_not_sure.in_language(language),
        }
        return render_to_string("question/asked.html", words)

    chosen = tuple(raw) if isinstance(raw, list) else raw
    return (
        make()
        if error or len(str(raw)) > LONGEST_KEPT
        else keep(("input", now.rulebook.digest, asked.id, chosen), make)
    )


def _why(now: State, asked: Question, as_of: date, language: str) -> SafeString:
    """Why it is asked, and where the law says so; citations go by the numbers of the day."""

    def make() -> SafeString:
        cited = [citation_words(now.rulebook, one, as_of).in_language(language) for one in asked.citations]
        words = {"text": asked.why.in_language(language), "citations": [{"text": one} for one in cited]}
        return render_to_string("components/why.html", words)

    return keep(("why", now.rulebook.digest, asked.id, as_of), make)


def _decides(now: State, name: str, language: str) -> dict[str, Any]:
    """The open obligations that rest on this answer, the first few by name."""
    resting = now.result.resting_on(name)
    more = len(resting) - SHOWN
    items = "".join(_decided(now, obligation, language) for obligation in resting[:SHOWN])
    return {
        "number": len(resting),
        "obligations": SafeString(items),
        "more": ngettext("and %(number)d more", "and %(number)d more", more) % {"number": more}
        if more > 0
        else "",
    }


def _decided(now: State, name: str, language: str) -> SafeString:
    """One of them with its provision."""

    def make() -> SafeString:
        one = now.rulebook.obligations[name]
        short = now.rulebook.instruments[one.citation.instrument].short.in_language(language)
        provision = one.citation.text.in_language(language)
        cited = f"{short}{provision}" if language.startswith("zh") else f"{short}, {provision}"
        line = '<li>{} <span class="muted small">{}</span></li>'
        return format_html(line, one.title.in_language(language), cited)

    return keep(("decided", now.rulebook.digest, name), make)


def _back(request: EnteredRequest, assessment: Assessment, now: State, asked: Question) -> str:
    """Where the question was opened from, else the one before it in its topic, or the task list."""
    if origin := _origin(request, assessment, now, asked.id):
        return origin
    topic = next(topic for topic in now.rulebook.topics if topic.id == asked.topic)
    before = topic.questions[: topic.questions.index(asked.id)]
    shown = [name for name in before if name in now.answers or name in now.result.relevant]
    if shown:
        return address("question", assessment.key, shown[-1])
    return address("assessment", assessment.key)


def _earlier(asked: Question, rows: list[Answer], language: str) -> list[dict[str, Any]]:
    """What was said before, newest first; restoring is recording it again."""
    return [
        {
            "value": row_words(asked, row, language),
            "raw": [] if row.value is None else row.value if isinstance(row.value, list) else [row.value],
            "by": row.by.name if row.by else "",
            "said_by": row.said_by,
            "at": formats.date_format(timezone.localtime(row.at), "SHORT_DATETIME_FORMAT"),
            "note": row.note,
            "source": row.source,
            "is_current": place == 0,
        }
        for place, row in enumerate(rows)
    ]


def next_question(request: EnteredRequest, key: str) -> HttpResponse:
    """Go on where it makes sense: the next question (of ``?topic=``), or checking when none is left.

    With ``&asked=yes`` saving stays within the topic, for somebody who was asked to answer that one.
    """
    assessment = get_assessment(request, key)
    now = state(assessment)
    topic = request.GET.get("topic", "")
    if topic and topic not in {one.id for one in now.rulebook.topics}:
        raise Http404
    name = interview.first_question(now, topic)
    if name is not None:
        came_from = f"?from={FROM_ASKED}{topic}" if topic and request.GET.get("asked") == "yes" else ""
        return HttpResponseRedirect(address("question", assessment.key, name) + came_from)
    if topic:
        return HttpResponseRedirect(address("check_topic", assessment.key, topic))
    return HttpResponseRedirect(address("check_answers", assessment.key))
