"""Condition trees: what the law files say under `applies_when`, `yes_if`, `no_if`, `ask_if`.

A tree is `all`, `any` and `not` over leaves that name their kind; nothing is ever evaluated as
code. This module knows the shapes and walks them; `compiling.py` makes them fast.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag


class _Node(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class All(_Node):
    """TRUE if every part is; written `{all: [...]}`."""

    of: tuple["Condition", ...] = Field(alias="all", min_length=1)


class AnyOf(_Node):
    """TRUE if some part is; written `{any: [...]}`."""

    of: tuple["Condition", ...] = Field(alias="any", min_length=1)


class Not(_Node):
    """The opposite of its part; written `{not: ...}`."""

    part: "Condition" = Field(alias="not")


class IsOption(_Node):
    """TRUE if the option is among the answer; `{question: audience, is: public_open}`."""

    question: str
    option: str = Field(alias="is")


class IsOnly(_Node):
    """TRUE if the answer is exactly this option; `{question: training, is_only: none}`.

    UNKNOWN if the question is unanswered or answered exactly `not_sure`, otherwise FALSE.
    """

    question: str
    option: str = Field(alias="is_only")


class AtLeast(_Node):
    """TRUE if the number is not below the threshold; `{question: mau, at_least: 100000}`."""

    question: str
    number: Annotated[int, Field(strict=True, ge=0)] = Field(alias="at_least")


class Determined(_Node):
    """What a determination says; `{determination: scope}`."""

    determination: str


class Reading(_Node):
    """TRUE if this reading of an open point is the position taken; `{open_point: OP-01, reading: A}`."""

    open_point: str
    reading: Literal["A", "B"]


def _kind(value: Any) -> str | None:
    if isinstance(value, _Node):
        return type(value).__name__
    if not isinstance(value, dict):
        return None
    for key, kind in _KEYS.items():
        if key in value:
            return kind
    return None


# The first key found decides; the leaf on `question` is told by its second key.
_KEYS = {
    "all": "All",
    "any": "AnyOf",
    "not": "Not",
    "is": "IsOption",
    "is_only": "IsOnly",
    "at_least": "AtLeast",
    "determination": "Determined",
    "open_point": "Reading",
}

Condition = Annotated[
    Annotated[All, Tag("All")]
    | Annotated[AnyOf, Tag("AnyOf")]
    | Annotated[Not, Tag("Not")]
    | Annotated[IsOption, Tag("IsOption")]
    | Annotated[IsOnly, Tag("IsOnly")]
    | Annotated[AtLeast, Tag("AtLeast")]
    | Annotated[Determined, Tag("Determined")]
    | Annotated[Reading, Tag("Reading")],
    Discriminator(
        _kind,
        custom_error_type="not_a_condition",
        custom_error_message=(
            "not a condition: use all, any, not, question with is, is_only or at_least, "
            "determination, or open_point with reading"
        ),
    ),
]
Leaf = IsOption | IsOnly | AtLeast | Determined | Reading

for _model in (All, AnyOf, Not):
    _model.model_rebuild()


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every leaf of a tree, in the order of the text, repeated ones repeated."""
    if isinstance(condition, All | AnyOf):
        for part in condition.of:
            yield from leaves(part)
    elif isinstance(condition, Not):
        yield from leaves(condition.part)
    else:
        yield condition
