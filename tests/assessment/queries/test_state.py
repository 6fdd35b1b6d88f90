"""What of a stored answer an edition understands."""

import pytest

from assessment.queries.state import for_engine, state
from assessment.services.answer import record_answer
from assessment.services.assessment import move_to_edition
from questionnaire.loading import load_rulebook
from tests.factories import House
from tests.newer_edition import make_newer_edition

QUESTIONS = load_rulebook().questions


@pytest.mark.parametrize(
    ("question", "stored", "understood"),
    [
        ("role", ["content_provider"], ("content_provider",)),
        ("role", ["content_provider", "not_sure"], ("content_provider", "not_sure")),
        # What is gone may have become something else that is asked for: the rest is not the whole answer.
        ("role", ["content_provider", "nobody_knows"], ("content_provider", "not_sure")),
        ("role", ["nobody_knows", "content_provider", "not_sure"], ("content_provider", "not_sure")),
        ("role", ["nobody_knows"], None),
        ("commercial", "yes", "yes"),
        ("commercial", "sometimes", None),
        ("mau", 12, 12),
    ],
)
def test_an_answer_of_which_a_part_is_not_known_is_not_sure_of_the_rest(
    question: str, stored: object, understood: object
) -> None:
    assert for_engine(QUESTIONS[question], stored) == understood


def test_no_duty_falls_away_because_an_option_was_renamed(house: House) -> None:
    record_answer(
        assessment=house.assessment,
        question="role",
        raw=["content_provider", "api_provider"],
        saw=99,
        by=house.ana,
    )
    before = state(house.assessment).result
    move_to_edition(assessment=house.assessment, edition=make_newer_edition(), by=house.clara)
    after = state(house.assessment).result
    settled = {"applies", "does_not_apply"}
    turned = [
        name
        for name, was in before.obligations.items()
        if name in after.obligations and {was.outcome.value, after.obligations[name].outcome.value} == settled
    ]
    assert turned == []
    assert "role" in after.unsure
