import pytest
from django.db import IntegrityError, connection, transaction

from claims.models import Claim, Claimant
from core.errors import (
    CONSTRAINT_MESSAGES,
    Refused,
    check_deferred_constraints,
    describe_refusal,
    translate_refusals,
)
from tests import factories as make

pytestmark = pytest.mark.django_db


def message_for(act) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
        check_deferred_constraints()
    return describe_refusal(caught.value)


def test_a_model_constraint_speaks_with_its_own_message():
    outlet = make.VoiceFactory().outlet
    assert "An unnamed source cannot be a party" in message_for(
        lambda: Claimant.objects.create(name="A source", kind="unnamed", speaks_for_itself=True)
    )
    assert outlet.voice.name == outlet.name


def test_a_rule_that_spans_rows_speaks_for_editors():
    party, spokesman = make.PartyFactory(), make.ClaimantFactory()
    assert (
        message_for(lambda: make.DraftStatementFactory(party=spokesman, claimant=spokesman))
        == CONSTRAINT_MESSAGES["statement_party_is_a_party"]
    )
    assert party.is_party


def test_a_key_stays():
    claim = make.DraftClaimFactory()
    assert (
        message_for(lambda: Claim.objects.filter(pk=claim.pk).update(key="another"))
        == "A key is given once and never altered."
    )


def test_a_double_without_a_message_of_its_own():
    outlet = make.OutletFactory()
    assert message_for(lambda: make.OutletFactory(name=outlet.name)) == ("This is already on the record.")
    assert message_for(lambda: make.OutletFactory(key=outlet.key)) == ("This is already on the record.")


def test_deleting_what_others_need_is_refused_and_changes_nothing():
    claim = make.DraftStatementFactory().claim
    with pytest.raises(Refused, match="depends on this"), translate_refusals():
        claim.delete()
    assert Claim.objects.filter(pk=claim.pk).exists()


def test_what_was_done_before_the_refusal_is_undone():
    with pytest.raises(Refused), translate_refusals():
        kept = make.DraftClaimFactory()
        make.DraftStatementFactory(claim=kept, capacity="")
    assert not Claim.objects.exists()


def test_what_is_only_tried_is_undone_without_a_word():
    with translate_refusals():
        make.DraftClaimFactory()
        transaction.set_rollback(True)
    assert not Claim.objects.exists()


def test_after_a_refusal_the_transaction_around_it_goes_on():
    """A view that refuses, inside a transaction of its own, is neither half done nor aborted."""
    with transaction.atomic():
        before = make.DraftClaimFactory()
        with pytest.raises(Refused), translate_refusals():
            make.DraftStatementFactory(capacity="")
        with pytest.raises(Refused), translate_refusals():
            claim = make.DraftClaimFactory()
            Claim.objects.filter(pk=claim.pk).update(state="published")  # nothing is said of it: deferred
        after = make.DraftClaimFactory()
    assert set(Claim.objects.all()) == {before, after}


def test_every_rule_written_in_sql_has_a_message():
    """The names come from RAISE and our own foreign keys, so none is forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT (regexp_matches(p.prosrc, 'CONSTRAINT = ''(\\w+)''', 'g'))[1]"
            " FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace"
            " UNION SELECT conname::text FROM pg_constraint WHERE contype = 'f'"
            " AND conrelid::regclass::text ~ '^(claims|sources)_' AND conname !~ '_fk_'"
        )
        named = {name for (name,) in cursor.fetchall()}
    assert named == set(CONSTRAINT_MESSAGES)
