"""What moved since the last report: the comparison that is frozen inside a new snapshot.

The report before is the newest of the service, of whichever assessment, that was released and whose sign-off
stands: drafts are nobody's word, so a reader holds none to compare with. Where there is none the snapshot
holds no comparison. Any two snapshots can be compared on screen.
"""

from assessment.models import Assessment, Snapshot
from reports import compare
from reports import snapshot as shape


def with_changes(assessment: Assessment, frozen: shape.Snapshot) -> shape.Snapshot:
    """``frozen`` with what moved since the last report; one query, and the time to read that report."""
    before = last_released(assessment)
    if before is None:
        return frozen
    return frozen.model_copy(update={"since": compare.since(shape.from_json(bytes(before.body)), frozen)})


def last_released(assessment: Assessment) -> Snapshot | None:
    """The newest snapshot of the assessment's service that counsel's word stands for."""
    signed = Snapshot.objects.filter(
        assessment__service=assessment.service_id, sign_off__isnull=False, sign_off__withdrawn_at=None
    )
    return signed.order_by("-pk").first()
