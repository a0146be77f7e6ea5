"""The stored status follows changes of people, their offices and the claim itself.

The triggers: status_after_insert, status_after_update and status_after_delete on affiliations and
claimants; claim_status_on_insert and claim_status_on_update on claims.
"""

import pytest
from django.contrib.auth import get_user_model
from django.core import serializers
from django.core.management import call_command
from django.db import transaction

from claims.models import Affiliation, Citation, Claim, Claimant, Statement, Status
from sources.models import Article, Outlet
from tests import factories as make
from tests.support.scenario import Scenario, april
from tests.support.sql import check_deferred, sql
from tests.support.write_paths import WRITE_PATHS, write_by_save, write_by_update

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_owner")]
ways = pytest.mark.parametrize("write", WRITE_PATHS)


@pytest.fixture
def scenario(db):
    """Provide a claim that B affirms, and A as well: agreed."""
    with transaction.atomic():
        scenario = Scenario()
        scenario.article = make.ArticleFactory()
        scenario.b = scenario.say("B", "affirms")
        scenario.a = scenario.say("A", "affirms")
        assert scenario.status == "agreed"
        yield scenario
        transaction.set_rollback(True)


# --- affiliations and claimants --------------------------------------------------------------------


@pytest.fixture
def former(scenario):
    """Make a claim that is disputed until Ann has left.

    Ann of A denies it, Bob of A affirms it ten days later.
    """
    scenario.say("A.ann", "denies", on=april(1))
    scenario.say("A.bob", "affirms", on=april(11))
    assert scenario.status == "disputed"
    return Affiliation.objects.get(claimant=scenario.speaker("A.ann")[0])


@ways
def test_an_affiliation_that_ends_and_one_that_does_not_after_all(scenario, former, write):
    write(former, until=april(5))
    assert scenario.status == "agreed"
    write(former, until=None)
    assert scenario.status == "disputed"


@ways
def test_an_affiliation_with_somebody_else(scenario, former, write):
    former.until = april(5)
    former.save()
    write(former, party=scenario.speaker("B")[1])
    assert scenario.status == "disputed"


def test_an_affiliation_deleted(scenario, former):
    make.AffiliationFactory(claimant=former.claimant, party=former.party, role="former", until=april(5))
    assert scenario.status == "disputed"
    former.delete()
    assert scenario.status == "agreed"


def test_an_affiliation_added(scenario, former):
    write_by_update(former, until=april(5))
    assert scenario.status == "agreed"
    make.AffiliationFactory(claimant=former.claimant, party=former.party, role="adviser")
    assert scenario.status == "disputed"


@ways
def test_a_claimant_of_another_kind(scenario, write):
    claimant = scenario.a.claimant
    if write in (write_by_save, write_by_update):
        write(claimant, kind="outlet", outlet=make.OutletFactory())
        assert scenario.status == "asserted"
        write(claimant, kind="government", outlet=None)
    else:
        write(claimant, kind="organisation")
    assert scenario.status == "agreed"


def test_rows_that_arrive_before_those_they_refer_to(scenario):
    """A fixture may list them in this order: citation, statement, claimant."""
    denial = scenario.say("C", "denies")
    rows = [denial.citations.get(), denial, denial.claimant]
    text = serializers.serialize("json", rows)
    for table, row in zip(("citation", "statement", "claimant"), rows, strict=True):
        sql(f"DELETE FROM claims_{table} WHERE id = %s", row.pk)
    assert scenario.status == "agreed"
    for row in serializers.deserialize("json", text):
        row.save()
    assert scenario.status == "disputed"
    check_deferred()


# --- the claim itself ------------------------------------------------------------------------------


@ways
@pytest.mark.parametrize("status", Status.values)
def test_a_status_that_is_written_is_replaced(scenario, write, status):
    write(scenario.claim, status=status)
    assert scenario.status == "agreed"


def test_a_stale_claim_that_is_saved(scenario):
    stale = Claim.objects.get(pk=scenario.claim.pk)
    scenario.say("C", "denies")
    stale.public_note = "A note."
    stale.save()
    assert (stale.status, scenario.status) == ("agreed", "disputed")


