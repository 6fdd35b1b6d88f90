"""Condition trees as the law files write them."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from questionnaire.conditions import (
    All,
    AnyOf,
    AtLeast,
    Condition,
    Determined,
    IsOnly,
    IsOption,
    Not,
    Reading,
    leaves,
)

CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)
PUBLIC = IsOption(question="audience", option="public_open")
TREE = All(of=(AnyOf(of=(PUBLIC, Determined(determination="scope"))), Not(part=PUBLIC)))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ({"question": "audience", "is": "public_open"}, PUBLIC),
        ({"question": "training", "is_only": "none"}, IsOnly(question="training", option="none")),
        ({"question": "mau", "at_least": 100000}, AtLeast(question="mau", number=100000)),
        ({"determination": "scope"}, Determined(determination="scope")),
        ({"open_point": "OP-01", "reading": "A"}, Reading(open_point="OP-01", reading="A")),
        ({"not": {"determination": "scope"}}, Not(part=Determined(determination="scope"))),
        (
            {
                "all": [
                    {"any": [{"question": "audience", "is": "public_open"}, {"determination": "scope"}]},
                    {"not": {"question": "audience", "is": "public_open"}},
                ]
            },
            TREE,
        ),
    ],
)
def test_a_tree_is_read_as_written_and_written_as_read(written: dict[str, Any], read: Condition) -> None:
    assert CONDITION.validate_python(written) == read
    assert CONDITION.dump_python(read, by_alias=True, mode="json") == written


@pytest.mark.parametrize(
    "written",
    [
        pytest.param({"question": "audience"}, id="a question without is, is_only or at_least"),
        pytest.param({"is": "public_open"}, id="an option without a question"),
        pytest.param({"question": "mau", "at_least": "100000"}, id="a threshold in quotes"),
        pytest.param({"question": "mau", "at_least": True}, id="a threshold that is a boolean"),
        pytest.param({"question": "mau", "at_least": -1}, id="a threshold below zero"),
        pytest.param({"question": "a", "is": "b", "at_least": 1}, id="a leaf of two kinds"),
        pytest.param({"all": [], "any": []}, id="a node of two kinds"),
        pytest.param({"all": []}, id="all of nothing"),
        pytest.param({"any": []}, id="any of nothing"),
        pytest.param({"open_point": "OP-01", "reading": "C"}, id="a third reading"),
        pytest.param({"open_point": "OP-01"}, id="an open point without a reading"),
        pytest.param("audience", id="a bare word"),
        pytest.param({}, id="nothing"),
    ],
)
def test_what_is_no_condition_is_refused(written: object) -> None:
    with pytest.raises(ValidationError):
        CONDITION.validate_python(written)


def test_leaves_come_in_the_order_of_the_text_and_as_often_as_they_stand_there() -> None:
    assert list(leaves(TREE)) == [PUBLIC, Determined(determination="scope"), PUBLIC]


def test_equal_leaves_are_one_and_the_four_shared_ids_do_not_mix() -> None:
    assert {PUBLIC, IsOption(question="audience", option="public_open")} == {PUBLIC}
    assert len({IsOption(question="export", option="yes"), Determined(determination="export")}) == 2


def test_a_condition_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        PUBLIC.option = "internal_only"  # type: ignore[misc]
