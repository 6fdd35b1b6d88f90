import pytest

from tests.questionnaire.folders import RulebookFolder

LAW, SERVICE, SIZE, PLAN = "law/act.yaml", "topics/service.yaml", "topics/size.yaml", "law/plan.yaml"
APPLIES = "applies_when: {determination: public}\n"


def only_fault(folder: RulebookFolder, file: str, old: str, new: str) -> str:
    folder.replace(file, old, new)
    (fault,) = folder.faults()
    return fault


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        pytest.param(
            "{determination: publik}",
            'no determination is called "publik". Did you mean "public"?',
            id="an unknown determination",
        ),
        pytest.param(
            "{any: [{not: {question: audiance, is: customers}}]}",
            'no question is called "audiance". Did you mean "audience"?',
            id="an unknown question",
        ),
        pytest.param(
            "{question: audience, is: custmers}",
            'the question "audience" has no option "custmers". Did you mean "customers"?',
            id="an unknown option",
        ),
        pytest.param(
            "{not: {question: audience, is_only: nobody}}",
            'the question "audience" has no option "nobody".',
            id="an unknown option alone",
        ),
        pytest.param(
            "{open_point: OP-02, reading: A}",
            'no open point is called "OP-02". Did you mean "OP-01"?',
            id="an unknown open point",
        ),
        pytest.param(
            "{question: audience, at_least: 3}",
            'the question "audience" is not a number: use is',
            id="a threshold where there is no number",
        ),
        pytest.param(
            "{question: users, is: many}", 'the question "users" has no options', id="an option of a number"
        ),
        pytest.param(
            "{question: resale, is_only: 'no'}",
            'the question "resale" takes one answer: use is, not is_only',
            id="only one of one",
        ),
        pytest.param(
            "{question: audience, is: not_sure}",
            '"audience" is asked for not_sure, which is never a fact',
            id="not knowing taken for a fact",
        ),
    ],
)
def test_a_condition_names_what_there_is(folder: RulebookFolder, condition: str, fault: str) -> None:
    assert (
        only_fault(folder, LAW, APPLIES, f"applies_when: {condition}\n") == f"law/act.yaml · ACT-5: {fault}"
    )


