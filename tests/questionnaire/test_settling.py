"""What settles an open outcome and what brings a duty: held against proof, and against trying it out."""

from collections.abc import Iterator
from itertools import combinations, product
from random import Random

import pytest
import z3

from questionnaire.assessing import Assessment, Outcome, assess
from questionnaire.engine import Answer, Answers, Positions
from questionnaire.flow import decisiveness, definite_answers
from questionnaire.rulebook import NOT_SURE
from questionnaire.settling import MOST_CHANGED, Flip, Settling, SettlingSet, nearest_flip, settling_sets
from questionnaire.wording import Fact
from tests.questionnaire.by_the_letter import ByTheLetter
from tests.questionnaire.sets import RULEBOOK, TODAY, likely_sets, mixed_sets, worked_services
from tests.questionnaire.z3_model import Formula, Z3Model

WHOLE = Z3Model(RULEBOOK)
CATALOGUE = list(RULEBOOK.questions)


def assessed(answers: Answers, positions: Positions | None = None) -> Assessment:
    return assess(RULEBOOK, answers, as_of=TODAY, positions=positions)


def settled(*answers: tuple[str, Answer], outcome: Outcome) -> Settling:
    return Settling(tuple(Fact(name, answer) for name, answer in answers), outcome)


# -- by hand -------------------------------------------------------------------------------------

PUBLIC: dict[str, Answer] = {
    "role": ("content_provider",),
    "audience": ("public_open",),
    "mainland_access": "offered",
    "content_types": ("text",),
}


def test_one_question_whose_every_answer_settles_it_must() -> None:
    assert settling_sets(assessed(PUBLIC), "GAI-8-C") == (
        SettlingSet(
            ("annotation",),
            (
                settled(("annotation", "manual"), outcome=Outcome.APPLIES),
                settled(("annotation", "automated"), outcome=Outcome.DOES_NOT_APPLY),
                settled(("annotation", "mixed"), outcome=Outcome.APPLIES),
                settled(("annotation", "none"), outcome=Outcome.DOES_NOT_APPLY),
            ),
            must=True,
        ),
    )


def test_a_question_some_answers_to_which_lead_into_open_law_only_can() -> None:
    answers: dict[str, Answer] = {**PUBLIC, "distribution": ("web",), "service_kind": ("other",)}
    found = settling_sets(assessed({**answers, "regulator_told_posm": "no"}), "GAI-17-A")
    assert [(each.questions, each.must) for each in found] == [(("posm_features",), False)]
    assert {settling.outcome for settling in found[0].answers} == {Outcome.APPLIES}
    assert Fact("posm_features", ("none",)) not in [fact for s in found[0].answers for fact in s.answers]


def test_with_the_position_taken_the_same_question_must() -> None:
    answers: dict[str, Answer] = {**PUBLIC, "distribution": ("web",), "service_kind": ("other",)}
    found = settling_sets(assessed({**answers, "regulator_told_posm": "no"}, {"OP-04": "A"}), "GAI-17-A")
    assert [(each.questions, each.must) for each in found] == [(("posm_features",), True)]


def test_three_questions_may_be_needed_and_none_of_them_alone() -> None:
    """A foreign firm, closed to the mainland and with no data from there, is outside the PIPL."""
    found = settling_sets(assessed({}), "PIPL-52")
    together = ("mainland_access", "provider_location", "mainland_pi")
    assert {each.questions for each in found} == {("personal_info",), ("pi_individuals",), together}
    assert [each for each in found if each.questions == together] == [
        SettlingSet(
            together,
            tuple(
                settled(
                    ("mainland_access", "blocked"),
                    ("provider_location", place),
                    ("mainland_pi", "no"),
                    outcome=Outcome.DOES_NOT_APPLY,
                )
                for place in ("hk_mo_tw", "foreign")
            ),
            must=False,
        )
    ]


def test_two_options_of_one_question_are_found_where_one_is_not_enough() -> None:
    """A foreign provider's scraping is caught where scraped data are personal information as well."""
    foreign: dict[str, Answer] = {
        **PUBLIC,
        "provider_location": "foreign",
        "personal_info": ("inputs",),
        "training": ("pretrain",),
        "auto_access": "no",
    }
    (found,) = settling_sets(assessed(foreign), "NDSR-18")
    assert found.questions == ("training_data",)
    assert not found.must
    assert {s.outcome for s in found.answers} == {Outcome.DOES_NOT_APPLY}
    both = assessed({**foreign, "training_data": ("scraped", "personal_info")})
    assert both.obligations["NDSR-18"].outcome is Outcome.APPLIES


def test_what_is_open_in_law_alone_no_fact_settles() -> None:
    interface: dict[str, Answer] = {**PUBLIC, "audience": ("external_orgs",), "customer_reexposure": "no"}
    assert settling_sets(assessed(interface), "GAI-4-2") == ()


