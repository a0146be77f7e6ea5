"""Headers that every answer has."""

import contextlib

import pytest
from django.urls import reverse

from tests import factories as make


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "policy"),
    [
        ("home", "same-origin"),
        ("admin:login", "same-origin"),
        ("claim_card", "cross-origin"),
        ("claim_data", "cross-origin"),
        ("claim_image", "cross-origin"),
        ("data_package", "same-origin"),
    ],
)
def test_other_sites_use_what_is_for_them(client, name, policy):
    claim = make.StatementFactory().claim
    url = reverse(name, args=[claim.pk] if name.startswith("claim_") else [])
    response = client.get(url)
    assert response["Cross-Origin-Resource-Policy"] == policy
    assert ("Cross-Origin-Embedder-Policy" in response) == (name != "claim_card")
    assert "camera=(), " in response["Permissions-Policy"]


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/static/record.css", "cross-origin"),
        ("/api/v1/nowhere", "cross-origin"),
        ("/nowhere/", "same-origin"),
    ],
)
def test_static_files_and_errors_have_them_too(client, path, policy):
    with contextlib.closing(client.get(path)) as response:
        assert response["Cross-Origin-Resource-Policy"] == policy


def test_a_host_that_is_not_ours_leaves_no_traceback(client, caplog):
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400
    assert caplog.records == []
