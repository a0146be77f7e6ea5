"""The site, asked through its WSGI application as a server asks it, and the floor.

All but the network. The floor is the least that a page could cost: its own SQL through bare psycopg, and a
view that does nothing.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client, RequestFactory

from .answers import Answer
from .urls import EMPTY

EDITOR = "benchmark-editor"


@dataclass
class PageProfile:
    """The database work of one page.

    It holds each statement as it was sent, and the seconds that all of them took.
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
        self._cookie = _sign_in()

    def get(self, path: str, *, editor: bool = False) -> Answer:
        """`editor`: as somebody who has signed in and may do everything."""
        headers = {"cookie": self._cookie} if editor else None
        environ = self._requests.get(path, headers=headers).environ
        status: list[int] = []

        def start_response(line, headers, exc_info=None):
            status.append(int(line[:3]))

        began = time.perf_counter()
        response = self._application(environ, start_response)
        body = b"".join(response)
        response.close()
        return Answer(status[0], body, time.perf_counter() - began)

    def profile(self, path: str, *, editor: bool = False) -> PageProfile:
        with record_queries() as profile:
            self.get(path, editor=editor)
        return profile


@contextmanager
def record_queries() -> Iterator[PageProfile]:
    profile = PageProfile()

    def note(execute, sql, params, many, context):
        began = time.perf_counter()
        result = execute(sql, params, many, context)
        profile.seconds += time.perf_counter() - began
        cursor = context["cursor"].cursor
        profile.statements.append(connection.ops.last_executed_query(cursor, sql, params))
        return result

    with connection.execute_wrapper(note):
        yield profile


def _sign_in() -> str:
    """Return the cookie of a session of somebody who may do everything.

    Nobody can sign in with the account.
    """
    user, is_new = get_user_model().objects.get_or_create(
        username=EDITOR, defaults={"is_staff": True, "is_superuser": True}
    )
    if is_new:
        user.set_unusable_password()
        user.save()
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


class Floor:
    def __init__(self, site: Site):
        self._site = site
        settings_dict = connection.settings_dict
        names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        self._connection = psycopg.connect(
            **{name: settings_dict[key] for name, key in names.items() if settings_dict[key]}, autocommit=True
        )

    def seconds(self, statements: Sequence[str]) -> float:
        """Send `statements` one after another and fetch all rows; then ask for nothing."""
        began = time.perf_counter()
        with self._connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                _fetch_all_results(cursor)
        return time.perf_counter() - began + self._site.get(EMPTY).seconds

    def close(self) -> None:
        self._connection.close()


def _fetch_all_results(cursor: psycopg.Cursor) -> None:
    """Fetch the rows of every result: one text may hold several statements."""
    has_result: bool | None = True
    while has_result:
        if cursor.description:
            cursor.fetchall()
        has_result = cursor.nextset()
