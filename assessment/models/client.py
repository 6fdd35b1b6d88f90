"""A client of a firm; an in-house department has one, itself."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.models.base import FirmRow, KeyField


class Client(FirmRow):
    """Whom it concerns."""

    key = KeyField()
    name_zh = models.CharField(_("name in Chinese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["firm", "name_zh"], name="client_name_is_unique_in_its_firm")
        ]
        indexes: ClassVar = [models.Index(fields=["firm", "archived_at"], name="client_open")]

    def __str__(self) -> str:
        return self.name_zh

    def name(self, language: str) -> str:
        """The name in a language, in Chinese where there is no other."""
        return self.name_zh if language.startswith("zh") or not self.name_en else self.name_en
