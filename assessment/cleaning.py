"""Text as people type it, made safe to keep and show: no control or direction characters, no excess.

Characters that turn the direction of writing, or cannot be seen, let a name look like another.
They are refused with a sentence rather than dropped, so that nobody is surprised later; line ends
are made alike, and blanks around are cut. What was typed stays with the caller.
"""

import re
import unicodedata
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from assessment.errors import Unclean

NAME, SOURCE, STEP, NOTE, LINK = 200, 500, 500, 4000, 2000
# Unicode's controls, direction marks and embeddings, zero-width ones, line separators, tags and surrogates.
# ZWJ and ZWNJ stay allowed: scripts and emoji need them.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
_LINES = re.compile(r"\r\n?")


def _cleaned(text: str, most: int, field: str | None, *, lines: bool) -> str:
    text = unicodedata.normalize("NFC", _LINES.sub("\n", text)).strip()
    if not lines:
        text = text.replace("\n", " ").replace("\t", " ")
    found = _HIDDEN.search(text)
    if found:
        raise Unclean(
            _(
                "The text holds a character that cannot be seen (U+%(code)s, after “%(before)s”). "
                "Remove it, or type the text anew."
            )
            % {"code": f"{ord(found[0]):04X}", "before": text[max(0, found.start() - 12) : found.start()]},
            field=field,
        )
    if len(text) > most:
        raise Unclean(
            _(
                "The text has %(length)d characters; there is room for %(most)d. "
                "Shorten it, or add it as a file to the evidence."
            )
            % {"length": len(text), "most": most},
            field=field,
        )
    return text


def clean_line(text: str, *, most: int = NAME, field: str | None = None) -> str:
    """A name or title in one line, at most ``most`` characters; line ends become blanks. Raises Unclean."""
    return _cleaned(text, most, field, lines=False)


def clean_name(text: str, *, field: str = "name") -> str:
    """A name that says something. Raises Unclean."""
    name = clean_line(text, field=field)
    if not name:
        raise Unclean(_("Enter a name."), field=field)
    return name


def clean_note(text: str, *, most: int = NOTE, field: str | None = None) -> str:
    """Text of several lines, at most 4,000 characters. Raises Unclean."""
    return _cleaned(text, most, field, lines=True)


def clean_link(text: str, *, field: str = "url") -> str:
    """A web address with http or https and a host. Raises Unclean."""
    link = clean_line(text, most=LINK, field=field)
    try:
        parts = urlsplit(link)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in link
    except ValueError:
        is_good = False
    if not is_good:
        raise Unclean(_("Enter a web address that begins with https:// or http://."), field=field)
    return link


def clean_file_name(name: str) -> str:
    """The name of an upload as shown and offered for download: last part of a path, nothing hidden, short."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/")).rsplit("/", 1)[-1]
    name = re.sub(r'[<>:"|?*]', "_", _HIDDEN.sub("", name.replace("\n", " ").replace("\t", " "))).strip(" .")
    stem, dot, extension = name.rpartition(".")
    if len(name) > NAME:
        name = (
            stem[: NAME - len(extension) - 1] + dot + extension
            if dot and len(extension) < 20
            else name[:NAME]
        )
    return name or "file"
