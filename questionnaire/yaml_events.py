"""YAML from strangers, read as it is spelt.

A walk over the parser's events instead of a loader: scalars stay the characters that were
written (no booleans, dates or octal), an anchor, alias or tag is a fault where it stands, and
depth is bounded, so that no input costs more than its length.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from yaml.reader import ReaderError

MAX_DEPTH = 8
# Many times what a stranger's honest file holds; more would only cost time.
MAX_NODES = 20_000
# So many things that are not plain are noted, then reading stops: a hostile file holds nothing else.
MAX_PROBLEMS = 1000

ANCHOR = "an anchor or alias"
TAG = "a tag"
TOO_DEEP = "too many levels"
TOO_MANY = "too many entries"
SECOND_DOCUMENT = "a second document"
STRANGE_KEY = "a key that is not a word"


class NotPlainYaml(Exception):
    """The text is not YAML, or not of the plain kind; ``line`` counts from 1."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class Scalar:
    """Characters as written; ``null`` for an absent value, `~` or a plain null.

    ``refused`` for an alias, which was noted as a problem and stands for nothing.
    """

    text: str
    null: bool
    line: int
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """Items in order."""

    items: "tuple[Node, ...]"
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Pairs in order, repeated keys included; keys are scalars."""

    pairs: "tuple[tuple[Scalar, Node], ...]"
    line: int


Node = Scalar | Sequence | Mapping


def read_plain_yaml(text: str, *, max_depth: int = MAX_DEPTH) -> Node | None:
    """The one document in ``text``, of any length, or None. Raises NotPlainYaml for the first problem."""
    root, problems = scan_plain_yaml(text, max_depth=max_depth, max_nodes=2 * len(text) + 2)
    if problems:
        raise problems[0]
    return root


def scan_plain_yaml(
    text: str, *, max_depth: int = MAX_DEPTH, max_nodes: int = MAX_NODES
) -> tuple[Node | None, list[NotPlainYaml]]:
    """The one document in ``text``, and everything in it that is not plain YAML, in order.

    The document is None where there is none, and where reading had to stop.
    """
    walk = _Walk(max_depth, max_nodes)
    try:
        # The constructor of the loader already looks at the first characters.
        return walk.document(yaml.parse(text, Loader=yaml.CSafeLoader)), walk.problems
    except NotPlainYaml as problem:
        walk.problems.append(problem)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        walk.problems.append(NotPlainYaml(error.problem or "syntax", mark.line + 1 if mark else 1))
    except ReaderError as error:  # a character YAML does not allow, such as NUL
        before = text.encode("utf-8", "surrogatepass")[: error.position].decode("utf-8", "ignore")
        walk.problems.append(NotPlainYaml(str(error.reason), len(f"{before}.".splitlines())))
    except (yaml.YAMLError, ValueError) as error:
        walk.problems.append(NotPlainYaml(str(error).splitlines()[0], 1))
    return None, walk.problems


class _Walk:
    """Builds nodes from events; notes what can be read past, raises NotPlainYaml where reading ends."""

    def __init__(self, max_depth: int, max_nodes: int) -> None:
        self.max_depth = max_depth
        self.nodes_left = max_nodes
        self.problems: list[NotPlainYaml] = []

    def document(self, events: Iterator[yaml.Event]) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._note(SECOND_DOCUMENT, _line(event))
                    return root
            elif not isinstance(event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentEndEvent):
                root = self._node(event, events, self.max_depth)
        return root

    def _note(self, reason: str, line: int) -> None:
        problem = NotPlainYaml(reason, line)
        if len(self.problems) + 1 >= MAX_PROBLEMS:
            raise problem
        self.problems.append(problem)

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth_left: int) -> Node:
        line = _line(event)
        self.nodes_left -= 1
        if self.nodes_left < 0:
            raise NotPlainYaml(TOO_MANY, line)
        if isinstance(event, yaml.AliasEvent):
            self._note(ANCHOR, line)
            return Scalar("", False, line, refused=True)
        if getattr(event, "anchor", None):
            self._note(ANCHOR, line)
        if getattr(event, "tag", None):
            self._note(TAG, line)
        if depth_left == 0:
            raise NotPlainYaml(TOO_DEEP, line)
        if isinstance(event, yaml.ScalarEvent):
            null = not event.style and event.value in ("", "~", "null", "Null", "NULL")
            return Scalar(event.value, null, line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self._children(events, depth_left, yaml.SequenceEndEvent)), line)
        return Mapping(tuple(self._pairs(events, depth_left)), line)

    def _pairs(self, events: Iterator[yaml.Event], depth_left: int) -> Iterator[tuple[Scalar, Node]]:
        children = self._children(events, depth_left, yaml.MappingEndEvent)
        for key in children:
            value = next(children)
            if isinstance(key, Scalar):
                if not key.refused:
                    yield key, value
            else:
                self._note(STRANGE_KEY, key.line)

    def _children(
        self, events: Iterator[yaml.Event], depth_left: int, end: type[yaml.Event]
    ) -> Iterator[Node]:
        for event in events:
            if isinstance(event, end):
                return
            yield self._node(event, events, depth_left - 1)


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return int(mark.line) + 1 if mark else 1
