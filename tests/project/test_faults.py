"""What fails beside the site, and what readers notice of it: *Faults* in docs/operations.md."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from claims.models import StoredPage
from claims.tasks import fold_stamps as tidy_task
from claims.versions.stored_pages import MEMORY, MOST_WAITING
from public.topics import views
from tests import factories as make
from tests.project.test_settings import PRODUCTION, shown
from tests.support.html import text_of
from tests.support.sql import sql

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("tables_owner", "stamped_pages"),
]
PATH = "/topics/"
SECONDS_TO_REFUSE = 2


def ask(path: str = PATH, **headers: str) -> HttpResponse:
    """Ask for a page, and give the connection back, as a request does outside tests."""
    try:
        return Client(raise_request_exception=False).get(path, headers=headers)
    finally:
        connection.close()


def publish_in(name: str) -> None:
    with transaction.atomic():
        make.StatementFactory().claim.topics.add(make.TopicFactory(name=name))


@pytest.fixture
def before_page(monkeypatch) -> list[Callable[[], object]]:
    """Provide a list of what happens each time the page is made, before it is."""
    steps: list[Callable[[], object]] = []
    list_topics = views.list_topics

    def make_after_steps(*arguments, **named):
        for step in steps:
            step()
        return list_topics(*arguments, **named)

    monkeypatch.setattr(views, "list_topics", make_after_steps)
    return steps


@pytest.mark.parametrize("damage", ["", "DROP TABLE claims_storedpage", "TRUNCATE claims_storedpage"])
def test_a_herd_on_a_cold_page_has_it_made_once(before_page, damage):
    made = []
    before_page.append(lambda: (made.append(PATH), time.sleep(0.3)))

    if damage:
        sql(damage)
    try:
        with ThreadPoolExecutor(1 + MOST_WAITING) as visitors:
            pages = list(visitors.map(lambda _number: ask().content, range(3 * MOST_WAITING)))
        assert len({*pages}) == len(made) == 1
        assert len(MEMORY) == ("DROP" in damage)
    finally:
        tidy_task.func.__wrapped__(timestamp=0)
    before_page.clear()
    publish_in("Bridges")
    ask()
    assert StoredPage.objects.count() == 1


def test_addresses_that_somebody_makes_up_fill_nothing(settings):
    """Of queries there are without number, and of ports of a host, and of names below one."""
    settings.ALLOWED_HOSTS = ["record.example.org", ".example.net"]
    settings.SITE_URL = "https://record.example.org:8443"
    made_up = [ask(f"{PATH}?x={number}", host="record.example.org") for number in range(10)]
    made_up += [ask(host=f"record.example.org:{port}") for port in range(1, 10)]
    made_up += [ask(host=f"a{number}.example.net") for number in range(10)]
    assert {page.status_code for page in made_up} == {200}
    assert not StoredPage.objects.exists() and not len(MEMORY)
    ask(host="record.example.org"), ask(host="record.example.org:8443")
    assert StoredPage.objects.count() == 2


def test_who_finds_no_connection_is_told_within_two_seconds_to_come_again(monkeypatch):
    connection.close()
    timeout = shown("s.DATABASES['default']['OPTIONS']['pool']['timeout']", **PRODUCTION)
    monkeypatch.setattr(connection.pool, "timeout", float(timeout))
    with ExitStack() as held:
        for _place in range(connection.pool.max_size):
            held.enter_context(connection.pool.connection())
        began = time.monotonic()
        refused = ask()
        took = time.monotonic() - began
    assert took < SECONDS_TO_REFUSE
    assert (refused.status_code, refused["Retry-After"]) == (503, "5")
    assert {"Content-Security-Policy", "Permissions-Policy", "X-Frame-Options"} <= {*refused.headers}
    assert "The site cannot reach its records just now" in text_of(refused)
    assert ask().status_code == 200


def test_a_database_that_restarts_costs_who_is_being_answered_one_503(before_page):
    """Its sessions end, and the store is empty if it has crashed; the process opens new ones."""
    tag = ask()["ETag"]
    make.TopicFactory()
    before_page.append(lambda: sql("SELECT pg_terminate_backend(pg_backend_pid())"))
    broken = ask()
    assert (broken.status_code, broken["Retry-After"], broken["Cache-Control"]) == (503, "5", "no-store")
    before_page.clear()
    sql("TRUNCATE claims_storedpage")
    page = ask()
    assert page.status_code == 200 and page["ETag"] != tag
    assert ask().wsgi_request.is_from_store


def test_a_proxy_that_takes_etags_away_gets_pages_that_are_as_new():
    """Neither it nor its visitors ask by ETag: they get whole pages, and may keep them as briefly."""

    def ask_through_proxy() -> HttpResponse:
        page = ask()
        del page["ETag"]
        return page

    first = ask_through_proxy()
    assert ask_through_proxy().content == first.content
    publish_in("Ships that left")
    second = ask_through_proxy()
    assert b"Ships that left" in second.content
    assert {name for name in second.headers if name in ("Last-Modified", "Expires")} == set()
    assert second["Cache-Control"].startswith("public, max-age=0, s-maxage=5,")
