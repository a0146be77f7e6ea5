"""The queues that PostgreSQL keeps.

The triggers: waiting_after_insert, waiting_after_update, waiting_after_delete.
"""

import pytest

from claims.models import Citation, Claim, QueueEntry, Statement
from tests import factories as make
from tests.support.html import retraction
from tests.support.sql import assert_refused, sql

pytestmark = pytest.mark.django_db


def waiting(queue: str) -> set[int]:
    return set(QueueEntry.objects.filter(queue=queue).values_list("row", flat=True))


class TestUncited:
    def test_a_statement_waits_until_it_is_cited(self):
        statement = make.DraftStatementFactory()
        assert waiting("uncited") == {statement.pk}
        citation = make.CitationFactory(statement=statement)
        assert waiting("uncited") == set()
        citation.delete()
        assert waiting("uncited") == {statement.pk}

    def test_a_citation_that_moves_leaves_one_behind(self):
        one, other = make.DraftStatementFactory(), make.DraftStatementFactory()
        citation = make.CitationFactory(statement=one)
        Citation.objects.filter(pk=citation.pk).update(statement=other)
        assert waiting("uncited") == {one.pk}

    def test_what_is_gone_or_retracted_does_not_wait(self):
        gone, kept = make.DraftStatementFactory(), make.DraftStatementFactory()
        gone.delete()
        assert waiting("uncited") == {kept.pk}
        Statement.objects.filter(pk=kept.pk).update(**retraction("statement"))
        assert waiting("uncited") == set()

    def test_neither_does_what_stands_on_a_retracted_claim(self):
        claim = make.StatementFactory().claim
        statement = make.DraftStatementFactory(claim=claim)
        assert waiting("uncited") == {statement.pk}
        Claim.objects.filter(pk=claim.pk).update(**retraction("claim"))
        assert waiting("uncited") == set()


class TestSecondHand:
    def relayed(self, statement, party):
        return make.CitationFactory(statement=statement, relayed_by=party, relayed_for=party)

    def test_a_position_waits_that_only_another_party_passes_on(self):
        statement = make.DraftStatementFactory()
        self.relayed(statement, make.PartyFactory())
        assert waiting("second_hand") == {statement.pk}
        own = make.CitationFactory(statement=statement)
        assert waiting("second_hand") == set()
        own.delete()
        assert waiting("second_hand") == {statement.pk}

    def test_passed_on_by_its_own_party_is_first_hand(self):
        party, other = make.PartyFactory(), make.PartyFactory()
        statement = make.DraftStatementFactory(party=party, claimant=party)
        citation = make.CitationFactory(statement=statement, relayed_by=other, relayed_for=other)
        assert waiting("second_hand") == {statement.pk}
        Citation.objects.filter(pk=citation.pk).update(relayed_by=None, relayed_for=None)
        assert waiting("second_hand") == set()

    def test_is_not_waiting_for_a_citation_as_well(self):
        statement = make.DraftStatementFactory()
        self.relayed(statement, make.PartyFactory())
        assert waiting("uncited") == set()


