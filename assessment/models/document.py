"""What was frozen, who signed it, and what was printed from it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessment.models.base import FirmRow, KeyField, one_of


class Snapshot(FirmRow):
    """The state of an assessment on a day, as canonical JSON bytes. The database refuses to change it."""

    key = KeyField()
    assessment = models.ForeignKey(
        "assessment.Assessment", on_delete=models.CASCADE, related_name="snapshots"
    )
    version = models.PositiveIntegerField()  # of the assessment when it was taken
    body = models.BinaryField()
    digest = models.CharField(max_length=71)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["assessment", "-id"], name="snapshot_of_assessment")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(digest__startswith="sha256:"), name="snapshot_digest_is_sha256"
            )
        ]


class SignOff(FirmRow):
    """Counsel's word for one snapshot. The database refuses to change it, except to withdraw it."""

    key = KeyField()
    assessment = models.ForeignKey(
        "assessment.Assessment", on_delete=models.CASCADE, related_name="sign_offs"
    )
    snapshot = models.OneToOneField(Snapshot, on_delete=models.PROTECT, related_name="sign_off")
    statement = models.TextField(_("statement"), max_length=4000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )


class DocumentStatus(models.TextChoices):
    """Where the job is."""

    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("being made")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")


class Variant(models.TextChoices):
    """How much of a snapshot a document shows; the names are those of ``reports.html.Variant``."""

    FULL = "full", _("the whole report")
    BOARD = "board", _("one page for the board")


class Document(FirmRow):
    """A file made from a snapshot by a worker; ``content_key`` names what it is made of, once."""

    key = KeyField()
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20)  # the module of reports that makes it: pdf, docx, xlsx, json …
    language = models.CharField(max_length=7)
    variant = models.CharField(max_length=10, choices=Variant.choices, default=Variant.FULL)
    sections = models.JSONField(default=list, blank=True)  # names of reports.view.CHOICES; empty is all
    content_key = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=DocumentStatus.choices, default=DocumentStatus.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    attempts = models.PositiveSmallIntegerField(default=0)
    beat_at = models.DateTimeField(null=True, blank=True)  # last sign of life of the worker
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    stored_name = models.CharField(max_length=100, blank=True)
    error = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints: ClassVar = [
            one_of("status", DocumentStatus, "document_status_is_known"),
            one_of("variant", Variant, "document_variant_is_known"),
            models.CheckConstraint(
                condition=Q(language__in=["zh", "en", "both"]), name="document_language_is_known"
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="document_progress_is_per_cent"),
            models.UniqueConstraint(fields=["firm", "content_key"], name="document_once_a_content"),
            models.CheckConstraint(
                condition=~Q(status=DocumentStatus.DONE)
                | Q(stored_name__gt="", sha256__gt="", size__isnull=False),
                name="document_done_has_a_file",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["status", "beat_at"],
                name="document_in_work",
                condition=Q(status__in=["queued", "running"]),
            )
        ]


class IssuedKind(models.TextChoices):
    """What a stranger who holds a paper can hold up to us."""

    CODE = "code", _("code on the cover")
    SNAPSHOT = "snapshot", _("digest of a snapshot")
    FILE = "file", _("digest of a file")


class Issued(FirmRow):
    """The register of what left the house: which firm a code or digest belongs to, and nothing else.

    Read before a firm is known, so it stands outside row-level security; what it leads to does not.
    """

    kind = models.CharField(max_length=10, choices=IssuedKind.choices)
    value = models.CharField(max_length=71)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="issued")

    class Meta:
        constraints: ClassVar = [
            one_of("kind", IssuedKind, "issued_kind_is_known"),
            models.UniqueConstraint(fields=["kind", "value"], name="issued_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
