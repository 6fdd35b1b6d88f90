"""A firm's colours as a sheet of its own."""

import pytest
from django.test import Client as Browser

from assessment.services.firm import update_firm
from assessment.tenancy import tenant
from tests.assessment.conftest import signed_in
from tests.factories import make_house


@pytest.mark.django_db
def test_the_sheet_is_for_everybody_and_for_ever() -> None:
    response = Browser().get("/colors/7a1f3d.css")
    assert (response.status_code, response["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in response["Cache-Control"]
    assert [Browser().get(f"/colors/{one}.css").status_code for one in ("7A1F3D", "7a1f3", "7a1f3d7")] == [
        404
    ] * 3


@pytest.mark.django_db
def test_pages_of_a_firm_carry_its_colours_and_others_none() -> None:
    house = make_house()
    browser = signed_in(house.ana)
    assert "/colors/" not in browser.get("/").content.decode()
    with tenant(house.firm):
        names = {"name_zh": house.firm.name_zh, "name_en": house.firm.name_en}
        update_firm(firm=house.firm, accent="#7a1f3d", by=house.adam, **names)
    assert '<link rel="stylesheet" href="/colors/7a1f3d.css">' in browser.get("/").content.decode()
