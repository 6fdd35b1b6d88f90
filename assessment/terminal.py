"""An assessment as a page for the terminal: the verdict first, then what is open, then the duties."""

import unicodedata
from collections.abc import Iterable, Iterator

from questionnaire.assessing import GROUPS, Assessment, Outcome
from questionnaire.explaining import GROUP_NAMES, answer_words, because, verdict
from questionnaire.flow import decisiveness, most_decisive_first
from questionnaire.rulebook import Instrument, Text

WIDTH = 100
SHAPES = {"applies": "●", "undetermined": "◐", "does_not_apply": "○", "not_in_force": "◌"}
HEADINGS = {
    "applies": Text(zh="适用的义务", en="Obligations that apply"),
    "undetermined": Text(zh="待定的义务", en="Obligations still open"),
    "not_in_force": Text(zh="尚未生效或者已失效", en="Not in force on the day asked"),
    "does_not_apply": Text(zh="不适用的义务及理由", en="Obligations that do not apply, and why"),
}
MARKS = {
    "secondary": Text(zh="据二手来源", en="from a secondary source"),
    "to_confirm": Text(zh="待核实", en="to be confirmed"),
}
_NO_LINE_START = "，。；：、？！）》”’…"


def page(assessment: Assessment, language: str) -> str:
    """The page for ``language`` (`zh`, `en` or `both`), as lines of at most 100 cells."""
    return "\n".join(line.rstrip() for line in _Page(assessment, language).lines()) + "\n"


