"""Reports: what is recorded about an assessment, frozen as a snapshot; documents come from that alone."""

import base64
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.codes import grouped, verify_url
from assessment.colors import readable
from assessment.errors import Refused
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
from reports.choice_words import CLASSIFICATIONS

LOOKED_BACK = 1 + len(CLASSIFICATIONS)  # snapshots, so that each mark finds its own
_ANYBODYS = shape.Report(id="-", status="draft", created_at=datetime(2000, 1, 1, tzinfo=UTC))
FROM_HOUSE = "（机构立场 house position）"  # a snapshot is read in both languages
_STEPS = {ActionStatus.OPEN: "not_started", ActionStatus.DONE: "done"}


def take_snapshot(*, assessment: Assessment, by: User, classification: str = "") -> Snapshot:
    """The assessment as it stands, frozen; the last such snapshot again if nothing has changed since.

    ``classification`` is a key of ``CLASSIFICATIONS``, or nothing. Raises Refused for another.
    """
    now = state(assessment)
    report = _draft(by, classification)
    return _held(assessment, gather(assessment, now, report)) or _freeze(assessment, now, by, report)


def preview(*, assessment: Assessment, by: User, classification: str = "") -> shape.Snapshot:
    """What ``take_snapshot`` would freeze, with nothing frozen."""
    return with_changes(assessment, gather(assessment, state(assessment), _draft(by, classification)))


def release(
    *, assessment: Assessment, by: User, saw: str, statement: str = "", classification: str = ""
) -> SignOff:
    """Freeze the assessment as released by ``by`` and sign that. Raises Refused like sign_off.

    ``saw`` is the ``shown_digest`` of what the person was shown: refused if that is no longer what would be
    signed, be it a finding or a piece of evidence that has changed.
    """
    at = timezone.now()
    report = shape.Report(
        id=random_key(),
        status="released",
        created_at=at,
        prepared_by=by.name,
        released_by=by.name,
        released_at=at,
        classification=_classification(classification),
    )
    with transaction.atomic():
        snapshot = _freeze(assessment, state(assessment), by, report)
        # What was frozen is compared, not what is read once more: between two readings somebody may write.
        if shown_digest(shape.from_json(bytes(snapshot.body))) != saw:
            raise Refused(
                _(
                    "An answer, a finding or its evidence has changed since this was shown to you. "
                    "Read it again: you sign what it says now."
                )
            )
        return sign_off(assessment=assessment, snapshot=snapshot, by=by, statement=statement)


def shown_digest(snapshot: shape.Snapshot) -> str:
    """The digest of what a snapshot says, whoever made it, when, under which mark and after which other."""
    return shape.digest(snapshot.model_copy(update={"report": _ANYBODYS, "since": None}))


def _draft(by: User, classification: str) -> shape.Report:
    return shape.Report(
        id=random_key(),
        status="draft",
        created_at=timezone.now(),
        prepared_by=by.name,
        classification=_classification(classification),
    )


def _classification(key: str) -> shape.Text | None:
    if key and key not in CLASSIFICATIONS:
        raise Refused(_("Choose one of the classifications shown."), field="classification")
    return CLASSIFICATIONS.get(key)


def _freeze(assessment: Assessment, now: State, by: User, report: shape.Report) -> Snapshot:
    key = report.id
    report = report.model_copy(update={"code": grouped(key), "verify_url": verify_url(key)})
    frozen = with_changes(assessment, gather(assessment, now, report))
    body, digest = shape.to_json(frozen), shape.digest(frozen)
    return freeze(assessment=assessment, body=body, digest=digest, by=by, code=key)


def _held(assessment: Assessment, frozen: shape.Snapshot) -> Snapshot | None:
    """A recent snapshot that says the same under the same mark; one whose sign-off was taken back is none."""
    rows = Snapshot.objects.filter(assessment=assessment).exclude(sign_off__withdrawn_at__isnull=False)
    for row in rows.order_by("-pk")[:LOOKED_BACK]:
        held = shape.from_json(bytes(row.body))
        is_marked_so = held.report.classification == frozen.report.classification
        if is_marked_so and shown_digest(held) == shown_digest(frozen):
            return row
    return None


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
            by=f"{row.by.name} {FROM_HOUSE}" if row.house_id else row.by.name,
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
