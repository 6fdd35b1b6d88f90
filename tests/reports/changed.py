"""Two reports of one service: an earlier one, and the usual snapshot with what moved since in it."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from reports.compare import since
from reports.snapshot import Finding, Obligation, RulebookMark, Snapshot, Text
from tests.reports.snapshots import position, snapshot

JULY = datetime(2026, 7, 14, 2, 30, tzinfo=UTC)


@cache
def earlier() -> Snapshot:
    """The report of July: other answers, outcomes, findings, evidence, law and coverage."""
    usual = snapshot()
    report = usual.report.model_copy(
        update={
            "id": "0197c0de-0000-7000-8000-000000007714",
            "status": "released",
            "created_at": JULY,
            "code": "A2BC-3DEF",
        }
    )
    verdict = usual.verdict.model_copy(
        update={"scope": "uncertain", "title": Text(zh="尚无定论", en="Not settled")}
    )
    return snapshot(
        report=report,
        as_of=date(2026, 7, 14),
        rulebook=RulebookMark(
            version="2026.06", digest="sha256:" + "5ee1" * 16, law_known_to=date(2026, 6, 30)
        ),
        coverage=tuple(
            g.model_copy(update={"included": False}) if g.id == "data" else g for g in usual.coverage
        ),
        verdict=verdict,
        obligations=tuple(_earlier_duty(o) for o in usual.obligations if o.id != "CSL-23"),
        determinations=tuple(
            d.model_copy(update={"value": "uncertain"}) if d.id == "genai" else d
            for d in usual.determinations
        ),
        answers=tuple(
            a.model_copy(update={"raw": None, "answer": Text(zh="未回答", en="Not answered"), "by": None})
            if a.question == "audience"
            else a
            for a in usual.answers
        ),
        evidence=(usual.evidence[0], usual.evidence[1].model_copy(update={"title": "Draft licence"})),
        instruments=tuple(
            i.model_copy(update={"status": Text(zh="征求意见", en="draft for comment")}) if not n else i
            for n, i in enumerate(usual.instruments)
        ),
    )


def _earlier_duty(o: Obligation) -> Obligation:
    changed: dict[str, dict[str, Any]] = {
        "PIPL-55": {"outcome": "does_not_apply"},
        "PIPL-38": {"outcome": "applies"},
        "LBL-5": {"outcome": "undetermined"},
        "GAI-17-A": {"outcome": "not_in_force"},
        "LBL-4": {"finding": Finding(judgement="not_met", owner="Ana Silva", gap="No label at all.")},
        "PIPL-21": {"summary": Text(zh="旧的要求。", en="What was required before."), "mark": "secondary"},
    }
    return o.model_copy(update=changed.get(o.id, {}))


@cache
def later() -> Snapshot:
    """The usual snapshot, a position taken in it, with the comparison frozen inside."""
    point = snapshot().open_points[0].model_copy(update={"position": position()})
    now = snapshot(open_points=(point,))
    return now.model_copy(update={"since": since(earlier(), now)})
