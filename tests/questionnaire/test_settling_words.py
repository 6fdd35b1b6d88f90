"""What would settle it and what would bring it, as sentences."""

from random import Random

from questionnaire.assessing import Assessment, Outcome, assess
from questionnaire.engine import Answer, Answers, Positions
from questionnaire.rulebook import Text
from questionnaire.settling import nearest_flip, settling_sets
from questionnaire.settling_words import flip_words, set_words, settling_words
from tests.questionnaire.sets import RULEBOOK, TODAY, likely_sets, mixed_sets
from tests.questionnaire.test_explaining import unclean
from tests.questionnaire.test_settling import PUBLIC

Q = RULEBOOK.questions


def assessed(answers: Answers, positions: Positions | None = None) -> Assessment:
    return assess(RULEBOOK, answers, as_of=TODAY, positions=positions)


def short(question: str, option: str) -> Text:
    return Q[question].option(option).short


def test_a_question_that_must_settle_it_is_told_by_its_shorter_side() -> None:
    manual, mixed = short("annotation", "manual"), short("annotation", "mixed")
    label = Q["annotation"].label
    assert settling_words(assessed(PUBLIC), "GAI-8-C") == Text(
        zh=f"查明“{label.zh}”即可确定：若为“{manual.zh}”或者“{mixed.zh}”，则适用；否则不适用。",
        en=f"“{label.en}” settles it either way: if it is “{manual.en}” or “{mixed.en}”, it applies; "
        "otherwise it does not.",
    )
    none, label = short("personal_info", "none"), Q["personal_info"].label
    assert settling_words(assessed(PUBLIC), "PIPL-19") == Text(
        zh=f"查明“{label.zh}”即可确定：若为“{none.zh}”，则不适用；否则适用。",
        en=f"“{label.en}” settles it either way: if it is “{none.en}”, it does not apply; "
        "otherwise it applies.",
    )


def test_a_number_is_told_as_a_threshold() -> None:
    answers: dict[str, Answer] = {**PUBLIC, "personal_info": ("account",)}
    label = Q["pi_individuals"].label
    assert settling_words(assessed(answers), "PIPL-52") == Text(
        zh=f"查明“{label.zh}”即可确定：若不少于1,000,000，则适用；否则不适用。",
        en=f"“{label.en}” settles it either way: if it is 1,000,000 or more, it applies; "
        "otherwise it does not.",
    )


def test_options_of_which_several_can_hold_say_whether_others_may_come_beside() -> None:
    role, audience = Q["role"].label, Q["audience"].label
    store, own, rnd = (
        short("role", "app_store"),
        short("audience", "internal_only"),
        short("audience", "research_only"),
    )
    words = settling_words(assessed({}), "ATF-23-2")
    assert words is not None
    assert words.en.startswith(
        f"“{role.en}” can settle it: if it does not include “{store.en}”, it does not apply."
    )
    assert words.zh.startswith(f"查明“{role.zh}”可能足以确定：若不包括“{store.zh}”，则不适用。")
    words = settling_words(assessed({}), "GAI-14-1A")
    assert words is not None
    assert words.en.endswith(
        f"“{audience.en}” can settle it: if it is only “{own.en}” or “{rnd.en}”, it does not apply."
    )
    assert words.zh.endswith(f"查明“{audience.zh}”可能足以确定：若仅为“{own.zh}”或者“{rnd.zh}”，则不适用。")


def test_several_questions_are_told_together() -> None:
    words = settling_words(assessed({}), "PIPL-52")
    assert words is not None
    access, place, people = (
        Q[name].label for name in ("mainland_access", "provider_location", "mainland_pi")
    )
    blocked, no = short("mainland_access", "blocked"), short("mainland_pi", "no")
    home = short("provider_location", "mainland")
    assert words.en.endswith(
        f"“{access.en}”, “{place.en}” and “{people.en}” can settle it: if “{access.en}” is “{blocked.en}”, "
        f"“{place.en}” is not “{home.en}” and “{people.en}” is “{no.en}”, it does not apply."
    )
    assert words.zh.endswith(
        f"查明“{access.zh}”“{place.zh}”“{people.zh}”可能足以确定：若“{access.zh}”为“{blocked.zh}”，"
        f"“{place.zh}”不是“{home.zh}”，且“{people.zh}”为“{no.zh}”，则不适用。"
    )


def test_the_same_answer_to_several_questions_is_told_once() -> None:
    words = settling_words(assessed(PUBLIC), "NDSR-13")
    assert words is not None
    data, cii, no = Q["important_data"].label, Q["cii"].label, short("important_data", "no")
    assert words.en.endswith(
        f"“{data.en}” and “{cii.en}” can settle it: if both are “{no.en}”, it does not apply."
    )
    assert words.zh.endswith(f"查明“{data.zh}”“{cii.zh}”可能足以确定：若均为“{no.zh}”，则不适用。")


