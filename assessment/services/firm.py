"""A firm: its names, its colour, its logo, and which roles need a second factor."""

import hashlib
import re
from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from assessment.cleaning import clean_name
from assessment.colors import is_color
from assessment.errors import Refused
from assessment.models import Chain, Firm, Grant, Role, User
from assessment.services.audit import record_event
from assessment.services.logo import draw_logo
from assessment.tenancy import tenant

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


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
    if not is_color(str(after["accent"])):
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
    """A logo (PNG, JPEG or WebP), drawn anew as PNG of at most 600 pixels a side; None takes it away.

    Raises BadUpload. The entry of the trail holds the digest, so that a picture can be told from another.
    """
    firm.logo = None if file is None else draw_logo(file)
    with transaction.atomic():
        firm.save(update_fields=["logo"])
        digest = hashlib.sha256(firm.logo).hexdigest() if firm.logo else None
        payload = {"bytes": len(firm.logo) if firm.logo else 0, "sha256": digest}
        record_event(firm=firm, by=by, verb="logo_changed", subject=f"firm:{firm.key}", payload=payload)
    return firm
