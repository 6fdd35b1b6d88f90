"""Which answers to a question are worth trying: one of each kind that a condition can tell apart.

Two options of a question are interchangeable if the law files treat them alike everywhere, as
they do the kinds of forum. Then only how many of them are chosen can matter, so that a handful of
answers stands for all the thousands of combinations.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product

from questionnaire.compiled import Compiled, with_effects
from questionnaire.compiling import bits
from questionnaire.conditions import (
    All,
    AnyOf,
    AtLeast,
    Condition,
    Determined,
    IsOnly,
    IsOption,
    Not,
    Reading,
    leaves,
)
from questionnaire.engine import NOT_SURE, Answer
from questionnaire.rulebook import NONE

# -- what an obligation can come to rest on ------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Ground:
    """Everything one obligation can come to rest on in one period."""

    compiled: Compiled
    trees: tuple[Condition, ...]  # its condition, determinations with open points, gates
    mask: int  # the facts among their leaves
    within: int  # those, and the determinations among them
    _alike: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _named: dict[tuple[str, int], frozenset[str]] = field(default_factory=dict)

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions beneath, in catalogue order."""
        return self.compiled.questions_in(self.mask)

    def named(self, name: str, mask: int) -> frozenset[str]:
        """The options of a question on which something in ``mask`` turns."""
        mine = mask & self.compiled.engine.question_masks.get(name, 0)
        if (name, mine) not in self._named:
            found = [self.compiled.engine.leaves[number] for number in bits(mine)]
            options = {leaf.option for leaf in found if isinstance(leaf, IsOption | IsOnly)}
            if any(isinstance(leaf, IsOnly) and leaf.option != NONE for leaf in found):
                options = {option.id for option in self.compiled.rulebook.questions[name].options}
            self._named[name, mine] = frozenset(options - {NOT_SURE})
        return self._named[name, mine]

    def alike(self, name: str) -> Mapping[str, str]:
        """Each option of a question -> the first option that makes no other difference here."""
        if name not in self._alike:
            trees = tuple(tree for tree in self.trees if _names(tree, name))
            self._alike[name] = _alike(self.compiled, name, trees)
        return self._alike[name]


@cache
def ground(compiled: Compiled, obligation_id: str, period: int) -> Ground:
    """What an obligation can come to rest on in a period, found once."""
    obligation = compiled.rulebook.obligations[obligation_id]
    trees = [obligation.periods[period].applies_when or obligation.applies_when]
    seen: set[str] = set()
    mask = determined = 0
    for tree in trees:  # which grows meanwhile
        for leaf in leaves(tree):
            if isinstance(leaf, Determined):
                determined |= 1 << compiled.engine.table.index(leaf)
                trees += _sides(compiled)[leaf.determination] if leaf.determination not in seen else ()
                seen.add(leaf.determination)
            elif not isinstance(leaf, Reading):
                mask |= 1 << compiled.engine.table.index(leaf)
                gate = compiled.rulebook.questions[leaf.question].ask_if
                trees += [gate] if gate is not None and f"?{leaf.question}" not in seen else []
                seen.add(f"?{leaf.question}")
    return Ground(compiled, tuple(trees), mask, mask | determined)


@cache
def _sides(compiled: Compiled) -> dict[str, tuple[Condition, Condition]]:
    points = compiled.rulebook.open_points.values()
    joined = (with_effects(each, points) for each in compiled.rulebook.determinations.values())
    return {each.id: (each.yes_if, each.no_if) for each in joined}


# -- options that are treated alike ------------------------------------------------------------


@cache
def _alike(compiled: Compiled, name: str, trees: tuple[Condition, ...]) -> Mapping[str, str]:
    first_of: dict[str, str] = {}
    for option in compiled.rulebook.questions[name].options:
        same = (other for other in dict.fromkeys(first_of.values()) if _swap(trees, name, option.id, other))
        first_of[option.id] = next(same, option.id)
    return first_of


def _names(tree: Condition, name: str) -> bool:
    return any(getattr(leaf, "question", None) == name for leaf in leaves(tree))


def _swap(trees: Iterable[Condition], name: str, one: str, other: str) -> bool:
    """Whether every tree stays the same when two options of a question change places."""
    if NONE in (one, other):
        return False
    exchange = {one: other, other: one}
    return all(_form(tree, name, {}) == _form(tree, name, exchange) for tree in trees)


def _form(tree: Condition, name: str, exchange: Mapping[str, str]) -> object:
    """A tree without the order and repetition of its parts, options exchanged."""
    match tree:
        case All(of=parts) | AnyOf(of=parts):
            return type(tree), frozenset(_form(part, name, exchange) for part in parts)
        case Not(part=part):
            return Not, _form(part, name, exchange)
        case IsOption(question=question, option=option) | IsOnly(question=question, option=option):
            return type(tree), question, exchange.get(option, option) if question == name else option
        case _:
            return tree


# -- answers -----------------------------------------------------------------------------------


def choices(ground: Ground, name: str, mask: int, held: Iterable[str] = ()) -> list[Answer]:
    """Definite answers to a question, one for each way the leaves in ``mask`` can tell them apart.

    ``mask`` is part of the ground's. Of a multiple question the options ``held`` are kept.
    """
    compiled = ground.compiled
    question = compiled.rulebook.questions[name]
    if question.kind == "number":
        mine = [compiled.engine.leaves[n] for n in bits(mask & compiled.engine.question_masks[name])]
        edges = (e for leaf in mine if isinstance(leaf, AtLeast) for e in (leaf.number - 1, leaf.number))
        return sorted({max(edge, 0) for edge in edges})
    options = [option.id for option in question.options if option.id != NOT_SURE]
    named = ground.named(name, mask)
    if question.kind == "single":
        unnamed = next((option for option in options if option not in named), None)
        return [option for option in options if option in named or option == unnamed]
    groups: dict[str, list[str]] = {}
    first_of = ground.alike(name)
    for option in options:
        if option in named and option != NONE:
            groups.setdefault(first_of[option], []).append(option)
    return list(_selections(options, list(groups.values()), named, tuple(held)))


def told_apart(ground: Ground, name: str, answer: Answer) -> Hashable:
    """What of an answer can make a difference here; the same for answers that stand for each other."""
    if isinstance(answer, tuple):
        first_of, named = ground.alike(name), ground.named(name, ground.mask)
        return tuple(sorted(first_of[option] for option in answer if option in named))
    values = ground.compiled.engine.leaf_values(name, answer)
    return tuple(truth for number, (truth, _) in values if ground.mask >> number & 1)


def _selections(
    options: list[str], groups: list[list[str]], named: frozenset[str], held: tuple[str, ...]
) -> Iterator[Answer]:
    """Every number of options chosen from each group that is treated alike, held ones first."""
    if NONE in options and not held:
        yield (NONE,)
    # Where nothing named is chosen, an option that makes no difference stands for the rest.
    rest = next((option for option in options if option not in named and option != NONE), None)
    if NONE in options and NONE not in named:
        rest = None
    for group in groups:
        group.sort(key=lambda option: option not in held)
    counts = [range(sum(option in held for option in group), len(group) + 1) for group in groups]
    for chosen_counts in product(*counts):
        chosen = {*held}
        for count, group in zip(chosen_counts, groups, strict=True):
            chosen.update(group[:count])
        if not chosen and rest is not None:
            chosen.add(rest)
        if chosen:
            yield tuple(option for option in options if option in chosen)
