"""An answers file: what it may say, everything that can be wrong with it, and the way back to a file."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import (
    MAX_BYTES,
    AnswersFile,
    parse_coverage,
    parse_day,
    read_answers,
    write_answers,
)
from questionnaire.assessing import GROUPS
from questionnaire.errors import AnswersError, Fault
from questionnaire.faults import MAX_LISTED, printable
from tests.law.reading import HERE as LAW
from tests.questionnaire.sets import MOVING, RULEBOOK, some_answers

WHOLE = """\
id: C06
title_zh: 电商平台内嵌商户工具
title_en: Embedded tool
facts: A tool for merchants.
as_of: '2026-11-21'
coverage: [core, pi]
positions: {OP-01: A, OP-02: B}
answers: {role: [content_provider], audience: [merchants_embedded], customer_reexposure: no,
  pi_individuals: 200000, launch_date: 2026-01-31, mau: not_sure}
"""


def read(text: str | bytes) -> AnswersFile:
    return read_answers(text.encode() if isinstance(text, str) else text, RULEBOOK)


def faults_of(text: str | bytes) -> tuple[Fault, ...]:
    with pytest.raises(AnswersError) as refused:
        read(text)
    return refused.value.faults


def codes_of(text: str | bytes) -> list[tuple[str, str]]:
    return [(fault.where, fault.code) for fault in faults_of(text)]


def answer_codes(answers: str) -> list[tuple[str, str]]:
    return codes_of(f"answers: {{{answers}}}")


# -- what is right -----------------------------------------------------------------------------


def test_a_whole_file_is_read_as_it_is_spelt() -> None:
    assert read(WHOLE) == AnswersFile(
        answers={
            "role": ("content_provider",),
            "audience": ("merchants_embedded",),
            "customer_reexposure": "no",
            "launch_date": "2026-01-31",
            "mau": "not_sure",
            "pi_individuals": 200000,
        },
        as_of=date(2026, 11, 21),
        coverage=("core", "pi"),
        positions={"OP-01": "A", "OP-02": "B"},
        notes={
            "id": "C06",
            "title_zh": "电商平台内嵌商户工具",
            "title_en": "Embedded tool",
            "facts": "A tool for merchants.",
        },
    )


def test_only_answers_are_needed() -> None:
    assert read("answers: {}") == AnswersFile({})


@pytest.mark.parametrize("name", sorted(path.name for path in (LAW / "cases").glob("*.yaml")))
def test_the_hand_worked_cases_are_answers_files(name: str) -> None:
    found = read((LAW / "cases" / name).read_bytes())
    assert found.ignored == ("expect",)
    assert set(found.answers) <= set(RULEBOOK.questions)


def test_answers_come_in_catalogue_order_and_options_in_option_order() -> None:
    found = read(
        "answers: {incident: no, audience: [not_sure, internal_only, public_open], role: [not_sure]}"
    )
    assert list(found.answers.items()) == [
        ("role", ("not_sure",)),
        ("audience", ("public_open", "internal_only", "not_sure")),
        ("incident", "no"),
    ]


def test_what_is_expected_of_a_case_is_read_past_whatever_it_holds() -> None:
    assert read("answers: {}\nexpect: {outcomes: {applies: [[[]]]}, scope: ~}") == AnswersFile(
        {}, ignored=("expect",)
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_line_ends_and_a_mark_at_the_start_change_nothing(end: str, bom: str) -> None:
    assert read((bom + WHOLE.replace("\n", end)).encode()) == read(WHOLE)


@pytest.mark.parametrize(
    ("spelt", "number"),
    [
        ("0", 0),
        ("1000000000000", 10**12),
        ("'42'", 42),
        ('"42"', 42),
        ("007", 7),
        ("010", 10),
        ("0" * 5000 + "9", 9),
        ("00", 0),
        ("not_sure", "not_sure"),
    ],
)
def test_a_number_is_digits_read_in_tens(spelt: str, number: int | str) -> None:
    assert read(f"answers: {{mau: {spelt}}}").answers == {"mau": number}


@pytest.mark.parametrize("day", ["2026-02-28", "2024-02-29", "0001-01-01", "9999-12-31", "not_sure"])
def test_a_date_is_any_real_day(day: str) -> None:
    assert read(f"answers: {{launch_date: {day}}}").answers == {"launch_date": day}


@pytest.mark.parametrize("day", ["1948-12-31", "9999-12-31"])
def test_any_real_day_may_be_asked(day: str) -> None:
    assert read(f"as_of: {day}\nanswers: {{}}").as_of == date.fromisoformat(day)


def test_titles_may_hold_any_characters_yaml_can() -> None:
    assert read('title_zh: "😀\\u202E\\a"\ntitle_en: |\n  a\n  b\nanswers: {}').notes == {
        "title_zh": "😀\u202e\a",
        "title_en": "a\nb\n",
    }


@pytest.mark.parametrize(
    ("spelt", "groups"),
    [("[core]", ("core",)), ("[pi]", ("core", "pi")), ("[sector, pi, core]", ("core", "pi", "sector"))],
)
def test_coverage_comes_in_order_and_always_has_the_core(spelt: str, groups: tuple[str, ...]) -> None:
    assert read(f"coverage: {spelt}\nanswers: {{}}").coverage == groups


# -- what is wrong -----------------------------------------------------------------------------

WRONG = {
    # the file
    "": [("", "empty")],
    "\n# only a note\n": [("", "empty")],
    "~": [("", "empty")],
    "---\n...\n": [("", "empty")],
    "word": [("", "wrong_type")],
    "[answers]": [("", "wrong_type")],
    "{}": [("answers", "empty")],
    "as_of: 2026-11-21": [("answers", "empty")],
    "answers: [": [("line 2", "not_yaml")],
    "answers:\n\trole: [content_provider]": [("line 2", "not_yaml")],
    "answers: {}\n\0": [("line 2", "not_yaml")],
    "answers: {}\n---\nanswers: {}": [("line 2", "not_yaml")],
    "answers: !!python/object/apply:os.system [ls]": [("line 1", "not_yaml"), ("answers", "wrong_type")],
    "answers: {role: !!set {content_provider}}": [("line 1", "not_yaml"), ("answers.role", "wrong_type")],
    "answers: *x": [("line 1", "not_yaml")],
    "*x": [("line 1", "not_yaml")],
    "answers: {? [role] : [content_provider]}": [("line 1", "not_yaml")],
    "answers: {<<: {role: [content_provider]}}": [("answers.<<", "unknown_question")],
    "<<: {answers: {}}": [("<<", "unknown_key"), ("answers", "empty")],
    "answers: " + "[" * 100_000: [("line 1", "not_yaml")],
    # its keys
    "answers: {}\nanswers: {}": [("answers", "duplicate_key")],
    "{answers: {}, id: a, id: b}": [("id", "duplicate_key")],
    "answer: {}": [("answer", "unknown_key"), ("answers", "empty")],
    "answers: {}\nas_of_date: 2026-11-21": [("as_of_date", "unknown_key")],
    "answers: {}\nExpect: {}": [("Expect", "unknown_key")],
    "answers: {}\nnull: 1": [("null", "unknown_key")],
    "answers:": [("answers", "empty")],
    "answers: null": [("answers", "empty")],
    "answers: none": [("answers", "wrong_type")],
    "answers: []": [("answers", "wrong_type")],
    "answers: {}\nid:": [("id", "empty")],
    "answers: {}\ntitle_zh: null": [("title_zh", "empty")],
    "answers: {}\ntitle_en: [a]": [("title_en", "wrong_type")],
    "answers: {}\nfacts: {a: b}": [("facts", "wrong_type")],
    # the day asked
    "answers: {}\nas_of:": [("as_of", "empty")],
    "answers: {}\nas_of: not_sure": [("as_of", "bad_date")],
    "answers: {}\nas_of: 2026-02-30": [("as_of", "bad_date")],
    "answers: {}\nas_of: 0000-01-01": [("as_of", "bad_date")],
    "answers: {}\nas_of: 20261121": [("as_of", "bad_date")],
    "answers: {}\nas_of: 2026-11-21T00:00:00": [("as_of", "bad_date")],
    "answers: {}\nas_of: '２０２６-11-21'": [("as_of", "bad_date")],
    'answers: {}\nas_of: "2026-11-21\\n"': [("as_of", "bad_date")],
    "answers: {}\nas_of: [2026-11-21]": [("as_of", "wrong_type")],
    # the groups
    "answers: {}\ncoverage:": [("coverage", "empty")],
    "answers: {}\ncoverage: []": [("coverage", "empty")],
    "answers: {}\ncoverage: core": [("coverage", "wrong_type")],
    "answers: {}\ncoverage: 'core,pi'": [("coverage", "wrong_type")],
    "answers: {}\ncoverage: {core: yes}": [("coverage", "wrong_type")],
    "answers: {}\ncoverage: [pi, pi]": [("coverage[1]", "duplicate_key")],
    "answers: {}\ncoverage: [core, PI, background]": [
        ("coverage[1]", "unknown_option"),
        ("coverage[2]", "unknown_option"),
    ],
    "answers: {}\ncoverage: [~]": [("coverage[0]", "empty")],
    # the positions
    "answers: {}\npositions:": [("positions", "empty")],
    "answers: {}\npositions: [OP-01]": [("positions", "wrong_type")],
    "answers: {}\npositions: {OP-05: A}": [("positions.OP-05", "unknown_position")],
    "answers: {}\npositions: {OP-99: A}": [("positions.OP-99", "unknown_position")],
    "answers: {}\npositions: {OP-01: a}": [("positions.OP-01", "unknown_position")],
    "answers: {}\npositions: {OP-01: C}": [("positions.OP-01", "unknown_position")],
    "answers: {}\npositions: {OP-01: }": [("positions.OP-01", "empty")],
    "answers: {}\npositions: {OP-01: [A]}": [("positions.OP-01", "wrong_type")],
    "answers: {}\npositions: {OP-01: A, OP-01: B}": [("positions.OP-01", "duplicate_key")],
}


@pytest.mark.parametrize(("text", "codes"), WRONG.items(), ids=[text[:40] for text in WRONG])
def test_what_is_wrong_with_a_file_is_said(text: str, codes: list[tuple[str, str]]) -> None:
    assert codes_of(text) == codes


WRONG_ANSWERS = {
    "rôle: [content_provider]": [("answers.rôle", "unknown_question")],
    "as_of_date: 2026-11-21": [("answers.as_of_date", "unknown_question")],
    "role: content_provider": [("answers.role", "wrong_type")],
    "role: {content_provider: yes}": [("answers.role", "wrong_type")],
    "role: [[content_provider]]": [("answers.role[0]", "wrong_type")],
    "role: []": [("answers.role", "empty")],
    "role: ": [("answers.role", "empty")],
    "role: [content_provider, ~]": [("answers.role[1]", "empty")],
    "role: [null]": [("answers.role[0]", "empty")],
    "role: ['null']": [("answers.role[0]", "unknown_option")],
    "role: ['']": [("answers.role[0]", "unknown_option")],
    "role: [Content_Provider]": [("answers.role[0]", "unknown_option")],
    "role: [content_provider, content_provider]": [("answers.role[1]", "duplicate_key")],
    "role: [content_provider], role: [content_provider]": [("answers.role", "duplicate_key")],
    "role: [content_provider, none]": [("answers.role[1]", "unknown_option")],
    "sectors: [none, not_sure]": [("answers.sectors", "exclusive")],
    "sectors: [none, news]": [("answers.sectors", "exclusive")],
    "sectors: [none, nwes]": [("answers.sectors[1]", "unknown_option"), ("answers.sectors", "exclusive")],
    "sectors: [nwes, nwes]": [
        ("answers.sectors[1]", "duplicate_key"),
        ("answers.sectors[0]", "unknown_option"),
    ],
    "incident: [no]": [("answers.incident", "wrong_type")],
    "incident: {no: no}": [("answers.incident", "wrong_type")],
    "incident: ~": [("answers.incident", "empty")],
    "incident: none": [("answers.incident", "unknown_option")],
    "incident: false": [("answers.incident", "unknown_option")],
    "incident: No": [("answers.incident", "unknown_option")],
    "incident: 'null'": [("answers.incident", "unknown_option")],
    "mau: [1]": [("answers.mau", "wrong_type")],
    "mau: 1000000000001": [("answers.mau", "bad_number")],
    f"mau: {'9' * 5000}": [("answers.mau", "bad_number")],
    "mau: 1e5": [("answers.mau", "bad_number")],
    "mau: 1_000": [("answers.mau", "bad_number")],
    "mau: '1,000'": [("answers.mau", "bad_number")],
    "mau: 0x10": [("answers.mau", "bad_number")],
    "mau: +5": [("answers.mau", "bad_number")],
    "mau: -1": [("answers.mau", "bad_number")],
    "mau: -0": [("answers.mau", "bad_number")],
    "mau: 1.0": [("answers.mau", "bad_number")],
    "mau: ０１２": [("answers.mau", "bad_number")],
    "mau: ٣": [("answers.mau", "bad_number")],
    "mau: ' 5'": [("answers.mau", "bad_number")],
    "mau: '5\\n'": [("answers.mau", "bad_number")],
    "mau: ''": [("answers.mau", "bad_number")],
    "mau: 十万": [("answers.mau", "bad_number")],
    "launch_date: 2026-02-30": [("answers.launch_date", "bad_date")],
    "launch_date: 2025-02-29": [("answers.launch_date", "bad_date")],
    "launch_date: 2026-1-1": [("answers.launch_date", "bad_date")],
    "launch_date: 21.11.2026": [("answers.launch_date", "bad_date")],
    "launch_date: none": [("answers.launch_date", "bad_date")],
    "launch_date: ": [("answers.launch_date", "empty")],
    "role: &r [content_provider], audience: *r": [("line 1", "not_yaml"), ("line 1", "not_yaml")],
    "role: [*r]": [("line 1", "not_yaml")],
}


@pytest.mark.parametrize(
    ("answers", "codes"), WRONG_ANSWERS.items(), ids=[answers[:40] for answers in WRONG_ANSWERS]
)
def test_what_is_wrong_with_an_answer_is_said(answers: str, codes: list[tuple[str, str]]) -> None:
    assert answer_codes(answers) == codes


def test_everything_wrong_is_said_at_once_in_the_order_of_the_file() -> None:
    text = """\
