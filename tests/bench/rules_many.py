"""R3: many stored questionnaires at once, one bit each; filling the columns and evaluating shown apart."""

import importlib.util
from typing import Any

from questionnaire.compiling import Sliced
from questionnaire.conditions import Condition
from questionnaire.engine import Engine
from tests.bench.floors import Tree, closure, tree
from tests.bench.measuring import Line, LoadByOthers, Options, Report, Timing, Work, interleaved
from tests.bench.workload import engine, many, rules

# BENCH R3: filling and evaluating 100 000 decoded questionnaires in at most three seconds.
MILLISECONDS_PER_THOUSAND = 30.0
# Whole engines take seconds where this takes a blink; against plain closures it must win by far.
OVER_CLOSURES = 0.5


def run(options: Options) -> Report:
    """10 000 questionnaires, and with ``full`` 100 000, each checked rule by rule against closures."""
    load = LoadByOthers()
    conditions = rules(80)
    product = engine(conditions)
    checks: list[str] = []
    lines: list[Line] = []
    for count in (10_000, 100_000) if options.full else (10_000,):
        sets = many(count)
        checks.append(agreed(conditions, product, sets))
        lines += measured(conditions, product, sets, options)
    return Report(
        "rules-many", "many questionnaires, outcomes only", tuple(lines), tuple(checks), load.so_far()
    )


def agreed(conditions: list[Condition], product: Engine, sets: list[dict[str, str]]) -> str:
    """That the slices say of every set what closures say of it; in words. Raises AssertionError."""
    sliced = product.evaluate_many(sets)
    for number, condition in enumerate(conditions):
        rule = closure(tree(condition))
        true = int("".join("1" if rule(given) else "0" for given in reversed(sets)), 2)
        if sliced[number] != (true, ((1 << len(sets)) - 1) ^ true):
            raise AssertionError(f"rule {number} differs on {len(sets)} sets")
    return f"{len(sets)} sets: every rule agrees with closures, set by set"


def measured(
    conditions: list[Condition], product: Engine, sets: list[dict[str, str]], options: Options
) -> list[Line]:
    """Closures one set after the other, then our columns: filled, evaluated, both."""
    count = len(sets)
    closures = [closure(tree(condition)) for condition in conditions]
    filled = product.slices(sets)
    works: dict[str, Work] = {
        "closures": lambda: [[rule(given) for rule in closures] for given in sets],
        "fill": lambda: product.slices(sets),
        "run": lambda: product.run_slices(filled, count),
        "both": lambda: product.evaluate_many(sets),
    }
    if importlib.util.find_spec("numpy"):
        works["numpy"] = numpy_batch(conditions, filled, product, count)
    timed = interleaved(works, options.rounds)
    goal = MILLISECONDS_PER_THOUSAND * count / 1000
    lines = [
        Line(f"{count}: fill and evaluate", timed["both"], goal=goal),
        Line(f"{count}: fill and evaluate, over closures", timed["both"], timed["closures"], OVER_CLOSURES),
        Line(f"{count}: fill the columns", timed["fill"]),
        Line(f"{count}: evaluate, over closures", timed["run"], timed["closures"]),
    ]
    return [*lines, *_over_numpy(count, timed)]


def _over_numpy(count: int, timed: dict[str, Timing]) -> list[Line]:
    if "numpy" not in timed:
        return []
    note = "a byte a questionnaire, as the best batch engines hold it; numpy is no part of the product"
    return [Line(f"{count}: evaluate, over a numpy batch", timed["run"], timed["numpy"], 1.0, note=note)]


def numpy_batch(conditions: list[Condition], filled: dict[int, Sliced], product: Engine, count: int) -> Work:
    """Kleene's logic on arrays: 0 false, 1 unknown, 2 true; and is the least, or the greatest."""
    import numpy

    def column(true: int, false: int) -> Any:
        size = (count + 7) // 8
        bits = [
            numpy.unpackbits(numpy.frombuffer(mask.to_bytes(size, "little"), numpy.uint8), bitorder="little")
            for mask in (true, false)
        ]
        return (1 + bits[0] - bits[1])[:count].astype(numpy.uint8)

    columns = {
        (leaf.question, leaf.option): column(*filled.get(number, (0, 0)))  # type: ignore[union-attr]
        for number, leaf in enumerate(product.leaves)
    }

    def value(node: Tree) -> Any:
        if node[0] == "is":
            parts = [columns[node[1], option] for option in sorted(node[2])]
            found = parts[0]
            for part in parts[1:]:
                found = numpy.maximum(found, part)
            return found
        if node[0] == "not":
            return 2 - value(node[1])
        join = numpy.minimum if node[0] == "all" else numpy.maximum
        found = value(node[1][0])
        for part in node[1][1:]:
            found = join(found, value(part))
        return found

    trees = [tree(condition) for condition in conditions]
    return lambda: [value(node) for node in trees]
