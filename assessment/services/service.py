"""Services: what is assessed."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.cleaning import clean_line, clean_name, clean_note
from assessment.errors import Refused
from assessment.models import Chain, Client, Service, User
from assessment.services.audit import record_event


def create_service(
    *,
    client: Client,
    name_zh: str,
    name_en: str = "",
    description_zh: str = "",
    description_en: str = "",
    owner: User | None = None,
    by: User | None,
) -> Service:
    """A new entry in the register, with its audit chain. Raises Refused for a name taken, Unclean."""
    texts = _texts(name_zh, name_en, description_zh, description_en)
    service = Service(firm_id=client.firm_id, client=client, owner=owner, **texts)
    with transaction.atomic():
        _save(service)
        Chain(firm_id=service.firm_id, service=service).save(force_insert=True)
        record_event(
            service=service,
            by=by,
            verb="service_created",
            subject=f"service:{service.key}",
            payload={**texts, "client": client.key, "owner": owner.pk if owner else None},
        )
    return service


def update_service(
    *,
    service: Service,
    name_zh: str,
    name_en: str = "",
    description_zh: str = "",
    description_en: str = "",
    owner: User | None = None,
    by: User,
) -> Service:
    """Other names, descriptions or owner. Writes nothing if nothing differs."""
    after: dict[str, Any] = {
        **_texts(name_zh, name_en, description_zh, description_en),
        "owner_id": owner.pk if owner else None,
    }
    before = {name: getattr(service, name) for name in after}
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        return service
    for name in changed:
        setattr(service, name, after[name])
    with transaction.atomic():
        _save(service)
        record_event(
            service=service,
            by=by,
            verb="service_changed",
            subject=f"service:{service.key}",
            payload={"before": {n: before[n] for n in changed}, "after": {n: after[n] for n in changed}},
        )
    return service


def archive_service(*, service: Service, by: User, back: bool = False) -> Service:
    """Put a service away, or take it back; nothing is deleted."""
    service.archived_at = None if back else timezone.now()
    with transaction.atomic():
        _save(service)
        verb = "service_restored" if back else "service_archived"
        record_event(service=service, by=by, verb=verb, subject=f"service:{service.key}", payload={})
    return service


def _texts(name_zh: str, name_en: str, description_zh: str, description_en: str) -> dict[str, str]:
    return {
        "name_zh": clean_name(name_zh, field="name_zh"),
        "name_en": clean_line(name_en, field="name_en"),
        "description_zh": clean_note(description_zh, field="description_zh"),
        "description_en": clean_note(description_en, field="description_en"),
    }


def _save(service: Service) -> None:
    try:
        with transaction.atomic():
            service.save()
    except IntegrityError as error:
        raise Refused(_("The client has a service of this name already."), field="name_zh") from error
