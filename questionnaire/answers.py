"""An answers file, or one answer from a form, checked against a rulebook: answers or every fault."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from questionnaire.assessing import GROUPS
from questionnaire.engine import NOT_SURE, Answer
from questionnaire.errors import AnswersError, Fault
from questionnaire.rulebook import NONE, Question, Rulebook, Text
from questionnaire.yaml_events import Mapping, Node, NotPlainYaml, Scalar, Sequence, read_plain_yaml

MAX_BYTES = 1024 * 1024
MAX_NUMBER = 10**12
# How much of a strange word a message repeats, and for how many of them a likeness is sought:
# both bound what a hostile file can cost.
MAX_SHOWN = 40
MAX_NEAREST = 200
# What a question may be confused with: the day asked is no answer but a key of its own.
AS_OF_DATE = "as_of_date"
TOP_KEYS = ("id", "title_zh", "title_en", "facts", "as_of", "coverage", "positions", "answers")
NOTES = ("id", "title_zh", "title_en", "facts")


@dataclass(frozen=True)
class AnswersFile:
    """What an answers file says: checked answers, and what goes with them.

    ``as_of`` and ``coverage`` are None where the file leaves them out. ``ignored`` holds keys
    that were read past.
    """

    answers: dict[str, Answer]
    as_of: date | None = None
    coverage: tuple[str, ...] | None = None
    positions: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()


def read_answers(content: bytes, rulebook: Rulebook) -> AnswersFile:
    """Read an answers file; UTF-8 with or without BOM, any line end, at most 1 MiB.

    Raises AnswersError with every fault found, none guessed away.
    """
    reader = _Reader(rulebook)
    read = reader.file(content)
    if reader.faults:
        raise AnswersError(tuple(reader.faults))
    assert read is not None
    return read


def check_answer(question: Question, raw: object) -> Answer:
    """One answer as a form or an interface gives it: a list of words, a word, or digits.

    Raises AnswersError; ``where`` is the question, or the item of its list.
    """
    reader = _Reader(None)
    node: Node
    if isinstance(raw, list | tuple):
        node = Sequence(tuple(Scalar(str(item), False, 1) for item in raw), 1)
    else:
        node = Scalar(str(raw) if raw is not None else "", raw is None or raw == "", 1)
    answer = reader.answer(question, node, question.id)
    if reader.faults:
        raise AnswersError(tuple(reader.faults))
    assert answer is not None
    return answer


def parse_day(text: str) -> date | None:
    """A real day written YYYY-MM-DD, or None."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_coverage(words: list[str], where: str = "coverage") -> tuple[str, ...]:
    """Groups of instruments by name, `core` always in. Raises AnswersError."""
    reader = _Reader(None)
    found = reader.coverage(Sequence(tuple(Scalar(word, not word, 1) for word in words), 1), where)
    if reader.faults:
        raise AnswersError(tuple(reader.faults))
    return found


def nearest(word: str, known: "list[str] | tuple[str, ...]") -> str | None:
    """The known word most like ``word``, if any is like it at all."""
    if len(word) > MAX_SHOWN:
        return None
    return next(iter(get_close_matches(word, known, n=1, cutoff=0.6)), None)


def _shown(word: str) -> str:
    """As much of a word as a message repeats, without characters that could disturb a terminal."""
    shown = "".join(char if char.isprintable() else "·" for char in word[:MAX_SHOWN])
    return f"{shown}…" if len(word) > MAX_SHOWN else shown


