import pytest

from reports import clean
from reports.fonts import MISSING
from tests.reports.snapshots import snapshot


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Zhao Lei 赵磊", "Zhao Lei 赵磊"),
        ("喆玥堃璟燚翀䶮", "喆玥堃璟燚翀䶮"),
        ("a\x00b\x1fc\u202ed\u200be", "abcde"),
        ("one\r\ntwo\tthree", "one\ntwo three"),
        ("wide\u2003space\u2028line", "wide space line"),
        ("e\u0301", "é"),
        ("z" + "\u0301" * 50, "ź" + "\u0301" * 4),
        ("한국", MISSING * 2),
        ("👍 ok", MISSING + " ok"),
        ("a" * 130, "\u200b".join(("a" * 60, "a" * 60, "a" * 10))),
        ("https://example.com/" + "合" * 70, "https://example.com/" + "合" * 70),
        ("x " * 2_000 + "y", "x " * 2_000 + clean.CUT),
    ],
)
def test_words_are_made_ready_to_set(written: str, printed: str) -> None:
    assert clean.text(written) == printed


def test_an_ordinary_snapshot_is_left_as_it_is() -> None:
    assert clean.record(snapshot()) == snapshot()


def test_lists_are_bounded() -> None:
    one = snapshot()
    long = one.model_copy(update={"obligations": one.obligations * 200, "notes": one.notes * 200})
    assert len(clean.record(long).obligations) == clean.MOST_ROWS["obligations"]
    assert len(clean.record(long).notes) == clean.MOST_PARTS
