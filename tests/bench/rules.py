"""R1 and R2: one questionnaire through the engine with its traces, and the rulebook from its cache."""

from collections.abc import Callable, Mapping
from datetime import date

from questionnaire.answers import read_answers
from questionnaire.assessing import Assessment, assess
from questionnaire.compiled import compiled
from questionnaire.conditions import Condition
from questionnaire.engine import Answers
from questionnaire.flow import decisiveness
from questionnaire.loading import load_rulebook
from questionnaire.rulebook import Rulebook
from questionnaire.truth import FALSE, TRUE, UNKNOWN
from tests.bench.floors import Rule, Value, closure, tree, walk
from tests.bench.measuring import Line, LoadByOthers, Options, Report, interleaved
from tests.bench.workload import FACTS, OPTIONS, answers, engine, partial, rules
from tests.law.reading import HERE as LAW

# R1: with the trace, at most five times bare closures. R2: what a function with one dict lookup costs,
# and half of it again, which is as fine as a shared machine can tell.
R1 = 5.0
R2 = 1.5
DAY = date(2026, 11, 21)

_TRUTHS = {TRUE: True, FALSE: False, UNKNOWN: None}


def run(options: Options) -> Report:
    """Check that every engine says the same of W80, then time them."""
    load = LoadByOthers()
    w80, w100 = rules(80), rules(100)
    checks = (
        counted("W80, complete", w80, answers(), {True: 38, False: 42, None: 0}),
        counted("W80, every third fact unknown", w80, partial(), {True: 19, False: 21, None: 40}),
        counted("W100, complete", w100, answers(), None),
        built_once(),
    )
    lines = [
        *evaluation("W80", w80, answers(), options),
        *evaluation("W100", w100, answers(), options),
        *evaluation("W80 partial", w80, partial(), options),
        *all_candidates(w80, options),
        *from_cache(options),
        *whole_rulebook(options),
    ]
    return Report("rules", "one questionnaire, trace included", tuple(lines), checks, load.so_far())


# -- checks ------------------------------------------------------------------------------------


def values_by_engine(conditions: list[Condition], given: Mapping[str, str]) -> dict[str, list[Value]]:
    """What the walk, the closures, the engine and its bit slices make of each rule."""
    trees = [tree(condition) for condition in conditions]
    product = engine(conditions)
    return {
        "walk": [walk(node, given) for node in trees],
        "closures": [closure(node)(given) for node in trees],
        "engine": [_TRUTHS[truth] for truth, _ in product.evaluate(given).conditions],
        "slices": [
            True if true else False if false else None for true, false in product.evaluate_many([given])
        ],
    }


def counted(
    name: str, conditions: list[Condition], given: Mapping[str, str], expected: Mapping[Value, int] | None
) -> str:
    """That all engines agree, rule by rule, and on the counts; in words. Raises AssertionError."""
    found = values_by_engine(conditions, given)
    first = found["walk"]
    if any(values != first for values in found.values()):
        raise AssertionError(f"{name}: the engines differ: {found}")
    counts = {value: first.count(value) for value in (True, False, None)}
    if expected is not None and counts != expected:
        raise AssertionError(f"{name}: {counts}, not {expected}")
    return f"{name}: {counts[True]} true, {counts[False]} false, {counts[None]} unknown, by every engine"


def built_once() -> str:
    """That a process loads and compiles the rulebook once. Raises AssertionError."""
    rulebook = load_rulebook()
    compiled_once = compiled(rulebook)
    again = {id(assess(load_rulebook(), {}, as_of=DAY).compiled) for _ in range(3)}
    if load_rulebook() is not rulebook or again != {id(compiled_once)}:
        raise AssertionError("the rulebook is loaded or compiled more than once")
    return "the rulebook is loaded and compiled once in a process"


# -- R1 ----------------------------------------------------------------------------------------


