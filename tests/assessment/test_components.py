"""The components of templates/components: what each parameter does to the page."""

import re
from typing import Any

import pytest
from django.template import engines
from django.utils import translation


def show(component: str, language: str = "en", **given: Any) -> str:
    """The HTML of one component, as a page that includes it gets it."""
    names = "".join(f" {name}={name}" for name in given)
    source = f'{{% include "components/{component}.html" {"with" + names if names else ""} only %}}'
    with translation.override(language):
        return engines["django"].from_string(source).render(given).strip()


def words(html: str) -> str:
    """What is left to read once the tags are gone."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_an_outcome_is_a_class_for_its_shape_and_a_word() -> None:
    assert show("outcome_tag", outcome="applies") == '<span class="tag tag--applies">Applies</span>'
    assert show("outcome_tag", language="zh-hans", outcome="undetermined", count=0) == (
        '<span class="tag tag--undetermined">待定 <span class="tag__count">0</span></span>'
    )


WORDS = """
outcome_tag outcome: applies 适用, undetermined 待定, does_not_apply 不适用, not_in_force 未施行
finding_tag judgement: met 已满足, partly_met 部分满足, not_met 未满足, not_assessed 未评估
status_tag status: not_started 未开始, in_progress 进行中, done 已完成, verified 已核验
status_tag status: risk_accepted 已接受风险
determination_tag value: yes 是, no 否, uncertain 不确定
verification_mark mark: checked 已核对原文, secondary 据二手来源, to_confirm 待核实
scope_tag scope: in_scope 适用《办法》, likely_in_scope 很可能适用《办法》, uncertain 是否适用待定
scope_tag scope: likely_out_of_scope 很可能不适用《办法》, out_of_scope 不适用《办法》, not_in_force 未施行
"""


@pytest.mark.parametrize("line", WORDS.strip().splitlines())
def test_every_state_has_its_own_word(line: str) -> None:
    names, pairs = line.split(": ")
    component, parameter = names.split()
    expected = dict(pair.split(" ", 1) for pair in pairs.split(", "))
    assert {value: words(show(component, "zh-hans", **{parameter: value})) for value in expected} == expected


CHOICES = [
    {"value": "yes", "text": "Yes", "hint": "", "apart": False, "exclusive": False},
    {
        "value": "not_sure",
        "text": "I do not know",
        "hint": "Kept as unknown",
        "apart": True,
        "exclusive": False,
    },
]


def test_a_list_of_choices_is_one_group_with_one_name() -> None:
    html = show("choice_list", kind="radio", name="answer", legend="Who?", choices=CHOICES, selected=("yes",))
    assert html == (
        '<fieldset class="fieldset"><legend class="fieldset__legend">Who?</legend><div class="choice-list">'
        '<label class="choice"><input class="choice__input" type="radio" name="answer" value="yes"'
        ' id="id_answer" checked><span class="choice__text">Yes</span></label>'
        '<label class="choice choice--apart"><input class="choice__input" type="radio" name="answer"'
        ' value="not_sure" id="id_answer_2"><span class="choice__text">I do not know'
        '<span class="choice__hint">Kept as unknown</span></span></label></div></fieldset>'
    )


def test_a_group_in_error_is_described_by_hint_and_message_and_its_inputs_say_so() -> None:
    html = show(
        "choice_list",
        kind="checkbox",
        name="a",
        legend="Who?",
        hint="All",
        error="Choose",
        choices=CHOICES,
        selected=(),
    )
    assert 'aria-describedby="a-hint a-error"' in html
    assert html.count('aria-invalid="true"') == 2
    assert html.index('id="a-error"') < html.index("<input")


def test_the_error_summary_leads_to_each_field() -> None:
    html = show(
        "error_summary", errors=[{"field": "mau", "text": "Enter digits"}, {"field": "", "text": "Try again"}]
    )
    assert 'role="alert" tabindex="-1"' in html
    assert re.findall(r"<li>(.*?)</li>", html) == ['<a href="#id_mau">Enter digits</a>', "Try again"]
    assert show("error_summary", errors=[]) == ""


def test_what_was_typed_is_shown_again_as_it_was_and_never_as_markup() -> None:
    html = show("text_input", name="mau", label="Users", type="number", value='12a"><script>')
    assert 'value="12a&quot;&gt;&lt;script&gt;"' in html
    assert 'inputmode="numeric"' in html


def test_a_number_not_known_ticks_the_choice_and_leaves_the_field_empty() -> None:
    html = show(
        "number_or_unknown",
        name="mau",
        label="Users",
        type="number",
        value="not_sure",
        unknown_text="I do not know",
    )
    assert 'name="mau" type="text" inputmode="numeric" pattern="[0-9]*" value=""' in html
    assert 'name="mau_unknown" value="not_sure" id="id_mau_unknown" checked' in html


def test_the_language_button_belongs_to_the_form_and_enter_still_saves() -> None:
    html = show("language_switch", form="main-form")
    buttons = re.findall(r"<button ([^>]*)>", html)
    assert ["name=" in button for button in buttons] == [False, True]
    assert all('form="main-form"' in button for button in buttons)
    assert 'name="switch_language"' in buttons[1] and 'value="zh-hans"' in buttons[1]


def test_without_a_form_the_language_button_brings_its_own() -> None:
    html = show("language_switch", "zh-hans", csrf_token="t0ken")
    assert html.startswith(
        '<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="t0ken">'
    )
    assert 'value="en" lang="en">English</button>' in html


def test_the_parts_of_a_bar_are_as_wide_as_their_counts() -> None:
    html = show(
        "outcome_bar", counts={"applies": 14, "undetermined": 96, "does_not_apply": 0, "not_in_force": 8}
    )
    assert re.findall(r'width="(\d+)"', html) == ["1400", "9600", "000", "800"]


def test_a_position_taken_is_marked_at_its_reading_with_who_and_why() -> None:
    position = {"reading": "A", "reason": "Anyone may join.", "by": "Wang Min", "on": "21 November 2026"}
    html = show(
        "open_point",
        title="Public?",
        reading_a="Yes",
        reading_b="No",
        leaning="b",
        position=position,
        decides=1,
    )
    assert words(html) == (
        "The law is open Public? Decides 1 obligation. A Yes Position taken B No Leaning this way"
        " Wang Min · 21 November 2026 Anyone may join."
    )


def test_a_bilingual_text_puts_the_reader_s_language_first() -> None:
    text = {"zh": "本办法", "en": "These Measures"}
    assert words(show("bilingual", "en", text=text)) == "English These Measures 中文 本办法"
    assert words(show("bilingual", "zh-hans", text=text)) == "中文 本办法 English These Measures"


def test_a_job_under_way_renews_itself_with_and_without_javascript_and_stops_when_done() -> None:
    running = show("job_progress", state="running", title="Making", url="/jobs/1")
    assert 'hx-get="/jobs/1"' in running and "<progress" in running
    assert "<noscript><meta" in show("job_refresh", state="running")
    done = show(
        "job_progress",
        state="done",
        title="Ready",
        url="/jobs/1",
        result_url="/r.pdf",
        result_text="Download",
    )
    assert "hx-get" not in done and "<progress" not in done and 'href="/r.pdf"' in done
    assert show("job_refresh", state="done") == ""


def test_an_obligation_in_a_bulk_list_has_a_box_with_its_name() -> None:
    rows = [
        {"title": "Notice", "url": "/o", "citation": "PIPL 17", "owner": "", "due": "", "select": "PIPL-17"}
    ]
    html = show("obligation_table", caption="Apply", obligations=rows, columns="owner due", form="bulk")
    assert 'name="obligation" value="PIPL-17" form="bulk" aria-label="Notice"' in html
    assert html.count("table__blank") == 2
    assert (
        show("obligation_table", caption="Apply", obligations=[], columns="", empty="None.")
        == '<p class="muted">None.</p>'
    )


def test_the_firm_s_name_stands_in_the_masthead_or_the_product_s_own() -> None:
    assert words(show("masthead_name", name="Example LLP")) == "Example LLP"
    assert 'alt="Hegui 合规"' in show("masthead_name", name="")
