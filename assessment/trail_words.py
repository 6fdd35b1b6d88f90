"""The audit trail in words: one sentence a verb, and what changed, from before to after."""

from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.queries.audit import Entry

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
    "client_archived": gettext_lazy("archived the client"),
    "client_created": gettext_lazy("entered the client"),
    "client_renamed": gettext_lazy("renamed the client"),
    "client_restored": gettext_lazy("brought the client back"),
    "comment_reopened": gettext_lazy("opened a comment again"),
    "comment_resolved": gettext_lazy("closed a comment"),
    "commented": gettext_lazy("commented"),
    "dissent_recorded": gettext_lazy("recorded counsel's own view"),
    "dissent_withdrawn": gettext_lazy("withdrew counsel's own view"),
    "document_requested": gettext_lazy("asked for a document"),
    "edition_changed": gettext_lazy("moved to another edition of the rulebook"),
    "evidence_added": gettext_lazy("added evidence"),
    "evidence_linked": gettext_lazy("linked evidence to an obligation"),
    "evidence_restored": gettext_lazy("brought evidence back"),
    "evidence_revised": gettext_lazy("added a newer state of evidence"),
    "evidence_unlinked": gettext_lazy("took evidence from an obligation"),
    "evidence_withdrawn": gettext_lazy("withdrew evidence"),
    "finding_changed": gettext_lazy("changed the finding"),
    "grant_ended": gettext_lazy("ended somebody's access"),
    "granted": gettext_lazy("gave access"),
    "house_position_taken": gettext_lazy("took a house position"),
    "house_position_withdrawn": gettext_lazy("withdrew a house position"),
    "invitation_accepted": gettext_lazy("accepted an invitation"),
    "invitation_withdrawn": gettext_lazy("withdrew an invitation"),
    "invited": gettext_lazy("invited somebody"),
    "payload_erased": gettext_lazy("erased the words of an entry"),
    "position_taken": gettext_lazy("took a position on an open point"),
    "position_withdrawn": gettext_lazy("withdrew a position on an open point"),
    "service_archived": gettext_lazy("archived the service"),
    "service_changed": gettext_lazy("changed the service"),
    "service_created": gettext_lazy("entered the service"),
    "service_restored": gettext_lazy("brought the service back"),
    "sign_off_withdrawn": gettext_lazy("withdrew the sign-off"),
    "signed_off": gettext_lazy("signed off"),
    "snapshot_taken": gettext_lazy("froze the state in a snapshot"),
    "stage_changed": gettext_lazy("moved the assessment to another stage"),
    "terms_changed": gettext_lazy("changed the day asked or the coverage"),
    "viewed": gettext_lazy("looked at it"),
}


def entry_words(entry: Entry, language: str) -> dict[str, Any]:
    """One entry as `components/history.html` shows it."""
    event = entry.event
    at = timezone.localtime(event.at)
    before, after = _sides(entry.payload)
    return {
        "at": formats.date_format(at, "SHORT_DATETIME_FORMAT"),
        "at_iso": at.isoformat(),
        "who": event.by.name if event.by else _("the system"),
        "text": f"{SENTENCES.get(event.verb, event.verb)} {_subject(event.subject)}".strip(),
        "before": before,
        "after": after,
        "note": _("the words were erased") if entry.payload is None else _note(entry.payload),
        "number": event.number,
    }


def _subject(subject: str) -> str:
    """What an event is about, where its id says something to a reader."""
    kind, _colon, name = subject.partition(":")
    return name if kind in ("answer", "finding", "position", "evidence", "dissent") else ""


def _sides(payload: dict[str, Any] | None) -> tuple[str, str]:
    if not payload:
        return "", ""
    return _value(payload.get("before")), _value(payload.get("after"))


def _value(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_value(one) or '–'}" for name, one in sorted(value.items()))
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    return str(value)


def _note(payload: dict[str, Any]) -> str:
    return str(
        payload.get("note") or payload.get("reason") or payload.get("text") or payload.get("title") or ""
    )