def test_conditions_are_looked_at_wherever_they_stand(folder: RulebookFolder) -> None:
    folder.replace(LAW, "yes_if: {question: audience, is: public_open}", "yes_if: {determination: a}")
    folder.replace(LAW, "applies_when: {determination: large}}", "applies_when: {determination: b}}")
    folder.replace(LAW, "case: {question: audience, is: customers}", "case: {determination: c}")
    folder.replace(LAW, "reading: A}, {question: audience", "reading: A}, {question: d")
    folder.replace(
        SERVICE, "ask_if: {question: audience, is: customers}", "ask_if: {question: e, is: customers}"
    )
    folder.replace(SERVICE, "when: [{question: audience", "when: [{question: f")
    assert folder.faults() == [
        'topics/service.yaml · resale: no question is called "e".',
        'law/act.yaml · public: no determination is called "a".',
        'law/act.yaml · ACT-5: no determination is called "b".',
        'law/act.yaml · OP-01: no determination is called "c".',
        'law/act.yaml · OP-01: no question is called "d".',
        'topics/service.yaml · CH-01: no question is called "f".',
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        pytest.param(
            LAW,
            "penalties: [P-ACT, P-NONE]",
            "penalties: [P-ACT, P-NOUN]",
            'law/act.yaml · ACT-5: no penalty is called "P-NOUN". Did you mean "P-NONE"?',
            id="of an obligation, a penalty",
        ),
        pytest.param(
            LAW,
            "text_zh: 第五条, text_en: art 5}",
            'text_zh: 第五条, text_en: art 5, also: [{instrument: ACTS, provision: "1"}]}',
            'law/act.yaml · ACT-5: no instrument is called "ACTS". Did you mean "ACT"?',
            id="of an obligation, a second instrument",
        ),
        pytest.param(
            LAW,
            'citations: ["ACT 3, 4"]',
            "citations: [ACT 3, ACTS 4]",
            'law/act.yaml · large: no instrument is called "ACTS". Did you mean "ACT"?',
            id="of a determination, an instrument",
        ),
        pytest.param(
            LAW,
            "open_points: [OP-01]",
            "open_points: [OP-1]",
            'law/act.yaml · public: no open point is called "OP-1". Did you mean "OP-01"?',
            id="of a determination, an open point",
        ),
        pytest.param(
            LAW,
            "touches: [ACT-5]",
            "touches: [ACT-6]",
            'law/act.yaml · OP-01: no obligation is called "ACT-6". Did you mean "ACT-5"?',
            id="of an open point, an obligation",
        ),
        pytest.param(
            LAW,
            "      public:\n",
            "      publik:\n",
            'law/act.yaml · OP-01: no determination is called "publik". Did you mean "public"?',
            id="of an effect, a determination",
        ),
        pytest.param(
            SIZE,
            "citations: [ACT 4]",
            "citations: [AKT 4]",
            'topics/size.yaml · users: no instrument is called "AKT". Did you mean "ACT"?',
            id="of a question, an instrument",
        ),
        pytest.param(
            SERVICE,
            "        citations: [ACT 2(1)]",
            "        citations: [AKT 2(1)]",
            'topics/service.yaml · audience: no instrument is called "AKT". Did you mean "ACT"?',
            id="of an option, an instrument",
        ),
        pytest.param(
            SERVICE,
            "        open_points: [OP-01]",
            "        open_points: [OP-9]",
            'topics/service.yaml · audience: no open point is called "OP-9". Did you mean "OP-01"?',
            id="of an option, an open point",
        ),
        pytest.param(
            SIZE,
            "purpose: condition",
            "purpose: profile\n    thresholds_of: [ACT-50]",
            'topics/size.yaml · users: no obligation is called "ACT-50". Did you mean "ACT-5"?',
            id="of a question, an obligation",
        ),
    ],
)
def test_a_list_names_what_there_is(
    folder: RulebookFolder, file: str, old: str, new: str, fault: str
) -> None:
    assert only_fault(folder, file, old, new) == fault


# -- circles -----------------------------------------------------------------------------------


def test_determinations_do_not_rest_on_themselves(folder: RulebookFolder) -> None:
    fault = only_fault(
        folder, LAW, "yes_if: {question: audience, is: public_open}", "yes_if: {not: {determination: public}}"
    )
    assert fault == "law/act.yaml · public: determinations in a circle: public → public"


def test_a_circle_through_others_is_told_once_with_its_members(folder: RulebookFolder) -> None:
    fault = only_fault(
        folder, LAW, "yes_if: {question: audience, is: public_open}", "yes_if: {determination: large}"
    )
    assert fault == "law/act.yaml · public: determinations in a circle: public → large → public"


def test_a_circle_through_the_effect_of_an_open_point_is_found(folder: RulebookFolder) -> None:
    fault = only_fault(
        folder,
        LAW,
        "{open_point: OP-01, reading: A}, {question: audience, is: customers}",
        "{open_point: OP-01, reading: A}, {determination: large}",
    )
    assert fault == "law/act.yaml · public: determinations in a circle: public → large → public"


# -- ids, orders, homes ------------------------------------------------------------------------


def test_an_id_used_twice_is_told_at_its_second_place(folder: RulebookFolder) -> None:
    folder.replace(PLAN, "  id: PLAN\n", "  id: ACT\n")
    assert folder.faults() == ["law/plan.yaml · ACT: the id is already taken in law/act.yaml"]


def test_an_order_is_used_once(folder: RulebookFolder) -> None:
    fault = only_fault(folder, SIZE, "    order: 3\n", "    order: 2\n")
    assert fault == "topics/size.yaml · users: another question has order 2 too"


