"""What is said of the answers that settle something, held against every way to answer like that."""

from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from random import Random

from questionnaire.assessing import Assessment, Outcome, assess
from questionnaire.describing import Case, Part, cases
from questionnaire.engine import NOT_SURE, Answer
from questionnaire.rulebook import NONE
from questionnaire.settling import settling_sets
from tests.questionnaire.sets import RULEBOOK, TODAY, definite_answer, in_option_order, mixed_sets
from tests.questionnaire.test_settling import sampled

OPPOSITE = {Outcome.APPLIES: Outcome.DOES_NOT_APPLY, Outcome.DOES_NOT_APPLY: Outcome.APPLIES}


def held(found: Assessment, name: str) -> set[str]:
    answer = found.answers.get(name)
    return {option for option in answer if option != NOT_SURE} if isinstance(answer, tuple) else set()


def fits(found: Assessment, part: Part, answer: Answer) -> bool:
    """Whether an answer is as a part says, read as a person reads it."""
    if part.how == "numbers":
        thresholds = found.compiled.thresholds_of[part.question]
        assert isinstance(answer, int)
        return any(
            bisect(thresholds, answer) == bisect(thresholds, told)
            for told in part.answers
            if isinstance(told, int)
        )
    if part.how in ("is", "is_not"):
        return (answer in part.answers) == (part.how == "is")
    assert isinstance(answer, tuple)
    before = held(found, part.question)
    added = set(answer) - before
    options = [set(told) for told in part.answers if isinstance(told, tuple)]
    if part.how == "one":
        return (set(answer) if part.beside else added) in options
    if part.how == "only":
        return added <= set().union(*options) and (bool(added) or set() in options)
    return any(told <= added for told in options) == (part.how == "includes")


def answered(found: Assessment, name: str, random: Random) -> Answer:
    """Some definite answer that keeps the options already chosen."""
    answer, before = definite_answer(RULEBOOK.questions[name], random), held(found, name)
    if before and isinstance(answer, tuple):
        return in_option_order(RULEBOOK.questions[name], before | (set(answer) - {NONE}))
    return answer


def told_cases(seed: int) -> Iterator[tuple[Assessment, str, bool, tuple[Case, ...]]]:
    nothing = assess(RULEBOOK, {}, as_of=TODAY)
    for found, name in [
        *((nothing, name) for name in Random(seed).sample(list(RULEBOOK.obligations), 25)),
        *sampled(Outcome.UNDETERMINED, seed=seed),
    ]:
        for each in settling_sets(found, name)[:4]:
            yield found, name, each.must, cases(found, each)


def test_whoever_answers_as_told_settles_it_as_told_and_otherwise_the_other_way() -> None:
    random, ways, tried = Random(104), Counter[str](), Counter[bool]()
    for found, name, must, told in told_cases(seed=104):
        questions = [part.question for part in told[0].parts]
        for _ in range(8):
            chosen = {question: answered(found, question, random) for question in questions}
            result = assess(
                RULEBOOK, {**found.answers, **chosen}, as_of=TODAY, positions=found.positions
            ).obligations[name]
            for case in told:
                is_so = all(fits(found, part, chosen[part.question]) for part in case.parts)
                if is_so:
                    assert result.outcome is case.outcome, (name, case, chosen)
                elif case.otherwise:
                    assert result.outcome is OPPOSITE[case.outcome], (name, case, chosen)
                tried[is_so] += 1
        assert must or not any(case.otherwise for case in told)
        ways.update(part.how for case in told for part in case.parts)
    assert ways.keys() >= {"is", "is_not", "only", "includes", "excludes"}
    assert min(tried.values()) > 300


def test_what_settles_it_is_told_in_one_case_an_outcome() -> None:
    for answers, positions in [({}, {}), *mixed_sets(3, seed=105)]:
        found = assess(RULEBOOK, answers, as_of=TODAY, positions=positions)
        open_ = [name for name, result in found.obligations.items() if result.outcome is Outcome.UNDETERMINED]
        for name in Random(105).sample(open_, min(20, len(open_))):
            for each in settling_sets(found, name)[:3]:
                assert len(cases(found, each)) == (
                    1 if each.must else len({settling.outcome for settling in each.answers})
                )
