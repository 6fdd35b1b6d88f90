"""The page for the terminal: what stands on it, in which language, and that nothing strange gets through."""

import unicodedata
from datetime import date

import pytest

from assessment.lines import cells
from assessment.terminal import WIDTH, page
from questionnaire.advice import advice
from questionnaire.answers import AnswersFile, read_answers
from questionnaire.assessing import GROUPS, Assessment, assess
from questionnaire.engine import Answer
from questionnaire.explaining import because
from tests.law.reading import HERE as LAW
from tests.questionnaire.sets import RULEBOOK, TODAY, mixed_sets

CASES = sorted((LAW / "cases").glob("*.yaml"))


def assessed(
    answers: dict[str, Answer] | None = None,
    *,
    as_of: date = TODAY,
    coverage: tuple[str, ...] = GROUPS,
    positions: dict[str, str] | None = None,
) -> Assessment:
    return assess(RULEBOOK, answers or {}, as_of=as_of, coverage=coverage, positions=positions)


def case(number: int) -> tuple[AnswersFile, Assessment]:
    read = read_answers(CASES[number - 1].read_bytes(), RULEBOOK)
    assert read.as_of is not None
    return read, assessed(read.answers, as_of=read.as_of, positions=read.positions)


def run_on(text: str) -> str:
    """A page without its line breaks, to look for sentences in."""
    return "".join(line.strip() for line in text.splitlines()).replace(" ", "")


def hanzi(text: str) -> str:
    return "".join(char for char in text if "\u4e00" <= char <= "\u9fff")


@pytest.mark.parametrize("language", ["zh", "en", "both"])
@pytest.mark.parametrize("path", CASES[:3] + CASES[5:6], ids=lambda path: path.stem)
def test_every_outcome_and_its_reason_are_on_the_page(path: object, language: str) -> None:
    _, result = case(CASES.index(path) + 1)  # type: ignore[arg-type]
    shown = run_on(page(result, language))
    for name in result.obligations:
        assert name in shown
        for code in ("zh", "en"):
            if language in (code, "both"):
                assert because(result, name).text.in_language(code).replace(" ", "") in shown
                assert RULEBOOK.obligations[name].title.in_language(code).replace(" ", "") in shown


def test_every_obligation_stands_under_the_heading_of_its_outcome() -> None:
    _, result = case(6)
    text = page(result, "en")
    places = [text.index(f"\n{sign}") for sign in ("● Obl", "◐ Obl", "○ Obl")] + [len(text)]
    assert places == sorted(places)
    for outcome, begins, ends in zip(
        ("applies", "undetermined", "does_not_apply"), places, places[1:], strict=False
    ):
        section = text[begins:ends]
        for name, found in result.obligations.items():
            assert (f"\n    {name} " in section) == (found.outcome.value == outcome), name


def test_the_figures_are_those_of_the_assessment() -> None:
    _, result = case(6)
    lines = page(result, "both").splitlines()
    assert "● 32 适用    ◐ 63 待定    ○ 126 不适用    ◌ 0 不在施行期内" in lines
    assert "● 32 apply    ◐ 63 open    ○ 126 do not apply    ◌ 0 not in force" in lines


def test_no_line_is_wider_than_the_page() -> None:
    for answers, positions in mixed_sets(8, seed=21):
        for language in ("zh", "en", "both"):
            text = page(assessed(answers, positions=positions), language)
            assert max(cells(line) for line in text.splitlines()) <= WIDTH
            assert text.endswith("\n") and not text.endswith("\n\n")
            assert all(line == line.rstrip() for line in text.splitlines())


def test_english_alone_shows_no_chinese() -> None:
    for answers, positions in mixed_sets(4, seed=22):
        assert hanzi(page(assessed(answers, positions=positions), "en")) == ""


def test_chinese_alone_shows_no_english_sentence() -> None:
    _, result = case(6)
    text = page(result, "zh")
    for word in ("Because", "Does not apply", "Undetermined", "Obligations", "settles", "Notes"):
        assert word not in text


def test_the_page_says_what_the_file_calls_itself() -> None:
    read, result = case(6)
    both = page(result, "both", read.notes).splitlines()
    assert both[:3] == [
        "合规 Hegui",
        "",
        "C06 · 电商平台内嵌商户工具 · Embedded copywriting tool for a marketplace's own merchants",
    ]
    assert page(result, "zh", read.notes).splitlines()[2] == "C06 · 电商平台内嵌商户工具"
    assert page(result, "en", {"title_zh": "只有中文"}).splitlines()[:3] == ["Hegui", "", "只有中文"]
    assert page(result, "en").splitlines()[:3] == ["Hegui", "", "Law as of 2026-11-21"]


