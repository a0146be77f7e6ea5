"""The site, called through its WSGI application.

As a server calls it: everything but the network.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client, RequestFactory

from .answers import Answer

EDITOR = "benchmark-editor"


@dataclass
class Profile:
    """The database work of one page.

    Each statement as it was sent, and the seconds that all of them took.
    """

    statements: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Site:
    """Our pages. Sets nothing up twice, and keeps no page."""

    def __init__(self):
        settings.ROOT_URLCONF = "benchmarks.pages.urls"
        settings.ALLOWED_HOSTS = ["localhost"]
        settings.SECURE_SSL_REDIRECT = False
        self._application = get_wsgi_application()
        self._requests = RequestFactory(SERVER_NAME="localhost")
        self._cookie = _signed_in()

    def get(self, path: str, *, editor: bool = False) -> Answer:
        """`editor`: as somebody who has signed in and may do everything."""
        cookie = {"HTTP_COOKIE": self._cookie} if editor else {}
        environ = self._requests.get(path, **cookie).environ
        status = []
        began = time.perf_counter()
        response = self._application(environ, lambda line, *_: status.append(int(line[:3])))
        body = b"".join(response)
        response.close()
        return Answer(status[0], body, time.perf_counter() - began)

    def profile(self, path: str, *, editor: bool = False) -> Profile:
        with _noted() as profile:
            self.get(path, editor=editor)
        return profile


@contextmanager
def _noted() -> Iterator[Profile]:
    profile = Profile()

    def note(execute, sql, params, many, context):
        began = time.perf_counter()
        result = execute(sql, params, many, context)
        profile.seconds += time.perf_counter() - began
        cursor = context["cursor"].cursor
        profile.statements.append(connection.ops.last_executed_query(cursor, sql, params))
        return result

    with connection.execute_wrapper(note):
        yield profile


def _signed_in() -> str:
    """Return the session cookie of an account with all permissions.

    The account is made if missing; nobody can sign in with it.
    """
    user, made = get_user_model().objects.get_or_create(
        username=EDITOR, defaults={"is_staff": True, "is_superuser": True}
    )
    if made:
        user.set_unusable_password()
        user.save()
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
