"""A firm's colours as a sheet of its own."""

import re

import pytest
from django.test import Client as Browser
from hypothesis import given
from hypothesis import strategies as st

from assessment.services.firm import update_firm
from assessment.tenancy import tenant
from assessment.views.firm import stylesheet
from tests.assessment.conftest import signed_in
from tests.factories import make_house


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_dark_colour_stays_as_it_is() -> None:
    assert stylesheet("7a1f3d").startswith(":root{--color-brand:#7a1f3d;--color-brand-deep:#")


@given(st.from_regex(r"[0-9a-f]{6}", fullmatch=True))
def test_white_words_can_be_read_on_every_firms_colour(accent: str) -> None:
    found = dict(re.findall(r"--color-([\w-]+):(#[0-9a-f]{6})", stylesheet(accent)))
    assert set(found) == {"brand", "brand-deep", "brand-soft"}
    assert 1.05 / (luminance(found["brand"]) + 0.05) >= 4.4
    assert luminance(found["brand-deep"]) <= luminance(found["brand"]) <= luminance(found["brand-soft"])


@pytest.mark.parametrize("accent", ["", "7a1f3", "7A1F3D", "}body{", "7a1f3d\n"])
def test_nothing_but_a_colour_gets_into_the_sheet(accent: str) -> None:
    with pytest.raises(ValueError, match="is no colour"):
        stylesheet(accent)


@pytest.mark.django_db
def test_the_sheet_is_for_everybody_and_for_ever() -> None:
    response = Browser().get("/colors/7a1f3d.css")
    assert (response.status_code, response["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in response["Cache-Control"]
    assert [Browser().get(f"/colors/{one}.css").status_code for one in ("7A1F3D", "7a1f3", "7a1f3d7")] == [
        404
    ] * 3


@pytest.mark.django_db
def test_pages_of_a_firm_carry_its_colours_and_others_none() -> None:
    house = make_house()
    browser = signed_in(house.ana)
    assert "/colors/" not in browser.get("/").content.decode()
    with tenant(house.firm):
        names = {"name_zh": house.firm.name_zh, "name_en": house.firm.name_en}
        update_firm(firm=house.firm, accent="#7a1f3d", by=house.adam, **names)
    assert '<link rel="stylesheet" href="/colors/7a1f3d.css">' in browser.get("/").content.decode()
