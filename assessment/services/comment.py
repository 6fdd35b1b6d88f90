"""Comments beside a question, an obligation, an assessment or a service."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.cleaning import clean_note
from assessment.errors import Refused
from assessment.models import Assessment, Comment, Service, User
from assessment.services.audit import record_event


def add_comment(
    *,
    service: Service,
    text: str,
    by: User,
    assessment: Assessment | None = None,
    question: str = "",
    obligation: str = "",
) -> Comment:
    """Say something. The same words by the same person at the same place within a minute count once."""
    text = clean_note(text, field="text")
    if not text:
        raise Refused(_("Write a comment."), field="text")
    if question and assessment is None:
        raise TypeError("a comment on a question needs its assessment")
    now = timezone.now()
    with transaction.atomic():
        last = Comment.objects.filter(service=service, by=by).order_by("-pk").first()
        if (
            last
            and (last.text, last.question, last.obligation) == (text, question, obligation)
            and last.assessment_id == (assessment and assessment.pk)
            and (now - last.at).total_seconds() < 60
        ):
            return last
        comment = Comment.objects.create(
            firm_id=service.firm_id,
            service=service,
            assessment=assessment,
            question=question,
            obligation=obligation,
            text=text,
            by=by,
            at=now,
        )
        record_event(
            service=service,
            by=by,
            verb="commented",
            subject=f"comment:{comment.key}",
            at=now,
            payload={
                "text": text,
                "question": question,
                "obligation": obligation,
                "assessment": assessment.key if assessment else None,
            },
        )
    return comment


def resolve_comment(*, comment: Comment, by: User, back: bool = False) -> Comment:
    """Close what was said, or open it again. What somebody else did first stands as they did it."""
    at, who = (None, None) if back else (timezone.now(), by)
    with transaction.atomic():
        found = Comment.objects.filter(pk=comment.pk, resolved_at__isnull=not back)
        if not found.update(resolved_at=at, resolved_by=who):
            return comment
        comment.resolved_at, comment.resolved_by = at, who
        record_event(
            service=comment.service,
            by=by,
            verb="comment_reopened" if back else "comment_resolved",
            subject=f"comment:{comment.key}",
            payload={"question": comment.question, "obligation": comment.obligation},
        )
    return comment
