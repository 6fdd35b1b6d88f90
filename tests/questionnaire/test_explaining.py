"""Reasons in words: exact on a small rulebook, and on the whole one real, different and clean."""

import re
from collections.abc import Iterator
from datetime import date
from random import Random

import pytest

from questionnaire.assessing import Assessment, Outcome, Scope, assess
from questionnaire.engine import Answer, Answers, Positions
from questionnaire.explaining import Because, Fact, answer_words, because, fact_words, verdict
from questionnaire.flow import definite_answers
from questionnaire.rulebook import Rulebook, Text
from tests.questionnaire.folders import RulebookFolder
from tests.questionnaire.sets import (
    RULEBOOK,
    TODAY,
    in_option_order,
    likely_sets,
    mixed_sets,
    worked_services,
)
from tests.questionnaire.test_assessing import BUSINESS_AND_MERCHANTS, MERCHANTS, PROVIDER

Why = tuple[str, str, tuple[Fact, ...], tuple[tuple[str, str], ...]]


@pytest.fixture
def small(folder: RulebookFolder) -> Rulebook:
    """ACT-5 from 2023-08-15 for the public, from 2026 for large services only, gone after 2027."""
    folder.replace(
        "law/act.yaml", "{from: 2026-01-01, applies", "{from: 2026-01-01, until: 2027-12-31, applies"
    )
    return folder.read()


def why(rulebook: Rulebook, day: str, answers: Answers, positions: Positions | None = None) -> Why:
    """Text in both languages, facts and determinations of ACT-5."""
    found = because(assess(rulebook, answers, as_of=date.fromisoformat(day), positions=positions), "ACT-5")
    return found.text.zh, found.text.en, found.facts, found.determinations


# -- word for word -------------------------------------------------------------------------------


def test_what_applies_names_the_determination_and_the_answers_behind_it(small: Rulebook) -> None:
    answers: dict[str, Answer] = {"audience": ("public_open",), "users": 1_000_000}
    assert why(small, "2026-01-01", answers) == (
        "因为服务是大型的（服务对象：公众；用户数：1,000,000）。",
        "Because the service is large (Users: The public; Number of users: 1,000,000).",
        (Fact("audience", ("public_open",)), Fact("users", 1_000_000)),
        (("large", "yes"),),
    )


def test_what_does_not_apply_names_the_first_thing_that_defeats_it(small: Rulebook) -> None:
    answers: dict[str, Answer] = {"audience": ("public_open",), "users": 999_999}
    assert why(small, "2026-01-01", answers) == (
        "不适用：服务不是大型的（用户数：999,999）。",
        "Does not apply: the service is not large (Number of users: 999,999).",
        (Fact("users", 999_999),),
        (("large", "no"),),
    )


def test_a_position_that_decides_is_named_beside_the_answers(small: Rulebook) -> None:
    assert why(small, "2025-01-01", {"audience": ("customers",)}, {"OP-01": "B"}) == (
        "不适用：不向公众提供（服务对象：客户；就“只供客户使用算不算公众？”采取立场：读法B）。",
        "Does not apply: it is not offered to the public "
        "(Users: Customers; position taken on “Are customers the public?”: reading B).",
        (Fact("audience", ("customers",)),),
        (("public", "no"),),
    )


def test_what_is_open_keeps_apart_what_to_find_out_and_what_the_law_leaves_open(small: Rulebook) -> None:
    assert why(small, "2026-01-01", {"audience": ("customers",)}) == (
        "待定：是否向公众提供、是否大型，尚不能确定；须查明：用户数；法律未决：只供客户使用算不算公众？"
        "（服务对象：客户）。",
        "Undetermined: it is not settled whether it is offered to the public and whether it is large; "
        "to find out: Number of users; the law leaves open: Are customers the public? (Users: Customers).",
        (Fact("audience", ("customers",)),),
        (("public", "uncertain"), ("large", "uncertain")),
    )


def test_with_nothing_answered_only_what_to_find_out_is_named(small: Rulebook) -> None:
    assert why(small, "2025-01-01", {}) == (
        "待定：是否向公众提供，尚不能确定；须查明：服务对象。",
        "Undetermined: it is not settled whether it is offered to the public; to find out: Users.",
        (),
        (("public", "uncertain"),),
    )


@pytest.mark.parametrize(
    ("answers", "zh", "en"),
    [
        ({"audience": ("public_open",)}, "届时适用", "on the answers given it will then apply"),
        (
            {"audience": ("customers",)},
            "届时是否适用待定",
            "on the answers given it is open whether it will",
        ),
    ],
)
def test_before_its_first_day_the_day_is_the_reason(
    small: Rulebook, answers: dict[str, Answer], zh: str, en: str
) -> None:
    assert why(small, "2023-08-14", answers) == (
        f"自2023-08-15起施行，评估基准日2023-08-14尚未生效；按现有回答，{zh}。",
        f"In force from 2023-08-15, not yet on 2023-08-14; {en}.",
        (),
        (),
    )


