"""What was said on an assessment and its service; one query a question."""

from django.db.models import Q, QuerySet

from assessment.models import Assessment, Comment, Service


def comments_of(assessment: Assessment, *, question: str = "", obligation: str = "") -> list[Comment]:
    """Everything said on an assessment, oldest first; or at one of its questions or obligations."""
    found = _of(assessment).select_related("by", "resolved_by")
    if question or obligation:
        found = found.filter(question=question, obligation=obligation)
    return list(found.order_by("at", "pk"))


def open_number(assessment: Assessment) -> int:
    """How many comments nobody has closed yet."""
    return _of(assessment).filter(resolved_at=None).count()


def open_at(service: Service, obligation: str) -> list[Comment]:
    """What is still open beside an obligation, oldest first."""
    found = Comment.objects.filter(service=service, obligation=obligation, resolved_at=None)
    return list(found.select_related("by").order_by("at", "pk"))


def _of(assessment: Assessment) -> QuerySet[Comment]:
    """What belongs to an assessment: its own, and its service's.

    A finding is the service's and goes along into its next assessment; so does what was said beside it.
    """
    said_here = Q(assessment=assessment) | Q(assessment=None) | Q(obligation__gt="")
    return Comment.objects.filter(said_here, service=assessment.service_id)
