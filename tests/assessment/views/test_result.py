"""The result page: the facts to find out, with the way to what hangs on each."""

import re
from html import unescape

from django.urls import reverse

from assessment.queries import interview
from assessment.queries.state import state
from tests.assessment.conftest import signed_in
from tests.factories import House


def text(markup: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", markup)))


def test_each_fact_leads_to_the_open_obligations_that_hang_on_it(house: House) -> None:
    address = reverse("result", args=[house.assessment.key])
    found = signed_in(house.ana).get(address).content.decode()
    result = state(house.assessment).result
    hanging = interview.hanging(result)
    for name in ("training", "annotation", "personal_info"):
        assert f'href="{address}?question={name}#obligations">helps settle {hanging[name]}<' in found
    narrowed = signed_in(house.ana).get(address, {"question": "annotation"}).content.decode()
    of = f"{hanging['annotation']} of {len(result.obligations)} obligations"
    label = "Data annotation"
    assert f"{of} · still open, and hanging on “{label}”" in text(narrowed)
    assert '<input type="hidden" name="question" value="annotation">' in narrowed
    listed = re.findall(r"/obligations/([\w-]+)/\"", narrowed)
    assert set(listed) == set(interview.resting_on(result, "annotation"))


def test_a_fact_that_decides_no_outcome_says_so(house: House) -> None:
    found = signed_in(house.ana).get(reverse("result", args=[house.assessment.key])).content.decode()
    assert "decides no outcome; deadlines or thresholds rest on it" in found


def test_an_unknown_question_narrows_to_nothing_and_breaks_nothing(house: House) -> None:
    found = signed_in(house.ana).get(reverse("result", args=[house.assessment.key]), {"question": "x' y"})
    assert found.status_code == 200
    assert "hanging on" not in found.content.decode()
