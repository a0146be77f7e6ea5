"""Cited words that are gone from an article's newest text."""

import datetime

import pytest
from django.utils import timezone

from claims.actions import settle_vanished
from claims.models import Citation, Claim, Statement, VanishedExcerpt
from claims.vanished_excerpts import queue_vanished_excerpts
from core.errors import Refused
from sources.models import Article, Capture, CaptureText
from sources.signals import article_recaptured
from tests import factories as make
from tests.support.html import retraction
from tests.support.sql import assert_refused

pytestmark = pytest.mark.django_db

OPENED = "Ada Brook said that the bridge was safe. It opened on Monday."
ALTERED = "Ada Brook said that the bridge was closed. It opened on Monday."


class Story:
    """One article with one proved citation, captured again and again."""

    def __init__(self, statement=None, excerpt="the bridge was safe"):
        self.captures = []
        first = make.CaptureFactory(text=OPENED)
        self.article = first.article
        CaptureText.objects.create(capture=first, text=OPENED)
        self.captures.append(first)
        statement = statement or make.DraftStatementFactory()
        self.citation = make.CitationFactory(statement=statement, article=self.article, excerpt=excerpt)
        start = OPENED.index(excerpt)
        Citation.objects.filter(pk=self.citation.pk).update(
            capture=first, start=start, end=start + len(excerpt), proved_at=make.MOMENT
        )

    def now_reads(self, text: str) -> Capture:
        at = make.MOMENT + datetime.timedelta(days=len(self.captures))
        capture = Capture.objects.keep(article=self.article, text=text, captured_at=at, obtained="fetched")
        queue_vanished_excerpts(self.article, self.captures[-1], capture)
        self.captures.append(capture)
        return capture

    @property
    def outcomes(self) -> list[str]:
        rows = VanishedExcerpt.objects.filter(citation=self.citation).order_by("pk")
        return list(rows.values_list("outcome", flat=True))


def test_is_told_whenever_an_article_is_captured_again():
    story = Story()
    old = story.captures[-1]
    told = article_recaptured.send(Article, article=story.article, old_capture=old, new_capture=old)
    assert [receiver for receiver, _ in told] == [queue_vanished_excerpts]


def test_words_that_are_gone_wait_for_an_editor():
    story = Story()
    capture = story.now_reads(ALTERED)
    vanished = VanishedExcerpt.objects.get()
    assert (vanished.citation, vanished.capture, vanished.outcome) == (story.citation, capture, "")
    assert timezone.now() - vanished.noticed_at < datetime.timedelta(minutes=5)


def test_words_that_are_still_there_do_not():
    story = Story(excerpt="It opened on Monday")
    story.now_reads(ALTERED)
    assert story.outcomes == []


def test_the_shape_of_spaces_and_marks_does_not_matter():
    story = Story()
    story.now_reads(OPENED.replace("bridge was", "bridge\u00a0 was"))
    assert story.outcomes == []


def test_words_that_occur_twice_are_not_gone():
    story = Story()
    story.now_reads(f"{OPENED} Again: the bridge was safe.")
    assert story.outcomes == []


def test_is_noticed_once():
    story = Story()
    capture = story.now_reads(ALTERED)
    queue_vanished_excerpts(story.article, story.captures[0], capture)
    story.now_reads(f"{ALTERED} More.")
    assert story.outcomes == [""]


def test_words_that_are_back_leave_the_queue():
    story = Story()
    story.now_reads(ALTERED)
    story.now_reads(f"{OPENED} More.")
    assert story.outcomes == ["back"]
    vanished = VanishedExcerpt.objects.get()
    assert vanished.settled_at and vanished.settled_by is None
    story.now_reads(f"{ALTERED} Yet more.")
    assert story.outcomes == ["back", ""]


def test_the_very_text_of_before_brings_them_back_too():
    story = Story()
    story.now_reads(ALTERED)
    again = story.now_reads(OPENED)
    assert again == story.captures[0]
    assert story.outcomes == ["back"]


def test_what_was_looked_into_is_not_raised_again_while_the_words_stay_away():
    story = Story()
    story.now_reads(ALTERED)
    settle_vanished(
        vanished=VanishedExcerpt.objects.get(), note="Corrected.", by=make.UserFactory(), now=make.MOMENT
    )
    story.now_reads(f"{ALTERED} More.")
    assert story.outcomes == ["settled"]
    story.now_reads(f"{OPENED} More.")
    story.now_reads(f"{ALTERED} Yet more.")
    assert story.outcomes == ["settled", ""]


