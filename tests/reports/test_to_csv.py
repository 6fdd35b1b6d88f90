import csv
from io import StringIO

import pytest

from reports import to_csv
from tests.reports.hostile import FORMULAS, TURNED, typed
from tests.reports.snapshots import snapshot


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_file_is_utf8_with_a_mark_and_ends_its_lines_as_the_standard_says() -> None:
    data = to_csv.render(snapshot())
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b'"\r\n')
    assert data.count(b"\r\n") == 1 + len(snapshot().obligations)


def test_a_line_holds_what_the_obligation_says_in_both_languages() -> None:
    row = rows(to_csv.render(snapshot()))[4]
    wanted = {
        "id": "LBL-4",
        "outcome": "applies",
        "outcome_zh": "适用",
        "outcome_en": "applies",
        "title_zh": "对生成内容添加显式标识",
        "title_en": "Visible labels on generated content",
        "because_en": "Because the service generates text and images.",
        "finding": "partly_met",
        "finding_zh": "部分满足",
        "status": "in_progress",
        "owner": "Zhao Lei",
        "due": "2026-12-15",
        "gap": "Images carry a label; texts copied out of the editor do not.",
        "evidence": "E-03",
        "also": "DSP 6",
        "in_force_from": "2023-08-15",
        "mark": "checked",
    }
    assert {key: row[key] for key in wanted} == wanted
    assert row["actions"] == (
        "Add the label to copied text · Zhao Lei · 2026-12-01 · 进行中 in progress\n"
        "Check the label on three screen sizes · 2026-12-15 · 未开始 not started"
    )


def test_a_finding_of_a_duty_that_does_not_apply_stays_out() -> None:
    row = next(r for r in rows(to_csv.render(typed("Zhao Lei"))) if r["id"] == "PIPL-38")
    assert (row["outcome"], row["finding"], row["owner"], row["gap"]) == ("does_not_apply", "", "", "")


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_can_become_a_formula(formula: str) -> None:
    table = rows(to_csv.render(typed(formula)))
    cells = [value for row in table for value in row.values()]
    assert [value for value in cells if value.startswith(to_csv.TRIGGERS)] == []
    assert table[1]["owner"] == "'" + formula.replace("\r", "\n")


def test_controls_and_turned_text_do_not_reach_the_file() -> None:
    row = rows(to_csv.render(typed(TURNED)))[1]
    assert row["owner"] == "safegnp.exex"


def test_quotes_commas_and_line_ends_inside_a_cell_survive() -> None:
    text = 'He said "no", then\nleft.'
    assert rows(to_csv.render(typed(text)))[1]["gap"] == text


def test_equal_snapshots_give_equal_files() -> None:
    assert to_csv.render(snapshot()) == to_csv.render(snapshot())
