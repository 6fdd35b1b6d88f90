"""A firm's colour, and what screens and documents make of it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.colors import readable, stylesheet


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_dark_colour_stays_as_it_is() -> None:
    assert stylesheet("#7a1f3d").startswith(":root{--color-brand:#7a1f3d;--color-brand-deep:#")


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_white_words_can_be_read_on_every_firms_colour(accent: str) -> None:
    found = dict(re.findall(r"--color-([\w-]+):(#[0-9a-f]{6})", stylesheet(accent)))
    assert set(found) == {"brand", "brand-deep", "brand-soft"}
    assert 1.05 / (luminance(found["brand"]) + 0.05) >= 4.4
    assert luminance(found["brand-deep"]) <= luminance(found["brand"]) <= luminance(found["brand-soft"])


@pytest.mark.parametrize("accent", ["", "7a1f3d", "#7a1f3", "#7A1F3D", "}body{", "#7a1f3d\n"])
def test_nothing_but_a_colour_gets_into_the_sheet(accent: str) -> None:
    with pytest.raises(ValueError, match="is no colour"):
        stylesheet(accent)


@pytest.mark.parametrize("accent", ["#1d3557", "#7a1f3d", "#000000", "#767676"])
def test_what_can_be_read_is_used_as_it_is(accent: str) -> None:
    assert readable(accent) == accent


@pytest.mark.parametrize("accent", ["#ffcc00", "#ffffff", "#00ff00"])
def test_a_light_colour_is_darkened_not_refused(accent: str) -> None:
    used = readable(accent)
    assert used != accent and 1.05 / (luminance(used) + 0.05) >= 4.4
    assert readable(used) in (used, readable(readable(used)))
