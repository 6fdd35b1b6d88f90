"""What supports a finding: a file, a link or a statement, with its revisions and days."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessment.models.base import FirmRow, KeyField, one_of


class EvidenceKind(models.TextChoices):
    """What a piece of evidence is."""

    FILE = "file", _("file")
    LINK = "link", _("link")
    STATEMENT = "statement", _("statement")


class Evidence(FirmRow):
    """Numbered E-01, E-02 … within its service; may support several findings."""

    key = KeyField()
    service = models.ForeignKey("assessment.Service", on_delete=models.CASCADE, related_name="evidence")
    number = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=200)
    findings = models.ManyToManyField("assessment.Finding", through="EvidenceLink", related_name="evidence")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "number"], name="evidence_number_is_unique"),
            models.CheckConstraint(condition=Q(title__gt=""), name="evidence_has_a_title"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.title}"

    @property
    def label(self) -> str:
        """The number as people cite it: E-07."""
        return f"E-{self.number:02d}"


class EvidenceLink(FirmRow):
    """This piece of evidence supports that finding."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="links")
    finding = models.ForeignKey("assessment.Finding", on_delete=models.CASCADE, related_name="evidence_links")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evidence", "finding"], name="evidence_link_once")
        ]


class EvidenceRevision(FirmRow):
    """One state of a piece of evidence; the newest counts, the database refuses to change any.

    A file lies under ``stored_name`` in the private root; its name as uploaded, cleaned, is ``name``.
    """

    key = KeyField()
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=EvidenceKind.choices)
    name = models.CharField(_("file name"), max_length=200, blank=True)
    stored_name = models.CharField(max_length=100, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    url = models.URLField(_("link"), max_length=2000, blank=True)
    statement = models.TextField(_("statement"), max_length=4000, blank=True)
    effective_on = models.DateField(_("effective"), null=True, blank=True)
    received_on = models.DateField(_("received"), null=True, blank=True)
    expires_on = models.DateField(_("expires"), null=True, blank=True)
    note = models.TextField(_("note"), max_length=4000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            one_of("kind", EvidenceKind, "evidence_kind_is_known"),
            models.UniqueConstraint(fields=["evidence", "number"], name="evidence_revision_number_is_unique"),
            models.CheckConstraint(
                condition=Q(
                    kind=EvidenceKind.FILE,
                    stored_name__gt="",
                    sha256__gt="",
                    size__isnull=False,
                    url="",
                    statement="",
                )
                | Q(kind=EvidenceKind.LINK, url__gt="", stored_name="", statement="")
                | Q(kind=EvidenceKind.STATEMENT, statement__gt="", stored_name="", url=""),
                name="evidence_holds_what_its_kind_says",
            ),
            models.CheckConstraint(
                condition=Q(effective_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(expires_on__gte=F("effective_on")),
                name="evidence_expires_after_it_takes_effect",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["firm", "expires_on"], name="evidence_expiring", condition=Q(expires_on__isnull=False)
            )
        ]
