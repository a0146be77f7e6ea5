"""Each named rule about citations.

For each: what breaks it, and what comes close but is accepted.
"""

import pytest
from django.core.exceptions import ValidationError

from claims.models import Citation, Claimant
from sources.models import Article
from tests import factories as make
from tests.support.sql import assert_accepted, assert_refused, sql

pytestmark = pytest.mark.django_db


def proof(**but):
    capture = make.CaptureFactory()
    given = {"article": capture.article, "capture": capture, "excerpt": "five!", "proved_at": make.MOMENT}
    return given | {"start": 10, "end": 15} | but


def test_the_same_words_are_cited_once():
    known = make.CitationFactory()
    same = {"statement": known.statement, "article": known.article}
    with assert_refused("citation_once"):
        make.CitationFactory(**same, excerpt=known.excerpt, part="headline")
    with assert_accepted():
        make.CitationFactory(**same)
        make.CitationFactory(statement=known.statement, excerpt=known.excerpt)
        make.CitationFactory(article=known.article, excerpt=known.excerpt)
        make.CitationFactory(**same, excerpt=f"{known.excerpt}.")
        make.CitationFactory(**same, excerpt=known.excerpt.upper())


def test_a_form_says_that_the_words_are_cited_already():
    known = make.CitationFactory()
    again = make.CitationFactory.build(
        statement=known.statement, article=known.article, excerpt=known.excerpt
    )
    with pytest.raises(ValidationError) as refused:
        again.validate_constraints()
    assert refused.value.messages == ["This statement already cites these words."]


def test_the_kind_of_a_citation_is_known():
    with assert_refused("citation_kind_is_known"):
        make.CitationFactory(kind="rumour")
    with assert_accepted():
        make.CitationFactory(kind="quote")
        make.CitationFactory(kind="paraphrase")


def test_the_part_of_the_article_is_known():
    with assert_refused("citation_part_is_known"):
        make.CitationFactory(part="footnote")
    with assert_accepted():
        for part in ("headline", "summary", "body", "caption", "teaser"):
            make.CitationFactory(part=part)


@pytest.mark.parametrize("excerpt", ["", " ", "\t\n ", "\u00a0"])
def test_an_excerpt_is_not_blank(excerpt):
    with assert_refused("citation_excerpt_is_not_blank"):
        make.CitationFactory(excerpt=excerpt)
    with assert_accepted():
        make.CitationFactory(excerpt=f"{excerpt}.")


@pytest.mark.parametrize("space", [" ", "\u00a0", " \n", "\u2009"])
def test_an_excerpt_has_at_most_25_words(space):
    with assert_refused("citation_excerpt_is_short"):
        make.CitationFactory(excerpt=space.join(["word"] * 26))
    with assert_accepted():
        make.CitationFactory(excerpt=space.join(["word"] * 25))


def test_relayed_words_say_by_whom_and_for_whom():
    party = make.PartyFactory()
    for half in ({"relayed_by": party}, {"relayed_for": party}):
        with assert_refused("citation_relay_says_for_whom"):
            make.CitationFactory(**half)
    with assert_accepted():
        make.CitationFactory(relayed_by=party, relayed_for=party)


@pytest.mark.parametrize("missing", ["capture", "start", "end", "proved_at"])
def test_a_proof_is_whole(missing):
    with assert_refused("citation_proof_is_whole"):
        make.CitationFactory(**proof(**{missing: None}))
    with assert_accepted():
        make.CitationFactory(**proof(prefix="before ", suffix=" after"))


@pytest.mark.parametrize("given", [{"prefix": "around"}, {"suffix": "around"}, {"recurs": True}])
def test_without_a_proof_nothing_is_known_of_the_text(given):
    with assert_refused("citation_proof_is_whole"):
        make.CitationFactory(**given)


@pytest.mark.parametrize("end", [9, 14, 16])
def test_the_offsets_span_the_excerpt(end):
    with assert_refused("citation_offsets_span_the_excerpt"):
        make.CitationFactory(**proof(end=end))
    with assert_accepted():
        make.CitationFactory(**proof())


