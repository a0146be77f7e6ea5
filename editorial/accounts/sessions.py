"""Sessions that end after 12 hours without a request, and after seven days in any case."""

import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

TOTAL_AGE = 7 * 24 * 3600
"""After how many seconds whoever is signed in has to sign in again."""
REFRESH_AGE = 10 * 60
"""How many seconds a session may be used before its row says so: not every page has to write."""
SIGNED_IN_AT = "signed_in_at"
"""The key under which a session holds when it began, in seconds since 1970."""
WEAK = "weak_password"
"""The key under which a session holds why the password that was shown would be refused today."""


class SessionStore(db.SessionStore):
    """A session in the database. How long it may lie idle is SESSION_COOKIE_AGE.

    Its row is written anew, with the time at which it ends, when that has moved by REFRESH_AGE.
    """

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        row = self._get_session_from_db()  # type: ignore[attr-defined]  # not in the stubs
        if row is None:
            return {}
        data = self.decode(row.session_data)
        ends_at = timezone.now() + datetime.timedelta(seconds=self._find_age(data))
        if SESSION_KEY in data and abs((ends_at - row.expire_date).total_seconds()) >= REFRESH_AGE:
            self.modified = True
        return data

    def save(self, must_create: bool = False) -> None:
        """Store the session, with the time at which somebody signed in."""
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # not in the stubs
        if SESSION_KEY in data:
            data.setdefault(SIGNED_IN_AT, timezone.now().timestamp())
        super().save(must_create)

    def get_expiry_age(self, **_given: Any) -> int:
        return self._find_age(dict(self.items()))

    def get_expiry_date(self, **_given: Any) -> datetime.datetime:
        return timezone.now() + datetime.timedelta(seconds=self.get_expiry_age())

    def _find_age(self, data: dict[str, Any]) -> int:
        """Return how many seconds a session with this data has left if it is not used again."""
        idle = self.get_session_cookie_age()
        begun = data.get(SIGNED_IN_AT)
        if begun is None:
            return idle
        return max(0, min(idle, int(begun + TOTAL_AGE - timezone.now().timestamp())))