@pytest.mark.parametrize("status", Status.values)
def test_a_status_that_comes_with_a_new_claim_is_replaced(db, status):
    draft, claim = make.DraftClaimFactory(status=status), make.ClaimFactory(status=status)
    assert {each.status for each in Claim.objects.filter(pk__in=[draft.pk, claim.pk])} == {"open"}
    make.StatementFactory(claim=claim)
    assert Claim.objects.get(pk=claim.pk).status == "asserted"


@pytest.mark.parametrize("status", Status.values)
def test_statuses_that_are_given_with_many_new_claims_are_compared_with_the_rule(scenario, status):
    scenario.say("C", "denies")
    asserted = make.StatementFactory().claim
    rows = list(Claim.objects.filter(pk__in=[scenario.claim.pk, asserted.pk]))
    sql("DELETE FROM claims_claim")
    for row in rows:
        row.status = status
    sql("SET LOCAL claims.status_is_given = on")
    Claim.objects.bulk_create(rows)
    assert scenario.status == "disputed"
    assert Claim.objects.get(pk=asserted.pk).status == "asserted"


def test_a_claim_that_arrives_after_its_statements(scenario):
    [row] = serializers.deserialize("json", serializers.serialize("json", [scenario.claim]))
    sql("DELETE FROM claims_claim WHERE id = %s", scenario.claim.pk)
    row.object.status = "disputed"
    row.save()
    assert scenario.status == "agreed"


def test_loaddata_with_every_status_wrong(scenario, tmp_path):
    models = [get_user_model(), Outlet, Article, Claimant, Claim, Statement, Citation]
    rows = [row for model in models for row in model.objects.all()]
    text = serializers.serialize("json", rows)
    assert '"status": "agreed"' in text
    fixture = tmp_path / "wrong.json"
    fixture.write_text(text.replace('"status": "agreed"', '"status": "open"'))
    call_command("loaddata", fixture, verbosity=0)
    assert scenario.status == "agreed"


def test_a_claim_unpublished_and_published_again(scenario):
    when = {"published_at": None, "published_by": None}
    write_by_update(scenario.claim, state="draft", **when)
    assert scenario.status == "open"
    scenario.say("C", "denies")
    assert scenario.status == "open"
    write_by_update(
        scenario.claim, state="published", published_at=make.MOMENT, published_by=make.UserFactory()
    )
    assert scenario.status == "disputed"


def test_a_trigger_of_somebody_elses_cannot_type_in_a_status_with_a_state(scenario):
    """At the rule's own trigger depth, only an update of the status alone is trusted."""
    write_by_update(scenario.claim, state="draft", published_at=None, published_by=None)
    sql(
        "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " UPDATE claims_claim SET state = 'published', published_at = now(), status = 'disputed',"
        " published_by_id = (SELECT min(id) FROM auth_user); RETURN NULL; END $$;"
        "SET CONSTRAINTS ALL IMMEDIATE;"
        "CREATE TRIGGER meddle AFTER INSERT ON claims_topic FOR EACH ROW EXECUTE FUNCTION meddle()"
    )
    sql("INSERT INTO claims_topic (name, summary) VALUES ('x', '')")
    assert scenario.status == "agreed"


def test_many_claims_in_one_statement():
    with transaction.atomic():
        claims = [make.StatementFactory().claim for _ in range(5)]
        Statement.objects.update(stance="denies")
        assert set(Claim.objects.values_list("status", flat=True)) == {"disputed"}
        Statement.objects.filter(claim__in=claims[:2]).update(stance="affirms")
        assert list(Claim.objects.order_by("pk").values_list("status", flat=True)) == [
            *["asserted"] * 2,
            *["disputed"] * 3,
        ]


def test_nothing_is_written_where_no_status_changes(scenario):
    before = sql("SELECT ctid::text FROM claims_claim WHERE id = %s", scenario.claim.pk)
    scenario.say("C", "affirms")
    Claimant.objects.update(role="x")
    assert sql("SELECT ctid::text FROM claims_claim WHERE id = %s", scenario.claim.pk) == before


def test_nothing_is_written_to_a_draft(scenario):
    scenario.claim = make.DraftClaimFactory()
    before = sql("SELECT ctid::text FROM claims_claim WHERE id = %s", scenario.claim.pk)
    scenario.say("C", "affirms")
    assert sql("SELECT ctid::text FROM claims_claim WHERE id = %s", scenario.claim.pk) == before
