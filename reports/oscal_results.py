"""Outcomes and findings as OSCAL assessment results: an observation an obligation, a finding a judgement.

An outcome is an observation made by interview (the questionnaire), and by examination where evidence is
linked. Only what somebody judged becomes a finding; "not assessed" is a property of the observation and never
"not satisfied".
"""

from datetime import datetime, time

from reports.cells import dissent_line, has_finding, nearest_ids, settled_by_ids
from reports.oscal_catalog import control_id, statement_id
from reports.oscal_changes import changes
from reports.oscal_parts import (
    BEIJING,
    Record,
    back_matter,
    evidence_id,
    evidence_resource,
    filled,
    identifier,
    instant,
    metadata,
    one_line,
    props,
    prose,
    title,
    token,
)
from reports.oscal_risks import is_risk, risk, risk_id
from reports.shape import Answer, Determination, OpenPoint, Text
from reports.snapshot import Snapshot
from reports.view import Dossier, Duty, dossier

NAME = Text(zh="评估结果", en="Assessment results")
PLAN = Text(
    zh="没有单独的评估计划：评估按问卷和规则进行，规则的版本和摘要见元数据。",
    en="There is no separate assessment plan: the assessment follows the questionnaire and the rulebook, "
    "whose version and digest stand in the metadata.",
)


def assessment_results(snapshot: Snapshot) -> Record:
    """One result: verdict, determinations, outcomes, findings and the risks that follow from them."""
    whole = dossier(snapshot, None)
    plan = identifier(snapshot.report.id, "assessment-plan")
    return {
        "assessment-results": filled(
            uuid=identifier(snapshot.report.id, "assessment-results"),
            metadata=metadata(snapshot, NAME),
            import_ap={"href": f"#{plan}"},
            results=[_result(whole)],
            back_matter=back_matter(
                [
                    {"uuid": plan, "title": title(NAME), "description": prose(PLAN)},
                    *(evidence_resource(snapshot, piece) for piece in snapshot.evidence),
                ]
            ),
        )
    }


def _result(whole: Dossier) -> Record:
    snapshot = whole.snapshot
    start = datetime.combine(snapshot.as_of, time(), BEIJING)
    judged = [duty for duty in whole.duties if has_finding(duty) and duty.finding.judgement != "not_assessed"]
    controls = [{"control-id": control_id(duty.obligation)} for duty in whole.duties]
    return filled(
        uuid=identifier(snapshot.report.id, "result"),
        title=title(snapshot.verdict.title),
        description=prose(snapshot.verdict.reason),
        start=instant(start),
        props=props(scope=snapshot.verdict.scope),
        reviewed_controls={
            "control-selections": [{"include-controls": controls} if controls else {"include-all": {}}]
        },
        observations=[
            *(observation(whole, duty) for duty in whole.duties),
            *(_determination(snapshot, fact) for fact in snapshot.determinations),
            *(_answer(snapshot, answer) for answer in snapshot.answers),
            *(_open_point(snapshot, point) for point in snapshot.open_points),
            *changes(snapshot),
        ],
        risks=[risk(snapshot, duty) for duty in whole.duties if is_risk(duty)],
        findings=[finding(snapshot, duty) for duty in judged],
    )


def observation_id(snapshot: Snapshot, duty: Duty) -> str:
    """The identifier of an obligation's outcome within its report."""
    return identifier(snapshot.report.id, "outcome", duty.obligation.id)


