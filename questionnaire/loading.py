"""The law files read into a `Rulebook`, or every fault found in them at once.

The only module that opens files. Each file is read as it is spelt (`yaml_events`), shaped
(`shaping`), checked entry by entry by the models (`rulebook`) and then as a whole (`checking`).
"""

from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ConfigDict, ValidationError

from questionnaire.checking import Entry, Found, check
from questionnaire.errors import RulebookError, RulebookFault
from questionnaire.rulebook import (
    Challenge,
    Day,
    Determination,
    Grade,
    Instrument,
    Obligation,
    OpenPoint,
    Penalty,
    Question,
    Rulebook,
    Text,
    Topic,
    Words,
    digest_of,
)
from questionnaire.shaping import nearest, shape, words_for
from questionnaire.yaml_events import Mapping, Node, NotPlainYaml, Sequence, read_plain_yaml

# Our own files nest deeper than those of strangers; no condition needs more.
MAX_DEPTH = 24
LAW_SECTIONS = [
    *["instrument", "instruments", "rulebook", "notes", "out_of_catalogue", "grades"],
    *["determinations", "obligations", "penalties", "open_points"],
]
TOPIC_SECTIONS = ["topic", "questions", "challenges"]


class _Head(BaseModel):
    """The `rulebook:` block, of which there is one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Words
    law_known_to: Day
    search_limit: Text


class _Grades(BaseModel):
    """The `grades:` block: words for how sure a leaning is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    definite: Text
    likely: Text
    needs_counsel: Text


_Model = TypeVar("_Model", bound=BaseModel)


@cache
def load_rulebook() -> Rulebook:
    """The rulebook this code ships, read once per process. Raises RulebookError."""
    return read_rulebook(Path(__file__).parent)


def read_rulebook(folder: Path) -> Rulebook:
    """The rulebook in ``folder``, which holds `law/*.yaml` and `topics/*.yaml`.

    Raises RulebookError with every fault found. Where a file cannot be read at all, names that
    lead nowhere are not reported: they may stand in it.
    """
    reader = _Reader(folder)
    for path in sorted((folder / "law").glob("*.yaml")):
        reader.law_file(path)
    for path in sorted((folder / "topics").glob("*.yaml")):
        reader.topic_file(path)
    return reader.rulebook()