class _Page:
    def __init__(self, assessment: Assessment, language: str) -> None:
        self.assessment = assessment
        self.rulebook = assessment.rulebook
        self.languages = ("zh", "en") if language == "both" else (language,)

    def lines(self) -> Iterator[str]:
        yield from self.head()
        yield from self.scope()
        yield from self.figures()
        yield from self.find_out()
        yield from self.points()
        for outcome in (Outcome.APPLIES, Outcome.UNDETERMINED, Outcome.NOT_IN_FORCE, Outcome.DOES_NOT_APPLY):
            yield from self.obligations(outcome)
        yield from self.answers()
        yield from self.notes()

    # -- blocks -----------------------------------------------------------------------------

    def say(self, text: Text, indent: int = 0) -> Iterator[str]:
        for language in self.languages:
            yield from wrap(getattr(text, language), WIDTH, " " * indent)

    def one(self, text: Text) -> str:
        return " · ".join(dict.fromkeys(getattr(text, language) for language in self.languages))

    def heading(self, text: Text) -> Iterator[str]:
        yield ""
        yield self.one(text)
        yield "─" * WIDTH

    def head(self) -> Iterator[str]:
        day = self.assessment.as_of.isoformat()
        yield "合规 Hegui"
        yield from self.say(Text(zh=f"按{day}有效的法律", en=f"The law as of {day}"))
        yield f"{self.rulebook.version} · {self.rulebook.digest}"
        left_out = [GROUP_NAMES[group] for group in GROUPS if group not in self.assessment.coverage]
        if left_out:
            yield from self.say(
                Text(
                    zh=f"未纳入评估：{'、'.join(name.zh for name in left_out)}",
                    en=f"Left out of the assessment: {', '.join(name.en for name in left_out)}",
                )
            )
        if self.assessment.beyond_known_law:
            known = self.rulebook.law_known_to.isoformat()
            yield from self.say(Text(zh=f"所知法律截至{known}。", en=f"Law as known on {known}."))

    def scope(self) -> Iterator[str]:
        found = verdict(self.assessment)
        yield from self.heading(Text(zh="是否适用《暂行办法》", en="Do the Interim Measures apply?"))
        for language in self.languages:
            yield from wrap(getattr(found.title, language), WIDTH)
            yield from wrap(getattr(found.reason, language), WIDTH, "  ")

    def figures(self) -> Iterator[str]:
        words = {
            "applies": Text(zh="适用", en="apply"),
            "undetermined": Text(zh="待定", en="open"),
            "does_not_apply": Text(zh="不适用", en="do not apply"),
            "not_in_force": Text(zh="未生效", en="not in force"),
        }
        counts = dict.fromkeys(words, 0)
        for result in self.assessment.obligations.values():
            counts[result.outcome.value] += 1
        yield ""
        for language in self.languages:
            yield "    ".join(
                f"{SHAPES[name]} {counts[name]} {getattr(word, language)}" for name, word in words.items()
            )

    def find_out(self) -> Iterator[str]:
        settles = decisiveness(self.assessment)
        names = [*most_decisive_first(self.assessment), *self.assessment.unsure]
        names.sort(key=lambda name: -settles[name])
        if not names:
            return
        yield from self.heading(Text(zh="先查明这些事实", en="Find these out first"))
        for number, name in enumerate(names, 1):
            question = self.rulebook.questions[name]
            mean = settles[name]
            yield f"{number:>3}. {self.one(question.ask)}"
            if mean:
                yield from self.say(
                    Text(
                        zh=f"每个确定的回答平均可确定{mean:.0f}项义务",
                        en=f"a definite answer settles {mean:.0f} on average",
                    )
                    if mean >= 0.5
                    else Text(zh="与其他事实合起来才有决定作用", en="decides only together with other facts"),
                    5,
                )
            yield from self.say(question.if_not_sure, 5)

    def points(self) -> Iterator[str]:
        touched: dict[str, int] = {}
        for result in self.assessment.obligations.values():
            for point in result.open_points:
                touched[point] = touched.get(point, 0) + 1
        if not touched and not self.assessment.positions:
            return
        yield from self.heading(Text(zh="法律未决之处", en="What the law leaves open"))
        for name in sorted({*touched, *self.assessment.positions}):
            point = self.rulebook.open_points[name]
            yield f"{name}  {self.one(point.title)}"
            for letter, reading in (("A", point.reading_a), ("B", point.reading_b)):
                if reading is not None:
                    yield from self.say(Text(zh=f"{letter}. {reading.zh}", en=f"{letter}. {reading.en}"), 4)
            yield from self.say(point.leaning_text, 4)
            taken = self.assessment.positions.get(name)
            if taken:
                yield from self.say(
                    Text(zh=f"已采取立场：读法{taken}", en=f"Position taken: reading {taken}"), 4
                )
            else:
                count = touched[name]
                yield from self.say(
                    Text(
                        zh=f"未采取立场；{count}项义务取决于此",
                        en=f"No position taken; {count} obligations rest on it",
                    ),
                    4,
                )
            yield ""

    def obligations(self, outcome: Outcome) -> Iterator[str]:
        chosen = [name for name, result in self.assessment.obligations.items() if result.outcome is outcome]
        if not chosen:
            return
        heading = HEADINGS[outcome.value]
        yield from self.heading(
            Text(zh=f"{SHAPES[outcome.value]} {heading.zh} {len(chosen)}", en=f"{heading.en} {len(chosen)}")
            if len(self.languages) == 2
            else Text(
                zh=f"{SHAPES[outcome.value]} {heading.zh} {len(chosen)}",
                en=f"{SHAPES[outcome.value]} {heading.en} {len(chosen)}",
            )
        )
        for instrument, names in self.by_instrument(chosen):
            yield ""
            yield self.one(instrument.short)
            for name in names:
                yield from self.obligation(name, outcome)

    def by_instrument(self, names: list[str]) -> Iterator[tuple[Instrument, list[str]]]:
        grouped: dict[str, list[str]] = {}
        for name in names:
            grouped.setdefault(self.rulebook.obligations[name].citation.instrument, []).append(name)
        for instrument in self.rulebook.instruments.values():
            if instrument.id in grouped:
                yield instrument, grouped[instrument.id]

    def obligation(self, name: str, outcome: Outcome) -> Iterator[str]:
        obligation = self.rulebook.obligations[name]
        why = because(self.assessment, name)
        cited = obligation.citation.text
        if obligation.citation.before_2026 is not None and self.assessment.as_of.year < 2026:
            cited = obligation.citation.before_2026.text
        mark = f"  [{self.one(MARKS[obligation.mark])}]" if obligation.mark in MARKS else ""
        yield from wrap(
            f"{name}  {self.one(obligation.title)}  ({self.one(cited)}){mark}", WIDTH, "  ", "      "
        )
        yield from self.say(why.text, 6)
        if outcome is Outcome.APPLIES and obligation.deadline is not None:
            yield from self.say(
                Text(zh=f"时限：{obligation.deadline.zh}", en=f"When: {obligation.deadline.en}"), 6
            )

    def answers(self) -> Iterator[str]:
        if not self.assessment.answers:
            return
        yield from self.heading(Text(zh="所依据的回答", en="Answers relied on"))
        parked = set(self.assessment.parked)
        for name, answer in self.assessment.answers.items():
            question = self.rulebook.questions[name]
            words = answer_words(question, answer)
            text = Text(zh=f"{question.label.zh}：{words.zh}", en=f"{question.label.en}: {words.en}")
            if name in parked:
                text = Text(
                    zh=f"{text.zh}（暂无作用，保留）", en=f"{text.en} (parked: kept, without effect now)"
                )
            yield from self.say(text, 2)

    def notes(self) -> Iterator[str]:
        yield from self.heading(Text(zh="说明", en="Notes"))
        for note in (*self.rulebook.notes, self.rulebook.search_limit, *STANDING):
            yield from self.say(note, 2)


STANDING = (
    Text(
        zh="本评估依据所填事实得出，不是法律意见；实际适用以中文官方文本和主管部门的要求为准。",
        en="This assessment rests on the facts given and is not legal advice; the official Chinese text "
        "and the authorities' requirements decide.",
    ),
)


# -- lines of text -----------------------------------------------------------------------------


def cells(text: str) -> int:
    """How many terminal cells ``text`` takes: two for a full-width character."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def wrap(text: str, width: int, indent: str = "", hanging: str | None = None) -> Iterator[str]:
    """``text`` in lines of at most ``width`` cells; no line starts with closing punctuation."""
    line, used = indent, cells(indent)
    rest = indent if hanging is None else hanging
    for piece in _pieces(text):
        size = cells(piece)
        if used + size > width and line.strip() and piece not in _NO_LINE_START:
            yield line
            line, used = rest, cells(rest)
            piece = piece.lstrip()
            size = cells(piece)
        line += piece
        used += size
    yield line


def _pieces(text: str) -> Iterable[str]:
    """What may stand at the start of a line: a word with the spaces before it, or one hanzi."""
    word = ""
    for char in text:
        if cells(char) == 2:
            if word:
                yield word
                word = ""
            yield char
        elif char == " " and word.strip():
            yield word
            word = char
        else:
            word += char
    if word:
        yield word
