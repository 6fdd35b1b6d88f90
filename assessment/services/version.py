"""The version of an assessment: every write counts it up, and none goes into one that is closed."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.errors import Refused
from assessment.models import Assessment
from assessment.models.base import written

# What is computed rests on these beside answers and positions; to change one counts as a write.
TERMS = ("as_of", "coverage", "edition")


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
    if not counted_up(assessment, **values):
        was_open = assessment.is_open
        now = Assessment.objects.select_for_update(no_key=True)
        terms = [name for name in TERMS if name not in values]
        assessment.refresh_from_db(fields=["version", "stage", *terms], from_queryset=now)
        if was_open:
            refuse_closed(assessment)
        counted_up(assessment, **values)
    return assessment.version


def counted_up(assessment: Assessment, **values: Any) -> bool:
    """Count a write if the row is still as it was read; False, and nothing written, if it is not."""
    now = timezone.now()
    held = {"version": assessment.version, "stage": assessment.stage}
    if values:
        fresh = Assessment.objects.filter(pk=assessment.pk, **held)
        found = bool(fresh.update(version=F("version") + 1, updated_at=now, **values))
    else:
        found = _count_up(assessment, now)
    if found:
        assessment.version += 1
        assessment.updated_at = now
    return found


def _count_up(assessment: Assessment, now: datetime) -> bool:
    """An answer's own statement is written out, because every saved page makes it."""
    moved = written(
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
    return bool(moved())
