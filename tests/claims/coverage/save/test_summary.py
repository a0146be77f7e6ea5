"""The summary after saving: statuses, reviews, second looks."""

import pytest

from claims.coverage.save.spellings import add_spelling, is_spelling, remove_spelling
from claims.coverage.suggest.claimants import find_candidates
from claims.models import Alias, Claim, ClaimantKind, Coverage, OfferedChange, Report, Review, Statement
from core.errors import Refused
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
            ("", "asserted")
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
        work.coverage.refresh_from_db()
        for _ in range(2):
            assert add_spelling(coverage=work.coverage, number=0, by=work.editor, now=make.MOMENT)
        [candidate] = find_candidates("Adah Brooke")
        assert candidate.claimant == work.brook

    def test_what_was_learnt_can_be_taken_back_and_nothing_else(self, work):
        make.AliasFactory(claimant=work.brook, name="Adda")
        work.save(work.row(id="r1", speaker="Adah Brooke"))
        work.coverage.refresh_from_db()
        before = set(Alias.objects.values_list("name", flat=True))
        add_spelling(coverage=work.coverage, number=0, by=work.editor, now=make.MOMENT)
        for _ in range(2):
            remove_spelling(coverage=work.coverage, number=0, by=work.editor, now=make.MOMENT)
            assert set(Alias.objects.values_list("name", flat=True)) == before

    def test_an_alias_that_somebody_else_added_is_not_taken_back(self, work):
        work.save(work.row(id="r1", speaker="Adah Brooke"))
        work.coverage.refresh_from_db()
        make.AliasFactory(claimant=work.brook, name="Adah Brooke")
        add_spelling(coverage=work.coverage, number=0, by=work.editor, now=make.MOMENT)
        remove_spelling(coverage=work.coverage, number=0, by=work.editor, now=make.MOMENT)
        assert Alias.objects.filter(name="Adah Brooke").exists()

    def test_of_whom_readers_know_it_is_offered_and_can_be_withdrawn(self, work):
        make.StatementFactory(claimant=work.brook, party=work.freedonia)
        work.save(work.row(id="r1", speaker="Adah Brooke"))
        work.coverage.refresh_from_db()
        who = {"coverage": work.coverage, "number": 0, "by": work.editor, "now": make.MOMENT}
        assert not add_spelling(**who) and not Alias.objects.filter(name="Adah Brooke").exists()
        assert OfferedChange.objects.get().changes["name"] == [None, "Adah Brooke"]
        remove_spelling(**who)
        assert OfferedChange.objects.get().outcome == "withdrawn"

    def test_what_readers_see_by_now_no_editor_takes_back(self, work):
        work.save(work.row(id="r1", speaker="Adah Brooke"))
        work.coverage.refresh_from_db()
        who = {"coverage": work.coverage, "number": 0, "by": work.editor, "now": make.MOMENT}
        add_spelling(**who)
        make.StatementFactory(claimant=work.brook, party=work.freedonia)
        with pytest.raises(Refused, match="Readers see this alias"):
            remove_spelling(**who)

    def test_who_stands_in_the_place_of_the_printed_speaker_has_no_such_alias(self, work):
        summary = work.save(work.row(id="r1", speaker="Tove Lind"))
        assert summary["spellings"] == []

    def test_a_name_of_somebody_else_on_the_record_is_no_alias(self, work):
        make.ClaimantFactory(name="Adah Brooke")
        summary = work.save(work.row(id="r1", speaker="Adah Brooke"))
        assert summary["spellings"] == []

    def test_a_name_of_somebody_new_in_the_article_is_no_alias(self, work):
        new = {"claimant": None, "new_name": "Adah Brooke", "new_kind": "person", "new_role": "deputy"}
        summary = work.save(
            work.row(id="r1", speaker="Adah Brooke"),
            work.row("it is safe", id="r2", speaker="Adah Brooke", capacity="deputy", **new),
        )
        assert [claimant["text"] for claimant in summary["added"]["claimants"]] == ["Adah Brooke, a person"]
        assert summary["spellings"] == []


@pytest.mark.parametrize(
    ("printed", "name", "kind"),
    [
        ("Adah Brooke", "Ada Brook", ClaimantKind.PERSON),
        ("A. Brook", "Ada Brook", ClaimantKind.PERSON),
        ("Brooke", "Ada Brook", ClaimantKind.PERSON),
        ("Mr Brook", "Ada Brook", ClaimantKind.PERSON),
        ("Ada Tove Brook", "Ada Brook", ClaimantKind.PERSON),
        ("OFC", "Organisation of Ferry Crews", ClaimantKind.ORGANISATION),
        ("Organisation of Ferry Crews", "O.F.C.", ClaimantKind.ORGANISATION),
        ("Halden Feries", "Halden Ferries", ClaimantKind.ORGANISATION),
    ],
)
def test_a_spelling_is_like_the_name(printed, name, kind):
    assert is_spelling(printed, [name], kind)


@pytest.mark.parametrize(
    ("printed", "name", "kind"),
    [
        ("Elin Brandt", "Northaid", ClaimantKind.ORGANISATION),
        ("Elin Brandt", "Brandt", ClaimantKind.ORGANISATION),
        ("Brandt Shipping", "Brandt", ClaimantKind.PERSON),
        ("Ministry of Brook", "Brook", ClaimantKind.PERSON),
        ("Elin Brandt", "Jonas Brandt", ClaimantKind.PERSON),
        ("Halden Freight", "Halden Ferries", ClaimantKind.ORGANISATION),
        ("Foreign Ministry", "Norland", ClaimantKind.GOVERNMENT),
        ("E. B.", "Elin Brandt", ClaimantKind.PERSON),
        ("a spokesman", "Norland", ClaimantKind.GOVERNMENT),
        ("of the", "Norland", ClaimantKind.GOVERNMENT),
    ],
)
def test_another_name_is_no_spelling(printed, name, kind):
    assert not is_spelling(printed, [name], kind)
