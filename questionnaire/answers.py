"""An answers file, read and checked against a rulebook, or written: answers or every fault."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from questionnaire.assessing import GROUPS
from questionnaire.engine import Answer
from questionnaire.errors import AnswersError
from questionnaire.faults import Faults, nearest, shown
from questionnaire.one_answer import (
    check_answer,
    note_bad_date,
    parse_day,
    read_answer,
    read_word,
    read_words,
)
from questionnaire.rulebook import Rulebook
from questionnaire.yaml_events import (
    ANCHOR,
    SECOND_DOCUMENT,
    STRANGE_KEY,
    TAG,
    TOO_DEEP,
    TOO_MANY,
    Mapping,
    Node,
    Scalar,
    Sequence,
    scan_plain_yaml,
)

__all__ = [
    "MAX_BYTES",
    "AnswersFile",
    "check_answer",
    "nearest",
    "parse_coverage",
    "parse_day",
    "read_answers",
    "write_answers",
]

MAX_BYTES = 1024 * 1024
# What a question may be confused with: the day asked is no answer but a key of its own.
AS_OF_DATE = "as_of_date"
NOTES = ("id", "title_zh", "title_en", "facts")
TOP_KEYS = (*NOTES, "as_of", "coverage", "positions", "answers")
# What the hand-worked cases carry beside the answers; read past, and said so.
IGNORED = ("expect",)
UTF_16 = (b"\xff\xfe", b"\xfe\xff")

_NOT_PLAIN_ZH = {
    ANCHOR: "用了锚点或者别名",
    TAG: "用了标签",
    TOO_DEEP: "层级太深",
    TOO_MANY: "条目太多",
    SECOND_DOCUMENT: "又开始了一个文档",
    STRANGE_KEY: "键不是一个词",
}


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
    if reader.faults.count:
        raise AnswersError(reader.faults.all())
    return read


def parse_coverage(words: list[str], where: str = "coverage") -> tuple[str, ...]:
    """Groups of instruments by name, `core` always in. Raises AnswersError."""
    faults = Faults()
    found = _coverage(Sequence(tuple(Scalar(word, not word, 1) for word in words), 1), where, faults)
    if faults.count:
        raise AnswersError(faults.all())
    return found


def write_answers(file: AnswersFile) -> str:
    """``file`` as an answers file, which `read_answers` reads back as the same thing.

    Words that other readers of YAML would take for a boolean, a number or a day are quoted.
    """
    lines = [f"{key}: {_quoted(file.notes[key])}" for key in NOTES if key in file.notes]
    if file.as_of is not None:
        lines.append(f"as_of: '{file.as_of.isoformat()}'")
    if file.coverage is not None:
        lines.append(f"coverage: {_spelt(file.coverage)}")
    if file.positions:
        taken = ", ".join(f"{point}: {reading}" for point, reading in sorted(file.positions.items()))
        lines.append(f"positions: {{{taken}}}")
    lines.append("answers:" if file.answers else "answers: {}")
    lines += [f"  {name}: {_spelt(answer)}" for name, answer in file.answers.items()]
    return "\n".join(lines) + "\n"


def _spelt(answer: Answer) -> str:
    if isinstance(answer, tuple):
        return f"[{', '.join(_quoted(word) for word in answer)}]"
    return _quoted(answer) if isinstance(answer, str) else str(answer)


# Plain in every YAML: begins with a letter, and is none of the words that stand for something else.
_PLAIN = re.compile(r"(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z][a-z0-9_-]*", re.IGNORECASE)
# Between single quotes these would be folded or refused; between double quotes they are written out.
_WRITTEN_OUT = re.compile(r"[^ -~\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]")


def _quoted(word: str) -> str:
    """``word`` as a YAML scalar that is read back character by character."""
    if _PLAIN.fullmatch(word):
        return word
    if not _WRITTEN_OUT.search(word):
        return "'" + word.replace("'", "''") + "'"
    word = word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + _WRITTEN_OUT.sub(lambda found: f"\\u{ord(found[0]):04X}", word) + '"'


class _Reader:
    """Collects faults while it reads; what is faulty is left out of the result."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.faults = Faults()

    def file(self, content: bytes) -> AnswersFile:
        root = self._root(content)
        if not isinstance(root, Mapping):
            if not self.faults.count:
                self._no_mapping(root)
            return AnswersFile({})
        found: dict[str, Any] = {"answers": {}}
        read: dict[str, Callable[[Node], Any]] = {
            "answers": self._answers,
            "as_of": self._as_of,
            "coverage": lambda node: _coverage(node, "coverage", self.faults),
            "positions": self._positions,
        }
        entries = self._unique(root, "")
        for key, node in entries.items():
            if key in read:
                found[key] = read[key](node)
            elif key in NOTES:
                found.setdefault("notes", {})[key] = read_word(node, key, self.faults)
            elif key not in IGNORED:
                self._unknown_key(key)
        if "answers" not in entries:
            self._no_answers()
        return AnswersFile(**found, ignored=tuple(key for key in entries if key in IGNORED))

    def _root(self, content: bytes) -> Node | None:
        if len(content) > MAX_BYTES:
            self.faults.add("", "too_large", "文件超过1 MiB。", "The file is larger than 1 MiB.")
            return None
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self._not_utf_8(content, error.start + 1)
            return None
        root, problems = scan_plain_yaml(text)
        for problem in problems:
            zh = _NOT_PLAIN_ZH.get(problem.reason, problem.reason)
            self.faults.add(
                f"line {problem.line}",
                "not_yaml",
                f"第{problem.line}行不是可用的YAML：{zh}。请只用键、词和列表，不用锚点、别名和标签。",
                f"Line {problem.line} is not YAML of the plain kind: {problem.reason}. "
                "Use keys, words and lists only; no anchors, aliases or tags.",
            )
        return root

    def _not_utf_8(self, content: bytes, place: int) -> None:
        is_utf_16 = content.startswith(UTF_16)
        zh, en = (
            ("，而是UTF-16", ", but UTF-16") if is_utf_16 else (f"（第{place}个字节）", f" (at byte {place})")
        )
        self.faults.add(
            "",
            "unreadable",
            f"文件不是UTF-8编码{zh}；请另存为UTF-8。",
            f"The file is not UTF-8{en}; save it as UTF-8.",
        )

    def _no_mapping(self, root: Node | None) -> None:
        if root is None or (isinstance(root, Scalar) and root.null):
            self.faults.add(
                "", "empty", "文件是空的；至少要有answers。", "The file is empty; it needs answers at least."
            )
        else:
            self.faults.add(
                "",
                "wrong_type",
                "文件应由“键: 值”组成，例如 answers:。",
                "The file must be made of “key: value”, such as answers:.",
            )

    def _unknown_key(self, key: str) -> None:
        self.faults.add(
            shown(key),
            "unknown_key",
            f"答案文件没有“{shown(key)}”这一项；可用的有：{'、'.join(TOP_KEYS)}。",
            f"An answers file has no “{shown(key)}”; it may hold {', '.join(TOP_KEYS)}.",
            self.faults.nearest(key, TOP_KEYS),
        )

    def _unique(self, mapping: Mapping, prefix: str) -> dict[str, Node]:
        """The pairs of ``mapping``; a fault for a key given again, of which the first counts."""
        entries: dict[str, Node] = {}
        for key, value in mapping.pairs:
            if key.text in entries:
                self.faults.add(
                    f"{prefix}{shown(key.text)}",
                    "duplicate_key",
                    f"“{shown(key.text)}”写了两次（第{key.line}行）；请只留一处。",
                    f"“{shown(key.text)}” is given twice (line {key.line}); keep one.",
                )
            else:
                entries[key.text] = value
        return entries

    def _mapping(self, node: Node, where: str) -> dict[str, Node]:
        if isinstance(node, Mapping):
            return self._unique(node, f"{where}.")
        if isinstance(node, Scalar) and node.null:
            self.faults.add(
                where,
                "empty",
                f"{where}是空的；没有内容时写 {where}: {{}}。",
                f"There is nothing under {where}; where there is none write {where}: {{}}.",
            )
        elif not (isinstance(node, Scalar) and node.refused):
            self.faults.add(
                where,
                "wrong_type",
                f"{where}下应是“键: 值”。",
                f"Under {where} there must be “key: value”.",
            )
        return {}

    # -- what the keys hold ---------------------------------------------------------------------

    def _as_of(self, node: Node) -> date | None:
        word = read_word(node, "as_of", self.faults)
        day = parse_day(word) if word is not None else None
        if word is not None and day is None:
            note_bad_date("as_of", word, self.faults)
        return day

    def _positions(self, node: Node) -> dict[str, str]:
        moving = [point.id for point in self.rulebook.open_points.values() if point.moves]
        taken: dict[str, str] = {}
        for point, value in self._mapping(node, "positions").items():
            where = f"positions.{shown(point)}"
            reading = read_word(value, where, self.faults)
            if point not in moving:
                self.faults.add(
                    where,
                    "unknown_position",
                    f"对“{shown(point)}”不能采取立场；可以采取立场的有：{'、'.join(moving)}。",
                    f"No position can be taken on “{shown(point)}”, only on {', '.join(moving)}.",
                    self.faults.nearest(point, moving),
                )
            elif reading in ("A", "B"):
                taken[point] = reading
            elif reading is not None:
                self.faults.add(
                    where,
                    "unknown_position",
                    f"立场只能是A或者B，不是“{shown(reading)}”。",
                    f"A position is reading A or B, not “{shown(reading)}”.",
                    reading.upper() if reading in ("a", "b") else None,
                )
        return taken

    def _answers(self, node: Node) -> dict[str, Answer]:
        answers: dict[str, Answer] = {}
        for name, value in self._mapping(node, "answers").items():
            question = self.rulebook.questions.get(name)
            if question is None:
                self._unknown_question(name)
                continue
            answer = read_answer(question, value, f"answers.{name}", self.faults)
            if answer is not None:
                answers[name] = answer
        return {name: answers[name] for name in self.rulebook.questions if name in answers}

    def _no_answers(self) -> None:
        self.faults.add(
            "answers",
            "empty",
            "缺少answers；没有任何答案时写 answers: {}。",
            "There is no answers; without a single answer write answers: {}.",
        )

    def _unknown_question(self, name: str) -> None:
        if name == AS_OF_DATE:
            zh = "评估基准日不是答案；请写在文件顶层的as_of。"
            en = "The day asked is not an answer; write it as as_of at the top of the file."
            self.faults.add(f"answers.{name}", "unknown_question", zh, en, "as_of")
            return
        self.faults.add(
            f"answers.{shown(name)}",
            "unknown_question",
            f"没有“{shown(name)}”这个问题。",
            f"There is no question “{shown(name)}”.",
            self.faults.nearest(name, list(self.rulebook.questions)),
        )


def _coverage(node: Node, where: str, faults: Faults) -> tuple[str, ...]:
    """Groups named in ``node``; `core` is always among them."""
    words = read_words(node, where, faults) or []
    for place, word in words:
        if word not in GROUPS:
            faults.add(
                f"{where}[{place}]",
                "unknown_option",
                f"没有“{shown(word)}”这个文件组；可用的有：{'、'.join(GROUPS)}。",
                f"There is no group “{shown(word)}”; the groups are {', '.join(GROUPS)}.",
                faults.nearest(word, GROUPS),
            )
    named = {word for _, word in words}
    return tuple(group for group in GROUPS if group == "core" or group in named)
