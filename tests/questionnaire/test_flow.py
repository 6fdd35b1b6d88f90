"""What is asked, in which order, how far each topic is, and what decides most."""

from collections.abc import Iterator
from functools import cache
from random import Random

import pytest

from questionnaire.assessing import GROUPS, SCOPE_QUESTIONS, Assessment, Outcome, assess
from questionnaire.engine import Answer, Answers, Positions
from questionnaire.flow import (
    TopicProgress,
    decisiveness,
    definite_answers,
    in_asking_order,
    most_decisive_first,
    next_question,
    topic_progress,
)
from tests.questionnaire.sets import (
    RULEBOOK,
    TODAY,
    likely_sets,
    mixed_sets,
    random_answers,
    random_positions,
    worked_services,
)

TOPICS = {
    "service": "role content_types audience customer_reexposure mainland_access provider_location ownership "
    "commercial sectors gov_cii_customers third_party_access large_platform launch_date distribution",
    "model": "model_source training training_data annotation auto_access ethics_scope",
    "public_opinion": "info_publishing posm_features regulator_told_posm registered_users reg_user_count mau",
    "synthesis": "ds_functions confusion_risk biometric_functions special_objects export "
    "unlabelled_on_request",
    "algorithms": "algorithm_uses anthropomorphic older_users",
    "data": "personal_info mainland_pi sensitive_pi pi_individuals pi_recipients cross_border "
    "important_data cii",
    "minors": "minors under14 minor_platform service_kind",
    "filing": "filing_status filing_events incident",
}
IN_TOPIC_ORDER = [question for questions in TOPICS.values() for question in questions.split()]
SCOPE_FIRST = [
    "role",
    "audience",
    "customer_reexposure",
    "mainland_access",
    "content_types",
    "provider_location",
]


def assessed(
    answers: Answers, positions: Positions | None = None, coverage: tuple[str, ...] = GROUPS
) -> Assessment:
    return assess(RULEBOOK, answers, as_of=TODAY, coverage=coverage, positions=positions)


def run(
    everything: Answers, positions: Positions | None = None, coverage: tuple[str, ...] = GROUPS
) -> Iterator[tuple[Assessment, str]]:
    """Every step of someone who answers what is asked, with the question asked at that step."""
    answers: dict[str, Answer] = {}
    while (name := next_question(found := assessed(answers, positions, coverage))) is not None:
        yield found, name
        answers = {**answers, name: everything[name]}


@cache
def runs() -> list[tuple[list[tuple[Assessment, str]], Assessment]]:
    """Runs of people at random, and of the hand-worked services: the steps, and where they end."""
    random = Random(81)
    people: list[tuple[Answers, Positions]] = []
    for _ in range(12):
        answers = random_answers(random, unsure=random.choice([0, 0.1, 0.4]))
        people.append((answers, random_positions(random, taken=random.choice([0, 0.5]))))
    found = []
    for everything, positions in [*people, *((answers, {}) for answers in complete_services())]:
        steps = list(run(everything, positions))
        last, name = steps[-1]
        found.append((steps, assessed({**last.answers, name: everything[name]}, positions)))
    return found


def complete_services() -> Iterator[Answers]:
    """The hand-worked services, with an answer to every question."""
    for answers in worked_services():
        yield {**random_answers(Random(0)), **answers}


# -- order -------------------------------------------------------------------------------------


def test_topics_and_their_questions_stand_in_the_fixed_order() -> None:
    assert [(topic.id, " ".join(topic.questions)) for topic in RULEBOOK.topics] == list(TOPICS.items())
    assert sorted(IN_TOPIC_ORDER) == sorted(RULEBOOK.questions)


def test_while_the_scope_is_open_its_six_questions_come_first() -> None:
    assert list(SCOPE_QUESTIONS) == SCOPE_FIRST
    rest = [question for question in IN_TOPIC_ORDER if question not in SCOPE_FIRST]
    assert list(in_asking_order(assessed({}), list(RULEBOOK.questions))) == [*SCOPE_FIRST, *rest]


def test_once_the_scope_is_settled_the_topics_come_in_their_order() -> None:
    settled = assessed({"audience": ("internal_only",)})
    assert list(in_asking_order(settled, list(RULEBOOK.questions))) == IN_TOPIC_ORDER


