"""The one thing kept that could be computed: counts per assessment, so that lists stay fast."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.models.base import FirmRow, one_of


class Scope(models.TextChoices):
    """Whether the Measures reach the service."""

    IN_SCOPE = "in_scope", _("in scope")
    LIKELY_IN_SCOPE = "likely_in_scope", _("likely in scope")
    UNCERTAIN = "uncertain", _("uncertain")
    LIKELY_OUT_OF_SCOPE = "likely_out_of_scope", _("likely out of scope")
    OUT_OF_SCOPE = "out_of_scope", _("out of scope")
    NOT_IN_FORCE = "not_in_force", _("not yet in force")


class Outcome(models.TextChoices):
    """What an obligation is for a service on a day."""

    APPLIES = "applies", _("applies")
    DOES_NOT_APPLY = "does_not_apply", _("does not apply")
    UNDETERMINED = "undetermined", _("undetermined")
    NOT_IN_FORCE = "not_in_force", _("not yet in force")


class Summary(FirmRow):
    """Written in the transaction of every change it rests on; ``check_summaries`` recomputes and compares.

    Counts of findings and statuses are of obligations that apply or may apply; one without a row
    counts as not assessed, not started.
    """

    assessment = models.OneToOneField(
        "assessment.Assessment", on_delete=models.CASCADE, primary_key=True, related_name="summary"
    )
    input_digest = models.CharField(max_length=71)
    scope = models.CharField(max_length=20, choices=Scope.choices)
    applies = models.PositiveSmallIntegerField()
    does_not_apply = models.PositiveSmallIntegerField()
    undetermined = models.PositiveSmallIntegerField()
    not_in_force = models.PositiveSmallIntegerField()
    answered = models.PositiveSmallIntegerField()
    unanswered = models.PositiveSmallIntegerField()
    unsure = models.PositiveSmallIntegerField()
    to_reconfirm = models.PositiveSmallIntegerField()
    met = models.PositiveSmallIntegerField()
    partly_met = models.PositiveSmallIntegerField()
    not_met = models.PositiveSmallIntegerField()
    not_assessed = models.PositiveSmallIntegerField()
    not_started = models.PositiveSmallIntegerField()
    in_progress = models.PositiveSmallIntegerField()
    done = models.PositiveSmallIntegerField()
    verified = models.PositiveSmallIntegerField()
    risk_accepted = models.PositiveSmallIntegerField()
    # Ids of the obligations that apply or may apply: findings of others are kept, but shown in no list.
    within_reach = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [one_of("scope", Scope, "summary_scope_is_known")]
        indexes: ClassVar = [models.Index(fields=["firm", "scope"], name="summary_by_scope")]