def test_orders_have_no_holes(folder: RulebookFolder) -> None:
    fault = only_fault(folder, SIZE, "    order: 3\n", "    order: 5\n")
    assert fault == "topics/size.yaml · users: no question has order 3 to 4, but this one has 5"


def test_an_entry_without_an_order_is_refused(folder: RulebookFolder) -> None:
    assert only_fault(folder, SIZE, "    order: 3\n", "") == "topics/size.yaml · users: order is missing"


def test_what_cites_another_instrument_first_lives_in_its_file(folder: RulebookFolder) -> None:
    folder.replace(LAW, 'citations: ["ACT 3, 4"]', "citations: [PLAN 3]")
    folder.replace(
        LAW, '      - {instrument: ACT, provision: "2(1)"', '      - {instrument: PLAN, provision: "2(1)"'
    )
    assert folder.faults() == [
        "law/act.yaml · large: it cites PLAN first, which is not the instrument of this file",
        "law/act.yaml · OP-01: it cites PLAN first, which is not the instrument of this file",
    ]


def test_drafts_carry_no_obligations(folder: RulebookFolder) -> None:
    fault = only_fault(folder, LAW, "  coverage: core\n", "  coverage: core\n  watch: true\n")
    assert fault == "law/act.yaml · ACT-5: ACT is a draft or plan (watch: true) and carries no obligations"


def test_drafts_are_not_cited_beside_either(folder: RulebookFolder) -> None:
    fault = only_fault(
        folder, LAW, "text_en: art 5}", 'text_en: art 5, also: [{instrument: PLAN, provision: "1"}]}'
    )
    assert fault == "law/act.yaml · ACT-5: PLAN is a draft or plan (watch: true) and carries no obligations"


def test_background_carries_no_obligations(folder: RulebookFolder) -> None:
    fault = only_fault(folder, LAW, "  coverage: core\n", "  coverage: background\n")
    assert fault == "law/act.yaml · ACT-5: ACT is background: give it a coverage group to carry obligations"


# -- periods -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        pytest.param(
            "until: 2025-12-31",
            "until: 2025-12-30",
            "there is a hole between the period to 2025-12-30 and the one from 2026-01-01",
            id="a hole of one day",
        ),
        pytest.param(
            "until: 2025-12-31",
            "until: 2026-01-01",
            "the periods from 2023-08-15 and 2026-01-01 overlap",
            id="an overlap of one day",
        ),
        pytest.param(
            ", until: 2025-12-31",
            "",
            "the periods from 2023-08-15 and 2026-01-01 overlap",
            id="an open period before another",
        ),
        pytest.param(
            "{from: 2026-01-01,",
            "{from: 2026-01-01, until: 2025-12-31,",
            "the period from 2026-01-01 ends before it begins",
            id="an end before the beginning",
        ),
        pytest.param(
            "{from: 2023-08-15, until",
            "{from: 2023-08-16, until",
            "the first period begins on 2023-08-16, but effective_from is 2023-08-15",
            id="a beginning that is not the first day",
        ),
    ],
)
def test_periods_follow_each_other_day_by_day(folder: RulebookFolder, old: str, new: str, fault: str) -> None:
    assert only_fault(folder, LAW, old, new) == f"law/act.yaml · ACT-5: {fault}"


