"""The hand-worked scenarios: what the law says of thirteen services, all of it, to the last outcome."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from questionnaire.answers import AnswersFile, read_answers
from questionnaire.assessing import GROUPS, Assessment, Outcome, assess
from questionnaire.loading import load_rulebook
from tests.law.reading import HERE, read_plain

RULEBOOK = load_rulebook()
CASES = sorted((HERE / "cases").glob("*.yaml"))


@cache
def case(path: Path) -> tuple[AnswersFile, dict[str, Any]]:
    """A case as an answers file, and what it expects."""
    return read_answers(path.read_bytes(), RULEBOOK), read_plain(path)["expect"]


def assessed(path: Path, without: str = "") -> Assessment:
    """A case assessed, one answer left out."""
    file, _ = case(path)
    assert file.as_of is not None
    answers = {name: answer for name, answer in file.answers.items() if name != without}
    return assess(RULEBOOK, answers, as_of=file.as_of)


def outcomes(assessment: Assessment) -> dict[str, str]:
    return {name: result.outcome.value for name, result in assessment.obligations.items()}


def test_there_are_thirteen_cases_and_each_names_every_obligation_once() -> None:
    assert len(CASES) == 13
    for path in CASES:
        _, expect = case(path)
        named = [name for names in expect["outcomes"].values() for name in names]
        assert sorted(named) == sorted(RULEBOOK.obligations), path.stem


def test_no_case_takes_a_position_and_all_have_full_coverage() -> None:
    files = [case(path)[0] for path in CASES]
    assert [file.positions for file in files] == [{}] * 13
    assert {file.coverage for file in files} <= {None, GROUPS}


def test_the_cases_show_every_outcome_and_four_of_the_verdicts() -> None:
    seen = {outcome for path in CASES for outcome in case(path)[1]["outcomes"]}
    assert seen == {outcome.value for outcome in Outcome}
    verdicts = {case(path)[1]["scope"] for path in CASES}
    assert verdicts == {"in_scope", "likely_out_of_scope", "out_of_scope", "not_in_force"}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
class TestCase:
    def test_the_verdict_is_the_one_worked_out_by_hand(self, path: Path) -> None:
        assert assessed(path).scope.value == case(path)[1]["scope"]

    def test_every_determination_named_has_its_value(self, path: Path) -> None:
        expected = case(path)[1]["determinations"]
        found = assessed(path).determinations
        assert {name: found[name].value for name in expected} == expected

    def test_every_obligation_has_its_outcome(self, path: Path) -> None:
        expected = {name: outcome for outcome, names in case(path)[1]["outcomes"].items() for name in names}
        assert outcomes(assessed(path)) == {name: expected[name] for name in RULEBOOK.obligations}

    def test_without_any_one_answer_outcomes_move_to_undetermined_or_not_at_all(self, path: Path) -> None:
        whole = outcomes(assessed(path))
        moved: dict[str, set[str]] = {}
        for without in case(path)[0].answers:
            for name, outcome in outcomes(assessed(path, without)).items():
                if outcome != whole[name]:
                    assert outcome == "undetermined", (without, name)
                    assert whole[name] != "not_in_force", (without, name)
                    moved.setdefault(without, set()).add(name)
        assert moved, "leaving answers out never mattered"

    def test_without_any_one_answer_determinations_move_to_uncertain_or_not_at_all(self, path: Path) -> None:
        whole = assessed(path).determinations
        for without in case(path)[0].answers:
            for name, result in assessed(path, without).determinations.items():
                assert result.value in (whole[name].value, "uncertain"), (without, name)

    def test_without_any_one_answer_the_verdict_stays_or_is_uncertain(self, path: Path) -> None:
        whole = assessed(path).scope.value
        for without in case(path)[0].answers:
            assert assessed(path, without).scope.value in {whole, "uncertain"}, without


def test_a_case_assessed_on_the_day_before_the_measures_is_not_in_force() -> None:
    file, _ = case(CASES[0])
    before = assess(RULEBOOK, file.answers, as_of=date(2023, 8, 14))
    on_the_day = assess(RULEBOOK, file.answers, as_of=date(2023, 8, 15))
    assert (before.scope.value, on_the_day.scope.value) == ("not_in_force", "in_scope")
