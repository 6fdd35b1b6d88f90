from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assessment.services.snapshot import (
    Recorded,
    Said,
    build_snapshot,
    citation_of,
    snapshot_of_answers,
)
from questionnaire.answers import AnswersFile, read_answers
from questionnaire.assessing import GROUPS, Assessment, assess
from questionnaire.loading import load_rulebook
from questionnaire.settling import settling_sets
from reports import snapshot as shape

CASES = Path(__file__).parents[2] / "law" / "cases"
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def read_case(name: str) -> tuple[Assessment, AnswersFile]:
    rulebook = load_rulebook()
    read = read_answers((CASES / f"{name}.yaml").read_bytes(), rulebook)
    assert read.as_of is not None
    return assess(rulebook, read.answers, as_of=read.as_of, positions=read.positions), read


@pytest.fixture(scope="module")
def merchants() -> shape.Snapshot:
    return snapshot_of_answers(*read_case("c06"), now=NOON)


def test_every_obligation_within_the_coverage_is_in_catalogue_order(merchants: shape.Snapshot) -> None:
    assert [o.id for o in merchants.obligations] == list(load_rulebook().obligations)


def test_outcomes_and_reasons_are_those_of_the_engine(merchants: shape.Snapshot) -> None:
    assessment, _ = read_case("c06")
    assert {o.id: o.outcome for o in merchants.obligations} == {
        name: result.outcome.value for name, result in assessment.obligations.items()
    }
    assert merchants.verdict.scope == "likely_out_of_scope"


def test_the_reason_of_an_open_duty_names_every_fact_it_waits_for() -> None:
    rulebook = load_rulebook()
    few = b"as_of: '2026-11-21'\nanswers: {role: [content_provider], content_types: [text]}\n"
    read = read_answers(few, rulebook)
    made = snapshot_of_answers(assess(rulebook, read.answers, as_of=date(2026, 11, 21)), read, now=NOON)
    waiting = [(duty, rulebook.questions[name].label) for duty in made.obligations for name in duty.missing]
    assert len(waiting) > 200
    for duty, label in waiting:
        assert label.zh in duty.because.zh and label.en in duty.because.en, duty.id


def test_what_nobody_judged_has_no_finding(merchants: shape.Snapshot) -> None:
    assert {o.finding for o in merchants.obligations} == {None}


def test_the_same_answers_have_the_same_report_id_and_another_day_another() -> None:
    assessment, read = read_case("c06")
    later = assess(assessment.rulebook, assessment.answers, as_of=date(2026, 11, 22))
    same = [snapshot_of_answers(assessment, read, now=NOON).report.id for _ in range(2)]
    assert same[0] == same[1] != snapshot_of_answers(later, read, now=NOON).report.id


def test_the_snapshot_survives_its_json(merchants: shape.Snapshot) -> None:
    assert shape.from_json(shape.to_json(merchants)) == merchants


def test_points_in_play_carry_the_obligations_that_rest_on_them(merchants: shape.Snapshot) -> None:
    point = next(point for point in merchants.open_points if point.id == "OP-02")
    resting = [o.id for o in merchants.obligations if "OP-02" in o.open_points]
    assert list(point.obligations) == resting != []
    assert point.position is None


def test_a_position_taken_is_printed_even_when_it_settles_its_point() -> None:
    _, read = read_case("c06")
    assessment = assess(load_rulebook(), read.answers, as_of=date(2026, 11, 21), positions={"OP-02": "A"})
    found = snapshot_of_answers(assessment, read, now=NOON)
    point = next(point for point in found.open_points if point.id == "OP-02")
    assert point.position is not None and point.position.reading == "a"
    assert found.verdict.scope == "in_scope"


def test_groups_left_out_are_named_and_their_obligations_absent() -> None:
    _, read = read_case("c06")
    assessment = assess(load_rulebook(), read.answers, as_of=date(2026, 11, 21), coverage=("core", "pi"))
    found = snapshot_of_answers(assessment, read, now=NOON)
    assert {group.id: group.included for group in found.coverage} == {
        group: group in ("core", "pi") for group in GROUPS
    }
    groups = {instrument.id: instrument.coverage for instrument in found.instruments}
    assert {groups[o.instrument] for o in found.obligations} == {"core", "pi"}


@pytest.mark.parametrize(
    ("day", "cited"),
    [
        (date(2026, 1, 1), "《网络安全法》第二十三条（2026年前为第二十一条）"),
        (date(2025, 12, 31), "《网络安全法》第二十一条（自2026年起为第二十三条）"),
    ],
)
def test_the_cybersecurity_law_is_cited_by_the_numbers_of_the_day(day: date, cited: str) -> None:
    assessment = assess(load_rulebook(), {}, as_of=day)
    assert citation_of(assessment.rulebook.obligations["CSL-23"], assessment).zh == cited


def test_answers_say_who_said_them_and_in_which_state_they_are() -> None:
    assessment, _ = read_case("c06")
    snapshot = build_snapshot(
        assessment,
        report=shape.Report(id="r", status="draft", created_at=NOON),
        service=shape.Service(name=shape.Text(zh="商户助手", en="Merchant Copy")),
        recorded=Recorded(said={"audience": Said(by="Ana", at=NOON, note="seen in the console")}),
    )
    by_question = {answer.question: answer for answer in snapshot.answers}
    assert (by_question["audience"].by, by_question["audience"].note) == ("Ana", "seen in the console")
    assert by_question["audience"].state == "answered"
    assert by_question["confusion_risk"].state == "unsure"
    assert by_question["launch_date"].state == "unanswered"
    assert by_question["training_data"].state == "not_relevant"


def test_no_citation_names_its_instrument_twice() -> None:
    assessment = assess(load_rulebook(), {}, as_of=date(2026, 11, 21))
    for obligation in assessment.rulebook.obligations.values():
        short = assessment.rulebook.instruments[obligation.citation.instrument].short
        cited = citation_of(obligation, assessment)
        assert not cited.zh.startswith(short.zh * 2)
        assert not cited.en.startswith(f"{short.en}, {short.en}")


def test_what_would_settle_or_bring_a_duty_stands_with_it() -> None:
    rulebook = load_rulebook()
    nothing = assess(rulebook, {}, as_of=date(2026, 11, 21))
    open_ = {o.id: o for o in snapshot_of_answers(nothing, AnswersFile({}), now=NOON).obligations}
    assert [(found.questions, found.must) for found in open_["ATF-23-2"].settled_by] == [
        (("role",), False),
        (("mainland_access",), False),
    ]
    assert open_["GAI-4-1"].settled_by[0].text.zh.startswith("查明“角色”可能足以确定：")
    assert all(duty.nearest_change is None for duty in open_.values())
    merchants, _ = read_case("c06")
    for duty in snapshot_of_answers(*read_case("c06"), now=NOON).obligations:
        assert (duty.nearest_change is None) or duty.outcome == "does_not_apply"
        assert [found.questions for found in duty.settled_by] == [
            found.questions for found in settling_sets(merchants, duty.id)[:3]
        ]
        if duty.id == "CSL-39":
            assert duty.nearest_change is not None
            assert duty.nearest_change.changes == (shape.Change(question="cii", answer="yes"),)