def observation(whole: Dossier, duty: Duty) -> Record:
    """The outcome of one obligation with its reason, and how far it is met."""
    snapshot, obligation, held = whole.snapshot, duty.obligation, duty.finding
    nearest = obligation.nearest_change
    shown = has_finding(duty)
    pieces = {piece.number: piece for piece in snapshot.evidence}
    return filled(
        uuid=observation_id(snapshot, duty),
        title=one_line(f"{obligation.id} {title(obligation.title)}"),
        description=prose(
            obligation.because,
            *(settled.text for settled in obligation.settled_by),
            nearest.text if nearest else None,
        ),
        props=props(
            control_id=control_id(obligation),
            outcome=obligation.outcome,
            judgement=held.judgement if shown else None,
            remediation_status=held.status if shown else None,
            owner=held.owner if shown else None,
            due=held.due if shown else None,
            evidence=" ".join(held.evidence) if shown else None,
            missing=" ".join(obligation.missing),
            settled_by=settled_by_ids(obligation),
            nearest_change=nearest_ids(obligation),
            open_points=" ".join(obligation.open_points),
            leaning=title(obligation.leans) if obligation.leans else None,
            dissent=dissent_line(obligation.dissent),
        ),
        methods=["INTERVIEW", "EXAMINE"] if shown and held.evidence else ["INTERVIEW"],
        types=["control-objective"],
        relevant_evidence=[
            filled(
                href=f"#{evidence_id(snapshot, number)}" if number in pieces else None,
                description=prose(f"{number} {pieces[number].title}" if number in pieces else number),
            )
            for number in (held.evidence if shown else ())
        ],
        collected=instant(snapshot.report.created_at),
        remarks=prose(held.gap, held.reason) if shown and (held.gap or held.reason) else None,
    )


def finding_id(snapshot: Snapshot, duty: Duty) -> str:
    """The identifier of a finding within its report."""
    return identifier(snapshot.report.id, "finding", duty.obligation.id)


def finding(snapshot: Snapshot, duty: Duty) -> Record:
    """What somebody judged. Partly met is not satisfied, and says so as its reason."""
    obligation, held = duty.obligation, duty.finding
    reason = {"met": "pass", "not_met": "fail"}.get(held.judgement, "other")
    return filled(
        uuid=finding_id(snapshot, duty),
        title=one_line(f"{obligation.id} {title(obligation.title)}"),
        description=prose(held.gap or obligation.summary),
        props=props(judgement=held.judgement, remediation_status=held.status, owner=held.owner, due=held.due),
        target={
            "type": "statement-id",
            "target-id": statement_id(obligation),
            "status": {
                "state": "satisfied" if held.judgement == "met" else "not-satisfied",
                "reason": reason,
            },
        },
        related_observations=[{"observation-uuid": observation_id(snapshot, duty)}],
        related_risks=[{"risk-uuid": risk_id(snapshot, duty)}] if is_risk(duty) else None,
    )


def _determination(snapshot: Snapshot, fact: Determination) -> Record:
    return filled(
        uuid=identifier(snapshot.report.id, "determination", fact.id),
        title=title(fact.meaning),
        description=prose(fact.clause, fact.leaning),
        props=props(determination=fact.id, value=fact.value),
        methods=["INTERVIEW"],
        types=["determination"],
        collected=instant(snapshot.report.created_at),
    )


def _answer(snapshot: Snapshot, answer: Answer) -> Record:
    remarks = (answer.source, answer.note)
    return filled(
        uuid=identifier(snapshot.report.id, "answer", answer.question),
        title=title(answer.ask),
        description=prose(answer.answer),
        props=props(
            question=answer.question, topic=token(answer.topic), state=answer.state, answered_by=answer.by
        ),
        methods=["INTERVIEW"],
        types=["answer"],
        collected=instant(answer.at or snapshot.report.created_at),
        remarks=prose(*remarks) if any(remarks) else None,
    )


def _open_point(snapshot: Snapshot, point: OpenPoint) -> Record:
    taken = point.position
    return filled(
        uuid=identifier(snapshot.report.id, "open-point", point.id),
        title=one_line(f"{point.id} {title(point.title)}"),
        description=prose(point.reading_a, point.reading_b, point.leaning_text, point.what_settles),
        props=props(
            open_point=point.id,
            leaning=point.leaning,
            grade=point.grade,
            mark=point.mark,
            obligations=" ".join(point.obligations),
            position=taken.reading if taken else None,
            position_by=taken.by if taken else None,
            position_on=taken.on if taken else None,
        ),
        methods=["EXAMINE"],
        types=["open-point"],
        collected=instant(snapshot.report.created_at),
        remarks=prose(taken.reason) if taken and taken.reason else None,
    )
