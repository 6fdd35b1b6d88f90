"""Outcomes in words: because-sentences and the scope verdict, in both languages.

A sentence names the determinations that decided, as the law files word them, and behind them
the answers they rest on; so two different answers never read the same. For what is still open
it keeps apart what can be found out and what the law itself leaves open.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from questionnaire.assessing import Assessment, ObligationResult, Outcome, Scope
from questionnaire.compiling import bits
from questionnaire.conditions import AtLeast, Determined, IsOption, Leaf, Reading
from questionnaire.rulebook import Text
from questionnaire.truth import FALSE, TRUE, Truth
from questionnaire.wording import (
    Fact,
    capital,
    join_en,
    join_zh,
    position_words,
    stopped,
    words_behind,
)

# Handed on: whoever explains also words answers.
from questionnaire.wording import answer_words as answer_words
from questionnaire.wording import fact_words as fact_words

# What each group of instruments is called.
GROUP_NAMES = {
    "core": Text(zh="核心文件", en="core instruments"),
    "data": Text(zh="网络安全与数据安全", en="cybersecurity and data security"),
    "pi": Text(zh="个人信息保护", en="personal information"),
    "minors": Text(zh="未成年人保护", en="minors"),
    "companions": Text(zh="拟人化互动", en="companions"),
    "sector": Text(zh="行业与其他", en="sectors and others"),
}


@dataclass(frozen=True, slots=True)
class Because:
    """Why an obligation has its outcome: a sentence, the answers and determinations it rests on.

    ``brief`` is the sentence without the answers behind it, for lists.
    """

    text: Text
    facts: tuple[Fact, ...]
    determinations: tuple[tuple[str, str], ...]
    brief: Text


def because(assessment: Assessment, obligation: str) -> Because:
    """Why ``obligation`` has its outcome. KeyError for one outside the coverage."""
    result = assessment.obligations[obligation]
    if result.outcome is Outcome.NOT_IN_FORCE:
        text = _not_in_force(assessment, result)
        return Because(text, (), (), text)
    if result.outcome is Outcome.UNDETERMINED:
        return _undetermined(assessment, result)
    engine, truth = assessment.compiled.engine, TRUE if result.outcome is Outcome.APPLIES else FALSE
    trace = result.trace
    clauses = [_clause(assessment, engine.leaves[number]) for number in bits(trace)]
    facts = _facts(assessment, assessment.expand(trace))
    names = tuple(
        (name, assessment.determinations[name].value)
        for name in _ordered(assessment, engine.determinations_in(trace))
    )
    shown = [fact for fact in facts if not _named_directly(assessment, trace, fact)]
    text = _sentence(assessment, truth, clauses, shown, _positions_in(assessment, assessment.expand(trace)))
    return Because(text, facts, names, _sentence(assessment, truth, clauses, [], []))


# -- sentences ---------------------------------------------------------------------------------


def _sentence(
    assessment: Assessment, truth: Truth, clauses: list[Text], facts: list[Fact], positions: list[str]
) -> Text:
    zh, en = join_zh(clause.zh for clause in clauses), join_en(clause.en for clause in clauses)
    behind_zh, behind_en = words_behind(assessment, facts, positions)
    zh, en = zh + behind_zh, en + behind_en
    if truth is TRUE:
        return Text(zh=f"因为{zh}。", en=f"Because {en}.")
    return Text(zh=f"不适用：{zh}。", en=f"Does not apply: {en}.")


def _clause(assessment: Assessment, leaf: Leaf) -> Text:
    """One deciding leaf as a clause: a determination in the law files' words, or an answer."""
    if isinstance(leaf, Determined):
        determination = assessment.rulebook.determinations[leaf.determination]
        is_yes = assessment.determinations[leaf.determination].value == "yes"
        return determination.yes if is_yes else determination.no
    if isinstance(leaf, Reading):
        return position_words(assessment, leaf.open_point)
    question = assessment.rulebook.questions[leaf.question]
    truth = assessment.evaluation.slots[assessment.compiled.engine.table.index(leaf)][0]
    label = question.label
    if isinstance(leaf, AtLeast):
        zh, en = ("不少于", "is at least") if truth is TRUE else ("少于", "is below")
        return Text(zh=f"“{label.zh}”{zh}{leaf.number}", en=f"“{label.en}” {en} {leaf.number:,}")
    option = question.option(leaf.option).short
    if isinstance(leaf, IsOption) and question.kind == "multiple":
        zh, en = ("包括", "includes") if truth is TRUE else ("不包括", "does not include")
    else:
        zh, en = ("为", "is") if truth is TRUE else ("不是", "is not")
    return Text(zh=f"“{label.zh}”{zh}“{option.zh}”", en=f"“{label.en}” {en} “{option.en}”")


