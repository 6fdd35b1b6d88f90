"""Two states of a service side by side: frozen ones as they were frozen, today's gathered and not kept."""

from django.utils import timezone

from assessment.models import Assessment, User
from assessment.queries.state import state
from assessment.services.report import gather
from reports import snapshot as shape


def as_it_stands(*, assessment: Assessment, by: User) -> shape.Snapshot:
    """The assessment as of this moment in the shape of a snapshot. Nothing is stored."""
    report = shape.Report(id="-", status="draft", created_at=timezone.now(), prepared_by=by.name)
    return gather(assessment, state(assessment), report)
