"""One obligation for one service: is it met, and what is being done. Judged by people, never computed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessment.models.base import FirmRow, KeyField, one_of


class Judgement(models.TextChoices):
    """Whether an obligation is met."""

    MET = "met", _("met")
    PARTLY_MET = "partly_met", _("partly met")
    NOT_MET = "not_met", _("not met")
    NOT_ASSESSED = "not_assessed", _("not assessed")


class Status(models.TextChoices):
    """How far the work is."""

    NOT_STARTED = "not_started", _("not started")
    IN_PROGRESS = "in_progress", _("in progress")
    DONE = "done", _("done")
    VERIFIED = "verified", _("verified")
    RISK_ACCEPTED = "risk_accepted", _("risk accepted")


class Finding(FirmRow):
    """Hangs on the service, so that it survives re-assessment; ``confirmed_in`` is the last that looked.

    ``verified`` needs another person than who set ``done``; ``risk_accepted`` a reason, a person and
    a review day. The database refuses anything else.
    """

    key = KeyField()
    service = models.ForeignKey("assessment.Service", on_delete=models.CASCADE, related_name="findings")
    obligation = models.CharField(max_length=40)
    judgement = models.CharField(
        _("finding"), max_length=12, choices=Judgement.choices, default=Judgement.NOT_ASSESSED
    )
    status = models.CharField(_("status"), max_length=13, choices=Status.choices, default=Status.NOT_STARTED)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="findings"
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    gap = models.TextField(_("gap"), max_length=4000, blank=True)
    note = models.TextField(_("note"), max_length=4000, blank=True)
    reason = models.TextField(_("why the risk is accepted"), max_length=4000, blank=True)
    review_on = models.DateField(_("review on"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    done_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    confirmed_in = models.ForeignKey(
        "assessment.Assessment", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints: ClassVar = [
            one_of("judgement", Judgement, "finding_judgement_is_known"),
            one_of("status", Status, "finding_status_is_known"),
            models.UniqueConstraint(fields=["service", "obligation"], name="finding_once_an_obligation"),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.DONE, Status.VERIFIED])
                | Q(done_by__isnull=False, done_at__isnull=False),
                name="finding_done_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.VERIFIED)
                | Q(verified_by__isnull=False, verified_at__isnull=False),
                name="finding_verified_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True)
                | Q(done_by__isnull=False) & ~Q(verified_by=F("done_by")),
                name="finding_verified_by_another_person",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.RISK_ACCEPTED)
                | Q(reason__gt="", accepted_by__isnull=False, review_on__isnull=False),
                name="finding_risk_accepted_with_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["owner", "due_on"], name="finding_of_owner", condition=Q(owner__isnull=False)
            ),
            models.Index(fields=["firm", "status", "due_on"], name="finding_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation}: {self.judgement}"


class ActionStatus(models.TextChoices):
    """How far a step is."""

    OPEN = "open", _("open")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


class Action(FirmRow):
    """A step of a finding: what, by whom, by when."""

    key = KeyField()
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="actions")
    text = models.CharField(_("what to do"), max_length=500)
    status = models.CharField(
        _("status"), max_length=10, choices=ActionStatus.choices, default=ActionStatus.OPEN
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    done_at = models.DateTimeField(null=True, blank=True)
    # The step of the obligation this came from, counted from 1; empty for one of people's own.
    step = models.PositiveSmallIntegerField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        constraints: ClassVar = [
            one_of("status", ActionStatus, "action_status_is_known"),
            models.CheckConstraint(condition=Q(text__gt=""), name="action_says_something"),
            models.CheckConstraint(
                condition=~Q(status=ActionStatus.DONE) | Q(done_by__isnull=False, done_at__isnull=False),
                name="action_done_by_someone",
            ),
            models.UniqueConstraint(
                fields=["finding", "step"], condition=Q(step__isnull=False), name="action_once_a_step"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["owner", "status", "due_on"], name="action_of_owner")]

    def __str__(self) -> str:
        return self.text
