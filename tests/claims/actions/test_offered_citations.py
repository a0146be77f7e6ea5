"""Citations offered for a published statement: accepted, sent back or withdrawn.

A publisher accepts evidence or sends it back; only the editor who offered it may withdraw it.
"""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from claims.actions import (
    accept_citation,
    preview_acceptance,
    retract_claim,
    retract_statement,
    send_back_citation,
    withdraw_citation,
)
from claims.actions.merging.merge import merge_claimants, merge_claims, merge_outlets
from claims.actions.merging.undo import undo_merge
from claims.models import Citation, Claim, Merge, OfferedCitation, Statement
from core.errors import Refused
from core.history import read_events
from sources.models import CaptureText
from tests import factories as make
from tests.support.coverage_article import allow_publishing
from tests.support.sql import assert_accepted, assert_refused

pytestmark = pytest.mark.django_db
NOW = make.MOMENT + datetime.timedelta(days=1)
TEXT = "“We left in April,” she said. “We left in April,” he said as well."
EXCERPT = "We left in April"


@pytest.fixture
def publisher():
    user = make.UserFactory(username="publisher")
    allow_publishing(user)
    return user


@pytest.fixture
def editor():
    return make.UserFactory(username="ada")


@pytest.fixture
def offered(editor):
    """Offer the second of two places with the same words, in a text that is stored."""
    return offer(offered_by=editor)


def offer(**given):
    start = TEXT.rindex(EXCERPT)
    capture = make.CaptureFactory(
        text=TEXT, article=given.pop("article", None) or make.CaptureFactory().article
    )
    CaptureText.objects.create(capture=capture, text=TEXT)
    place = {"start": start, "prefix": TEXT[start - 5 : start], "suffix": TEXT[start + len(EXCERPT) :][:12]}
    return make.OfferedCitationFactory(capture=capture, text=TEXT, **(place | given))


def accept(offered, by):
    return accept_citation(offered=offered, by=by, now=NOW)


class TestAccepting:
    def test_makes_it_a_citation_with_its_proof(self, offered, publisher):
        citation = accept(offered, publisher)
        assert citation == offered.statement.citations.get(excerpt=EXCERPT)
        assert (citation.article, citation.capture) == (offered.article, offered.capture)
        assert (citation.start, citation.proved_at) == (TEXT.rindex(EXCERPT), NOW)
        assert TEXT[: citation.start].endswith(citation.prefix)
        assert len(citation.prefix) > len(offered.prefix)
        offered.refresh_from_db()
        assert (offered.outcome, offered.citation) == ("accepted", citation)
        assert (offered.settled_by, offered.settled_at) == (publisher, NOW)

    def test_carries_all_that_was_said_of_the_words(self, publisher):
        relayer, party, agency = make.ClaimantFactory(), make.PartyFactory(), make.OutletFactory()
        more = {"relayed_by": relayer, "relayed_for": party, "via": agency, "translated_by": "us"}
        citation = accept(offer(kind="paraphrase", part="caption", **more), publisher)
        assert (citation.kind, citation.part, citation.translated_by) == ("paraphrase", "caption", "us")
        assert (citation.relayed_by, citation.relayed_for, citation.via) == (relayer, party, agency)

    def test_the_status_follows(self, publisher):
        """The denial was known second-hand only, and did not count."""
        claim = make.ClaimFactory()
        make.StatementFactory(claim=claim)
        relayer = make.PartyFactory()
        denial = make.StatementFactory(
            claim=claim,
            stance="denies",
            citation__relayed_by=relayer,
            citation__relayed_for=relayer,
        )
        waits = offer(statement=denial)
        line = "Publishing this would change the status from asserted to disputed."
        assert preview_acceptance(waits) == line
        assert (Claim.objects.get(pk=claim.pk).status, denial.citations.count()) == ("asserted", 1)
        accept(waits, publisher)
        assert Claim.objects.get(pk=claim.pk).status == "disputed"

    def test_the_history_says_who_let_it_through(self, offered, publisher):
        [event] = read_events(Citation, pk=accept(offered, publisher).pk)
        assert event.context["user"] == publisher.pk
        assert event.context["reason"] == "Evidence that an editor had offered."

    def test_where_the_text_was_taken_down_the_proof_stands(self, offered, publisher):
        CaptureText.objects.all().delete()
        citation = accept(offered, publisher)
        assert (citation.is_proved, citation.start) == (True, offered.start)
        assert (citation.prefix, citation.suffix) == (offered.prefix, offered.suffix)
        assert citation.recurs, "not known, so that links had better say more"

    def test_what_the_text_does_not_bear_out_is_refused(self, offered, publisher):
        OfferedCitation.objects.update(start=1, end=17, prefix="“", suffix=",” she said.")
        OfferedCitation.objects.update(start=2, end=18)
        with pytest.raises(Refused, match="at another place"):
            accept(offered, publisher)
        OfferedCitation.objects.update(prefix="", suffix="")
        with pytest.raises(Refused, match="occur 2 times"):
            accept(offered, publisher)
        assert waits(offered)
        assert not Citation.objects.filter(excerpt=EXCERPT).exists()

    def test_ones_own_is_for_another_publisher(self, offered, editor, settings):
        allow_publishing(editor)
        with pytest.raises(Refused, match="another publisher has to publish this"):
            accept(offered, editor)
        assert waits(offered)
        settings.PUBLISH_OWN_WORK = True
        assert accept(offered, editor)

    def test_whoever_may_not_publish_is_turned_away(self, offered):
        with pytest.raises(PermissionDenied):
            accept(offered, make.UserFactory())
        assert waits(offered)

    @pytest.mark.parametrize("noun", ["statement", "claim"])
    def test_a_retraction_comes_first(self, offered, publisher, noun):
        reason = {"by": publisher, "now": NOW, "reason": "Wrong."}
        make.StatementFactory(claim=offered.statement.claim)
        if noun == "claim":
            retract_claim(claim=offered.statement.claim, **reason)
        else:
            retract_statement(statement=offered.statement, **reason)
        offered.refresh_from_db()
        assert f"This {noun} was retracted" in preview_acceptance(offered)
        with pytest.raises(Refused, match=f"This {noun} was retracted meanwhile"):
            accept(offered, publisher)
        assert waits(offered)

    def test_words_that_are_cited_by_now_are_settled_and_say_so(self, offered, publisher):
        make.CitationFactory(statement=offered.statement, article=offered.article, excerpt=EXCERPT)
        assert preview_acceptance(offered) == "This statement already cites these words."
        assert accept(offered, publisher) is None
        offered.refresh_from_db()
        assert (offered.outcome, offered.note) == (
            "sent_back",
            "The statement cites these very words already.",
        )
        assert Citation.objects.filter(excerpt=EXCERPT).count() == 1

    def test_what_the_database_refuses_is_said_in_words(self, publisher):
        statement = make.StatementFactory()
        waits_ = offer(statement=statement, relayed_by=statement.claimant, relayed_for=statement.party)
        assert "Nobody passes on their own words" in preview_acceptance(waits_)
        with pytest.raises(Refused, match="Nobody passes on their own words"):
            accept(waits_, publisher)
        assert waits(waits_)

    def test_once_only(self, offered, publisher):
        accept(offered, publisher)
        with pytest.raises(Refused, match="settled already: let through"):
            accept(offered, publisher)
        assert Citation.objects.filter(excerpt=EXCERPT).count() == 1


