"""Gaps as OSCAL risks: what is not yet met, what is being done about it, by when and by whom."""

from reports.cells import has_finding, penalties
from reports.oscal_parts import (
    Record,
    end_of_day,
    filled,
    identifier,
    one_line,
    party_id,
    props,
    prose,
    title,
)
from reports.shape import Action, Text
from reports.snapshot import Snapshot
from reports.view import Duty

UNMET = Text(zh="该义务尚未完全满足。", en="The duty is not yet fully met.")
_STATES = {
    "not_started": "open",
    "in_progress": "remediating",
    "done": "remediating",  # closed only once another person has verified it
    "verified": "closed",
    "risk_accepted": "deviation-approved",
}


def is_risk(duty: Duty) -> bool:
    """Whether a duty that applies or is open was judged short of met, or has work left in its plan."""
    found = duty.finding
    return has_finding(duty) and (found.judgement in ("partly_met", "not_met") or bool(found.actions))


def risk_id(snapshot: Snapshot, duty: Duty) -> str:
    """The identifier of a risk within its report."""
    return identifier(snapshot.report.id, "risk", duty.obligation.id)


def risk(snapshot: Snapshot, duty: Duty) -> Record:
    """One gap with what a breach may cost, its deadline and its actions."""
    obligation, found = duty.obligation, duty.finding
    return filled(
        uuid=risk_id(snapshot, duty),
        title=one_line(f"{obligation.id} {title(obligation.title)}"),
        description=prose(found.gap or UNMET),
        statement=prose(penalties(obligation) or obligation.summary),
        props=props(
            judgement=found.judgement,
            remediation_status=found.status,
            owner=found.owner,
            accepted_because=found.reason,
            review_on=found.review_on,
        ),
        status=_STATES[found.status],
        deadline=end_of_day(found.due) if found.due else None,
        remediations=[_response(snapshot, duty)] if found.actions or found.owner or found.due else None,
        related_observations=[{"observation-uuid": identifier(snapshot.report.id, "outcome", obligation.id)}],
    )


def _response(snapshot: Snapshot, duty: Duty) -> Record:
    found = duty.finding
    return filled(
        uuid=identifier(snapshot.report.id, "response", duty.obligation.id),
        lifecycle="completed" if found.status == "verified" else "planned",
        title=one_line(f"{duty.obligation.id} {title(Text(zh='整改', en='Remediation'))}"),
        description=prose(found.gap or UNMET),
        props=props(owner=found.owner, due=found.due, remediation_status=found.status),
        tasks=[_task(snapshot, duty, number, action) for number, action in enumerate(found.actions)],
    )


def _task(snapshot: Snapshot, duty: Duty, number: int, action: Action) -> Record:
    owner = action.owner or duty.finding.owner
    return filled(
        uuid=identifier(snapshot.report.id, "task", duty.obligation.id, str(number)),
        type="action",
        title=one_line(action.text),
        props=props(status=action.status),
        timing={"on-date": {"date": end_of_day(action.due)}} if action.due else None,
        responsible_roles=[{"role-id": "owner", "party-uuids": [party_id(owner)]}] if owner else None,
    )
