"""The object that others rely on: its words, its order, and the schema that describes it."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import pytest
from jsonschema import Draft202012Validator

from questionnaire.answers import read_answers
from questionnaire.assessing import GROUPS, assess
from questionnaire.errors import AnswersError
from questionnaire.exchange import assessment_object, faults_object, to_json
from questionnaire.explaining import because
from tests.law.reading import HERE as LAW
from tests.questionnaire.sets import RULEBOOK, TODAY, mixed_sets

V = TypeVar("V")

SCHEMAS = Path(__file__).parents[2] / "questionnaire" / "schema"
CASES = sorted((LAW / "cases").glob("*.yaml"))


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


ASSESSMENT = validator("assessment.schema.json")
FAULTS = validator("faults.schema.json")


def faults_against(schema: Draft202012Validator, value: object) -> list[str]:
    """What is wrong with ``value`` once it has been JSON."""
    return [
        f"{error.json_path}: {error.message}" for error in schema.iter_errors(json.loads(json.dumps(value)))
    ]


def case_object(path: Path) -> dict[str, Any]:
    read = read_answers(path.read_bytes(), RULEBOOK)
    assert read.as_of is not None
    result = assess(RULEBOOK, read.answers, as_of=read.as_of, positions=read.positions)
    return assessment_object(result)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_the_hand_worked_cases_give_objects_that_meet_the_schema(path: Path) -> None:
    found = case_object(path)
    assert faults_against(ASSESSMENT, found) == []
    assert [entry["id"] for entry in found["obligations"]] == list(RULEBOOK.obligations)
    assert list(found["determinations"]) == list(RULEBOOK.determinations)


def test_random_answers_give_objects_that_meet_the_schema() -> None:
    random = Random(7)
    days = (TODAY, date(2023, 8, 14), date(2026, 7, 14), date(1949, 1, 1), date(9999, 12, 31))
    for answers, positions in mixed_sets(8, seed=11):
        groups = tuple(group for group in GROUPS if random.random() < 0.6)
        day = random.choice(days)
        result = assess(RULEBOOK, answers, as_of=day, coverage=groups, positions=positions)
        found = assessment_object(result)
        assert faults_against(ASSESSMENT, found) == []
        assert [entry["id"] for entry in found["obligations"]] == [
            name for name in RULEBOOK.obligations if RULEBOOK.group_of(name) in ("core", *groups)
        ]


def test_lists_that_promise_catalogue_order_keep_it() -> None:
    place = {name: number for number, name in enumerate(RULEBOOK.questions)}
    for answers, positions in mixed_sets(12, seed=5):
        found = assessment_object(assess(RULEBOOK, answers, as_of=TODAY, positions=positions))
        for names in (found["unsure"], found["parked"], *(each["missing"] for each in found["obligations"])):
            assert names == sorted(names, key=place.__getitem__)
        for entry in found["obligations"]:
            assert entry["open_points"] == sorted(entry["open_points"])
        assert list(found["positions"]) == sorted(positions)


def shuffled(values: dict[str, V], random: Random) -> dict[str, V]:
    """``values`` in another order."""
    return dict(random.sample(list(values.items()), len(values)))


def test_the_order_in_which_answers_are_given_changes_no_byte() -> None:
    random = Random(3)
    for answers, positions in mixed_sets(6, seed=9):
        first = to_json(assessment_object(assess(RULEBOOK, answers, as_of=TODAY, positions=positions)))
        again = assess(
            RULEBOOK, shuffled(answers, random), as_of=TODAY, positions=shuffled(positions, random)
        )
        assert to_json(assessment_object(again)) == first


def test_the_object_names_its_rulebook_and_its_day() -> None:
    found = assessment_object(assess(RULEBOOK, {}, as_of=TODAY, coverage=("pi",), positions={"OP-01": "A"}))
    assert {key: found[key] for key in ("rulebook", "as_of", "coverage", "scope", "positions", "parked")} == {
        "rulebook": {"version": RULEBOOK.version, "digest": RULEBOOK.digest},
        "as_of": "2026-11-21",
        "coverage": ["core", "pi"],
        "scope": "uncertain",
        "positions": {"OP-01": "A"},
        "parked": [],
    }


def test_one_obligation_is_told_whole() -> None:
    answers = {"role": ("content_provider",), "audience": ("internal_only",)}
    result = assess(RULEBOOK, answers, as_of=TODAY)
    found = assessment_object(result)
    by_id = {entry["id"]: entry for entry in found["obligations"]}
    assert by_id["CSL-51"] == {
        "id": "CSL-51",
        "outcome": "does_not_apply",
        "effective_from": "2017-06-01",
        "because": {
            "zh": because(result, "CSL-51").text.zh,
            "en": because(result, "CSL-51").text.en,
            "facts": [
                {"question": "role", "answer": ["content_provider"]},
                {"question": "audience", "answer": ["internal_only"]},
            ],
            "determinations": [{"id": "external", "value": "no"}],
        },
        "missing": [],
        "open_points": [],
    }


# -- the schema is strict ----------------------------------------------------------------------


def first(outcome: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda found: next(entry for entry in found["obligations"] if entry["outcome"] == outcome)


def set_in(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Plant ``value`` at ``path``; a leading outcome stands for the first obligation that has it."""

    def plant(found: dict[str, Any]) -> None:
        head, *steps = path.split(".")
        target: Any = found if head == "" else first(head)(found)
        for step in steps[:-1]:
            target = target[int(step)] if step.isdigit() else target[step]
        target[steps[-1]] = value

    return plant