def waits(offered) -> bool:
    return OfferedCitation.objects.get(pk=offered.pk).outcome == ""


class TestSendingBack:
    def test_says_who_when_and_why(self, offered, publisher):
        send_back_citation(offered=offered, note=" Another's words. ", by=publisher, now=NOW)
        offered.refresh_from_db()
        assert (offered.outcome, offered.note) == ("sent_back", "Another's words.")
        assert (offered.settled_by, offered.settled_at) == (publisher, NOW)
        assert not Citation.objects.filter(excerpt=EXCERPT).exists()

    def test_without_a_note_it_waits_on(self, offered, publisher):
        with pytest.raises(Refused, match="why these words are sent back"):
            send_back_citation(offered=offered, note=" ", by=publisher, now=NOW)
        assert waits(offered)

    def test_whoever_may_not_publish_is_turned_away(self, offered, editor):
        with pytest.raises(PermissionDenied):
            send_back_citation(offered=offered, note="So.", by=editor, now=NOW)
        assert waits(offered)

    def test_after_that_the_words_may_be_offered_again(self, offered, publisher):
        send_back_citation(offered=offered, note="So.", by=publisher, now=NOW)
        with pytest.raises(Refused, match="settled already: sent back"):
            send_back_citation(offered=offered, note="So.", by=publisher, now=NOW)
        with assert_accepted():
            make.OfferedCitationFactory(statement=offered.statement, capture=offered.capture, text=TEXT)


class TestWithdrawing:
    def test_by_whoever_offered_it(self, offered, editor):
        withdraw_citation(offered=offered, by=editor, now=NOW)
        offered.refresh_from_db()
        assert (offered.outcome, offered.settled_by, offered.settled_at) == ("withdrawn", editor, NOW)

    def test_by_nobody_else(self, offered, publisher):
        with pytest.raises(Refused, match="Only ada, who offered these words"):
            withdraw_citation(offered=offered, by=publisher, now=NOW)
        assert waits(offered)


