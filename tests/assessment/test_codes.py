"""Codes on covers: printed in groups, typed in any way people type."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.codes import grouped, ungrouped, verify_url
from assessment.models.base import ALPHABET, random_key

KEY = "k7qp2m4dxw3a"


@pytest.mark.parametrize(
    "typed",
    [
        "K7QP-2M4D-XW3A", "k7qp2m4dxw3a", "  K7QP 2M4D XW3A ", "k7qp–2m4d—xw3a",
        "Ｋ７ＱＰ－２Ｍ４Ｄ－ＸＷ３Ａ", "K7QP\u30002M4D\u3000XW3A", "k7qp.2m4d.xw3a",
    ],
)  # fmt: skip
def test_a_code_is_read_in_whatever_case_width_and_grouping(typed: str) -> None:
    assert ungrouped(typed) == KEY


@pytest.mark.parametrize(
    "typed", ["", "K7QP", "K7QP-2M4D-XW3A-9", "K0QP-2M4D-XW3A", "k7qp2m4dxw3a\0", "中" * 12]
)
def test_what_can_be_no_code_is_told_at_once(typed: str) -> None:
    assert ungrouped(typed) is None
    assert ungrouped(" " * 300 + KEY) is None


@given(st.text(ALPHABET, min_size=12, max_size=12))
def test_what_is_printed_is_read_back(key: str) -> None:
    assert ungrouped(grouped(key)) == key


def test_the_address_of_a_code_begins_with_the_site_s(settings: Any) -> None:
    settings.SITE_URL = "https://hegui.example.com/cn"
    assert verify_url(KEY) == f"https://hegui.example.com/cn/verify/{KEY}/"
    settings.SITE_URL = ""
    assert verify_url(random_key()) is None
