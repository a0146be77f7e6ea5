"""Suggestions for speakers whom the record does not know."""

import pytest

from claims.coverage.suggest.new_claimants import PrintedOffices

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Ada Brook", "person"), ("Ashford Ferries", ""), ("Dane Brothers", ""), ("Ashford Council", "")],
)
def test_a_company_is_not_proposed_as_a_person(name, kind):
    offices = PrintedOffices([name], f"{name} said that the bridge was open.")
    assert offices.describe_new_claimant(name)["new_kind"] == kind