titel: x
as_of: 2026-13-01
answers:
  role: content_provider
  audience: [public_opne, public_open, public_open]
  incident: &i nope
  sectors: [none, news]
  mau: 1e6
  launch_date: soon
  audience: []
  nonsense: 1
positions: {OP-05: A}
coverage: [everything]
"""
    assert codes_of(text) == [
        ("line 6", "not_yaml"),
        ("titel", "unknown_key"),
        ("as_of", "bad_date"),
        ("answers.audience", "duplicate_key"),
        ("answers.role", "wrong_type"),
        ("answers.audience[2]", "duplicate_key"),
        ("answers.audience[0]", "unknown_option"),
        ("answers.incident", "unknown_option"),
        ("answers.sectors", "exclusive"),
        ("answers.mau", "bad_number"),
        ("answers.launch_date", "bad_date"),
        ("answers.nonsense", "unknown_question"),
        ("positions.OP-05", "unknown_position"),
        ("coverage[0]", "unknown_option"),
    ]


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("answers: {audience: [public_opne]}", "public_open"),
        ("answers: {audeince: [public_open]}", "audience"),
        ("answers: {as_of_date: 2026-11-21}", "as_of"),
        ("answers: {}\nas_of_date: 2026-11-21", "as_of"),
        ("answers: {}\ncoverage: [sectors]", "sector"),
        ("answers: {}\npositions: {OP-1: A}", "OP-01"),
        ("answers: {}\npositions: {OP-01: b}", "B"),
        ("answers: {}\nqqqq: 1", None),
    ],
)
def test_the_nearest_right_word_is_offered(text: str, near: str | None) -> None:
    (fault,) = faults_of(text)
    assert fault.nearest == near
    assert near is None or f"Did you mean “{near}”?" in fault.message.en
    assert near is None or f"是否指“{near}”？" in fault.message.zh


def test_an_empty_answer_is_told_what_to_write_instead() -> None:
    (fault,) = faults_of("answers: {sectors: []}")
    assert fault.message.en == "Nothing is given here; write none or not_sure, or leave the question out."
    assert fault.message.zh == "这里是空的；请写none或者not_sure，或者删去该题。"
    (fault,) = faults_of("answers: {role: []}")
    assert fault.message.en == "Nothing is given here; write not_sure, or leave the question out."


@pytest.mark.parametrize(
    "content",
    [
        "answers: {}".encode("utf-16"),
        "answers: {}".encode("utf-16-be"),
        "title_zh: 标题".encode("gbk"),
        b"\xff",
        b"\x80",
    ],
)
def test_what_is_not_utf_8_is_refused(content: bytes) -> None:
    # UTF-16 without a mark is valid UTF-8 full of NUL characters, which YAML does not allow.
    assert codes_of(content) in ([("", "unreadable")], [("line 1", "not_yaml")])


def test_a_file_that_says_it_is_utf_16_is_told_so() -> None:
    (fault,) = faults_of("answers: {}".encode("utf-16"))
    assert fault.message.en == "The file is not UTF-8, but UTF-16; save it as UTF-8."


def test_a_file_may_be_one_mebibyte_and_no_byte_more() -> None:
    text = "answers: {}\nfacts: "
    facts = "a" * (MAX_BYTES - len(text))
    assert read(text + facts).notes == {"facts": facts}
    assert codes_of(text + facts + "a") == [("", "too_large")]


def test_strange_characters_reach_no_message() -> None:
    (fault,) = faults_of('answers: {}\n"\\e[31mred\\u202Eder\\n\\uD7FF": 1')
    assert fault.where == "·[31mred·der··"
    assert printable(fault.message.en) == fault.message.en
    assert printable(fault.message.zh) == fault.message.zh


def test_a_long_word_is_shown_shortened() -> None:
    (fault,) = faults_of(f"answers: {{incident: {'y' * 100_000}}}")
    assert fault.message.en == (
        f"“Unlawful content or incident” has no option “{'y' * 40}…”; the options are yes, no, not_sure."
    )


HOSTILE = {
    "far too many": "answers:\n" + "".join(f" q{n}: [a]\n" for n in range(80_000)),
    "questions": "answers:\n" + "".join(f" q{n}: [a]\n" for n in range(6_000)),
    "keys": "".join(f"k{n}: 1\n" for n in range(9_000)),
    "options": "answers: {role: [" + ",".join(f"o{n}" for n in range(19_000)) + "]}",
    "the same option": "answers: {role: [" + "not_sure," * 19_000 + "]}",
    "the same key": "answers:\n" + " role: [not_sure]\n" * 6_000,
    "positions": "answers: {}\npositions:\n" + "".join(f" OP-{n}: Z\n" for n in range(9_000)),
    "a long number": "answers: {mau: " + "9" * 1_000_000 + "}",
    "long names": "answers:\n" + "".join(f" {n}{'q' * 900}: 1\n" for n in range(1000)),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_in_bounded_time_with_bounded_words(text: str) -> None:
    began = time.process_time()
    faults = faults_of(text)
    assert time.process_time() - began < 2
    assert len(faults) <= MAX_LISTED + 1
    assert sum(len(fault.message.zh) + len(fault.message.en) for fault in faults) < 2_000_000


def test_faults_beyond_the_first_thousand_are_counted() -> None:
    *listed, rest = faults_of("answers:\n" + "".join(f" q{n}: [a]\n" for n in range(1234)))
    assert len(listed) == 1000
    assert (rest.where, rest.code) == ("", "too_large")
    assert rest.message.en == "There is too much wrong here: 234 more faults are not listed one by one."


# -- groups and days by themselves -------------------------------------------------------------


def test_groups_named_on_the_command_line_are_checked_like_those_of_a_file() -> None:
    assert parse_coverage(["pi"]) == ("core", "pi")
    with pytest.raises(AnswersError) as refused:
        parse_coverage(["pi", "", "pi", "all"], "--coverage")
    assert [(fault.where, fault.code) for fault in refused.value.faults] == [
        ("--coverage[1]", "empty"),
        ("--coverage[2]", "duplicate_key"),
        ("--coverage[3]", "unknown_option"),
    ]


def test_a_day_is_real_and_written_one_way() -> None:
    assert parse_day("2026-11-21") == date(2026, 11, 21)
    assert [parse_day(word) for word in ("2026-11-31", "2026-W47-6", "20261121", "", "2026-11-21 ")] == [
        None
    ] * 5


# -- the way back ------------------------------------------------------------------------------

NOTES = st.dictionaries(
    st.sampled_from(["id", "title_zh", "title_en", "facts"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
    | st.sampled_from(
        ["null", "~", "no", "'", '"', "a: b", "# x", "a\r\nb", " x ", "\ufeff", "\u2028\x85", "😀", "- a"]
    ),
)
FILES = st.builds(
    AnswersFile,
    answers=some_answers(),
    as_of=st.none() | st.dates(),
    coverage=st.none()
    | st.sets(st.sampled_from(GROUPS)).map(
        lambda chosen: tuple(group for group in GROUPS if group == "core" or group in chosen)
    ),
    positions=st.dictionaries(st.sampled_from(MOVING), st.sampled_from("AB")),
    notes=NOTES,
)


@given(FILES)
def test_what_is_written_is_read_back_as_the_same_thing(file: AnswersFile) -> None:
    assert read(write_answers(file)) == file


def test_a_file_is_written_the_way_the_manual_shows_it() -> None:
    assert (
        write_answers(read(WHOLE))
        == """\
id: C06
title_zh: '电商平台内嵌商户工具'
title_en: 'Embedded tool'
facts: 'A tool for merchants.'
as_of: '2026-11-21'
coverage: [core, pi]
positions: {OP-01: A, OP-02: B}
answers:
  role: [content_provider]
  audience: [merchants_embedded]
  customer_reexposure: 'no'
  launch_date: '2026-01-31'
  mau: not_sure
  pi_individuals: 200000
"""
    )


def test_nothing_answered_is_written_too() -> None:
    assert write_answers(AnswersFile({})) == "answers: {}\n"
