"""YAML from strangers, read as it is spelt.

A walk over the parser's events instead of a loader: scalars stay the characters that were
written (no booleans, dates or octal), an anchor, alias or tag is a fault where it stands, and
depth is bounded, so that no input costs more than its length.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

MAX_DEPTH = 8


class NotPlainYaml(Exception):
    """The text is not YAML, or not of the plain kind; ``line`` counts from 1."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class Scalar:
    """Characters as written; ``null`` for an absent value, `~` or a plain null."""

    text: str
    null: bool
    line: int


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
    """The one document in ``text``, or None if there is none. Raises NotPlainYaml."""
    try:
        return _document(yaml.parse(text, Loader=yaml.CSafeLoader), max_depth)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotPlainYaml(error.problem or "syntax", mark.line + 1 if mark else 1) from None
    except (yaml.YAMLError, ValueError) as error:
        raise NotPlainYaml(str(error).splitlines()[0], 1) from None


def _document(events: Iterator[yaml.Event], max_depth: int) -> Node | None:
    root: Node | None = None
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise NotPlainYaml("a second document", _line(event))
        elif not isinstance(event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentEndEvent):
            root = _node(event, events, max_depth)
    return root


def _node(event: yaml.Event, events: Iterator[yaml.Event], depth_left: int) -> Node:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise NotPlainYaml("an anchor or alias", _line(event))
    if getattr(event, "tag", None):
        raise NotPlainYaml("a tag", _line(event))
    if depth_left == 0:
        raise NotPlainYaml("too many levels", _line(event))
    if isinstance(event, yaml.ScalarEvent):
        null = not event.style and event.value in ("", "~", "null", "Null", "NULL")
        return Scalar(event.value, null, _line(event))
    if isinstance(event, yaml.SequenceStartEvent):
        return Sequence(tuple(_children(events, depth_left, yaml.SequenceEndEvent)), _line(event))
    children = list(_children(events, depth_left, yaml.MappingEndEvent))
    pairs = []
    for key, value in zip(children[::2], children[1::2], strict=True):
        if not isinstance(key, Scalar):
            raise NotPlainYaml("a key that is not a word", key.line)
        pairs.append((key, value))
    return Mapping(tuple(pairs), _line(event))


def _children(events: Iterator[yaml.Event], depth_left: int, end: type[yaml.Event]) -> Iterator[Node]:
    for event in events:
        if isinstance(event, end):
            return
        yield _node(event, events, depth_left - 1)


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return int(mark.line) + 1 if mark else 1