def test_questions_that_were_not_named_are_not_put_in_order() -> None:
    assert in_asking_order(assessed({}), ["mau", "role", "cii"]) == ("role", "mau", "cii")


def test_the_first_question_asked_is_about_the_role_and_then_about_users() -> None:
    assert next_question(assessed({})) == "role"
    assert next_question(assessed({"role": ("content_provider",)})) == "audience"
    asked = {"role": ("content_provider",), "audience": ("external_orgs",)}
    assert next_question(assessed(asked)) == "customer_reexposure"


def test_a_gate_that_is_closed_is_passed_over() -> None:
    asked = {"role": ("content_provider",), "audience": ("public_open",)}
    assert next_question(assessed(asked)) == "mainland_access"


def test_not_sure_is_an_answer_and_is_not_asked_again() -> None:
    assert next_question(assessed({"role": ("not_sure",)})) == "audience"
    assert next_question(assessed({"role": ("content_provider", "not_sure")})) == "audience"


def test_a_question_set_aside_is_passed_over_and_comes_back() -> None:
    nothing = assessed({})
    assert next_question(nothing, skip=["role", "audience"]) == "customer_reexposure"
    assert next_question(nothing, skip=list(RULEBOOK.questions)) is None
    assert next_question(nothing) == "role"


def test_nobody_is_asked_twice_and_nothing_jumps_between_topics() -> None:
    for steps, _ in runs():
        names = [name for _, name in steps]
        assert len(names) == len(set(names))
        first = [name for found, name in steps if found.determinations["scope"].value == "uncertain"]
        at_first = [name for name in first if name in SCOPE_FIRST]
        assert at_first == sorted(at_first, key=SCOPE_FIRST.index)
        assert first[: len(at_first)] == at_first
        later = names[len(at_first) :]
        assert later == sorted(later, key=IN_TOPIC_ORDER.index)


def test_what_is_no_longer_relevant_never_becomes_so_again() -> None:
    for steps, end in runs():
        before = set(RULEBOOK.questions)
        for found in [*(found for found, _ in steps), end]:
            assert set(found.relevant) <= before
            before = set(found.relevant)


def test_at_the_end_only_what_nobody_was_sure_of_and_open_law_are_left() -> None:
    for _, end in runs():
        assert end.unanswered == ()
        missing = {name for result in end.obligations.values() for name in result.missing}
        assert missing <= set(end.unsure)


# -- how many ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("coverage", "fewest", "most"), [(GROUPS, 25, 48), (("core",), 2, 33)], ids=["everything", "core"]
)
def test_the_hand_worked_services_are_asked_fewer_questions_than_there_are(
    coverage: tuple[str, ...], fewest: int, most: int
) -> None:
    counts = [len(list(run(everything, {}, coverage))) for everything in complete_services()]
    assert (min(counts), max(counts)) == (fewest, most)
    assert most < len(RULEBOOK.questions)


def test_an_internal_tool_is_asked_two_questions_about_the_core() -> None:
    internal: dict[str, Answer] = {**random_answers(Random(1)), "role": ("internal_deployer",)}
    internal |= {"audience": ("internal_only",)}
    assert [name for _, name in run(internal, {}, ("core",))] == ["role", "audience"]


# -- progress ------------------------------------------------------------------------------------


def progress(answers: Answers, coverage: tuple[str, ...] = GROUPS) -> dict[str, TopicProgress]:
    return {topic.id: topic for topic in topic_progress(assessed(answers, coverage=coverage))}


def test_before_the_first_answer_no_topic_is_started() -> None:
    found = topic_progress(assessed({}))
    assert [(topic.id, topic.state) for topic in found] == [(name, "not_started") for name in TOPICS]
    assert [question for topic in found for question in topic.left] == IN_TOPIC_ORDER


def test_a_topic_counts_what_is_answered_left_and_not_sure() -> None:
    answers: dict[str, Answer] = {"audience": ("public_open",), "algorithm_uses": ("not_sure",)}
    found = progress({**answers, "anthropomorphic": "no"})["algorithms"]
    assert found == TopicProgress(
        id="algorithms",
        state="in_progress",
        answered=("algorithm_uses", "anthropomorphic"),
        left=("older_users",),
        unsure=("algorithm_uses",),
    )


