"""The firm's own page: names, colour, logo, second factor; and its colours as a sheet of their own."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from PIL import Image

from assessment.models import Role
from assessment.queries.audit import trail
from assessment.services.firm import set_logo, update_firm
from assessment.tenancy import tenant
from tests.assessment.conftest import signed_in
from tests.factories import House, make_house

pytestmark = pytest.mark.django_db
FIRM, LOGO, PICTURE, HISTORY = "/firm/", "/firm/logo", "/firm/logo.png", "/firm/history/"
GOOD = {"name_zh": "金律", "name_en": "Golden Law", "accent": "#7a1f3d"}


@pytest.fixture
def house() -> House:
    return make_house()


def picture(side: int = 30) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), "navy").save(out, "PNG")
    return out.getvalue()


def upload(house: House, content: bytes, name: str = "logo.png", who: str = "adam") -> Any:
    file = SimpleUploadedFile(name, content, "image/png")
    return signed_in(getattr(house, who)).post(LOGO, {"logo": file}, follow=True)


def told(house: House) -> list[str]:
    with tenant(house.firm):
        return [entry.event.verb for entry in trail(firm=house.firm) if entry.event.verb != "signed_in"]


def test_the_sheet_is_for_everybody_and_for_ever() -> None:
    response = Browser().get("/colors/7a1f3d.css")
    assert (response.status_code, response["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in response["Cache-Control"]
    assert [Browser().get(f"/colors/{one}.css").status_code for one in ("7A1F3D", "7a1f3", "7a1f3d7")] == [
        404
    ] * 3


def test_pages_of_a_firm_carry_its_colours_and_others_none(house: House) -> None:
    browser = signed_in(house.ana)
    assert "/colors/" not in browser.get("/").content.decode()
    with tenant(house.firm):
        update_firm(firm=house.firm, by=house.adam, **GOOD)
    assert '<link rel="stylesheet" href="/colors/7a1f3d.css">' in browser.get("/").content.decode()


def test_an_administrator_changes_names_colour_and_second_factor(house: House) -> None:
    response = signed_in(house.adam).post(FIRM, {**GOOD, "mfa_roles": ["auditor"]}, follow=True)
    assert "Saved." in response.content.decode() and "Golden Law" in response.content.decode()
    house.firm.refresh_from_db()
    assert (house.firm.name_zh, house.firm.accent, house.firm.mfa_roles) == ("金律", "#7a1f3d", ["auditor"])
    assert told(house)[0] == "firm_changed"


def test_a_preview_shows_the_look_and_keeps_nothing(house: House) -> None:
    light = {**GOOD, "accent": " #FFCC00 ", "preview": "yes"}
    found = signed_in(house.adam).post(FIRM, light).content.decode()
    for words in ("nothing is saved yet", "金律", 'value="Golden Law"', "#ffcc00 is too light"):
        assert words in found
    assert "/colors/ffcc00.css" not in found and 'href="/colors/' in found
    house.firm.refresh_from_db()
    assert house.firm.accent == "#1d3557" and "firm_changed" not in told(house)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name_zh": ""}, "Enter the firm&#x27;s name in Chinese."),
        ({"name_en": "  "}, "Enter the firm&#x27;s name in English."),
        ({"name_en": "Law\u202eLLP"}, "a character that cannot be seen (U+202E"),
        ({"name_zh": "金\x07律"}, "U+0007"),
        ({"name_zh": "x" * 201}, "room for 200"),
        ({"accent": ""}, "Enter a colour."),
        ({"accent": "red"}, "Write the colour as #"),
        ({"accent": "#1d3557;}body{"}, "Write the colour as #"),
        ({"mfa_roles": ["king"]}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_kept_says_why_and_loses_nothing(
    house: House, wrong: dict[str, Any], words: str
) -> None:
    typed = {**GOOD, "mfa_roles": ["auditor"], **wrong}
    found = signed_in(house.adam).post(FIRM, typed).content.decode()
    assert words in found
    for name in ("name_zh", "name_en", "accent"):
        if name not in wrong:
            assert f'value="{GOOD[name]}"' in found
    house.firm.refresh_from_db()
    assert house.firm.name_en != "Golden Law" and "firm_changed" not in told(house)


@pytest.mark.parametrize(("who", "reads"), [("clara", 200), ("otto", 200), ("ana", 403), ("rui", 403)])
def test_others_of_the_firm_read_it_and_clients_do_not(house: House, who: str, reads: int) -> None:
    browser = signed_in(getattr(house, who))
    assert [browser.get(FIRM).status_code, browser.get(HISTORY).status_code] == [reads] * 2
    assert [browser.post(FIRM, GOOD).status_code, browser.get(LOGO).status_code] == [403] * 2
    masthead = browser.get("/").content.decode().split("</header>")[0]
    assert (f'href="{FIRM}"' in masthead) is (reads == 200)


def test_a_logo_is_shown_changed_and_taken_away(house: House) -> None:
    browser = signed_in(house.adam)
    assert browser.get(PICTURE).status_code == 404
    found = upload(house, picture(), name="../../<b>律所\u202egnp.png").content.decode()
    assert "The logo has been kept." in found and PICTURE in found
    response = browser.get(PICTURE)
    assert response["Content-Type"] == "image/png" and response.content.startswith(b"\x89PNG")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "The logo is gone." in browser.post(LOGO, {"remove": "yes"}, follow=True).content.decode()
    assert browser.get(PICTURE).status_code == 404
    assert told(house)[:2] == ["logo_changed", "logo_changed"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "SVG is not taken, because it can hold programs."), ("zh-hans", "不接受SVG")],
)
def test_a_refused_picture_is_told_in_ones_language_and_the_old_one_stays(
    house: House, language: str, words: str
) -> None:
    with tenant(house.firm):
        set_logo(firm=house.firm, file=SimpleUploadedFile("a.png", picture()), by=house.adam)
    house.adam.language = language
    house.adam.save()
    found = upload(house, b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>").content.decode()
    assert words in found and 'href="#id_logo"' in found
    house.firm.refresh_from_db()
    assert house.firm.logo is not None and told(house)[0] == "logo_changed" and len(told(house)) == 3


def test_a_logo_that_was_not_chosen_is_asked_for(house: House) -> None:
    response = signed_in(house.adam).post(LOGO, {}, follow=True)
    assert "Choose a picture first." in response.content.decode()


def test_the_logo_is_not_for_another_firm(house: House) -> None:
    with tenant(house.firm):
        set_logo(firm=house.firm, file=SimpleUploadedFile("a.png", picture()), by=house.adam)
    assert signed_in(make_house().adam).get(PICTURE).status_code == 404
    assert Browser().get(PICTURE).status_code == 302


def test_a_role_asked_for_a_second_factor_cannot_go_on_without(house: House) -> None:
    browser, counsel = signed_in(house.adam), signed_in(house.clara)
    browser.post(FIRM, {**GOOD, "mfa_roles": [Role.FIRM_MEMBER]})
    counsel.post("/clients/new", {"name_en": "Typed Before"})
    assert counsel.session["stash"]["page"] == "/clients/new"
    response = counsel.get("/", follow=True)
    assert response.request["PATH_INFO"] == "/accounts/2fa/"
    assert "Your role needs a second factor." in response.content.decode()
    assert browser.get("/").status_code == 200


def test_the_firms_history_tells_who_did_what_to_whom(house: House) -> None:
    browser = signed_in(house.adam)
    browser.post(FIRM, {**GOOD, "mfa_roles": [Role.AUDITOR]})
    browser.post("/people/invite", {"email": "new@example.com", "role": "auditor"})
    found = browser.get(HISTORY).content.decode()
    for words in (
        "invited somebody",
        "new@example.com · auditor",
        "Golden Law",
        "second factor for: auditor",
    ):
        assert words in found
    assert "was checked just now and holds" in found or "were checked just now and holds" in found
