"""A report as a firm prints one: what two instruments ask of a public chatbot, half of the duties judged.

The words are the rulebook's own, with guidance beside each duty. ``thirty()`` is what the goals of speed are
set for; ``repeated(copies)`` has each duty so many times.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from assessment.services.snapshot import Recorded, build_snapshot, text
from questionnaire.answers import read_answers
from questionnaire.assessing import Assessment, assess
from questionnaire.loading import load_rulebook
from questionnaire.rulebook import Text
from reports.snapshot import Action, Evidence, Finding, Firm, Report, Service, Snapshot

CASE = Path(__file__).parents[1] / "law" / "cases" / "c01.yaml"
INSTRUMENTS = ("GAI-IM", "FILING-NOTICE")  # so many that they fill thirty pages
SECTIONS = ("cover", "rely", "summary", "contents", "scope", "obligations", "plan", "guidance")
DAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
OWNERS = ("王敏 Wang Min", "Zhao Lei", "陈洁 Chen Jie")
GAPS = (
    "Images carry a label; texts copied out of the editor do not.",
    "日志仅保存三个月，尚未达到要求的期限。",
    "No record shows that the test is repeated after a change of the model.",
)


def thirty() -> Snapshot:
    """The snapshot whose SECTIONS fill about thirty pages in both languages."""
    rulebook = load_rulebook()
    answers = read_answers(CASE.read_bytes(), rulebook).answers
    found = assess(rulebook, answers, as_of=DAY, coverage=("core",), positions={})
    whole = build_snapshot(
        found,
        report=Report(
            id="0197f0c2-5d1e-7c33-9a41-6d2f3b8c1e55",
            status="released",
            created_at=NOON,
            prepared_by=OWNERS[0],
            released_by="Clara Lin",
            released_at=NOON,
            code="H7KQ-2M4D",
            verify_url="https://hegui.example.com/verify/H7KQ-2M4D",
        ),
        service=Service(name=text(Text(zh="灯笼问答", en="Lantern Chat"))),
        firm=Firm(name=text(Text(zh="示例律师事务所", en="Example LLP"))),
        client=text(Text(zh="示例科技有限公司", en="Example Technology Ltd")),
        recorded=Recorded(findings=_findings(found), evidence=_evidence()),
    )
    duties = tuple(duty for duty in whole.obligations if duty.instrument in INSTRUMENTS)
    return whole.model_copy(update={"obligations": duties})


def repeated(copies: int) -> Snapshot:
    """The same with each duty ``copies`` times, under ids of their own."""
    once = thirty()
    duties = tuple(
        duty.model_copy(update={"id": f"{duty.id}-{number}"})
        for number in range(1, copies + 1)
        for duty in once.obligations
    )
    return once.model_copy(update={"obligations": duties})


def _findings(found: Assessment) -> dict[str, Finding]:
    """Every second duty that applies or is open, by turns met, partly met and not met."""
    asked = [name for name, o in found.obligations.items() if o.outcome.value in ("applies", "undetermined")]
    return {name: _finding(number) for number, name in enumerate(asked[::2])}


def _finding(number: int) -> Finding:
    owner, due = OWNERS[number % 3], DAY + timedelta(days=7 * (number % 20) - 14)
    if number % 3 == 0:
        return Finding(judgement="met", status="verified", owner=owner, evidence=("E-01", "E-02"))
    step = Action(text="Describe the step, name who does it, keep the record.", owner=owner, due=due)
    return Finding(
        judgement="partly_met" if number % 3 == 1 else "not_met",
        status="in_progress",
        owner=owner,
        due=due + timedelta(days=7),
        gap=GAPS[number // 3 % 3],
        evidence=("E-02",),
        actions=(step,),
    )


def _evidence() -> tuple[Evidence, ...]:
    titles = ("用户服务协议 User agreement", "Test results, November")
    return tuple(
        Evidence(number=f"E-0{number}", title=title, kind="statement", received=DAY)
        for number, title in enumerate(titles, 1)
    )
