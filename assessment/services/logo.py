"""A picture somebody uploads as a logo, drawn anew: only its pixels are kept, so nothing can hide in it."""

import io
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from assessment.errors import BadUpload

if TYPE_CHECKING:  # most processes never see a picture
    from PIL.Image import Image as Picture

FORMATS = ("PNG", "JPEG", "WEBP")
LOGO_BYTES = 2 * 1024 * 1024
LOGO_PIXELS = 4000  # a side, of what is taken; looked at before a pixel is unpacked
LOGO_SIDE = 600  # a side, of what is kept
KEPT_BYTES = 500_000  # a snapshot holds the logo, and every document the snapshot
PNG_END = b"IEND\xaeB`\x82"
JPEG_END = b"\xff\xd9"


def draw_logo(file: UploadedFile) -> bytes:
    """A PNG of at most LOGO_SIDE a side and KEPT_BYTES, upright, without anything but pixels.

    Raises BadUpload, each time with what to do about it.
    """
    if (file.size or 0) > LOGO_BYTES:
        raise _bad(_("The picture is too large: at most 2 MB."))
    data = file.read(LOGO_BYTES + 1)
    if not data:
        raise _bad(_("The file is empty. Take a PNG, JPEG or WebP."))
    return _small(_pixels(data))


def _bad(sentence: str) -> BadUpload:
    return BadUpload(sentence, field="logo")


def _unreadable(data: bytes) -> BadUpload:
    if b"<svg" in data[:4096].lower():
        return _bad(_("SVG is not taken, because it can hold programs. Export the logo as PNG."))
    return _bad(_("This is no picture that can be read. Take a PNG, JPEG or WebP."))


def _pixels(data: bytes) -> "Picture":
    from PIL import Image, ImageOps, UnidentifiedImageError

    too_many = _("The picture has too many pixels: at most %d a side are taken.") % LOGO_PIXELS
    if _is_cut_off(data):
        raise _bad(_("The picture is cut off; its end is missing. Upload it again."))
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            if max(picture.size) > LOGO_PIXELS:
                raise _bad(too_many)
            if getattr(picture, "is_animated", False):
                raise _bad(_("The picture moves. Take one that stands still."))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except Image.DecompressionBombError as error:
        raise _bad(too_many) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise _unreadable(data) from error
    # Pasted onto a new one: a conversion would take a colour profile and other baggage along.
    bare = Image.new("RGBA", upright.size)
    bare.paste(upright)
    return bare


def _is_cut_off(data: bytes) -> bool:
    """Whether a picture lacks its end. Pillow may have been told elsewhere to be lenient about that."""
    if data.startswith(b"\x89PNG"):
        return PNG_END not in data[-4096:]
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG_END not in data[-4096:]
    is_webp = data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    return is_webp and len(data) < int.from_bytes(data[4:8], "little") + 8


def _small(picture: "Picture") -> bytes:
    """As PNG; a picture that does not pack well is drawn smaller until it is small enough."""
    side = LOGO_SIDE
    while True:
        picture.thumbnail((side, side))
        target = io.BytesIO()
        picture.save(target, "PNG", optimize=True)
        if target.tell() <= KEPT_BYTES:
            return target.getvalue()
        side = side * 3 // 4
