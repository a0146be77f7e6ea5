"""The stored status follows, whichever way statements and citations change.

The triggers: status_after_insert, status_after_update and status_after_delete on these tables.
"""

import datetime

import pytest
from django.db import connection, transaction

from claims.models import Citation, Claim, Statement
from tests import factories as make
from tests.support.scenario import Scene, april
from tests.support.sql import check_deferred, sql
from tests.support.write_paths import WAYS, updated

pytestmark = pytest.mark.django_db
ways = pytest.mark.parametrize("write", WAYS)


@pytest.fixture
def scene(db):
    """A claim that B affirms, and A as well: agreed."""
    with transaction.atomic():
        scene = Scene()
        scene.article = make.ArticleFactory()
        scene.b = scene.say("B", "affirms")
        scene.a = scene.say("A", "affirms")
        assert scene.status == "agreed"
        yield scene
        transaction.set_rollback(True)


# --- statements ------------------------------------------------------------------------------------


@ways
def test_another_stance(scene, write):
    write(scene.a, stance="denies")
    assert scene.status == "disputed"


@ways
def test_another_date(scene, write):
    scene.say("A", "denies", on=april(1))
    assert scene.status == "agreed"
    write(scene.a, said_on=datetime.date(2017, 3, 1))
    assert scene.status == "disputed"


@ways
def test_another_precision(scene, write):
    scene.say("A", "denies", on=april(1))
    write(scene.a, said_on_precision="by")
    assert scene.status == "disputed"


@ways
def test_another_party(scene, write):
    write(scene.a, claimant=scene.b.claimant, party=scene.b.party, stance="questions")
    assert scene.status == "disputed"


@ways
def test_unpublished(scene, write):
    write(scene.a, state="draft")
    assert scene.status == "asserted"
    write(scene.a, state="published")
    assert scene.status == "agreed"


@ways
def test_moved_to_another_claim(scene, write):
    other = make.StatementFactory(stance="denies").claim
    make.StatementFactory(claim=(agreed := make.ClaimFactory()))
    write(scene.a, claim=agreed)
    assert scene.status == "asserted"
    assert Claim.objects.get(pk=agreed.pk).status == "agreed"
    assert Claim.objects.get(pk=other.pk).status == "disputed"


def test_two_that_change_places_in_one_update(scene):
    other = Scene()
    denial = other.say("C", "denies")
    sql(
        "UPDATE claims_statement SET claim_id = %s + %s - claim_id WHERE id IN (%s, %s)",
        *(scene.claim.pk, other.claim.pk, scene.a.pk, denial.pk),
    )
    assert (scene.status, other.status) == ("disputed", "asserted")


def test_retracted(scene):
    updated(
        scene.a,
        state="retracted",
        retracted_at=make.THEN,
        retracted_by=make.UserFactory(),
        retraction_reason="x",
    )
    assert scene.status == "asserted"


def test_deleted(scene):
    scene.a.citations.all().delete()
    scene.a.delete()
    assert scene.status == "asserted"


def test_deleted_by_raw_sql_citation_last(scene):
    sql("DELETE FROM claims_statement WHERE id = %s", scene.a.pk)
    assert scene.status == "asserted"
    sql("DELETE FROM claims_citation WHERE statement_id = %s", scene.a.pk)
    check_deferred()


def test_created_in_bulk(scene):
    made = Statement.objects.bulk_create(
        Statement(
            claim=scene.claim,
            claimant=party,
            party=party,
            capacity="as a government",
            stance="denies",
            said_on=april(1),
            state="published",
        )
        for party in make.PartyFactory.create_batch(3)
    )
    assert scene.status == "agreed"
    Citation.objects.bulk_create(
        make.CitationFactory.build_batch(3, statement=made[0], article=scene.article)
    )
    assert scene.status == "disputed"


def test_copied_in(scene):
    draft = make.DraftStatementFactory(claim=scene.claim, stance="questions")
    make.CitationFactory(statement=draft)
    columns = "claim_id, claimant_id, party_id, capacity, stance, hedged, said_on, said_on_precision"
    columns += ", said_on_note, place, state, retraction_reason"
    party = make.PartyFactory()
    row = f"{scene.claim.pk}\t{party.pk}\t{party.pk}\tx\tdenies\tf\t2017-04-01\tday\t\t\tpublished\t\n"
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY claims_statement ({columns}) FROM STDIN") as copy:
            copy.write(row)
        [statement] = Statement.objects.filter(party=party)
        columns = "statement_id, article_id, kind, part, translated_by, excerpt, prefix, suffix"
        with cursor.copy(f"COPY claims_citation ({columns}) FROM STDIN") as copy:
            copy.write(f"{statement.pk}\t{scene.article.pk}\tquote\tbody\t\twords\t\t\n")
    assert scene.status == "disputed"


# --- citations -------------------------------------------------------------------------------------


def test_the_first_citation(scene):
    denial = scene.say("C", "denies", citation=None)
    assert scene.status == "agreed"
    make.CitationFactory(statement=denial)
    assert scene.status == "disputed"


def test_the_last_citation(scene):
    scene.a.citations.all().delete()
    assert scene.status == "asserted"


@ways
def test_a_citation_moved_to_another_statement(scene, write):
    denial = scene.say("C", "denies", citation=None)
    write(scene.a.citations.get(), statement=denial)
    assert scene.status == "disputed"
    write(denial.citations.get(), statement=scene.a)
    assert scene.status == "agreed"


@ways
def test_a_citation_that_turns_out_to_be_second_hand(scene, write):
    write(scene.a.citations.get(), relayed_by=scene.b.claimant, relayed_for=scene.b.party)
    assert scene.status == "asserted"


@ways
def test_a_citation_that_turns_out_to_be_passed_on_within_the_party(scene, write):
    citation = scene.a.citations.get()
    relayer, _ = scene.who("B.bob")
    write(citation, relayed_by=relayer, relayed_for=scene.b.party)
    assert scene.status == "asserted"
    write(citation, relayed_for=scene.a.party)
    assert scene.status == "agreed"
