"""Short citations in words: "GAI-IM 2(1), 20" as 《暂行办法》第二条第一款、第二十条.

A number stands for an article, one in parentheses for its paragraph, one behind them for an item.
"""

import re
from datetime import date
from functools import lru_cache

from questionnaire.rulebook import Rulebook, Text

_DIGITS = "零一二三四五六七八九"
_PROVISION = re.compile(
    r"(?P<article>\d+)(?:\((?P<paragraph>\d+)\)(?P<item>\d+)?)?|(?P<first>\d+)-(?P<last>\d+)"
)


def citation_words(rulebook: Rulebook, citation: str, as_of: date) -> Text:
    """A citation such as "CSL 23" in words, by the article numbers in force on ``as_of``.

    Raises KeyError for an instrument the rulebook does not have.
    """
    name, _, provisions = citation.partition(" ")
    instrument = rulebook.instruments[name]
    renumbered = instrument.renumbered
    old = dict[str, str]()
    if renumbered is not None and as_of < renumbered.from_:
        old = {new: before for before, new in renumbered.articles}
    parts = [part.strip() for part in provisions.split(",") if part.strip()]
    zh = "、".join(_zh(part, old) for part in parts)
    en = ", ".join(_en(part, old) for part in parts)
    plural = "arts" if len(parts) > 1 or "-" in en else "art"
    return Text(
        zh=f"{instrument.short.zh}{zh}",
        en=f"{instrument.short.en}, {plural} {en}" if parts else instrument.short.en,
    )


def _zh(part: str, old: dict[str, str]) -> str:
    first, dash, last = part.partition("-")
    if dash:
        return f"第{number_zh(_old(first, old))}条至第{number_zh(_old(last, old))}条"
    found = _PROVISION.fullmatch(part)
    if found is None:
        return part
    words = f"第{number_zh(_old(found['article'], old))}条"
    if found["paragraph"]:
        words += f"第{number_zh(found['paragraph'])}款"
    return words + (f"第（{number_zh(found['item'])}）项" if found["item"] else "")


def _en(part: str, old: dict[str, str]) -> str:
    first, dash, last = part.partition("-")
    if dash:
        return f"{_old(first, old)}-{_old(last, old)}"
    found = _PROVISION.fullmatch(part)
    if found is None:
        return part
    words = _old(found["article"], old)
    words += f"({found['paragraph']})" if found["paragraph"] else ""
    return words + (f" item {found['item']}" if found["item"] else "")


def _old(article: str, old: dict[str, str]) -> str:
    return old.get(article, article)


@lru_cache(maxsize=256)
def number_zh(digits: str) -> str:
    """A number below 1000 in Chinese numerals, as articles are counted: 一百零七, 十二, 二十."""
    number = int(digits)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones or not number else "")
