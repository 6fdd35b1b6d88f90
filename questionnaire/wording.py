"""Pieces of sentences, in both languages: answers, positions, clauses joined, brackets behind."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from questionnaire.assessing import Assessment
from questionnaire.engine import NOT_SURE, Answer
from questionnaire.rulebook import Question, Text


@dataclass(frozen=True, slots=True)
class Fact:
    """A question and what was answered to it."""

    question: str
    answer: Answer


def fact_words(assessment: Assessment, fact: Fact) -> Text:
    """An answer as "label: options", both languages."""
    question = assessment.rulebook.questions[fact.question]
    words = answer_words(question, fact.answer)
    return Text(zh=f"{question.label.zh}：{words.zh}", en=f"{question.label.en}: {words.en}")


def answer_words(question: Question, answer: Answer) -> Text:
    """An answer in the short words of its options, or as a number or day."""
    if isinstance(answer, int):
        return Text(zh=f"{answer:,}", en=f"{answer:,}")
    chosen = answer if isinstance(answer, tuple) else (answer,)
    known = {option.id: option.short for option in question.options}
    if answer == NOT_SURE and NOT_SURE not in known:
        return Text(zh="不确定", en="Not sure")
    words = [known[option] if option in known else Text(zh=option, en=option) for option in chosen]
    return Text(zh=_listed([w.zh for w in words], "、", "／"), en=_listed([w.en for w in words], ", ", " / "))


def _listed(words: list[str], comma: str, apart: str) -> str:
    """``words`` in a row; by another sign where one of several has the comma within."""
    return (apart if len(words) > 1 and any(comma in word for word in words) else comma).join(words)


def position_words(assessment: Assessment, point: str) -> Text:
    """The position taken on an open point, as a clause."""
    reading = assessment.positions[point]
    title = assessment.rulebook.open_points[point].title
    return Text(
        zh=f"就“{title.zh}”采取立场：读法{reading}",
        en=f"position taken on “{title.en}”: reading {reading}",
    )


def words_behind(assessment: Assessment, facts: Iterable[Fact], positions: Iterable[str]) -> tuple[str, str]:
    """A bracket with the answers and positions behind a sentence, in zh and en; empty for none."""
    words = [fact_words(assessment, fact) for fact in facts]
    words += [position_words(assessment, point) for point in positions]
    if not words:
        return "", ""
    return f"（{'；'.join(word.zh for word in words)}）", f" ({'; '.join(word.en for word in words)})"


def join_zh(parts: Iterable[str]) -> str:
    """Clauses one after the other, the last with 且."""
    listed = list(dict.fromkeys(parts))
    return listed[0] if len(listed) == 1 else "，".join(listed[:-1]) + f"，且{listed[-1]}" if listed else ""


def join_en(parts: Iterable[str]) -> str:
    """Clauses one after the other, the last with "and", after a comma where a clause has its own "and"."""
    listed = list(dict.fromkeys(parts))
    has_and = any(" and " in re.sub("“[^”]*”", "", part) for part in listed)
    last = ", and" if has_and else " and"
    return (
        listed[0] if len(listed) == 1 else ", ".join(listed[:-1]) + f"{last} {listed[-1]}" if listed else ""
    )


def capital(words: str) -> str:
    """``words`` with a capital first letter."""
    return words[:1].upper() + words[1:]


def stopped(sentence: str, stop: str) -> str:
    """``sentence`` with ``stop`` at its end, unless it has one."""
    return sentence if sentence.endswith(("？", "?", "。", ".")) else sentence + stop
