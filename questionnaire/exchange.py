"""An assessment, or the faults of an answers file, as the one JSON object others rely on.

The shape is published in `schema/`; its words and its order are fixed.
"""

import json
from typing import Any

from questionnaire.assessing import Assessment
from questionnaire.engine import Answer
from questionnaire.errors import Fault
from questionnaire.explaining import because
from questionnaire.flow import most_decisive_first


def assessment_object(assessment: Assessment) -> dict[str, Any]:
    """The object that `manage.py assess --format json` prints."""
    return {
        "rulebook": {"version": assessment.rulebook.version, "digest": assessment.rulebook.digest},
        "as_of": assessment.as_of.isoformat(),
        "coverage": list(assessment.coverage),
        "scope": assessment.scope.value,
        "determinations": {name: result.value for name, result in assessment.determinations.items()},
        "obligations": [_obligation(assessment, name) for name in assessment.obligations],
        "unanswered": list(most_decisive_first(assessment)),
        "unsure": list(assessment.unsure),
        "parked": list(assessment.parked),
        "positions": dict(sorted(assessment.positions.items())),
    }


def _obligation(assessment: Assessment, name: str) -> dict[str, Any]:
    result, why = assessment.obligations[name], because(assessment, name)
    return {
        "id": name,
        "outcome": result.outcome.value,
        "effective_from": result.effective_from.isoformat(),
        "because": {
            "zh": why.text.zh,
            "en": why.text.en,
            "facts": [{"question": fact.question, "answer": plain(fact.answer)} for fact in why.facts],
            "determinations": [{"id": name, "value": value} for name, value in why.determinations],
        },
        "missing": list(result.missing),
        "open_points": list(result.open_points),
    }


def plain(answer: Answer) -> list[str] | str | int:
    """An answer as JSON holds it."""
    return list(answer) if isinstance(answer, tuple) else answer


def faults_object(faults: tuple[Fault, ...]) -> dict[str, Any]:
    """The object printed instead when the file cannot be used."""
    return {"faults": [_fault(fault) for fault in faults]}


def _fault(fault: Fault) -> dict[str, Any]:
    found = {
        "where": fault.where,
        "code": fault.code,
        "message_zh": fault.message.zh,
        "message_en": fault.message.en,
    }
    return found if fault.nearest is None else {**found, "nearest": fault.nearest}


def to_json(value: dict[str, Any]) -> str:
    """``value`` as text: the same bytes for the same value, readable, nothing escaped."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
