"""Kleene's tables, written out."""

from itertools import product

import pytest

from questionnaire.truth import FALSE, TRUE, UNKNOWN, Truth, all_of, any_of, negation

VALUES = (FALSE, UNKNOWN, TRUE)


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (TRUE, TRUE, TRUE),
        (TRUE, UNKNOWN, UNKNOWN),
        (TRUE, FALSE, FALSE),
        (UNKNOWN, UNKNOWN, UNKNOWN),
        (UNKNOWN, FALSE, FALSE),
        (FALSE, FALSE, FALSE),
    ],
)
def test_all_is_false_if_a_part_is_and_unknown_only_if_no_part_is_false(
    one: Truth, other: Truth, both: Truth
) -> None:
    assert (all_of([one, other]), all_of([other, one])) == (both, both)


@pytest.mark.parametrize(
    ("one", "other", "either"),
    [
        (TRUE, TRUE, TRUE),
        (TRUE, UNKNOWN, TRUE),
        (TRUE, FALSE, TRUE),
        (UNKNOWN, UNKNOWN, UNKNOWN),
        (UNKNOWN, FALSE, UNKNOWN),
        (FALSE, FALSE, FALSE),
    ],
)
def test_any_is_true_if_a_part_is_and_unknown_only_if_no_part_is_true(
    one: Truth, other: Truth, either: Truth
) -> None:
    assert (any_of([one, other]), any_of([other, one])) == (either, either)


def test_the_opposite_of_unknown_is_unknown() -> None:
    assert [negation(value) for value in VALUES] == [TRUE, UNKNOWN, FALSE]


def test_all_of_nothing_is_true_and_any_of_nothing_is_false() -> None:
    assert (all_of([]), any_of([])) == (TRUE, FALSE)


def test_not_exchanges_all_and_any() -> None:
    for values in product(VALUES, repeat=3):
        opposites = [negation(value) for value in values]
        assert negation(all_of(values)) is any_of(opposites)
        assert negation(any_of(values)) is all_of(opposites)


def test_knowing_more_never_turns_true_into_false() -> None:
    definite = (FALSE, TRUE)
    for values in product(VALUES, repeat=3):
        for known in product(*[(value,) if value in definite else definite for value in values]):
            for together in (all_of, any_of):
                assert together(values) in (UNKNOWN, together(known))