def test_what_is_settled_needs_no_settling() -> None:
    assert settling_sets(assessed(PUBLIC), "GAI-4-2") == ()


def test_a_gated_question_settles_nothing_before_its_gate() -> None:
    found = settling_sets(assessed({**PUBLIC, "audience": ("not_sure",)}), "GAI-4-2")
    assert all("customer_reexposure" not in each.questions or "audience" in each.questions for each in found)
    (after,) = settling_sets(assessed({**PUBLIC, "audience": ("external_orgs",)}), "GAI-4-2")
    assert (after.questions, after.must) == (("customer_reexposure",), False)


def test_the_nearest_change_adds_an_option_before_it_replaces_one() -> None:
    internal: dict[str, Answer] = {**PUBLIC, "audience": ("internal_only",)}
    added = ("public_open", "internal_only")
    assert nearest_flip(assessed(internal), "GAI-4-2") == Flip((Fact("audience", added),))


def test_the_nearest_change_may_be_a_number() -> None:
    small: dict[str, Answer] = {**PUBLIC, "personal_info": ("account",), "pi_individuals": 7}
    assert nearest_flip(assessed(small), "PIPL-52") == Flip((Fact("pi_individuals", 1_000_000),))


def test_several_changes_come_in_catalogue_order() -> None:
    store: dict[str, Answer] = {**PUBLIC, "role": ("app_store",), "content_types": ("none",)}
    changes = (Fact("role", ("content_provider", "app_store")), Fact("content_types", ("text",)))
    assert nearest_flip(assessed(store), "GAI-4-2") == Flip(changes)


def test_what_applies_or_is_open_or_not_in_force_has_no_flip() -> None:
    assert nearest_flip(assessed(PUBLIC), "GAI-4-2") is None
    assert nearest_flip(assessed({}), "GAI-4-2") is None
    before = assess(
        RULEBOOK,
        {"anthropomorphic": "no"},
        as_of=RULEBOOK.obligations["ANT-8"].effective_from.replace(year=2025),
    )
    assert nearest_flip(before, "ANT-8") is None


# -- held against proof ----------------------------------------------------------------------------


def as_answered(found: Assessment, name: str) -> Formula:
    """One answer as it stands, or that there is none."""
    answer = found.answers.get(name)
    chosen = answer if isinstance(answer, tuple) else (answer,)
    given = [formula == (option in chosen) for option, formula in WHOLE.options[name].items()]
    given.append(WHOLE.answered[name] == (answer is not None))
    if isinstance(answer, int):
        given.append(WHOLE.number[name] == answer)
    return z3.And(*given)


def as_taken(found: Assessment) -> list[Formula]:
    """Every position as it stands."""
    return [
        z3.And(taken.true == (reading == "A"), taken.false == (reading == "B"))
        for point, taken in WHOLE.taken.items()
        for reading in [found.positions.get(point)]
    ]


def found_out(found: Assessment, names: tuple[str, ...]) -> list[Formula]:
    """These questions answered for good, options already chosen kept; everything else as it stands."""
    given = [*as_taken(found), *(as_answered(found, name) for name in WHOLE.answered if name not in names)]
    for name in names:
        held = found.answers.get(name)
        given.append(WHOLE.known(name))
        given += [WHOLE.options[name][o] for o in held if o != NOT_SURE] if isinstance(held, tuple) else []
    return given


def gates_within(found: Assessment, names: tuple[str, ...]) -> bool:
    """Every gated question comes after its gate: that is settled, or is found out as well."""
    letter = ByTheLetter(RULEBOOK, found.answers)
    open_gates = [leaf for name in names if name in letter.gates for leaf in letter.left(letter.gates[name])]
    return all(getattr(leaf, "question", "") in names for leaf in open_gates)


def proved_sets(found: Assessment, name: str) -> dict[tuple[str, ...], bool]:
    """Minimal sets of up to three missing questions that can settle it -> whether they must."""
    pair = WHOLE.obligation(name)
    proved: dict[tuple[str, ...], bool] = {}
    missing = found.obligations[name].missing
    for size in (1, 2, 3):
        smaller = [set(names) for names in proved]
        for names in combinations(missing, size):
            if any(each <= set(names) for each in smaller) or not gates_within(found, names):
                continue
            given = found_out(found, names)
            if WHOLE.can_be(*given, z3.Not(pair.unknown)):
                proved[names] = not WHOLE.can_be(*given, pair.unknown)
    return proved


def sampled(outcome: Outcome, seed: int, most_missing: int = 99) -> Iterator[tuple[Assessment, str]]:
    """A few obligations of each kind from many assessments."""
    random = Random(seed)
    for answers, positions in [*mixed_sets(7, seed), *likely_sets(11, seed)]:
        found = assessed(answers, positions)
        names = [
            n for n, r in found.obligations.items() if r.outcome is outcome and len(r.missing) <= most_missing
        ]
        for name in random.sample(names, min(4, len(names))):
            yield found, name


