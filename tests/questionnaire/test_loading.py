import re
from pathlib import Path

import pytest

from questionnaire.errors import RulebookError, RulebookFault
from questionnaire.loading import load_rulebook, read_rulebook
from questionnaire.rulebook import Rulebook, Text
from tests.questionnaire.folders import ACT, FILES, RulebookFolder


def test_a_small_rulebook_loads_whole(folder: RulebookFolder) -> None:
    rulebook = folder.read()
    assert list(rulebook.instruments) == ["ACT", "PLAN"]
    assert [(topic.id, topic.questions) for topic in rulebook.topics] == [
        ("service", ("audience", "resale")),
        ("size", ("users",)),
    ]
    assert list(rulebook.questions) == ["audience", "resale", "users"]
    assert list(rulebook.determinations) == ["public", "large"]
    assert list(rulebook.obligations) == ["ACT-5"]
    assert list(rulebook.open_points) == ["OP-01"]
    assert list(rulebook.penalties) == ["P-ACT", "P-NONE"]
    assert list(rulebook.challenges) == ["CH-01"]
    assert rulebook.version == "2026.11"
    assert rulebook.law_known_to.isoformat() == "2026-11-21"
    assert rulebook.notes == (Text(zh="以中文为准", en="The Chinese prevails"),)
    assert rulebook.out_of_catalogue == (Text(zh="未列入", en="Left out"),)
    assert rulebook.search_limit == Text(zh="止于十月", en="To October")
    assert rulebook.grades["likely"] == Text(zh="倾向", en="likely")


def test_pairs_of_languages_become_one_text(folder: RulebookFolder) -> None:
    obligation = folder.read().obligations["ACT-5"]
    assert obligation.title == Text(zh="备案", en="File")
    assert obligation.citation.text == Text(zh="第五条", en="art 5")


def test_scalars_are_read_as_they_are_spelt(folder: RulebookFolder) -> None:
    folder.replace("law/act.yaml", 'provision: "5"', "provision: 12.10")
    folder.replace("topics/service.yaml", 'default: ["no"]', "default: [no]")
    rulebook = folder.read()
    assert rulebook.obligations["ACT-5"].citation.provision == "12.10"
    assert rulebook.questions["resale"].default == ("no",)


def test_a_determination_lives_with_the_instrument_it_cites_first(folder: RulebookFolder) -> None:
    assert folder.read().determinations["large"].instrument == "ACT"


def test_a_question_belongs_to_the_topic_of_its_file(folder: RulebookFolder) -> None:
    assert {name: question.topic for name, question in folder.read().questions.items()} == {
        "audience": "service",
        "resale": "service",
        "users": "size",
    }


