"""A firm's logo, taken with care: only a PNG of moderate size, drawn anew."""

import base64
import binascii
import io
import struct

from reports.errors import ReportError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
END = b"IEND\xaeB`\x82"
LARGEST_FILE = 1_000_000
LARGEST_SIDE = 2_000
SHOWN_SIDE = 900


def png(encoded: str) -> bytes:
    """The logo as a fresh PNG of at most SHOWN_SIDE pixels a side, without anything but pixels.

    Size and signature are looked at before a byte is unpacked, so that a picture of a few kilobytes cannot
    ask for gigabytes. Raises ReportError for whatever is no such PNG.
    """
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise ReportError("The firm's logo is not base64.") from None
    if len(data) > LARGEST_FILE:
        raise ReportError(f"The firm's logo is larger than {LARGEST_FILE:,} bytes.")
    if not data.startswith(SIGNATURE) or len(data) < 33:
        raise ReportError("The firm's logo is not a PNG image.")
    width, height = struct.unpack(">II", data[16:24])
    if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):
        raise ReportError(
            f"The firm's logo is {width} by {height} pixels; at most {LARGEST_SIDE} a side are taken."
        )
    if not data.endswith(END):  # the renderer makes Pillow lenient about files that are cut off
        raise ReportError("The firm's logo is a damaged PNG image: its end is missing.")
    return _drawn_anew(data)


def _drawn_anew(data: bytes) -> bytes:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            drawn = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise ReportError("The firm's logo is a damaged PNG image.") from None
    white = Image.new("RGB", drawn.size, "white")
    white.paste(drawn, mask=drawn.getchannel("A"))
    white.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
    out = io.BytesIO()
    white.save(out, "PNG", optimize=True)
    return out.getvalue()
