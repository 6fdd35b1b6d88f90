"""The audit trail: hash chains, one a service and one a firm, that nobody can edit unseen."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessment.models.base import FirmRow

GENESIS = "0" * 64


class Chain(FirmRow):
    """The head of a chain. Without a service it is the firm's own."""

    service = models.OneToOneField(
        "assessment.Service", on_delete=models.PROTECT, null=True, blank=True, related_name="chain"
    )
    head = models.CharField(max_length=64, default=GENESIS)
    length = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["firm"], condition=Q(service__isnull=True), name="chain_once_a_firm"
            )
        ]


class Event(FirmRow):
    """Who did what to which thing, and when. What exactly stands in the payload, whose digest is here.

    ``hash`` is the SHA-256 of ``previous``, a newline and the row's canonical JSON (services/audit.py).
    Triggers refuse UPDATE and DELETE on both databases.
    """

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)  # "answer:audience", "finding:GAI-4-1", "client:<key>"
    payload_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    # Set for what is logged once only, such as a view per person, object and hour.
    once = models.CharField(max_length=80, null=True, blank=True, unique=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "number"], name="event_number_is_unique")
        ]
        indexes: ClassVar = [models.Index(fields=["chain", "subject", "-number"], name="event_of_subject")]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject}"


class EventPayload(FirmRow):
    """What an event said. Erasure blanks ``body`` and leaves the row, so chains verify for ever."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="payload")
    body = models.TextField(null=True)  # noqa: DJ001  (canonical JSON; null once it is erased)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(body__isnull=False, erased_at__isnull=True)
                | Q(body__isnull=True, erased_at__isnull=False),
                name="event_payload_held_or_erased",
            )
        ]
