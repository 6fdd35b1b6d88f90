"""Every obligation at its edges: it applies, it does not, it stays open, and it begins on its day.

Each case starts from a service of `edges/services.yaml` and says what is different about it. A
case's name says what the law says of that service, for counsel to judge.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from questionnaire.assessing import Assessment, assess
from questionnaire.conditions import AtLeast
from questionnaire.engine import Answer
from questionnaire.loading import load_rulebook
from questionnaire.one_answer import check_answer
from tests.law.reading import HERE, read_plain
from tests.questionnaire.z3_model import Z3Model

RULEBOOK = load_rulebook()
TODAY = date(2026, 11, 21)
EDGES = HERE / "edges"


@dataclass(frozen=True)
class Case:
    """One case: a service, what is different about it, and what an obligation is there."""

    name: str
    obligation: str
    outcome: str
    answers: dict[str, Answer]
    begins: str = ""
    missing: tuple[str, ...] = ()
    open_points: tuple[str, ...] = ()
    readings: dict[str, str] = field(default_factory=dict)

    def assessed(self, day: date = TODAY, positions: dict[str, str] | None = None) -> Assessment:
        return assess(RULEBOOK, self.answers, as_of=day, positions=positions)

    def outcome_on(self, day: date = TODAY, positions: dict[str, str] | None = None) -> str:
        return self.assessed(day, positions).obligations[self.obligation].outcome.value


@cache
def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = read_plain(EDGES / "services.yaml")
    return found


def answers_of(service: str) -> dict[str, Answer]:
    """The answers of a service, with those of the one it is like."""
    entry = services()[service]
    taken_over = answers_of(entry["like"]) if "like" in entry else {}
    return {**taken_over, **checked(entry["answers"])}


def checked(answers: dict[str, Any]) -> dict[str, Answer]:
    """Answers as the engine takes them; a wrong one is refused."""
    return {name: check_answer(RULEBOOK.questions[name], raw) for name, raw in answers.items()}


KEYS = {
    "name",
    "service",
    "but",
    "unknown",
    "expect",
    "from",
    "missing",
    "open_points",
    "readings",
}


def read(entry: dict[str, Any]) -> Case:
    assert entry.keys() <= KEYS, entry
    answers = {**answers_of(entry["service"]), **checked(entry.get("but", {}))}
    answers.pop(entry.get("unknown", ""), None)
    ((obligation, outcome),) = entry["expect"].items()
    return Case(
        name=" ".join(entry["name"].split()),
        obligation=obligation,
        outcome=outcome,
        answers=answers,
        begins=entry.get("from", ""),
        missing=tuple(entry.get("missing", ())),
        open_points=tuple(entry.get("open_points", ())),
        readings=entry.get("readings", {}),
    )


CASES = {
    path.stem: [read(entry) for entry in read_plain(path)]
    for path in sorted(EDGES.glob("*.yaml"))
    if path.stem != "services"
}
ALL = [case for cases in CASES.values() for case in cases]


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_edge(case: Case) -> None:
    result = case.assessed().obligations[case.obligation]
    assert (result.outcome.value, result.missing, result.open_points) == (
        case.outcome,
        case.missing,
        case.open_points,
    )
    if case.begins:
        first = date.fromisoformat(case.begins)
        before = case.outcome_on(first - timedelta(days=1))
        assert (before, case.outcome_on(first)) == ("not_in_force", case.outcome)
    readings = {
        reading: case.outcome_on(positions={case.open_points[0]: reading}) for reading in case.readings
    }
    assert readings == case.readings


@pytest.mark.parametrize("name", list(RULEBOOK.obligations))
def test_every_obligation_has_a_case_on_each_side(name: str) -> None:
    mine = [case for case in ALL if case.obligation == name]
    assert {case.outcome for case in mine} == {"applies", "does_not_apply", "undetermined"}
    assert [case.begins for case in mine if case.begins] == [str(RULEBOOK.obligations[name].effective_from)]


def test_every_threshold_has_a_case_at_the_number_and_one_below() -> None:
    model = Z3Model(RULEBOOK)
    for obligation in RULEBOOK.obligations.values():
        for leaf in model.beneath(obligation.applies_when):
            if isinstance(leaf, AtLeast):
                tried = {
                    (case.answers.get(leaf.question), case.outcome)
                    for case in ALL
                    if case.obligation == obligation.id
                }
                assert {(leaf.number - 1, "does_not_apply"), (leaf.number, "applies")} <= tried


def test_every_open_point_that_moves_an_outcome_is_shown_with_both_readings() -> None:
    shown = {point for case in CASES["open_points"] if case.readings for point in case.open_points}
    assert shown == {point.id for point in RULEBOOK.open_points.values() if point.moves}


def test_each_case_stands_with_its_instrument_and_has_a_name_of_its_own() -> None:
    assert len({case.name for case in ALL}) == len(ALL)
    for file, cases in CASES.items():
        for case in cases if file != "open_points" else []:
            instrument = RULEBOOK.obligations[case.obligation].citation.instrument
            assert instrument.lower().replace("-", "_") == file, case.name


def test_the_services_are_complete_but_for_what_decides_nothing() -> None:
    decisive = {q.id for q in RULEBOOK.questions.values() if q.purpose == "condition"}
    for service in services():
        assert answers_of(service).keys() | {"customer_reexposure", "training_data"} >= decisive, service
