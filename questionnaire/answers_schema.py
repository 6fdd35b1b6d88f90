"""The JSON Schema of an answers file, made from the rulebook, for editors that complete and check.

Published as `schema/answers.schema.json`; after a change of the catalogue write it anew:

    python -m questionnaire.answers_schema > questionnaire/schema/answers.schema.json

It says what a schema can say. That a day is real, or that no key is given twice, only
`answers.read_answers` finds.
"""

import json
from typing import Any

from questionnaire.assessing import GROUPS
from questionnaire.loading import load_rulebook
from questionnaire.one_answer import MAX_NUMBER
from questionnaire.rulebook import NONE, NOT_SURE, Question, Rulebook

DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def answers_schema(rulebook: Rulebook) -> dict[str, Any]:
    """A schema (draft 2020-12) that every right answers file of ``rulebook`` meets."""
    moving = [point.id for point in rulebook.open_points.values() if point.moves]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:hegui:schema:answers",
        "title": "Answers file",
        "description": "What `manage.py assess FILE` reads. Values are read as spelt: no is the option no.",
        "type": "object",
        "required": ["answers"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "string"},
            "title_zh": {"type": "string"},
            "title_en": {"type": "string"},
            "facts": {"type": "string"},
            "as_of": {"description": "The day asked.", **DAY},
            "coverage": {
                "description": "Groups of instruments; all if left out, core always.",
                "type": "array",
                "items": {"enum": list(GROUPS)},
                "minItems": 1,
                "uniqueItems": True,
            },
            "positions": {
                "description": "The reading taken on open points of law.",
                "type": "object",
                "properties": {
                    point: {"description": rulebook.open_points[point].title.en, "enum": ["A", "B"]}
                    for point in moving
                },
                "additionalProperties": False,
            },
            "answers": {
                "type": "object",
                "properties": {question.id: _question(question) for question in rulebook.questions.values()},
                "additionalProperties": False,
            },
            "expect": {"description": "Read past: no part of the answers."},
        },
    }


def _question(question: Question) -> dict[str, Any]:
    said = {"description": f"{question.ask.zh} {question.ask.en}"}
    options = [option.id for option in question.options]
    if question.kind == "single":
        return {**said, "enum": options}
    if question.kind == "multiple":
        return {**said, **_multiple(options)}
    if question.kind == "date":
        return {**said, "anyOf": [{"const": NOT_SURE}, DAY]}
    digits = {"type": "string", "pattern": "^0*(1000000000000|[0-9]{1,12})$"}
    number = {"type": "integer", "minimum": 0, "maximum": MAX_NUMBER}
    return {**said, "anyOf": [{"const": NOT_SURE}, number, digits]}


def _multiple(options: list[str]) -> dict[str, Any]:
    some: dict[str, Any] = {
        "type": "array",
        "items": {"enum": [option for option in options if option != NONE]},
        "minItems": 1,
        "uniqueItems": True,
    }
    return {"anyOf": [{"const": [NONE]}, some]} if NONE in options else some


if __name__ == "__main__":
    print(json.dumps(answers_schema(load_rulebook()), ensure_ascii=False, indent=1))
