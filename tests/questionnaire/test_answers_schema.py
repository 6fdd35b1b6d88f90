"""The published schema of answers files: in step with the catalogue, and right about what is right."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from questionnaire.answers import AnswersFile, read_answers, write_answers
from questionnaire.answers_schema import answers_schema
from questionnaire.engine import Answer
from questionnaire.errors import AnswersError
from tests.law.reading import HERE as LAW
from tests.law.reading import read_plain
from tests.questionnaire.sets import RULEBOOK, some_answers

FILE = Path(__file__).parents[2] / "questionnaire" / "schema" / "answers.schema.json"
PUBLISHED = json.loads(FILE.read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(PUBLISHED)


def is_valid(document: Any) -> bool:
    return bool(VALIDATOR.is_valid(document))


def test_the_published_schema_is_in_step_with_the_catalogue() -> None:
    made_anew = "python -m questionnaire.answers_schema > questionnaire/schema/answers.schema.json"
    assert answers_schema(RULEBOOK) == PUBLISHED, made_anew
    Draft202012Validator.check_schema(PUBLISHED)


@pytest.mark.parametrize("path", sorted((LAW / "cases").glob("*.yaml")), ids=lambda path: path.name)
def test_the_hand_worked_cases_meet_it(path: Path) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(read_plain(path))] == []


@settings(max_examples=40)
@given(some_answers())
def test_whatever_is_written_meets_it(answers: dict[str, Answer]) -> None:
    written = yaml.load(write_answers(AnswersFile(answers)), Loader=yaml.BaseLoader)  # noqa: S506
    assert is_valid(written)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"answers": []},
        {"answers": {}, "as_off": "2026-11-21"},
        {"answers": {}, "as_of": "today"},
        {"answers": {}, "coverage": []},
        {"answers": {}, "coverage": ["pi", "pi"]},
        {"answers": {}, "positions": {"OP-05": "A"}},
        {"answers": {}, "positions": {"OP-01": "C"}},
        {"answers": {"nonsense": "yes"}},
        {"answers": {"incident": "none"}},
        {"answers": {"incident": ["no"]}},
        {"answers": {"role": "content_provider"}},
        {"answers": {"role": []}},
        {"answers": {"sectors": ["none", "news"]}},
        {"answers": {"sectors": ["none", "not_sure"]}},
        {"answers": {"mau": "1e5"}},
        {"answers": {"mau": -1}},
        {"answers": {"mau": "1000000000001"}},
        {"answers": {"launch_date": "soon"}},
    ],
    ids=json.dumps,
)
def test_what_is_wrong_does_not_meet_it_and_is_not_read_either(document: dict[str, Any]) -> None:
    assert not is_valid(document)
    with pytest.raises(AnswersError):
        read_answers(json.dumps(document).encode(), RULEBOOK)