def test_unverified_excerpts_were_never_there():
    story = Story()
    Citation.objects.filter(pk=story.citation.pk).update(capture=None, start=None, end=None, proved_at=None)
    story.now_reads(ALTERED)
    assert story.outcomes == []


def test_what_was_retracted_is_left_alone():
    statement = make.StatementFactory()
    make.StatementFactory(claim=statement.claim)
    story = Story(statement=statement)
    other = Story(statement=make.StatementFactory())
    Statement.objects.filter(pk=statement.pk).update(**retraction("statement"))
    Claim.objects.filter(pk=other.citation.statement.claim_id).update(**retraction("claim"))
    story.now_reads(ALTERED)
    other.now_reads(ALTERED)
    assert story.outcomes == other.outcomes == []


def test_other_articles_are_left_alone():
    story, other = Story(), Story()
    story.now_reads(ALTERED)
    assert other.outcomes == []


def test_a_text_that_was_taken_down_says_nothing():
    story = Story()
    capture = story.now_reads(OPENED + " More.")
    CaptureText.objects.filter(capture=capture).delete()
    queue_vanished_excerpts(story.article, story.captures[0], capture)
    assert story.outcomes == []


@pytest.mark.parametrize("citations", [1, 3])
def test_costs_the_same_however_often_an_article_is_cited(django_assert_num_queries, citations):
    story = Story()
    for _ in range(citations - 1):
        again = make.CitationFactory(article=story.article, excerpt="the bridge was safe")
        proof = Citation.objects.filter(pk=story.citation.pk).values("capture", "start", "end", "proved_at")
        Citation.objects.filter(pk=again.pk).update(**proof.get())
    capture = Capture.objects.keep(
        article=story.article, text=ALTERED, captured_at=make.MOMENT, obtained="fetched"
    )
    with django_assert_num_queries(5):
        queue_vanished_excerpts(story.article, story.captures[0], capture)
    assert VanishedExcerpt.objects.count() == citations


class TestSettling:
    def test_says_who_when_and_what_came_of_it(self):
        story, user = Story(), make.UserFactory()
        story.now_reads(ALTERED)
        settle_vanished(vanished=VanishedExcerpt.objects.get(), note=" A comma. ", by=user, now=make.MOMENT)
        vanished = VanishedExcerpt.objects.get()
        assert (vanished.outcome, vanished.note) == ("settled", "A comma.")
        assert (vanished.settled_by, vanished.settled_at) == (user, make.MOMENT)

    def test_only_once_and_not_without_a_word(self):
        story, user = Story(), make.UserFactory()
        story.now_reads(ALTERED)
        vanished = VanishedExcerpt.objects.get()
        with pytest.raises(Refused, match="Say who looked into it, when, and what came of it"):
            settle_vanished(vanished=vanished, note="  ", by=user, now=make.MOMENT)
        settle_vanished(vanished=vanished, note="A comma.", by=user, now=make.MOMENT)
        with pytest.raises(Refused, match="looked into"):
            settle_vanished(vanished=vanished, note="Again.", by=user, now=make.MOMENT)


class TestRules:
    def row(self, **given) -> VanishedExcerpt:
        story = Story()
        return VanishedExcerpt(
            **{"citation": story.citation, "capture": story.captures[0], "noticed_at": make.MOMENT, **given}
        )

    def test_once_per_capture(self):
        row = self.row()
        row.save()
        with assert_refused("vanished_once_per_capture"):
            VanishedExcerpt.objects.create(citation=row.citation, capture=row.capture, noticed_at=make.MOMENT)

    def test_outcome(self):
        row = self.row(outcome="lost", settled_at=make.MOMENT, settled_by=make.UserFactory(), note="x")
        with assert_refused("vanished_outcome_is_known"):
            row.save()

    @pytest.mark.parametrize(
        "given",
        [
            {"settled_at": make.MOMENT},
            {"outcome": "back"},
            {"outcome": "settled", "settled_at": make.MOMENT, "note": "x"},
            {"outcome": "settled", "settled_at": make.MOMENT, "settled_by": True},
        ],
    )
    def test_who_when_and_why(self, given):
        if given.get("settled_by"):
            given = {**given, "settled_by": make.UserFactory()}
        row = self.row(**given)
        with assert_refused("vanished_outcome_says_when_and_why"):
            row.save()
