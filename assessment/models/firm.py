"""A law firm, or a company's own legal department: whose house it is."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.models.base import KeyField


class Firm(models.Model):
    """The tenant. Not itself behind the wall of row-level security: sign-in has to find it."""

    key = KeyField()
    slug = models.SlugField(_("path"), max_length=40, unique=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    accent = models.CharField(
        _("accent colour"), max_length=7, default="#1d3557", validators=[RegexValidator(r"^#[0-9a-f]{6}\Z")]
    )
    logo = models.BinaryField(_("logo"), null=True, blank=True, editable=True)
    # Roles whose holders must sign in with a second factor.
    mfa_roles = models.JSONField(_("roles that need a second factor"), default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("firm")
        verbose_name_plural = _("firms")
        constraints = [
            # No pattern: SQLite knows none outside Django. The whole rule stands in services/firm.py.
            models.CheckConstraint(condition=models.Q(accent__startswith="#"), name="firm_accent_is_a_color")
        ]

    def __str__(self) -> str:
        return self.name_en

    def name(self, language: str) -> str:
        """The name in a language, ``zh-hans`` or ``en``."""
        return self.name_zh if language.startswith("zh") else self.name_en
