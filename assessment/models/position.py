"""Readings taken of points the law leaves open, and counsel's dissent from an outcome."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessment.models.base import FirmRow, KeyField, one_of


class Reading(models.TextChoices):
    """The two readings of an open point."""

    A = "A", _("Reading A")
    B = "B", _("Reading B")


class Taken(FirmRow):
    """Something a person holds, why and since when; withdrawn, never deleted."""

    key = KeyField()
    reason = models.TextField(_("reason"), max_length=4000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    class Meta:
        abstract = True


def _taken_rules(name: str, *fields: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(
            fields=fields, condition=Q(withdrawn_at__isnull=True), name=f"{name}_once_while_held"
        ),
        models.CheckConstraint(condition=Q(reason__gt=""), name=f"{name}_has_a_reason"),
        models.CheckConstraint(
            condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
            | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            name=f"{name}_withdrawn_by_someone",
        ),
    ]


class HousePosition(Taken):
    """A firm's own reading, offered to its assessments and copied in visibly."""

    open_point = models.CharField(max_length=10)
    reading = models.CharField(max_length=1, choices=Reading.choices)

    class Meta:
        constraints: ClassVar = [
            one_of("reading", Reading, "house_position_reading_is_known"),
            *_taken_rules("house_position", "firm", "open_point"),
        ]


class Position(Taken):
    """The reading of one open point that one assessment rests on."""

    assessment = models.ForeignKey(
        "assessment.Assessment", on_delete=models.CASCADE, related_name="positions"
    )
    open_point = models.CharField(max_length=10)
    reading = models.CharField(max_length=1, choices=Reading.choices)
    house = models.ForeignKey(
        HousePosition, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            one_of("reading", Reading, "position_reading_is_known"),
            *_taken_rules("position", "assessment", "open_point"),
        ]

    def __str__(self) -> str:
        return f"{self.open_point}: {self.reading}"


class DissentView(models.TextChoices):
    """What counsel holds instead of the outcome."""

    APPLIES = "applies", _("applies")
    DOES_NOT_APPLY = "does_not_apply", _("does not apply")
    UNDETERMINED = "undetermined", _("undetermined")


class Dissent(Taken):
    """Counsel's own view of an obligation. It stands beside the outcome and changes nothing."""

    assessment = models.ForeignKey("assessment.Assessment", on_delete=models.CASCADE, related_name="dissents")
    obligation = models.CharField(max_length=40)
    view = models.CharField(max_length=20, choices=DissentView.choices)

    class Meta:
        constraints: ClassVar = [
            one_of("view", DissentView, "dissent_view_is_known"),
            *_taken_rules("dissent", "assessment", "obligation"),
        ]
