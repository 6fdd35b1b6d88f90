"""What someone told us, and when. Rows are added, never changed; the newest of a question counts."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.models.base import FirmRow, one_of


class AnswerKind(models.TextChoices):
    """What a row says of its question."""

    GIVEN = "given", _("answered")
    CLEARED = "cleared", _("answer taken back")
    SET_ASIDE = "set_aside", _("come back later")


class Answer(FirmRow):
    """``version`` is the assessment's after this write, ``saw`` the one its writer had in front of them.

    ``value`` as in an answers file: list of options, option, number or day; null unless given.
    The database refuses to change a row.
    """

    assessment = models.ForeignKey("assessment.Assessment", on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=AnswerKind.choices, default=AnswerKind.GIVEN)
    value = models.JSONField(null=True)
    version = models.PositiveIntegerField()
    saw = models.PositiveIntegerField()
    note = models.TextField(_("note"), max_length=4000, blank=True)
    said_by = models.CharField(_("who said so"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=500, blank=True)
    # Copied from an earlier assessment and not looked at since.
    to_reconfirm = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints: ClassVar = [
            one_of("kind", AnswerKind, "answer_kind_is_known"),
            models.UniqueConstraint(
                fields=["assessment", "question", "version"], name="answer_once_a_version"
            ),
            models.CheckConstraint(
                condition=models.Q(saw__lt=models.F("version")), name="answer_saw_an_earlier_version"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=AnswerKind.GIVEN, value__isnull=False)
                | models.Q(kind__in=[AnswerKind.CLEARED, AnswerKind.SET_ASIDE], value__isnull=True),
                name="answer_has_a_value_if_given",
            ),
        ]
        # The history of one question, newest first.
        indexes: ClassVar = [models.Index(fields=["assessment", "question", "id"], name="answer_newest")]

    def __str__(self) -> str:
        return f"{self.question}: {self.value}"
