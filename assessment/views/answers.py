"""Many answers at once: the expert's page, the list to print, and the answers file down and up."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.gzip import gzip_page

from assessment.access import EnteredRequest, get_assessment
from assessment.downloads import send_bytes
from assessment.errors import AssessmentError, Conflict
from assessment.forms.answer import Raw, answer_error, inputs, posted_raw
from assessment.models import Answer, Assessment
from assessment.queries.rulebook import rulebook_of
from assessment.queries.state import State, state
from assessment.services.answer import record_answer
from assessment.views.interview import frame
from assessment.views.question import row_words, version_seen
from questionnaire.answers import MAX_BYTES, AnswersFile, check_answer, read_answers, write_answers
from questionnaire.engine import NOT_SURE
from questionnaire.errors import AnswersError, Fault
from questionnaire.exchange import plain
from questionnaire.rulebook import Question

YAML = "application/yaml"


@gzip_page
def all_answers(request: EnteredRequest, key: str) -> HttpResponse:
    """Every question on one page, for those who know what they are doing; checked as one by one."""
    wanted = "answer" if request.method == "POST" else "view"
    assessment = get_assessment(request, key, wanted)
    now = state(assessment)
    kept = request.stash
    data = request.POST if request.method == "POST" else kept
    held = _held(now)
    given = {q.id: posted_raw(q, data, f"a-{q.id}") for q in _questions(now)} if data else held
    for name in _untouched(request, assessment, now, given):
        given[name] = held[name]
    if request.method != "POST":
        return _all_page(request, assessment, now, given, {})
    changed = {name: raw for name, raw in given.items() if raw and raw != held[name]}
    errors = {
        name: error
        for name, raw in changed.items()
        if (error := answer_error(now.rulebook.questions[name], raw, request.LANGUAGE_CODE))
    }
    saved = _save(request, assessment, {n: raw for n, raw in changed.items() if n not in errors}, errors)
    if errors:
        return _all_page(request, assessment, state(assessment), given, errors, saved)
    _say_saved(request, saved)
    return HttpResponseRedirect(reverse("check_answers", args=[assessment.key]))


def _save(
    request: EnteredRequest, assessment: Assessment, changed: dict[str, Raw], errors: dict[str, str]
) -> int:
    """Record what changed; what somebody else answered meanwhile is not overwritten but listed."""
    saw = version_seen(request)
    saved = 0
    for name, raw in changed.items():
        try:
            record_answer(assessment=assessment, question=name, raw=raw, saw=max(saw, 0), by=request.user)
            saved += 1
        except Conflict as conflict:
            errors[name] = _contested(conflict, request.LANGUAGE_CODE)
        except AssessmentError as error:
            errors[name] = error.message
            if not assessment.is_open:  # and so for every other answer: once is enough
                break
    return saved


def _contested(conflict: Conflict, language: str) -> str:
    """Who answered meanwhile, and what: the page shows one's own answer, and its next save counts."""
    theirs = conflict.theirs
    question = rulebook_of(conflict.mine.assessment.edition).questions[theirs.question]
    said = _("Saved meanwhile by %(who)s: “%(answer)s”. Save again to let yours count, or choose theirs.")
    return said % {
        "who": theirs.by.name if theirs.by else "–",
        "answer": row_words(question, theirs, language),
    }


def _say_saved(request: EnteredRequest, saved: int) -> None:
    if saved:
        sentence = ngettext("%(number)d answer saved.", "%(number)d answers saved.", saved)
        messages.success(request, sentence % {"number": saved})
    else:
        messages.info(request, _("Nothing was changed."))


def _questions(now: State) -> list[Question]:
    return [now.rulebook.questions[name] for topic in now.rulebook.topics for name in topic.questions]


def _held(now: State) -> dict[str, Raw]:
    """What stands, in the shape a form brings."""
    return {question.id: _raw(question, now.given.get(question.id)) for question in _questions(now)}


def _raw(question: Question, value: Any) -> Raw:
    if question.kind == "multiple":
        return list(value or ())
    return "" if value is None else str(value)


def _untouched(
    request: EnteredRequest, assessment: Assessment, now: State, given: dict[str, Raw]
) -> list[str]:
    """The questions others answered since the page was made, and that were left on it as they stood then."""
    saw = version_seen(request)
    newer = [name for name, held in now.answers.items() if held.version > saw]
    if request.method != "POST" or not saw or not newer:
        return []
    rows = Answer.objects.filter(assessment=assessment, question__in=newer, version__lte=saw).order_by("pk")
    stood = {row.question: row.value for row in rows}
    questions = now.rulebook.questions
    return [
        name for name in newer if name in questions and given[name] == _raw(questions[name], stood.get(name))
    ]


