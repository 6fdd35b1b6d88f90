"""A logo: drawn anew from its pixels, small, and refused with a reason where it cannot be."""

import io
import random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile

from assessment.errors import BadUpload
from assessment.queries.audit import trail
from assessment.queries.state import state
from assessment.services.firm import set_logo
from assessment.services.logo import KEPT_BYTES, LOGO_BYTES, draw_logo
from assessment.services.report import gather
from reports.logo import png
from reports.snapshot import Report
from tests.factories import House
from tests.reports.test_logo import bomb


def picture(width: int = 40, height: int = 20, mode: str = "RGB", kind: str = "PNG", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), "navy").save(out, kind, **more)
    return out.getvalue()


def moving(kind: str) -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (9, 9), color) for color in ("navy", "red")]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


def drawn(content: bytes, name: str = "logo.png") -> Image.Image:
    return Image.open(io.BytesIO(draw_logo(SimpleUploadedFile(name, content))))


def test_a_logo_is_kept_small_and_without_anything_but_pixels(house: House) -> None:
    content = picture(2000, 1000, kind="JPEG", comment=b"<script>", icc_profile=b"a profile " * 9)
    set_logo(firm=house.firm, file=SimpleUploadedFile("logo.jpg", content), by=house.adam)
    house.firm.refresh_from_db()
    kept = bytes(house.firm.logo or b"")
    with Image.open(io.BytesIO(kept)) as found:
        assert (found.format, found.size, found.info) == ("PNG", (600, 300), {})
    assert b"<script>" not in kept and b"a profile" not in kept
    (entry,) = trail(firm=house.firm, most=1)
    assert entry.event.verb == "logo_changed" and entry.payload and len(entry.payload["sha256"]) == 64
    set_logo(firm=house.firm, file=None, by=house.adam)
    assert house.firm.logo is None


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_png_can_be_a_logo(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (30, 10)).save(out, "PNG")
    assert (drawn(out.getvalue()).mode, drawn(out.getvalue()).size) == ("RGBA", (30, 10))


def test_a_logo_for_print_is_turned_into_colours_for_screens() -> None:
    out = io.BytesIO()
    Image.new("CMYK", (30, 10), (0, 255, 255, 0)).save(out, "JPEG", quality=95)
    red, green, blue, alpha = drawn(out.getvalue()).getpixel((5, 5))  # type: ignore[misc]
    assert red > 200 and green < 60 and blue < 60 and alpha == 255


def test_a_photograph_is_put_upright_and_its_place_forgotten() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # a camera held on its side
    exif[0x010E] = "where it was taken"
    content = picture(40, 20, kind="JPEG", exif=exif)
    assert drawn(content).size == (20, 40)
    assert b"where it was taken" not in draw_logo(SimpleUploadedFile("logo.jpg", content))


def test_what_is_see_through_stays_so() -> None:
    assert drawn(picture(mode="RGBA", kind="WEBP", lossless=True)).mode == "RGBA"
    out = io.BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(out, "PNG")
    assert drawn(out.getvalue()).getpixel((4, 4)) == (0, 0, 0, 0)


def test_a_picture_that_packs_badly_is_drawn_smaller_until_documents_take_it(house: House) -> None:
    noise = Image.frombytes("RGBA", (700, 700), random.Random(1).randbytes(4 * 700 * 700))
    out = io.BytesIO()
    noise.resize((600, 600)).crop((0, 0, 600, 600)).save(out, "WEBP", quality=90)
    house.firm.logo = draw_logo(SimpleUploadedFile("logo.webp", out.getvalue()))
    house.firm.save()
    assert len(house.firm.logo) <= KEPT_BYTES
    assessment = house.assessment
    assessment.service.client.firm = house.firm
    report = Report(id="logo", status="draft", created_at=house.firm.created_at)
    snapshot = gather(assessment, state(assessment), report)
    assert snapshot.firm and snapshot.firm.logo and png(snapshot.firm.logo).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "SVG is not taken"),
        (b"%PDF-1.7", "no picture that can be read"),
        (b"\x89PNG\r\n\x1a\nbroken", "cut off"),
        (b"\x89PNG\r\n\x1a\nbroken IEND\xaeB`\x82", "no picture that can be read"),
        (b"GIF89a" + bytes(40), "no picture that can be read"),
        (b"x" * (LOGO_BYTES + 1), "at most 2 MB"),
        (bomb(60_000, 60_000), "too many pixels"),
        (bomb(4001, 1), "too many pixels"),
        (moving("PNG"), "moves"),
        (moving("WEBP"), "moves"),
        (picture(300, 300)[:-30], "cut off"),
        (picture(300, 300, kind="JPEG")[:-200], "cut off"),
        (picture(300, 300, kind="WEBP")[:-20], "cut off"),
    ],
    ids=[
        "empty",
        "svg",
        "pdf",
        "stub",
        "broken",
        "gif",
        "heavy",
        "bomb",
        "wide",
        "apng",
        "webp",
        "png",
        "jpeg",
        "cut-webp",
    ],
)
def test_what_cannot_be_a_logo_is_refused_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, content: bytes, words: str
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as the renderer leaves it
    with pytest.raises(BadUpload, match=words) as caught:
        draw_logo(SimpleUploadedFile("../../logo\u202e.png", content))
    assert caught.value.field == "logo"
