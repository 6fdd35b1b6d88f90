"""The pages around a report as they are drawn: asked for, read on screen, signed."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from assessment.models import Assessment
from assessment.services.assessment import set_stage
from assessment.services.document import request_document
from assessment.services.report import take_snapshot
from assessment.tenancy import tenant
from tests.browser import Language, OpenPage, Width, assert_accessible
from tests.factories import House, make_house
from tests.screens.conftest import Shoot, overflow

pytestmark = pytest.mark.django_db(transaction=True)
# Every kind of element, and not every duty: what is drawn once is drawn alike a hundred times.
SHORT = "&".join(
    f"section={name}" for name in ("cover", "rely", "summary", "contents", "open", "plan", "answers")
)


@pytest.fixture
def house() -> House:
    house = make_house()
    with tenant(house.firm):
        one = Assessment.objects.get(pk=house.assessment.pk)
        frozen = take_snapshot(assessment=one, by=house.clara, classification="confidential")
        request_document(snapshot=frozen, kind="json", language="both", by=house.clara)
        set_stage(assessment=one, stage="review", by=house.clara)
    return house


@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (390, "zh-hans")])
def test_each_page_is_accessible_and_fits(
    house: House, open_page: OpenPage, shoot: Shoot, width: Width, language: Language
) -> None:
    house.clara.language = language
    house.clara.save()
    page = open_page(width=width, language=language, user=house.clara)
    key = [house.assessment.key]
    addresses = {
        "report-new": reverse("report_new", args=key) + "?section=plan",
        "report-both": f"{reverse('report_preview', args=key)}?language=both&classification=internal&{SHORT}",
        "report-board": reverse("report_preview", args=key) + "?document=board&language=both",
        "sign-off": reverse("sign_off", args=key),
        "report-list": reverse("report_list"),
    }
    for name, address in addresses.items():
        page.goto(address)
        assert_accessible(page)
        assert overflow(page) == 0, name
        shoot(page, f"{name}-{language}-{width}")


def beside(page: Page) -> bool:
    """Whether the two languages of the verdict stand beside each other."""
    left, right = page.locator(".report .verdict .pair > div").all()[:2]
    boxes = left.bounding_box(), right.bounding_box()
    assert boxes[0] and boxes[1]
    return boxes[0]["y"] == boxes[1]["y"]


def test_two_languages_stand_side_by_side_or_one_under_the_other(house: House, open_page: OpenPage) -> None:
    address = reverse("report_preview", args=[house.assessment.key]) + "?language=both&section=summary"
    for width, expected in ((1280, True), (390, False)):
        page = open_page(width=width, javascript=False, user=house.clara)
        page.goto(address)
        assert beside(page) is expected
        # The charts are drawn, though the page has no style of its own.
        bar = page.locator(".report .chart__bar svg").first.bounding_box()
        assert bar and bar["width"] > 200 and bar["height"] > 15


def test_the_contents_lead_to_their_sections_without_javascript(house: House, open_page: OpenPage) -> None:
    page = open_page(javascript=False, user=house.clara)
    page.goto(reverse("report_preview", args=[house.assessment.key]) + f"?language=en&{SHORT}")
    page.locator(".reader__contents").get_by_role("link", name="Remediation plan").click()
    assert page.url.endswith("#s-plan")
    box = page.locator("#s-plan").bounding_box()
    assert box and 0 <= box["y"] < 900
