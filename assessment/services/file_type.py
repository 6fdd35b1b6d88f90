"""What an uploaded file really is: its extension and its content have to agree, and both be on the list.

Files that are two things at once (a PDF that is also an archive, a picture that is also a PDF) are
refused: different readers would show different content, which is no evidence.
"""

import zipfile
from os import SEEK_END
from typing import Any

import filetype
from django.utils.translation import gettext as _

from assessment.errors import BadUpload

OFFICE = "application/vnd.openxmlformats-officedocument."
# extension: (content type served, how the content is recognised)
TYPES = {
    "pdf": ("application/pdf", "application/pdf"),
    "docx": (f"{OFFICE}wordprocessingml.document", "word/document.xml"),
    "xlsx": (f"{OFFICE}spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": (f"{OFFICE}presentationml.presentation", "ppt/presentation.xml"),
    "ofd": ("application/ofd", "OFD.xml"),
    "zip": ("application/zip", ""),
    "png": ("image/png", "image/png"),
    "jpg": ("image/jpeg", "image/jpeg"),
    "jpeg": ("image/jpeg", "image/jpeg"),
    "webp": ("image/webp", "image/webp"),
    "txt": ("text/plain", "text"),
    "md": ("text/plain", "text"),
    "csv": ("text/csv", "text"),
    "json": ("application/json", "text"),
    "eml": ("message/rfc822", "text"),
}
ARCHIVES = {"docx", "xlsx", "pptx", "ofd", "zip"}
PICTURES = {"png", "jpg", "jpeg", "webp"}
_PDF, _ZIP, _ZIP_END = b"%PDF-", b"PK\x03\x04", b"PK\x05\x06"
_MARKUP = (b"<html", b"<!doctype html", b"<script", b"<svg")


def accepted() -> str:
    """The extensions taken, for an upload field: ``.pdf,.docx,…``."""
    return ",".join(f".{extension}" for extension in TYPES)


def content_type_of(file: Any, name: str) -> str:
    """The content type of an open binary ``file`` called ``name``. Raises BadUpload unless the two agree."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension not in TYPES:
        raise BadUpload(
            _("Files of this kind are not taken. Taken are: %s.") % ", ".join(TYPES), field="file"
        )
    file.seek(0)
    head = file.read(4096)
    end = file.seek(0, SEEK_END)
    file.seek(max(0, end - 66_000))
    tail = file.read()
    if not (_fits(file, extension, head) and _is_one_thing(extension, head, tail)):
        raise BadUpload(
            _(
                "The content of the file is not what its name says (.%s). "
                "Save it anew in that format, or as PDF."
            )
            % extension,
            field="file",
        )
    return TYPES[extension][0]


def _fits(file: Any, extension: str, head: bytes) -> bool:
    if extension in ARCHIVES:
        return head.startswith(_ZIP) and _archive_holds(file, TYPES[extension][1])
    if extension in PICTURES:
        return _mime(head) == TYPES[extension][1] and _is_picture(file)
    if extension == "pdf":
        return head.startswith(_PDF)
    return _is_text(file, head)


def _is_one_thing(extension: str, head: bytes, tail: bytes) -> bool:
    """No second format hidden before, behind or inside the first bytes."""
    if extension != "pdf" and _PDF in head[:1100]:
        return False
    return extension in ARCHIVES or _ZIP_END not in tail


def _mime(head: bytes) -> str | None:
    kind = filetype.guess(head)
    return None if kind is None else kind.mime


def _archive_holds(file: Any, member: str) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return False
    return not member or member in names


def _is_picture(file: Any) -> bool:
    from PIL import Image, UnidentifiedImageError  # only here: most processes never see an upload

    try:
        with Image.open(file) as picture:
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True


def _is_text(file: Any, head: bytes) -> bool:
    """UTF-8 or GB 18030, without zero bytes, and no page of markup under another name."""
    if _mime(head) is not None or head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        return False
    file.seek(0)
    content = file.read()
    if b"\0" in content:
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
