"""The rulebook we ship: nothing missing, in either language, and nothing in it that should not be."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import questionnaire
from questionnaire.loading import load_rulebook
from questionnaire.rulebook import Text

LAW = Path(questionnaire.__path__[0]) / "law"
RULEBOOK = load_rulebook()
HAN = re.compile("[一-鿿]")
# Whose names are the same in both languages: standards cited by their number.
NUMBERS = re.compile(r"GB(/T)? [\d—]+|TC260-003")


def texts(value: Any, path: str = "rulebook") -> Iterator[tuple[str, Text]]:
    """Every text beneath ``value``, with the way to it."""
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from texts(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from texts(item, f"{path}.{name}")
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from texts(item, f"{path}[{number}]")


TEXTS = dict(texts(RULEBOOK))


def test_the_catalogue_is_whole() -> None:
    counts = {name: len(value) for name, value in RULEBOOK if isinstance(value, dict | tuple)}
    assert counts == {
        "instruments": 57,
        "topics": 8,
        "questions": 50,
        "determinations": 76,
        "obligations": 221,
        "open_points": 40,
        "penalties": 41,
        "challenges": 26,
        "grades": 3,
        "notes": 6,
        "out_of_catalogue": 4,
    }
    assert RULEBOOK.version == "2026.11"
    assert RULEBOOK.law_known_to == date(2026, 11, 21)


def test_eighteen_open_points_move_an_outcome() -> None:
    moving = [int(point.id.removeprefix("OP-")) for point in RULEBOOK.open_points.values() if point.moves]
    assert moving == [1, 2, 3, 4, 6, 7, 8, 11, 16, 18, 19, 20, 21, 29, 32, 33, 37, 40]


def test_questions_are_asked_in_the_order_decided() -> None:
    assert [(topic.id, " ".join(topic.questions)) for topic in RULEBOOK.topics] == [
        (
            "service",
            "role content_types audience customer_reexposure mainland_access provider_location ownership "
            "commercial sectors gov_cii_customers third_party_access large_platform launch_date distribution",
        ),
        ("model", "model_source training training_data annotation auto_access ethics_scope"),
        (
            "public_opinion",
            "info_publishing posm_features regulator_told_posm registered_users reg_user_count mau",
        ),
        (
            "synthesis",
            "ds_functions confusion_risk biometric_functions special_objects export unlabelled_on_request",
        ),
        ("algorithms", "algorithm_uses anthropomorphic older_users"),
        (
            "data",
            "personal_info mainland_pi sensitive_pi pi_individuals pi_recipients "
            "cross_border important_data cii",
        ),
        ("minors", "minors under14 minor_platform service_kind"),
        ("filing", "filing_status filing_events incident"),
    ]


def test_the_catalogue_begins_with_the_questions_on_scope() -> None:
    assert list(RULEBOOK.questions)[:6] == [
        "role",
        "audience",
        "customer_reexposure",
        "mainland_access",
        "content_types",
        "provider_location",
    ]


def test_only_two_questions_have_a_default() -> None:
    defaults = {name: question.default for name, question in RULEBOOK.questions.items() if question.default}
    assert defaults == {"customer_reexposure": ("no",), "training_data": ("none",)}


def test_every_instrument_has_a_file_of_its_own_name_or_stands_in_the_background() -> None:
    files = {path.stem for path in LAW.glob("*.yaml")} - {"common", "background"}
    own = {
        name.lower().replace("-", "_")
        for name, instrument in RULEBOOK.instruments.items()
        if instrument.coverage != "background"
    }
    assert files == own


def test_obligations_stand_in_the_order_of_the_gazette() -> None:
    for path in LAW.glob("*.yaml"):
        ids = re.findall(r"^  - id: (\S+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        articles = [
            article(RULEBOOK.obligations[name].citation.provision)
            for name in ids
            if name in RULEBOOK.obligations
        ]
        assert articles == sorted(articles), path.name


def article(provision: str) -> int:
    found = re.match(r"\d+", provision)
    return int(found[0]) if found else 0


def test_every_article_of_the_measures_is_accounted_for() -> None:
    measures = RULEBOOK.instruments["GAI-IM"]
    without = {entry.provision for entry in measures.without_duty}
    cited = {
        obligation.citation.provision
        for obligation in RULEBOOK.obligations.values()
        if obligation.citation.instrument == "GAI-IM"
    }
    assert not without & cited
    assert {article(provision) for provision in without | cited} == set(range(1, 25))


def test_every_obligation_says_what_shows_it_and_what_to_do() -> None:
    bare = [
        obligation.id
        for obligation in RULEBOOK.obligations.values()
        if not (obligation.evidence and obligation.steps and obligation.penalties)
    ]
    assert bare == []


def test_whatever_has_a_length_of_time_says_so_in_words() -> None:
    silent = [
        obligation.id
        for obligation in RULEBOOK.obligations.values()
        if obligation.deadline is None and (obligation.within is not None or obligation.bites == "deadline")
    ]
    assert silent == []


# -- both languages ----------------------------------------------------------------------------


def test_every_text_has_chinese_in_chinese_and_none_in_english() -> None:
    wrong = {
        path
        for path, text in TEXTS.items()
        if not (HAN.search(text.zh) or NUMBERS.fullmatch(text.zh)) or HAN.search(text.en)
    }
    # The one Chinese word of law that its English explains.
    assert wrong == {"rulebook.open_points.OP-05.leaning_text"}


def test_chinese_is_punctuated_as_chinese() -> None:
    assert {path: text.zh for path, text in TEXTS.items() if re.search(r"[,;:?!()]|\s{2}", text.zh)} == {}


def test_a_question_in_form_ends_in_a_question_mark_in_both_languages() -> None:
    for question in RULEBOOK.questions.values():
        asks = question.ask.zh.removesuffix("（可多选）")
        assert asks.endswith("？") == bool(re.search("是否|能否|谁|哪些", asks)), question.id
        begins = re.match(
            r"(Who|Do|How|What|Is|Which|Does|Are|Can|Could|Has|Through|Apart)\b", question.ask.en
        )
        assert question.ask.en.endswith("?") == bool(begins), question.id


def test_labels_and_short_texts_are_short_and_unlike() -> None:
    labels = [question.label for question in RULEBOOK.questions.values()]
    assert len({label.zh for label in labels}) == len({label.en for label in labels}) == 50
    shorts = [option.short for question in RULEBOOK.questions.values() for option in question.options]
    assert max(len(text.en) for text in labels + shorts) <= 60
    assert max(len(text.zh) for text in labels + shorts) <= 28
    assert [text.zh for text in shorts if text.zh.endswith("）")] == []


# -- what stays out ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trail",
    [
        pytest.param(r"haiwen|海问|deacons|的近", id="authors of secondary sources"),
        pytest.param(r"\bSEED\b|SEED-|\bSRC-|\bGK\b|\[[VSK]\d?\]|\bV2\b", id="marks of the research"),
        pytest.param(
            r"code index|代码索引|github|\brepo\b|retrieved file|knowledge/sources", id="where it was found"
        ),
        pytest.param(r"\b(OP|CH|P|GAI|DSP|ARP|LBL|FIL|SEC|STD|MIN|ANT)-[A-Z0-9]", id="ids in running text"),
        pytest.param(r"\w_\w", id="names of fields, options and determinations"),
    ],
)
def test_no_text_carries_the_research_trail(trail: str) -> None:
    pattern = re.compile(trail, re.IGNORECASE if trail.islower() else 0)
    found = [path for path, text in TEXTS.items() if pattern.search(text.zh) or pattern.search(text.en)]
    assert found == []


def test_the_files_carry_no_trail_either() -> None:
    folder = LAW.parent
    pattern = re.compile(r"(?im)haiwen|海问|deacons|SEED-|SRC-|^\s*(research_sources|verification|sources):$")
    found = [
        path.name
        for kind in ("law", "topics")
        for path in sorted((folder / kind).iterdir())
        if pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


# -- the Cybersecurity Law, renumbered ---------------------------------------------------------

DIGITS = "零一二三四五六七八九"


def in_chinese(number: str) -> str:
    tens, ones = divmod(int(number), 10)
    head = {0: "", 1: "十"}.get(tens, DIGITS[tens % 10] + "十")
    return f"第{head}{DIGITS[ones] if ones else ''}条"


def test_the_old_numbers_of_the_cybersecurity_law_follow_its_table() -> None:
    renumbered = RULEBOOK.instruments["CSL"].renumbered
    assert renumbered is not None
    assert renumbered.from_ == date(2026, 1, 1)
    table = dict(renumbered.articles)
    csl = [
        obligation.citation
        for obligation in RULEBOOK.obligations.values()
        if obligation.citation.instrument == "CSL"
    ]
    assert len(csl) == 11
    for citation in csl:
        old = citation.before_2026
        assert old is not None
        assert ", ".join(table[number] for number in old.provision.split(", ")) == citation.provision
        new_zh, old_zh = (
            "、".join(map(in_chinese, text.split(", "))) for text in (citation.provision, old.provision)
        )
        assert citation.text.zh.startswith(f"{new_zh}（2026年前为{old_zh}）")
        assert old.text.zh.startswith(f"{old_zh}（自2026年起为{new_zh}）")
        many = "s" if "," in old.provision else ""
        assert citation.text.en.startswith(
            f"art{many} {citation.provision} (art{many} {old.provision} before 2026)"
        )
        assert old.text.en.startswith(f"art{many} {old.provision} (art{many} {citation.provision} from 2026)")


def test_article_numbers_only_ever_move_on() -> None:
    renumbered = RULEBOOK.instruments["CSL"].renumbered
    assert renumbered is not None
    assert all(int(new) > int(old) for old, new in renumbered.articles)
    assert list(renumbered.articles) == sorted(renumbered.articles, key=lambda pair: int(pair[0]))