def test_the_offsets_count_code_points():
    with assert_accepted():
        make.CitationFactory(**proof(excerpt="\U0001f30d\u05e9e\u0301!"))


@pytest.mark.parametrize(("start", "end", "name"), [(-1, 4, "start"), (-6, -1, "end")])
def test_an_offset_is_not_negative(start, end, name):
    with assert_refused(f"claims_citation_{name}_check"):
        make.CitationFactory(**proof(start=start, end=end))


def test_a_capture_belongs_to_the_article_that_is_cited():
    with assert_refused("citation_capture_belongs_to_article"):
        make.CitationFactory(**proof(article=make.ArticleFactory()))
    with assert_accepted():
        make.CitationFactory(**proof())


def test_words_are_relayed_for_a_party():
    relayer, person = make.ClaimantFactory(), make.ClaimantFactory()
    with assert_refused("citation_relayed_for_a_party"):
        make.CitationFactory(relayed_by=relayer, relayed_for=person)
    with assert_accepted():
        make.CitationFactory(relayed_by=relayer, relayed_for=make.PartyFactory())


def test_a_party_relays_for_itself():
    with assert_refused("citation_relayer_speaks_for_a_party"):
        make.CitationFactory(relayed_by=make.PartyFactory(), relayed_for=make.PartyFactory())
    party = make.PartyFactory()
    with assert_accepted():
        make.CitationFactory(relayed_by=party, relayed_for=party)


def test_nobody_relays_their_own_words():
    party = make.PartyFactory()
    with assert_refused("citation_relayed_by_somebody_else"):
        make.CitationFactory(statement__party=party, relayed_by=party, relayed_for=party)
    with assert_accepted():
        citation = make.CitationFactory(relayed_by=party, relayed_for=party)
    with assert_refused("citation_relayed_by_somebody_else"):
        sql(
            "UPDATE claims_statement SET claimant_id = %s, party_id = %s WHERE id = %s",
            *(party.pk, party.pk, citation.statement_id),
        )
    with assert_refused("citation_relayed_by_somebody_else"):
        Citation.objects.filter(pk=citation.pk).update(statement=make.DraftStatementFactory(party=party))


def test_own_words_are_the_outlets():
    voice = make.VoiceFactory()
    own = {"statement__party": voice, "article__outlet": voice.outlet}
    with assert_refused("citation_own_words_are_the_outlets"):
        make.CitationFactory(kind="own_words")
    with assert_refused("citation_own_words_are_the_outlets"):
        make.CitationFactory(**own, kind="paraphrase")
    with assert_refused("citation_own_words_are_the_outlets"):
        make.CitationFactory(statement__party=voice, kind="own_words")
    with assert_accepted():
        make.CitationFactory(**own, kind="own_words")
        make.CitationFactory(statement__party=voice, kind="quote")


def test_own_words_stay_the_outlets_whatever_changes_later():
    voice, other = make.VoiceFactory(), make.VoiceFactory()
    citation = make.CitationFactory(statement__party=voice, article__outlet=voice.outlet, kind="own_words")
    with assert_refused("citation_own_words_are_the_outlets"):
        Article.objects.filter(pk=citation.article_id).update(outlet=other.outlet)
    with assert_refused("citation_own_words_are_the_outlets"):
        Claimant.objects.filter(pk=voice.pk).update(outlet=make.OutletFactory())
    with assert_refused("citation_own_words_are_the_outlets"):
        type(citation.statement).objects.update(claimant=other, party=other)
    with assert_refused("citation_own_words_are_the_outlets"):
        Citation.objects.filter(pk=citation.pk).update(article=make.ArticleFactory())
    with assert_accepted():
        new = make.OutletFactory()
        Article.objects.filter(pk=citation.article_id).update(outlet=new)
        Claimant.objects.filter(pk=voice.pk).update(outlet=new)
