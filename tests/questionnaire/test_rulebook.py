from datetime import date

import pytest
from pydantic import ValidationError

from questionnaire.conditions import Determined
from questionnaire.loading import load_rulebook
from questionnaire.rulebook import Period, Rulebook, Text, Within, digest_of, rulebook_json
from tests.questionnaire.folders import RulebookFolder


def test_a_text_speaks_the_language_asked_for() -> None:
    text = Text(zh="备案", en="File")
    assert [text.in_language(language) for language in ("zh", "zh-hans", "en")] == ["备案", "备案", "File"]


def test_a_text_has_both_languages() -> None:
    with pytest.raises(ValidationError):
        Text(zh="备案", en="")


def test_a_model_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Text(zh="备案", en="File").en = "Submit"  # type: ignore[misc]


def test_a_period_includes_its_first_and_its_last_day() -> None:
    period = Period(from_=date(2023, 8, 15), until=date(2025, 12, 31))
    days = [date(2023, 8, 14), date(2023, 8, 15), date(2025, 12, 31), date(2026, 1, 1)]
    assert [period.covers(day) for day in days] == [False, True, True, False]


def test_an_open_period_does_not_end() -> None:
    assert Period(from_=date(2023, 8, 15)).covers(date(9999, 12, 31))


def test_an_obligation_has_the_period_of_the_day(folder: RulebookFolder) -> None:
    folder.replace("law/act.yaml", "{from: 2026-01-01,", "{from: 2026-01-01, until: 2026-06-30,")
    obligation = folder.read().obligations["ACT-5"]
    first = Period(from_=date(2023, 8, 15), until=date(2025, 12, 31))
    second = Period(
        from_=date(2026, 1, 1), until=date(2026, 6, 30), applies_when=Determined(determination="large")
    )
    assert obligation.period_on(date(2023, 8, 14)) is None
    assert obligation.period_on(date(2025, 12, 31)) == first
    assert obligation.period_on(date(2026, 1, 1)) == second
    assert obligation.period_on(date(2026, 7, 1)) is None


def test_without_periods_an_obligation_holds_from_its_first_day(folder: RulebookFolder) -> None:
    folder.replace(
        "law/act.yaml",
        "    periods:\n      - {from: 2023-08-15, until: 2025-12-31}\n"
        "      - {from: 2026-01-01, applies_when: {determination: large}}\n",
        "",
    )
    assert folder.read().obligations["ACT-5"].periods == (Period(from_=date(2023, 8, 15)),)


def test_a_length_of_time_has_one_unit() -> None:
    within = Within(working_days=10)
    assert (within.unit, within.number) == ("working_days", 10)
    for wrong in ({}, {"months": 1, "years": 1}):
        with pytest.raises(ValidationError):
            Within(**wrong)


def test_an_option_is_found_by_its_id(folder: RulebookFolder) -> None:
    question = folder.read().questions["audience"]
    assert question.option("customers").short == Text(zh="客户", en="Customers")
    with pytest.raises(KeyError):
        question.option("nobody")


def test_an_obligation_belongs_to_the_group_of_its_instrument(folder: RulebookFolder) -> None:
    assert folder.read().group_of("ACT-5") == "core"


def test_a_rulebook_read_back_from_its_json_is_the_same() -> None:
    rulebook = load_rulebook()
    again = Rulebook.model_validate_json(rulebook_json(rulebook))
    assert again == rulebook
    assert digest_of(again) == rulebook.digest


def test_a_rulebook_read_back_keeps_catalogue_order() -> None:
    rulebook = load_rulebook()
    again = Rulebook.model_validate_json(rulebook_json(rulebook))
    kinds = [name for name, value in rulebook if isinstance(value, dict) and name != "grades"]
    assert len(kinds) == 7
    for kind in kinds:
        assert list(getattr(again, kind)) == list(getattr(rulebook, kind))
        orders = [entry.order for entry in getattr(again, kind).values()]
        assert orders == list(range(1, len(orders) + 1))


def test_the_json_is_canonical(folder: RulebookFolder) -> None:
    text = rulebook_json(folder.read())
    assert text.startswith(
        '{"challenges":{"CH-01":{"id":"CH-01","order":1,"then_ask":{"en":"Really?","zh":"当真？"}'
    )
    assert ", " not in text.partition('"determinations"')[0]