class TestMerging:
    """Citations still offered follow their statement in a merge."""

    @pytest.fixture
    def pair(self):
        """Make two claims with an equal statement each; merging removes one of these."""
        party = make.PartyFactory()
        claims = (
            make.ClaimFactory(text="The dam was opened"),
            make.ClaimFactory(text="Somebody opened the dam"),
        )
        return [make.StatementFactory(claim=claim, party=party) for claim in claims]

    def merge(self, pair, by):
        duplicate, target = (statement.claim for statement in pair)
        return merge_claims(duplicate=duplicate, target=target, by=by, now=NOW, reason="The same.")

    def test_to_the_statement_that_stays_and_back(self, pair, publisher, editor):
        duplicate, target = pair
        offered = offer(statement=duplicate, offered_by=editor)
        merge = self.merge(pair, publisher)
        assert not Statement.objects.filter(pk=duplicate.pk).exists()
        offered.refresh_from_db()
        assert (offered.statement, offered.outcome) == (target, "")
        undo_merge(merge=merge, by=publisher, now=NOW, reason="They differ.")
        offered.refresh_from_db()
        assert offered.statement_id == duplicate.pk
        accept(offered, publisher)
        assert duplicate.citations.filter(excerpt=EXCERPT).exists()

    def test_the_same_words_offered_for_both_wait_once(self, pair, publisher):
        first = offer(statement=pair[0])
        second = OfferedCitation.objects.get(pk=first.pk)
        second.pk, second.statement = None, pair[1]
        second.save()
        merge = self.merge(pair, publisher)
        assert OfferedCitation.objects.get() == second
        undo_merge(merge=merge, by=publisher, now=NOW, reason="They differ.")
        assert {offered.statement for offered in OfferedCitation.objects.all()} == set(pair)

    def test_what_was_let_through_for_both_is_one(self, pair, publisher):
        first = offer(statement=pair[0])
        second = OfferedCitation.objects.get(pk=first.pk)
        second.pk, second.statement = None, pair[1]
        second.save()
        for offered in (first, second):
            accept(offered, publisher)
        merge = self.merge(pair, publisher)
        assert OfferedCitation.objects.get().citation == Citation.objects.get(excerpt=EXCERPT)
        undo_merge(merge=merge, by=publisher, now=NOW, reason="They differ.")
        assert OfferedCitation.objects.filter(outcome="accepted").count() == 2

    def test_people_and_outlets_on_it(self, offered, publisher):
        people, outlets = make.PartyFactory.create_batch(2), make.OutletFactory.create_batch(2)
        OfferedCitation.objects.update(relayed_by=people[0], relayed_for=people[0], via=outlets[0])
        end = {"by": publisher, "now": NOW, "reason": "The same."}
        merge_claimants(duplicate=people[0], target=people[1], **end)
        merge_outlets(duplicate=outlets[0], target=outlets[1], **end)
        offered.refresh_from_db()
        assert (offered.relayed_by, offered.relayed_for) == (people[1], people[1])
        assert offered.via == outlets[1]
        assert Merge.objects.count() == 2


class TestRules:
    def change(self, offered, **fields):
        OfferedCitation.objects.filter(pk=offered.pk).update(**fields)

    def test_an_outcome_is_known(self, offered, editor):
        with assert_refused("offered_outcome_is_known"):
            self.change(offered, outcome="lost", settled_at=NOW, settled_by=editor)

    def test_settled_means_who_and_when(self, offered, editor):
        with assert_refused("offered_outcome_says_who_and_when"):
            self.change(offered, outcome="withdrawn", settled_at=NOW)
        with assert_refused("offered_outcome_says_who_and_when"):
            self.change(offered, settled_at=NOW, settled_by=editor)

    def test_let_through_means_a_citation(self, offered, editor):
        settled = {"settled_at": NOW, "settled_by": editor}
        with assert_refused("offered_accepted_has_its_citation"):
            self.change(offered, outcome="accepted", **settled)
        with assert_refused("offered_accepted_has_its_citation"):
            self.change(offered, citation=offered.statement.citations.get())

    def test_sent_back_means_why(self, offered, editor):
        with assert_refused("offered_sent_back_says_why"):
            self.change(offered, outcome="sent_back", settled_at=NOW, settled_by=editor)

    def test_the_offsets_span_the_words(self, offered):
        with assert_refused("offered_offsets_span_the_excerpt"):
            self.change(offered, end=offered.end + 1)

    def test_words_wait_once(self, offered):
        again = {"statement": offered.statement, "capture": offered.capture, "text": TEXT}
        with assert_refused("offered_waits_once"):
            make.OfferedCitationFactory(**again)
        with assert_accepted():
            make.OfferedCitationFactory(**again, excerpt="she said")

    def test_a_citation_takes_its_offer_along_when_it_goes(self, offered, publisher):
        accept(offered, publisher).delete()
        assert not OfferedCitation.objects.exists()
