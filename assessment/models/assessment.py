"""One run of a service through the questions, as of a day, under one edition of the rulebook."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.models.base import FirmRow, KeyField, one_of


class Stage(models.TextChoices):
    """How far an assessment has come."""

    ANSWERING = "answering", _("answering questions")
    REVIEW = "review", _("in review")
    SIGNED_OFF = "signed_off", _("signed off")
    SUPERSEDED = "superseded", _("replaced by a newer one")


class Assessment(FirmRow):
    """Pinned to an edition; ``version`` counts its writes, and a writer says which one it saw.

    ``coverage`` holds ids of groups of instruments, ``core`` always among them. The digest of its
    inputs stands on its summary row.
    """

    key = KeyField()
    service = models.ForeignKey("assessment.Service", on_delete=models.CASCADE, related_name="assessments")
    edition = models.ForeignKey("assessment.Edition", on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField(_("day asked"))
    coverage = models.JSONField(_("coverage"))
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices, default=Stage.ANSWERING)
    version = models.PositiveIntegerField(default=0, editable=False)
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints: ClassVar = [one_of("stage", Stage, "assessment_stage_is_known")]
        indexes: ClassVar = [models.Index(fields=["service", "-id"], name="assessment_of_service")]

    def __str__(self) -> str:
        return f"{self.service_id} · {self.as_of}"

    @property
    def is_open(self) -> bool:
        """Whether answers may still change."""
        return self.stage in (Stage.ANSWERING, Stage.REVIEW)


class Assignment(FirmRow):
    """A topic or a single question given to somebody to answer."""

    key = KeyField()
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="assignments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    topic = models.CharField(max_length=40, blank=True)
    question = models.CharField(max_length=40, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    note = models.TextField(_("note"), max_length=4000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(topic="", question__gt="") | models.Q(topic__gt="", question=""),
                name="assignment_names_a_topic_or_a_question",
            ),
            models.UniqueConstraint(
                fields=["assessment", "user", "topic", "question"],
                condition=models.Q(done_at__isnull=True),
                name="assignment_once_while_open",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["user", "done_at", "due_on"], name="assignment_of_user")]