def _not_in_force(assessment: Assessment, result: ObligationResult) -> Text:
    obligation = assessment.rulebook.obligations[result.id]
    then_zh, then_en = {
        Outcome.APPLIES: ("按现有回答，届时适用", "on the answers given it will then apply"),
        Outcome.DOES_NOT_APPLY: ("按现有回答，届时不适用", "on the answers given it will not apply then"),
        Outcome.UNDETERMINED: (
            "按现有回答，届时是否适用待定",
            "on the answers given it is open whether it will",
        ),
    }[result.by_condition]
    asked = assessment.as_of.isoformat()
    if assessment.as_of < obligation.periods[0].from_:
        begins = obligation.periods[0].from_.isoformat()
        return Text(
            zh=f"自{begins}起施行，评估基准日{asked}尚未生效；{then_zh}。",
            en=f"In force from {begins}, not yet on {asked}; {then_en}.",
        )
    ended = max(period.until for period in obligation.periods if period.until is not None).isoformat()
    return Text(
        zh=f"有效至{ended}，评估基准日{asked}已不再有效。",
        en=f"In force until {ended}, no longer on {asked}.",
    )


def _undetermined(assessment: Assessment, result: ObligationResult) -> Because:
    roots = _roots(assessment, result.trace)
    questions, points = assessment.rulebook.questions, assessment.rulebook.open_points
    zh, en = [], []
    if roots:
        meanings = [assessment.rulebook.determinations[name].meaning for name in roots]
        zh.append(f"{'、'.join(meaning.zh for meaning in meanings)}，尚不能确定")
        en.append(f"it is not settled {join_en(meaning.en for meaning in meanings)}")
    if result.missing:
        labels = [questions[name].label for name in result.missing]
        zh.append(f"须查明：{'、'.join(label.zh for label in labels)}")
        en.append(f"to find out: {', '.join(label.en for label in labels)}")
    if result.open_points:
        titles = [points[point].title for point in result.open_points]
        zh.append(f"法律未决：{''.join(title.zh for title in titles)}")
        en.append(f"the law leaves open: {' '.join(title.en for title in titles)}")
    cases = _beneath_cases(assessment, result.open_points)
    facts = _facts(assessment, cases)
    taken = _positions_in(assessment, cases)
    rests_zh, rests_en = words_behind(assessment, facts, taken)
    text = Text(
        zh=f"待定：{stopped('；'.join(zh) + rests_zh, '。')}",
        en=f"Undetermined: {stopped('; '.join(en) + rests_en, '.')}",
    )
    brief = _open_brief(assessment, result)
    return Because(text, facts, tuple((name, "uncertain") for name in roots), brief)


# How many missing facts a list names; the rest is counted.
_NAMED = 3


