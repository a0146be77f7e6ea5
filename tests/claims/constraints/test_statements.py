"""Each named rule about statements.

For each: what breaks it, and what comes close but is accepted.
"""

import datetime

import pytest

from claims.models import Claimant, Statement
from tests import factories as make
from tests.support.sql import assert_accepted, assert_refused, sql

pytestmark = pytest.mark.django_db
DAY = datetime.date(2017, 4, 12)


def retraction(**but):
    given = {"state": "retracted", "retracted_at": make.MOMENT, "retraction_reason": "It was misread."}
    return given | {"retracted_by": make.UserFactory()} | but


def test_the_state_of_a_statement_is_known():
    with assert_refused("statement_state_is_known"):
        make.DraftStatementFactory(state="hidden")
    with assert_accepted():
        make.DraftStatementFactory(state="draft")


@pytest.mark.parametrize(
    "missing", [{"retracted_at": None}, {"retracted_by": None}, {"retraction_reason": ""}]
)
def test_a_retraction_says_who_when_and_why(missing):
    with assert_refused("statement_retraction_says_who_when_and_why"):
        make.DraftStatementFactory(**retraction(**missing))
    with assert_accepted():
        make.DraftStatementFactory(**retraction())


@pytest.mark.parametrize("given", ["retracted_at", "retracted_by", "retraction_reason"])
def test_only_a_retraction_has_a_reason(given):
    with assert_refused("statement_retraction_says_who_when_and_why"):
        make.DraftStatementFactory(**{given: retraction()[given]})


def test_a_position_is_recorded_once():
    known = make.DraftStatementFactory()
    same = {"claim": known.claim, "party": known.party}
    with assert_refused("statement_once"):
        make.DraftStatementFactory(**same, place="elsewhere", hedged=True)
    with assert_accepted():
        make.DraftStatementFactory(**same, stance="denies")
        make.DraftStatementFactory(**same, said_on=DAY + datetime.timedelta(1))
        make.DraftStatementFactory(**same, said_on_precision="by")
        make.DraftStatementFactory(party=known.party)
        make.DraftStatementFactory(claim=known.claim)


def test_a_retracted_position_may_be_recorded_anew():
    known = make.DraftStatementFactory()
    with assert_accepted():
        Statement.objects.filter(pk=known.pk).update(**retraction())
        make.DraftStatementFactory(claim=known.claim, party=known.party)


def test_a_statement_has_a_capacity():
    with assert_refused("statement_has_a_capacity"):
        make.DraftStatementFactory(capacity="")
    with assert_accepted():
        make.DraftStatementFactory(capacity="X")


def test_the_stance_is_known():
    with assert_refused("statement_stance_is_known"):
        make.DraftStatementFactory(stance="shrugs")
    with assert_accepted():
        for stance in ("affirms", "denies", "questions", "withdraws"):
            make.DraftStatementFactory(stance=stance)


@pytest.mark.parametrize(
    ("precision", "day"), [("month", DAY), ("year", DAY), ("year", DAY.replace(day=1)), ("about", DAY)]
)
def test_a_date_that_does_not_fit_its_precision(precision, day):
    with assert_refused("statement_date_fits_its_precision"):
        make.DraftStatementFactory(said_on=day, said_on_precision=precision)


@pytest.mark.parametrize(
    ("precision", "day"),
    [("day", DAY), ("by", DAY), ("month", DAY.replace(day=1)), ("year", DAY.replace(month=1, day=1))],
)
def test_a_date_that_fits_its_precision(precision, day):
    with assert_accepted():
        make.DraftStatementFactory(said_on=day, said_on_precision=precision)


def test_only_a_party_is_spoken_for():
    person, spokesman = make.ClaimantFactory(), make.ClaimantFactory()
    with assert_refused("statement_party_is_a_party"):
        make.DraftStatementFactory(claimant=spokesman, party=person)
    with assert_refused("statement_party_is_a_party"):
        make.DraftStatementFactory(party=make.ClaimantFactory(kind="unnamed"))
    with assert_accepted():
        make.DraftStatementFactory(claimant=spokesman, party=make.PartyFactory())
        make.DraftStatementFactory(claimant=make.ClaimantFactory(kind="unnamed"), party=make.PartyFactory())


def test_a_party_speaks_for_itself_only():
    with assert_refused("statement_party_speaks_for_itself"):
        make.DraftStatementFactory(claimant=make.PartyFactory(), party=make.PartyFactory())
    with assert_accepted():
        make.DraftStatementFactory(party=make.PartyFactory())


def test_what_has_been_said_for_a_party_keeps_it_one():
    spoken_for = make.DraftStatementFactory(claimant=make.ClaimantFactory(), party=make.PartyFactory()).party
    with assert_refused("statement_party_is_a_party"):
        Claimant.objects.filter(pk=spoken_for.pk).update(kind="organisation")


def test_what_somebody_has_said_for_another_keeps_them_from_being_a_party():
    spokesman = make.DraftStatementFactory(claimant=make.ClaimantFactory()).claimant
    with assert_refused("statement_party_speaks_for_itself"):
        Claimant.objects.filter(pk=spokesman.pk).update(speaks_for_itself=True)


def test_a_published_statement_needs_a_citation():
    with assert_refused("statement_published_needs_a_citation"):
        make.StatementFactory(claim=make.StatementFactory().claim, citation=None)
    with assert_accepted():
        make.DraftStatementFactory()
        make.StatementFactory()


def test_a_draft_without_a_citation_is_not_published():
    draft = make.DraftStatementFactory()
    with assert_refused("statement_published_needs_a_citation"):
        sql("UPDATE claims_statement SET state = 'published' WHERE id = %s", draft.pk)
    with assert_accepted():
        make.CitationFactory(statement=draft)
        sql("UPDATE claims_statement SET state = 'published' WHERE id = %s", draft.pk)


def test_a_published_statement_keeps_a_citation():
    """The trigger statement_published_keeps_a_citation refuses it.

    It refuses under the name of the constraint for statements without a citation.
    """
    claim = make.StatementFactory().claim
    statement = make.StatementFactory(claim=claim)
    other = make.StatementFactory(claim=claim)
    with assert_refused("statement_published_needs_a_citation"):
        statement.citations.all().delete()
    with assert_refused("statement_published_needs_a_citation"):
        statement.citations.update(statement=other)
    with assert_accepted():
        make.CitationFactory(statement=statement)
        statement.citations.earliest("pk").delete()
