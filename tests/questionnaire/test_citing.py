from datetime import date

import pytest

from questionnaire.citing import citation_words, number_zh
from questionnaire.rulebook import Text
from tests.questionnaire.sets import RULEBOOK, TODAY


@pytest.mark.parametrize(
    ("citation", "zh", "en"),
    [
        ("GAI-IM 2(1), 20", "《暂行办法》第二条第一款、第二十条", "Interim Measures, arts 2(1), 20"),
        (
            "DSP 15(2)1",
            "《深度合成规定》第十五条第二款第（一）项",
            "Deep Synthesis Provisions, art 15(2) item 1",
        ),
        ("MINOR-REG 31-38", "《未成年人网络保护条例》第三十一条至第三十八条", None),
        ("CSL 23", "《网络安全法》第二十三条", "CSL, art 23"),
    ],
)
def test_a_short_citation_reads_as_counsel_would_write_it(citation: str, zh: str, en: str | None) -> None:
    found = citation_words(RULEBOOK, citation, TODAY)
    assert found.zh == zh
    assert en is None or found.en == en


def test_the_cybersecurity_law_goes_by_its_old_numbers_before_2026() -> None:
    assert citation_words(RULEBOOK, "CSL 23", date(2025, 12, 31)) == Text(
        zh="《网络安全法》第二十一条", en="CSL, art 21"
    )


def test_every_citation_of_the_law_files_can_be_put_into_words() -> None:
    citations = [c for q in RULEBOOK.questions.values() for c in q.citations]
    citations += [c for q in RULEBOOK.questions.values() for o in q.options for c in o.citations]
    citations += [c for d in RULEBOOK.determinations.values() for c in d.citations]
    words = [citation_words(RULEBOOK, citation, TODAY).zh for citation in citations]
    assert not [word for word in words if any(char.isdigit() for char in word.split("》")[-1])]


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("2", "二"),
        ("10", "十"),
        ("12", "十二"),
        ("20", "二十"),
        ("21", "二十一"),
        ("107", "一百零七"),
        ("112", "一百一十二"),
    ],
)
def test_numbers_are_written_as_articles_are_counted(digits: str, words: str) -> None:
    assert number_zh(digits) == words
