"""The audit trail in words: one sentence a verb, and what changed, from before to after."""

from collections.abc import Mapping
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.models import ActionStatus, Judgement, Reading, Role, Stage, Status
from assessment.queries.audit import Entry
from questionnaire.answers import parse_day
from questionnaire.explaining import answer_words
from questionnaire.rulebook import Question, Rulebook

SENTENCES = {
    "action_added": gettext_lazy("added an action"),
    "action_changed": gettext_lazy("changed an action"),
    "answer_cleared": gettext_lazy("took an answer back"),
    "answer_given": gettext_lazy("answered a question"),
    "answer_set_aside": gettext_lazy("set a question aside"),
    "assessment_copied": gettext_lazy("began an assessment as a copy"),
    "assessment_created": gettext_lazy("began an assessment"),
    "assigned": gettext_lazy("assigned questions"),
    "assignment_done": gettext_lazy("finished what was assigned"),
    "assignment_reopened": gettext_lazy("took up again what was assigned"),
    "client_archived": gettext_lazy("archived the client"),
    "client_created": gettext_lazy("added the client"),
    "client_renamed": gettext_lazy("renamed the client"),
    "client_restored": gettext_lazy("brought the client back"),
    "comment_reopened": gettext_lazy("opened a comment again"),
    "comment_resolved": gettext_lazy("resolved a comment"),
    "commented": gettext_lazy("commented"),
    "dissent_recorded": gettext_lazy("recorded counsel's own view"),
    "dissent_withdrawn": gettext_lazy("withdrew counsel's own view"),
    "document_done": gettext_lazy("made a document"),
    "document_failed": gettext_lazy("could not make a document"),
    "document_requested": gettext_lazy("asked for a document"),
    "edition_changed": gettext_lazy("moved to another edition of the rulebook"),
    "evidence_added": gettext_lazy("added evidence"),
    "evidence_linked": gettext_lazy("linked evidence to an obligation"),
    "evidence_restored": gettext_lazy("brought evidence back"),
    "evidence_revised": gettext_lazy("added a newer state of evidence"),
    "evidence_unlinked": gettext_lazy("took evidence from an obligation"),
    "evidence_withdrawn": gettext_lazy("withdrew evidence"),
    "finding_changed": gettext_lazy("changed the finding"),
    "finding_confirmed": gettext_lazy("confirmed the finding"),
    "firm_changed": gettext_lazy("changed the firm's settings"),
    "firm_created": gettext_lazy("added the firm"),
    "grant_ended": gettext_lazy("ended somebody's access"),
    "granted": gettext_lazy("gave access to"),
    "house_position_taken": gettext_lazy("took a house position"),
    "house_position_withdrawn": gettext_lazy("withdrew a house position"),
    "invitation_accepted": gettext_lazy("accepted an invitation"),
    "invitation_withdrawn": gettext_lazy("withdrew an invitation"),
    "invited": gettext_lazy("invited somebody"),
    "logo_changed": gettext_lazy("changed the firm's logo"),
    "payload_erased": gettext_lazy("erased the words of an entry"),
    "position_taken": gettext_lazy("took a position on an open point"),
    "position_withdrawn": gettext_lazy("withdrew a position on an open point"),
    "service_archived": gettext_lazy("archived the service"),
    "service_changed": gettext_lazy("changed the service"),
    "service_created": gettext_lazy("added the service"),
    "service_restored": gettext_lazy("brought the service back"),
    "sign_off_withdrawn": gettext_lazy("withdrew the sign-off"),
    "signed_in": gettext_lazy("signed in"),
    "signed_off": gettext_lazy("signed off"),
    "snapshot_taken": gettext_lazy("froze the state in a snapshot"),
    "stage_changed": gettext_lazy("moved the assessment to another stage"),
    "terms_changed": gettext_lazy("changed the day asked or the coverage"),
    "viewed": gettext_lazy("looked at it"),
}


FIELDS = {
    "judgement": gettext_lazy("finding"),
    "status": gettext_lazy("status"),
    "owner_id": gettext_lazy("owner"),
    "owner": gettext_lazy("owner"),
    "due_on": gettext_lazy("due"),
    "gap": gettext_lazy("gap"),
    "note": gettext_lazy("note"),
    "reason": gettext_lazy("reason"),
    "review_on": gettext_lazy("review on"),
    "text": gettext_lazy("what to do"),
    "name_zh": gettext_lazy("name in Chinese"),
    "name_en": gettext_lazy("name in English"),
    "accent": gettext_lazy("colour"),
    "mfa_roles": gettext_lazy("second factor for"),
}
# Verbs whose payload says where something was said, or what was asked.
TALK = frozenset(
    {
        "assigned", "assignment_done", "assignment_reopened",
        "commented", "comment_reopened", "comment_resolved",
    }
)  # fmt: skip
CHOICES: dict[str, Any] = {
    **dict(Judgement.choices),
    **dict(Status.choices),
    **dict(ActionStatus.choices),
    **dict(Stage.choices),
    **dict(Role.choices),
}


