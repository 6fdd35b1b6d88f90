from xml.etree import ElementTree

import pytest
import segno

from reports import charts
from reports.charts import Part

SVG = "{http://www.w3.org/2000/svg}"


def spans(svg: str) -> list[float]:
    return [float(r.get("width", 0)) for r in ElementTree.fromstring(svg).findall(f"{SVG}rect")]  # noqa: S314


def test_a_bar_gives_each_part_its_share_and_the_smallest_can_be_seen() -> None:
    svg = charts.bar(
        "a", [Part("applies", 990), Part("does_not_apply", 9), Part("met", 0), Part("not_met", 1)], "t"
    )
    first, second, third = spans(svg)
    assert first > 900
    assert second > third > 4
    assert first + second + third == pytest.approx(1000 - 6)


def test_a_bar_of_nothing_is_empty() -> None:
    assert spans(charts.bar("a", [Part("applies", 0)], "none")) == []


def test_open_law_is_hatched_under_a_name_of_its_own() -> None:
    svg = charts.measure("row3", [Part("applies", 1), Part("undetermined", 2)], 3, "t")
    assert 'id="hatch-row3"' in svg
    assert 'fill="url(#hatch-row3)"' in svg


def test_the_title_is_escaped_and_comes_first() -> None:
    root = ElementTree.fromstring(charts.bar("a", [Part("met", 1)], "<b> & co"))  # noqa: S314
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == "<b> & co"


def test_the_code_has_the_dark_modules_of_its_address() -> None:
    url = "https://hegui.example.com/verify/H7KQ-2M4D"
    path = ElementTree.fromstring(charts.qr(url, "t"))[1].get("d", "")  # noqa: S314
    drawn = sum(int(run.split("v")[0]) for run in path.split("h")[1::2])
    assert drawn == sum(sum(row) for row in segno.make(url, error="m", micro=False).matrix)