def without(key: str) -> Callable[[dict[str, Any]], None]:
    return lambda found: found.pop(key)


PLANTED = {
    "a key that is not ours": set_in(".note", "x"),
    "a key in an obligation": set_in("applies.note", "x"),
    "no coverage": without("coverage"),
    "no parked": without("parked"),
    "a scope that is none": set_in(".scope", "maybe"),
    "an outcome that is none": set_in("applies.outcome", "open"),
    "a value that is none": set_in(".determinations.public", "unknown"),
    "a digest without its kind": set_in(".rulebook.digest", "0" * 64),
    "a day that is none": set_in(".as_of", "2026-02-30"),
    "a day with a time": set_in("applies.effective_from", "2026-02-28T00:00"),
    "coverage without the core": set_in(".coverage", ["pi"]),
    "a group twice": set_in(".coverage", ["core", "pi", "pi"]),
    "an unknown group": set_in(".coverage", ["core", "background"]),
    "missing where nothing is open": set_in("applies.missing", ["role"]),
    "points where nothing is open": set_in("does_not_apply.open_points", ["OP-02"]),
    "open on nothing": lambda found: first("undetermined")(found).update(missing=[], open_points=[]),
    "an id of another kind": set_in("applies.id", "gai_4_1"),
    "a point of another kind": set_in("undetermined.open_points", ["OP2"]),
    "a position that is no reading": set_in(".positions", {"OP-01": "C"}),
    "an empty sentence": set_in("applies.because.zh", ""),
    "a number below zero": set_in("applies.because.facts", [{"question": "mau", "answer": -1}]),
    "an empty answer": set_in("applies.because.facts", [{"question": "role", "answer": []}]),
    "a question twice": set_in(".unanswered", ["role", "role"]),
}


@pytest.mark.parametrize("plant", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_wrong_object_is_refused(plant: Callable[[dict[str, Any]], None]) -> None:
    found = case_object(CASES[5])
    outcomes = ("applies", "undetermined", "does_not_apply")
    found["obligations"] = [first(outcome)(found) for outcome in outcomes]
    assert faults_against(ASSESSMENT, found) == []
    plant(found)
    assert len(faults_against(ASSESSMENT, found)) > 0


# -- faults ------------------------------------------------------------------------------------


def faults_of(text: str) -> dict[str, Any]:
    with pytest.raises(AnswersError) as refused:
        read_answers(text.encode(), RULEBOOK)
    return faults_object(refused.value.faults)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "answers: {audience: [public_opne], mau: 1e5, launch_date: soon, sectors: [none, news], x: 1}",
        "answers: &a {}\nanswers: {}\npositions: {OP-05: A}\nid: ~\nx: 1\nas_of: [1]",
        "\0",
        "answers: {}\nfacts: " + "x" * 2**20,
        "answers:\n" + "".join(f" q{n}: 1\n" for n in range(2000)),
    ],
    ids=["empty", "answers", "file", "nul", "large", "many"],
)
def test_faults_meet_their_schema(text: str) -> None:
    assert faults_against(FAULTS, faults_of(text)) == []


def test_a_fault_is_told_whole() -> None:
    assert faults_of("answers: {audience: [internal_only, public_opne]}") == {
        "faults": [
            {
                "where": "answers.audience[1]",
                "code": "unknown_option",
                "message_zh": "“服务对象”没有“public_opne”这个选项；可用的有：public_open、external_orgs、"
                "merchants_embedded、internal_only、research_only、not_sure。是否指“public_open”？",
                "message_en": "“Users” has no option “public_opne”; the options are public_open, "
                "external_orgs, merchants_embedded, internal_only, research_only, not_sure. "
                "Did you mean “public_open”?",
                "nearest": "public_open",
            }
        ]
    }


@pytest.mark.parametrize(
    "planted",
    [
        {"faults": []},
        {},
        {"faults": [{"where": "", "code": "wrong", "message_zh": "x", "message_en": "x"}]},
        {"faults": [{"where": "", "code": "empty", "message_zh": "x"}]},
        {"faults": [{"where": "", "code": "empty", "message_zh": "x", "message_en": "x", "line": 1}]},
        {"faults": [{"where": "", "code": "empty", "message_zh": "x", "message_en": "x", "nearest": None}]},
    ],
)
def test_planted_wrong_faults_are_refused(planted: object) -> None:
    assert len(faults_against(FAULTS, planted)) > 0


# -- text --------------------------------------------------------------------------------------


def test_json_is_readable_and_escapes_nothing() -> None:
    assert to_json({"b": "合规", "a": [1, "é"]}) == '{\n  "b": "合规",\n  "a": [\n    1,\n    "é"\n  ]\n}\n'
