"""What answers, positions and a day come to: the law files' counter-examples, and edges of dates."""

from datetime import date, timedelta

import pytest

from questionnaire.assessing import GROUPS, Assessment, Outcome, Scope, assess, compiled
from questionnaire.engine import Answer
from questionnaire.errors import UnknownQuestion
from questionnaire.rulebook import Rulebook
from tests.questionnaire.folders import RulebookFolder
from tests.questionnaire.sets import RULEBOOK, TODAY

# Answers that make every element of the scope but the public one.
PROVIDER: dict[str, Answer] = {
    "role": ("content_provider",),
    "content_types": ("text",),
    "mainland_access": "offered",
}
BUSINESS: dict[str, Answer] = {**PROVIDER, "audience": ("external_orgs",), "customer_reexposure": "no"}
BUSINESS_AND_MERCHANTS: dict[str, Answer] = {**BUSINESS, "audience": ("external_orgs", "merchants_embedded")}
MERCHANTS: dict[str, Answer] = {**BUSINESS, "audience": ("merchants_embedded",)}


def assessed(
    answers: dict[str, Answer],
    positions: dict[str, str] | None = None,
    *,
    as_of: date = TODAY,
    coverage: tuple[str, ...] = GROUPS,
) -> Assessment:
    return assess(RULEBOOK, answers, as_of=as_of, coverage=coverage, positions=positions)


def value(determination: str, answers: dict[str, Answer], positions: dict[str, str] | None = None) -> str:
    return assessed(answers, positions).determinations[determination].value


def outcome(obligation: str, answers: dict[str, Answer], *, as_of: date = TODAY) -> str:
    return assessed(answers, as_of=as_of).obligations[obligation].outcome.value


# -- counter-examples of the law files ---------------------------------------------------------


def test_internal_users_beside_not_sure_do_not_make_the_service_private() -> None:
    assert value("public", {"audience": ("internal_only", "not_sure")}) == "uncertain"
    assert value("public", {"audience": ("internal_only",)}) == "no"


def test_an_open_public_beside_not_sure_is_public_all_the_same() -> None:
    assert value("public", {"audience": ("public_open", "not_sure")}) == "yes"


def test_silence_on_training_and_its_data_leaves_the_scraping_duty_open() -> None:
    mainland: dict[str, Answer] = {"provider_location": "mainland", "auto_access": "no"}
    assert outcome("NDSR-18", mainland) == "undetermined"
    assert outcome("NDSR-18", {**mainland, "training": ("none",)}) == "does_not_apply"
    assert outcome("NDSR-18", {**mainland, "training": ("not_sure",)}) == "undetermined"


def test_training_data_named_by_someone_who_does_not_train_are_parked() -> None:
    trained: dict[str, Answer] = {"training_data": ("scraped",), "provider_location": "mainland"}
    parked = assessed({**trained, "training": ("none",)})
    assert (parked.parked, parked.determinations["scrape"].value) == (("training_data",), "no")
    kept = assessed({**trained, "training": ("pretrain",)})
    assert (kept.parked, kept.determinations["scrape"].value) == ((), "yes")


def test_training_data_count_while_it_is_not_said_whether_the_model_was_trained() -> None:
    unsaid = assessed({"training_data": ("scraped",), "provider_location": "mainland"})
    assert (unsaid.parked, unsaid.determinations["scrape"].value) == ((), "yes")


@pytest.mark.parametrize(
    ("people", "expected"), [("not_sure", "uncertain"), (999_999, "no"), (1_000_000, "yes"), (0, "no")]
)
def test_a_million_people_is_reached_by_a_million_and_not_by_one_less(people: Answer, expected: str) -> None:
    assert value("pi_1m", {"pi_individuals": people}) == expected


@pytest.mark.parametrize(
    ("people", "expected"), [("not_sure", "uncertain"), (9_999_999, "no"), (10_000_000, "yes")]
)
def test_ten_million_people_are_reached_by_ten_million_and_not_by_one_less(
    people: Answer, expected: str
) -> None:
    assert value("pi_10m", {"pi_individuals": people}) == expected


COMPANION: dict[str, Answer] = {**PROVIDER, "audience": ("public_open",), "anthropomorphic": "yes"}


