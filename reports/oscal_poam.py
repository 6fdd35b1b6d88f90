"""What is still to be done as an OSCAL plan of action and milestones: gaps to close and facts to find out."""

from reports.cells import has_finding
from reports.oscal_parts import (
    Record,
    back_matter,
    evidence_resource,
    filled,
    identifier,
    metadata,
    one_line,
    props,
    prose,
    title,
)
from reports.oscal_results import finding, finding_id, observation, observation_id
from reports.oscal_risks import UNMET, is_risk, risk, risk_id
from reports.shape import FindOut, Text
from reports.snapshot import Snapshot
from reports.view import Duty, dossier

NAME = Text(zh="行动计划与里程碑", en="Plan of action and milestones")


def plan_of_action(snapshot: Snapshot) -> Record | None:
    """The plan, or None where nothing is left to do: OSCAL knows no empty plan."""
    whole = dossier(snapshot, None)
    gaps = [duty for duty in whole.duties if is_risk(duty)]
    judged = [duty for duty in gaps if duty.finding.judgement != "not_assessed"]
    items = [
        *(_gap(snapshot, duty) for duty in gaps),
        *(_fact(snapshot, asked) for asked in snapshot.find_out),
    ]
    if not items:
        return None
    cited = {number for duty in gaps if has_finding(duty) for number in duty.finding.evidence}
    return {
        "plan-of-action-and-milestones": filled(
            uuid=identifier(snapshot.report.id, "plan-of-action"),
            metadata=metadata(snapshot, NAME),
            system_id={
                "identifier-type": "https://ietf.org/rfc/rfc4122",
                "id": identifier("service", snapshot.service.name.zh, snapshot.service.name.en),
            },
            observations=[observation(whole, duty) for duty in gaps],
            risks=[risk(snapshot, duty) for duty in gaps],
            findings=[finding(snapshot, duty) for duty in judged],
            poam_items=items,
            back_matter=back_matter(
                evidence_resource(snapshot, piece) for piece in snapshot.evidence if piece.number in cited
            ),
        )
    }


def _gap(snapshot: Snapshot, duty: Duty) -> Record:
    obligation, found = duty.obligation, duty.finding
    judged = found.judgement != "not_assessed"
    return filled(
        uuid=identifier(snapshot.report.id, "item", "gap", obligation.id),
        title=one_line(f"{obligation.id} {title(obligation.title)}"),
        description=prose(found.gap or UNMET),
        props=props(
            judgement=found.judgement, remediation_status=found.status, owner=found.owner, due=found.due
        ),
        related_findings=[{"finding-uuid": finding_id(snapshot, duty)}] if judged else None,
        related_observations=[{"observation-uuid": observation_id(snapshot, duty)}],
        related_risks=[{"risk-uuid": risk_id(snapshot, duty)}],
    )


def _fact(snapshot: Snapshot, asked: FindOut) -> Record:
    return filled(
        uuid=identifier(snapshot.report.id, "item", "fact", asked.question),
        title=title(asked.ask),
        description=prose(asked.if_not_sure),
        props=props(
            question=asked.question, state=asked.state, known_by=asked.known_by, settles=asked.settles
        ),
    )
