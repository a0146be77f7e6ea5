"""Each named rule about statements: what breaks it, and what is next to it."""

import datetime

import pytest

from claims.models import Claimant, Statement
from tests.factories import (
    THEN,
    CitationFactory,
    ClaimantFactory,
    DraftStatementFactory,
    PartyFactory,
    StatementFactory,
    UserFactory,
)
from tests.support.sql import accepted, refused_as, sql

pytestmark = pytest.mark.django_db
DAY = datetime.date(2017, 4, 12)


def retraction(**but):
    given = {"state": "retracted", "retracted_at": THEN, "retraction_reason": "It was misread."}
    return given | {"retracted_by": UserFactory()} | but


def test_the_state_of_a_statement_is_known():
    with refused_as("statement_state_is_known"):
        DraftStatementFactory(state="hidden")
    with accepted():
        DraftStatementFactory(state="draft")


@pytest.mark.parametrize(
    "missing", [{"retracted_at": None}, {"retracted_by": None}, {"retraction_reason": ""}]
)
def test_a_retraction_says_who_when_and_why(missing):
    with refused_as("statement_retraction_says_who_when_and_why"):
        DraftStatementFactory(**retraction(**missing))
    with accepted():
        DraftStatementFactory(**retraction())


@pytest.mark.parametrize("given", ["retracted_at", "retracted_by", "retraction_reason"])
def test_only_a_retraction_has_a_reason(given):
    with refused_as("statement_retraction_says_who_when_and_why"):
        DraftStatementFactory(**{given: retraction()[given]})


def test_a_position_is_recorded_once():
    known = DraftStatementFactory()
    same = {"claim": known.claim, "party": known.party}
    with refused_as("statement_once"):
        DraftStatementFactory(**same, place="elsewhere", hedged=True)
    with accepted():
        DraftStatementFactory(**same, stance="denies")
        DraftStatementFactory(**same, said_on=DAY + datetime.timedelta(1))
        DraftStatementFactory(**same, said_on_precision="by")
        DraftStatementFactory(party=known.party)
        DraftStatementFactory(claim=known.claim)


def test_a_retracted_position_may_be_recorded_anew():
    known = DraftStatementFactory()
    with accepted():
        Statement.objects.filter(pk=known.pk).update(**retraction())
        DraftStatementFactory(claim=known.claim, party=known.party)


def test_a_statement_has_a_capacity():
    with refused_as("statement_has_a_capacity"):
        DraftStatementFactory(capacity="")
    with accepted():
        DraftStatementFactory(capacity="X")


def test_the_stance_is_known():
    with refused_as("statement_stance_is_known"):
        DraftStatementFactory(stance="shrugs")
    with accepted():
        for stance in ("affirms", "denies", "questions", "withdraws"):
            DraftStatementFactory(stance=stance)


@pytest.mark.parametrize(
    ("precision", "day"), [("month", DAY), ("year", DAY), ("year", DAY.replace(day=1)), ("about", DAY)]
)
def test_a_date_that_does_not_fit_its_precision(precision, day):
    with refused_as("statement_date_fits_its_precision"):
        DraftStatementFactory(said_on=day, said_on_precision=precision)


@pytest.mark.parametrize(
    ("precision", "day"),
    [("day", DAY), ("by", DAY), ("month", DAY.replace(day=1)), ("year", DAY.replace(month=1, day=1))],
)
def test_a_date_that_fits_its_precision(precision, day):
    with accepted():
        DraftStatementFactory(said_on=day, said_on_precision=precision)


def test_only_a_party_is_spoken_for():
    person, spokesman = ClaimantFactory(), ClaimantFactory()
    with refused_as("statement_party_is_a_party"):
        DraftStatementFactory(claimant=spokesman, party=person)
    with refused_as("statement_party_is_a_party"):
        DraftStatementFactory(party=ClaimantFactory(kind="unnamed"))
    with accepted():
        DraftStatementFactory(claimant=spokesman, party=PartyFactory())
        DraftStatementFactory(claimant=ClaimantFactory(kind="unnamed"), party=PartyFactory())


def test_a_party_speaks_for_itself_only():
    with refused_as("statement_party_speaks_for_itself"):
        DraftStatementFactory(claimant=PartyFactory(), party=PartyFactory())
    with accepted():
        DraftStatementFactory(party=PartyFactory())


def test_what_has_been_said_for_a_party_keeps_it_one():
    spoken_for = DraftStatementFactory(claimant=ClaimantFactory(), party=PartyFactory()).party
    with refused_as("statement_party_is_a_party"):
        Claimant.objects.filter(pk=spoken_for.pk).update(kind="organisation")


def test_what_somebody_has_said_for_another_keeps_them_from_being_a_party():
    spokesman = DraftStatementFactory(claimant=ClaimantFactory()).claimant
    with refused_as("statement_party_speaks_for_itself"):
        Claimant.objects.filter(pk=spokesman.pk).update(speaks_for_itself=True)


def test_a_published_statement_needs_a_citation():
    with refused_as("statement_published_needs_a_citation"):
        StatementFactory(claim=StatementFactory().claim, citation=None)
    with accepted():
        DraftStatementFactory()
        StatementFactory()


def test_a_draft_without_a_citation_is_not_published():
    draft = DraftStatementFactory()
    with refused_as("statement_published_needs_a_citation"):
        sql("UPDATE claims_statement SET state = 'published' WHERE id = %s", draft.pk)
    with accepted():
        CitationFactory(statement=draft)
        sql("UPDATE claims_statement SET state = 'published' WHERE id = %s", draft.pk)


def test_a_published_statement_keeps_a_citation():
    """Held by the trigger statement_published_keeps_a_citation, which refuses under the same name."""
    claim = StatementFactory().claim
    statement = StatementFactory(claim=claim)
    other = StatementFactory(claim=claim)
    with refused_as("statement_published_needs_a_citation"):
        statement.citations.all().delete()
    with refused_as("statement_published_needs_a_citation"):
        statement.citations.update(statement=other)
    with accepted():
        CitationFactory(statement=statement)
        statement.citations.earliest("pk").delete()
