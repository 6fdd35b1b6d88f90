"""Reports: what is recorded about an assessment, frozen as a snapshot; documents come from that alone."""

import base64
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessment.codes import grouped, verify_url
from assessment.colors import readable
from assessment.models import (
    Action,
    ActionStatus,
    Assessment,
    Dissent,
    EvidenceRevision,
    Finding,
    Position,
    SignOff,
    Snapshot,
    User,
)
from assessment.models.base import random_key
from assessment.queries.finding import evidence_of
from assessment.queries.state import State, current_answers, state
from assessment.services.sign_off import freeze, sign_off
from assessment.services.since import with_changes
from assessment.services.snapshot import Recorded, Said, build_snapshot
from reports import snapshot as shape

_STEPS = {ActionStatus.OPEN: "not_started", ActionStatus.DONE: "done"}


def take_snapshot(*, assessment: Assessment, by: User) -> Snapshot:
    """The assessment as it stands, frozen; the newest snapshot again if nothing has changed since."""
    now = state(assessment)
    newest = Snapshot.objects.filter(assessment=assessment).order_by("-pk").first()
    if newest is not None and newest.digest == _digest_as(assessment, now, newest):
        return newest
    return _freeze(
        assessment,
        now,
        by,
        shape.Report(
            id=random_key(),
            status="draft",
            created_at=timezone.now(),
            prepared_by=by.name,
        ),
    )


def release(*, assessment: Assessment, by: User, statement: str = "") -> SignOff:
    """Freeze the assessment as released by ``by`` and sign that. Raises Refused like sign_off."""
    at = timezone.now()
    report = shape.Report(
        id=random_key(),
        status="released",
        created_at=at,
        prepared_by=by.name,
        released_by=by.name,
        released_at=at,
    )
    with transaction.atomic():
        snapshot = _freeze(assessment, state(assessment), by, report)
        return sign_off(assessment=assessment, snapshot=snapshot, by=by, statement=statement)


def _freeze(assessment: Assessment, now: State, by: User, report: shape.Report) -> Snapshot:
    key = report.id
    report = report.model_copy(update={"code": grouped(key), "verify_url": verify_url(key)})
    frozen = with_changes(assessment, gather(assessment, now, report))
    body, digest = shape.to_json(frozen), shape.digest(frozen)
    return freeze(assessment=assessment, body=body, digest=digest, by=by, code=key)


def _digest_as(assessment: Assessment, now: State, newest: Snapshot) -> str:
    """The digest that today's state would have under the newest snapshot's own heading."""
    held = shape.from_json(bytes(newest.body))
    return shape.digest(gather(assessment, now, held.report).model_copy(update={"since": held.since}))


def gather(assessment: Assessment, now: State, report: shape.Report) -> shape.Snapshot:
    """Everything recorded about an assessment in the snapshot's shape; a fixed number of queries."""
    service, firm = assessment.service, assessment.service.client.firm
    client = service.client
    return build_snapshot(
        now.result,
        report=report,
        firm=shape.Firm(
            name=shape.Text(zh=firm.name_zh, en=firm.name_en),
            accent=readable(firm.accent),
            logo=base64.b64encode(bytes(firm.logo)).decode() if firm.logo else None,
        ),
        client=_names(client),
        service=shape.Service(name=_names(service), description=_description(service)),
        recorded=Recorded(
            said=_said(assessment),
            findings=_findings(assessment),
            dissents=_dissents(assessment),
            positions=_positions(assessment),
            evidence=_evidence(assessment),
        ),
    )


def _names(named: Any) -> shape.Text:
    return shape.Text(zh=named.name_zh or named.name_en, en=named.name_en or named.name_zh)


def _description(service: Any) -> shape.Text | None:
    zh, en = service.description_zh, service.description_en
    return shape.Text(zh=zh or en, en=en or zh) if zh or en else None


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _said(assessment: Assessment) -> dict[str, Said]:
    return {
        question: Said(
            by=(row.said_by or (row.by.name if row.by else None)),
            at=_utc(row.at),
            note=row.note or None,
            source=row.source or None,
        )
        for question, row in current_answers(assessment).items()
    }


def _findings(assessment: Assessment) -> dict[str, shape.Finding]:
    rows = Finding.objects.filter(service=assessment.service_id).select_related("owner")
    actions: dict[int, list[shape.Action]] = {}
    steps = Action.objects.filter(finding__service=assessment.service_id).exclude(status=ActionStatus.DROPPED)
    for action in steps.select_related("owner").order_by("due_on", "pk"):
        actions.setdefault(action.finding_id, []).append(
            shape.Action(
                text=action.text,
                owner=action.owner.name if action.owner else None,
                due=action.due_on,
                status=_STEPS[ActionStatus(action.status)],
            )
        )
    numbers = _numbers(assessment)
    return {
        row.obligation: shape.Finding(
            judgement=row.judgement,
            status=row.status,
            owner=row.owner.name if row.owner else None,
            due=row.due_on,
            gap=row.gap or None,
            reason=row.reason or None,
            review_on=row.review_on,
            evidence=tuple(numbers.get(row.obligation, ())),
            actions=tuple(actions.get(row.pk, ())),
        )
        for row in rows
    }


def _numbers(assessment: Assessment) -> dict[str, list[str]]:
    """Numbers of the evidence that supports each obligation."""
    found: dict[str, list[str]] = {}
    for label, obligations in _supports(assessment).items():
        for obligation in obligations:
            found.setdefault(obligation, []).append(label)
    return {obligation: sorted(labels) for obligation, labels in found.items()}


def _supports(assessment: Assessment) -> dict[str, list[str]]:
    """Which obligations each piece of evidence supports, by its number."""
    pairs = Finding.objects.filter(
        service=assessment.service_id, evidence_links__evidence__withdrawn_at=None
    ).values_list("obligation", "evidence_links__evidence__number")
    found: dict[str, list[str]] = {}
    for obligation, number in pairs:
        if number is not None:
            found.setdefault(f"E-{number:02d}", []).append(obligation)
    return found


def _evidence(assessment: Assessment) -> tuple[shape.Evidence, ...]:
    supports = _supports(assessment)
    return tuple(
        _piece(held.evidence.label, held.evidence.title, held.newest, supports.get(held.evidence.label, []))
        for held in evidence_of(assessment.service)
    )


def _piece(label: str, title: str, newest: EvidenceRevision, obligations: list[str]) -> shape.Evidence:
    note = "\n".join(part for part in (newest.statement, newest.note) if part)
    return shape.Evidence(
        number=label,
        title=title,
        kind=newest.kind,
        url=newest.url or None,
        sha256=newest.sha256 or None,
        size=newest.size,
        effective=newest.effective_on,
        received=newest.received_on,
        expires=newest.expires_on,
        obligations=tuple(sorted(obligations)),
        note=note or None,
    )


def _positions(assessment: Assessment) -> dict[str, shape.Position]:
    rows = Position.objects.filter(assessment=assessment, withdrawn_at=None).select_related("by")
    return {
        row.open_point: shape.Position(
            reading="a" if row.reading == "A" else "b",
            reason=row.reason,
            by=row.by.name,
            on=_utc(row.at).date(),
        )
        for row in rows
    }


def _dissents(assessment: Assessment) -> dict[str, shape.Dissent]:
    rows = Dissent.objects.filter(assessment=assessment, withdrawn_at=None).select_related("by")
    return {
        row.obligation: shape.Dissent(
            view=row.view, reason=row.reason, by=row.by.name, on=_utc(row.at).date()
        )
        for row in rows
    }
