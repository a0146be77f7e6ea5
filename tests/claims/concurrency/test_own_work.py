"""A publisher other than the last editor publishes.

Here each change has a transaction of its own, because its time shows which change is the last.
"""

import datetime

import pghistory
import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from claims.actions import (
    is_own_work,
    last_editor,
    prove_citation,
    publish_claim,
    publish_statement,
    retract_statement,
)
from core.errors import Refused
from tests import factories as make
from tests.support.sql import sql

NOW = datetime.datetime(2017, 4, 21, 9, tzinfo=datetime.UTC)


def by(user):
    return pghistory.context(user=user.pk)


@pytest.fixture
def ada():
    return make.UserFactory(username="ada")


@pytest.fixture
def bea():
    return make.UserFactory(username="bea", is_superuser=True)


@pytest.fixture
def citation():
    """Make a citation of a draft statement on a draft claim; no user is recorded."""
    return make.CitationFactory(excerpt="words of the article")


def test_what_nobody_edited_anybody_publishes(citation, ada):
    claim = citation.statement.claim
    assert last_editor(claim) is last_editor(citation.statement) is None
    assert publish_claim(claim=claim, by=ada, now=NOW) == 1


def test_whoever_made_the_last_change_does_not_publish_not_even_a_superuser(citation, ada, bea):
    claim = citation.statement.claim
    with by(bea):
        claim.context = "More."
        claim.save()
    with pytest.raises(Refused, match="You made the last change; another publisher has to publish this"):
        publish_claim(claim=claim, by=bea, now=NOW)
    claim.refresh_from_db()
    assert claim.state == "draft"
    assert publish_claim(claim=claim, by=ada, now=NOW) == 1


def test_it_is_the_last_change_that_counts(citation, ada, bea):
    claim = citation.statement.claim
    for editor, words in ((ada, "First."), (bea, "Second.")):
        with by(editor):
            claim.context = words
            claim.save()
    assert last_editor(claim) == bea.pk
    assert publish_claim(claim=claim, by=ada, now=NOW) == 1


def change_statement(citation):
    citation.statement.place = "Elsewhere"
    citation.statement.save()


def change_citation(citation):
    citation.excerpt = "other words"
    citation.save()


def add_citation(citation):
    make.CitationFactory(statement=citation.statement)


def remove_citation(citation):
    make.CitationFactory(statement=citation.statement).delete()


@pytest.mark.parametrize("change", [change_statement, change_citation, add_citation, remove_citation])
def test_statements_and_citations_are_part_of_it(citation, ada, bea, change):
    with by(bea):
        citation.statement.claim.save()
    with by(ada):
        change(citation)
    assert last_editor(citation.statement) == last_editor(citation.statement.claim) == ada.pk
    with pytest.raises(Refused, match="You made the last change"):
        publish_statement(statement=citation.statement, by=ada, now=NOW)


def test_a_statement_that_was_removed_is_a_change_of_its_claim(citation, ada):
    other = make.DraftStatementFactory(claim=citation.statement.claim)
    with by(ada):
        other.delete()
    assert last_editor(citation.statement.claim) == ada.pk
    assert last_editor(citation.statement) is None


def test_finding_the_excerpt_is_no_edit(citation, ada):
    capture = make.CaptureFactory(article=citation.article, text="The words of the article.")
    with by(ada):
        assert prove_citation(
            citation=citation, text="The words of the article.", capture=capture, now=timezone.now()
        )
    assert last_editor(citation.statement) is None


def test_deciding_is_no_edit(ada):
    with transaction.atomic():
        claim = make.StatementFactory().claim
    denial = make.CitationFactory(statement__claim=claim, statement__stance="denies").statement
    with by(ada):
        publish_statement(statement=denial, by=ada, now=NOW)
    with by(ada):
        retract_statement(statement=denial, by=ada, now=NOW, reason="Wrong.")
    claim.refresh_from_db()
    assert last_editor(claim) is last_editor(denial) is None


def test_other_claims_and_topics_are_not_asked(citation, ada):
    with by(ada):
        make.CitationFactory()
        citation.statement.claim.topics.add(make.TopicFactory())
    assert last_editor(citation.statement.claim) is None


def test_a_setting_lifts_it_for_small_desks(citation, ada):
    claim = citation.statement.claim
    with by(ada):
        claim.context = "More."
        claim.save()
    assert is_own_work(claim, ada)
    with override_settings(PUBLISH_OWN_WORK=True):
        assert not is_own_work(claim, ada)
        assert publish_claim(claim=claim, by=ada, now=NOW) == 1


def test_asking_reads_no_whole_table(citation):
    """Every event table is entered through an index, however large it is."""
    found = sql(
        "SELECT count(*) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid"
        " AND a.attnum = i.indkey[0] WHERE (i.indrelid::regclass::text, a.attname) IN"
        " (('claims_claimevent', 'pgh_obj_id'), ('claims_statementevent', 'pgh_obj_id'),"
        "  ('claims_statementevent', 'claim_id'), ('claims_citationevent', 'statement_id'))"
    )
    assert found == [(4,)]
