"""From draft to public: asking for review, sending back, withdrawing, publishing."""

import datetime

import pytest

from claims.actions import (
    publish_claim,
    publish_statement,
    retract_claim,
    send_back,
    submit_for_review,
    withdraw_review,
)
from claims.models import Claim, Review
from core.errors import Refused
from tests.factories import (
    CitationFactory,
    ClaimFactory,
    DraftClaimFactory,
    DraftStatementFactory,
    StatementFactory,
    UserFactory,
)
from tests.support.sql import assert_accepted, assert_refused

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2017, 4, 21, 9, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(hours=3)


@pytest.fixture
def ada():
    return UserFactory(username="ada")


@pytest.fixture
def claim():
    """Provide a draft with one statement that has a citation."""
    return CitationFactory().statement.claim


@pytest.fixture
def statement():
    """Provide a draft with a citation, on a published claim."""
    return CitationFactory(statement__claim=StatementFactory().claim).statement


@pytest.fixture
def review(claim, ada):
    return submit_for_review(claim=claim, by=ada, now=NOW)


class TestSubmitting:
    def test_a_claim_waits_from_now_on(self, review, claim, ada):
        assert (review.claim, review.statement, review.outcome) == (claim, None, "")
        assert (review.asked_by, review.asked_at) == (ada, NOW)
        assert (review.settled_by, review.settled_at) == (None, None)

    def test_a_statement_on_a_published_claim_waits_alone(self, statement, ada):
        review = submit_for_review(statement=statement, by=ada, now=NOW)
        assert (review.claim, review.statement) == (None, statement)

    def test_twice_is_refused_and_the_first_request_stands(self, review, claim):
        with pytest.raises(Refused, match="This claim is already waiting for review"):
            submit_for_review(claim=claim, by=UserFactory(), now=LATER)
        assert [(r.asked_at, r.outcome) for r in claim.reviews.all()] == [(NOW, "")]

    def test_a_statement_twice_is_refused(self, statement, ada):
        submit_for_review(statement=statement, by=ada, now=NOW)
        with pytest.raises(Refused, match="This statement is already waiting for review"):
            submit_for_review(statement=statement, by=ada, now=LATER)
        assert Review.objects.count() == 1

    def test_what_is_published_is_refused(self, ada):
        statement = StatementFactory()
        with pytest.raises(Refused, match="This claim is published: only drafts"):
            submit_for_review(claim=statement.claim, by=ada, now=NOW)
        with pytest.raises(Refused, match="This statement is published: only drafts"):
            submit_for_review(statement=statement, by=ada, now=NOW)
        assert not Review.objects.exists()

    def test_without_evidence_it_is_refused(self, ada):
        bare = DraftStatementFactory()
        with pytest.raises(Refused, match="Nothing on it can be published yet"):
            submit_for_review(claim=bare.claim, by=ada, now=NOW)
        uncited = DraftStatementFactory(claim=StatementFactory().claim)
        with pytest.raises(Refused, match="Nothing is cited for this statement yet"):
            submit_for_review(statement=uncited, by=ada, now=NOW)
        assert not Review.objects.exists()

    def test_a_statement_goes_with_its_draft_claim(self, claim, ada):
        with pytest.raises(Refused, match="submit the claim"):
            submit_for_review(statement=claim.statements.get(), by=ada, now=NOW)

    def test_nothing_is_added_to_a_retracted_claim(self, statement, ada):
        retract_claim(claim=statement.claim, by=ada, now=NOW, reason="Wrong.")
        with pytest.raises(Refused, match="Its claim is retracted"):
            submit_for_review(statement=statement, by=ada, now=NOW)


class TestSendingBack:
    def test_the_note_is_kept_with_who_and_when(self, review, claim):
        by = UserFactory()
        send_back(review=review, note="  Say which attack. ", by=by, now=LATER)
        review.refresh_from_db()
        assert (review.outcome, review.note) == ("sent_back", "Say which attack.")
        assert (review.settled_by, review.settled_at) == (by, LATER)
        claim.refresh_from_db()
        assert claim.state == "draft"

    def test_without_a_note_it_is_refused(self, review):
        with pytest.raises(Refused, match="Say what has to be mended"):
            send_back(review=review, note=" \n", by=UserFactory(), now=LATER)
        review.refresh_from_db()
        assert review.outcome == ""

    def test_it_can_be_submitted_again(self, review, claim, ada):
        send_back(review=review, note="Say which attack.", by=UserFactory(), now=NOW)
        again = submit_for_review(claim=claim, by=ada, now=LATER)
        assert [r.outcome for r in claim.reviews.order_by("pk")] == ["sent_back", ""]
        assert again.asked_at == LATER

    def test_what_is_settled_stays_so(self, review, ada):
        withdraw_review(review=review, by=ada, now=NOW)
        with pytest.raises(Refused, match="settled already: withdrawn"):
            send_back(review=review, note="Too late.", by=UserFactory(), now=LATER)
        review.refresh_from_db()
        assert (review.outcome, review.note) == ("withdrawn", "")


