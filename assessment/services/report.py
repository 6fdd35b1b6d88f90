"""What a report shows, gathered from the tables into one snapshot, and frozen.

The snapshot is self-contained: names and texts are copied, so that it can be printed years later
without the rows it came from.
"""

import base64
from collections import defaultdict
from collections.abc import Callable

from django.utils import timezone

from assessment.models import (
    Action,
    ActionStatus,
    Assessment,
    Dissent,
    Evidence,
    EvidenceLink,
    EvidenceRevision,
    Finding,
    Firm,
    Position,
    Service,
    Snapshot,
    User,
)
from assessment.models.base import random_key
from assessment.queries.state import State, current_answers, state
from assessment.services.sign_off import freeze
from assessment.services.snapshot import Recorded, Said, build_snapshot
from assessment.services.summary import WITHIN_REACH
from reports import snapshot as shape

# What people do with an action, in the words a report has for it; a dropped one is left out.
_ACTIONS = {ActionStatus.OPEN: "not_started", ActionStatus.DONE: "done"}


def take_snapshot(*, assessment: Assessment, by: User) -> Snapshot:
    """Gather the assessment as it stands and freeze it; a dozen queries, and one write with its event."""
    gathered = gather(assessment, by=by)
    return freeze(assessment=assessment, body=shape.to_json(gathered), digest=shape.digest(gathered), by=by)


def gather(assessment: Assessment, *, by: User | None = None) -> shape.Snapshot:
    """Everything a report of the assessment shows now. The report's id is new each time."""
    now = state(assessment)
    service = assessment.service
    return build_snapshot(
        now.result,
        report=shape.Report(
            id=random_key(),
            status="draft",
            created_at=timezone.now(),
            prepared_by=str(by) if by else None,
        ),
        firm=_firm(service.firm),
        client=_text(service.client.name),
        service=shape.Service(name=_text(service.name), description=_description(service)),
        recorded=_recorded(assessment, now),
    )


def _text(name: Callable[[str], str]) -> shape.Text:
    return shape.Text(zh=name("zh"), en=name("en"))


def _description(service: Service) -> shape.Text | None:
    zh, en = service.description_zh, service.description_en
    return shape.Text(zh=zh or en, en=en or zh) if zh or en else None


def _firm(firm: Firm) -> shape.Firm:
    logo = base64.b64encode(bytes(firm.logo)).decode() if firm.logo else None
    return shape.Firm(name=_text(firm.name), accent=firm.accent, logo=logo)


def _recorded(assessment: Assessment, now: State) -> Recorded:
    reached = {one.id for one in now.result.obligations.values() if one.outcome in WITHIN_REACH}
    evidence, supports = _evidence(assessment.service, reached)
    return Recorded(
        said=_said(assessment),
        findings=_findings(assessment.service, reached, supports),
        dissents=_dissents(assessment),
        positions=_positions(assessment),
        evidence=evidence,
    )


def _said(assessment: Assessment) -> dict[str, Said]:
    return {
        name: Said(
            by=str(row.by) if row.by else None,
            at=row.at,
            note=row.note or None,
            source=" · ".join(part for part in (row.said_by, row.source) if part) or None,
        )
        for name, row in current_answers(assessment).items()
    }


def _findings(
    service: Service, reached: set[str], supports: dict[str, list[str]]
) -> dict[str, shape.Finding]:
    """By obligation; what no longer applies is kept in the table and left out here."""
    actions: dict[int, list[shape.Action]] = defaultdict(list)
    open_first = Action.objects.filter(finding__service=service, status__in=_ACTIONS).select_related("owner")
    for one in open_first.order_by("due_on", "pk"):
        actions[one.finding_id].append(
            shape.Action(
                text=one.text,
                owner=str(one.owner) if one.owner else None,
                due=one.due_on,
                status=_ACTIONS[one.status],  # type: ignore[index, arg-type]
            )
        )
    rows = Finding.objects.filter(service=service, obligation__in=reached).select_related("owner")
    return {
        row.obligation: shape.Finding(
            judgement=row.judgement,  # type: ignore[arg-type]
            status=row.status,  # type: ignore[arg-type]
            owner=str(row.owner) if row.owner else None,
            due=row.due_on,
            gap=row.gap or None,
            reason=row.reason or None,
            review_on=row.review_on,
            evidence=tuple(supports.get(row.obligation, ())),
            actions=tuple(actions[row.pk]),
        )
        for row in rows
    }


def _evidence(service: Service, reached: set[str]) -> tuple[tuple[shape.Evidence, ...], dict[str, list[str]]]:
    """The evidence in its newest state, and by obligation the numbers that support it."""
    newest: dict[int, EvidenceRevision] = {}
    for revision in EvidenceRevision.objects.filter(evidence__service=service).order_by("number"):
        newest[revision.evidence_id] = revision
    links: dict[int, list[str]] = defaultdict(list)
    supports: dict[str, list[str]] = defaultdict(list)
    rows = list(Evidence.objects.filter(service=service, withdrawn_at=None).order_by("number"))
    labels = {row.pk: row.label for row in rows}
    held = EvidenceLink.objects.filter(evidence__in=rows, finding__obligation__in=reached)
    for evidence, obligation in held.order_by("evidence__number", "finding__obligation").values_list(
        "evidence", "finding__obligation"
    ):
        links[evidence].append(obligation)
        supports[obligation].append(labels[evidence])
    found = tuple(_piece(row, newest[row.pk], links[row.pk]) for row in rows)
    return found, supports


def _piece(row: Evidence, newest: EvidenceRevision, obligations: list[str]) -> shape.Evidence:
    note = "\n".join(part for part in (newest.statement, newest.note) if part)
    return shape.Evidence(
        number=row.label,
        title=row.title,
        kind=newest.kind,  # type: ignore[arg-type]
        url=newest.url or None,
        sha256=newest.sha256 or None,
        size=newest.size,
        effective=newest.effective_on,
        received=newest.received_on,
        expires=newest.expires_on,
        obligations=tuple(obligations),
        note=note or None,
    )


def _positions(assessment: Assessment) -> dict[str, shape.Position]:
    rows = Position.objects.filter(assessment=assessment, withdrawn_at=None).select_related("by")
    return {
        row.open_point: shape.Position(
            reading="a" if row.reading == "A" else "b",
            reason=row.reason,
            by=str(row.by),
            on=timezone.localdate(row.at),
        )
        for row in rows
    }


def _dissents(assessment: Assessment) -> dict[str, shape.Dissent]:
    rows = Dissent.objects.filter(assessment=assessment, withdrawn_at=None).select_related("by")
    return {
        row.obligation: shape.Dissent(
            view=row.view, reason=row.reason, by=str(row.by), on=timezone.localdate(row.at)
        )
        for row in rows
    }
