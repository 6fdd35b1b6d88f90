"""One answer, from a file or a form, checked against its question."""

import re
from collections.abc import Callable
from datetime import date

from questionnaire.engine import NOT_SURE, Answer
from questionnaire.errors import AnswersError
from questionnaire.faults import Faults, shown
from questionnaire.rulebook import NONE, Question
from questionnaire.yaml_events import Mapping, Node, Scalar, Sequence

MAX_NUMBER = 10**12


def check_answer(question: Question, raw: object) -> Answer:
    """One answer as a form or an interface gives it: a list of words, a word, or digits.

    Raises AnswersError; ``where`` is the question, or the item of its list.
    """
    faults = Faults()
    if isinstance(raw, list | tuple):
        node: Node = Sequence(tuple(Scalar(str(item), item is None, 1) for item in raw), 1)
    else:
        node = Scalar(str(raw) if raw is not None else "", raw is None or raw == "", 1)
    answer = read_answer(question, node, question.id, faults)
    if faults.count:
        raise AnswersError(faults.all())
    assert answer is not None
    return answer


def read_answer(question: Question, node: Node, where: str, faults: Faults) -> Answer | None:
    """The answer ``node`` spells, or None with a fault noted."""
    if isinstance(node, Scalar) and (node.null or node.refused):
        if node.null:
            note_empty(where, faults, question)
        return None
    if question.kind == "multiple":
        return _multiple(question, node, where, faults)
    if not isinstance(node, Scalar):
        faults.add(
            where,
            "wrong_type",
            "这个问题只能有一个答案，不要写成列表。",
            "This question takes one answer, not a list.",
        )
        return None
    by_kind: dict[str, Callable[[Question, str, str, Faults], Answer | None]] = {
        "single": _single,
        "number": _number,
        "date": _date,
    }
    return by_kind[question.kind](question, node.text, where, faults)


def parse_day(text: str) -> date | None:
    """A real day written YYYY-MM-DD, or None."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_word(node: Node, where: str, faults: Faults, question: Question | None = None) -> str | None:
    """The characters of a scalar; a fault for null, a list or a mapping."""
    if not isinstance(node, Scalar):
        faults.add(where, "wrong_type", "这里应是一个词，不是列表。", "This must be one word, not a list.")
    elif node.null:
        note_empty(where, faults, question)
    elif not node.refused:
        return node.text
    return None


def read_words(
    node: Node, where: str, faults: Faults, question: Question | None = None
) -> list[tuple[int, str]] | None:
    """The words of a list, each with its place; None with a fault noted if it is none, or is empty."""
    if isinstance(node, Scalar) and node.refused:
        return None
    if isinstance(node, Mapping) or (isinstance(node, Scalar) and not node.null):
        word = shown(node.text) if isinstance(node, Scalar) else ""
        zh, en = (f"，例如 [{word}]", f", such as [{word}]") if word else ("", "")
        faults.add(where, "wrong_type", f"这里应是列表{zh}。", f"This must be a list{en}.")
        return None
    if isinstance(node, Scalar) or not node.items:
        note_empty(where, faults, question)
        return None
    words: dict[str, int] = {}
    for place, item in enumerate(node.items):
        here = f"{where}[{place}]"
        word_here = read_word(item, here, faults, question)
        if word_here is None:
            continue
        if word_here in words:
            faults.add(
                here,
                "duplicate_key",
                f"“{shown(word_here)}”写了两次；请只留一个。",
                f"“{shown(word_here)}” is given twice; keep one.",
            )
        else:
            words[word_here] = place
    return [(place, word) for word, place in words.items()]


def note_empty(where: str, faults: Faults, question: Question | None = None) -> None:
    """A fault for null or an empty list; what to write instead depends on what was asked."""
    if question is None:
        faults.add(
            where,
            "empty",
            "这里是空的；请填写，或者删去这一项。",
            "Nothing is given here; fill it in, or leave it out.",
        )
        return
    has_none = any(option.id == NONE for option in question.options)
    zh, en = ("none或者not_sure", "none or not_sure") if has_none else ("not_sure", "not_sure")
    faults.add(
        where,
        "empty",
        f"这里是空的；请写{zh}，或者删去该题。",
        f"Nothing is given here; write {en}, or leave the question out.",
    )


def note_bad_date(where: str, word: str, faults: Faults, *, or_not_sure: bool = False) -> None:
    """A fault for what is no day."""
    zh, en = ("，或者not_sure", ", or not_sure") if or_not_sure else ("", "")
    faults.add(
        where,
        "bad_date",
        f"“{shown(word)}”不是真实的日期；请写成YYYY-MM-DD，例如2026-11-21{zh}。",
        f"“{shown(word)}” is not a real day; write YYYY-MM-DD, such as 2026-11-21{en}.",
    )


# -- by kind of question -----------------------------------------------------------------------


def _multiple(question: Question, node: Node, where: str, faults: Faults) -> Answer | None:
    before = faults.count
    items = read_words(node, where, faults, question)
    if items is None:
        return None
    known = {option.id for option in question.options}
    for place, word in items:
        if word not in known:
            _note_unknown_option(question, word, f"{where}[{place}]", faults)
    words = {word for _, word in items}
    if NONE in words & known and len(words) > 1:
        faults.add(
            where,
            "exclusive",
            "none表示都没有，不能与其他答案同选。",
            "“none” means none of them and stands alone.",
        )
    if faults.count > before or not words:
        return None
    return tuple(option.id for option in question.options if option.id in words)


def _single(question: Question, word: str, where: str, faults: Faults) -> Answer | None:
    if any(option.id == word for option in question.options):
        return word
    _note_unknown_option(question, word, where, faults)
    return None


def _note_unknown_option(question: Question, word: str, where: str, faults: Faults) -> None:
    known = [option.id for option in question.options]
    faults.add(
        where,
        "unknown_option",
        f"“{question.label.zh}”没有“{shown(word)}”这个选项；可用的有：{'、'.join(known)}。",
        f"“{question.label.en}” has no option “{shown(word)}”; the options are {', '.join(known)}.",
        faults.nearest(word, known),
    )


def _number(question: Question, word: str, where: str, faults: Faults) -> Answer | None:
    if word == NOT_SURE:
        return word
    # Leading zeros are digits too and mean nothing; without them the length bounds what int() costs.
    digits = word.lstrip("0") or "0"
    if re.fullmatch(r"[0-9]+", word) and len(digits) <= len(str(MAX_NUMBER)) and int(digits) <= MAX_NUMBER:
        return int(digits)
    faults.add(
        where,
        "bad_number",
        f"“{shown(word)}”不是可用的数字；请只写阿拉伯数字，0到{MAX_NUMBER}，或者not_sure。",
        f"“{shown(word)}” is not a usable number; write digits only, 0 to {MAX_NUMBER}, or not_sure.",
    )
    return None


def _date(question: Question, word: str, where: str, faults: Faults) -> Answer | None:
    if word == NOT_SURE or parse_day(word) is not None:
        return word
    note_bad_date(where, word, faults, or_not_sure=True)
    return None
