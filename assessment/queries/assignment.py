"""Who was asked to answer what of an assessment; one query each, and each row knows the assessment given."""

from collections.abc import Collection

from django.db.models import F, Q

from assessment.models import Assessment, Assignment, User


def assignments_of(assessment: Assessment) -> list[Assignment]:
    """Everything given to somebody: what is open by its day, then what is done, the latest first."""
    found = assessment.assignments.select_related("user", "by")
    return list(found.order_by(F("done_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk"))


def asked_of(
    user: User, assessment: Assessment, topics: Collection[str], questions: Collection[str]
) -> list[Assignment]:
    """What a person was asked for within some topics and questions, and has not finished."""
    within = Q(topic__in=topics, question="") | Q(question__in=questions, topic="")
    found = assessment.assignments.filter(within, user=user, done_at=None)
    return list(found.select_related("user", "by").order_by(F("due_on").asc(nulls_last=True), "pk"))


def is_asked(assessment: Assessment, *, user: User, topic: str, question: str) -> bool:
    """Whether this stands open for this person already."""
    return assessment.assignments.filter(user=user, topic=topic, question=question, done_at=None).exists()