@pytest.mark.parametrize(
    ("answers", "on_the_day"),
    [
        (COMPANION, "applies"),
        ({**COMPANION, "anthropomorphic": "no"}, "does_not_apply"),
        ({**COMPANION, "anthropomorphic": "not_sure"}, "undetermined"),
    ],
)
def test_the_companion_duties_begin_on_15_july_2026(answers: dict[str, Answer], on_the_day: str) -> None:
    assert outcome("ANT-8", answers, as_of=date(2026, 7, 14)) == "not_in_force"
    assert outcome("ANT-8", answers, as_of=date(2026, 7, 15)) == on_the_day


def test_not_in_force_wins_over_does_not_apply_and_still_says_what_will_come() -> None:
    result = assessed({"anthropomorphic": "no"}, as_of=date(2026, 7, 14)).obligations["ANT-8"]
    assert (result.outcome, result.by_condition) == (Outcome.NOT_IN_FORCE, Outcome.DOES_NOT_APPLY)
    assert (result.missing, result.open_points) == ((), ())


def test_business_customers_beside_merchants_make_it_likely_in_scope() -> None:
    assert assessed(BUSINESS_AND_MERCHANTS).scope is Scope.LIKELY_IN_SCOPE


def test_merchants_alone_make_it_likely_out_of_scope() -> None:
    assert assessed(MERCHANTS).scope is Scope.LIKELY_OUT_OF_SCOPE


def test_one_reading_against_business_customers_leaves_the_merchants_open() -> None:
    one = assessed(BUSINESS_AND_MERCHANTS, {"OP-01": "B"})
    assert one.determinations["public"].value == "uncertain"
    assert one.obligations["GAI-4-2"].outcome is Outcome.UNDETERMINED
    assert (one.obligations["GAI-4-2"].missing, one.obligations["GAI-4-2"].open_points) == ((), ("OP-02",))


def test_both_readings_against_the_public_put_it_out_of_scope() -> None:
    assert assessed(BUSINESS_AND_MERCHANTS, {"OP-01": "B", "OP-02": "B"}).scope is Scope.OUT_OF_SCOPE


def test_one_reading_for_the_public_puts_it_in_scope() -> None:
    assert assessed(BUSINESS_AND_MERCHANTS, {"OP-01": "A"}).scope is Scope.IN_SCOPE


@pytest.mark.parametrize(("reading", "public"), [("A", "yes"), ("B", "uncertain")])
def test_a_position_does_not_hide_that_nobody_knows_what_customers_do(reading: str, public: str) -> None:
    doubtful: dict[str, Answer] = {**BUSINESS, "customer_reexposure": "not_sure"}
    found = assessed(doubtful, {"OP-01": reading})
    assert found.determinations["public"].value == public
    missing = () if public == "yes" else ("customer_reexposure",)
    assert found.obligations["GAI-4-2"].missing == missing
    assert found.obligations["GAI-4-2"].open_points == ()


def test_no_content_and_no_algorithms_mean_no_recommendation_service() -> None:
    assert value("arp", {"content_types": ("none",), "algorithm_uses": ("none",)}) == "no"


def test_nothing_answered_leaves_everything_undetermined_and_the_scope_uncertain() -> None:
    nothing = assessed({})
    assert nothing.scope is Scope.UNCERTAIN
    assert {result.value for result in nothing.determinations.values()} == {"uncertain"}
    assert {result.outcome for result in nothing.obligations.values()} == {Outcome.UNDETERMINED}
    assert all(result.missing for result in nothing.obligations.values())
    assert nothing.unanswered == tuple(RULEBOOK.questions)


# -- the verdict -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"customer_reexposure": "not_sure"}, "nobody knows whether customers pass it on"),
        ({"audience": ("external_orgs", "not_sure")}, "there may be other users"),
        ({"mainland_access": "accessible_only"}, "it is not offered into the mainland"),
        ({"content_types": ("code",)}, "code alone may not be generated content"),
        ({"role": ("open_weights_publisher",)}, "publishing weights may not be providing"),
        ({"role": ("not_sure",)}, "the role is not known"),
    ],
)
def test_a_likely_verdict_needs_everything_but_the_public_to_be_settled(
    change: dict[str, Answer], why: str
) -> None:
    assert assessed({**BUSINESS, **change}).scope is Scope.UNCERTAIN, why