def entry_words(entry: Entry, language: str, rulebook: Rulebook, people: Mapping[int, str]) -> dict[str, Any]:
    """One entry as `components/history.html` shows it; ``people`` gives names for those a change names."""
    event = entry.event
    at = timezone.localtime(event.at)
    kind, _colon, name = event.subject.partition(":")
    question = rulebook.questions.get(name) if kind == "answer" else None
    whom = "" if event.subject == f"user:{event.by_id}" else _subject(kind, name, rulebook, language, people)
    if event.verb in TALK and entry.payload:
        whom = _talk(entry.payload, event.by_id, rulebook, language, people)
    before, after = ("", "")
    if entry.payload:
        sides = entry.payload.get("before"), entry.payload.get("after")
        if kind == "open_point":
            sides = _reading(sides[0]), _reading(sides[1])
        elif event.verb == "edition_changed":
            sides = _editions(entry.payload)
        before, after = (_value(side, question, language, people) for side in sides)
    return {
        "at": formats.date_format(at, "SHORT_DATETIME_FORMAT"),
        "at_iso": at.isoformat(),
        "who": event.by.name if event.by else _("the system"),
        "text": f"{SENTENCES.get(event.verb, event.verb)} {whom}".strip(),
        "before": before,
        "after": after,
        "note": _("the words were erased") if entry.payload is None else _note(entry.payload, language),
        "number": event.number,
    }


def _talk(
    payload: dict[str, Any], by: int | None, rulebook: Rulebook, language: str, people: Mapping[int, str]
) -> str:
    """Where something was said; or what was asked, and of whom where that is somebody else."""
    topics = {topic.id: f"“{topic.title.in_language(language)}”" for topic in rulebook.topics}
    place = (
        topics.get(payload.get("topic", ""), "")
        or _subject("answer", payload.get("question", ""), rulebook, language, people)
        or _subject("obligation", payload.get("obligation", ""), rulebook, language, people)
    )
    asked = payload.get("user")
    return place if asked in (None, by) else f"{place} → {people.get(asked, '–')}"


def _reading(side: Any) -> str:
    return str(dict(Reading.choices).get(side, ""))


def _editions(payload: Mapping[str, Any]) -> tuple[str, str]:
    """Two editions by version, and by digest as well where both carry one version."""
    was, now = payload.get("versions", ("", ""))
    if was != now:
        return was, now
    before, after = (str(payload[side])[7:19] for side in ("before", "after"))
    return f"{was} ({before})".strip(), f"{now} ({after})".strip()


def _subject(kind: str, name: str, rulebook: Rulebook, language: str, people: Mapping[int, str]) -> str:
    """What or whom an event is about, in words where there are some."""
    marks = "“{}”"
    if kind == "user" and name.isdigit() and int(name) in people:
        return marks.format(people[int(name)])
    if kind == "answer" and name in rulebook.questions:
        return marks.format(rulebook.questions[name].label.in_language(language))
    if kind in ("finding", "obligation") and name in rulebook.obligations:
        return marks.format(rulebook.obligations[name].title.in_language(language))
    if kind == "open_point" and name in rulebook.open_points:
        return marks.format(rulebook.open_points[name].title.in_language(language))
    return name if kind == "evidence" else ""


def _value(value: Any, question: Question | None, language: str, people: Mapping[int, str]) -> str:
    """A side of a change in words: an answer by its options, a field by its name and choice."""
    if value is None or value == "" or value == []:
        return ""
    if question is not None and not isinstance(value, dict):
        return answer_words(question, tuple(value) if isinstance(value, list) else value).in_language(
            language
        )
    if isinstance(value, dict):
        said = (
            (FIELDS.get(name, name), people.get(one, one) if name in ("owner", "owner_id") else one)
            for name, one in sorted(value.items())
        )
        return "; ".join(f"{name}: {_value(one, None, language, people) or '–'}" for name, one in said)
    if isinstance(value, str) and (day := parse_day(value)):
        return formats.date_format(day, "SHORT_DATE_FORMAT")
    if isinstance(value, list):
        return ", ".join(str(CHOICES.get(one, one)) for one in value)
    return str(CHOICES.get(value, value))


def _note(payload: dict[str, Any], language: str) -> str:
    if "name_zh" in payload:  # a firm, a client or a service, by its name
        names = payload.get("name_en", ""), payload["name_zh"]
        return str((names if language == "en" else names[::-1])[0] or "".join(names))
    if "role" in payload:
        whom = str(payload.get("email") or "")
        return " · ".join(filter(None, (whom, str(CHOICES.get(payload["role"], payload["role"])))))
    return str(
        payload.get("note") or payload.get("reason") or payload.get("text") or payload.get("title") or ""
    )
