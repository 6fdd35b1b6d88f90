"""What waits on the services of a list, beside the work that has somebody's name on it."""

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef

from assessment.models import Answer, AnswerKind


def set_aside(assessments: Iterable[str]) -> dict[str, int]:
    """How many questions are set aside, by key of assessment; one query. None set aside: not in the dict."""
    newer = Answer.objects.filter(
        assessment=OuterRef("assessment"), question=OuterRef("question"), pk__gt=OuterRef("pk")
    )
    rows = Answer.objects.filter(
        ~Exists(newer), assessment__key__in=list(assessments), kind=AnswerKind.SET_ASIDE
    )
    return dict(rows.order_by().values_list("assessment__key").annotate(Count("pk")))