# -- questions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        pytest.param(
            SERVICE,
            '    default: ["no"]\n',
            "",
            "topics/service.yaml · resale: ask_if without default: say what holds if it is not asked",
            id="ask_if without default",
        ),
        pytest.param(
            SERVICE,
            "    ask_if: {question: audience, is: customers}\n",
            "",
            "topics/service.yaml · resale: default without ask_if: no other default is ever used",
            id="default without ask_if",
        ),
        pytest.param(
            SERVICE,
            'default: ["no"]',
            "default: [none]",
            'topics/service.yaml · resale: the question "resale" has no option "none". Did you mean "no"?',
            id="a default that is no option",
        ),
        pytest.param(
            SERVICE,
            "ask_if: {question: audience, is: customers}",
            "ask_if: {determination: public}",
            "topics/service.yaml · resale: ask_if may rest on answers only",
            id="a gate that is no answer",
        ),
        pytest.param(
            SERVICE,
            "ask_if: {question: audience, is: customers}",
            'ask_if: {question: resale, is: "yes"}',
            'topics/service.yaml · resale: ask_if rests on "resale", which has an ask_if of its own',
            id="a gate behind itself",
        ),
        pytest.param(
            SIZE,
            "    citations: [ACT 4]\n",
            "    citations: [ACT 4]\n    options:\n      - id: few\n        text: {zh: 少, en: Few}\n"
            "        short: {zh: 少, en: Few}\n        effect: {zh: 无, en: None}\n",
            "topics/size.yaml · users: a number has no options",
            id="a number with options",
        ),
        pytest.param(
            SERVICE,
            "      - id: not_sure\n",
            "      - id: unsure\n",
            'topics/service.yaml · audience: there is no option "not_sure"',
            id="no way to say one does not know",
        ),
        pytest.param(
            SERVICE,
            '      - id: "no"\n',
            '      - id: "yes"\n',
            'topics/service.yaml · resale: the option "yes" is given twice',
            id="an option twice",
        ),
        pytest.param(
            SERVICE,
            "        short_en: Customers\n",
            "        short_en: The public\n",
            'topics/service.yaml · audience: the short text "The public" is used for two options',
            id="two options alike in short",
        ),
        pytest.param(
            SIZE,
            "purpose: condition",
            "purpose: profile",
            "topics/size.yaml · users: thresholds_of goes with purpose profile: name the obligations",
            id="a profile of nothing",
        ),
        pytest.param(
            SIZE,
            "purpose: condition",
            "purpose: timing",
            "topics/size.yaml · users: asked_for goes with purpose timing: deadlines or events",
            id="a timing question for no reason",
        ),
    ],
)
def test_a_question_can_be_asked(folder: RulebookFolder, file: str, old: str, new: str, fault: str) -> None:
    folder.replace(file, old, new)
    assert fault in folder.faults()


# -- open points -------------------------------------------------------------------------------


def test_a_point_that_moves_has_readings_a_case_and_effects(folder: RulebookFolder) -> None:
    folder.replace(LAW, "    reading_b_zh: 不算。\n    reading_b_en: No.\n", "")
    folder.replace(LAW, "    case: {question: audience, is: customers}\n", "")
    assert folder.faults() == [
        "law/act.yaml · OP-01: case is missing, though the point moves an outcome",
        "law/act.yaml · OP-01: reading_b is missing, though the point moves an outcome",
    ]


def test_a_point_that_moves_nothing_has_none_of_them(folder: RulebookFolder) -> None:
    folder.replace(LAW, "moves: true", "moves: false")
    assert folder.faults() == [
        "law/act.yaml · OP-01: OP-01 moves no outcome: it has no readings to rest on",
        "law/act.yaml · OP-01: case is given, though the point moves no outcome",
        "law/act.yaml · OP-01: effects is given, though the point moves no outcome",
        "law/act.yaml · OP-01: reading_a is given, though the point moves no outcome",
        "law/act.yaml · OP-01: reading_b is given, though the point moves no outcome",
        "law/act.yaml · OP-01: a point without readings leans to none",
    ]


def test_an_effect_rests_on_a_reading_of_its_own_point(folder: RulebookFolder) -> None:
    fault = only_fault(folder, LAW, "{all: [{open_point: OP-01, reading: A}, {question", "{all: [{question")
    assert fault == (
        "law/act.yaml · OP-01: an effect names no reading of this point, "
        "so that it would hold without a position"
    )