# -- faults of spelling ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        pytest.param(
            "law/act.yaml",
            "    title_en: File\n",
            "    title_en: File\n    title_en: Submit\n",
            "law/act.yaml · ACT-5: title_en is given twice",
            id="a key given twice",
        ),
        pytest.param(
            "law/act.yaml",
            "determinations:",
            "penalties: []\ndeterminations:",
            "law/act.yaml: penalties is given twice",
            id="a section given twice",
        ),
        pytest.param(
            "law/act.yaml",
            "determinations:",
            "determination: []\ndeterminations:",
            'law/act.yaml: unknown key "determination". Did you mean "determinations"?',
            id="an unknown section",
        ),
        pytest.param(
            "law/act.yaml",
            "    bites: deadline\n",
            "    bites: deadline\n    bite: hard\n",
            'law/act.yaml · ACT-5: unknown key "bite". Did you mean "bites"?',
            id="an unknown key",
        ),
        pytest.param(
            "law/act.yaml",
            "{working_days: 10}",
            "{work_days: 10}",
            'law/act.yaml · ACT-5: unknown key "within.work_days". Did you mean "working_days"?',
            id="an unknown key further down",
        ),
        pytest.param(
            "law/act.yaml",
            "    title_zh: 备案\n",
            "",
            "law/act.yaml · ACT-5: title_zh is missing beside title_en",
            id="a missing language",
        ),
        pytest.param(
            "law/act.yaml",
            "    addressee_zh: 提供者\n    addressee_en: provider\n",
            "",
            "law/act.yaml · ACT-5: addressee_zh and addressee_en are missing",
            id="a missing text",
        ),
        pytest.param(
            "law/act.yaml",
            "{zh: 备案号, en: Filing number}",
            "{zh: 备案号}",
            "law/act.yaml · ACT-5: evidence[0].en is missing",
            id="a missing language in a list",
        ),
        pytest.param(
            "law/common.yaml",
            "  - {zh: 以中文为准, en: The Chinese prevails}",
            "  - {en: The Chinese prevails}",
            "law/common.yaml · notes[0]: zh is missing",
            id="a note in one language",
        ),
        pytest.param(
            "law/act.yaml",
            "    deadline_zh: 十个工作日内\n    deadline_en: Within ten working days\n",
            "    deadline:\n",
            "law/act.yaml · ACT-5: deadline has no value: leave it out",
            id="a key without a value",
        ),
        pytest.param(
            "law/act.yaml",
            '    citation: {instrument: ACT, provision: "5", text_zh: 第五条, text_en: art 5}\n',
            "",
            "law/act.yaml · ACT-5: citation is missing",
            id="an obligation without a citation",
        ),
        pytest.param(
            "law/act.yaml",
            '    citations: ["ACT 3, 4"]\n',
            "    citations: []\n",
            "law/act.yaml · large: citations is empty",
            id="a determination without a citation",
        ),
        pytest.param(
            "topics/size.yaml",
            "    citations: [ACT 4]\n",
            "",
            "topics/size.yaml · users: citations is missing",
            id="a question without a citation",
        ),
        pytest.param(
            "law/act.yaml",
            "type: filing",
            "type: duty",
            "law/act.yaml · ACT-5: type is \"duty\": write 'process duty', 'prohibition', 'filing', "
            "'disclosure', 'record', 'outcome duty' or 'exposure'",
            id="a word that is none of the known ones",
        ),
        pytest.param(
            "law/act.yaml",
            "effective_from: 2023-08-15",
            "effective_from: 20230815",
            "law/act.yaml · ACT-5: effective_from: not a day: write YYYY-MM-DD",
            id="a day not written as one",
        ),
        pytest.param(
            "law/act.yaml",
            "{working_days: 10}",
            "{working_days: 10, months: 1}",
            "law/act.yaml · ACT-5: within: give exactly one of hours, working_days, weeks, months, years",
            id="two units of time",
        ),
        pytest.param(
            "law/act.yaml",
            "applies_when: {determination: public}",
            "applies_when: {determined: public}",
            "law/act.yaml · ACT-5: applies_when: not a condition: use all, any, not, question with is, "
            "is_only or at_least, determination, or open_point with reading",
            id="something that is no condition",
        ),
        pytest.param(
            "law/act.yaml",
            "applies_when: {determination: public}",
            "applies_when: {all: [{determination: public}, {question: audience, is: x, at_least: 1}]}",
            'law/act.yaml · ACT-5: unknown key "applies_when.all[1].at_least".',
            id="a leaf with a key too many",
        ),
        pytest.param(
            "law/act.yaml",
            "at_least: 1000000",
            "at_least: a million",
            'law/act.yaml · large: yes_if.all[1].at_least is "a million": write a number',
            id="a threshold that is no number",
        ),
        pytest.param(
            "law/act.yaml",
            "{open_point: OP-01, reading: A}",
            "{open_point: OP-01, reading: C}",
            "law/act.yaml · OP-01: effects.public.yes_if.all[0].reading is \"C\": write 'A' or 'B'",
            id="a third reading",
        ),
        pytest.param(
            "law/act.yaml",
            "  - id: ACT-5\n    order: 1\n",
            "  - order: 1\n",
            "law/act.yaml · obligation 1: id is missing",
            id="an entry without an id",
        ),
        pytest.param(
            "law/act.yaml",
            "    citations: [ACT 2(1)]\n",
            "    citations: [ACT 2(1)]\n    instrument: ACT\n",
            "law/act.yaml · public: instrument follows from the first citation: leave it out",
            id="a determination that names its instrument",
        ),
        pytest.param(
            "topics/size.yaml",
            "    order: 3\n",
            "    order: 3\n    topic: service\n",
            'topics/size.yaml · users: topic is "service", but the file is that of "size"',
            id="a question of another topic",
        ),
        pytest.param(
            "topics/size.yaml",
            "{id: size, order: 2,",
            "{id: size, order: 2, questions: [audience],",
            "topics/size.yaml · size: the questions of a topic are those of its file: leave the list out",
            id="a topic that lists questions",
        ),
        pytest.param(
            "topics/size.yaml",
            "{id: size, order: 2,",
            "{order: 2,",
            "topics/size.yaml · topic: id is missing",
            id="a topic without an id",
        ),
        pytest.param(
            "law/common.yaml",
            'rulebook:\n  version: "2026.11"\n  law_known_to: 2026-11-21\n'
            "  search_limit_zh: 止于十月\n  search_limit_en: To October\n",
            "",
            'law: no file has a "rulebook" block',
            id="no edition",
        ),
        pytest.param(
            "law/plan.yaml",
            "instrument:",
            "grades: {definite: {zh: 一, en: a}, likely: {zh: 二, en: b}, needs_counsel: {zh: 三, en: c}}\n"
            "instrument:",
            'law: more than one file has a "grades" block',
            id="grades twice",
        ),
    ],
)
def test_a_fault_of_spelling_is_told_with_file_and_entry(
    folder: RulebookFolder, file: str, old: str, new: str, fault: str
) -> None:
    folder.replace(file, old, new)
    assert fault in folder.faults()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("instrument: &a {id: X}\n", "line 1 cannot be read: an anchor or alias", id="an anchor"),
        pytest.param("instrument: *a\n", "line 1 cannot be read: an anchor or alias", id="an alias"),
        pytest.param("watch: true\nid: !!str X\n", "line 2 cannot be read: a tag", id="a tag"),
        pytest.param("a: 1\n---\nb: 2\n", "line 2 cannot be read: a second document", id="two documents"),
        pytest.param(
            "a: [1\nb: 2\n", "line 2 cannot be read: did not find expected ',' or ']'", id="no YAML at all"
        ),
        pytest.param("- 1\n", "it holds no sections", id="a list"),
        pytest.param("", "it holds no sections", id="nothing"),
        pytest.param("obligations: {}\n", "write a list", id="a section that is no list"),
        pytest.param("a: " + "[" * 30 + "]" * 30, "line 1 cannot be read: too many levels", id="no bottom"),
    ],
)
def test_a_file_that_is_not_plain_yaml_is_refused(folder: RulebookFolder, text: str, fault: str) -> None:
    folder.write("law/strange.yaml", text)
    assert any(line.startswith("law/strange.yaml") and line.endswith(fault) for line in folder.faults())


