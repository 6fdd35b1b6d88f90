"""Start-up checks: rulebook, data directory, what PDFs are signed with, the role in the database."""

import tempfile
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections


@register(Tags.compatibility)
def rulebook_loads(**kwargs: Any) -> list[CheckMessage]:
    """One error for each fault of the rulebook."""
    from questionnaire.errors import RulebookError
    from questionnaire.loading import load_rulebook

    try:
        load_rulebook()
    except RulebookError as error:
        faults = getattr(error, "faults", None) or [error]
        return [Error(str(fault), id="hegui.E001") for fault in faults]
    return []


@register(Tags.files)
def data_directory_is_writable(**kwargs: Any) -> list[CheckMessage]:
    """The place of the database, evidence and documents."""
    directory = settings.DATA_DIR
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory) as file:
            file.write(b"0")
    except OSError as error:
        allowed = f"a directory that can be written ({error.strerror})"
        return [Error(f"HEGUI_DATA_DIR is {str(directory)!r}. Allowed: {allowed}.", id="hegui.E002")]
    return []


@register(Tags.security)
def signing_works(**kwargs: Any) -> list[CheckMessage]:
    """Key, certificate and time-stamps. Costs nothing where PDFs are not signed."""
    from django.utils import timezone

    from assessment.services.signing import configured
    from assessment.services.signing_faults import faults

    found: list[CheckMessage] = []
    for setting, value, allowed, is_fatal in faults(configured(), timezone.now()):
        text = f"HEGUI_{setting} is {value!r}. Allowed: {allowed}."
        found.append(Error(text, id="hegui.E003") if is_fatal else Warning(text, id="hegui.W002"))
    return found


@register(Tags.database)
def database_role_is_ordinary(databases: Iterable[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Superusers and BYPASSRLS skip row-level security, so the second wall would not stand."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor != "postgresql":
            continue
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone()[0]:
                hint = (
                    "Create a role without SUPERUSER and BYPASSRLS that owns the database, and connect as it."
                )
                found.append(
                    Warning("The database role skips row-level security.", hint=hint, id="hegui.W001")
                )
    return found
