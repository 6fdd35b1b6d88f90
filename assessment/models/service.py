"""A generative-AI service: what is assessed, an entry in the register of AI systems."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessment.models.base import FirmRow, KeyField


class Service(FirmRow):
    """Findings, actions and evidence hang here, so that they survive re-assessment."""

    key = KeyField()
    client = models.ForeignKey("assessment.Client", on_delete=models.PROTECT, related_name="services")
    name_zh = models.CharField(_("name in Chinese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    description_zh = models.TextField(_("description in Chinese"), max_length=4000, blank=True)
    description_en = models.TextField(_("description in English"), max_length=4000, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    # The assessment that lists show; kept here so that a list of thousands needs no search for it.
    current = models.ForeignKey(
        "assessment.Assessment", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    evidence_count = models.PositiveIntegerField(default=0, editable=False)  # the last E-number given out
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "name_zh"],
                condition=Q(archived_at__isnull=True),
                name="service_name_is_unique_at_its_client",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["firm", "-updated_at", "-id"],
                name="service_newest",
                condition=Q(archived_at__isnull=True),
            ),
            models.Index(fields=["client", "-updated_at"], name="service_of_client"),
        ]

    def __str__(self) -> str:
        return self.name_zh

    def name(self, language: str) -> str:
        """The name in a language, in Chinese where there is no other."""
        return self.name_zh if language.startswith("zh") or not self.name_en else self.name_en