def test_a_file_that_is_not_utf_8_is_refused(folder: RulebookFolder) -> None:
    (folder.path / "law/strange.yaml").write_bytes("名".encode("gb18030"))
    assert folder.faults() == ["law/strange.yaml: it is not UTF-8"]


def test_names_from_an_unreadable_file_are_not_called_unknown(folder: RulebookFolder) -> None:
    folder.write("topics/size.yaml", "topic: *size\n")
    assert folder.faults() == ["topics/size.yaml: line 1 cannot be read: an anchor or alias"]


def test_names_of_a_refused_entry_are_not_called_unknown(folder: RulebookFolder) -> None:
    folder.replace(
        "law/act.yaml", "    no_zh: 不向公众提供\n    no_en: it is not offered to the public\n", ""
    )
    assert folder.faults() == ["law/act.yaml · public: no_zh and no_en are missing"]


def test_whatever_line_is_broken_loading_ends_in_a_rulebook_or_in_faults(folder: RulebookFolder) -> None:
    refused = 0
    for file in ("law/act.yaml", "topics/size.yaml"):
        lines = FILES[file].splitlines(keepends=True)
        for number, line in enumerate(lines):
            for broken in ("", re.sub(r": .*", ": {}", line)):
                folder.write(file, "".join([*lines[:number], broken, *lines[number + 1 :]]))
                try:
                    folder.read()
                except RulebookError as error:
                    refused += 1
                    assert all(fault.file and fault.message for fault in error.faults)
        folder.write(file, FILES[file])
    assert refused > 150


