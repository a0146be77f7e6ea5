"""`prove_citation`, and how the database counts words.

It must count them as `sources.excerpts.search` does.
"""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from claims.actions import prove_citation
from claims.models import Citation
from core.errors import Refused
from sources.excerpts.normalisation import WHITE_SPACE
from sources.excerpts.search import EXCERPT_WORDS, count_words
from tests import factories as make
from tests.support.examples import examples

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2017, 4, 21, 9, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=1)
TEXT = "Ties at 'Low Point'\r\nMr Tillison said ties were “at a\u00a0low point.” Nothing else.\r\n"


def cited(excerpt: str, text: str = TEXT, **fields):
    """Return a citation, not proved yet, and a capture of its article."""
    citation = make.CitationFactory(excerpt=excerpt, **fields)
    return citation, make.CaptureFactory(article=citation.article, text=text)


def prove(citation, capture, text=TEXT, now=NOW):
    return prove_citation(citation=citation, text=text, capture=capture, now=now)


def stored(citation):
    return Citation.objects.values().get(pk=citation.pk)


def history(citation):
    return citation.events.count()


def test_what_is_stored_is_where_it_stands_and_the_articles_own_characters():
    citation, capture = cited(' ties were "at a low point." ')

    assert prove(citation, capture) is True

    for row in (citation, Citation.objects.get(pk=citation.pk)):
        assert row.is_proved
        assert (row.excerpt, row.capture, row.proved_at) == (
            "ties were “at a\u00a0low point.”",
            capture,
            NOW,
        )
        assert (row.start, row.end) == (38, 65)
        assert (row.prefix, row.suffix) == (
            "t 'Low Point'\r\nMr Tillison said ",
            " Nothing else.\r\n",
        )
        assert TEXT[row.start : row.end] == row.excerpt


def test_a_proof_that_holds_is_left_alone():
    citation, capture = cited("Mr Tillison said")
    prove(citation, capture)
    before, events = stored(citation), history(citation)

    assert prove(citation, capture, now=LATER) is False

    assert stored(citation) == before
    assert history(citation) == events


def test_shorter_words_around_hold_as_well():
    citation, capture = cited("Mr Tillison said")
    prove(citation, capture)
    Citation.objects.update(prefix="Point'\r\n", suffix="")
    citation.refresh_from_db()

    assert prove(citation, capture, now=LATER) is False


@pytest.mark.parametrize("wrong", [{"prefix": "other "}, {"suffix": " other"}, {"start": 22, "end": 38}])
def test_a_proof_that_does_not_hold_is_made_anew(wrong):
    citation, capture = cited("Mr Tillison said")
    prove(citation, capture)
    right = stored(citation)
    Citation.objects.update(**wrong)
    citation.refresh_from_db()

    assert prove(citation, capture, now=LATER) is True

    assert stored(citation) == right | {"proved_at": LATER}


def test_a_later_capture_is_proved_with_the_words_around_the_earlier_place():
    text = "He said no. She said no. They said no."
    citation, first = cited("She said no", text)
    prove(citation, first, text)
    later_text = "She said no, once. " + text
    later = make.CaptureFactory(article=citation.article, text=later_text)

    assert prove(citation, later, later_text, now=LATER) is True
    assert (citation.capture, citation.start) == (later, 31)


