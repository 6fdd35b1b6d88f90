"""Many changes to one answer set tried at once, with one bit each.

A batch is a row of segments. Each segment varies a few questions over a few answers, in every
combination; everything else stays as answered. Only what varies is written per segment, so that
a hundred thousand combinations cost a few thousand operations.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product
from math import prod
from typing import NamedTuple

from questionnaire.assessing import Assessment
from questionnaire.compiling import Sliced, bits
from questionnaire.engine import Answer
from questionnaire.truth import FALSE, TRUE

# None stands for no answer at all.
Choices = Mapping[str, Sequence[Answer | None]]


class _Segment(NamedTuple):
    choices: Choices
    width: int
    offset: int  # in bytes

    @property
    def length(self) -> int:
        """In bytes."""
        return (self.width + 7) // 8

    def inner(self, question: str) -> int:
        """How many combinations follow one another with the same choice of a question."""
        names = list(self.choices)
        return prod(len(self.choices[name]) for name in names[names.index(question) + 1 :])


class Batch:
    """Segments gathered with `add`, then tried together with `run`."""

    def __init__(self, assessment: Assessment, within: int = -1) -> None:
        """``within`` is everything the conditions to `run` can come to rest on (`Ground.within`)."""
        self._assessment = assessment
        self._within = within
        self._segments: list[_Segment] = []
        self._size = 0

    @property
    def size(self) -> int:
        """How many bytes each row takes so far."""
        return self._size

    def add(self, choices: Choices) -> int:
        """Vary some questions over their choices; returns the number of the segment."""
        segment = _Segment(choices, prod(map(len, choices.values())), self._size)
        self._segments.append(segment)
        self._size += segment.length
        return len(self._segments) - 1

    def run(self, condition: int) -> list[Sliced]:
        """Per segment (is true, is false) of a condition; bit n is the n-th of `combinations`."""
        engine = self._assessment.compiled.engine
        if not self._segments:
            return []
        true, false = engine.run_slices(
            self._leaves(), self._size * 8, self._assessment.positions, (condition,), self._within
        )[0]
        rows = true.to_bytes(self._size, "little"), false.to_bytes(self._size, "little")
        return [(_cut(rows[0], segment), _cut(rows[1], segment)) for segment in self._segments]

    def combination(self, segment: int, place: int) -> dict[str, Answer | None]:
        """What one bit of a segment stands for."""
        found: dict[str, Answer | None] = {}
        choices = self._segments[segment].choices
        for name in reversed(list(choices)):
            place, number = divmod(place, len(choices[name]))
            found[name] = choices[name][number]
        return {name: found[name] for name in choices}

    def combinations(self, segment: int) -> list[dict[str, Answer | None]]:
        """What each bit of a segment stands for."""
        choices = self._segments[segment].choices
        return [dict(zip(choices, answers, strict=True)) for answers in product(*choices.values())]

    def _leaves(self) -> dict[int, Sliced]:
        engine = self._assessment.compiled.engine
        everywhere = (1 << self._size * 8) - 1
        filled: dict[int, Sliced] = {}
        for question, answer in self._assessment.answers.items():
            if not engine.question_masks.get(question, 0) & self._within:
                continue
            for number, (truth, _) in engine.leaf_values(question, answer):
                filled[number] = (everywhere * (truth is TRUE), everywhere * (truth is FALSE))
        varied: dict[str, list[_Segment]] = {}
        for segment in self._segments:
            for question in segment.choices:
                varied.setdefault(question, []).append(segment)
        for question, segments in varied.items():
            self._vary(filled, question, segments)
        return filled

    def _vary(self, filled: dict[int, Sliced], question: str, segments: list[_Segment]) -> None:
        """Write the leaves of one question: as answered, but where a segment varies it."""
        columns: dict[Answer, bytearray] = {}
        varies = bytearray(self._size)
        for segment in segments:
            place = slice(segment.offset, segment.offset + segment.length)
            varies[place] = b"\xff" * segment.length
            inner = segment.inner(question)
            offered = segment.choices[question]
            for number, answer in enumerate(offered):
                if answer is not None:
                    column = columns.get(answer)
                    if column is None:
                        column = columns[answer] = bytearray(self._size)
                    column[place] = _pattern(segment.width, inner, len(offered), number)
        engine = self._assessment.compiled.engine
        elsewhere = (1 << self._size * 8) - 1 ^ int.from_bytes(varies, "little")
        varied = engine.question_masks.get(question, 0) & self._within
        for number in bits(varied):
            true, false = filled.get(number, (0, 0))
            filled[number] = true & elsewhere, false & elsewhere
        for answer, column in columns.items():
            here = int.from_bytes(column, "little")
            for number, (truth, _) in engine.leaf_values(question, answer):
                if varied >> number & 1:
                    true, false = filled[number]
                    filled[number] = true | here * (truth is TRUE), false | here * (truth is FALSE)


def _cut(row: bytes, segment: _Segment) -> int:
    part = int.from_bytes(row[segment.offset : segment.offset + segment.length], "little")
    return part & (1 << segment.width) - 1


@lru_cache(maxsize=1024)
def _pattern(width: int, inner: int, count: int, number: int) -> bytes:
    """The combinations that hold the ``number``-th of ``count`` choices, each in runs of ``inner``."""
    period = inner * count
    repeated = ((1 << width) - 1) // ((1 << period) - 1)
    return (((1 << inner) - 1 << number * inner) * repeated).to_bytes((width + 7) // 8, "little")