def test_a_likely_verdict_needs_the_question_on_customers_to_be_answered() -> None:
    answers = {name: answer for name, answer in BUSINESS.items() if name != "customer_reexposure"}
    assert assessed(answers).scope is Scope.UNCERTAIN
    assert assessed({**answers, "customer_reexposure": "yes"}).scope is Scope.IN_SCOPE


@pytest.mark.parametrize(
    ("as_of", "verdict"), [(date(2023, 8, 14), Scope.NOT_IN_FORCE), (date(2023, 8, 15), Scope.IN_SCOPE)]
)
def test_the_measures_begin_on_15_august_2023(as_of: date, verdict: Scope) -> None:
    assert assessed({**PROVIDER, "audience": ("public_open",)}, as_of=as_of).scope is verdict


# -- days --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(RULEBOOK.obligations))
def test_every_obligation_is_out_of_force_until_its_first_day_and_never_after(name: str) -> None:
    first = RULEBOOK.obligations[name].effective_from
    before = assessed({}, as_of=first - timedelta(days=1)).obligations[name]
    on_the_day = assessed({}, as_of=first).obligations[name]
    assert (before.outcome, before.missing, before.open_points) == (Outcome.NOT_IN_FORCE, (), ())
    assert on_the_day.outcome is Outcome.UNDETERMINED
    assert (before.effective_from, on_the_day.effective_from) == (first, first)


def test_a_day_after_the_law_is_known_is_allowed_and_marked() -> None:
    known = RULEBOOK.law_known_to
    assert [assessed({}, as_of=day).beyond_known_law for day in (known, known + timedelta(days=1))] == [
        False,
        True,
    ]


@pytest.fixture
def small(folder: RulebookFolder) -> Rulebook:
    """ACT-5 from 2023-08-15 for the public, from 2026 for large services only, gone after 2027."""
    folder.replace(
        "law/act.yaml", "{from: 2026-01-01, applies", "{from: 2026-01-01, until: 2027-12-31, applies"
    )
    return folder.read()


@pytest.mark.parametrize(
    ("day", "expected", "by_condition"),
    [
        ("2023-08-14", "not_in_force", "applies"),
        ("2023-08-15", "applies", "applies"),
        ("2025-12-31", "applies", "applies"),
        ("2026-01-01", "does_not_apply", "does_not_apply"),
        ("2027-12-31", "does_not_apply", "does_not_apply"),
        ("2028-01-01", "not_in_force", "does_not_apply"),
    ],
)
def test_an_amended_and_repealed_obligation_follows_its_periods(
    small: Rulebook, day: str, expected: str, by_condition: str
) -> None:
    answers: dict[str, Answer] = {"audience": ("public_open",), "users": 999_999}
    result = assess(small, answers, as_of=date.fromisoformat(day)).obligations["ACT-5"]
    assert (result.outcome.value, result.by_condition.value) == (expected, by_condition)
    assert result.effective_from == date(2023, 8, 15)


def test_what_is_missing_is_what_the_period_of_the_day_asks_for(small: Rulebook) -> None:
    answers: dict[str, Answer] = {"audience": ("customers",)}
    before = assess(small, answers, as_of=date(2025, 12, 31)).obligations["ACT-5"]
    after = assess(small, answers, as_of=date(2026, 1, 1)).obligations["ACT-5"]
    assert (before.missing, before.open_points) == ((), ("OP-01",))
    assert (after.missing, after.open_points) == (("users",), ("OP-01",))


def test_a_hole_between_two_periods_is_a_fault_of_the_rulebook(folder: RulebookFolder) -> None:
    folder.replace("law/act.yaml", "{from: 2026-01-01,", "{from: 2026-02-01,")
    assert folder.faults() == [
        "law/act.yaml · ACT-5: there is a hole between the period to 2025-12-31 and the one from 2026-02-01"
    ]


# -- coverage ----------------------------------------------------------------------------------


def test_an_obligation_outside_the_coverage_is_in_no_list() -> None:
    groups = {name: RULEBOOK.group_of(name) for name in RULEBOOK.obligations}
    for wanted in [("pi",), ("data", "minors"), ("sector", "companions", "core"), ()]:
        found = assessed({}, coverage=wanted)
        inside = [name for name in RULEBOOK.obligations if groups[name] in (*wanted, "core")]
        assert list(found.obligations) == inside
        assert found.coverage == tuple(group for group in GROUPS if group in (*wanted, "core"))


# -- what is still to ask ----------------------------------------------------------------------


