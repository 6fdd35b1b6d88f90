"""Lines for a terminal: their width in cells, and what may stand at either end."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessment.lines import cells, wrap


@pytest.mark.parametrize(
    ("text", "width"),
    [("abc", 3), ("合规", 4), ("a合", 3), ("（）", 4), ("e\u0301", 1), ("“”", 2), ("😀", 2), ("", 0)],
)
def test_a_full_width_character_takes_two_cells(text: str, width: int) -> None:
    assert cells(text) == width


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 8, ["one two", "three"]),
        ("one  two", 3, ["one", "two"]),
        ("生成式人工智能", 6, ["生成式", "人工智", "能"]),
        ("第三条，第四条", 6, ["第三", "条，第", "四条"]),
        ("见《网络安全法》第三条", 8, ["见《网络", "安全法》", "第三条"]),
        ("他说（即甲方）不是", 6, ["他说", "（即甲", "方）不", "是"]),
        ("依据GB/T 45654办理", 10, ["依据GB/T", "45654办理"]),
        ("the Children’s rights", 14, ["the Children’s", "rights"]),
        ("", 5, [""]),
    ],
)
def test_lines_break_where_either_language_allows(text: str, width: int, lines: list[str]) -> None:
    assert list(wrap(text, width)) == lines


def test_the_first_line_carries_its_mark_and_the_others_stand_under_it() -> None:
    assert list(wrap("one two three four", 12, "  1. ")) == ["  1. one two", "     three", "     four"]
    assert list(wrap("一二三四五", 9, "一、", "  ")) == ["一、一二", "  三四五"]


def test_a_word_longer_than_a_line_is_cut() -> None:
    assert list(wrap("a" * 7 + " b", 4, " ")) == [" aaa", " aaa", " a b"]


WORDS = st.text(st.sampled_from("ab 合规法，。（）《》“”’ 1-"), max_size=60)


@given(WORDS, st.integers(min_value=12, max_value=40))
def test_no_line_is_too_wide_and_no_character_is_lost(text: str, width: int) -> None:
    lines = list(wrap(text, width, "- "))
    assert all(cells(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "")[1:] == text.replace(" ", "")


@given(st.text(st.sampled_from("合规法制度，。（《》）"), min_size=1, max_size=60))
def test_closing_punctuation_begins_no_line_and_opening_ends_none(text: str) -> None:
    assume(not re.search("[，。（《》）]{9}", text))  # a heap of punctuation longer than a line is cut
    lines = list(wrap(text, 20))
    assert all(line[0] not in "，。》）" for line in lines[1:])
    assert all(line[-1] not in "（《" for line in lines[:-1])