def test_after_its_last_day_the_day_is_the_reason(small: Rulebook) -> None:
    assert why(small, "2028-01-01", {"audience": ("public_open",)})[:2] == (
        "有效至2027-12-31，评估基准日2028-01-01已不再有效。",
        "In force until 2027-12-31, no longer on 2028-01-01.",
    )


def test_a_leaf_without_a_determination_is_told_in_the_words_of_the_question(folder: RulebookFolder) -> None:
    folder.replace(
        "law/act.yaml",
        "    applies_when: {determination: public}",
        "    applies_when: {all: [{question: resale, is: 'no'}, {question: users, at_least: 5}]}",
    )
    folder.replace(
        "law/act.yaml", "{from: 2026-01-01, applies_when: {determination: large}}", "{from: 2026-01-01}"
    )
    rulebook = folder.read()
    both: dict[str, Answer] = {"audience": ("customers",), "resale": "no", "users": 5}
    assert why(rulebook, "2026-01-01", both)[:2] == (
        "因为“转售”为“否”，且“用户数”不少于5（用户数：5）。",
        "Because “Resale” is “No” and “Number of users” is at least 5 (Number of users: 5).",
    )
    assert why(rulebook, "2026-01-01", {**both, "users": 4})[:2] == (
        "不适用：“用户数”少于5（用户数：4）。",
        "Does not apply: “Number of users” is below 5 (Number of users: 4).",
    )
    assert why(rulebook, "2026-01-01", {**both, "resale": "yes"})[:2] == (
        "不适用：“转售”不是“否”（转售：是）。",
        "Does not apply: “Resale” is not “No” (Resale: Yes).",
    )


def test_an_obligation_outside_the_coverage_has_no_reason() -> None:
    with pytest.raises(KeyError):
        because(assess(RULEBOOK, {}, as_of=TODAY, coverage=("core",)), "PIPL-13")


def test_answers_are_told_in_the_short_words_of_their_options() -> None:
    questions = RULEBOOK.questions
    several = in_option_order(questions["training"], ["finetune", "pretrain"])
    shorts = [questions["training"].option(option).short for option in several]
    assert answer_words(questions["training"], several) == Text(
        zh="、".join(short.zh for short in shorts), en=", ".join(short.en for short in shorts)
    )
    commas = in_option_order(questions["audience"], ["internal_only", "research_only"])
    own, research = (questions["audience"].option(option).short for option in commas)
    assert "、" in research.zh and ", " in research.en
    assert answer_words(questions["audience"], commas) == Text(
        zh=f"{own.zh}／{research.zh}", en=f"{own.en} / {research.en}"
    )
    assert answer_words(questions["pi_individuals"], 1_234_567) == Text(zh="1,234,567", en="1,234,567")
    assert answer_words(questions["mau"], "not_sure") == Text(zh="不确定", en="Not sure")
    assert answer_words(questions["launch_date"], "2026-12-01") == Text(zh="2026-12-01", en="2026-12-01")
    assert answer_words(questions["cii"], "not_sure") == questions["cii"].option("not_sure").short


# -- reasons are real ----------------------------------------------------------------------------

SETS = [*mixed_sets(6, seed=61), *likely_sets(10, seed=61)]
# Where every outcome is looked at: the hand-worked scenarios, as they are, and as many at random.
EVERY = [*((answers, {}) for answers in worked_services()), *mixed_sets(4, seed=66), *likely_sets(3, seed=66)]


def sampled(answers: Answers, positions: Positions, random: Random) -> tuple[Assessment, dict[str, Because]]:
    """An assessment, and the reasons of some of its outcomes, those that apply first."""
    found = assess(RULEBOOK, answers, as_of=TODAY, positions=positions)
    applying = [name for name, result in found.obligations.items() if result.outcome is Outcome.APPLIES]
    chosen = [*random.sample(applying, min(12, len(applying))), *random.sample(list(found.obligations), 14)]
    return found, {name: because(found, name) for name in dict.fromkeys(chosen)}


def naming(reasons: dict[str, Because]) -> dict[str, list[str]]:
    """Question -> obligations whose reason names it."""
    found: dict[str, list[str]] = {}
    for name, reason in reasons.items():
        for fact in reason.facts:
            found.setdefault(fact.question, []).append(name)
    return found


def all_reasons(answers: Answers, positions: Positions) -> tuple[Assessment, dict[str, Because]]:
    """An assessment, and the reason of every outcome."""
    found = assess(RULEBOOK, answers, as_of=TODAY, positions=positions)
    return found, {name: because(found, name) for name in found.obligations}


