"""Clients of a firm."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.cleaning import clean_line, clean_name
from assessment.errors import Refused
from assessment.models import Client, Firm, User
from assessment.services.audit import record_event


def create_client(*, firm: Firm, name_zh: str, name_en: str = "", by: User | None) -> Client:
    """A new client. Raises Refused if the firm has one of that name, Unclean for a bad name."""
    client = Client(
        firm=firm, name_zh=clean_name(name_zh, field="name_zh"), name_en=clean_line(name_en, field="name_en")
    )
    with transaction.atomic():
        _save(client)
        record_event(
            firm=firm,
            by=by,
            verb="client_created",
            subject=f"client:{client.key}",
            payload={"name_zh": client.name_zh, "name_en": client.name_en},
        )
    return client


def rename_client(*, client: Client, name_zh: str, name_en: str, by: User) -> Client:
    """Other names. Raises like create_client."""
    before = [client.name_zh, client.name_en]
    client.name_zh, client.name_en = (
        clean_name(name_zh, field="name_zh"),
        clean_line(name_en, field="name_en"),
    )
    with transaction.atomic():
        _save(client)
        record_event(
            firm=client.firm,
            by=by,
            verb="client_renamed",
            subject=f"client:{client.key}",
            payload={"before": before, "after": [client.name_zh, client.name_en]},
        )
    return client


def archive_client(*, client: Client, by: User, back: bool = False) -> Client:
    """Put a client away, or take it back; nothing is deleted."""
    client.archived_at = None if back else timezone.now()
    with transaction.atomic():
        client.save(update_fields=["archived_at"])
        record_event(
            firm=client.firm,
            by=by,
            verb="client_restored" if back else "client_archived",
            subject=f"client:{client.key}",
            payload={},
        )
    return client


def _save(client: Client) -> None:
    try:
        with transaction.atomic():
            client.save()
    except IntegrityError as error:
        raise Refused(_("There is a client of this name already."), field="name_zh") from error
