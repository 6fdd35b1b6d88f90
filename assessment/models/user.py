"""A person who signs in, by e-mail address."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from assessment.models.grant import Grant

LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]


class UserManager(BaseUserManager["User"]):
    """Makes people; addresses are kept in lower case, so that one person has one account."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person with a hashed password, or with none that works. Raises ValueError without an address."""
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Someone who runs the host; this gives no way into any firm's matters."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """By address, whatever its case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What they may see and do stands in their grants."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=7, choices=LANGUAGES, default="zh-hans")
    is_staff = models.BooleanField(_("runs this host"), default=False)
    is_active = models.BooleanField(_("can sign in"), default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()
    # With the day they hold on: read together with the person, and taken once (`access.memberships`).
    grants_at_hand: "tuple[date, list[Grant]] | None" = None

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_is_unique_in_any_case"),
            models.CheckConstraint(
                condition=models.Q(language__in=["zh-hans", "en"]), name="user_language_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name, or the address of someone who gave none."""
        return str(self)
