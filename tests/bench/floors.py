"""The least that evaluating a rule can cost in plain Python: a walk over its tree, and closures.

Both are Kleene's logic with None for unknown, take the answers as they are, and say nothing of why.
A choice of options on one fact is one test of a set here, several leaves in the product.
"""

from collections.abc import Callable, Mapping
from typing import Any

from questionnaire.conditions import All, AnyOf, Condition, IsOption, Not

Answers = Mapping[str, str]
Value = bool | None
Rule = Callable[[Answers], Value]
# ("is", fact, options) · ("all" | "any", parts) · ("not", part)
Tree = tuple[Any, ...]


def tree(condition: Condition) -> Tree:
    """``condition`` as bare tuples."""
    match condition:
        case IsOption(question=question, option=option):
            return ("is", question, frozenset([option]))
        case AnyOf(of=parts) if len({getattr(part, "question", part) for part in parts}) == 1:
            return ("is", parts[0].question, frozenset(part.option for part in parts))  # type: ignore[union-attr]
        case Not(part=part):
            return ("not", tree(part))
        case All(of=parts):
            return ("all", tuple(tree(part) for part in parts))
        case AnyOf(of=parts):
            return ("any", tuple(tree(part) for part in parts))
    raise TypeError(condition)


def walk(node: Tree, answers: Answers) -> Value:
    """The value of a tree, by recursion."""
    kind = node[0]
    if kind == "is":
        answer = answers.get(node[1])
        return None if answer is None else answer in node[2]
    if kind == "not":
        value = walk(node[1], answers)
        return None if value is None else not value
    absorbing = kind == "any"
    found: Value = not absorbing
    for part in node[1]:
        value = walk(part, answers)
        if value is absorbing:
            return absorbing
        if value is None:
            found = None
    return found


def closure(node: Tree) -> Rule:
    """The same as one call a node."""
    kind = node[0]
    if kind == "is":
        return _is(node[1], node[2])
    if kind == "not":
        return _not(closure(node[1]))
    return _junction([closure(part) for part in node[1]], absorbing=kind == "any")


def _is(fact: str, options: frozenset[str]) -> Rule:
    def leaf(answers: Answers) -> Value:
        answer = answers.get(fact)
        return None if answer is None else answer in options

    return leaf


def _not(part: Rule) -> Rule:
    def negation(answers: Answers) -> Value:
        value = part(answers)
        return None if value is None else not value

    return negation


def _junction(parts: list[Rule], *, absorbing: bool) -> Rule:
    def junction(answers: Answers) -> Value:
        found: Value = not absorbing
        for part in parts:
            value = part(answers)
            if value is absorbing:
                return absorbing
            if value is None:
                found = None
        return found

    return junction
