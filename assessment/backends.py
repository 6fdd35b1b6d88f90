"""Sign-in is allauth's; the person behind a session is read together with what lets them in."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend as Allauth

from assessment.access import person
from assessment.models import User


class AuthenticationBackend(Allauth):
    """allauth's own but for the reading, which every page begins with."""

    def get_user(self, user_id: Any) -> User | None:
        found = person(user_id)
        return found if found is not None and self.user_can_authenticate(found) else None
