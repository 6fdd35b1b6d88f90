"""Sign-in is allauth's; the person behind a session is read with a query that is composed once."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend as Allauth
from django.db.models import QuerySet

from assessment.models import User
from assessment.prepared import MARK_USER, rows


class AuthenticationBackend(Allauth):
    """allauth's own but for the reading, which every page begins with."""

    def get_user(self, user_id: Any) -> User | None:
        found = rows("person", _by_key, {"user": user_id})
        return found[0] if found and self.user_can_authenticate(found[0]) else None


def _by_key() -> QuerySet[User]:
    return User.objects.filter(pk=MARK_USER)
