"""Django's sessions in the database, read by a query that is written once: every request of a rater reads one."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from evaluator.prepared import Prepared, Row


class SessionStore(DatabaseSessions):
    """The same rows, cookies and rules as Django's own."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; nothing, and forget its key, when there is none or its time is over."""
        for data, expires_at in _of_key(self.session_key or ""):
            if expires_at > timezone.now():
                return dict(self.decode(data))
        self._session_key = None
        return {}


def _write(key: str) -> QuerySet[Session, Row]:
    return Session.objects.filter(session_key=key).values_list("session_data", "expire_date")


_of_key = Prepared(_write, str)
