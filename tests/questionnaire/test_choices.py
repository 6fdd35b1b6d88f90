"""One answer of each kind: that it suffices, and that it is few."""

from itertools import combinations
from random import Random

import pytest

from questionnaire.assessing import assess
from questionnaire.choices import Ground, choices, ground, told_apart
from questionnaire.compiled import compiled
from questionnaire.engine import Answer
from questionnaire.rulebook import NONE, NOT_SURE
from tests.questionnaire.sets import RULEBOOK, TODAY, likely_sets, mixed_sets
from tests.questionnaire.z3_model import Z3Model

COMPILED = compiled(RULEBOOK)
WHOLE = Z3Model(RULEBOOK)


def of(obligation: str) -> Ground:
    return ground(COMPILED, obligation, 0)


@pytest.mark.parametrize("name", ["GAI-17-A", "NDSR-18", "PIPL-55", "MIN-28", "GAI-23-1", "CSL-39"])
def test_the_ground_of_an_obligation_is_every_fact_beneath_its_condition(name: str) -> None:
    condition = RULEBOOK.obligations[name].applies_when
    beneath = {leaf for leaf in WHOLE.beneath(condition) if hasattr(leaf, "question")}
    found = {
        COMPILED.engine.leaves[number]
        for number in range(of(name).mask.bit_length())
        if of(name).mask >> number & 1
    }
    assert found == beneath


def test_kinds_of_forum_are_alike_and_licensed_sectors_are_where_only_the_licence_counts() -> None:
    forums = of("GAI-17-A").alike("posm_features")
    assert {forums[option] for option in ("forum", "blog", "chatroom", "mobilising")} == {"forum"}
    assert forums[NONE] == NONE
    licensed = of("GAI-23-1").alike("sectors")
    assert licensed["news"] == licensed["finance"] == licensed["games_culture"] == "news"
    assert licensed["education"] == licensed["government"] == "literary_art"
    assert of("GAI-2-2").alike("sectors")["finance"] != "news"


def every_answer(name: str) -> list[tuple[str, ...]]:
    """Every definite answer to a multiple question."""
    options = [o.id for o in RULEBOOK.questions[name].options if o.id not in (NOT_SURE, NONE)]
    found = [some for size in range(1, len(options) + 1) for some in combinations(options, size)]
    has_none = any(o.id == NONE for o in RULEBOOK.questions[name].options)
    return [*found, *([(NONE,)] if has_none else [])]


@pytest.mark.parametrize(
    ("obligation", "name"),
    [
        ("GAI-17-A", "audience"),
        ("GAI-17-A", "content_types"),
        ("FIL-1", "model_source"),
        ("FIL-2", "training"),
        ("NDSR-18", "training_data"),
        ("PIPL-55", "personal_info"),
        ("DSP-17-1", "ds_functions"),
        ("DSP-15-2A", "biometric_functions"),
        ("GAI-23-1", "sectors"),
        ("ATF-23-1", "distribution"),
    ],
)
def test_whatever_is_answered_some_choice_has_the_same_effect(obligation: str, name: str) -> None:
    """Every combination of options has its choice, with the same outcome whatever else is answered."""
    random = Random(f"{obligation} {name}")
    stands_for: dict[object, Answer] = {
        told_apart(of(obligation), name, choice): choice
        for choice in choices(of(obligation), name, of(obligation).mask)
    }
    place = COMPILED.condition_of[obligation, 0]
    answers = every_answer(name)
    for others, positions in [*mixed_sets(3, seed=92), *likely_sets(5, seed=92)]:
        for answer in random.sample(answers, min(25, len(answers))):
            choice = stands_for[told_apart(of(obligation), name, answer)]
            truths = [
                COMPILED.engine.evaluate({**others, name: each}, positions).conditions[place][0]
                for each in (answer, choice)
            ]
            assert truths[0] is truths[1], (answer, choice)


@pytest.mark.parametrize(
    ("obligation", "name", "held", "expected"),
    [
        ("CSL-39", "cii", (), ["yes", "no"]),
        ("PIPL-52", "pi_individuals", (), [999_999, 1_000_000]),
        ("ARP-24-2", "filing_events", (), [(NONE,), ("changed",)]),
        ("ARP-24-2", "filing_events", ("terminated",), [("terminated",), ("changed", "terminated")]),
        ("GAI-8-C", "annotation", (), ["manual", "automated", "mixed", "none"]),
        ("SEC-ICP", "mainland_access", (), ["offered", "accessible_only", "blocked"]),
        ("CSL-39", "mau", (), []),
    ],
)
def test_choices_are_few_and_keep_what_is_held(
    obligation: str, name: str, held: tuple[str, ...], expected: list[Answer]
) -> None:
    found = choices(of(obligation), name, of(obligation).mask, held)
    assert found[: len(expected)] == expected
    assert len(found) == len(expected)


def test_of_thousands_of_combinations_a_handful_is_tried() -> None:
    assert len(choices(of("GAI-17-A"), "posm_features", of("GAI-17-A").mask)) == 13
    assert len(choices(of("GAI-23-1"), "sectors", of("GAI-23-1").mask)) < 60


def test_only_options_left_open_are_told_apart() -> None:
    answers: dict[str, Answer] = {
        "audience": ("public_open",),
        "mainland_access": "offered",
        "role": ("api_provider",),
    }
    found = assess(RULEBOOK, answers, as_of=TODAY)
    left = found.expand(found.obligations["GAI-4-2"].trace)
    assert choices(of("GAI-4-2"), "role", left) == [("content_provider",)]
