"""Undoing a publication: within ten minutes, by nobody's notice, and only while nothing is built on it."""

import datetime

import pghistory
import pytest
from django.utils import timezone

from claims.actions import (
    CannotUndoPublication,
    publish_rows,
    publish_statement,
    retract_claim,
    retract_statement,
    submit_for_review,
    undo_publication,
)
from claims.models import Publication, Review
from core.errors import Refused
from tests.factories import (
    CitationFactory,
    ClaimRelationFactory,
    CorrectionFactory,
    DraftStatementFactory,
    FactCheckFactory,
    StatementFactory,
    UserFactory,
)
from tests.support.sql import assert_accepted, assert_refused

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def ada():
    return UserFactory(username="ada")


@pytest.fixture
def bob():
    return UserFactory(username="bob")


@pytest.fixture
def now() -> datetime.datetime:
    """Provide a time before everything that the test writes, for that has the time of its transaction."""
    return timezone.now() - MINUTE


@pytest.fixture
def claim():
    """Provide a draft with one statement that has a citation."""
    return CitationFactory().statement.claim


@pytest.fixture
def denial():
    """Provide a draft with a citation that would dispute its published claim."""
    claim = StatementFactory(stance="affirms").claim
    return CitationFactory(statement__claim=claim, statement__stance="denies").statement


@pytest.fixture
def publish(ada, now):
    def of(*rows) -> Publication:
        result = publish_rows(rows=rows, by=ada, now=now)
        assert not result.refused
        return result.publication

    return of


def read_states(*rows) -> list[str]:
    for row in rows:
        row.refresh_from_db()
    return [row.state for row in rows]


def undo(publication, by, now) -> None:
    undo_publication(publication=publication, by=by, now=now)


class TestPublishingSeveral:
    def test_what_was_published_together_is_kept(self, claim, denial, ada, now, publish):
        review = submit_for_review(claim=claim, by=ada, now=now)
        publication = publish(denial, claim)
        statement = claim.statements.get()
        assert (publication.claims, publication.reviews) == ([claim.pk], [review.pk])
        assert publication.statements == sorted([statement.pk, denial.pk])
        assert (publication.published_by, publication.published_at) == (ada, now)
        assert read_states(claim, denial, statement) == ["published"] * 3

    def test_what_cannot_be_published_does_not_hold_up_the_rest(self, claim, ada, now):
        bare = DraftStatementFactory().claim
        result = publish_rows(rows=[bare, claim], by=ada, now=now)
        assert [(row.pk, count) for row, count in result.published] == [(claim.pk, 1)]
        [(row, reason)] = result.refused
        assert row == bare
        assert "needs at least one position that counts" in reason
        assert read_states(bare, claim) == ["draft", "published"]

    def test_nothing_published_is_nothing_to_undo(self, ada, now):
        result = publish_rows(rows=[DraftStatementFactory().claim], by=ada, now=now)
        assert (result.published, result.publication) == ([], None)

    def test_of_a_claim_only_the_chosen_statements(self, claim, ada, now):
        chosen = claim.statements.get()
        other = CitationFactory(statement__claim=claim).statement
        result = publish_rows(rows=[claim], by=ada, now=now, only={chosen.pk})
        assert result.publication.statements == [chosen.pk]
        assert read_states(claim, chosen, other) == ["published", "published", "draft"]


class TestWhatAClaimIsPublishedWithout:
    @pytest.fixture
    def other(self, claim):
        """Provide another ready draft on the claim; a third has no citation and cannot be published."""
        DraftStatementFactory(claim=claim)
        return CitationFactory(statement__claim=claim).statement

    def publish_first(self, claim, by, now) -> Publication:
        chosen = claim.statements.order_by("pk").first()
        return publish_rows(rows=[claim], by=by, now=now, only={chosen.pk}).publication

    def test_it_goes_on_waiting_for_whoever_asked(self, claim, other, ada, bob, now):
        asked_at = now - MINUTE
        submit_for_review(claim=claim, by=bob, now=asked_at)
        self.publish_first(claim, ada, now)
        waiting = Review.objects.filter(outcome="")
        assert [(r.statement, r.claim, r.asked_by, r.asked_at) for r in waiting] == [
            (other, None, bob, asked_at)
        ]

    def test_what_nobody_asked_for_does_not_wait(self, claim, other, ada, now):
        self.publish_first(claim, ada, now)
        assert not Review.objects.exists()

    def test_once_undone_all_of_it_waits_with_its_claim(self, claim, other, ada, bob, now):
        review = submit_for_review(claim=claim, by=bob, now=now)
        elsewhere = CitationFactory(statement__claim=StatementFactory().claim).statement
        own = submit_for_review(statement=elsewhere, by=bob, now=now)
        undo(self.publish_first(claim, ada, now), ada, now + MINUTE)
        assert list(Review.objects.filter(outcome="").order_by("pk")) == [review, own]


