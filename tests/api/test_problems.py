"""Every error of an address for programs is problem details (RFC 9457)."""

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/api/v1/nothing", {}, 404),
        ("GET", "/api/v1/claims/", {}, 404),
        ("GET", "/api/v1/claims/%00", {}, 404),
        ("GET", "/api/v1/claims/" + "9" * 30, {}, 404),
        ("GET", "/api/v1/claims/" + "9" * 5000, {}, 404),
        ("GET", "/api/v2/", {}, 404),
        ("GET", "/v1alpha1/nothing", {}, 404),
        ("POST", "/api/v1/claims", {}, 405),
        ("DELETE", "/api/v1/claims/1", {}, 405),
        ("GET", "/api/v1/coverage", {}, 405),
        ("POST", "/api/v1/coverage", {}, 401),
        ("PATCH", "/api/v1/claims/1", {}, 401),
        ("GET", "/api/v1/claims", {"accept": "text/html"}, 406),
        ("GET", "/api/v1/claims?page_size=0", {}, 400),
        ("GET", "/api/v1/?colour=red", {}, 400),
        ("GET", "/api/v1/claims", {"host": "elsewhere.example"}, 400),
    ],
)
@pytest.mark.parametrize("is_head", [False, True])
def test_every_error(method, path, headers, status, is_head):
    if is_head and method == "GET":
        method = "HEAD"
    response = Client().generic(method, path, headers=headers)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    if method != "HEAD":
        problem = response.json()
        assert (problem["type"], problem["status"]) == ("about:blank", status)
        assert problem["title"]


def test_a_fault_of_ours():
    """Without the database a list fails."""
    response = Client(raise_request_exception=False).get("/api/v1/claims")
    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert response.json()["detail"] == "Something went wrong on our side."


@pytest.mark.django_db
def test_errors_name_the_parameters():
    query = {"colour": "red", "fields": "id,colour", "expand": "topics,shoes", "page_size": "x", "count": "2"}
    response = Client().get("/api/v1/claims", {**query, "after": "x", "before": "y"})
    errors = {error["field"]: error["detail"] for error in response.json()["errors"]}
    assert set(errors) == {"colour", "fields", "expand", "page_size", "count", "before"}
    assert errors["fields"].startswith("There is no “colour”. Known: id, key, ")


@pytest.mark.django_db
def test_what_is_open_to_all():
    response = Client().options("/api/v1/claims")
    assert (response.status_code, response.content) == (204, b"")
    assert response["Allow"] == "GET, HEAD, OPTIONS"
