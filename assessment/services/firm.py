"""A firm: its names, its colour, its logo, and which roles need a second factor."""

import io
import re
from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from assessment.cleaning import clean_name
from assessment.errors import BadUpload, Refused
from assessment.models import Chain, Firm, Grant, Role, User
from assessment.services.audit import record_event
from assessment.tenancy import tenant

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COLOR = re.compile(r"#[0-9a-f]{6}")
LOGO_BYTES, LOGO_SIDE = 2 * 1024 * 1024, 600


def create_firm(*, slug: str, name_zh: str, name_en: str, administrator: User) -> Firm:
    """A new house on this host, with its chain and its first administrator."""
    if not _SLUG.fullmatch(slug) or len(slug) > 40:
        raise Refused(_("Use small letters, digits and hyphens."), field="slug")
    with transaction.atomic():
        if Firm.objects.filter(slug=slug).exists():
            raise Refused(_("There is a firm of this path already."), field="slug")
        firm = Firm.objects.create(
            slug=slug,
            name_zh=clean_name(name_zh, field="name_zh"),
            name_en=clean_name(name_en, field="name_en"),
        )
        with tenant(firm):
            Chain.objects.create(firm=firm)
            Grant.objects.create(firm=firm, user=administrator, role=Role.FIRM_ADMIN)
            record_event(
                firm=firm,
                by=administrator,
                verb="firm_created",
                subject=f"firm:{firm.key}",
                payload={"slug": slug, "name_zh": firm.name_zh, "name_en": firm.name_en},
            )
    return firm


def update_firm(
    *, firm: Firm, name_zh: str, name_en: str, accent: str, mfa_roles: Iterable[str] = (), by: User
) -> Firm:
    """Other names, colour (``#1d3557``) or roles that need a second factor."""
    after = {
        "name_zh": clean_name(name_zh, field="name_zh"),
        "name_en": clean_name(name_en, field="name_en"),
        "accent": accent.strip().lower(),
        "mfa_roles": [role for role in Role.values if role in set(mfa_roles)],
    }
    if not _COLOR.fullmatch(str(after["accent"])):
        raise Refused(_("Write the colour as # and six digits or letters a to f."), field="accent")
    before = {name: getattr(firm, name) for name in after}
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        return firm
    for name in changed:
        setattr(firm, name, after[name])
    with transaction.atomic():
        firm.save(update_fields=changed)
        payload = {"before": {n: before[n] for n in changed}, "after": {n: after[n] for n in changed}}
        record_event(firm=firm, by=by, verb="firm_changed", subject=f"firm:{firm.key}", payload=payload)
    return firm


def set_logo(*, firm: Firm, file: UploadedFile | None, by: User) -> Firm:
    """A logo (PNG, JPEG or WebP), drawn anew as PNG of at most 600 pixels a side; None takes it away."""
    firm.logo = None if file is None else _drawn_anew(file)
    with transaction.atomic():
        firm.save(update_fields=["logo"])
        payload = {"bytes": len(firm.logo) if firm.logo else 0}
        record_event(firm=firm, by=by, verb="logo_changed", subject=f"firm:{firm.key}", payload=payload)
    return firm


def _drawn_anew(file: UploadedFile) -> bytes:
    """Only the pixels are kept, so nothing can hide in the file."""
    from PIL import Image, UnidentifiedImageError  # only here: most processes never see an upload

    if (file.size or 0) > LOGO_BYTES:
        raise BadUpload(_("The picture is too large: at most 2 MB."), field="logo")
    try:
        with Image.open(io.BytesIO(file.read(LOGO_BYTES + 1)), formats=["PNG", "JPEG", "WEBP"]) as picture:
            picture.thumbnail((LOGO_SIDE, LOGO_SIDE))
            target = io.BytesIO()
            picture.convert("RGBA").save(target, "PNG", optimize=True)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise BadUpload(
            _("This is no picture that can be read. Take a PNG or JPEG."), field="logo"
        ) from error
    return target.getvalue()
