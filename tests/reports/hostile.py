"""What people could have typed: formulas, controls, turned text, far too much of it."""

from datetime import date

from reports.snapshot import Action, Dissent, Finding, Snapshot
from tests.reports.snapshots import snapshot

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠A1")
TURNED = "safe\u202egnp.exe\u0000\u0007\u2066x\ufffe"


def typed(text: str, first: int = 13) -> Snapshot:
    """A snapshot in which ``text`` stands in every field people fill in, of the ``first`` obligations."""
    finding = Finding(
        judgement="partly_met",
        owner=text,
        due=date(2026, 12, 1),
        gap=text,
        reason=text,
        actions=(Action(text=text, owner=text),),
    )
    dissent = Dissent(view="applies", reason=text, by=text, on=date(2026, 11, 20))
    made = snapshot()
    return snapshot(
        obligations=tuple(
            o.model_copy(update={"finding": finding, "dissent": dissent}) for o in made.obligations[:first]
        ),
        evidence=tuple(e.model_copy(update={"title": text, "note": text}) for e in made.evidence[:first]),
        answers=tuple(a.model_copy(update={"note": text, "by": text}) for a in made.answers[:first]),
    )
