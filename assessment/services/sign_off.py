"""Freezing an assessment, and counsel's word for what was frozen."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.cleaning import clean_note
from assessment.errors import Refused
from assessment.models import Assessment, SignOff, Snapshot, Stage, User
from assessment.services.assessment import move_stage
from assessment.services.audit import record_event
from assessment.services.register import enter_snapshot


def freeze(
    *, assessment: Assessment, body: bytes, digest: str, by: User | None, code: str | None = None
) -> Snapshot:
    """Keep the canonical JSON of an assessment's state, and enter it in the register of what was issued.

    ``digest`` is the snapshot's own, "sha256:…"; ``code`` the key its covers bear.
    """
    with transaction.atomic():
        snapshot = Snapshot.objects.create(
            firm_id=assessment.firm_id,
            assessment=assessment,
            version=assessment.version,
            body=body,
            digest=digest,
            by=by,
            at=timezone.now(),
        )
        enter_snapshot(snapshot, code=code)
        record_event(
            service=assessment.service,
            by=by,
            verb="snapshot_taken",
            subject=f"snapshot:{snapshot.key}",
            payload={"assessment": assessment.key, "version": assessment.version, "digest": digest},
        )
    return snapshot


def sign_off(*, assessment: Assessment, snapshot: Snapshot, by: User, statement: str = "") -> SignOff:
    """Sign a snapshot of the assessment as it stands; it is closed from then on.

    Raises Refused if the assessment is not in review, or has changed since the snapshot was taken.
    """
    statement = clean_note(statement, field="statement")
    if assessment.stage != Stage.REVIEW:
        raise Refused(_("Send the assessment to review first."))
    if snapshot.assessment_id != assessment.pk or snapshot.version != assessment.version:
        raise Refused(_("The assessment has changed since. Look at it again, and sign what it says now."))
    with transaction.atomic():
        move_stage(assessment, Stage.SIGNED_OFF, by)
        signed = SignOff.objects.create(
            firm_id=assessment.firm_id,
            assessment=assessment,
            snapshot=snapshot,
            statement=statement,
            by=by,
            at=timezone.now(),
        )
        record_event(
            service=assessment.service,
            by=by,
            verb="signed_off",
            subject=f"assessment:{assessment.key}",
            payload={"sign_off": signed.key, "digest": snapshot.digest, "statement": statement},
        )
    return signed


def withdraw_sign_off(*, sign_off: SignOff, by: User, reason: str) -> None:
    """Take counsel's word back; the assessment is in review again, the row stays, the trail says why."""
    reason = clean_note(reason, field="reason")
    if not reason:
        raise Refused(_("Say why the sign-off is withdrawn."), field="reason")
    if sign_off.withdrawn_at is not None:
        raise Refused(_("The signature has been withdrawn already."))
    with transaction.atomic():
        sign_off.withdrawn_at, sign_off.withdrawn_by = timezone.now(), by
        sign_off.save(update_fields=["withdrawn_at", "withdrawn_by"])
        if sign_off.assessment.stage == Stage.SIGNED_OFF:
            move_stage(sign_off.assessment, Stage.REVIEW, by)
        record_event(
            service=sign_off.assessment.service,
            by=by,
            verb="sign_off_withdrawn",
            subject=f"assessment:{sign_off.assessment.key}",
            payload={"sign_off": sign_off.key, "reason": reason},
        )