class _Reader:
    """Gathers entries and faults, file by file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = ""
        self.found = Found()
        self.faults: list[RulebookFault] = []
        self.unreadable = False
        self.heads: list[_Head] = []
        self.grades: list[_Grades] = []
        self.notes: list[Text] = []
        self.out_of_catalogue: list[Text] = []

    # -- files ----------------------------------------------------------------------------------

    def law_file(self, path: Path) -> None:
        """Read one `law/*.yaml`: the file of an instrument, or of what belongs to none or several."""
        sections = self._sections(path, LAW_SECTIONS)
        instruments = [sections["instrument"]] if "instrument" in sections else []
        self._entries(
            Instrument, self.found.instruments, [*instruments, *self._items(sections, "instruments")]
        )
        self.found.homes[self.file] = {
            entry.id for entry in self.found.instruments if entry.file == self.file
        }
        self._entries(Determination, self.found.determinations, self._items(sections, "determinations"))
        self._entries(Obligation, self.found.obligations, self._items(sections, "obligations"))
        self._entries(Penalty, self.found.penalties, self._items(sections, "penalties"))
        self._entries(OpenPoint, self.found.open_points, self._items(sections, "open_points"))
        for name, model, into in (("rulebook", _Head, self.heads), ("grades", _Grades, self.grades)):
            if name in sections:
                block = self._validated(name, model, self._shaped(name, sections[name]))
                cast(list[Any], into).extend([block] if block else [])
        self._texts(sections, "notes", self.notes)
        self._texts(sections, "out_of_catalogue", self.out_of_catalogue)

    def topic_file(self, path: Path) -> None:
        """Read one `topics/*.yaml`: a topic and its questions in the order people are asked."""
        sections = self._sections(path, TOPIC_SECTIONS)
        topic = self._shaped("topic", sections["topic"]) if "topic" in sections else {}
        topic_id = topic.get("id") if isinstance(topic, dict) else None
        if not isinstance(topic_id, str) or not topic_id:
            topic_id = ""
            if sections:
                self._fault("topic", "id is missing")
        elif "questions" in topic:
            self._fault(topic_id, "the questions of a topic are those of its file: leave the list out")
        before = len(self.found.questions)
        self._entries(Question, self.found.questions, self._items(sections, "questions"), topic=topic_id)
        asked = [entry.id for entry in self.found.questions[before:]]
        if topic_id:
            self._entry(Topic, self.found.topics, topic_id, {**topic, "questions": asked})
        self._entries(Challenge, self.found.challenges, self._items(sections, "challenges"))

    def _sections(self, path: Path, known: list[str]) -> dict[str, Node]:
        self.file = path.relative_to(self.folder).as_posix()
        try:
            root = read_plain_yaml(path.read_text(encoding="utf-8"), max_depth=MAX_DEPTH)
        except NotPlainYaml as error:
            self.unreadable = True
            self._fault("", f"line {error.line} cannot be read: {error.reason}")
            return {}
        except UnicodeDecodeError:
            self.unreadable = True
            self._fault("", "it is not UTF-8")
            return {}
        if not isinstance(root, Mapping):
            self._fault("", "it holds no sections")
            return {}
        sections: dict[str, Node] = {}
        for key, node in root.pairs:
            if key.text not in known:
                self._fault("", f'unknown key "{key.text}".{nearest(key.text, known)}')
            elif key.text in sections:
                self._fault("", f"{key.text} is given twice")
            else:
                sections[key.text] = node
        return sections

    def _items(self, sections: dict[str, Node], name: str) -> tuple[Node, ...]:
        node = sections.get(name, Sequence((), 1))
        if isinstance(node, Sequence):
            return node.items
        self._fault(name, "write a list")
        return ()

    def _texts(self, sections: dict[str, Node], name: str, into: list[Text]) -> None:
        for number, node in enumerate(self._items(sections, name)):
            text = self._validated(f"{name}[{number}]", Text, self._shaped(f"{name}[{number}]", node))
            into += [text] if text else []

    # -- entries --------------------------------------------------------------------------------

    def _entries(
        self,
        model: type[_Model],
        into: list[Entry[_Model]],
        nodes: tuple[Node, ...] | list[Node],
        **home: str,
    ) -> None:
        for number, node in enumerate(nodes):
            faults: list[str] = []
            raw = shape(node, faults)
            name = raw.get("id") if isinstance(raw, dict) else None
            if not isinstance(name, str) or not name:
                self._fault(f"{model.__name__.lower()} {number + 1}", "id is missing")
                continue
            for message in faults:
                self._fault(name, message)
            for key, value in home.items():
                if raw.setdefault(key, value) != value:
                    self._fault(name, f'{key} is "{raw[key]}", but the file is that of "{value}"')
            if model is Determination:
                self._add_home(name, raw)
            self._entry(model, into, name, raw)

    def _add_home(self, name: str, raw: dict[str, Any]) -> None:
        """A determination lives with the instrument it cites first; the file does not repeat it."""
        if "instrument" in raw:
            self._fault(name, "instrument follows from the first citation: leave it out")
        citations = raw.get("citations")
        first = citations[0] if isinstance(citations, list) and citations else ""
        raw["instrument"] = str(first).partition(" ")[0]

    def _entry(self, model: type[_Model], into: list[Entry[_Model]], name: str, raw: dict[str, Any]) -> None:
        order = str(raw.get("order", ""))
        read = self._validated(name, model, raw)
        into.append(Entry(self.file, name, int(order) if order.isdecimal() else None, read))

    def _shaped(self, name: str, node: Node) -> Any:
        faults: list[str] = []
        raw = shape(node, faults)
        for message in faults:
            self._fault(name, message)
        return raw

    def _validated(self, name: str, model: type[_Model], raw: Any) -> _Model | None:
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            for message in words_for(error, model):
                self._fault(name, message)
            return None

    def _fault(self, entry: str, message: str) -> None:
        self.faults.append(RulebookFault(self.file, entry, message))

    # -- the whole ------------------------------------------------------------------------------

    def rulebook(self) -> Rulebook:
        """The rulebook gathered. Raises RulebookError."""
        if not self.unreadable:
            self.faults += check(self.found)
            self._one("rulebook", self.heads)
            self._one("grades", self.grades)
        if self.faults:
            raise RulebookError(dict.fromkeys(self.faults))
        head, found = self.heads[0], self.found
        rulebook = Rulebook(
            version=head.version,
            law_known_to=head.law_known_to,
            digest="",
            instruments=_by_id(found.instruments),
            topics=tuple(sorted(_by_id(found.topics).values(), key=lambda topic: topic.order)),
            questions=_by_id(found.questions),
            determinations=_by_id(found.determinations),
            obligations=_by_id(found.obligations),
            open_points=_by_id(found.open_points),
            penalties=_by_id(found.penalties),
            challenges=_by_id(found.challenges),
            grades=cast(dict[Grade, Text], dict(self.grades[0])),
            notes=tuple(self.notes),
            out_of_catalogue=tuple(self.out_of_catalogue),
            search_limit=head.search_limit,
        )
        return rulebook.model_copy(update={"digest": digest_of(rulebook)})

    def _one(self, name: str, blocks: list[Any]) -> None:
        if len(blocks) != 1:
            how = "no file has" if not blocks else "more than one file has"
            self.faults.append(RulebookFault("law", "", f'{how} a "{name}" block'))


def _by_id(entries: list[Entry[_Model]]) -> dict[str, _Model]:
    return {entry.id: entry.model for entry in entries if entry.model is not None}
