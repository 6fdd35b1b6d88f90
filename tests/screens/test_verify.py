"""The page for whoever holds a report, in a real browser: by code, and by a file without JavaScript."""

import pytest
from playwright.sync_api import expect

from assessment.models import Assessment
from assessment.services.report import take_snapshot
from assessment.tenancy import tenant
from tests.browser import OpenPage, assert_accessible
from tests.factories import make_house
from tests.screens.conftest import Shoot, overflow

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_code_is_typed_and_a_file_is_shown(open_page: OpenPage, shoot: Shoot) -> None:
    house = make_house()
    with tenant(house.firm):
        one = take_snapshot(assessment=Assessment.objects.get(pk=house.assessment.pk), by=house.ana)
        key = one.issued.get(kind="code").value
    page = open_page(width=390, language="zh-hans")
    page.goto("/verify/")
    assert_accessible(page)
    field = page.get_by_role("textbox", name="封面上的核验码")
    field.fill(key.upper())
    field.press("Enter")
    page.wait_for_url(f"**/verify/{key}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("核验码真实：本网站出具过带有该核验码的报告。")
    assert_accessible(page)
    assert overflow(page) == 0
    shoot(page, "verify-code-390-zh")

    plain = open_page(width=1280, language="en", javascript=False)
    plain.goto("/verify/")
    file = {"name": "report.pdf", "mimeType": "application/pdf", "buffer": b"no PDF"}
    plain.get_by_label("PDF of the report").set_input_files(file)  # type: ignore[arg-type]
    plain.get_by_role("button", name="Check the file").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("It cannot be told.")
    expect(plain.get_by_text("The file is no PDF.")).to_be_visible()
    shoot(plain, "verify-file-1280-en")