class TestUndoing:
    def test_everything_is_a_draft_again_and_waits_for_review(self, claim, denial, ada, bob, now, publish):
        review = submit_for_review(claim=claim, by=ada, now=now)
        publication = publish(claim, denial)
        undo(publication, bob, now + MINUTE)
        assert read_states(claim, denial, claim.statements.get()) == ["draft"] * 3
        assert (claim.published_at, claim.published_by) == (None, None)
        review.refresh_from_db()
        assert (review.outcome, review.settled_at, review.settled_by) == ("", None, None)
        assert denial.claim.status == "asserted"
        publication.refresh_from_db()
        assert (publication.undone_by, publication.undone_at) == (bob, now + MINUTE)

    def test_the_history_keeps_both_with_who_and_why(self, claim, bob, now, publish):
        undo(publish(claim), bob, now)
        event = claim.events.order_by("pgh_id").last()
        assert event.state == "published"
        assert event.pgh_context == {"user": bob.pk, "reason": "Publishing was undone."}

    def test_it_can_be_published_again(self, claim, bob, now, publish):
        undo(publish(claim), bob, now)
        publish(claim)
        assert read_states(claim) == ["published"]

    def test_a_claim_that_was_published_before_keeps_a_position(self, bob, now, publish):
        first = StatementFactory()
        second = CitationFactory(statement__claim=first.claim).statement
        publication = publish(second)
        retract_statement(statement=first, by=bob, now=now, reason="Wrong.")
        with pytest.raises(Refused, match="needs at least one position that counts"):
            undo(publication, bob, now)
        assert read_states(second) == ["published"]

    def test_twice_says_who_was_first(self, claim, bob, now, publish):
        publication = publish(claim)
        undo(publication, bob, now)
        with pytest.raises(CannotUndoPublication, match="It has been undone already, by bob"):
            undo(publication, bob, now)

    def test_after_ten_minutes_it_is_retracted_instead(self, claim, bob, now, publish):
        publication = publish(claim)
        with pytest.raises(CannotUndoPublication, match="more than ten minutes ago"):
            undo(publication, bob, now + 10 * MINUTE + datetime.timedelta(seconds=1))
        assert read_states(claim) == ["published"]
        undo(publication, bob, now + 10 * MINUTE)


def edit_claim(claim, by):
    with pghistory.context(user=by.pk):
        claim.context = "More."
        claim.save()


def add_statement(claim, by):
    with pghistory.context(user=by.pk):
        DraftStatementFactory(claim=claim)


def add_citation(claim, by):
    with pghistory.context(user=by.pk):
        CitationFactory(statement=claim.statements.get())


def add_relation(claim, by):
    with pghistory.context(user=by.pk):
        ClaimRelationFactory(other=claim)


def add_fact_check(claim, by):
    with pghistory.context(user=by.pk):
        FactCheckFactory(claim=claim)


def publish_another(claim, by):
    statement = CitationFactory(statement__claim=claim).statement
    publish_statement(statement=statement, by=by, now=timezone.now())


def submit_another(claim, by):
    statement = CitationFactory(statement__claim=claim).statement
    submit_for_review(statement=statement, by=by, now=timezone.now())


def correct(claim, by):
    CorrectionFactory(claim=claim, made_at=timezone.now())


def retract(claim, by):
    retract_claim(claim=claim, by=by, now=timezone.now(), reason="Wrong.")


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (edit_claim, "A claim (“.+”) was added or edited since."),
        (add_statement, "A statement (“.+”) was added or edited since."),
        (add_citation, "A citation (“.+”) was added or edited since."),
        (add_relation, "A claim relation (“.+”) was added or edited since."),
        (add_fact_check, "A fact.check (“.+”) was added or edited since."),
        (publish_another, "A statement (“.+”) was published on the same claim since."),
        (submit_another, "A review (“.+”) was asked for since."),
        (correct, "A correction (“.+”) was published since."),
        (retract, "A claim (“.+”) is retracted since."),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_was_built_on_it_is_named_and_stands_in_the_way(claim, bob, now, publish, build, sentence):
    publication = publish(claim)
    claim.refresh_from_db()
    build(claim, bob)
    before = read_states(claim)
    with pytest.raises(Refused, match=sentence.replace("(“", r"\(“").replace("”)", r"”\)")):
        undo(publication, bob, timezone.now())
    assert read_states(claim) == before


@pytest.mark.parametrize("ahead", [-MINUTE, MINUTE], ids=["clock-behind", "clock-ahead"])
class TestWhateverTheClocksSay:
    """Later is what has a greater id: the database and what publishes may have different clocks."""

    def test_what_was_edited_before_does_not_stand_in_the_way(self, claim, ada, bob, ahead):
        add_statement(claim, bob)
        edit_claim(claim, bob)
        at = timezone.now() + ahead
        undo(publish_rows(rows=[claim], by=ada, now=at).publication, ada, at)
        assert read_states(claim) == ["draft"]

    @pytest.mark.parametrize("build", [edit_claim, add_citation, add_fact_check, submit_another, correct])
    def test_what_was_built_on_it_does(self, claim, ada, bob, ahead, build):
        at = timezone.now() + ahead
        publication = publish_rows(rows=[claim], by=ada, now=at).publication
        claim.refresh_from_db()
        build(claim, bob)
        with pytest.raises(CannotUndoPublication):
            undo(publication, ada, at)


class TestConstraints:
    def test_a_publication_is_of_something(self, ada, now):
        with assert_refused("publication_is_of_something"):
            Publication.objects.create(published_at=now, published_by=ada)

    def test_an_undone_one_says_who_and_when(self, claim, publish, ada, now):
        rows = Publication.objects.filter(pk=publish(claim).pk)
        with assert_refused("publication_undone_says_who_and_when"):
            rows.update(undone_at=now)
        with assert_accepted():
            rows.update(undone_at=now, undone_by=ada)
