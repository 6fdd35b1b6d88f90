"""The summary row: recomputed in the transaction of every change it rests on."""

import hashlib
from collections import Counter
from collections.abc import Callable
from typing import Any

from assessment.models import Assessment, Judgement, Outcome, Service, Stage, Status, Summary
from assessment.models.base import stored, written
from assessment.queries.state import State, state
from assessment.services.audit import canonical
from questionnaire.assessing import Outcome as EngineOutcome


def input_digest(now: State) -> str:
    """The digest of everything a summary rests on."""
    assessment = now.assessment
    inputs = {
        "edition": now.rulebook.digest,
        "as_of": assessment.as_of,
        "coverage": assessment.coverage,
        "answers": {name: [held.kind, held.value, held.to_reconfirm] for name, held in now.answers.items()},
        "positions": now.positions,
        "findings": {name: [judged.judgement, judged.status] for name, judged in now.findings.items()},
    }
    return "sha256:" + hashlib.sha256(canonical(inputs).encode()).hexdigest()


def counts(now: State) -> dict[str, Any]:
    """The columns of a summary row, computed."""
    result = now.result
    reached = result.within_reach()
    judged = [now.findings[name] for name in reached if name in now.findings]
    judgements, statuses = Counter(one.judgement for one in judged), Counter(one.status for one in judged)
    judgements[Judgement.NOT_ASSESSED] += len(reached) - len(judged)
    statuses[Status.NOT_STARTED] += len(reached) - len(judged)
    return {
        "input_digest": input_digest(now),
        "scope": str(result.scope.value),
        **{name: result.counts[EngineOutcome(name)] for name in Outcome.values},
        "answered": len(now.given),
        "unanswered": len(result.unanswered),
        "unsure": len(result.unsure),
        "to_reconfirm": len(now.to_reconfirm),
        **{name: judgements[name] for name in Judgement.values},
        **{name: statuses[name] for name in Status.values},
        "within_reach": reached,
    }


def refresh_summary(assessment: Assessment) -> Summary:
    """Read the state and write the row anew; inside the caller's transaction, after its event."""
    summary = Summary(assessment=assessment, firm_id=assessment.firm_id, **counts(state(assessment)))
    if not overwritten(summary)():
        summary.save(force_insert=True)
    assessment.summary = summary
    return summary


def overwritten(summary: Summary) -> Callable[[], int]:
    """Overwrite the row; how many there were. Written out: composing it takes longer than the database."""
    columns = [field for field in Summary._meta.concrete_fields if not field.primary_key]
    settings = ", ".join(f"{field.column} = %s" for field in columns)
    return written(
        f"UPDATE {Summary._meta.db_table} SET {settings} WHERE assessment_id = %s AND firm_id = %s",  # noqa: S608
        [*(stored(summary, field) for field in columns), summary.assessment_id, summary.firm_id],
    )


def refresh_service(service: Service) -> None:
    """Write the rows of all open assessments of a service anew, after a change to its findings."""
    for assessment in (
        Assessment.objects.filter(service=service)
        .exclude(stage__in=[Stage.SIGNED_OFF, Stage.SUPERSEDED])
        .select_related("edition")
        .defer("edition__body")
    ):
        refresh_summary(assessment)


def differing(assessment: Assessment) -> dict[str, tuple[Any, Any]]:
    """Column → (kept, computed) where a kept summary is not what it should be; all if there is none."""
    computed = counts(state(assessment))
    kept = Summary.objects.filter(pk=assessment.pk).values(*computed).first() or dict.fromkeys(computed)
    return {name: (kept[name], value) for name, value in computed.items() if kept[name] != value}
