"""What readers see when something is missing, refused or broken."""

import re
import shutil
import tempfile
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver
from django.utils import translation
from psycopg.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

from core.errors import Conflict
from project.monitoring.logs import is_news
from tests.support.html import links_of, text_of

# Tests here have no database: pytest-django lets none of them touch it.
SIGNED_IN_ONCE = {"sessionid": "0123456789abcdefghijklmnopqrstuv", "csrftoken": "0" * 32}

FORMS = {"/report/", "/follow/", "/follow/search/", "/follow/1/1/", "/follow/confirm/1/", "/follow/own/1/"}
"""Where readers send a form, with 1 for what is in the address."""


@pytest.fixture
def client():
    client = Client(raise_request_exception=False)
    client.cookies.load(SIGNED_IN_ONCE)
    return client


def test_a_missing_page_offers_a_search_and_ways_on(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "We cannot find that page" in text_of(response)
    assert b'role="search" action="/claims/"' in response.content
    links = links_of(response)
    assert links["The front page"] == "/"
    assert links["Every claim"] == "/claims/"
    assert links["tell us"] == "/report/"


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (400, SuspiciousOperation(), "We could not read that address"),
        (403, PermissionDenied(), "You cannot open this page"),
    ],
)
def test_a_refused_request(status, error, words):
    handler = get_resolver().resolve_error_handler(status)
    response = handler(RequestFactory().get("/"), exception=error)
    assert response.status_code == status
    assert words in text_of(response)


def list_addresses(patterns, prefix="/"):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield re.sub(r"<\w+:\w+>", "1", route)
        else:
            yield from list_addresses(pattern.url_patterns, route)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_method_that_a_page_does_not_take_is_refused_as_such(method, caplog):
    """Not for want of a form's token, which would say that there is a way."""
    client = Client(enforce_csrf_checks=True)
    # Those of editors and of programs, one that leads on, and what mail programs send.
    others = ("/admin/", "/api/", "/v1alpha1/", "/favicon.ico", "/follow/unsubscribe/")
    pages = [path for path in list_addresses(get_resolver().url_patterns) if not path.startswith(others)]
    assert len(pages) > 50
    answers = {path: client.generic(method, path) for path in [*pages, "/api/"]}
    forms = {path for path, answer in answers.items() if answer.status_code == 403}
    assert forms == (FORMS if method == "POST" else set())
    for path in answers.keys() - forms:
        allowed = answers[path]["Allow"].split(", ")
        assert (answers[path].status_code, method in allowed, "GET" in allowed) == (405, False, True), path
    assert answers["/api/"].json()["status"] == 405
    told = [record for record in caplog.records if record.name == "django.security.csrf"]
    assert {record.status_code for record in told if is_news(record)} <= {403}


