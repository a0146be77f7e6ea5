"""The stored status follows every change of statements and citations.

The triggers: status_after_insert, status_after_update and status_after_delete on these tables.
"""

import datetime

import pytest
from django.core import serializers
from django.db import connection, transaction

from claims.models import Citation, Claim, Statement
from tests import factories as make
from tests.support.scenario import Scenario, april
from tests.support.sql import check_deferred, sql
from tests.support.write_paths import WRITE_PATHS, write_by_update

pytestmark = pytest.mark.django_db
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


# --- statements ------------------------------------------------------------------------------------


@ways
def test_another_stance(scenario, write):
    write(scenario.a, stance="denies")
    assert scenario.status == "disputed"


@ways
def test_another_date(scenario, write):
    scenario.say("A", "denies", on=april(1))
    assert scenario.status == "agreed"
    write(scenario.a, said_on=datetime.date(2017, 3, 1))
    assert scenario.status == "disputed"


@ways
def test_another_precision(scenario, write):
    denial = scenario.say("A", "denies")
    assert scenario.status == "disputed"
    write(denial, said_on_precision="by")
    assert scenario.status == "agreed"


@ways
def test_another_party(scenario, write):
    write(scenario.a, claimant=scenario.b.claimant, party=scenario.b.party, stance="questions")
    assert scenario.status == "disputed"


@ways
def test_another_party_for_the_same_person(scenario, write):
    words = scenario.say("C.carl", "affirms")
    write(scenario.a, state="draft")
    assert scenario.status == "agreed"
    write(words, party=scenario.b.party)
    assert scenario.status == "asserted"


@ways
def test_unpublished(scenario, write):
    write(scenario.a, state="draft")
    assert scenario.status == "asserted"
    write(scenario.a, state="published")
    assert scenario.status == "agreed"


@ways
def test_moved_to_another_claim(scenario, write):
    other = make.StatementFactory(stance="denies").claim
    make.StatementFactory(claim=(agreed := make.ClaimFactory()))
    write(scenario.a, claim=agreed)
    assert scenario.status == "asserted"
    assert Claim.objects.get(pk=agreed.pk).status == "agreed"
    assert Claim.objects.get(pk=other.pk).status == "disputed"


def test_two_that_change_places_in_one_update(scenario):
    other = Scenario()
    denial = other.say("C", "denies")
    sql(
        "UPDATE claims_statement SET claim_id = %s + %s - claim_id WHERE id IN (%s, %s)",
        *(scenario.claim.pk, other.claim.pk, scenario.a.pk, denial.pk),
    )
    assert (scenario.status, other.status) == ("disputed", "asserted")


def test_retracted(scenario):
    write_by_update(
        scenario.a,
        state="retracted",
        retracted_at=make.MOMENT,
        retracted_by=make.UserFactory(),
        retraction_reason="x",
    )
    assert scenario.status == "asserted"


def test_deleted(scenario):
    scenario.a.citations.all().delete()
    scenario.a.delete()
    assert scenario.status == "asserted"


def test_deleted_by_raw_sql_citation_last(scenario):
    sql("DELETE FROM claims_statement WHERE id = %s", scenario.a.pk)
    assert scenario.status == "asserted"
    sql("DELETE FROM claims_citation WHERE statement_id = %s", scenario.a.pk)
    check_deferred()


def test_a_statement_that_arrives_after_its_citation(scenario):
    [row] = serializers.deserialize("json", serializers.serialize("json", [scenario.a]))
    sql("DELETE FROM claims_statement WHERE id = %s", scenario.a.pk)
    assert scenario.status == "asserted"
    row.save()
    assert scenario.status == "agreed"


def test_created_in_bulk(scenario):
    made = Statement.objects.bulk_create(
        Statement(
            claim=scenario.claim,
            claimant=party,
            party=party,
            capacity="as a government",
            stance="denies",
            said_on=april(1),
            state="published",
        )
        for party in make.PartyFactory.create_batch(3)
    )
    assert scenario.status == "agreed"
    Citation.objects.bulk_create(
        make.CitationFactory.build_batch(3, statement=made[0], article=scenario.article)
    )
    assert scenario.status == "disputed"


def test_copied_in(scenario):
    draft = make.DraftStatementFactory(claim=scenario.claim, stance="questions")
    make.CitationFactory(statement=draft)
    columns = "claim_id, claimant_id, party_id, capacity, stance, hedged, said_on, said_on_precision"
    columns += ", said_on_note, place, state, retraction_reason"
    party = make.PartyFactory()
    row = f"{scenario.claim.pk}\t{party.pk}\t{party.pk}\tx\tdenies\tf\t2017-04-01\tday\t\t\tpublished\t\n"
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY claims_statement ({columns}) FROM STDIN") as copy:
            copy.write(row)
        [statement] = Statement.objects.filter(party=party)
        columns = "statement_id, article_id, kind, part, translated_by, excerpt, prefix, suffix"
        with cursor.copy(f"COPY claims_citation ({columns}) FROM STDIN") as copy:
            copy.write(f"{statement.pk}\t{scenario.article.pk}\tquote\tbody\t\twords\t\t\n")
    assert scenario.status == "disputed"


# --- citations -------------------------------------------------------------------------------------


def test_the_first_citation(scenario):
    denial = scenario.say("C", "denies", citation=None)
    assert scenario.status == "agreed"
    make.CitationFactory(statement=denial)
    assert scenario.status == "disputed"


def test_the_last_citation(scenario):
    scenario.a.citations.all().delete()
    assert scenario.status == "asserted"


@ways
def test_a_citation_moved_to_another_statement(scenario, write):
    denial = scenario.say("C", "denies", citation=None)
    write(scenario.a.citations.get(), statement=denial)
    assert scenario.status == "disputed"
    write(denial.citations.get(), statement=scenario.a)
    assert scenario.status == "agreed"


@ways
def test_a_citation_that_turns_out_to_be_second_hand(scenario, write):
    write(scenario.a.citations.get(), relayed_by=scenario.b.claimant, relayed_for=scenario.b.party)
    assert scenario.status == "asserted"


@ways
def test_a_citation_that_turns_out_to_be_passed_on_within_the_party(scenario, write):
    citation = scenario.a.citations.get()
    relayer, _ = scenario.speaker("B.bob")
    write(citation, relayed_by=relayer, relayed_for=scenario.b.party)
    assert scenario.status == "asserted"
    write(citation, relayed_for=scenario.a.party)
    assert scenario.status == "agreed"