def stands_still(
    before: Assessment, after: Assessment, reasons: dict[str, Because], names: list[str]
) -> Iterator[tuple[str, Because]]:
    """The obligations whose outcome is as before, with their new reason."""
    for name in names:
        if after.obligations[name].outcome is before.obligations[name].outcome:
            yield name, because(after, name)
        else:
            # Each outcome has its own beginning, so that the sentence differs without being written.
            assert not reasons[name].text.zh.startswith(BEGINS[after.obligations[name].outcome])


BEGINS = {
    Outcome.APPLIES: "因为",
    Outcome.DOES_NOT_APPLY: "不适用：",
    Outcome.UNDETERMINED: "待定：",
    Outcome.NOT_IN_FORCE: "自",
}


@pytest.mark.parametrize("number", range(len(EVERY)))
def test_without_any_answer_a_reason_names_the_outcome_or_the_reason_is_another(number: int) -> None:
    answers, positions = EVERY[number]
    found, reasons = all_reasons(answers, positions)
    for question, names in naming(reasons).items():
        rest = {name: answer for name, answer in answers.items() if name != question}
        without = assess(RULEBOOK, rest, as_of=TODAY, positions=positions)
        for name, now in stands_still(found, without, reasons, names):
            assert now.facts != reasons[name].facts, (question, name)
            assert now.text.zh != reasons[name].text.zh, (question, name)
            assert now.text.en != reasons[name].text.en, (question, name)


@pytest.mark.parametrize("number", range(len(EVERY)))
def test_another_definite_answer_gives_another_sentence(number: int) -> None:
    random = Random(62 + number)
    answers, positions = EVERY[number]
    found, reasons = all_reasons(answers, positions)
    for question, names in naming(reasons).items():
        others = [answer for answer in definite_answers(found, question) if answer != answers[question]]
        for other in random.sample(others, min(4, len(others))):
            changed = assess(RULEBOOK, {**answers, question: other}, as_of=TODAY, positions=positions)
            for name, now in stands_still(found, changed, reasons, names):
                assert now.text.zh != reasons[name].text.zh, (question, other, name)
                assert now.text.en != reasons[name].text.en, (question, other, name)


def test_the_answers_a_reason_names_suffice_for_its_outcome() -> None:
    random = Random(63)
    for answers, positions in SETS:
        found, reasons = sampled(answers, positions, random)
        for name, reason in reasons.items():
            if found.obligations[name].outcome is Outcome.UNDETERMINED:
                continue
            named = {fact.question: fact.answer for fact in reason.facts}
            alone = assess(RULEBOOK, named, as_of=TODAY, positions=positions)
            assert alone.obligations[name].outcome is found.obligations[name].outcome, (name, named)


def test_without_any_position_a_reason_names_the_outcome_moves() -> None:
    moved = 0
    for answers, positions in SETS:
        found = assess(RULEBOOK, answers, as_of=TODAY, positions=positions)
        reasons = {name: because(found, name).text for name in found.obligations}
        for point in positions:
            taken = f"就“{RULEBOOK.open_points[point].title.zh}”采取立场"
            rest = {name: reading for name, reading in positions.items() if name != point}
            without = assess(RULEBOOK, answers, as_of=TODAY, positions=rest)
            for name in [name for name, text in reasons.items() if taken in text.zh][:5]:
                assert because(without, name).text != reasons[name], (point, name)
                moved += 1
    assert moved > 20


def test_determinations_named_as_uncertain_are_uncertain_and_others_have_their_value() -> None:
    random = Random(64)
    for answers, positions in SETS:
        found, reasons = sampled(answers, positions, random)
        for reason in reasons.values():
            assert all(found.determinations[name].value == value for name, value in reason.determinations)
            assert all(found.answers[fact.question] == fact.answer for fact in reason.facts)


def test_the_same_question_gets_the_same_words_twice() -> None:
    answers, positions = SETS[0]
    once, twice = (assess(RULEBOOK, dict(answers), as_of=TODAY, positions=dict(positions)) for _ in range(2))
    assert [because(once, name) for name in once.obligations] == [
        because(twice, name) for name in twice.obligations
    ]


# -- clean sentences ------------------------------------------------------------------------------

UNCLEAN = {
    "a space too many": r"  |\s$|^\s| [,.;:)?]|\( ",
    "doubled punctuation": r"[。，；：、？][。，；：、？]|[.,;:?][.,;:]|（）|\(\)|（（|））",
    "a raw id": r"[a-z]+_[a-z]+|OP-\d|\b(?:GAI|DSP|LBL|PIPL|NDSR)-\d|\bposm\b|\bpubpost\b",
    "a value of Python": r"\bTrue\b|\bFalse\b|[{}<>\[\]]|'",
}


