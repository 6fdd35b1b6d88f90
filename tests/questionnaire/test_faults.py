"""Faults collected in both languages, and words made harmless before they are repeated."""

import pytest

from questionnaire.faults import Faults, nearest, printable, shown


@pytest.mark.parametrize(
    ("word", "harmless"),
    [
        ("plain words, 普通的字 😀", "plain words, 普通的字 😀"),
        ("a\nb\tc", "a·b·c"),
        ("\x1b[31m", "·[31m"),
        ("a\u202eb\u2066c\u200b", "a·b·c·"),
        ("全角\u3000空格\xa0x", "全角 空格 x"),
        ("\ud800", "·"),
        ("", ""),
    ],
)
def test_what_could_disturb_a_terminal_becomes_a_dot(word: str, harmless: str) -> None:
    assert printable(word) == harmless


def test_a_word_is_shown_up_to_forty_characters() -> None:
    assert shown("x" * 40) == "x" * 40
    assert shown("x" * 41) == "x" * 40 + "…"


@pytest.mark.parametrize(
    ("word", "known", "found"),
    [
        ("publik", ("public", "public_open"), "public"),
        ("OP-1", ("OP-01", "OP-11", "OP-21"), "OP-01"),
        ("xyz", ("public",), None),
        ("public", (), None),
        ("p" * 41, ("p" * 41,), None),
    ],
)
def test_the_nearest_word_is_the_first_that_is_most_like(
    word: str, known: tuple[str, ...], found: str | None
) -> None:
    assert nearest(word, known) == found


def test_what_may_have_been_meant_is_said_in_both_languages() -> None:
    faults = Faults()
    faults.add("here", "unknown_option", "没有“a”。", "There is no “a”.", "b")
    (fault,) = faults.all()
    assert (fault.message.zh, fault.message.en, fault.nearest) == (
        "没有“a”。是否指“b”？",
        "There is no “a”. Did you mean “b”?",
        "b",
    )
