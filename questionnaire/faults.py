"""What is wrong with answers, collected in both languages, so that everything is said at once."""

import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

from questionnaire.errors import Fault
from questionnaire.rulebook import Text

# How much of a strange word a message repeats, for how many of them a likeness is sought, and how
# many faults are listed one by one: all three bound what a hostile file can cost.
MAX_SHOWN = 40
MAX_NEAREST = 200
MAX_LISTED = 1000
# Two words are alike if this share of their letters is the same, in order.
LIKE_AT_ALL = 0.59


def printable(word: str) -> str:
    """``word`` on one line, each character that could disturb a terminal as a middle dot.

    Controls, line ends, direction marks and lone surrogates disturb; other blanks become a space.
    """
    if word.isascii() and word.isprintable():
        return word
    return "".join(map(_harmless, word))


def _harmless(char: str) -> str:
    if char.isprintable():
        return char
    return " " if unicodedata.category(char) == "Zs" else "·"


def shown(word: str) -> str:
    """As much of a word as a message repeats."""
    return printable(word[:MAX_SHOWN]) + ("…" if len(word) > MAX_SHOWN else "")


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word most like ``word``, if any is like it at all; the first of several as like."""
    if len(word) > MAX_SHOWN:
        return None
    best, likeness = None, LIKE_AT_ALL
    matcher = SequenceMatcher(b=word, autojunk=False)
    for candidate in known:
        matcher.set_seq1(candidate)
        if matcher.real_quick_ratio() > likeness and matcher.ratio() > likeness:
            best, likeness = candidate, matcher.ratio()
    return best


class Faults:
    """Collects faults in the order they are found."""

    def __init__(self) -> None:
        self._listed: list[Fault] = []
        self.count = 0

    def add(self, where: str, code: str, zh: str, en: str, near: str | None = None) -> None:
        """One more fault; ``near`` is the word that may have been meant."""
        self.count += 1
        if self.count > MAX_LISTED:
            return
        if near is not None:
            zh, en = f"{zh}是否指“{near}”？", f"{en} Did you mean “{near}”?"
        self._listed.append(Fault(where, code, Text(zh=zh, en=en), near))

    def nearest(self, word: str, known: Sequence[str]) -> str | None:
        """As `nearest`, for the first strange words only."""
        return nearest(word, known) if self.count < MAX_NEAREST else None

    def all(self) -> tuple[Fault, ...]:
        """Every fault; beyond the first thousand only how many more there are."""
        more = self.count - len(self._listed)
        if not more:
            return tuple(self._listed)
        rest = Text(
            zh=f"问题过多，另有{more}处未逐一列出。",
            en=f"There is too much wrong here: {more} more faults are not listed one by one.",
        )
        return (*self._listed, Fault("", "too_large", rest))
