"""What people say to one another beside a question, a finding or an assessment."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.models.base import FirmRow, KeyField


class Comment(FirmRow):
    """On a service, and where said: at a question of an assessment, or at an obligation."""

    key = KeyField()
    service = models.ForeignKey("assessment.Service", on_delete=models.CASCADE, related_name="comments")
    assessment = models.ForeignKey(
        "assessment.Assessment", on_delete=models.CASCADE, null=True, blank=True, related_name="comments"
    )
    question = models.CharField(max_length=40, blank=True)
    obligation = models.CharField(max_length=40, blank=True)
    text = models.TextField(_("comment"), max_length=4000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(text__gt=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=models.Q(question="") | models.Q(assessment__isnull=False),
                name="comment_question_of_assessment",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["service", "-at"], name="comment_of_service")]
