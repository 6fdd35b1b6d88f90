"""Text as people type it: hostile characters are named, lengths are counted, nothing is dropped unseen."""

import pytest

from assessment.cleaning import clean_file_name, clean_line, clean_link, clean_name, clean_note
from assessment.errors import Unclean


def test_ordinary_text_in_any_script_is_kept() -> None:
    assert clean_name("  生成式人工智能服务（第二版） ") == "生成式人工智能服务（第二版）"
    assert clean_note("一\r\n二\r三\t四") == "一\n二\n三\t四"
    assert clean_line("two\nlines") == "two lines"
    assert clean_line("e\u0301") == "é"


@pytest.mark.parametrize(
    "hidden", ["\x00", "\x1b", "\u202e", "\u2066", "\u200b", "\u200f", "\ufeff", "\u2028", "\U000e0041"]
)
def test_a_character_that_cannot_be_seen_is_named(hidden: str) -> None:
    with pytest.raises(Unclean) as caught:
        clean_name(f"good{hidden}name", field="name_zh")
    assert caught.value.field == "name_zh"
    assert f"U+{ord(hidden):04X}" in caught.value.message and "good" in caught.value.message


def test_there_is_room_for_200_and_4000_characters() -> None:
    assert len(clean_name("字" * 200)) == 200
    assert len(clean_note("字" * 4000)) == 4000
    with pytest.raises(Unclean):
        clean_name("字" * 201)
    with pytest.raises(Unclean):
        clean_note("字" * 4001)


def test_a_name_says_something() -> None:
    with pytest.raises(Unclean):
        clean_name(" \n ")


@pytest.mark.parametrize(
    "link", ["https://www.cac.gov.cn/2023-07/13/c_1.htm", "http://内网.example/文件?x=1#y"]
)
def test_web_addresses_are_taken(link: str) -> None:
    assert clean_link(link) == link


@pytest.mark.parametrize(
    "link",
    ["", "www.cac.gov.cn", "javascript:alert(1)", "ftp://a.cn", "https://", "https://[", "https://a b"],
)
def test_what_is_no_web_address_is_refused(link: str) -> None:
    with pytest.raises(Unclean):
        clean_link(link)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\合同.pdf", "合同.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ('we<i>rd|na"me?.txt', "we_i_rd_na_me_.txt"),
        ("...", "file"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_file_name_is_made_harmless(given: str, shown: str) -> None:
    assert clean_file_name(given) == shown
