"""What would settle an open outcome, and what would bring a duty, as sentences in both languages."""

from collections.abc import Iterable
from math import prod

from questionnaire.assessing import Assessment, Outcome
from questionnaire.engine import Answer
from questionnaire.rulebook import Question, Text
from questionnaire.settling import Flip, Settling, SettlingSet, nearest_flip, settling_sets
from questionnaire.wording import Fact, answer_words, join_en, join_zh

# How many sets are told, and of one set how many answers; the rest is counted.
MOST_SETS = 3
MOST_ANSWERS = 4

_THEN = {
    Outcome.APPLIES: Text(zh="则适用", en="it applies"),
    Outcome.DOES_NOT_APPLY: Text(zh="则不适用", en="it does not apply"),
}


def settling_words(
    assessment: Assessment, obligation_id: str, sets: tuple[SettlingSet, ...] | None = None
) -> Text | None:
    """What would settle an undetermined obligation, and what no fact settles; None if it is settled.

    ``sets`` saves finding `settling_sets` again.
    """
    result = assessment.obligations[obligation_id]
    if result.outcome is not Outcome.UNDETERMINED:
        return None
    found = settling_sets(assessment, obligation_id) if sets is None else sets
    told = [_set_words(assessment, each) for each in found[:MOST_SETS]]
    if result.missing and not found:
        told.append(
            Text(
                zh="没有三项以内的事实足以使其确定。",
                en="No three facts or fewer are enough to settle it.",
            )
        )
    if result.open_points:
        titles = [assessment.rulebook.open_points[point].title for point in result.open_points]
        told.append(
            Text(
                zh=f"任何事实都不能解决的法律疑问：{''.join(title.zh for title in titles)}",
                en=f"No fact answers what the law leaves open: {' '.join(title.en for title in titles)}",
            )
        )
    return Text(zh="".join(each.zh for each in told), en=" ".join(each.en for each in told))


def flip_words(assessment: Assessment, obligation_id: str, flip: Flip | None = None) -> Text | None:
    """The nearest change with which an obligation would apply; None if there is none to tell.

    ``flip`` saves finding `nearest_flip` again.
    """
    found = nearest_flip(assessment, obligation_id) if flip is None else flip
    if found is None:
        return None
    changes = [_change(assessment, fact) for fact in found.changes]
    return Text(
        zh=f"如果{join_zh(change.zh for change in changes)}，则适用。",
        en=f"It would apply if {join_en(change.en for change in changes)}.",
    )


def _change(assessment: Assessment, fact: Fact) -> Text:
    question, held = assessment.rulebook.questions[fact.question], assessment.answers.get(fact.question)
    label, new = question.label, fact.answer
    if isinstance(held, tuple) and isinstance(new, tuple):
        if set(held) < set(new):
            more = _listed(question, [(option,) for option in new if option not in held])
            return Text(zh=f"“{label.zh}”还包括{more.zh}", en=f"“{label.en}” also included {more.en}")
        if set(new) < set(held):
            less = _listed(question, [(option,) for option in held if option not in new])
            return Text(zh=f"“{label.zh}”不包括{less.zh}", en=f"“{label.en}” did not include {less.en}")
    words = _listed(question, [new], upwards=not isinstance(held, int) or held < _number(new))
    now = Text(zh="尚未回答", en="not answered yet")
    if held is not None:
        told = answer_words(question, held)
        mark = "{}" if isinstance(held, int) else "“{}”"
        now = Text(zh="现为" + mark.format(told.zh), en="now " + mark.format(told.en))
    return Text(
        zh=f"“{label.zh}”为{words.zh}（{now.zh}）",
        en=f"“{label.en}” were {words.en} ({now.en})",
    )


def _number(answer: Answer) -> int:
    return answer if isinstance(answer, int) else 0