class _Reader:
    """Collects faults while it reads; what is faulty is left out of the result."""

    def __init__(self, rulebook: Rulebook | None) -> None:
        self.rulebook = rulebook
        self.faults: list[Fault] = []

    def nearest(self, word: str, known: "list[str] | tuple[str, ...]") -> str | None:
        """As `nearest`, for the first strange words of a file only."""
        return nearest(word, known) if len(self.faults) < MAX_NEAREST else None

    def fault(self, where: str, code: str, zh: str, en: str, near: str | None = None) -> None:
        if near is not None:
            zh, en = f"{zh}是否指“{near}”？", f"{en} Did you mean “{near}”?"
        self.faults.append(Fault(where, code, Text(zh=zh, en=en), near))

    # -- the file ---------------------------------------------------------------------------

    def file(self, content: bytes) -> AnswersFile | None:
        root = self._root(content)
        if not isinstance(root, Mapping):
            if not self.faults:
                self._no_mapping(root)
            return None
        entries = self._unique(root, "")
        ignored = []
        for key in entries:
            if key == "expect":
                ignored.append(key)
            elif key not in TOP_KEYS:
                self.fault(
                    _shown(key),
                    "unknown_key",
                    f"答案文件没有“{_shown(key)}”这一项；可用的有：{'、'.join(TOP_KEYS)}。",
                    f"An answers file has no “{_shown(key)}”; it may hold {', '.join(TOP_KEYS)}.",
                    self.nearest(key, TOP_KEYS),
                )
        return AnswersFile(
            answers=self._answers(entries.get("answers"), root.line),
            as_of=self._as_of(entries.get("as_of")),
            coverage=self.coverage(entries["coverage"], "coverage") if "coverage" in entries else None,
            positions=self._positions(entries.get("positions")),
            notes={key: self._word(entries[key], key) or "" for key in NOTES if key in entries},
            ignored=tuple(ignored),
        )

    def _root(self, content: bytes) -> Node | None:
        if len(content) > MAX_BYTES:
            self.fault("", "too_large", "文件超过1 MiB。", "The file is larger than 1 MiB.")
            return None
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self.fault(
                "",
                "unreadable",
                f"文件不是UTF-8编码（第{error.start + 1}个字节）。",
                f"The file is not UTF-8 (at byte {error.start + 1}).",
            )
            return None
        try:
            return read_plain_yaml(text)
        except NotPlainYaml as error:
            self.fault(
                f"line {error.line}",
                "not_yaml",
                f"第{error.line}行不是可用的YAML：{error.reason}。请只用键、词和列表，不用锚点、别名和标签。",
                f"Line {error.line} is not YAML of the plain kind: {error.reason}. "
                "Use keys, words and lists only; no anchors, aliases or tags.",
            )
            return None

    def _no_mapping(self, root: Node | None) -> None:
        if root is None or (isinstance(root, Scalar) and root.null):
            self.fault(
                "", "empty", "文件是空的；至少要有answers。", "The file is empty; it needs answers at least."
            )
        else:
            self.fault(
                "",
                "wrong_type",
                "文件应由“键: 值”组成，例如 answers:。",
                "The file must be made of “key: value”, such as answers:.",
            )

    def _unique(self, mapping: Mapping, prefix: str) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        for key, value in mapping.pairs:
            where = f"{prefix}{_shown(key.text)}"
            if key.text in entries:
                self.fault(
                    where,
                    "duplicate_key",
                    f"“{_shown(key.text)}”写了两次（第{key.line}行）；请只留一处。",
                    f"“{_shown(key.text)}” is given twice (line {key.line}); keep one.",
                )
            else:
                entries[key.text] = value
        return entries

    def _word(self, node: Node, where: str) -> str | None:
        """The characters of a scalar; a fault for null, a list or a mapping."""
        if not isinstance(node, Scalar):
            self.fault(
                where, "wrong_type", "这里应是一个词，不是列表。", "This must be one word, not a list."
            )
        elif node.null:
            self._empty(where)
        else:
            return node.text
        return None

    def _empty(self, where: str) -> None:
        self.fault(
            where,
            "empty",
            "这里是空的；请写none或者not_sure，或者删去该项。",
            "Nothing is given here; write none or not_sure, or leave the question out.",
        )

    def _as_of(self, node: Node | None) -> date | None:
        if node is None:
            return None
        word = self._word(node, "as_of")
        day = parse_day(word) if word is not None else None
        if word is not None and day is None:
            self._bad_date("as_of", word, with_not_sure=False)
        return day

    def coverage(self, node: Node, where: str) -> tuple[str, ...]:
        """Groups named in ``node``; `core` is always among them."""
        words = [word for _, word in self._items(node, where) or []]
        for place, word in enumerate(words):
            if word not in GROUPS:
                self.fault(
                    f"{where}[{place}]",
                    "unknown_option",
                    f"没有“{_shown(word)}”这个文件组；可用的有：{'、'.join(GROUPS)}。",
                    f"There is no group “{_shown(word)}”; the groups are {', '.join(GROUPS)}.",
                    self.nearest(word, GROUPS),
                )
        return tuple(group for group in GROUPS if group == "core" or group in words)

    def _positions(self, node: Node | None) -> dict[str, str]:
        if node is None:
            return {}
        entries = self._mapping(node, "positions")
        assert self.rulebook is not None
        moving = [point.id for point in self.rulebook.open_points.values() if point.moves]
        taken: dict[str, str] = {}
        for point, value in entries.items():
            where = f"positions.{_shown(point)}"
            reading = self._word(value, where)
            if point not in moving:
                self.fault(
                    where,
                    "unknown_position",
                    f"对“{_shown(point)}”不能采取立场；可以采取立场的有：{'、'.join(moving)}。",
                    f"No position can be taken on “{_shown(point)}”; positions can be taken on {', '.join(moving)}.",
                    self.nearest(point, moving),
                )
            elif reading is not None and reading not in ("A", "B"):
                self.fault(
                    where,
                    "unknown_position",
                    f"立场只能是A或者B，不是“{_shown(reading)}”。",
                    f"A position is reading A or B, not “{_shown(reading)}”.",
                    reading.upper() if reading.upper() in ("A", "B") else None,
                )
            elif reading is not None:
                taken[point] = reading
        return taken

    def _mapping(self, node: Node, where: str) -> dict[str, Node]:
        if isinstance(node, Mapping):
            return self._unique(node, f"{where}.")
        if isinstance(node, Scalar) and node.null:
            self._empty(where)
        else:
            self.fault(
                where, "wrong_type", f"{where}下应是“键: 值”。", f"Under {where} there must be “key: value”."
            )
        return {}

    # -- answers ----------------------------------------------------------------------------

    def _answers(self, node: Node | None, line: int) -> dict[str, Answer]:
        if node is None:
            self.fault(
                "answers",
                "empty",
                "缺少answers；没有任何答案时写 answers: {}。",
                "There is no answers; without a single answer write answers: {}.",
            )
            return {}
        assert self.rulebook is not None
        answers: dict[str, Answer] = {}
        for name, value in self._mapping(node, "answers").items():
            question = self.rulebook.questions.get(name)
            if question is None:
                self._unknown_question(name)
                continue
            answer = self.answer(question, value, f"answers.{name}")
            if answer is not None:
                answers[name] = answer
        return {name: answers[name] for name in self.rulebook.questions if name in answers}

    def _unknown_question(self, name: str) -> None:
        assert self.rulebook is not None
        if name == AS_OF_DATE:
            self.fault(
                f"answers.{_shown(name)}",
                "unknown_question",
                "评估基准日不是答案；请写在文件顶层的as_of。",
                "The day asked is not an answer; write it as as_of at the top of the file.",
                "as_of",
            )
            return
        self.fault(
            f"answers.{_shown(name)}",
            "unknown_question",
            f"没有“{_shown(name)}”这个问题。",
            f"There is no question “{_shown(name)}”.",
            self.nearest(name, list(self.rulebook.questions)),
        )

    def answer(self, question: Question, node: Node, where: str) -> Answer | None:
        """One answer, or None with a fault noted."""
        if isinstance(node, Scalar) and node.null:
            self._empty(where)
            return None
        if question.kind == "multiple":
            return self._multiple(question, node, where)
        if not isinstance(node, Scalar):
            self.fault(
                where,
                "wrong_type",
                "这个问题只能有一个答案，不要写成列表。",
                "This question takes one answer, not a list.",
            )
            return None
        by_kind: dict[str, Callable[[Question, str, str], Answer | None]] = {
            "single": self._single,
            "number": self._number,
            "date": self._date,
        }
        return by_kind[question.kind](question, node.text, where)

    def _items(self, node: Node, where: str) -> list[tuple[int, str]] | None:
        """The words of a list; None with a fault noted if it is none, or is empty."""
        if isinstance(node, Scalar):
            if node.null:
                self._empty(where)
            else:
                self.fault(
                    where,
                    "wrong_type",
                    f"这里应是列表，例如 [{_shown(node.text)}]。",
                    f"This must be a list, such as [{_shown(node.text)}].",
                )
            return None
        if isinstance(node, Mapping):
            self.fault(where, "wrong_type", "这里应是列表。", "This must be a list.")
            return None
        if not node.items:
            self._empty(where)
            return None
        words: list[tuple[int, str]] = []
        for place, item in enumerate(node.items):
            word = self._word(item, f"{where}[{place}]")
            if word is None:
                continue
            if word in (known for _, known in words):
                self.fault(
                    f"{where}[{place}]",
                    "duplicate_key",
                    f"“{_shown(word)}”写了两次；请只留一个。",
                    f"“{_shown(word)}” is given twice; keep one.",
                )
            else:
                words.append((place, word))
        return words

    def _multiple(self, question: Question, node: Node, where: str) -> Answer | None:
        items = self._items(node, where)
        if items is None:
            return None
        before = len(self.faults)
        for place, word in items:
            self._known_option(question, word, f"{where}[{place}]")
        words = [word for _, word in items]
        if NONE in words and len(words) > 1:
            self.fault(
                where,
                "exclusive",
                "none表示都没有，不能与其他答案同选。",
                "“none” means none of them and stands alone.",
            )
        if len(self.faults) > before or not words:
            return None
        return tuple(option.id for option in question.options if option.id in words)

    def _known_option(self, question: Question, word: str, where: str) -> bool:
        known = [option.id for option in question.options]
        if word in known:
            return True
        self.fault(
            where,
            "unknown_option",
            f"“{question.label.zh}”没有“{_shown(word)}”这个选项；可用的有：{'、'.join(known)}。",
            f"“{question.label.en}” has no option “{_shown(word)}”; the options are {', '.join(known)}.",
            self.nearest(word, known),
        )
        return False

    def _single(self, question: Question, word: str, where: str) -> Answer | None:
        return word if self._known_option(question, word, where) else None

    def _number(self, question: Question, word: str, where: str) -> Answer | None:
        if word == NOT_SURE:
            return word
        # Length first: int() of a long digit string costs the square of its length.
        if re.fullmatch(r"[0-9]{1,13}", word) and int(word) <= MAX_NUMBER:
            return int(word)
        self.fault(
            where,
            "bad_number",
            f"“{_shown(word)}”不是可用的数字；请只写阿拉伯数字，0到1000000000000，或者not_sure。",
            f"“{_shown(word)}” is not a usable number; write digits only, 0 to 1000000000000, or not_sure.",
        )
        return None

    def _date(self, question: Question, word: str, where: str) -> Answer | None:
        if word == NOT_SURE or parse_day(word) is not None:
            return word
        self._bad_date(where, word, with_not_sure=True)
        return None

    def _bad_date(self, where: str, word: str, *, with_not_sure: bool) -> None:
        zh, en = ("，或者not_sure", ", or not_sure") if with_not_sure else ("", "")
        self.fault(
            where,
            "bad_date",
            f"“{_shown(word)}”不是真实的日期；请写成YYYY-MM-DD，例如2026-11-21{zh}。",
            f"“{_shown(word)}” is not a real day; write YYYY-MM-DD, such as 2026-11-21{en}.",
        )