class TestSingleOutlet:
    def test_a_published_claim_waits_until_a_second_outlet_is_cited(self):
        statement = make.StatementFactory()
        assert waiting("single_outlet") == {statement.claim_id}
        article = make.ArticleFactory(outlet=statement.citations.get().article.outlet)
        make.CitationFactory(statement=statement, article=article)
        assert waiting("single_outlet") == {statement.claim_id}
        other = make.CitationFactory(statement=statement)
        assert waiting("single_outlet") == set()
        other.delete()
        assert waiting("single_outlet") == {statement.claim_id}

    def test_drafts_do_not_count(self):
        make.DraftStatementFactory()
        statement = make.StatementFactory()
        make.CitationFactory(statement=make.DraftStatementFactory(claim=statement.claim))
        assert waiting("single_outlet") == {statement.claim_id}

    def test_publishing_and_retracting_a_statement_count(self):
        statement = make.StatementFactory()
        draft = make.CitationFactory(statement=make.DraftStatementFactory(claim=statement.claim)).statement
        Statement.objects.filter(pk=draft.pk).update(state="published")
        assert waiting("single_outlet") == set()
        Statement.objects.filter(pk=draft.pk).update(**retraction("statement"))
        assert waiting("single_outlet") == {statement.claim_id}

    def test_a_retracted_claim_does_not_wait(self):
        claim = make.StatementFactory().claim
        Claim.objects.filter(pk=claim.pk).update(**retraction("claim"))
        assert waiting("single_outlet") == set()

    def test_an_article_that_turns_out_to_be_anothers_counts(self):
        statement = make.StatementFactory()
        article = make.CitationFactory(statement=statement).article
        first = statement.citations.order_by("pk").first().article.outlet
        assert waiting("single_outlet") == set()
        type(article).objects.filter(pk=article.pk).update(outlet=first)
        assert waiting("single_outlet") == {statement.claim_id}
        type(article).objects.filter(pk=article.pk).update(outlet=make.OutletFactory())
        assert waiting("single_outlet") == set()

    def test_a_citation_of_another_article_counts(self):
        statement = make.StatementFactory()
        second = make.CitationFactory(statement=statement)
        first = statement.citations.order_by("pk").first()
        Citation.objects.filter(pk=second.pk).update(article=first.article)
        assert waiting("single_outlet") == {statement.claim_id}

    def test_a_claim_that_is_gone_does_not_wait(self):
        claim = make.DraftClaimFactory()
        sql("INSERT INTO claims_queueentry (queue, row) VALUES ('single_outlet', %s)", claim.pk)
        claim.delete()
        assert waiting("single_outlet") == set()

    def test_one_text_or_agency_of_several_outlets_waits(self):
        statement = make.StatementFactory()
        second = make.CitationFactory(statement=statement)
        first = statement.citations.order_by("pk").first().article.outlet
        assert waiting("single_outlet") == set()
        article = type(second.article).objects.filter(pk=second.article_id)
        article.update(text_from=first)
        assert waiting("single_outlet") == {statement.claim_id}
        article.update(text_from=None)
        assert waiting("single_outlet") == set()
        Citation.objects.filter(pk=second.pk).update(via=first)
        assert waiting("single_outlet") == {statement.claim_id}
        Citation.objects.filter(pk=second.pk).update(via=make.OutletFactory())
        assert waiting("single_outlet") == set()


class TestUnused:
    def test_an_article_waits_until_it_is_cited(self):
        article = make.ArticleFactory()
        assert waiting("unused") == {article.pk}
        citation = make.CitationFactory(article=article)
        assert waiting("unused") == set()
        other = make.ArticleFactory()
        Citation.objects.filter(pk=citation.pk).update(article=other)
        assert waiting("unused") == {article.pk}
        citation.delete()
        assert waiting("unused") == {article.pk, other.pk}
        article.delete()
        assert waiting("unused") == {other.pk}


def test_many_at_once_are_kept_as_one_by_one():
    statements = [make.DraftStatementFactory() for _ in range(5)]
    article = make.ArticleFactory()
    made = Citation.objects.bulk_create(
        Citation(statement=statement, article=article, kind="quote", excerpt=f"words {n}")
        for n, statement in enumerate(statements)
    )
    assert waiting("uncited") == set() and waiting("unused") == set()
    Citation.objects.filter(pk__in=[citation.pk for citation in made[:3]]).delete()
    assert waiting("uncited") == {statement.pk for statement in statements[:3]}


def test_a_row_waits_once_in_a_queue():
    with assert_refused("queue_entry_once"):
        QueueEntry.objects.create(queue="unused", row=1)
        QueueEntry.objects.create(queue="unused", row=1)


def test_there_is_no_other_queue():
    with assert_refused("queue_entry_is_of_a_known_queue"):
        QueueEntry.objects.create(queue="lunch", row=1)
