"""Everything kept: one file a noun. Rows of a firm are reached only inside ``tenant(firm)``.

Facts and outcomes are not here: they are computed from the answers, the edition and the day.
"""

from assessment.models.answer import Answer, AnswerKind
from assessment.models.assessment import Assessment, Assignment, Stage
from assessment.models.client import Client
from assessment.models.comment import Comment
from assessment.models.document import (
    Document,
    DocumentStatus,
    Issued,
    IssuedKind,
    SignOff,
    Snapshot,
    Variant,
)
from assessment.models.edition import Edition
from assessment.models.event import Chain, Event, EventPayload
from assessment.models.evidence import Evidence, EvidenceKind, EvidenceLink, EvidenceRevision
from assessment.models.finding import Action, ActionStatus, Finding, Judgement, Status
from assessment.models.firm import Firm
from assessment.models.grant import Grant, Invitation, Role
from assessment.models.position import Dissent, DissentView, HousePosition, Position, Reading
from assessment.models.service import Service
from assessment.models.summary import Outcome, Scope, Summary
from assessment.models.user import User

__all__ = [
    "Action", "ActionStatus", "Answer", "AnswerKind", "Assessment", "Assignment", "Chain", "Client",
    "Comment", "Dissent", "DissentView", "Document", "DocumentStatus", "Edition", "Event", "EventPayload",
    "Evidence", "EvidenceKind", "EvidenceLink", "EvidenceRevision", "Finding", "Firm", "Grant",
    "HousePosition", "Invitation", "Issued", "IssuedKind", "Judgement", "Outcome", "Position", "Reading",
    "Role", "Scope", "Service", "SignOff", "Snapshot", "Stage", "Status", "Summary", "User", "Variant",
]  # fmt: skip