def test_settling_sets_are_all_there_are_and_must_where_nothing_stays_open() -> None:
    tried = 0
    for found, name in sampled(Outcome.UNDETERMINED, seed=95, most_missing=9):
        sets = settling_sets(found, name)
        assert {each.questions: each.must for each in sets} == proved_sets(found, name), name
        tried += len(sets)
    assert tried > 40


CHANGED = {name: z3.Bool(f"changed {name}") for name in CATALOGUE}


def changed_within(found: Assessment, most: int) -> list[Formula]:
    """Up to so many answers changed for good; everything else as it stands."""
    given = [*as_taken(found), z3.AtMost(*CHANGED.values(), most)]
    for name, changed in CHANGED.items():
        given.append(z3.If(changed, WHOLE.known(name), as_answered(found, name)))
    return given


def earlier_in_the_catalogue(names: tuple[str, ...]) -> Formula:
    """Some set of as many questions that comes before these."""
    ways = []
    for place, name in enumerate(names):
        start = CATALOGUE.index(names[place - 1]) + 1 if place else 0
        between = CATALOGUE[start : CATALOGUE.index(name)]
        same = [CHANGED[each] for each in names[:place]]
        ways.append(z3.And(*same, z3.Or(*(CHANGED[each] for each in between))))
    return z3.Or(*ways)


def test_a_flip_changes_as_few_answers_as_can_be_the_first_in_the_catalogue() -> None:
    sizes = set()
    for found, name in sampled(Outcome.DOES_NOT_APPLY, seed=96):
        flip = nearest_flip(found, name)
        applies = WHOLE.obligation(name).true
        if flip is None:
            assert not WHOLE.can_be(*changed_within(found, MOST_CHANGED), applies), name
            continue
        names, size = tuple(fact.question for fact in flip.changes), len(flip.changes)
        assert not WHOLE.can_be(*changed_within(found, size - 1), applies), name
        earlier = earlier_in_the_catalogue(names)
        assert not WHOLE.can_be(*changed_within(found, size), applies, earlier), (name, names)
        sizes.add(size)
    assert sizes >= {1, 2, 3}


# -- held against trying ---------------------------------------------------------------------------


def tried_out(found: Assessment, name: str, facts: tuple[Fact, ...]) -> Outcome:
    answers = {**found.answers, **{fact.question: fact.answer for fact in facts}}
    return assessed(answers, found.positions).obligations[name].outcome


def test_the_answers_told_settle_it_as_told_and_plain_ones_left_out_do_not() -> None:
    for found, name in sampled(Outcome.UNDETERMINED, seed=97):
        for each in settling_sets(found, name):
            told = {settling.answers: settling.outcome for settling in each.answers}
            options = [definite_answers(found, question) for question in each.questions]
            plain = [
                tuple(Fact(q, answer) for q, answer in zip(each.questions, answers, strict=True))
                for answers in product(*options)
            ]
            for facts in Random(97).sample(plain, min(20, len(plain))):
                outcome = tried_out(found, name, facts)
                assert told.get(facts, Outcome.UNDETERMINED) is outcome, (name, facts)
            for facts, outcome in list(told.items())[:10]:
                assert tried_out(found, name, facts) is outcome, (name, facts)


def test_with_the_changes_of_a_flip_the_obligation_applies() -> None:
    for found, name in sampled(Outcome.DOES_NOT_APPLY, seed=98):
        flip = nearest_flip(found, name)
        if flip is not None:
            assert tried_out(found, name, flip.changes) is Outcome.APPLIES
            for place in range(len(flip.changes)):
                fewer = flip.changes[:place] + flip.changes[place + 1 :]
                assert tried_out(found, name, fewer) is not Outcome.APPLIES


# -- order ---------------------------------------------------------------------------------------


def test_sets_come_by_size_then_decisiveness_then_catalogue_and_none_holds_another() -> None:
    for found, name in sampled(Outcome.UNDETERMINED, seed=99):
        decisive = decisiveness(found)
        sets = settling_sets(found, name, decisive)
        assert sets == settling_sets(found, name)
        keys = [
            (
                len(each.questions),
                -sum(decisive[question] for question in each.questions),
                [CATALOGUE.index(question) for question in each.questions],
            )
            for each in sets
        ]
        assert keys == sorted(keys)
        assert not [
            1
            for one in sets
            for other in sets
            if one is not other and set(one.questions) <= set(other.questions)
        ]


@pytest.mark.parametrize("number", [0, 5, 8])
def test_a_complete_service_has_few_things_left_to_settle(number: int) -> None:
    found = assessed(worked_services()[number])
    left = [name for name, result in found.obligations.items() if result.outcome is Outcome.UNDETERMINED]
    settles = {name: settling_sets(found, name) for name in left}
    assert all(bool(sets) <= bool(found.obligations[name].missing) for name, sets in settles.items())
