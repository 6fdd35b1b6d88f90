"""Who may do what, on a firm or on one client of it; and the invitations that lead there."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessment.models.base import FirmRow, KeyField, one_of


class Role(models.TextChoices):
    """What somebody is to a firm. The actions each may take stand in access.py."""

    FIRM_ADMIN = "firm_admin", _("firm administrator")
    FIRM_MEMBER = "firm_member", _("counsel")
    CLIENT_MEMBER = "client_member", _("client")
    AUDITOR = "auditor", _("auditor (reads only)")


def _role_fits() -> Q:
    """An administrator has the whole firm, a client's person exactly one client."""
    return (
        Q(role=Role.FIRM_ADMIN, client__isnull=True)
        | Q(role=Role.CLIENT_MEMBER, client__isnull=False)
        | Q(role__in=[Role.FIRM_MEMBER, Role.AUDITOR])
    )


class Grant(FirmRow):
    """A role of one person, on the whole firm or on one client, for ever or until a day.

    Outside row-level security, since sign-in has to find a person's firms; the scope holds.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    client = models.ForeignKey(
        "assessment.Client", on_delete=models.PROTECT, null=True, blank=True, related_name="grants"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("the last day on which it holds"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints: ClassVar = [
            one_of("role", Role, "grant_role_is_known"),
            models.CheckConstraint(condition=_role_fits(), name="grant_role_fits_its_reach"),
            models.UniqueConstraint(
                fields=["user", "firm"], condition=Q(client__isnull=True), name="grant_once_a_firm"
            ),
            models.UniqueConstraint(
                fields=["user", "client"], condition=Q(client__isnull=False), name="grant_once_a_client"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"

    @staticmethod
    def holding(on: date) -> Q:
        """The condition that a grant holds on a day."""
        return Q(until__isnull=True) | Q(until__gte=on)


class Invitation(FirmRow):
    """A door for one address: the token is kept as its SHA-256, works once and only until a moment."""

    key = KeyField()
    email = models.EmailField(_("e-mail address"), max_length=254)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    client = models.ForeignKey(
        "assessment.Client", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    until = models.DateField(_("until"), null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints: ClassVar = [
            one_of("role", Role, "invitation_role_is_known"),
            models.CheckConstraint(condition=_role_fits(), name="invitation_role_fits_its_reach"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False),
                name="invitation_used_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="invitation_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.role}"