def test_all_faults_are_told_at_once(folder: RulebookFolder) -> None:
    folder.replace(
        "law/act.yaml", "applies_when: {determination: public}", "applies_when: {determination: publik}"
    )
    folder.replace("law/act.yaml", "    title_zh: 备案\n", "")
    folder.replace("law/act.yaml", "penalties: [P-ACT, P-NONE]", "penalties: [P-ACT, P-NON]")
    folder.replace("law/plan.yaml", "  order: 2\n", "  order: 3\n")
    folder.replace("topics/service.yaml", 'default: ["no"]\n', "known: 1\n")
    folder.replace("topics/size.yaml", "kind: number", "kind: figure")
    assert folder.faults() == [
        "law/act.yaml · ACT-5: title_zh is missing beside title_en",
        'topics/service.yaml · resale: unknown key "known". Did you mean "known_by"?',
        "topics/size.yaml · users: kind is \"figure\": write 'multiple', 'single', 'number' or 'date'",
        "law/plan.yaml · PLAN: no instrument has order 2, but this one has 3",
        'law/act.yaml · ACT-5: no determination is called "publik". Did you mean "public"?',
        'law/act.yaml · ACT-5: no penalty is called "P-NON". Did you mean "P-NONE"?',
    ]


def test_the_error_reads_as_one_line_a_fault() -> None:
    error = RulebookError(
        [RulebookFault("law/a.yaml", "A-1", "x is missing"), RulebookFault("law", "", "nothing")]
    )
    assert str(error) == "law/a.yaml · A-1: x is missing\nlaw: nothing"


def test_an_empty_folder_is_no_rulebook(tmp_path: Path) -> None:
    with pytest.raises(RulebookError) as raised:
        read_rulebook(tmp_path)
    assert str(raised.value) == 'law: no file has a "rulebook" block\nlaw: no file has a "grades" block'


# -- the digest --------------------------------------------------------------------------------


def test_the_digest_does_not_depend_on_how_files_are_laid_out(folder: RulebookFolder) -> None:
    before = folder.read().digest
    penalty = ACT.partition("\npenalties:\n")[2].partition("open_points:")[0]
    folder.replace("law/act.yaml", f"\npenalties:\n{penalty}", "\n")
    folder.append("law/common.yaml", penalty)
    folder.replace(
        "law/act.yaml",
        "yes_if: {question: audience, is: public_open}",
        "yes_if:\n      is: public_open\n      question: audience",
    )
    (folder.path / "law/plan.yaml").rename(folder.path / "law/a_plan.yaml")
    assert folder.read().digest == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("law/act.yaml", "title_zh: 备案", "title_zh: 报备"),
        ("law/act.yaml", "at_least: 1000000", "at_least: 1000001"),
        ("law/act.yaml", "until: 2025-12-31", "until: 2025-12-31, applies_when: {determination: large}"),
        ("law/act.yaml", "leaning: a", "leaning: b"),
        ("law/common.yaml", "en: The Chinese prevails", "en: Chinese prevails"),
        ("law/common.yaml", '"2026.11"', '"2026.12"'),
        ("topics/service.yaml", "known_by: product", "known_by: legal"),
    ],
)
def test_the_digest_changes_with_what_the_rulebook_says(
    folder: RulebookFolder, file: str, old: str, new: str
) -> None:
    before = folder.read().digest
    folder.replace(file, old, new)
    assert folder.read().digest != before


# -- the rulebook we ship ----------------------------------------------------------------------


def test_the_rulebook_we_ship_loads_once() -> None:
    rulebook = load_rulebook()
    assert isinstance(rulebook, Rulebook)
    assert load_rulebook() is rulebook
