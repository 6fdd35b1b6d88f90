"""One answer as a form or an interface gives it."""

import pytest

from questionnaire.engine import Answer
from questionnaire.errors import AnswersError
from questionnaire.one_answer import check_answer
from tests.questionnaire.sets import RULEBOOK


def check(question: str, raw: object) -> Answer:
    return check_answer(RULEBOOK.questions[question], raw)


def codes(question: str, raw: object) -> list[tuple[str, str]]:
    with pytest.raises(AnswersError) as refused:
        check(question, raw)
    return [(fault.where, fault.code) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("question", "raw", "answer"),
    [
        ("role", ["not_sure", "content_provider"], ("content_provider", "not_sure")),
        ("role", ("content_provider",), ("content_provider",)),
        ("incident", "no", "no"),
        ("mau", "12", 12),
        ("mau", 12, 12),
        ("mau", "not_sure", "not_sure"),
        ("launch_date", "2026-01-31", "2026-01-31"),
    ],
)
def test_a_right_answer_is_kept_in_one_form(question: str, raw: object, answer: Answer) -> None:
    assert check(question, raw) == answer


@pytest.mark.parametrize(
    ("question", "raw", "found"),
    [
        ("role", [], [("role", "empty")]),
        ("role", None, [("role", "empty")]),
        ("role", "", [("role", "empty")]),
        ("role", "content_provider", [("role", "wrong_type")]),
        ("role", ["content_provider", None], [("role[1]", "empty")]),
        ("role", ["content_provider", "content_provider"], [("role[1]", "duplicate_key")]),
        ("role", ["nobody", 3], [("role[0]", "unknown_option"), ("role[1]", "unknown_option")]),
        ("sectors", ["none", "news"], [("sectors", "exclusive")]),
        ("incident", ["no"], [("incident", "wrong_type")]),
        ("incident", False, [("incident", "unknown_option")]),
        ("incident", "", [("incident", "empty")]),
        ("mau", 1.5, [("mau", "bad_number")]),
        ("mau", True, [("mau", "bad_number")]),
        ("mau", -1, [("mau", "bad_number")]),
        ("mau", 10**12 + 1, [("mau", "bad_number")]),
        ("mau", "", [("mau", "empty")]),
        ("launch_date", "2026-02-30", [("launch_date", "bad_date")]),
    ],
)
def test_a_wrong_answer_is_refused_at_its_question(
    question: str, raw: object, found: list[tuple[str, str]]
) -> None:
    assert codes(question, raw) == found
