"""Pairing two lists by their keys, and the sentences every comparison is written in."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from reports.shape import Obligation, Text

T = TypeVar("T")


def matched(
    old: Iterable[T], new: Iterable[T], key: Callable[[T], str]
) -> Iterator[tuple[T | None, T | None]]:
    """Both sides of each thing: in the order of ``new``, then what is gone in the order of ``old``."""
    before = {key(thing): thing for thing in old}
    after = {key(thing): thing for thing in new}
    for name, thing in after.items():
        yield before.get(name), thing
    for name, thing in before.items():
        if name not in after:
            yield thing, None


def named(duty: Obligation) -> Text:
    """A duty by its id and title."""
    return Text(zh=f"{duty.id} {duty.title.zh}", en=f"{duty.id} {duty.title.en}")


def from_to(before: Text, after: Text) -> Text:
    """The middle of a sentence: from this to that."""
    return Text(zh=f"由“{before.zh}”变为“{after.zh}”", en=f"from “{before.en}” to “{after.en}”")


def about(subject: Text, said: Text, *, end: bool = True) -> Text:
    """A sentence on ``subject``; with ``end`` false, part of one."""
    stop = ("。", ".") if end else ("", "")
    return Text(zh=f"{subject.zh}：{said.zh}{stop[0]}", en=f"{subject.en}: {said.en}{stop[1]}")
