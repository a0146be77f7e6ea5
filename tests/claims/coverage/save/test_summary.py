"""The summary after saving: statuses, reviews, second looks."""

import pytest

from claims.coverage.save.summary import add_spelling
from claims.coverage.suggest.claimants import find_candidates
from claims.models import Claim, Coverage, Report, Review, Statement
from tests import factories as make
from tests.support.coverage_article import DAY, NOW, CoverageScenario, allow_publishing, publish_position

pytestmark = pytest.mark.django_db


class TestStatuses:
    def test_what_would_change_is_told_and_nothing_changes(self, work):
        there = publish_position(work)
        summary = work.save(
            work.row(
                "it is safe",
                claim=there.claim_id,
                claimant=work.dane.pk,
                party=None,
                capacity="",
                stance="denies",
            )
        )
        claim = Claim.objects.get()
        assert summary["statuses"] == [
            {"claim": claim.pk, "text": claim.text, "before": "asserted", "after_if_published": "disputed"}
        ]
        assert (claim.status, summary["changed"]) == ("asserted", [])
        assert Statement.objects.filter(state="draft").count() == 1

    def test_what_would_not_change_is_left_out(self, work):
        there = publish_position(work)
        summary = work.save(work.row(claim=there.claim_id, said_on="2017-04-11"))
        assert summary["statuses"] == []

    def test_a_new_claim(self, work):
        summary = work.save(work.row())
        assert [(status["before"], status["after_if_published"]) for status in summary["statuses"]] == [
            ("open", "asserted")
        ]

    def test_what_has_changed_already(self, work):
        """A publisher adds own words to a position known only second-hand."""
        allow_publishing(work.editor)
        claim = publish_position(work).claim
        there = make.StatementFactory(
            claim=claim,
            claimant=work.dane,
            party=work.sylvania,
            stance="denies",
            said_on=DAY,
            citation__relayed_by=work.freedonia,
            citation__relayed_for=work.freedonia,
        )
        claim.refresh_from_db()
        assert claim.status == "asserted"
        summary = work.save(
            work.row(
                "it is safe", claim=claim.pk, claimant=work.dane.pk, party=None, capacity="", stance="denies"
            )
        )
        assert summary["changed"] == [
            {"claim": claim.pk, "text": claim.text, "before": "asserted", "after": "disputed"}
        ]
        assert [citation["statement"] for citation in summary["further_citations"]] == [there.pk]


class TestAskingForReview:
    def test_drafts_go_with_their_claims_and_statements_on_published_claims_alone(self, work):
        there = publish_position(work)
        summary = work.save(
            work.row(id="r1"),
            work.row(
                "it is safe",
                id="r2",
                claim=there.claim_id,
                claimant=work.dane.pk,
                party=None,
                capacity="",
                stance="denies",
            ),
            submit=True,
        )
        reviews = Review.objects.order_by("pk")
        assert summary["submitted"] == [review.pk for review in reviews]
        assert {(review.claim_id, review.statement_id) for review in reviews} == {
            (Claim.objects.get(state="draft").pk, None),
            (None, Statement.objects.get(claim=there.claim, state="draft").pk),
        }
        assert {(review.asked_by, review.asked_at) for review in reviews} == {(work.editor, NOW)}

    def test_what_waits_goes_on_waiting(self, work):
        there = make.DraftStatementFactory(claimant=work.dane, party=work.sylvania)
        make.CitationFactory(statement=there)
        review = Review.objects.create(claim=there.claim, asked_at=NOW, asked_by=work.editor)
        work.save(work.row(claim=there.claim_id), submit=True)
        assert Review.objects.get() == review

    def test_not_unless_it_is_asked_for(self, work):
        work.save(work.row())
        assert not Review.objects.exists()


def test_a_readers_report_is_settled():
    work = CoverageScenario()
    report = Report.objects.create(kind="source", message="Look here.", received_at=NOW)
    Coverage.objects.update(report=report)
    work.save(work.row())
    report.refresh_from_db()
    assert (report.outcome, report.article, report.settled_by) == (
        "covered",
        work.coverage.article,
        work.editor,
    )


class TestSecondLooks:
    def test_dates_and_affiliations_that_look_wrong(self, work):
        summary = work.save(
            work.row(id="r1", said_on="2017-04-19"),
            work.row("it is safe", id="r2", party=work.sylvania.pk, capacity="guest"),
        )
        assert len(summary["doubts"]) == 2
        assert "after the article" in summary["doubts"][0]
        assert "No affiliation of Ada Brook with Sylvania" in summary["doubts"][1]

    def test_a_spelling_that_is_new_can_be_learnt(self, work):
        summary = work.save(
            work.row(id="r1", speaker="Adah Brooke"),
            work.row("it is safe", id="r2", speaker="Minister Brook"),
        )
        assert summary["spellings"] == [
            {"claimant": work.brook.pk, "name": "Ada Brook", "spelling": "Adah Brooke"}
        ]
        assert add_spelling(claimant=work.brook, spelling="Adah Brooke") == add_spelling(
            claimant=work.brook, spelling=" Adah  Brooke"
        )
        [candidate] = find_candidates("Adah Brooke")
        assert candidate.claimant == work.brook