def _open_brief(assessment: Assessment, result: ObligationResult) -> Text:
    """What is open about an obligation in one line."""
    labels = [assessment.rulebook.questions[name].label for name in result.missing]
    zh, en = [], []
    if labels:
        more = len(labels) - _NAMED
        zh.append(
            f"须查明：{'、'.join(label.zh for label in labels[:_NAMED])}"
            + (f"等{len(labels)}项" if more > 0 else "")
        )
        en.append(
            f"To find out: {', '.join(label.en for label in labels[:_NAMED])}"
            + (f" and {more} more" if more > 0 else "")
        )
    if result.open_points:
        points = [assessment.rulebook.open_points[point].title for point in result.open_points]
        zh.append(f"法律未决：{''.join(point.zh for point in points)}")
        en.append(f"{'the' if en else 'The'} law leaves open: {' '.join(point.en for point in points)}")
    return Text(zh=stopped("；".join(zh), "。"), en=stopped("; ".join(en), "."))


def _beneath_cases(assessment: Assessment, points: Iterable[str]) -> int:
    """The facts and readings that put ``points`` in play."""
    facts = 0
    for point in points:
        facts |= assessment.expand(assessment.case(point)[1])
    return facts


# -- what a trace names ------------------------------------------------------------------------


def _roots(assessment: Assessment, trace: int) -> tuple[str, ...]:
    """The uncertain determinations beneath ``trace`` that themselves rest on an open fact or point."""
    engine = assessment.compiled.engine
    found: set[str] = set()
    todo, seen = engine.determinations_in(trace), set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        beneath = assessment.determinations[name].trace
        if beneath & ~engine.determination_mask:
            found.add(name)
        todo += engine.determinations_in(beneath)
    return tuple(_ordered(assessment, found))


def _ordered(assessment: Assessment, names: Iterable[str]) -> list[str]:
    chosen = set(names)
    return [name for name in assessment.rulebook.determinations if name in chosen]


def _facts(assessment: Assessment, facts: int, *, also: Iterable[str] = ()) -> tuple[Fact, ...]:
    """The answers beneath an expanded trace, and those to the questions ``also``, in catalogue order."""
    engine, answers = assessment.compiled.engine, assessment.answers
    named = {*engine.questions_in(facts), *also}
    return tuple(
        Fact(name, answers[name])
        for name in assessment.rulebook.questions
        if name in named and name in answers
    )


def _positions_in(assessment: Assessment, facts: int) -> list[str]:
    masks = assessment.compiled.engine.point_masks
    return sorted(point for point in assessment.positions if masks.get(point, 0) & facts)


def _named_directly(assessment: Assessment, trace: int, fact: Fact) -> bool:
    """Whether a fact is already spelt out whole: its own leaf decided, and it is a single answer."""
    question = assessment.rulebook.questions[fact.question]
    if question.kind != "single":
        return False
    leaves = assessment.compiled.engine.leaves
    return any(
        isinstance(leaf := leaves[number], IsOption)
        and leaf.question == fact.question
        and leaf.option == fact.answer
        for number in bits(trace)
    )


# -- the verdict -------------------------------------------------------------------------------

ELEMENTS = ("genai", "public", "mainlandoffer", "provides")

