"""A frozen rulebook: assessments are pinned to one, and move only when someone moves them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    """The law as published in one release of the rulebook. Belongs to no firm: it is the same for all.

    ``body`` is the canonical JSON of the rulebook, from which it can be loaded again for ever;
    edition 1 is what the code shipped at the first migration.
    """

    version = models.CharField(_("version"), max_length=40)
    digest = models.CharField(_("digest"), max_length=71, unique=True)
    body = models.TextField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    released_on = models.DateField(_("released on"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("edition of the rulebook")
        verbose_name_plural = _("editions of the rulebook")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(digest__startswith="sha256:"), name="edition_digest_is_sha256"
            )
        ]

    def __str__(self) -> str:
        return self.version
