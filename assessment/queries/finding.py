"""What belongs to one obligation of one service: finding, actions, evidence. A fixed number of queries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F

from assessment.models import Action, Dissent, Evidence, EvidenceRevision, Finding, Service
from assessment.services.finding import get_finding

# "open" comes after "dropped" and "done" in the alphabet; what has no day comes last on either database.
OPEN_FIRST = ("-status", F("due_on").asc(nulls_last=True), "pk")


@dataclass(frozen=True)
class Held:
    """One piece of evidence with its newest revision."""

    evidence: Evidence
    newest: EvidenceRevision


@dataclass(frozen=True)
class Work:
    """Everything recorded about one obligation."""

    finding: Finding | None
    actions: list[Action]
    evidence: list[Held]
    linkable: list[Evidence]
    dissent: Dissent | None


def work_on(service: Service, assessment: Any, obligation: str) -> Work:
    """Finding, actions with the open ones first, evidence with its newest revision, counsel's dissent."""
    finding = get_finding(service, obligation)
    actions = list(
        Action.objects.filter(finding=finding).select_related("owner").order_by(*OPEN_FIRST)
        if finding
        else []
    )
    linked = set(
        Evidence.objects.filter(links__finding=finding).values_list("pk", flat=True) if finding else []
    )
    every = evidence_of(service)
    dissent = (
        Dissent.objects.filter(assessment=assessment, obligation=obligation, withdrawn_at=None)
        .select_related("by")
        .first()
    )
    return Work(
        finding,
        actions,
        [held for held in every if held.evidence.pk in linked],
        [held.evidence for held in every if held.evidence.pk not in linked],
        dissent,
    )


def evidence_of(service: Service, *, withdrawn: bool = False) -> list[Held]:
    """The evidence of a service by number, each with its newest revision; one query."""
    rows = EvidenceRevision.objects.filter(evidence__service=service).select_related("evidence", "by")
    rows = rows.filter(evidence__withdrawn_at__isnull=not withdrawn)
    newest: dict[int, EvidenceRevision] = {}
    for row in rows.order_by("evidence__number", "number"):
        newest[row.evidence_id] = row
    return [Held(row.evidence, row) for row in newest.values()]
