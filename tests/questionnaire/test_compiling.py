"""Closures against the tables: every small tree on every assignment, with the trace it leaves."""

from itertools import product
from random import Random

import pytest

from questionnaire.compiling import LeafTable, Valued, bits, compile_condition, compile_sliced
from questionnaire.conditions import All, AnyOf, Condition, IsOption, Leaf, Not
from questionnaire.truth import FALSE, TRUE, UNKNOWN, Truth, all_of, any_of, negation

A, B, C, D = (IsOption(question=name, option="yes") for name in "abcd")
LEAVES: list[Leaf] = [A, B, C, D]
VALUES = (FALSE, UNKNOWN, TRUE)


def run(condition: Condition, *values: Truth) -> tuple[Truth, str]:
    """Truth and the names in the trace of a tree over the leaves a, b, c, d."""
    table = LeafTable()
    for leaf in LEAVES:
        table.add(leaf)
    slots: list[Valued] = [(value, 1 << number) for number, value in enumerate(values)]
    truth, trace = compile_condition(condition, table)(slots)
    return truth, "".join("abcd"[number] for number in bits(trace))


def plain(condition: Condition, values: dict[Leaf, Truth]) -> Truth:
    if isinstance(condition, All):
        return all_of(plain(part, values) for part in condition.of)
    if isinstance(condition, AnyOf):
        return any_of(plain(part, values) for part in condition.of)
    if isinstance(condition, Not):
        return negation(plain(condition.part, values))
    return values[condition]


def residual(condition: Condition, values: dict[Leaf, Truth]) -> set[Leaf]:
    """The leaves left of an unknown tree once everything known is put in."""
    if plain(condition, values) is not UNKNOWN:
        return set()
    if isinstance(condition, All | AnyOf):
        return set().union(*(residual(part, values) for part in condition.of))
    return residual(condition.part, values) if isinstance(condition, Not) else {condition}


def trees(count: int, seed: int) -> list[Condition]:
    """Random trees over four leaves, up to four deep, leaves repeated."""
    random = Random(seed)

    def tree(depth: int) -> Condition:
        kind = random.choice(["leaf", "not", "all", "any"] if depth else ["leaf"])
        if kind == "leaf":
            return random.choice(LEAVES)
        if kind == "not":
            return Not(part=tree(depth - 1))
        parts = tuple(tree(depth - 1) for _ in range(random.randint(1, 3)))
        return All(of=parts) if kind == "all" else AnyOf(of=parts)

    return [tree(4) for _ in range(count)]


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        pytest.param(All(of=(A, B)), (TRUE, TRUE), (TRUE, "ab"), id="all that hold carry together"),
        pytest.param(All(of=(A, B)), (FALSE, FALSE), (FALSE, "a"), id="the first that fails defeats"),
        pytest.param(All(of=(A, B)), (UNKNOWN, FALSE), (FALSE, "b"), id="a failure outweighs an unknown"),
        pytest.param(All(of=(A, B)), (TRUE, UNKNOWN), (UNKNOWN, "b"), id="what holds is not left"),
        pytest.param(AnyOf(of=(A, B)), (TRUE, TRUE), (TRUE, "a"), id="the first that holds carries"),
        pytest.param(AnyOf(of=(A, B)), (UNKNOWN, TRUE), (TRUE, "b"), id="a truth outweighs an unknown"),
        pytest.param(AnyOf(of=(A, B)), (FALSE, FALSE), (FALSE, "ab"), id="all that fail defeat together"),
        pytest.param(AnyOf(of=(A, B)), (FALSE, UNKNOWN), (UNKNOWN, "b"), id="what fails is not left"),
        pytest.param(Not(part=All(of=(A, B))), (FALSE, TRUE), (TRUE, "a"), id="not keeps the reason"),
        pytest.param(
            All(of=(AnyOf(of=(A, B)), C)),
            (UNKNOWN, TRUE, UNKNOWN),
            (UNKNOWN, "c"),
            id="a settled branch drops out",
        ),
        pytest.param(
            AnyOf(of=(All(of=(A, B)), All(of=(C, D)))),
            (FALSE, UNKNOWN, UNKNOWN, TRUE),
            (UNKNOWN, "c"),
            id="a defeated branch takes its unknowns with it",
        ),
    ],
)
def test_a_trace_names_what_settles_or_what_is_left(
    condition: Condition, values: tuple[Truth, ...], expected: tuple[Truth, str]
) -> None:
    assert run(condition, *values, *[UNKNOWN] * (4 - len(values))) == expected


def test_random_trees_agree_with_the_tables_and_leave_their_residual() -> None:
    for condition in trees(150, seed=1):
        for values in product(VALUES, repeat=4):
            given = dict(zip(LEAVES, values, strict=True))
            truth, trace = run(condition, *values)
            assert truth is plain(condition, given)
            if truth is UNKNOWN:
                assert set(trace) == {leaf.question for leaf in residual(condition, given)}  # type: ignore[union-attr]


def test_the_trace_of_a_settled_tree_suffices_to_settle_it() -> None:
    for condition in trees(150, seed=2):
        for values in product(VALUES, repeat=4):
            truth, trace = run(condition, *values)
            if truth is not UNKNOWN:
                only = [value if "abcd"[n] in trace else UNKNOWN for n, value in enumerate(values)]
                assert run(condition, *only)[0] is truth
                assert UNKNOWN not in [values["abcd".index(name)] for name in trace]


def test_slices_say_the_same_as_closures_with_one_bit_an_assignment() -> None:
    every = list(product(VALUES, repeat=4))
    slots = [
        (
            sum(1 << place for place, values in enumerate(every) if values[number] is TRUE),
            sum(1 << place for place, values in enumerate(every) if values[number] is FALSE),
        )
        for number in range(4)
    ]
    for condition in trees(150, seed=3):
        table = LeafTable()
        for leaf in LEAVES:
            table.add(leaf)
        true, false = compile_sliced(condition, table)(slots)
        for place, values in enumerate(every):
            truth = run(condition, *values)[0]
            assert (true >> place & 1, false >> place & 1) == (truth is TRUE, truth is FALSE)


def test_a_leaf_is_numbered_once_however_often_it_stands_there() -> None:
    table = LeafTable()
    table.add(All(of=(A, Not(part=AnyOf(of=(B, A))))))
    assert table.leaves == [A, B]
    assert (table.index(B), table.index(C), table.index(B)) == (1, 2, 1)


@pytest.mark.parametrize(("mask", "numbers"), [(0, []), (1, [0]), (0b1010, [1, 3]), (1 << 300, [300])])
def test_bits_of_a_mask_come_ascending(mask: int, numbers: list[int]) -> None:
    assert list(bits(mask)) == numbers