def test_an_unknown_question_is_refused() -> None:
    with pytest.raises(UnknownQuestion, match="no question is called rôle"):
        assessed({"rôle": ("content_provider",)})


def test_a_question_answered_not_sure_is_unsure_and_not_unanswered() -> None:
    found = assessed({"role": ("not_sure",), "audience": ("internal_only", "not_sure")})
    assert {"role", "audience"} <= set(found.unsure)
    assert not {"role", "audience"} & set(found.unanswered)


def test_a_question_answered_for_good_is_neither_unsure_nor_unanswered() -> None:
    found = assessed({"audience": ("public_open",)})
    assert "audience" not in (*found.unsure, *found.unanswered, *found.relevant)


def test_a_closed_gate_takes_its_question_out_of_what_is_asked() -> None:
    open_public = assessed({"audience": ("public_open",)})
    assert "customer_reexposure" not in open_public.relevant
    assert "customer_reexposure" in assessed({"audience": ("external_orgs",)}).unanswered


def test_a_parked_answer_is_listed_as_parked_and_not_as_unsure() -> None:
    found = assessed({"audience": ("public_open",), "customer_reexposure": "not_sure"})
    assert found.parked == ("customer_reexposure",)
    assert "customer_reexposure" not in found.unsure


OUTSIDE: dict[str, Answer] = {
    "role": ("internal_deployer",),
    "audience": ("internal_only",),
    "mainland_access": "blocked",
    "provider_location": "foreign",
    "mainland_pi": "no",
    "content_types": ("text",),
}


def test_timing_questions_are_asked_only_while_a_duty_with_a_deadline_or_event_is_within_reach() -> None:
    assert {"launch_date", "incident"} <= set(assessed({}).unanswered)
    nothing_left = assessed({**OUTSIDE, "cii": "no"})
    reach = {result.outcome for result in nothing_left.obligations.values()}
    assert reach == {Outcome.DOES_NOT_APPLY}
    assert nothing_left.relevant == ()


def test_user_numbers_are_asked_only_while_a_duty_with_their_threshold_is_within_reach() -> None:
    companion = {**COMPANION, "minor_platform": "no", "large_platform": "no"}
    assert "mau" in assessed(companion).unanswered
    assert "mau" not in assessed(companion, coverage=("core",)).unanswered
    assert "mau" not in assessed({**companion, "anthropomorphic": "no"}).unanswered
    assert "mau" in assessed({**companion, "mau": "not_sure"}).unsure


def test_user_numbers_once_given_are_not_asked_again() -> None:
    assert "mau" not in assessed({**COMPANION, "mau": 5}).relevant


# -- open points -------------------------------------------------------------------------------


def test_a_point_is_in_play_only_where_its_case_holds() -> None:
    stock: dict[str, Answer] = {
        **PROVIDER,
        "audience": ("public_open",),
        "biometric_functions": ("stock_only",),
    }
    assert assessed(stock).obligations["DSP-15-2A"].open_points == ("OP-19",)
    unsaid = assessed({**stock, "biometric_functions": ("not_sure",)}).obligations["DSP-15-2A"]
    assert (unsaid.missing, unsaid.open_points) == (("biometric_functions",), ())


def test_a_point_on_which_a_position_is_taken_is_in_play_no_longer() -> None:
    stock: dict[str, Answer] = {
        **PROVIDER,
        "audience": ("public_open",),
        "biometric_functions": ("stock_only",),
    }
    for reading, expected in (("A", Outcome.APPLIES), ("B", Outcome.DOES_NOT_APPLY)):
        result = assessed(stock, {"OP-19": reading}).obligations["DSP-15-2A"]
        assert (result.outcome, result.open_points) == (expected, ())


def test_a_rulebook_is_compiled_once() -> None:
    assert compiled(RULEBOOK) is compiled(RULEBOOK)


def test_answers_that_do_not_fit_together_are_challenged_and_change_nothing() -> None:
    answers: dict[str, Answer] = {"personal_info": ("none",), "registered_users": "yes"}
    found = assess(RULEBOOK, answers, as_of=TODAY)
    assert found.challenges == ("CH-16",)
    assert found.determinations["pi"].value == "no"


def test_a_challenge_waits_until_all_its_answers_are_given() -> None:
    found = assess(RULEBOOK, {"personal_info": ("none",)}, as_of=TODAY)
    assert found.challenges == ()
