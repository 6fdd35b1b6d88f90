"""States of a service to set side by side with frozen ones: gathered for the moment, and not kept."""

from django.utils import timezone

from assessment.models import Assessment, Edition, User
from assessment.queries.state import state
from assessment.services.edition import newest_edition
from assessment.services.report import gather
from reports import snapshot as shape


def as_it_stands(*, assessment: Assessment, by: User, edition: Edition | None = None) -> shape.Snapshot:
    """The assessment as of this moment in the shape of a snapshot. Nothing is stored.

    ``edition``: as it would stand under that rulebook, before anybody moves it there. ``assessment`` is then
    not to be used, or saved, for anything else.
    """
    if edition is not None:
        assessment.edition = edition
    report = shape.Report(id="-", status="draft", created_at=timezone.now(), prepared_by=by.name)
    return gather(assessment, state(assessment), report)


def newer_edition(assessment: Assessment | None) -> Edition | None:
    """The newest rulebook, if an assessment that can still change is pinned to an older one."""
    if assessment is None or not assessment.is_open:
        return None
    newest = newest_edition()
    return newest if newest.pk != assessment.edition_id else None
