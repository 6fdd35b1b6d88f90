"""The actions of one obligation as its page shows them, each with the form that changes it."""

from typing import Any

from django.http import QueryDict
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from assessment import stash
from assessment.access import EnteredRequest
from assessment.forms.action import ActionForm
from assessment.models import Action, User
from assessment.services.finding import digest_of

NEW = "action"


def action_context(request: EnteredRequest, found: list[Action], people: list[User]) -> dict[str, Any]:
    """``actions``, ``new_action``, ``action_errors``: with what was typed and could not be saved."""
    kept = stash.forms(request.stash)
    typed = {one.get("action", ""): one for one in kept if "text" in one and "judgement" not in one}
    known = {action.key for action in found}
    new = next((key for key in typed if key not in known), None)
    # What is kept is checked once more where it is shown.
    forms = {key: ActionForm(one, people) for key, one in typed.items()}
    blank = {"text": "", "owner": "", "due_on": ""}
    return {
        "actions": [_row(action, typed.get(action.key), forms.get(action.key)) for action in found],
        "new_action": {
            "typed": blank if new is None else {**blank, **typed[new].dict()},
            "errors": {} if new is None else _errors(forms[new]),
            "is_open": new is not None,
        },
        "action_errors": {
            f"{NEW if key == new else f'{NEW}_{key}'}_{name}": text
            for key, form in forms.items()
            for name, text in _errors(form).items()
        },
    }


def _errors(form: ActionForm | None) -> dict[str, str]:
    if form is not None and not form.errors:
        form.is_valid()
    return {} if form is None else form.errors


def _row(action: Action, typed: QueryDict | None, form: ActionForm | None) -> dict[str, Any]:
    stands = {
        "text": action.text,
        "owner": str(action.owner_id or ""),
        "due_on": action.due_on.isoformat() if action.due_on else "",
    }
    today, digest = timezone.localdate(), digest_of(action)
    due = formats.date_format(action.due_on, "SHORT_DATE_FORMAT") if action.due_on else ""
    return {
        "key": action.key,
        "prefix": f"{NEW}_{action.key}",
        "text": action.text,
        "status": action.status,
        "owner": action.owner.name if action.owner else "",
        "due": due,
        "late": bool(action.due_on and action.due_on < today and action.status == "open"),
        "is_open": action.status == "open",
        "saw": digest,
        "typed": {**stands, **typed.dict()} if typed else stands,
        "theirs": _standing(action) if typed and typed.get("saw", digest) != digest else None,
        "errors": _errors(form),
        "is_changing": bool(typed),
    }


def _standing(action: Action) -> list[dict[str, str]]:
    """What somebody else saved, to compare with."""
    statuses = {"open": _("In progress"), "done": _("Done"), "dropped": _("Dropped")}
    return [
        {"key": _("What to do"), "value": action.text},
        {"key": _("Status"), "value": statuses[action.status]},
        {"key": _("Owner"), "value": action.owner.name if action.owner else "–"},
        {
            "key": _("Due"),
            "value": formats.date_format(action.due_on, "DATE_FORMAT") if action.due_on else "–",
        },
    ]