_TITLES = {
    Scope.IN_SCOPE: Text(zh="适用《暂行办法》", en="The Interim Measures apply"),
    Scope.LIKELY_IN_SCOPE: Text(
        zh="倾向适用《暂行办法》，但法律留有疑问",
        en="Probably within the Interim Measures, but the law leaves it open",
    ),
    Scope.UNCERTAIN: Text(
        zh="是否适用《暂行办法》尚不能确定", en="Whether the Interim Measures apply is not settled"
    ),
    Scope.LIKELY_OUT_OF_SCOPE: Text(
        zh="倾向不适用《暂行办法》，但法律留有疑问",
        en="Probably outside the Interim Measures, but the law leaves it open",
    ),
    Scope.OUT_OF_SCOPE: Text(zh="不适用《暂行办法》", en="The Interim Measures do not apply"),
    Scope.NOT_IN_FORCE: Text(
        zh="评估基准日《暂行办法》尚未施行", en="The Interim Measures were not in force on the day asked"
    ),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The scope verdict in words, with the answers it rests on."""

    scope: Scope
    title: Text
    reason: Text
    facts: tuple[Fact, ...]


def verdict(assessment: Assessment) -> Verdict:
    """Whether the Interim Measures apply, in words first, with the reason."""
    scope = assessment.scope
    if scope is Scope.NOT_IN_FORCE:
        asked = assessment.as_of.isoformat()
        reason = Text(
            zh=f"《暂行办法》自2023-08-15起施行；评估基准日为{asked}。",
            en=f"The Interim Measures came into force on 2023-08-15; the day asked is {asked}.",
        )
        return Verdict(scope, _TITLES[scope], reason, ())
    trace = assessment.determinations["scope"].trace
    facts = _facts(assessment, assessment.expand(trace))
    if scope in (Scope.IN_SCOPE, Scope.OUT_OF_SCOPE):
        names = _ordered(assessment, assessment.compiled.engine.determinations_in(trace))
        clauses = [_clause(assessment, Determined(determination=name)) for name in names]
        positions = _positions_in(assessment, assessment.expand(trace))
        return Verdict(scope, _TITLES[scope], _verdict_sentence(assessment, clauses, facts, positions), facts)
    return Verdict(scope, _TITLES[scope], _open_reason(assessment), _answered_elements(assessment))


def _verdict_sentence(
    assessment: Assessment, clauses: list[Text], facts: tuple[Fact, ...], positions: list[str]
) -> Text:
    behind_zh, behind_en = words_behind(assessment, facts, positions)
    zh, en = join_zh(clause.zh for clause in clauses), join_en(clause.en for clause in clauses)
    return Text(zh=f"{zh}{behind_zh}。", en=f"{capital(en)}{behind_en}.")


def _open_reason(assessment: Assessment) -> Text:
    """What is settled of the four elements, what is not, and which way the law leans there."""
    settled, open_ = [], []
    for name in ELEMENTS:
        value = assessment.determinations[name].value
        if value == "yes":
            settled.append(_clause(assessment, Determined(determination=name)))
        elif value == "uncertain":
            open_.append(assessment.rulebook.determinations[name])
    zh, en = [], []
    if settled:
        zh.append(join_zh(clause.zh for clause in settled))
        en.append(capital(join_en(clause.en for clause in settled)))
    behind_zh, behind_en = words_behind(assessment, _open_facts(assessment), [])
    zh.append(f"{'、'.join(element.meaning.zh for element in open_)}，尚不能确定{behind_zh}")
    en.append(f"{capital(join_en(element.meaning.en for element in open_))} is not settled{behind_en}")
    for point in _points_of_scope(assessment):
        open_point = assessment.rulebook.open_points[point]
        zh.append(f"{open_point.title.zh}{open_point.leaning_text.zh}")
        en.append(f"{open_point.title.en} {open_point.leaning_text.en}")
    return Text(
        zh="".join(stopped(part, "。") for part in zh), en=" ".join(stopped(part, ".") for part in en)
    )


def _points_of_scope(assessment: Assessment) -> list[str]:
    residual = assessment.expand(assessment.determinations["scope"].trace)
    return sorted(assessment.points_in_play(residual))


# The answers that grade a verdict which the determinations leave uncertain (`Assessment.scope`).
_GRADING = ("audience", "customer_reexposure")


def _open_facts(assessment: Assessment) -> tuple[Fact, ...]:
    """The answers that leave the verdict to an open point, and those that grade it."""
    cases = _beneath_cases(assessment, _points_of_scope(assessment))
    graded = assessment.scope in (Scope.LIKELY_IN_SCOPE, Scope.LIKELY_OUT_OF_SCOPE)
    return _facts(assessment, cases, also=_GRADING if graded else ())


def _answered_elements(assessment: Assessment) -> tuple[Fact, ...]:
    """What was answered to the questions the four elements and the grade rest on."""
    facts = 0
    for name in ELEMENTS:
        facts |= assessment.expand(assessment.determinations[name].trace)
    return _facts(assessment, facts, also=[fact.question for fact in _open_facts(assessment)])
