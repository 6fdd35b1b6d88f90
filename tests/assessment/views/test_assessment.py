"""Beginning an assessment: from scratch, from a file, as a copy; and changing what it asks for."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate

from assessment.models import Answer, Assessment, Position
from assessment.services.position import take_position
from assessment.tenancy import tenant
from questionnaire.assessing import GROUPS
from tests.assessment.conftest import signed_in
from tests.factories import IN_SCOPE, House, make_house

pytestmark = pytest.mark.django_db
ALL = [group for group in GROUPS if group != "core"]
GOOD = """\
as_of: 2025-10-01
coverage: [core, pi]
positions: {OP-01: A}
answers: {role: [content_provider], audience: [external_orgs], ownership: not_sure}
expect: {scope: uncertain}
"""


@pytest.fixture
def house() -> House:
    return make_house()


def url(house: House) -> str:
    return reverse("assessment_new", args=[house.service.key])


def typed(**data: Any) -> dict[str, Any]:
    """The form as the page offers it, with some fields changed."""
    today = localdate().isoformat()
    return {"source": "scratch", "as_of": today, "offered": today, "coverage": ALL, **data}


def upload(content: str | bytes, name: str = "answers.yaml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def post(house: House, who: str, **data: Any) -> Any:
    return signed_in(getattr(house, who)).post(url(house), typed(**data))


def newest(house: House) -> Assessment:
    with tenant(house.firm):
        return Assessment.objects.select_related("summary").filter(service=house.service).order_by("-pk")[0]


def number(house: House) -> int:
    with tenant(house.firm):
        return Assessment.objects.count()


def test_the_form_explains_the_day_and_each_group_of_law(house: House) -> None:
    found = signed_in(house.ana).get(url(house)).content.decode()
    assert "The law is known here as of 21 November 2026" in found
    assert "Core instruments" in found and "(always on)" in found
    assert "dependence, crises, exits" in found
    assert found.count('name="coverage"') == len(ALL)


def test_from_scratch_leads_to_the_first_question(house: House) -> None:
    response = post(house, "ana", as_of="2023-07-01", coverage=["pi"])
    made = newest(house)
    assert response["Location"] == reverse("next_question", args=[made.key])
    assert (made.as_of, made.coverage) == (date(2023, 7, 1), ["core", "pi"])
    with tenant(house.firm):
        assert not Answer.objects.filter(assessment=made).exists()


def test_a_copy_marks_every_answer_to_re_confirm(house: House) -> None:
    post(house, "ana", source="copy", earlier=house.assessment.key, as_of="2027-03-01")
    made = newest(house)
    assert (made.copied_from_id, made.as_of) == (house.assessment.pk, date(2027, 3, 1))
    with tenant(house.firm):
        rows = Answer.objects.filter(assessment=made)
        assert {row.question for row in rows} == set(IN_SCOPE) and all(row.to_reconfirm for row in rows)


def test_the_address_can_name_what_to_copy(house: House) -> None:
    found = signed_in(house.ana).get(url(house), {"from": house.assessment.key}).content.decode()
    assert 'value="copy" id="id_source_2" checked' in found


def test_a_file_brings_answers_day_and_coverage(house: House) -> None:
    response = signed_in(house.clara).post(
        url(house), typed(source="file", file=upload(GOOD, "from the vendor.yaml")), follow=True
    )
    made = newest(house)
    assert (made.as_of, made.coverage) == (date(2025, 10, 1), ["core", "pi"])
    with tenant(house.firm):
        rows = Answer.objects.filter(assessment=made)
        assert {row.question: row.value for row in rows} == {
            "role": ["content_provider"],
            "audience": ["external_orgs"],
            "ownership": "not_sure",
        }
        assert {row.source for row in rows} == {"Answers file from the vendor.yaml"}
        assert Position.objects.get(assessment=made).reading == "A"
    found = response.content.decode()
    assert "3 answers were taken over, as of 1 October 2025." in found
    assert "Read past, because it is no answer: expect" in found


def test_what_a_person_changed_wins_over_the_file(house: House) -> None:
    post(house, "clara", source="file", file=upload(GOOD), as_of="2024-02-03", coverage=["minors"])
    made = newest(house)
    assert (made.as_of, made.coverage) == (date(2024, 2, 3), ["core", "minors"])


def test_positions_of_a_file_are_counsels_to_take(house: House) -> None:
    response = signed_in(house.ana).post(url(house), typed(source="file", file=upload(GOOD)), follow=True)
    assert "The positions in the file were left out" in response.content.decode()
    with tenant(house.firm):
        assert not Position.objects.filter(assessment=newest(house)).exists()


def test_every_fault_of_a_file_is_listed_at_once_with_its_place(house: House) -> None:
    before = number(house)
    faulty = "answers: {rolle: [x], audience: [public_opne], ownership: maybe}\nas_of: 2025-02-30\n"
    response = post(house, "ana", source="file", file=upload(faulty), coverage=["pi"], as_of="2024-02-03")
    found = response.content.decode()
    assert response.status_code == 200 and number(house) == before
    for place in ("answers.rolle", "answers.audience[0]", "answers.ownership", "as_of"):
        assert f"{place}: " in found
    assert "public_open" in found
    assert 'value="2024-02-03"' in found and 'value="pi" id="id_coverage_1" checked' in found
    assert 'value="minors" id="id_coverage_2">' in found
    assert 'value="file" id="id_source_1" checked' in found


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (None, "Choose the answers file."),
        (upload(b""), "answers"),
        (upload(b"%PDF-1.7\n\xe2\xe3\xcf\xd3 binary", "answers.yaml"), "UTF-8"),
        (upload(b"PK\x03\x04" + bytes(100), "../../etc/passwd\u202e.yaml"), "answers file cannot be used"),
        (upload("answers: {role: [content_provider]}".encode("utf-16")), "UTF-8"),
        (upload(b"a" * (1024 * 1024 + 1)), "The file is larger than 1 MB."),
        (upload(b"- [" * 50_000), "answers file cannot be used"),
    ],
)
def test_a_file_that_is_none_says_so_and_nothing_is_lost(house: House, file: Any, words: str) -> None:
    before = number(house)
    data = typed(source="file", as_of="2024-02-03") | ({"file": file} if file else {})
    response = signed_in(house.ana).post(url(house), data)
    found = response.content.decode()
    assert response.status_code == 200 and words in found and 'value="2024-02-03"' in found
    assert number(house) == before


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"as_of": ""}, "Enter the day the law is asked for."),
        ({"as_of": "2025-02-30"}, "Enter a real day"),
        ({"as_of": "1999-01-01"}, "Choose a day between 2017 and 2100."),
        ({"coverage": ["everything"]}, "Select a valid choice"),
        ({"source": ""}, "Choose where the answers come from."),
        ({"source": "copy", "earlier": "zzzzzzzzzzzz"}, "Select a valid choice"),
        ({"source": "copy", "earlier": ""}, "Choose the assessment to copy."),
    ],
)
def test_what_cannot_be_begun_says_why(house: House, data: dict[str, Any], words: str) -> None:
    before = number(house)
    response = post(house, "ana", **data)
    assert words in response.content.decode() and response.status_code == 200
    assert number(house) == before


def test_someone_elses_assessment_cannot_be_copied(house: House) -> None:
    response = post(house, "clara", source="copy", earlier=house.other_assessment.key)
    assert "Select a valid choice" in response.content.decode()


def test_a_day_after_the_known_law_is_marked(house: House) -> None:
    post(house, "ana", source="copy", earlier=house.assessment.key, as_of="2027-01-01")
    found = signed_in(house.ana).get(reverse("service", args=[house.service.key])).content.decode()
    assert "Law as known on 21 November 2026" in found


# -- terms ---------------------------------------------------------------------------------------------


def terms(house: House) -> str:
    return reverse("assessment_terms", args=[house.assessment.key])


def test_day_and_coverage_change_and_answers_stay(house: House) -> None:
    response = signed_in(house.ana).post(terms(house), {"as_of": "2027-01-02", "coverage": ["pi"]})
    assert response["Location"] == reverse("service", args=[house.service.key])
    made = newest(house)
    assert (made.as_of, made.coverage, made.summary.answered) == (date(2027, 1, 2), ["core", "pi"], 5)


def test_widening_says_how_many_questions_are_new(house: House) -> None:
    browser = signed_in(house.ana)
    browser.post(terms(house), {"as_of": "2026-11-21", "coverage": []}, follow=True)
    before = newest(house).summary.unanswered
    found = browser.post(terms(house), {"as_of": "2026-11-21", "coverage": ALL}, follow=True).content.decode()
    assert f"There are {newest(house).summary.unanswered - before} more questions to answer." in found


def test_terms_of_a_closed_assessment_are_refused(house: House) -> None:
    with tenant(house.firm):
        take_position(
            assessment=house.assessment, open_point="OP-01", reading="A", reason="because", by=house.clara
        )
        Assessment.objects.filter(pk=house.assessment.pk).update(stage="superseded")
    response = signed_in(house.ana).post(terms(house), {"as_of": "2026-01-01", "coverage": ALL})
    assert "can no longer be changed" in response.content.decode()
    assert signed_in(house.rui).get(terms(house)).status_code == 404
    assert signed_in(house.otto).get(terms(house)).status_code == 403
