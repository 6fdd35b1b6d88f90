"""The version of an assessment: every write counts it up, and none goes into one that is closed."""

from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.errors import Refused
from assessment.models import Assessment


def refuse_closed(assessment: Assessment) -> None:
    """Raise Refused unless answers may still change."""
    if not assessment.is_open:
        raise Refused(
            _("This assessment is %s and can no longer be changed. Start a new one as a copy of it.")
            % assessment.get_stage_display()
        )


def bump(assessment: Assessment, **values: Any) -> int:
    """Count a write and hold the assessment's row until the transaction ends; returns the new version.

    One statement where nobody wrote since the row was read, three where somebody did. Refused if
    somebody closed it meanwhile.
    """
    now = timezone.now()
    if not _counted(assessment, now, values):
        row = Assessment.objects.select_for_update().only("version", "stage").get(pk=assessment.pk)
        was_open = assessment.is_open
        assessment.version, assessment.stage = row.version, row.stage
        if was_open:
            refuse_closed(assessment)
        Assessment.objects.filter(pk=row.pk).update(version=F("version") + 1, updated_at=now, **values)
    assessment.version += 1
    assessment.updated_at = now
    return assessment.version


def _counted(assessment: Assessment, now: Any, values: dict[str, Any]) -> bool:
    """Count the write if the row is still as it was read. An answer's own is written out, for every page."""
    held = {"version": assessment.version, "stage": assessment.stage}
    if values:
        fresh = Assessment.objects.filter(pk=assessment.pk, **held)
        return bool(fresh.update(version=F("version") + 1, updated_at=now, **values))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE assessment_assessment SET version = version + 1, updated_at = %s"
            " WHERE id = %s AND firm_id = %s AND version = %s AND stage = %s",
            [
                connection.ops.adapt_datetimefield_value(now),
                assessment.pk,
                assessment.firm_id,
                assessment.version,
                assessment.stage,
            ],
        )
        return bool(cursor.rowcount)
