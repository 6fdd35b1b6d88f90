"""A row of the list of services: its template, filled."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from assessment.queries.overview import Row
from assessment.views.rows import Waits, service_rows

NOTHING = Waits()
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def row(**changed: object) -> Row:
    counts = {"applies": 3, "undetermined": 2, "does_not_apply": 1, "not_in_force": 0}
    told = dict.fromkeys(Row.__dataclass_fields__) | {
        "pk": 1, "key": "abcdefghjkmn", "name_zh": "名", "name_en": "Name", "client_key": "k",
        "client_zh": "客",
        "client_en": "Client", "updated_at": NOW, "assessment_key": "a", "as_of": date(2026, 11, 21),
        "stage": "review", "scope": "in_scope", **counts, **changed,
    }  # fmt: skip
    return Row(**told)  # type: ignore[arg-type]


def drawn(one: Row, waits: Waits = NOTHING, language: str = "en", *, has_clients: bool = True) -> str:
    with translation.override(language):
        return service_rows([(one, waits)], language, has_clients=has_clients)


def test_each_language_has_its_own_words() -> None:
    english, chinese = drawn(row()), drawn(row(), language="zh-hans")
    assert "Name</a>" in english and "In review" in english and "3 apply, 2 open" in english
    assert "名</a>" in chinese and "审核中" in chinese and "适用 3 项，待定 2 项" in chinese
    assert english == drawn(row())


def test_a_name_is_text_whatever_it_holds() -> None:
    found = drawn(row(name_en="<b>%(url)s & 100%", client_en="%s"))
    assert "&lt;b&gt;%(url)s &amp; 100%</a>" in found and ">%s</span>" in found


def test_counts_give_the_bar_its_widths() -> None:
    found = drawn(row(applies=163, does_not_apply=58))
    assert 'width="16300"' in found and 'width="5800"' in found


def test_without_an_assessment_it_says_so() -> None:
    found = drawn(row(scope=None, stage=None, as_of=None, assessment_key=None))
    assert "Not assessed yet" in found and "svg" not in found


@pytest.mark.parametrize(
    ("waits", "words"),
    [
        (Waits(), []),
        (Waits(late=1), ["1 overdue"]),
        (
            Waits(1, 2, 1, 1, 3),
            [
                "1 overdue",
                "2 for you to do",
                "1 review to sign off",
                "1 question set aside",
                "3 answers to re-confirm",
            ],
        ),
        (Waits(set_aside=4), ["4 questions set aside"]),
    ],
)
def test_what_waits_stands_in_its_order(waits: Waits, words: list[str]) -> None:
    found = drawn(row(), waits)
    assert ("Waits for you" in found) is bool(words)
    assert [found.index(word) for word in words] == sorted(found.index(word) for word in words)
    assert ('class="table__late"' in found) is bool(waits.late)


def test_a_client_is_named_where_there_are_several() -> None:
    assert ">Client</span>" in drawn(row())
    assert ">Client</span>" not in drawn(row(), has_clients=False)
