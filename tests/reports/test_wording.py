from datetime import UTC, date, datetime
from typing import get_args

import pytest

from reports import shape, wording
from reports.shape import Text


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (wording.OUTCOMES, get_args(shape.Outcome)),
        (wording.JUDGEMENTS, get_args(shape.Judgement)),
        (wording.STATUSES, get_args(shape.RemediationStatus)),
        (wording.MARKS, get_args(shape.Mark)),
        (wording.VALUES, ("yes", "no", "uncertain")),
        (wording.ANSWER_STATES, get_args(shape.Answer.model_fields["state"].annotation)),
        (wording.EVIDENCE_KINDS, get_args(shape.Evidence.model_fields["kind"].annotation)),
    ],
)
def test_each_value_of_a_snapshot_has_its_words(table: dict[str, Text], values: tuple[str, ...]) -> None:
    assert set(table) == set(values)


def test_every_label_has_both_languages() -> None:
    tables = [value for value in vars(wording).values() if isinstance(value, dict)]
    texts = [text for table in tables for text in table.values() if isinstance(text, Text)]
    assert len(texts) > 150
    assert [text for text in texts if not text.zh or not text.en or text.en == text.zh] == []


def test_days_and_instants_are_said_in_beijing_time() -> None:
    assert wording.day(date(2026, 11, 2)) == Text(zh="2026年11月2日", en="2 November 2026")
    late = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    assert wording.instant(late) == Text(
        zh="2027年1月1日 00:30（北京时间）", en="1 January 2027, 00:30 (Beijing)"
    )
    assert wording.beijing_day(late) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 B"), (999, "999 B"), (182_441, "182 kB"), (2_310_882, "2.3 MB")]
)
def test_sizes_are_said_as_a_reader_says_them(count: int, words: str) -> None:
    assert wording.size(count) == words


@pytest.mark.parametrize(
    ("words", "cut"),
    [
        ("short", "short"),
        ("one two three, four five", "one two three…"),
        ("依照法律的规定，应当履行义务的情形", "依照法律的规定，应当履行义务的…"),
    ],
)
def test_words_are_shortened_between_words(words: str, cut: str) -> None:
    assert wording.shortened(words, 15) == cut


def test_a_short_digest_has_the_first_and_last_four_digits() -> None:
    assert wording.short_digest("sha256:" + "4f1c" + "0" * 56 + "a20e") == "4f1c…a20e"
