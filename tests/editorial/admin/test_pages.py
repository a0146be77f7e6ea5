"""Every model has its pages, and every foreign key is found by typing."""

import pytest
from django.contrib import admin
from django.urls import reverse

from claims.models import Claim
from editorial.admin.base import RecordAdmin
from tests.support.admin_html import RECORD, a_row, address
from tests.support.html import text_of

pytestmark = pytest.mark.django_db


def test_every_model_of_the_record_is_in_the_admin():
    assert all(isinstance(admin.site.get_model_admin(model), RecordAdmin) for model in RECORD)
    assert len(RECORD) == 14


@pytest.mark.parametrize("model", RECORD, ids=lambda model: model.__name__)
def test_its_pages_answer(model, as_superuser):
    row = a_row(model)
    for page, args in (
        ("changelist", ()),
        ("add", ()),
        ("change", (row.pk,)),
        ("history", (row.pk,)),
    ):
        response = as_superuser.get(address(model, page, *args))
        assert (page, response.status_code) == (page, 200)


@pytest.mark.parametrize("model", RECORD, ids=lambda model: model.__name__)
def test_every_foreign_key_that_is_chosen_is_found_by_typing(model, as_superuser):
    model_admin = admin.site.get_model_admin(model)
    response = as_superuser.get(address(model, "add"))
    for name, field in response.context["adminform"].form.fields.items():
        if hasattr(field, "queryset"):
            assert name in model_admin.autocomplete_fields
            found = as_superuser.get(
                reverse("admin:autocomplete"),
                {
                    "app_label": model._meta.app_label,
                    "model_name": model._meta.model_name,
                    "field_name": name,
                    "term": "no such thing",
                },
            )
            assert found.json() == {"results": [], "pagination": {"more": False}}


def test_the_index_begins_with_claims(as_superuser):
    response = as_superuser.get(reverse("admin:index"))
    apps = response.context["app_list"]
    assert [app["app_label"] for app in apps] == ["claims", "sources", "auth", "api", "subscriptions"]
    assert apps[0]["models"][0]["model"] is Claim
    assert "On the Record" in response.text


@pytest.mark.parametrize(
    ("page", "headers", "said"),
    [
        ("claims_claim_add", {}, "You were signed out, and nothing is saved yet. Go back in your browser"),
        ("claims_claim_add", {"sec-fetch-mode": "cors"}, ""),
        ("logout", {}, ""),
    ],
)
def test_whoever_was_signed_out_while_typing_is_told_that_nothing_is_saved(client, page, headers, said):
    client.post(reverse(f"admin:{page}"), {"text": "The bridge is safe"}, headers=headers)
    text = text_of(client.get(reverse("admin:login")))
    assert ("nothing is saved yet" in text) == bool(said)
    assert said in text
