import base64
import io
import struct
import zlib

import pytest
from PIL import Image

from reports.errors import ReportError
from reports.logo import png


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def picture(width: int = 40, height: int = 20, mode: str = "RGBA", kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), "red").save(out, kind)
    return out.getvalue()


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