def test_a_title_cannot_disturb_the_terminal() -> None:
    notes = {
        "id": "\x1b]0;owned\x07",
        "title_zh": "标题\u202e反\u2066了\r\n第二行",
        "facts": "\x9b31m" + "x" * 5000 + "\u200f",
    }
    text = page(assessed(), "both", notes)
    assert {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs")} == {"\n"}
    assert "·]0;owned· · 标题·反·了··第二行" in text.splitlines()
    assert text.count("x" * 90) <= 1000 // 90
    assert max(cells(line) for line in text.splitlines()) <= WIDTH


def test_the_day_is_always_printed_and_a_day_beyond_the_known_law_carries_its_mark() -> None:
    assert "Law as of 2026-11-21" in page(assessed(), "en")
    assert "Law as known on" not in page(assessed(), "en")
    beyond = page(assessed(as_of=date(2026, 11, 22)), "both")
    assert "法律基准日：2026-11-22" in beyond
    assert "按2026-11-21所知的法律评估，此后的变化不在内。" in beyond
    assert "Law as known on 2026-11-21; later changes are not in it." in beyond


def test_groups_left_out_are_named_and_their_obligations_are_not_there() -> None:
    text = page(assessed(coverage=("core", "data")), "en")
    assert "Left out of the assessment:" in text
    assert "PIPL-13" not in text
    assert "Left out" not in page(assessed(), "en")


def test_nothing_is_in_force_long_ago() -> None:
    text = page(assessed(as_of=date(1949, 10, 1)), "en")
    assert "The Interim Measures were not in force on the day asked" in text
    assert f"● 0 apply    ◐ 0 open    ○ 0 do not apply    ◌ {len(RULEBOOK.obligations)} not in force" in text


def test_the_cybersecurity_law_is_cited_by_its_old_numbers_before_2026() -> None:
    read, _ = case(6)
    before = page(assessed(read.answers, as_of=date(2025, 12, 31)), "zh")
    after = page(assessed(read.answers, as_of=date(2026, 1, 1)), "zh")
    old, new = (RULEBOOK.obligations["CSL-23"].citation, "网络安全等级保护与日志留存不少于六个月 · ")
    assert old.before_2026 is not None
    assert f"{new}{old.before_2026.text.zh}" in before
    assert f"{new}{old.text.zh}" in after
    assert old.text.zh not in before


def entries(text: str) -> dict[str, str]:
    """Obligation id -> what stands beside it, on one line."""
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("    ") and line[4:5].strip() and line[4:].split()[0] in RULEBOOK.obligations:
            name = line[4:].split()[0]
            found[name] = line[4 + len(name) :].strip()
        elif line.startswith(" " * 12) and name:
            found[name] += f" {line.strip()}"
        else:
            name = ""
    return found


def test_what_is_not_binding_law_or_not_checked_says_so() -> None:
    found = entries(page(assessed(), "en"))
    assert found.keys() == RULEBOOK.obligations.keys()
    for name, obligation in RULEBOOK.obligations.items():
        assert ("[recommended standard" in found[name]) == (
            obligation.binding_nature == "recommended_standard"
        )
        assert ("[regulatory practice]" in found[name]) == (obligation.binding_nature == "practice")
        assert ("[from a secondary source]" in found[name]) == (obligation.mark == "secondary")
        assert ("[to be confirmed]" in found[name]) == (obligation.mark == "to_confirm")


def test_deadlines_and_days_in_force_stand_by_what_applies() -> None:
    found = entries(page(case(6)[1], "en"))
    assert "When: Logs for at least six months" in found["CSL-23"]
    assert "In force: 2017-06-01; art 35 of the Data Security Law" in found["CSL-30"]


def test_a_question_to_find_out_says_what_it_decides_who_knows_and_how_to_write_the_answer() -> None:
    answers: dict[str, Answer] = {**case(6)[0].answers, "confusion_risk": "not_sure"}
    lines = page(assessed(answers), "en").splitlines()
    begins = lines.index("  1. Could the public be confused or misled?")
    assert lines[begins + 1] == (
        "     A definite answer settles 0.5 obligations on average (answered: not sure; ask: legal)"
    )
    assert "     → confusion_risk: yes | no | not_sure" in lines


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_open_duty_says_what_would_settle_it(language: str) -> None:
    result = assessed({"role": ("content_provider",)})
    shown = run_on(page(result, language))
    for name in list(result.obligations)[::7]:
        for told in advice(result).told(name):
            assert told.text.in_language(language).replace(" ", "") in shown, name


def test_a_position_is_shown_and_a_point_without_one_counts_what_rests_on_it() -> None:
    read, _ = case(6)
    taken = page(assessed(read.answers, positions={"OP-02": "B"}), "en")
    assert "Position taken: reading B" in taken
    free = page(assessed(read.answers), "en")
    assert "No position taken; 63 obligations rest on it" in free
    assert "No position taken; 1 obligation rests on it" in free


def test_a_parked_answer_is_shown_as_parked() -> None:
    answers: dict[str, Answer] = {"training": ("none",), "training_data": ("scraped",)}
    text = page(assessed(answers), "both")
    assert "  Training data: Scraped (parked: kept, without effect now)" in text
    assert "（已保留，目前不起作用）" in text


def test_the_page_ends_with_what_it_rests_on() -> None:
    lines = page(assessed(), "en").splitlines()
    assert lines[-2:] == [f"· Rulebook {RULEBOOK.version}, digest:", f"  {RULEBOOK.digest}"]
    assert any("is not legal advice" in line for line in lines)


def test_an_obligation_whose_instrument_is_named_in_its_provision_is_not_named_twice() -> None:
    assert "Consumer Protection Law, Consumer Protection Law" not in page(assessed(), "en")