def test_a_host_that_is_not_ours_is_answered_in_our_style(client):
    response = client.get("/claims/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "We could not read that address" in text_of(response)
    assert links_of(response)["On the Record"] == "/"
    assert b"elsewhere.example" not in response.content


def test_a_form_from_elsewhere_is_refused_in_our_style():
    response = Client(enforce_csrf_checks=True).post("/report/", {"text": "Hello"})
    assert response.status_code == 403
    assert "We could not accept that form" in text_of(response)


def test_a_fault_is_told_without_the_database(client):
    """Tests without the database mark have none: the front page fails here."""
    response = client.get("/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in text_of(response)


def answer_to(error: Exception, method: str, path: str) -> HttpResponse:
    try:
        raise error
    except (OperationalError, Conflict):
        return get_resolver().resolve_error_handler(500)(RequestFactory().generic(method, path))


@pytest.mark.parametrize("cause", [DeadlockDetected, SerializationFailure, LockNotAvailable])
def test_a_change_that_meets_another_may_be_tried_again(cause):
    error = OperationalError("canceled")
    error.__cause__ = cause("canceled")
    page = answer_to(error, "POST", "/report/")
    assert (page.status_code, page["Cache-Control"]) == (409, "no-store")
    assert "Nothing you sent was saved. Go back and try again." in text_of(page)
    with translation.override("ru"):
        assert "Кто-то другой в это же время менял то же самое" in text_of(
            answer_to(error, "POST", "/ru/report/")
        )
    problem = answer_to(error, "PATCH", "/api/v1/claims/1")
    assert (problem.status_code, problem["Content-Type"]) == (409, "application/problem+json")
    assert b"Nothing was saved: try again." in problem.content


def test_what_only_reads_is_asked_again_unless_it_locks():
    """A replica that has to catch up ends queries as if they had met another change."""
    error = OperationalError("canceled")
    error.__cause__ = SerializationFailure("canceled")
    assert answer_to(error, "GET", "/claims/").status_code == 503
    assert answer_to(Conflict("Try again."), "GET", "/admin/").status_code == 409
    assert answer_to(OperationalError("gone"), "POST", "/report/").status_code == 503


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/claims/", "The site cannot reach its records just now"),
        ("/ru/claims/1/", "Сайт сейчас не может обратиться к своим записям"),
        ("/admin/", "The site cannot reach its records just now"),
    ],
)
def test_the_server_of_the_database_is_away(client, server_away, path, words):
    response = client.get(path)
    assert response.status_code == 503
    assert words in text_of(response)
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert (response["Retry-After"], response["Cache-Control"]) == ("5", "no-store")


def test_programs_are_told_that_the_database_is_away(client, server_away):
    response = client.get("/api/v1/claims")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["detail"] == "The database does not answer. Try again in 5 seconds."


def test_what_is_nowhere_is_missed_without_the_database(client, server_away):
    assert client.get("/nowhere/").status_code == 404


def test_the_site_is_back_after_the_database(client, server_away):
    """Also when it was away for longer than the pool tries by itself."""
    usual, pool = settings.DATABASES["default"], connection.settings_dict["OPTIONS"]["pool"]
    if not Path(usual["HOST"]).is_dir():
        pytest.skip("the server is not reached by a socket, whose file can be put elsewhere")
    assert pool["reconnect_timeout"] <= 5
    pool["reconnect_timeout"] = 0.3
    folder = Path(tempfile.mkdtemp(dir="/tmp"))  # the path of a socket must be short
    connection.settings_dict |= {"HOST": str(folder), "PORT": usual["PORT"]}
    try:
        assert client.get("/api/v1/topics").status_code == 503
        time.sleep(0.6)  # the pool has given up by then
        name = f".s.PGSQL.{usual['PORT']}"
        (folder / name).symlink_to(Path(usual["HOST"]) / name)
        with connection.cursor() as cursor:  # at once: no more failures to wait for
            cursor.execute("SELECT 1")
    finally:
        connection.close_pool()
        shutil.rmtree(folder)


@pytest.mark.parametrize("path", ["/nowhere/", "/"])
def test_an_error_is_not_for_search_engines_and_has_no_address_of_its_own(client, path):
    text = client.get(path).content.decode()
    assert '<meta name="robots" content="noindex">' in text
    assert "og:" not in text
    assert "canonical" not in text


@pytest.mark.parametrize("path", ["/%00", "/claims/%00/", "/claims/1%00/", "/topics/%FF/", "/%E2%80%AE/"])
def test_a_path_of_nonsense_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_robots_are_kept_from_the_admin_and_led_to_the_sitemap(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain"
    *rules, sitemap = response.content.decode().splitlines()
    assert sitemap == "Sitemap: http://testserver/sitemap.xml"
    assert rules[:2] == ["User-agent: *", "Disallow: /admin/"]
    assert "Disallow: /claims/?*&" in rules, "combinations of filters are without number"


def test_a_browser_that_asks_for_the_old_icon_is_led_to_ours(client):
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert response["Location"] == "/static/favicon.svg"