def test_a_topic_is_complete_when_nothing_is_left_of_it() -> None:
    answers: dict[str, Answer] = {"algorithm_uses": ("none",), "anthropomorphic": "no", "older_users": "no"}
    assert progress(answers)["algorithms"].state == "complete"


def test_a_topic_that_cannot_matter_has_nothing_to_ask() -> None:
    internal: dict[str, Answer] = {"role": ("internal_deployer",), "audience": ("internal_only",)}
    found = progress({**internal, "mainland_access": "blocked"}, coverage=("core",))["minors"]
    assert found == TopicProgress(id="minors", state="nothing_to_ask", answered=(), left=(), unsure=())


# -- decisiveness --------------------------------------------------------------------------------


def by_trying(found: Assessment) -> dict[str, float]:
    """Each definite answer tried by itself, and what it settles counted one by one."""
    still_open = [n for n, result in found.obligations.items() if result.outcome is Outcome.UNDETERMINED]
    means = {}
    for name in RULEBOOK.questions:
        if name not in (*found.unanswered, *found.unsure):
            continue
        counts = []
        for answer in definite_answers(found, name):
            after = assessed({**found.answers, name: answer}, found.positions, found.coverage).obligations
            counts.append(sum(after[each].outcome is not Outcome.UNDETERMINED for each in still_open))
        means[name] = sum(counts) / len(counts) if counts else 0.0
    return means


@pytest.mark.parametrize("coverage", [GROUPS, ("core", "minors")], ids=["everything", "part"])
def test_decisiveness_is_what_trying_each_answer_would_find(coverage: tuple[str, ...]) -> None:
    for answers, positions in [({}, {}), *mixed_sets(4, seed=84), *likely_sets(5, seed=84)]:
        found = assessed(answers, positions, coverage)
        expected = by_trying(found)
        decisive = decisiveness(found)
        assert decisive == expected
        assert list(decisive) == sorted(expected, key=lambda name: -expected[name])


@pytest.mark.parametrize(
    "training",
    [{}, {"training": ("none", "not_sure")}],
    ids=["an open gate may park an answer", "the option that closes it stands beside not sure"],
)
def test_decisiveness_sees_what_an_answer_would_turn_that_looked_settled(training: dict[str, Answer]) -> None:
    held: dict[str, Answer] = {"auto_access": "no", "personal_info": ("inputs",)}
    found = assessed({**held, **training, "training_data": ("personal_info",)})
    assert decisiveness(found) == by_trying(found)


def test_the_unanswered_come_most_decisive_first_and_ties_as_in_the_catalogue() -> None:
    found = assessed({"role": ("not_sure",), "audience": ("public_open",)})
    decisive = decisiveness(found)
    ordered = most_decisive_first(found)
    catalogue = list(RULEBOOK.questions)
    assert sorted(ordered) == sorted(found.unanswered)
    assert "role" in decisive
    keys = [(-decisive[name], catalogue.index(name)) for name in ordered]
    assert keys == sorted(keys)


# -- definite answers ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "held", "tried"),
    [
        ("cii", {}, ("yes", "no")),
        ("cii", {"cii": "not_sure"}, ("yes", "no")),
        ("filing_events", {}, (("changed",), ("terminated",), ("none",))),
        ("filing_events", {"filing_events": ("not_sure",)}, (("changed",), ("terminated",), ("none",))),
        (
            "filing_events",
            {"filing_events": ("changed", "not_sure")},
            (("changed",), ("changed", "terminated")),
        ),
        ("pi_individuals", {}, (999_999, 1_000_000, 9_999_999, 10_000_000)),
        ("mau", {}, ()),  # a challenge names a threshold, but nothing is decided by it
        ("launch_date", {}, ()),
    ],
)
def test_definite_answers_keep_what_was_chosen_and_touch_both_sides_of_a_threshold(
    name: str, held: dict[str, Answer], tried: tuple[Answer, ...]
) -> None:
    assert definite_answers(assessed(held), name) == tried