def test_upon_its_questions_the_rest_of_the_sentence_stands_alone() -> None:
    found = assessed(PUBLIC)
    told = set_words(found, settling_sets(found, "CONS-1")[0])
    yes = short("commercial", "yes")
    assert told.brief == Text(
        zh=f"查明后即可确定：若为“{yes.zh}”，则适用；否则不适用。",
        en=f"Settles it either way: if it is “{yes.en}”, it applies; otherwise it does not.",
    )


def test_what_only_law_leaves_open_is_told_apart() -> None:
    answers: dict[str, Answer] = {**PUBLIC, "audience": ("external_orgs",), "customer_reexposure": "no"}
    title = RULEBOOK.open_points["OP-01"].title
    assert settling_words(assessed(answers), "GAI-4-2") == Text(
        zh=f"法律本身留有疑问，查明事实也不能解决：{title.zh}",
        en=f"No fact answers what the law leaves open: {title.en}",
    )


def test_where_no_set_is_enough_that_is_said() -> None:
    found = assessed(PUBLIC)
    assert settling_words(found, "GAI-8-C", sets=()) == Text(
        zh="仅查明待查事实尚不足以确定。", en="The missing facts alone do not settle it."
    )
    assert settling_words(assessed({}), "GAI-4-2", sets=()) == Text(
        zh="仅凭三项以内的事实尚不足以确定。", en="No three facts or fewer are enough to settle it."
    )


def test_a_change_is_told_with_what_holds_now() -> None:
    answers: dict[str, Answer] = {**PUBLIC, "personal_info": ("account",), "pi_individuals": 7}
    label = Q["pi_individuals"].label
    assert flip_words(assessed(answers), "PIPL-52") == Text(
        zh=f"如果“{label.zh}”不少于1,000,000（现为7），则适用。",
        en=f"It would apply if “{label.en}” were 1,000,000 or more (now 7).",
    )


def test_an_option_that_comes_in_addition_is_told_as_such() -> None:
    store: dict[str, Answer] = {**PUBLIC, "role": ("app_store",), "content_types": ("none",)}
    role, content = Q["role"].label, Q["content_types"].label
    provider, text, none = (
        short("role", "content_provider"),
        short("content_types", "text"),
        short("content_types", "none"),
    )
    assert flip_words(assessed(store), "GAI-4-2") == Text(
        zh=f"如果“{role.zh}”还包括“{provider.zh}”，且“{content.zh}”为“{text.zh}”（现为“{none.zh}”），则适用。",
        en=f"It would apply if “{role.en}” also included “{provider.en}” and “{content.en}” were “{text.en}” "
        f"(now “{none.en}”).",
    )


def test_an_option_that_stands_in_the_way_is_told_as_taken_away() -> None:
    shop: dict[str, Answer] = {**PUBLIC, "commercial": "yes", "sectors": ("news", "education")}
    label, news = Q["sectors"].label, short("sectors", "news")
    assert flip_words(assessed(shop), "ECL-18") == Text(
        zh=f"如果“{label.zh}”不包括“{news.zh}”，则适用。",
        en=f"It would apply if “{label.en}” did not include “{news.en}”.",
    )


def test_a_question_not_answered_yet_is_told_as_such() -> None:
    words = flip_words(assessed({"role": ("app_store",), "audience": ("internal_only",)}), "GAI-4-2")
    assert words is not None
    assert "(not answered yet)" in words.en
    assert "（尚未回答）" in words.zh


def test_what_is_settled_has_nothing_to_settle_and_what_applies_nothing_to_bring() -> None:
    found = assessed(PUBLIC)
    assert (settling_words(found, "GAI-4-2"), flip_words(found, "GAI-4-2")) == (None, None)


def test_every_sentence_is_clean_in_both_languages() -> None:
    for answers, positions in [({}, {}), *mixed_sets(3, seed=101), *likely_sets(4, seed=101)]:
        found = assessed(answers, positions)
        for name in Random(101).sample(list(found.obligations), 40):
            result = found.obligations[name]
            words = settling_words(found, name) or flip_words(found, name)
            expected = bool(
                result.outcome is Outcome.UNDETERMINED
                or (result.outcome is Outcome.DOES_NOT_APPLY and nearest_flip(found, name))
            )
            assert (words is not None) == expected, name
            assert words is None or not unclean(words), (name, words)


def test_sets_found_before_are_told_the_same() -> None:
    found = assessed({})
    for name in ("GAI-4-2", "NDSR-18", "PIPL-52"):
        assert settling_words(found, name, settling_sets(found, name)) == settling_words(found, name)
