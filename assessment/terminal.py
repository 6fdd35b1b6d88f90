"""An assessment as a page for the terminal: the verdict first, then what is open, then the duties."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

from assessment.lines import cells, wrap
from questionnaire.advice import advice
from questionnaire.assessing import GROUPS, Assessment, Outcome
from questionnaire.engine import NOT_SURE
from questionnaire.explaining import GROUP_NAMES, answer_words, because, verdict
from questionnaire.faults import printable
from questionnaire.flow import decisiveness, most_decisive_first
from questionnaire.rulebook import Obligation, OpenPoint, Question, Text
from reports.wording import KNOWN_BY, MARKS, NATURES, SIGNS

Key = TypeVar("Key", bound=Hashable)

WIDTH = 100
# Of what the file says about itself in its own words, so much is shown.
MAX_FACTS = 1000
HEADINGS = {
    Outcome.APPLIES: Text(zh="适用的义务", en="Obligations that apply"),
    Outcome.UNDETERMINED: Text(zh="待定的义务", en="Obligations still open"),
    Outcome.NOT_IN_FORCE: Text(zh="当日不在施行期内的义务", en="Obligations not in force on that day"),
    Outcome.DOES_NOT_APPLY: Text(zh="不适用的义务", en="Obligations that do not apply"),
}
COUNTED = {
    Outcome.APPLIES: Text(zh="适用", en="apply"),
    Outcome.UNDETERMINED: Text(zh="待定", en="open"),
    Outcome.DOES_NOT_APPLY: Text(zh="不适用", en="do not apply"),
    Outcome.NOT_IN_FORCE: Text(zh="不在施行期内", en="not in force"),
}
STANDING = Text(
    zh="本评估依据所填事实得出，不是法律意见；实际适用以中文官方文本和主管部门的要求为准。",
    en="This assessment rests on the facts given and is not legal advice; the official Chinese text "
    "and the authorities' requirements decide.",
)


def page(assessment: Assessment, language: str, notes: Mapping[str, str] | None = None) -> str:
    """The page for ``language`` (`zh`, `en` or `both`), as lines of at most 100 cells.

    ``notes`` is what the answers file says about itself: id, titles, facts.
    """
    lines = _Page(assessment, language, notes or {}).lines()
    return "\n".join(line.rstrip() for line in lines) + "\n"


class _Page:
    def __init__(self, assessment: Assessment, language: str, notes: Mapping[str, str]) -> None:
        self.assessment = assessment
        self.rulebook = assessment.rulebook
        self.notes = {key: printable(words).strip() for key, words in notes.items()}
        self.column = max(map(len, assessment.obligations), default=0)
        self.languages = ("zh", "en") if language == "both" else (language,)

    def lines(self) -> Iterator[str]:
        yield from self.head()
        yield from self.scope()
        yield from self.figures()
        yield from self.find_out()
        yield from self.points()
        yield from self.by_instrument(Outcome.APPLIES)
        for outcome in (Outcome.UNDETERMINED, Outcome.NOT_IN_FORCE, Outcome.DOES_NOT_APPLY):
            yield from self.by_reason(outcome)
        yield from self.answers()
        yield from self.standing_notes()

    # -- words into lines -----------------------------------------------------------------------

    def say(self, text: Text, first: str = "") -> Iterator[str]:
        """``text`` in each language, a paragraph each; ``first`` stands before the first of them."""
        for language in self.languages:
            yield from wrap(text.in_language(language), WIDTH, first)
            first = " " * cells(first)

    def one(self, text: Text) -> str:
        """``text`` on one line, languages side by side; once if they say the same."""
        return "  ".join(dict.fromkeys(text.in_language(language) for language in self.languages))

    def heading(self, text: Text) -> Iterator[str]:
        yield ""
        yield ""
        yield self.one(text)
        yield "─" * WIDTH

    # -- the top of the page --------------------------------------------------------------------

    def head(self) -> Iterator[str]:
        yield "Hegui" if self.languages == ("en",) else "合规 Hegui"
        yield from self.about()
        yield ""
        day = self.assessment.as_of.isoformat()
        yield from self.say(Text(zh=f"法律基准日：{day}", en=f"Law as of {day}"))
        if self.assessment.beyond_known_law:
            known = self.rulebook.law_known_to.isoformat()
            yield from self.say(
                Text(
                    zh=f"按{known}所知的法律评估，此后的变化不在内。",
                    en=f"Law as known on {known}; later changes are not in it.",
                )
            )
        left_out = [GROUP_NAMES[group] for group in GROUPS if group not in self.assessment.coverage]
        if left_out:
            zh, en = "、".join(name.zh for name in left_out), ", ".join(name.en for name in left_out)
            yield from self.say(Text(zh=f"未纳入评估：{zh}", en=f"Left out of the assessment: {en}"))

    def about(self) -> Iterator[str]:
        """What the file calls itself, as it stands there; a title in one language is shown in both."""
        titles = {language: self.notes.get(f"title_{language}", "") for language in ("zh", "en")}
        shown = [titles[language] for language in self.languages if titles[language]]
        shown = shown or [title for title in titles.values() if title]
        named = " · ".join(filter(None, [self.notes.get("id"), *dict.fromkeys(shown)]))
        facts = self.notes.get("facts", "")
        if named or facts:
            yield ""
        if named:
            yield from wrap(named, WIDTH)
        if facts:
            yield from wrap(facts[:MAX_FACTS] + ("…" if len(facts) > MAX_FACTS else ""), WIDTH)

    def scope(self) -> Iterator[str]:
        found = verdict(self.assessment)
        yield from self.heading(Text(zh="是否适用《暂行办法》", en="Do the Interim Measures apply?"))
        for language in self.languages:
            yield from wrap(found.title.in_language(language), WIDTH)
            yield from wrap(found.reason.in_language(language), WIDTH, "  ")

    def figures(self) -> Iterator[str]:
        counts = dict.fromkeys(COUNTED, 0)
        for result in self.assessment.obligations.values():
            counts[result.outcome] += 1
        yield ""
        for language in self.languages:
            yield "    ".join(
                f"{SIGNS[outcome]} {counts[outcome]} {words.in_language(language)}"
                for outcome, words in COUNTED.items()
            )

    # -- what is open ---------------------------------------------------------------------------

    def find_out(self) -> Iterator[str]:
        settles = decisiveness(self.assessment)
        names = [*most_decisive_first(self.assessment), *self.assessment.unsure]
        names.sort(key=lambda name: -settles[name])
        if not names:
            return
        yield from self.heading(Text(zh="先查明这些事实", en="Find these out first"))
        for number, name in enumerate(names, 1):
            question = self.rulebook.questions[name]
            yield from self.say(question.ask, f"{number:>3}. ")
            for text in (self.effect_of(question, settles[name]), question.if_not_sure):
                yield from self.say(text, "     ")
            yield from wrap(f"{name}: {' | '.join(_may_be_written(question))}", WIDTH, "     → ")

    def effect_of(self, question: Question, settles: float) -> Text:
        """What an answer would decide, and who usually knows it."""
        asked = KNOWN_BY[question.known_by]
        who = Text(zh=f"可问：{asked.zh}", en=f"ask: {asked.en}")
        if self.assessment.answers.get(question.id):
            who = Text(zh=f"现答：不确定；{who.zh}", en=f"answered: not sure; {who.en}")
        if settles:
            mean = f"{settles:.1f}".removesuffix(".0")
            what = Text(
                zh=f"一个确定的回答平均可确定{mean}项义务",
                en=f"A definite answer settles {mean} obligations on average",
            )
        elif question.purpose == "condition":
            what = Text(zh="与其他事实合起来才有决定作用", en="Decides only together with other facts")
        else:
            what = Text(
                zh="不影响义务是否适用，用于期限、门槛等事项",
                en="Decides no outcome; deadlines and thresholds rest on it",
            )
        return Text(zh=f"{what.zh}（{who.zh}）", en=f"{what.en} ({who.en})")

    def points(self) -> Iterator[str]:
        touched: dict[str, int] = {}
        for result in self.assessment.obligations.values():
            for point in result.open_points:
                touched[point] = touched.get(point, 0) + 1
        names = sorted({*touched, *self.assessment.positions})
        if names:
            yield from self.heading(Text(zh="法律未决之处", en="What the law leaves open"))
        for place, name in enumerate(names):
            if place:
                yield ""
            yield from self.point(self.rulebook.open_points[name], touched.get(name, 0))

    def point(self, point: OpenPoint, touched: int) -> Iterator[str]:
        yield from self.say(point.title, f"{point.id}  ")
        for letter, reading in (("A", point.reading_a), ("B", point.reading_b)):
            if reading is not None:
                yield from self.say(reading, f"    {letter}. ")
        yield from self.say(point.leaning_text, "    ")
        taken = self.assessment.positions.get(point.id)
        if taken:
            state = Text(zh=f"已采取立场：读法{taken}", en=f"Position taken: reading {taken}")
        else:
            duties = "obligation rests" if touched == 1 else "obligations rest"
            state = Text(
                zh=f"未采取立场，{touched}项义务取决于此",
                en=f"No position taken; {touched} {duties} on it",
            )
        yield from self.say(state, "    ")

    # -- obligations ----------------------------------------------------------------------------

    def with_outcome(self, outcome: Outcome) -> list[str]:
        return [name for name, result in self.assessment.obligations.items() if result.outcome is outcome]

    def duties(self, outcome: Outcome, names: list[str]) -> Iterator[str]:
        heading = HEADINGS[outcome]
        yield from self.heading(
            Text(zh=f"{SIGNS[outcome]} {heading.zh}（{len(names)}）", en=f"{heading.en} ({len(names)})")
            if len(self.languages) == 2
            else Text(
                zh=f"{SIGNS[outcome]} {heading.zh}（{len(names)}）",
                en=f"{SIGNS[outcome]} {heading.en} ({len(names)})",
            )
        )

    def by_instrument(self, outcome: Outcome) -> Iterator[str]:
        """In the order of the law, under each instrument what shares its reason."""
        names = self.with_outcome(outcome)
        if not names:
            return
        yield from self.duties(outcome, names)
        instrument_of = {name: self.rulebook.obligations[name].citation.instrument for name in names}
        by_instrument = _grouped(names, instrument_of.__getitem__)
        for instrument in self.rulebook.instruments.values():
            if instrument.id in by_instrument:
                yield ""
                yield self.one(instrument.short)
                yield from self.reasons(by_instrument[instrument.id], with_instrument=False)

    def by_reason(self, outcome: Outcome) -> Iterator[str]:
        """What shares a reason together, whatever the instrument: short, and nothing left out."""
        names = self.with_outcome(outcome)
        if names:
            yield from self.duties(outcome, names)
            yield from self.reasons(names, with_instrument=True)

    def reasons(self, names: list[str], *, with_instrument: bool) -> Iterator[str]:
        groups = _grouped(names, self.told)
        for place, (told, sharing) in enumerate(groups.items()):
            if place or with_instrument:
                yield ""
            for zh, en in told:
                yield from self.say(Text(zh=zh, en=en), "  ")
            for name in sharing:
                yield from self.duty(self.rulebook.obligations[name], with_instrument=with_instrument)

    def told(self, name: str) -> tuple[tuple[str, str], ...]:
        """Why a duty has its outcome, and what would settle it while it is open."""
        texts = [because(self.assessment, name).text]
        texts += [told.text for told in advice(self.assessment).told(name)]
        return tuple((text.zh, text.en) for text in texts)

    def duty(self, obligation: Obligation, *, with_instrument: bool) -> Iterator[str]:
        cited = self.cited(obligation, with_instrument=with_instrument)
        marks = self.marks(obligation)
        yield from self.say(
            Text(
                zh=f"{obligation.title.zh} · {cited.zh}{''.join(f'［{mark.zh}］' for mark in marks)}",
                en=f"{obligation.title.en} · {cited.en}{''.join(f' [{mark.en}]' for mark in marks)}",
            ),
            f"    {obligation.id:<{self.column}} ",
        )
        if with_instrument:
            return
        under = " " * (5 + self.column)
        if (when := obligation.deadline) is not None:
            yield from self.say(Text(zh=f"时限：{when.zh}", en=f"When: {when.en}"), under)
        if (since := obligation.effective_note) is not None:
            yield from self.say(Text(zh=f"施行：{since.zh}", en=f"In force: {since.en}"), under)

    def cited(self, obligation: Obligation, *, with_instrument: bool) -> Text:
        """The provision in words; the Cybersecurity Law by its old numbers before it was renumbered."""
        cited = obligation.citation
        instrument = self.rulebook.instruments[cited.instrument]
        renumbered, words = instrument.renumbered, cited.text
        if cited.before_2026 and renumbered and self.assessment.as_of < renumbered.from_:
            words = cited.before_2026.text
        if not with_instrument:
            return words
        # Where one entry stands for several texts, the provision names its text itself.
        short = instrument.short
        zh = words.zh if words.zh.startswith(short.zh.removesuffix("等")) else f"{short.zh}{words.zh}"
        en = words.en if words.en.startswith(short.en) else f"{short.en}, {words.en}"
        return Text(zh=zh, en=en)

    def marks(self, obligation: Obligation) -> list[Text]:
        """What a reader must know before relying on the entry: no binding law, not checked."""
        nature = [] if obligation.binding_nature == "law" else [NATURES[obligation.binding_nature]]
        mark = [] if obligation.mark == "checked" else [MARKS[obligation.mark]]
        return [Text(zh=words.zh, en=words.en) for words in (*nature, *mark)]

    # -- the foot of the page -------------------------------------------------------------------

    def answers(self) -> Iterator[str]:
        if not self.assessment.answers:
            return
        yield from self.heading(Text(zh="所依据的回答", en="Answers relied on"))
        for name, answer in self.assessment.answers.items():
            question = self.rulebook.questions[name]
            words = answer_words(question, answer)
            zh, en = f"{question.label.zh}：{words.zh}", f"{question.label.en}: {words.en}"
            if name in self.assessment.parked:
                zh, en = f"{zh}（已保留，目前不起作用）", f"{en} (parked: kept, without effect now)"
            for text in dict.fromkeys(Text(zh=zh, en=en).in_language(code) for code in self.languages):
                yield from wrap(text, WIDTH, "  ", "    ")

    def standing_notes(self) -> Iterator[str]:
        yield from self.heading(Text(zh="说明", en="Notes"))
        for note in (STANDING, *self.rulebook.notes, self.rulebook.search_limit):
            yield from self.say(note, "· ")
        version = self.rulebook.version
        yield from self.say(Text(zh=f"规则版本{version}，摘要：", en=f"Rulebook {version}, digest:"), "· ")
        yield f"  {self.rulebook.digest}"


def _may_be_written(question: Question) -> Iterable[str]:
    """What the answers file may say to a question."""
    if question.kind == "number":
        return ("0-1000000000000", NOT_SURE)
    if question.kind == "date":
        return ("YYYY-MM-DD", NOT_SURE)
    words = [option.id for option in question.options]
    return words if question.kind == "single" else [f"[{words[0]}", *words[1:-1], f"{words[-1]}]"]


def _grouped(names: Iterable[str], key_of: Callable[[str], Key]) -> dict[Key, list[str]]:
    groups: dict[Key, list[str]] = {}
    for name in names:
        groups.setdefault(key_of(name), []).append(name)
    return groups
