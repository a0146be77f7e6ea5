"""After the rule was refined, claims of an existing record follow it, and say why they changed."""

from importlib import import_module

import pytest
from django.db import connection, transaction

from claims.models import Change, ClaimSearch, ClaimVersion
from claims.search.facet_codes import encode_facet
from tests.support.scenario import Scenario, april
from tests.support.search_rows import assert_rows_right
from tests.support.sql import assert_refused, sql

pytestmark = pytest.mark.usefixtures("tables_owner")

DATES = import_module("claims.migrations.0045_refined_dates")
BASIS = import_module("claims.migrations.0048_what_a_status_rests_on")
LATEST = import_module("claims.migrations.0068_one_outlet_or_one_agency")
OUTLETS = import_module("claims.migrations.0047_outlets_disagree")
APPLY = import_module("claims.migrations.0049_apply_the_rule")


class Editor:
    connection = connection


@pytest.fixture
def before_it_was_refined(db):
    """Put the rule back as it was, until `apply` makes it anew."""
    sql(BASIS.DROP + DATES.BEFORE)
    sql(OUTLETS.BEFORE[0])
    yield
    refine()


def refine():
    sql(BASIS.DROP + LATEST.STANDINGS)
    sql(OUTLETS.STATUS)


def apply():
    refine()
    APPLY.apply_rule(None, Editor)


def make_claim(*said):
    with transaction.atomic():
        scenario = Scenario()
        for name, stance, day, precision in said:
            scenario.say(name, stance, on=april(day), said_on_precision=precision)
    return scenario


def test_a_status_that_changes_is_a_change_made_by_the_rule(before_it_was_refined):
    scenario = make_claim(("A", "affirms", 1, "day"), ("A", "denies", 12, "by"))
    assert scenario.status == "asserted"
    apply()
    assert scenario.status == "disputed"
    change = Change.objects.get(claim=scenario.claim, kind="status")
    assert (change.status_before, change.status_after, change.statement, change.by_rule, change.version) == (
        "asserted",
        "disputed",
        None,
        True,
        2,
    )
    version = ClaimVersion.objects.get(claim=scenario.claim, number=2)
    assert (version.reason, version.snapshot["status"]) == (APPLY.REASON, "disputed")


def test_a_claim_that_outlets_dispute_is_found_among_the_disputed(before_it_was_refined):
    scenario = make_claim(("=Herald", "affirms", 12, "day"), ("=Post", "questions", 12, "day"))
    assert scenario.status == "asserted"
    apply()
    change = Change.objects.get(claim=scenario.claim, kind="status")
    assert (scenario.status, change.status_after, change.by_rule) == ("disputed", "disputed", True)
    assert_rows_right()


def test_standings_that_change_alone_make_a_version_and_no_change(before_it_was_refined):
    scenario = make_claim(("A", "affirms", 1, "day"), ("A", "affirms", 12, "by"))
    apply()
    version = ClaimVersion.objects.get(claim=scenario.claim, number=2)
    assert [row["standing"] for row in version.snapshot["statements"]] == ["superseded", "current"]
    assert list(Change.objects.filter(claim=scenario.claim).values_list("kind", "by_rule")) == [
        ("new", False)
    ]


def test_what_reads_the_same_is_left_alone_and_applying_twice_changes_nothing(before_it_was_refined):
    same = make_claim(("A", "affirms", 1, "day"), ("B", "denies", 12, "day"))
    other = make_claim(("A", "affirms", 1, "day"), ("A", "denies", 12, "by"))
    apply()
    apply()
    assert ClaimVersion.objects.filter(claim=same.claim).count() == 1
    assert ClaimVersion.objects.filter(claim=other.claim).count() == 2


def test_all_claims_are_reached_whatever_fits_into_one_transaction(before_it_was_refined, monkeypatch):
    monkeypatch.setattr(APPLY, "CLAIMS_AT_ONCE", 2)
    claims = [make_claim(("A", "affirms", 1, "day"), ("A", "denies", 12, "by")) for _ in range(5)]
    apply()
    assert {scenario.status for scenario in claims} == {"disputed"}


def test_a_claim_without_a_position_becomes_open_and_is_named(before_it_was_refined, capsys):
    scenario = make_claim(("A", "affirms", 12, "day"), ("A", "withdraws", 1, "month"))
    apply()
    assert scenario.status == "open"
    assert encode_facet("status", "asserted") not in ClaimSearch.objects.get(claim=scenario.claim).facets
    assert f"no position that counts: [{scenario.claim.pk}]" in capsys.readouterr().err


def test_nothing_else_may_leave_a_published_claim_open(db):
    scenario = make_claim(("A", "affirms", 12, "day"))
    with assert_refused("claim_published_needs_a_position"):
        scenario.say("A", "withdraws")
