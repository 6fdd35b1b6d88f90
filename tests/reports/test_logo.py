import base64
import io
import struct
import zlib

import pymupdf
import pytest
from PIL import Image

from reports.errors import ReportError
from reports.html import Language
from reports.logo import png
from reports.shape import Firm, Text
from reports.to_pdf import render
from tests.reports.snapshots import snapshot


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def picture(width: int = 40, height: int = 20, mode: str = "RGBA", kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), "red").save(out, kind)
    return out.getvalue()


def figure(pdf: bytes) -> tuple[float, float, str]:
    """The first page's picture: width and height in millimetres, and its words for those who do not see."""
    document = pymupdf.open(stream=pdf)
    page = document[0]
    box = page.get_image_rects(page.get_images()[0][0])[0]
    kinds = (document.xref_get_key(number, "Alt") for number in range(1, document.xref_length()))
    alt = next(words for kind, words in kinds if kind == "string")
    return round(box.width / 72 * 25.4), round(box.height / 72 * 25.4), alt


@pytest.mark.parametrize(
    ("size", "language", "printed"),
    [
        ((600, 40), "en", (70, 5, "Example LLP")),
        ((75, 600), "zh", (2, 16, "示例律师事务所")),
        ((500, 500), "both", (16, 16, "Example LLP")),
    ],
)
def test_a_logo_stands_on_the_cover_in_its_room_with_the_firms_name(
    size: tuple[int, int], language: Language, printed: tuple[int, int, str]
) -> None:
    names = Text(zh="示例律师事务所", en="Example LLP")
    shown = snapshot(firm=Firm(name=names, logo=encoded(picture(*size))))
    assert figure(render(shown, language=language, sections=("cover",))) == printed


def bomb(width: int, height: int) -> bytes:
    """A small file that says it is a large picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 10_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_logo_is_drawn_anew_on_white_and_never_larger_than_it_is_shown() -> None:
    with Image.open(io.BytesIO(png(encoded(picture(1800, 600))))) as drawn:
        assert (drawn.format, drawn.mode, drawn.size) == ("PNG", "RGB", (900, 300))


def test_the_same_logo_gives_the_same_bytes() -> None:
    assert png(encoded(picture())) == png(encoded(picture()))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("not base64!", "not base64"),
        (encoded(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "not a PNG"),
        (encoded(picture(mode="RGB", kind="JPEG")), "not a PNG"),
        (encoded(b"\x89PNG\r\n\x1a\n"), "not a PNG"),
        (encoded(bomb(60_000, 60_000)), "60000 by 60000 pixels"),
        (encoded(bomb(0, 5)), "0 by 5 pixels"),
        (encoded(picture()[:60]), "damaged"),
        (encoded(picture() + b"\0" * 1_000_000), "larger than"),
    ],
)
def test_what_is_no_moderate_png_is_refused(data: str, message: str) -> None:
    with pytest.raises(ReportError, match=message):
        png(data)
