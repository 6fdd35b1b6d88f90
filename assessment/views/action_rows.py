"""The actions of one obligation as its page shows them, each with the form that changes it."""

from typing import Any

from django.http import QueryDict
from django.utils import formats, timezone

from assessment.access import EnteredRequest
from assessment.forms.action import ActionForm
from assessment.models import Action, User

NEW = "action"


def action_context(request: EnteredRequest, found: list[Action], people: list[User]) -> dict[str, Any]:
    """``actions``, ``new_action``, ``action_errors``: with what was typed and could not be saved."""
    typed = request.stash if "text" in request.stash and "judgement" not in request.stash else QueryDict()
    form = ActionForm(typed, people)
    form.is_valid()  # what is kept is checked once more where it is shown
    target = typed.get("action", "")
    blank = {"text": "", "owner": "", "due_on": ""}
    is_new = bool(typed) and target not in {action.key for action in found}
    return {
        "actions": [_row(action, typed, form) for action in found],
        "new_action": {
            "typed": {**blank, **typed.dict()} if is_new else blank,
            "errors": form.errors if is_new else {},
            "is_open": is_new,
        },
        "action_errors": {
            f"{NEW if is_new else f'{NEW}_{target}'}_{name}": text for name, text in form.errors.items()
        },
    }


def _row(action: Action, typed: QueryDict, form: ActionForm) -> dict[str, Any]:
    is_typed = bool(typed) and typed.get("action") == action.key
    stands = {
        "text": action.text,
        "owner": str(action.owner_id or ""),
        "due_on": action.due_on.isoformat() if action.due_on else "",
    }
    today = timezone.localdate()
    return {
        "key": action.key,
        "prefix": f"{NEW}_{action.key}",
        "text": action.text,
        "status": action.status,
        "owner": action.owner.name if action.owner else "",
        "due": formats.date_format(action.due_on, "SHORT_DATE_FORMAT") if action.due_on else "",
        "late": bool(action.due_on and action.due_on < today and action.status == "open"),
        "is_open": action.status == "open",
        "typed": {**stands, **typed.dict()} if is_typed else stands,
        "errors": form.errors if is_typed else {},
        "is_changing": is_typed,
    }