def unclean(words: Text) -> list[str]:
    """What is wrong with a sentence in either language."""
    texts = {"zh": words.zh, "en": words.en.replace("'s", "").replace("s' ", "s ")}
    found = [
        f"{language}: {fault}"
        for language, text in texts.items()
        for fault, p in UNCLEAN.items()
        if re.search(p, text)
    ]
    found += [f"{language}: no stop" for language, text in texts.items() if text[-1] not in "。.？?"]
    found += ["zh: no Chinese"] if not re.search(r"[一-鿿]", words.zh) else []
    return found + (["en: Chinese"] if re.search(r"[一-鿿]", words.en) else [])


@pytest.mark.parametrize("day", [TODAY, date(2023, 7, 1), date(2025, 3, 1)])
def test_every_sentence_is_clean_in_both_languages(day: date) -> None:
    for answers, positions in [({}, {}), *SETS[4:9]]:
        found = assess(RULEBOOK, answers, as_of=day, positions=positions)
        texts = {name: because(found, name).text for name in found.obligations}
        texts["verdict"] = verdict(found).reason
        assert {name: unclean(text) for name, text in texts.items() if unclean(text)} == {}


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (Text(zh="适用。。", en="It  applies."), ["zh: doubled punctuation", "en: a space too many"]),
        (Text(zh="适用（）。", en="Users: public_open."), ["zh: doubled punctuation", "en: a raw id"]),
        (Text(zh="适用", en="OP-01 is open."), ["en: a raw id", "zh: no stop"]),
    ],
)
def test_an_unclean_sentence_would_be_found(text: Text, faults: list[str]) -> None:
    assert unclean(text) == faults


# -- the verdict ----------------------------------------------------------------------------------


def verdict_of(answers: Answers, positions: Positions | None = None) -> tuple[Scope, str, tuple[str, ...]]:
    found = verdict(assess(RULEBOOK, answers, as_of=TODAY, positions=positions))
    return found.scope, found.reason.en, tuple(fact.question for fact in found.facts)


def test_a_settled_verdict_names_its_elements_and_the_answers_behind_them() -> None:
    scope, reason, facts = verdict_of({**PROVIDER, "audience": ("public_open",)})
    assert (scope, facts) == (Scope.IN_SCOPE, ("role", "audience", "mainland_access", "content_types"))
    for name in ("genai", "public", "mainlandoffer", "provides"):
        assert RULEBOOK.determinations[name].yes.en.lower() in reason.lower()
    for question in facts:
        assert RULEBOOK.questions[question].label.en in reason


def test_a_verdict_that_is_out_names_only_what_puts_it_out() -> None:
    scope, reason, facts = verdict_of({**PROVIDER, "audience": ("internal_only",)})
    assert (scope, facts) == (Scope.OUT_OF_SCOPE, ("audience",))
    assert RULEBOOK.determinations["public"].no.en.lower() in reason.lower()


@pytest.mark.parametrize(
    ("answers", "scope", "points"),
    [
        (BUSINESS_AND_MERCHANTS, Scope.LIKELY_IN_SCOPE, ("OP-01", "OP-02")),
        (MERCHANTS, Scope.LIKELY_OUT_OF_SCOPE, ("OP-02",)),
    ],
)
def test_a_likely_verdict_names_the_open_point_and_the_answers_that_grade_it(
    answers: dict[str, Answer], scope: Scope, points: tuple[str, ...]
) -> None:
    found = assess(RULEBOOK, answers, as_of=TODAY)
    reason = verdict(found).reason
    for question in ("audience", "customer_reexposure"):
        words = fact_words(found, Fact(question, answers[question]))
        assert words.zh in reason.zh
        assert words.en in reason.en
    for point in points:
        assert RULEBOOK.open_points[point].leaning_text.en in reason.en
    assert verdict_of(answers)[0::2] == (
        scope,
        ("role", "audience", "customer_reexposure", "mainland_access", "content_types"),
    )


def test_every_answer_a_verdict_names_moves_it_or_its_reason() -> None:
    for answers in (BUSINESS_AND_MERCHANTS, MERCHANTS, {**PROVIDER, "audience": ("public_open",)}):
        before = verdict(assess(RULEBOOK, answers, as_of=TODAY))
        for fact in before.facts:
            rest = {name: answer for name, answer in answers.items() if name != fact.question}
            assert verdict(assess(RULEBOOK, rest, as_of=TODAY)) != before, fact


def test_before_the_measures_the_verdict_names_both_days() -> None:
    found = verdict(assess(RULEBOOK, PROVIDER, as_of=date(2023, 8, 14)))
    assert found.facts == ()
    assert ("2023-08-15" in found.reason.zh, "2023-08-14" in found.reason.en) == (True, True)
