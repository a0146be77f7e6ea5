"""What readers see when something is missing, refused or broken."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import RequestFactory
from django.urls import get_resolver

from tests.pages import text_of


def test_a_missing_page(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "There is no such page" in text_of(response)


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (400, SuspiciousOperation(), "That request made no sense"),
        (403, PermissionDenied(), "This page is not open to you"),
    ],
)
def test_a_refused_request(status, error, words):
    handler = get_resolver().resolve_error_handler(status)
    response = handler(RequestFactory().get("/"), exception=error)
    assert response.status_code == status
    assert words in text_of(response)


def test_a_fault_is_told_without_the_database(client):
    """No database is at hand in this test, so the front page fails, and its error page must not."""
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in text_of(response)


@pytest.mark.parametrize("path", ["/%00", "/claims/%00/", "/claims/1%00/", "/topics/%FF/", "/%E2%80%AE/"])
def test_a_path_of_nonsense_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_robots_are_kept_from_the_admin(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain"
    assert response.content == b"User-agent: *\nDisallow: /admin/\n"