class TestRefused:
    """Proofs that are refused, with a message and nothing saved."""

    @pytest.fixture(autouse=True)
    def nothing_is_saved(self):
        yield
        assert not Citation.objects.filter(proved_at__isnull=False).exists()

    @pytest.mark.parametrize(
        ("excerpt", "why"),
        [
            ("Mr Tillerson said", r"^The excerpt is not in this text"),
            ("Not", r"^The excerpt cuts a word: the article prints .*\[Not\]hing"),
            ("i", r"^The excerpt cuts a word"),
        ],
    )
    def test_words_that_are_not_there(self, excerpt, why):
        citation, capture = cited(excerpt)
        before = stored(citation)
        with pytest.raises(Refused, match=why):
            prove(citation, capture)
        assert stored(citation) == before
        assert not citation.is_proved

    def test_words_that_occur_twice(self):
        text = "He said no. She said no."
        citation, capture = cited("said no", text)
        with pytest.raises(Refused, match=r"^These words occur 2 times in the article"):
            prove(citation, capture, text)

    def test_another_text_than_was_captured(self):
        citation, capture = cited("Mr Tillison said")
        for text in (TEXT + " ", TEXT.replace("\r\n", "\n"), TEXT + "\0", TEXT + "\ud800", ""):
            with pytest.raises(Refused, match=r"^This is not the text that was captured"):
                prove(citation, capture, text)

    def test_a_text_that_cannot_be_kept(self):
        citation, capture = cited("Mr Tillison", "\0Mr Tillison")
        with pytest.raises(Refused, match=r"^This is not the text that was captured"):
            prove(citation, capture, "\0Mr Tillison")

    def test_the_capture_of_another_article(self):
        citation = make.CitationFactory(excerpt="Mr Tillison said")
        with pytest.raises(Refused, match=r"^This capture is of another article"):
            prove(citation, make.CaptureFactory(text=TEXT))

    def test_a_citation_edited_meanwhile(self):
        citation, capture = cited("Mr Tillison said")
        Citation.objects.update(excerpt="Nothing else")
        with pytest.raises(Refused, match=r"^This citation was edited or removed meanwhile"):
            prove(citation, capture)
        assert stored(citation)["excerpt"] == "Nothing else"

    def test_a_citation_removed_meanwhile(self):
        citation, capture = cited("Mr Tillison said")
        Citation.objects.filter(pk=citation.pk).delete()
        with pytest.raises(Refused, match=r"^This citation was edited or removed meanwhile"):
            prove(citation, capture)

    def test_more_spacing_than_can_be_kept(self):
        text = "Mr" + " " * 400 + "Tillison"
        citation, capture = cited("Mr Tillison", text)
        with pytest.raises(Refused, match=r"the excerpt has 410 characters; at most 400 are kept"):
            prove(citation, capture, text)

    def test_what_the_statement_cites_already(self):
        citation, capture = cited('"at a low point."')
        make.CitationFactory(
            statement=citation.statement,
            article=citation.article,
            excerpt="“at a\u00a0low point.”",
        )
        with pytest.raises(Refused, match=r"^This statement already cites these words"):
            prove(citation, capture)
        assert not citation.is_proved


def is_short(excerpt: str) -> bool:
    """Return what the database's own rule says."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint"
            " WHERE conname = 'citation_excerpt_is_short'"
        )
        (rule,) = cursor.fetchone()
        cursor.execute(f"SELECT {rule} FROM (SELECT %s::varchar AS excerpt) AS c", [excerpt])
        return cursor.fetchone()[0]


SPACES = st.from_regex(f"[{WHITE_SPACE}]+", fullmatch=True)
NOT_SPACES = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs", "Zs", "Zl", "Zp", "Cc"])
    | st.sampled_from("\x1c\x1f\u200b\u2060\ufeff\u180e\u00ad"),
    min_size=1,
    max_size=3,
)


class TestWordsAreCountedAlike(TestCase):
    @settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        words=st.integers(EXCERPT_WORDS - 2, EXCERPT_WORDS + 2),
        data=st.data(),
        lead=st.just("") | SPACES,
        trail=st.just("") | SPACES,
    )
    def test_by_the_database_and_by_us(self, words, data, lead, trail):
        pieces = data.draw(st.lists(NOT_SPACES, min_size=words, max_size=words))
        gap = data.draw(SPACES)
        excerpt = lead + gap.join(pieces) + trail
        assert count_words(excerpt) == words
        assert is_short(excerpt) == (words <= EXCERPT_WORDS)


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u2007", "\u202f", "\u0085", "\n"])
def test_the_limit_holds_however_the_words_are_separated(space):
    make.CitationFactory(excerpt=space.join(["word"] * EXCERPT_WORDS))
    with (
        pytest.raises(IntegrityError, match="citation_excerpt_is_short"),
        transaction.atomic(),
    ):
        make.CitationFactory(excerpt=space.join(["word"] * (EXCERPT_WORDS + 1)))


@pytest.mark.parametrize("space", ["", " ", "\u00a0", "\u2007", "\u202f", "\u0085"])
def test_white_space_alone_is_no_excerpt(space):
    with (
        pytest.raises(IntegrityError, match="citation_excerpt_is_not_blank"),
        transaction.atomic(),
    ):
        make.CitationFactory(excerpt=space)
