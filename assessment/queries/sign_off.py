"""Sign-offs of an assessment, without the bodies of what they signed."""

from django.db.models import QuerySet

from assessment.models import Assessment, SignOff


def standing(assessment: Assessment) -> SignOff | None:
    """The sign-off that holds, if one does; one query."""
    return given(assessment).filter(withdrawn_at=None).first()


def given(assessment: Assessment) -> QuerySet[SignOff]:
    """Every sign-off there was, newest first."""
    rows = SignOff.objects.filter(assessment=assessment).select_related("snapshot", "by", "withdrawn_by")
    return rows.defer("snapshot__body").order_by("-pk")
