"""The code on a report's cover: the report's key in groups of four, as people read it aloud and type it."""

import re
import unicodedata

from django.conf import settings

from assessment.models.base import ALPHABET

_KEY = re.compile(f"[{ALPHABET}]{{12}}")
_BETWEEN = re.compile(r"[\s\-‐‑‒–—−_.·]+")


def grouped(key: str) -> str:
    """As the cover prints it: ``K7QP-2M4D-XW3A``."""
    return "-".join(key[start : start + 4] for start in range(0, len(key), 4)).upper()


def verify_url(key: str) -> str | None:
    """Where the QR code on the cover leads; None while HEGUI_SITE_URL does not say how to reach the site."""
    return f"{settings.SITE_URL}/verify/{key}/" if settings.SITE_URL else None


def ungrouped(typed: str) -> str | None:
    """The key behind what was typed in whatever case, width and grouping; None if that can be no code."""
    if len(typed) > 200:
        return None
    key = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).lower()
    return key if _KEY.fullmatch(key) else None
