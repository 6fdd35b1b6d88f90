"""Findings: one obligation for one service, judged by people, with the rules of remediation.

Statuses move freely between not started, in progress and done. *Verified* comes after *done*, by
another person; *risk accepted* needs a reason and a review day. The database holds the same rules.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from enum import Enum
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.cleaning import STEP, clean_line, clean_note
from assessment.errors import Conflict, Refused, UnknownItem
from assessment.models import Action, ActionStatus, Assessment, Finding, Judgement, Service, Status, User
from assessment.queries.rulebook import rulebook_of
from assessment.services.audit import hold_chain, record_event
from assessment.services.summary import refresh_service


class Unset(Enum):
    """The default of what is left as it is."""

    UNSET = "unset"


UNSET = Unset.UNSET
_ANY = {Status.NOT_STARTED, Status.IN_PROGRESS, Status.DONE, Status.RISK_ACCEPTED}
TRANSITIONS: dict[str, set[Status]] = {
    Status.NOT_STARTED: _ANY,
    Status.IN_PROGRESS: _ANY,
    Status.DONE: _ANY | {Status.VERIFIED},
    Status.VERIFIED: {Status.IN_PROGRESS, Status.NOT_STARTED, Status.VERIFIED},
    Status.RISK_ACCEPTED: _ANY,
}
_KEPT = ("judgement", "status", "owner_id", "due_on", "gap", "note", "reason", "review_on")


def get_finding(service: Service, obligation: str) -> Finding | None:
    """The row of an obligation, if there is one; one query."""
    return (
        Finding.objects.filter(service=service, obligation=obligation)
        .select_related("owner", "done_by", "verified_by", "accepted_by", "service")
        .first()
    )


def record_finding(
    *,
    assessment: Assessment,
    obligation: str,
    by: User,
    saw: int | None = None,
    judgement: str | Unset = UNSET,
    status: str | Unset = UNSET,
    owner: User | Unset | None = UNSET,
    due_on: date | Unset | None = UNSET,
    gap: str | Unset = UNSET,
    note: str | Unset = UNSET,
    reason: str | Unset = UNSET,
    review_on: date | Unset | None = UNSET,
) -> Finding:
    """Write what is given of a finding, the rest stays; the row is made on first use.

    ``assessment`` is where the writer looked: the finding belongs to its service, and is confirmed by it.
    ``saw`` is the version of the row the page showed, 0 for none; left out, it is not compared.
    Raises UnknownItem, Refused (a transition, a missing reason …), Unclean, Conflict.
    """
    if obligation not in rulebook_of(assessment.edition).obligations:
        raise UnknownItem(_("This edition of the rulebook has no such obligation."))
    wanted = {
        "judgement": judgement,
        "status": status,
        "due_on": due_on,
        "review_on": review_on,
        "owner_id": owner if isinstance(owner, Unset) else owner.pk if owner else None,
        "gap": gap if isinstance(gap, Unset) else clean_note(gap, field="gap"),
        "note": note if isinstance(note, Unset) else clean_note(note, field="note"),
        "reason": reason if isinstance(reason, Unset) else clean_note(reason, field="reason"),
    }
    wanted = {name: value for name, value in wanted.items() if not isinstance(value, Unset)}
    with transaction.atomic():
        finding = _held(assessment.service, obligation, by)
        changed = _apply(finding, wanted, by, saw)
        if changed or finding.confirmed_in_id != assessment.pk:
            finding.confirmed_in = assessment
            _save(finding, assessment.service, by, changed)
            if changed:
                refresh_service(assessment.service)
    return finding


def confirm_finding(*, finding: Finding, assessment: Assessment, by: User) -> Finding:
    """Say that a finding still holds in this assessment."""
    if finding.confirmed_in_id != assessment.pk:
        with transaction.atomic():
            finding.confirmed_in = assessment
            _save(finding, assessment.service, by, {})
    return finding


def change_many(
    *,
    assessment: Assessment,
    obligations: Iterable[str],
    by: User,
    status: str | Unset = UNSET,
    owner: User | Unset | None = UNSET,
    due_on: date | Unset | None = UNSET,
    reason: str | Unset = UNSET,
    review_on: date | Unset | None = UNSET,
) -> tuple[list[Finding], dict[str, str]]:
    """Change owner, status or due day of many at once, all in one transaction.

    Returns the findings changed, and for each obligation that could not be changed the sentence why.
    """
    done: list[Finding] = []
    refused: dict[str, str] = {}
    wanted = {
        "status": status,
        "due_on": due_on,
        "reason": reason,
        "review_on": review_on,
        "owner_id": owner if isinstance(owner, Unset) else owner.pk if owner else None,
    }
    wanted = {name: value for name, value in wanted.items() if not isinstance(value, Unset)}
    known = rulebook_of(assessment.edition).obligations
    with transaction.atomic():
        for obligation in dict.fromkeys(obligations):
            if obligation not in known:
                refused[obligation] = _("This edition of the rulebook has no such obligation.")
                continue
            try:
                with transaction.atomic():
                    finding = _held(assessment.service, obligation, by)
                    changed = _apply(finding, dict(wanted), by, None)
                    if changed:
                        finding.confirmed_in = assessment
                        _save(finding, assessment.service, by, changed)
                        done.append(finding)
            except Refused as error:
                refused[obligation] = error.message
        if done:
            refresh_service(assessment.service)
    return done, refused


def _held(service: Service, obligation: str, by: User) -> Finding:
    hold_chain(service)
    rows = Finding.objects.select_for_update(no_key=True).filter(service=service, obligation=obligation)
    finding = rows.first()
    if finding is not None:
        finding.service = service
        return finding
    return Finding(firm_id=service.firm_id, service=service, obligation=obligation, by=by, version=0)


def _apply(finding: Finding, wanted: dict[str, Any], by: User, saw: int | None) -> dict[str, tuple[Any, Any]]:
    """Put the wanted values on the row; field → (before, after) for each that differs."""
    before = {name: getattr(finding, name) for name in _KEPT}
    changed = {name: (before[name], value) for name, value in wanted.items() if before[name] != value}
    if not changed:
        return {}
    if saw is not None and saw != finding.version:
        raise Conflict(
            _("Somebody else changed this finding meanwhile. Compare, and choose."),
            mine=wanted,
            theirs=finding,
        )
    if wanted.get("judgement", Judgement.MET) not in Judgement.values:
        raise Refused(_("Choose one of the findings shown."), field="judgement")
    status = wanted.get("status", finding.status)
    if status not in Status.values:
        raise Refused(_("Choose one of the statuses shown."), field="status")
    for name, value in wanted.items():
        setattr(finding, name, value)
    _move(finding, before["status"], status, by)
    return changed


def _move(finding: Finding, before: str, after: str, by: User) -> None:
    """The rules of a change of status, and who and when it notes."""
    if after != before and after not in TRANSITIONS[before]:
        labels = {"from": Status(before).label, "to": Status(after).label}
        raise Refused(
            _("From “%(from)s” there is no way to “%(to)s”: do the work first.") % labels, field="status"
        )
    now = timezone.now()
    if after == Status.VERIFIED and before != Status.VERIFIED:
        if finding.done_by_id == by.pk:
            raise Refused(_("Another person than the one who set “done” has to verify it."), field="status")
        finding.verified_by, finding.verified_at = by, now
    elif after == Status.DONE and before != Status.DONE:
        finding.done_by, finding.done_at = by, now
    if after != Status.VERIFIED:
        finding.verified_by = finding.verified_at = None
    if after not in (Status.DONE, Status.VERIFIED):
        finding.done_by = finding.done_at = None
    if after == Status.RISK_ACCEPTED:
        if not finding.reason:
            raise Refused(_("Say why the risk is accepted."), field="reason")
        if finding.review_on is None:
            raise Refused(_("Choose the day on which this is looked at again."), field="review_on")
        if before != Status.RISK_ACCEPTED:
            finding.accepted_by = by
    else:
        finding.accepted_by = None


def _save(finding: Finding, service: Service, by: User, changed: dict[str, tuple[Any, Any]]) -> None:
    finding.version += 1
    try:
        with transaction.atomic():
            finding.save()
    except IntegrityError as error:
        held = get_finding(service, finding.obligation)
        if finding.pk is None and held is not None:
            sentence = _("Somebody else changed this finding meanwhile. Compare, and choose.")
            raise Conflict(sentence, mine=finding, theirs=held) from error
        raise
    record_event(
        service=service,
        by=by,
        verb="finding_changed" if changed else "finding_confirmed",
        subject=f"finding:{finding.obligation}",
        payload={
            "before": {n: b for n, (b, _a) in changed.items()},
            "after": {n: a for n, (_b, a) in changed.items()},
            "confirmed_in": finding.confirmed_in.key if finding.confirmed_in else None,
        },
    )


# -- actions --------------------------------------------------------------------------------------


def add_action(
    *,
    assessment: Assessment,
    obligation: str,
    text: str,
    by: User,
    owner: User | None = None,
    due_on: date | None = None,
    step: int | None = None,
) -> Action:
    """A step for an obligation; the finding is made if there is none. ``step`` counts the rulebook's from 1.

    The same step twice gives the action there is, and so do the same words by the same person within a
    minute, as a button pressed twice sends them. Raises UnknownItem, Refused, Unclean.
    """
    text = clean_line(text, most=STEP, field="text")
    if not text:
        raise Refused(_("Say what is to be done."), field="text")
    with transaction.atomic():
        finding = record_finding(assessment=assessment, obligation=obligation, by=by)
        if step is not None:
            held = Action.objects.filter(finding=finding, step=step).first()
            if held:
                return held
        lately = timezone.now() - timedelta(minutes=1)
        same = {"finding": finding, "text": text, "owner": owner, "due_on": due_on, "step": step, "by": by}
        held = Action.objects.filter(**same, status=ActionStatus.OPEN, created_at__gt=lately).first()
        if held:
            return held
        action = Action.objects.create(
            firm_id=finding.firm_id, finding=finding, text=text, owner=owner, due_on=due_on, step=step, by=by
        )
        record_event(
            service=assessment.service,
            by=by,
            verb="action_added",
            subject=f"finding:{obligation}",
            payload={
                "action": action.key,
                "text": text,
                "owner": owner.pk if owner else None,
                "due_on": due_on,
            },
        )
    return action


def digest_of(action: Action) -> str:
    """What an action says, in a few letters for a form to carry: another saying has others."""
    said = (action.text, action.status, action.owner_id, action.due_on)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def update_action(
    *,
    action: Action,
    by: User,
    saw: str | None = None,
    text: str | Unset = UNSET,
    status: str | Unset = UNSET,
    owner: User | Unset | None = UNSET,
    due_on: date | Unset | None = UNSET,
) -> Action:
    """Write what is given of an action, the rest stays.

    ``saw`` is the digest of what the writer was shown; left out, it is not compared. Raises Refused,
    Unclean, Conflict.
    """
    wanted: dict[str, Any] = {
        "text": text if isinstance(text, Unset) else clean_line(text, most=STEP, field="text"),
        "status": status,
        "due_on": due_on,
        "owner_id": owner if isinstance(owner, Unset) else owner.pk if owner else None,
    }
    wanted = {name: value for name, value in wanted.items() if not isinstance(value, Unset)}
    if wanted.get("status", ActionStatus.OPEN) not in ActionStatus.values:
        raise Refused(_("Choose one of the statuses shown."), field="status")
    if wanted.get("text") == "":
        raise Refused(_("Say what is to be done."), field="text")
    with transaction.atomic():
        # What is written over is what stands now, not what was read when the request began.
        action = (
            Action.objects.select_for_update(no_key=True, of=("self",))
            .select_related("finding__service")
            .get(pk=action.pk)
        )
        before = {name: getattr(action, name) for name in wanted}
        changed = {name: value for name, value in wanted.items() if before[name] != value}
        if not changed:
            return action
        if saw is not None and saw != digest_of(action):
            raise Conflict(
                _("Somebody else changed this action meanwhile. Compare, and choose."),
                mine=wanted,
                theirs=action,
            )
        for name, value in changed.items():
            setattr(action, name, value)
        if "status" in changed:
            is_done = action.status == ActionStatus.DONE
            action.done_by, action.done_at = (by, timezone.now()) if is_done else (None, None)
        action.save()
        record_event(
            service=action.finding.service,
            by=by,
            verb="action_changed",
            subject=f"finding:{action.finding.obligation}",
            payload={
                "action": action.key,
                "before": {name: before[name] for name in changed},
                "after": changed,
            },
        )
    return action
