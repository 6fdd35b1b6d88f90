"""What the forms for setting things up share, and each of them alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import timezone

from assessment.errors import Refused
from assessment.forms.assessment import AssessmentForm, TermsForm
from assessment.forms.client import ClientForm
from assessment.forms.person import InviteForm
from assessment.forms.service import ServiceForm
from assessment.forms.set_up import DayField, asked, sent
from questionnaire.answers import MAX_BYTES
from questionnaire.assessing import GROUPS

WORDS: dict[str, Any] = {
    "names": {group: group.title() for group in GROUPS},
    "law_known_to": "21 November 2026",
}


def terms(**data: Any) -> TermsForm:
    return TermsForm({"as_of": "2026-11-21", **data}, **WORDS)


@pytest.mark.parametrize("typed", ["2026-11-21", "2026/11/21", " 2026-11-21 ", "2026年11月21日"])
def test_a_day_is_taken_as_browsers_send_and_people_write_it(typed: str) -> None:
    assert DayField().clean(typed) == date(2026, 11, 21)


def test_a_day_stands_in_its_input_as_browsers_want_it() -> None:
    assert DayField().prepare_value(date(2026, 11, 21)) == "2026-11-21"
    assert DayField().prepare_value("half a d") == "half a d"


@pytest.mark.parametrize(
    ("data", "name"),
    [({"name_zh": "名"}, "名"), ({"name_en": "Name"}, "Name"), ({"name_zh": "名", "name_en": "N"}, "名")],
)
def test_one_name_of_two_is_enough(data: dict[str, str], name: str) -> None:
    form = ClientForm(data)
    assert form.is_valid() and form.cleaned_data["name_zh"] == name


def test_blanks_are_no_name() -> None:
    form = ClientForm({"name_zh": "  ", "name_en": "\t"})
    assert not form.is_valid() and list(form.errors) == ["name_zh"]


def test_a_refusal_stands_beside_its_field_or_above_the_form() -> None:
    form = ClientForm({"name_zh": "名"})
    assert form.is_valid()
    form.refuse(Refused("taken", field="name_zh"))
    form.refuse(Refused("closed", field="elsewhere"))
    assert [*form.errors["name_zh"], *form.non_field_errors()] == ["taken", "closed"]


def test_what_was_typed_before_a_language_switch_stands_there_again() -> None:
    form = TermsForm(stash=QueryDict("as_of=nonsense&coverage=pi&coverage=minors"), **WORDS)
    assert (form["as_of"].value(), form["coverage"].value()) == ("nonsense", ["pi", "minors"])
    assert TermsForm(stash=QueryDict("as_of=2026-01-01"), **WORDS)["coverage"].value() == []


def test_core_is_always_covered() -> None:
    form = terms(coverage=["pi"])
    assert form.is_valid() and form.cleaned_data == {"as_of": date(2026, 11, 21), "coverage": ["core", "pi"]}
    assert not terms(coverage=["core"]).is_valid(), "it is no choice of the form"


@pytest.mark.parametrize("day", ["2016-12-31", "2100-01-02"])
def test_a_day_out_of_reach_is_refused(day: str) -> None:
    assert list(terms(as_of=day).errors) == ["as_of"]


def begin(file: SimpleUploadedFile | None = None, **data: Any) -> AssessmentForm:
    given = {"source": "scratch", "as_of": "2026-11-21", "offered": "2026-11-21", "coverage": [], **data}
    files = {"file": file} if file else None
    return AssessmentForm(given, files, earlier=[("abc", "an earlier one")], **WORDS)


def test_only_the_chosen_source_has_to_be_complete() -> None:
    assert begin().is_valid()
    assert list(begin(source="file").errors) == ["file"]
    assert list(begin(source="copy").errors) == ["earlier"]
    assert begin(source="copy", earlier="abc").is_valid()


def test_a_file_may_have_just_its_most_bytes() -> None:
    fits = SimpleUploadedFile("a.yaml", b"a" * MAX_BYTES)
    over = SimpleUploadedFile("a.yaml", b"a" * (MAX_BYTES + 1))
    assert begin(fits, source="file").is_valid() and not begin(over, source="file").is_valid()


def test_a_day_counts_as_chosen_when_it_is_another_than_the_page_offered() -> None:
    same, other = begin(), begin(as_of="2025-01-01")
    assert same.is_valid() and other.is_valid()
    assert (same.chosen_day, other.chosen_day) == (None, date(2025, 1, 1))


def test_without_an_earlier_assessment_nothing_can_be_copied() -> None:
    form = AssessmentForm(earlier=[], **WORDS)
    assert "earlier" not in form.fields
    assert [value for value, _words in form.fields["source"].choices] == ["scratch", "file"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("days", "fits"), [(0, True), (1, True), (-1, False)])
def test_access_ends_today_at_the_earliest(days: int, fits: bool) -> None:
    until = (timezone.localdate() + timedelta(days=days)).isoformat()
    form = InviteForm({"email": "a@example.com", "role": "auditor", "until": until}, clients=[])
    assert form.is_valid() is fits


def test_a_new_service_has_no_owner_yet_and_one_of_a_single_client_no_choice() -> None:
    assert list(ServiceForm().fields) == ["name_zh", "name_en", "description_zh", "description_en"]
    assert "client" in ServiceForm(clients=[("k", "Client")]).fields
    assert "owner" in ServiceForm(owners=[]).fields


def test_a_form_that_is_sent_empty_was_sent() -> None:
    make = RequestFactory()
    assert sent(make.get("/?a=b")) is None
    assert sent(make.post("/")) is not None


def test_a_word_of_the_address_is_fit_to_be_looked_for() -> None:
    assert asked(RequestFactory().get("/", {"q": " a\0b " + "c" * 300}), "q") == "ab " + "c" * 196
