"""What would settle an open outcome, and what would bring a duty, as sentences in both languages."""

from collections.abc import Iterable
from dataclasses import dataclass

from questionnaire.assessing import Assessment, Outcome
from questionnaire.describing import Case, Part, cases
from questionnaire.engine import Answer
from questionnaire.rulebook import Question, Text
from questionnaire.settling import Flip, SettlingSet, nearest_flip, settling_sets
from questionnaire.wording import Fact, answer_words, join_en, join_zh

# How many sets are told, and of one set how many answers; the rest is counted.
MOST_SETS = 3
MOST_ANSWERS = 4

_THEN = {
    Outcome.APPLIES: Text(zh="则适用", en="it applies"),
    Outcome.DOES_NOT_APPLY: Text(zh="则不适用", en="it does not apply"),
}
_OTHERWISE = {
    Outcome.APPLIES: Text(zh="否则不适用", en="otherwise it does not"),
    Outcome.DOES_NOT_APPLY: Text(zh="否则适用", en="otherwise it applies"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One settling set in words: as a sentence of its own, and as what follows upon its questions."""

    text: Text
    brief: Text


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
    told = [set_words(assessment, each).text for each in found[:MOST_SETS]]
    if result.missing and not found:
        told.append(unsettled_words(len(result.missing)))
    if result.open_points:
        titles = [assessment.rulebook.open_points[point].title for point in result.open_points]
        told.append(
            Text(
                zh=f"法律本身留有疑问，查明事实也不能解决：{''.join(title.zh for title in titles)}",
                en=f"No fact answers what the law leaves open: {' '.join(title.en for title in titles)}",
            )
        )
    return Text(zh="".join(each.zh for each in told), en=" ".join(each.en for each in told))


def unsettled_words(missing: int) -> Text:
    """That no set was found though so many facts are missing."""
    if missing > MOST_SETS:
        return Text(
            zh="仅凭三项以内的事实尚不足以确定。", en="No three facts or fewer are enough to settle it."
        )
    return Text(zh="仅查明待查事实尚不足以确定。", en="The missing facts alone do not settle it.")


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
            more = _either(question, [(option,) for option in new if option not in held])
            return Text(zh=f"“{label.zh}”还包括{more.zh}", en=f"“{label.en}” also included {more.en}")
        if set(new) < set(held):
            less = _either(question, [(option,) for option in held if option not in new])
            return Text(zh=f"“{label.zh}”不包括{less.zh}", en=f"“{label.en}” did not include {less.en}")
    now = Text(zh="尚未回答", en="not answered yet")
    if held is not None:
        told = answer_words(question, held)
        mark = "{}" if isinstance(held, int) else "“{}”"
        now = Text(zh="现为" + mark.format(told.zh), en="now " + mark.format(told.en))
    if isinstance(new, int):
        upwards = not isinstance(held, int) or held < new
        words = _at_least(new) if upwards else _below(new + 1)
    else:
        either = _either(question, [new])
        words = Text(zh=f"为{either.zh}", en=either.en)
    return Text(
        zh=f"“{label.zh}”{words.zh}（{now.zh}）",
        en=f"“{label.en}” were {words.en} ({now.en})",
    )


# -- answers -------------------------------------------------------------------------------------


def _at_least(number: int) -> Text:
    return Text(zh=f"不少于{number:,}", en=f"{number:,} or more")


def _below(number: int) -> Text:
    return Text(zh=f"少于{number:,}", en=f"below {number:,}")


def _either(question: Question, answers: Iterable[Answer]) -> Text:
    """Answers in quotation marks, joined by *or*, the rest counted."""
    listed = list(answers)
    most = len(listed) if len(listed) == MOST_ANSWERS + 1 else MOST_ANSWERS
    told = [answer_words(question, answer) for answer in listed[:most]]
    zh, en = [f"“{words.zh}”" for words in told], [f"“{words.en}”" for words in told]
    more = len(listed) - most
    if more > 0:
        return Text(zh=f"{''.join(zh)}等{len(listed)}项之一", en=f"{', '.join(en)} or one of {more} more")
    return Text(zh=_joined(zh, "", "或者"), en=_joined(en, ", ", " or "))


def _joined(parts: list[str], comma: str, last: str) -> str:
    return parts[0] if len(parts) == 1 else comma.join(parts[:-1]) + last + parts[-1]


def _ranges(question: str, assessment: Assessment, numbers: tuple[Answer, ...]) -> Text:
    """Numbers as the whole ranges between thresholds that they stand for."""
    edges = [0, *assessment.compiled.thresholds_of.get(question, ())]
    ranges: list[tuple[int, int | None]] = []
    for place, low in enumerate(edges):
        high = edges[place + 1] if place + 1 < len(edges) else None
        if not any(isinstance(n, int) and low <= n and (high is None or n < high) for n in numbers):
            continue
        if ranges and ranges[-1][1] == low:
            low = ranges.pop()[0]
        ranges.append((low, high))
    told = [_range(low, high) for low, high in ranges]
    return Text(
        zh=_joined([each.zh for each in told], "、", "或者"),
        en=_joined([each.en for each in told], ", ", " or "),
    )


def _range(low: int, high: int | None) -> Text:
    if high is None:
        return _at_least(low)
    if low == 0:
        return _below(high)
    return Text(zh=f"不少于{low:,}但少于{high:,}", en=f"{low:,} or more but below {high:,}")


# -- what would settle it ------------------------------------------------------------------------


def set_words(assessment: Assessment, found: SettlingSet) -> Told:
    """One set: its questions, whether they must settle it, and the answers that do."""
    labels = [assessment.rulebook.questions[name].label for name in found.questions]
    told = cases(assessment, found)
    then = [_case(assessment, case, alone=len(labels) == 1) for case in told[:MOST_ANSWERS]]
    more = len(told) - len(then)
    zh, en = "；".join(case.zh for case in then), "; ".join(case.en for case in then)
    if more > 0:
        zh, en = f"{zh}；另有{more}种组合也可确定", f"{en}; {more} more combinations settle it, too"
    names_zh = "".join(f"“{label.zh}”" for label in labels)
    names_en = join_en(f"“{label.en}”" for label in labels)
    can = Text(zh="可能足以确定", en="can settle it")
    if found.must:
        can = Text(zh="即可确定", en=f"{'settle' if len(labels) > 1 else 'settles'} it either way")
    return Told(
        Text(zh=f"查明{names_zh}{can.zh}：{zh}。", en=f"{names_en} {can.en}: {en}."),
        Text(zh=f"查明后{can.zh}：{zh}。", en=f"{can.en[0].upper()}{can.en[1:]}: {en}."),
    )


def _case(assessment: Assessment, case: Case, *, alone: bool) -> Text:
    zh, en = [], []
    said = {_part(assessment, part) for part in case.parts}
    if len(case.parts) > 1 and len(said) == 1 and case.parts[0].how == "is":
        words, many = said.pop(), "both" if len(case.parts) == 2 else "all"
        zh, en = [f"均{words.zh}"], [f"{many} are {words.en.removeprefix('is ')}"]
    for part in () if zh else case.parts:
        words, label = _part(assessment, part), assessment.rulebook.questions[part.question].label
        zh.append(words.zh if alone else f"“{label.zh}”{words.zh}")
        en.append(f"it {words.en}" if alone else f"“{label.en}” {words.en}")
    then, rest = _THEN[case.outcome], _OTHERWISE[case.outcome]
    return Text(
        zh=f"若{join_zh(zh)}，{then.zh}" + (f"；{rest.zh}" if case.otherwise else ""),
        en=f"if {join_en(en)}, {then.en}" + (f"; {rest.en}" if case.otherwise else ""),
    )


def _part(assessment: Assessment, part: Part) -> Text:
    question = assessment.rulebook.questions[part.question]
    if part.how == "numbers":
        words = _ranges(part.question, assessment, part.answers)
        return Text(zh=words.zh, en=f"is {words.en}")
    if part.how in ("is_not", "excludes"):
        return _neither(question, part)
    if part.how == "only" and part.beside:
        return _at_most(question, part)
    words = _either(question, part.answers)
    if part.how == "includes":
        also = ("还", "also ") if part.beside else ("", "")
        return Text(zh=f"{also[0]}包括{words.zh}", en=f"{also[1]}includes {words.en}")
    if part.how == "only":
        return Text(zh=f"仅为{words.zh}", en=f"is only {words.en}")
    if part.how == "one":
        return Text(zh=f"仅有一项，即{words.zh}", en=f"is a single one, {words.en}")
    return Text(zh=f"为{words.zh}", en=f"is {words.en}")


def _at_most(question: Question, part: Part) -> Text:
    """What may come beside the options already chosen; an empty answer: nothing need come."""
    added = [answer for answer in part.answers if answer]
    if not added:
        return Text(zh="不再增加选项", en="includes nothing more than chosen so far")
    words = _either(question, added)
    most = ("至多", "at most ") if len(added) < len(part.answers) else ("只", "only ")
    return Text(
        zh=f"除已选各项外{most[0]}再包括{words.zh}",
        en=f"includes, beyond what is chosen so far, {most[1]}{words.en}",
    )


def _neither(question: Question, part: Part) -> Text:
    told = [answer_words(question, answer) for answer in part.answers]
    zh, en = ("不是", "is") if part.how == "is_not" else ("不包括", "include")
    if len(told) == 1:
        en = "is not" if part.how == "is_not" else "does not include"
        return Text(zh=f"{zh}“{told[0].zh}”", en=f"{en} “{told[0].en}”")
    en = "is" if part.how == "is_not" else "includes"
    return Text(
        zh=f"既{zh}“{told[0].zh}”，也{zh}“{told[1].zh}”",
        en=f"{en} neither “{told[0].en}” nor “{told[1].en}”",
    )
