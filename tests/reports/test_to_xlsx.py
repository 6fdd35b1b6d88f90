import re
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from reports import to_xlsx
from reports.snapshot import Snapshot, digest
from tests.reports.hostile import FORMULAS, TURNED, typed
from tests.reports.snapshots import position, snapshot

SHEETS = [
    "摘要 Summary",
    "义务清单 Obligations",
    "整改计划 Remediation plan",
    "首先查明 Find out first",
    "待定问题 Open points",
    "认定依据 What this rests on",
    "问卷回答 Answers given",
    "证据目录 Evidence index",
    "法律文件 Sources of law",
]


def book(made: Snapshot) -> Any:
    return openpyxl.load_workbook(BytesIO(to_xlsx.render(made)))


def cells(sheet: Any, row: int) -> dict[str, Any]:
    heads = [cell.value.replace("\n", " ") for cell in sheet[1]]
    return dict(zip(heads, (cell.value for cell in sheet[row]), strict=True))


def test_every_list_has_its_sheet() -> None:
    assert book(snapshot()).sheetnames == SHEETS


def test_the_summary_says_the_verdict_the_figures_and_the_digest() -> None:
    said = [[cell.value for cell in row] for row in book(snapshot())["摘要 Summary"]]
    assert ["状态 Standing", "草稿", "draft"] in said
    assert [
        "是否适用《暂行办法》 Do the Measures apply?",
        "很可能不适用《暂行办法》，但法律尚无定论",
        "Probably outside the Measures, but the law leaves it open",
    ] in said
    assert ["● 适用 applies", 6, None] in said
    assert ["◑ 部分满足 partly met", 2, None] in said
    assert ["快照摘要 Digest", digest(snapshot()), None] in said


def test_a_row_of_the_register_holds_both_languages_and_typed_days() -> None:
    row = cells(book(snapshot())["义务清单 Obligations"], 6)
    wanted = {
        "编号 No": "LBL-4",
        "结果 Outcome": "● 适用 applies",
        "义务 Duty (zh)": "对生成内容添加显式标识",
        "义务（英） Duty (en)": "Visible labels on generated content",
        "落实情况 Finding": "◑ 部分满足 partly met",
        "整改状态 Remediation": "进行中 in progress",
        "负责人 Owner": "Zhao Lei",
        "期限 Due": datetime(2026, 12, 15),  # noqa: DTZ001
        "证据 Evidence": "E-03",
    }
    assert {key: row[key] for key in wanted} == wanted


def test_the_plan_stands_by_day() -> None:
    sheet = book(snapshot())["整改计划 Remediation plan"]
    rows = [cells(sheet, number) for number in range(2, sheet.max_row + 1)]
    assert [(row["期限 Due"].date().isoformat(), row["编号 No"]) for row in rows] == [
        ("2026-11-30", "CSL-23"),
        ("2026-12-01", "LBL-4"),
        ("2026-12-15", "LBL-4"),
        ("2026-12-15", "PIPL-21"),
    ]


def test_an_open_point_shows_both_readings_and_the_position() -> None:
    point = snapshot().open_points[0].model_copy(update={"position": position()})
    row = cells(book(snapshot(open_points=(point,)))["待定问题 Open points"], 2)
    assert row["读法A Reading A (zh)"] == "算。商户也是公众的一部分，条文没有豁免向组织提供的服务。"
    assert row["立场 Position"] == "B"
    assert row["理由 Reason"] == "The tool sits behind merchants' log-in."


def test_every_list_can_be_filtered_and_keeps_its_head_in_sight() -> None:
    for sheet in book(snapshot()).worksheets[1:]:
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.freeze_panes in ("B2", "A2")
        assert all(sheet.column_dimensions[cell.column_letter].width >= 10 for cell in sheet[1])
        assert all(cell.alignment.wrap_text for cell in sheet[1])


@pytest.mark.parametrize("formula", FORMULAS)
def test_nothing_typed_becomes_a_formula_or_a_link(formula: str) -> None:
    made = typed(formula + 'HYPERLINK("https://example.com")')
    with ZipFile(BytesIO(to_xlsx.render(made))) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/" in name]
    assert [sheet for sheet in sheets if re.search(r"<f[ >]|<hyperlink", sheet)] == []
    assert cells(book(made)["义务清单 Obligations"], 3)["负责人 Owner"].strip().endswith('example.com")')


def test_controls_and_turned_text_do_not_reach_the_file() -> None:
    assert cells(book(typed(TURNED))["义务清单 Obligations"], 3)["负责人 Owner"] == "safegnp.exex"


@pytest.mark.parametrize("sign", ["a", "合", "\U0001f600"])
def test_a_text_longer_than_a_cell_holds_is_cut_and_says_so(sign: str) -> None:
    value = cells(book(typed(sign * 40_000, first=1))["义务清单 Obligations"], 2)["差距 Gap"]
    assert value.endswith("… [+]")
    assert 32_700 <= len(value.encode("utf-16-le")) // 2 <= 32_767


def test_equal_snapshots_give_equal_files() -> None:
    assert to_xlsx.render(snapshot()) == to_xlsx.render(snapshot())


def test_an_empty_snapshot_still_makes_a_workbook() -> None:
    empty = snapshot(
        obligations=(),
        find_out=(),
        open_points=(),
        answers=(),
        evidence=(),
        instruments=(),
        determinations=(),
    )
    assert book(empty).sheetnames == SHEETS