def _listed(question: Question, answers: list[Answer], *, upwards: bool = True) -> Text:
    """Answers in quotation marks, joined by *or*; numbers as all on their side of a threshold."""
    numbers = [answer for answer in answers if isinstance(answer, int)]
    if numbers:
        edge = min(numbers) if upwards else max(numbers)
        zh, en = ("不少于{:,}", "{:,} or more") if upwards else ("不超过{:,}", "{:,} or fewer")
        return Text(zh=zh.format(edge), en=en.format(edge))
    most = len(answers) if len(answers) == MOST_ANSWERS + 1 else MOST_ANSWERS
    told = [answer_words(question, answer) for answer in answers[:most]]
    zh_told, en_told = [f"“{words.zh}”" for words in told], [f"“{words.en}”" for words in told]
    more = len(answers) - most
    if more > 0:
        return Text(
            zh=f"{'、'.join(zh_told)}等{len(answers)}项之一", en=f"{', '.join(en_told)} or one of {more} more"
        )
    return Text(zh=_or(zh_told, "、", "或者"), en=_or(en_told, ", ", " or "))


def _or(parts: list[str], comma: str, last: str) -> str:
    return parts[0] if len(parts) == 1 else comma.join(parts[:-1]) + last + parts[-1]


def _set_words(assessment: Assessment, found: SettlingSet) -> Text:
    labels = [assessment.rulebook.questions[name].label for name in found.questions]
    cases = [case for outcome in _THEN for case in _cases(assessment, found, outcome)]
    zh = "、".join(f"“{label.zh}”" for label in labels)
    en = join_en(f"“{label.en}”" for label in labels)
    if found.must:
        verb = "settle" if len(labels) > 1 else "settles"
        zh, en = f"查明{zh}，无论结果如何均可确定", f"{en} {verb} it whatever the answer"
    else:
        zh, en = f"查明{zh}可能即可确定", f"{en} can settle it"
    return Text(
        zh=f"{zh}：{'；'.join(case.zh for case in cases)}。",
        en=f"{en}: {'; '.join(case.en for case in cases)}.",
    )


def _cases(assessment: Assessment, found: SettlingSet, outcome: Outcome) -> Iterable[Text]:
    """The answers with one outcome, told together where every combination of them has it."""
    mine = [settling for settling in found.answers if settling.outcome is outcome]
    if not mine:
        return
    offered = {name: _answers(mine, name) for name in found.questions}
    if prod(map(len, offered.values())) == len(mine):
        yield _case(assessment, offered, outcome, 0)
        return
    more = len(mine) - MOST_ANSWERS
    for place, settling in enumerate(mine[:MOST_ANSWERS]):
        last = place == min(len(mine), MOST_ANSWERS) - 1
        alone = {fact.question: [fact.answer] for fact in settling.answers}
        yield _case(assessment, alone, outcome, more if last else 0)


def _answers(settlings: Iterable[Settling], name: str) -> list[Answer]:
    facts = (fact for settling in settlings for fact in settling.answers if fact.question == name)
    return list(dict.fromkeys(fact.answer for fact in facts))


def _case(assessment: Assessment, offered: dict[str, list[Answer]], outcome: Outcome, more: int) -> Text:
    alone = len(offered) == 1
    zh, en = [], []
    for name, answers in offered.items():
        question = assessment.rulebook.questions[name]
        highest = max(assessment.compiled.thresholds_of.get(name, (0,)))
        either = _listed(question, answers, upwards=highest in answers)
        zh.append(f"为{either.zh}" if alone else f"“{question.label.zh}”为{either.zh}")
        en.append(f"it is {either.en}" if alone else f"“{question.label.en}” is {either.en}")
    then = _THEN[outcome]
    also_zh = f"（另有{more}种组合亦然）" if more > 0 else ""
    also_en = f" (so with {more} more combinations)" if more > 0 else ""
    return Text(zh=f"若{join_zh(zh)}，{then.zh}{also_zh}", en=f"if {join_en(en)}, {then.en}{also_en}")