class TestWithdrawing:
    def test_who_asked_takes_it_back(self, review, ada):
        withdraw_review(review=review, by=ada, now=LATER)
        review.refresh_from_db()
        assert (review.outcome, review.settled_by, review.settled_at) == ("withdrawn", ada, LATER)

    def test_nobody_else_does(self, review):
        with pytest.raises(Refused, match="Only ada, who asked"):
            withdraw_review(review=review, by=UserFactory(), now=LATER)
        review.refresh_from_db()
        assert review.outcome == ""


class TestPublishingSettles:
    def test_the_review_of_the_claim(self, review, claim):
        by = UserFactory()
        publish_claim(claim=claim, by=by, now=LATER)
        review.refresh_from_db()
        assert (review.outcome, review.settled_by, review.settled_at) == ("published", by, LATER)

    def test_the_review_of_the_statement_and_no_other(self, statement, review, ada):
        own = submit_for_review(statement=statement, by=ada, now=NOW)
        publish_statement(statement=statement, by=UserFactory(), now=LATER)
        assert {r.pk: r.outcome for r in Review.objects.all()} == {own.pk: "published", review.pk: ""}

    def test_an_earlier_review_keeps_its_end(self, review, claim):
        send_back(review=review, note="Say which attack.", by=UserFactory(), now=NOW)
        publish_claim(claim=claim, by=UserFactory(), now=LATER)
        review.refresh_from_db()
        assert review.outcome == "sent_back"

    def test_a_refused_publication_leaves_it_waiting(self, review, claim):
        claim.statements.get().citations.all().delete()
        with pytest.raises(Refused, match="at least one position"):
            publish_claim(claim=claim, by=UserFactory(), now=LATER)
        review.refresh_from_db()
        assert review.outcome == ""

    def test_retracting_the_claim_sends_its_statements_back(self, statement, ada):
        review = submit_for_review(statement=statement, by=ada, now=NOW)
        retract_claim(claim=statement.claim, by=UserFactory(), now=LATER, reason="Wrong.")
        review.refresh_from_db()
        assert (review.outcome, review.note) == ("sent_back", "The claim was retracted.")
        with pytest.raises(Refused, match="Its claim is retracted"):
            publish_statement(statement=statement, by=UserFactory(), now=LATER)


def test_a_review_goes_with_its_draft(review, claim):
    claim.statements.get().citations.all().delete()
    claim.statements.all().delete()
    claim.delete()
    assert not Review.objects.exists()


class TestRules:
    def make(self, **values):
        values = {"asked_at": NOW, "asked_by": UserFactory()} | values
        if "claim" not in values and "statement" not in values:
            values["claim"] = DraftClaimFactory()
        return Review.objects.create(**values)

    def settled(self, outcome, **values):
        return self.make(**{"outcome": outcome, "settled_at": LATER, "settled_by": UserFactory()} | values)

    def test_of_one_thing(self):
        with assert_refused("review_is_of_one_thing"):
            self.make(claim=None)
        with assert_refused("review_is_of_one_thing"):
            self.make(claim=DraftClaimFactory(), statement=DraftStatementFactory())

    def test_its_outcome_is_known(self):
        with assert_refused("review_outcome_is_known"):
            self.settled("lost")

    @pytest.mark.parametrize("missing", ["settled_at", "settled_by"])
    def test_a_settled_one_says_who_and_when(self, missing):
        with assert_refused("review_outcome_says_who_and_when"):
            self.settled("published", **{missing: None})

    def test_a_waiting_one_is_settled_by_nobody(self):
        with assert_refused("review_outcome_says_who_and_when"):
            self.make(settled_at=LATER, settled_by=UserFactory())

    def test_sent_back_says_why(self):
        with assert_refused("review_sent_back_says_why"):
            self.settled("sent_back")
        with assert_accepted():
            self.settled("sent_back", note="Say which attack.")

    def test_waits_once(self):
        claim, statement = ClaimFactory(), DraftStatementFactory()
        StatementFactory(claim=claim)
        self.make(claim=claim)
        self.make(statement=statement)
        with assert_refused("review_of_claim_waits_once"):
            self.make(claim=claim)
        with assert_refused("review_of_statement_waits_once"):
            self.make(statement=statement)
        with assert_accepted():
            self.settled("published", claim=claim)

    def test_reviews_do_not_keep_anybody_from_being_named(self, review, claim):
        assert str(review) == f"Review of {claim}"
        assert Claim.objects.filter(reviews=review).exists()