def evaluation(
    name: str, conditions: list[Condition], given: Mapping[str, str], options: Options
) -> list[Line]:
    """One questionnaire through all rules, from its answers to values and traces."""
    trees = [tree(condition) for condition in conditions]
    closures = [closure(node) for node in trees]
    product = engine(conditions)
    timed = interleaved(
        {
            "walk": lambda: [walk(node, given) for node in trees],
            "closures": _all(closures, given),
            "engine": lambda: product.evaluate(given).conditions,
        },
        options.rounds,
    )
    return [
        Line(f"{name}: engine with trace, over closures", timed["engine"], timed["closures"], R1),
        Line(f"{name}: engine with trace, over a walk", timed["engine"], timed["walk"]),
    ]


def _all(closures: list[Rule], given: Mapping[str, str]) -> Callable[[], object]:
    return lambda: [rule(given) for rule in closures]


def all_candidates(conditions: list[Condition], options: Options) -> list[Line]:
    """Every answer to every open question tried, as the advice on what to ask does: one sliced pass."""
    given = partial()
    tried = [{**given, fact: option} for fact in FACTS if fact not in given for option in OPTIONS]
    closures = [closure(tree(condition)) for condition in conditions]
    product = engine(conditions)
    filled = product.slices(tried)
    timed = interleaved(
        {
            "closures": lambda: [[rule(one) for rule in closures] for one in tried],
            "sliced": lambda: product.run_slices(filled, len(tried)),
        },
        options.rounds,
    )
    what = f"{len(tried)} candidate answers in one sliced pass, over closures"
    return [Line(what, timed["sliced"], timed["closures"])]


# -- R2 ----------------------------------------------------------------------------------------


def from_cache(options: Options) -> list[Line]:
    """The rulebook and its compiled form, as each request asks for them."""
    rulebook = load_rulebook()
    by_version = {rulebook.version: rulebook}
    version = rulebook.version
    thousand = range(1000)  # so that the clock's own loop does not count

    def look_up() -> Rulebook:
        return by_version[version]

    timed = interleaved(
        {
            "lookup": lambda: [look_up() for _ in thousand],
            "load": lambda: [load_rulebook() for _ in thousand],
            "compiled": lambda: [compiled(rulebook) for _ in thousand],
        },
        options.rounds,
    )
    return [
        Line("load_rulebook() 1000 times, over one dict lookup", timed["load"], timed["lookup"], R2),
        Line("compiled(rulebook) 1000 times, over one dict lookup", timed["compiled"], timed["lookup"]),
    ]


# -- the whole rulebook, for the record --------------------------------------------------------


def whole_rulebook(options: Options) -> list[Line]:
    """All obligations of the catalogue: outcomes, what is missing, what is relevant, what decides most.

    ``steps`` is one hand-worked case, answered question by question in the order people are asked.
    """
    rulebook = load_rulebook()
    case = read_answers((LAW / "cases" / "c06.yaml").read_bytes(), rulebook).answers
    asked = [name for topic in rulebook.topics for name in topic.questions if name in case]
    steps: list[Answers] = [{name: case[name] for name in asked[:count]} for count in range(len(asked) + 1)]

    def results(given: Answers) -> Assessment:
        found = assess(rulebook, given, as_of=DAY)
        _ = found.obligations, found.scope, found.unanswered, found.unsure, found.parked
        return found

    begun = results(steps[5])
    timed = interleaved(
        {
            "steps": lambda: [results(given) for given in steps],
            "nothing": lambda: results(steps[0]),
            "whole": lambda: results(case),
            "advice": lambda: decisiveness(begun),
        },
        options.rounds,
    )
    count = len(rulebook.obligations)
    return [
        Line(f"{count} obligations, all {len(steps)} steps of a questionnaire", timed["steps"]),
        Line(f"{count} obligations, nothing answered", timed["nothing"]),
        Line(f"{count} obligations, everything answered", timed["whole"]),
        Line("how much each open question would decide, early on", timed["advice"]),
    ]