def _all_page(
    request: EnteredRequest,
    assessment: Assessment,
    now: State,
    given: dict[str, Raw],
    errors: dict[str, str],
    saved: int = 0,
) -> HttpResponse:
    language = request.LANGUAGE_CODE
    allowed = request.membership.allowed(assessment.service.client_id)
    relevant, questions = set(now.result.relevant), now.rulebook.questions
    sections = [
        {
            "title": topic.title.in_language(language),
            "id": topic.id,
            "questions": [
                {
                    "id": name,
                    "field": f"a-{name}",
                    "asked": inputs(questions[name], given[name], language, errors.get(name, "")),
                    "is_quiet": name not in relevant and name not in now.given,
                    "url": reverse("question", args=[assessment.key, name]),
                }
                for name in topic.questions
            ],
        }
        for topic in now.rulebook.topics
    ]
    context = {
        **frame(request, assessment, now),
        "sections": sections,
        "errors": [{"field": f"a-{name}", "text": f"{questions[name].label.in_language(language)}: {text}"}
                   for name, text in errors.items()],
        "saved": saved,
        "version": assessment.version,
        "can_answer": "answer" in allowed and assessment.is_open,
    }  # fmt: skip
    return render(request, "question/all_answers.html", context)


def question_print(request: EnteredRequest, key: str) -> HttpResponse:
    """The questions with room for answers, to print or send to engineers; ``?which=all`` for every one."""
    assessment = get_assessment(request, key)
    now = state(assessment)
    language, is_all = request.LANGUAGE_CODE, request.GET.get("which") == "all"
    wanted = {*now.result.unanswered, *now.result.unsure, *now.set_aside}
    sections = []
    for topic in now.rulebook.topics:
        names = [name for name in topic.questions if is_all or name in wanted]
        if names:
            asked = [now.rulebook.questions[name] for name in names]
            sections.append(
                {
                    "title": topic.title.in_language(language),
                    "questions": [_printed(q, now, language) for q in asked],
                }
            )
    context = {**frame(request, assessment, now), "print_sections": sections, "is_all": is_all}
    return render(request, "question/print.html", context)


def _printed(question: Question, now: State, language: str) -> dict[str, Any]:
    held = now.given.get(question.id)
    chosen = plain(held) if held is not None else []
    return {
        "id": question.id,
        "ask": question.ask.in_language(language),
        "hint": question.hint.in_language(language),
        "tip": question.if_not_sure.in_language(language),
        "several": question.kind == "multiple",
        "options": [
            {
                "text": _("I do not know") if option.id == NOT_SURE else option.text.in_language(language),
                "is_chosen": option.id in (chosen if isinstance(chosen, list) else [chosen]),
            }
            for option in question.options
        ],
        "value": "" if isinstance(chosen, list) else _("I do not know") if held == NOT_SURE else chosen,
    }


def answers_download(request: EnteredRequest, key: str) -> HttpResponse:
    """The answers file of this assessment, as the command line reads it."""
    assessment = get_assessment(request, key)
    now = state(assessment)
    service = assessment.service
    file = AnswersFile(
        answers=now.given,
        as_of=assessment.as_of,
        coverage=tuple(assessment.coverage),
        positions=now.positions,
        notes={"title_zh": service.name_zh, "title_en": service.name_en or service.name_zh},
    )
    name = f"answers-{service.key}-{assessment.as_of}.yaml"
    return send_bytes(write_answers(file).encode(), name=name, content_type=f"{YAML}; charset=utf-8")


def answers_upload(request: EnteredRequest, key: str) -> HttpResponse:
    """Take answers from a file: all of it or, with every fault listed, nothing."""
    assessment = get_assessment(request, key, "answer")
    now = state(assessment)
    context = {**frame(request, assessment, now), "faults": [], "max_bytes": MAX_BYTES}
    if request.method != "POST":
        return render(request, "question/upload.html", context)
    upload = request.FILES.get("file")
    if upload is None:
        context["error"] = _("Choose an answers file (.yaml)")
        return render(request, "question/upload.html", context)
    try:
        read = read_answers(upload.read(MAX_BYTES + 1), now.rulebook)
    except AnswersError as error:
        context["faults"] = fault_lines(error.faults, request.LANGUAGE_CODE)
        context["error"] = _("The file cannot be used; nothing was taken from it.")
        return render(request, "question/upload.html", context)
    try:
        saved = _take(request, assessment, now, read)
    except AssessmentError as error:
        context["error"] = error.message
        return render(request, "question/upload.html", context)
    _say_saved(request, saved)
    if read.positions or read.as_of not in (None, assessment.as_of):
        messages.info(
            request,
            _("Only answers were taken over. Day, coverage and positions are set in the assessment itself."),
        )
    return HttpResponseRedirect(reverse("check_answers", args=[assessment.key]))


@transaction.atomic
def _take(request: EnteredRequest, assessment: Assessment, now: State, read: AnswersFile) -> int:
    """Record every answer of the file that differs from what stands, or none of them."""
    saved = 0
    for name, answer in read.answers.items():
        if now.given.get(name) != answer:
            raw = plain(answer)
            value = raw if isinstance(raw, list) else str(raw)
            check_answer(now.rulebook.questions[name], value)
            record_answer(
                assessment=assessment, question=name, raw=value, saw=assessment.version, by=request.user,
                source=_("answers file"),
            )  # fmt: skip
            saved += 1
    return saved


def fault_lines(faults: tuple[Fault, ...], language: str) -> list[dict[str, str]]:
    """Every fault of a file as {where, text}."""
    return [{"where": fault.where, "text": fault.message.in_language(language)} for fault in faults]
