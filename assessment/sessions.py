"""Sessions in the database, read with a query that is composed once; every page begins with it."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from assessment.prepared import MARK_KEY, rows


class SessionStore(DatabaseSessions):
    """Django's own but for the reading."""

    def _get_session_from_db(self) -> Any:
        found = rows("session", _by_key, {"key": self.session_key})
        if found and found[0].expire_date > timezone.now():
            return found[0]
        self._session_key = None  # as Django does: an unknown or expired key is never taken up again
        return None


def _by_key() -> QuerySet[Session]:
    return Session.objects.filter(session_key=MARK_KEY)
