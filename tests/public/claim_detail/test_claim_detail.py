import datetime
import re

import pytest

from claims.actions import prove_citation
from claims.versions import document
from tests import factories as make
from tests.support.html import assert_shows, hide_leaks, links_of, parse_page, retraction, text_of

pytestmark = pytest.mark.django_db


def page(client, claim) -> str:
    return text_of(client.get(claim.get_absolute_url()))


def test_says_who_holds_what_and_why_the_status_is_so(client):
    claim = make.ClaimFactory(text="The bridge was closed", context="Only one bridge.", public_note="Mind.")
    affirming = make.PartyFactory(name="Norland", sentence_name="Norland")
    make.StatementFactory(claim=claim, party=affirming)
    denial = {"party": make.PartyFactory(name="Sudland"), "stance": "denies", "hedged": True}
    make.StatementFactory(claim=claim, **denial, citation__article__outlet__name="Post")
    text = page(client, claim)
    assert "Disputed: affirmed by Norland; denied by Sudland (only in Post)." in text
    assert "Only one bridge." in text and "Mind." in text
    assert text.index("Affirmed by Norland") < text.index("Denied by Sudland Denies, with a reservation")


def speak(claim, party, name, kind):
    claimant = make.ClaimantFactory(name=name, kind=kind)
    make.AffiliationFactory(claimant=claimant, party=party)
    make.StatementFactory(claim=claim, party=party, claimant=claimant, stance="denies", capacity="aide")


def test_says_that_only_a_source_without_a_name_speaks_for_a_party(client):
    claim = make.StatementFactory(party=make.PartyFactory(name="Norland")).claim
    sudland = make.PartyFactory(name="Sudland")
    speak(claim, sudland, "Senior Sudland official", "unnamed")
    text = page(client, claim)
    assert "affirmed by Norland; denied by Sudland (unnamed source only)" in text
    assert "Senior Sudland official (unnamed source), aide" in text
    speak(claim, sudland, "Eva Falk", "person")
    text = page(client, claim)
    assert "denied by Sudland" in text and "unnamed source only" not in text
    assert "Senior Sudland official (unnamed source), aide" in text and "Eva Falk, aide" in text


@pytest.mark.parametrize(
    ("precision", "day", "words"),
    [
        ("day", datetime.date(2017, 4, 12), "12 April 2017"),
        ("by", datetime.date(2017, 4, 12), "by 12 April 2017"),
        ("month", datetime.date(2016, 3, 1), "March 2016"),
        ("year", datetime.date(2015, 1, 1), "2015"),
    ],
)
def test_gives_a_date_as_precisely_as_it_is_known(client, precision, day, words):
    statement = make.StatementFactory(said_on=day, said_on_precision=precision, place="Geneva")
    assert f"Affirmed by {statement.party.name} Geneva, {words} “" in page(client, statement.claim)


def test_how_a_date_is_known_is_told_on_demand(client):
    statement = make.StatementFactory(said_on_note="Inferred from Wednesday.", place="Geneva")
    body = client.get(statement.claim.get_absolute_url()).content.decode()
    told = (
        '(date inferred)</span></summary> <p>Date inferred: <span lang="en" dir="auto">'
        "Inferred from Wednesday.</span></p></details>"
    )
    assert body.count("Inferred from Wednesday.") == 1 and told in body


def test_shows_the_words_and_where_they_are_printed(client):
    outlet = make.OutletFactory(name="The Post", funding="Readers", funding_source="Its accounts")
    article = make.ArticleFactory(outlet=outlet, title="A bridge", published_on=None)
    statement = make.StatementFactory(citation=None)
    capture = make.CaptureFactory(article=article)
    make.CitationFactory(
        statement=statement,
        article=article,
        excerpt="The words of",
        part="headline",
        translated_by="The Post",
        via=make.OutletFactory(name="Agency"),
        capture=capture,
        start=0,
        end=12,
        proved_at=capture.captured_at,
    )
    response = client.get(statement.claim.get_absolute_url())
    links = links_of(response)
    assert links["how excerpts are checked"] == "/about/#proof"
    assert links["A bridge"] == article.get_absolute_url()
    assert_shows(
        response,
        "“The words of”",
        "Quoted by The Post (Readers), date not recorded, in the headline, credited to Agency,"
        " translated by The Post · the article’s web address is not known",
    )
    assert_shows(
        response,
        f"Found in its text of 20 April 2017 (SHA-256 {capture.sha256[:8]}…).",
        "Ownership and funding: Readers",
    )


def test_says_what_is_not_known_about_a_source(client):
    article = make.ArticleFactory(canonical_url="https://post.example/1", published_on_note="From Wednesday")
    statement = make.StatementFactory(citation__article=article, citation__kind="paraphrase")
    response = client.get(statement.claim.get_absolute_url())
    text = text_of(response)
    excerpt = statement.citations.get().excerpt
    assert f"{excerpt} Paraphrased by" in text and f"“{excerpt}" not in text
    assert "From Wednesday" not in text
    assert "12 April 2017 · not verified · Read the article · Internet Archive" in text
    assert_shows(
        text,
        "1 excerpt not verified against a kept text. Its date is inferred.",
        "Who owns or funds the outlet is not recorded.",
    )
    assert "Found in" not in text
    assert links_of(response)["Read the article"] == "https://post.example/1"


def test_each_excerpt_leads_to_its_words_and_how_they_were_read_is_said_once(client):
    text = "It was open then. It was open, and it stayed so."
    article = make.ArticleFactory(canonical_url="https://post.example/1")
    capture = make.CaptureFactory(article=article, text=text)
    claim = make.ClaimFactory()
    for excerpt, start in (("It was open", 18), ("and it stayed so", 31)):
        party = make.PartyFactory(name=f"Party {start}")
        statement = make.StatementFactory(claim=claim, party=party, citation=None)
        citation = make.CitationFactory(statement=statement, article=article, excerpt=excerpt)
        citation.prefix = text[:start]
        assert prove_citation(citation=citation, text=text, capture=capture, now=make.MOMENT)
    response = client.get(claim.get_absolute_url())
    document = parse_page(response)
    links = [link for link in document.iter("a") if ":~:text=" in link.get("href", "")]
    directives = [
        "was%20open%20then.-,It%20was%20open,-%2C%20and%20it%20stayed",
        "and%20it%20stayed%20so",
    ]
    archive = "https://web.archive.org/web/20170412/"
    assert [link.get("href") for link in links] == [
        f"{before}https://post.example/1#:~:text={directive}"
        for directive in directives
        for before in ("", archive)
    ]
    assert {link.get("rel") for link in links} == {"noreferrer noopener"}
    [folded] = [part for part in document.iter("details") if part.get("class", "").endswith("how-read")]
    assert "".join(folded.itertext()).count(capture.sha256[:8]) == 1
    assert response.content.decode().count(capture.sha256[:8]) == 1


@pytest.mark.parametrize(
    ("excerpt", "words"),
    [
        ("It is shut", "Quoted by"),
        ("“It is shut”", "Quoted by"),
        ("“It is shut,”", "Quoted by"),
        ("“It is”, she said, “shut”", "Quoted in part by"),
        ("it is “shut”", "Quoted in part by"),
        ('shut," she said', "Quoted in part by"),
        ("«Il est fermé»", "Quoted by"),
    ],
)
def test_says_where_only_a_part_is_quoted(client, excerpt, words):
    claim = make.StatementFactory(citation__excerpt=excerpt).claim
    assert re.search(rf"{re.escape(excerpt)}”? {words}", page(client, claim))
    paraphrase = make.StatementFactory(citation__excerpt=excerpt, citation__kind="paraphrase").claim
    assert "Quoted" not in page(client, paraphrase)


def test_marks_positions_that_do_not_or_no_longer_count(client):
    claim, party = make.ClaimFactory(), make.PartyFactory(name="Norland")
    lapsed, speaker = make.ClaimantFactory(name="Old"), make.ClaimantFactory(name="New")
    make.AffiliationFactory(claimant=lapsed, party=party, until=datetime.date(2017, 1, 1))
    make.StatementFactory(claim=claim, party=party, claimant=lapsed, said_on=datetime.date(2016, 5, 1))
    make.StatementFactory(claim=claim, party=party, claimant=speaker, said_on=datetime.date(2017, 2, 1))
    make.StatementFactory(claim=claim, party=party, claimant=speaker, stance="denies")
    taker = make.PartyFactory(name="Taker")
    make.StatementFactory(claim=claim, party=taker, stance="withdraws")
    relayer = make.PartyFactory(name="Relayer")
    second = make.StatementFactory(claim=claim, party=make.PartyFactory(name="Distant"), citation=None)
    make.CitationFactory(statement=second, relayed_by=relayer, relayed_for=relayer)
    text = page(client, claim)
    assert "Affirms no longer speaks for Norland: kept as history" in text
    assert "Affirms earlier position, since replaced" in text
    assert "Takes back its position taken back" in text
    assert "Affirms second-hand: does not count" in text
    assert "Second-hand, passed on by Relayer: Quoted by" in text
    assert "What does second-hand mean?" in text


def test_tells_what_outlets_say_themselves_who_reports_it_and_who_does_not_mention_it(client):
    topic = make.TopicFactory()
    claim, other = make.ClaimFactory(), make.ClaimFactory()
    for row in (claim, other):
        row.topics.add(topic)
    stating, silent = make.OutletFactory(name="Stating"), make.OutletFactory(name="Silent")
    make.StatementFactory(
        claim=claim,
        party=make.PartyFactory(name="Norland"),
        citation__article=make.ArticleFactory(outlet=stating),
    )
    make.StatementFactory(
        claim=claim,
        party=make.VoiceFactory(outlet=stating),
        citation__article__outlet=stating,
        citation__kind="own_words",
    )
    read = make.ArticleFactory(
        outlet=silent, read_in_full_at=claim.published_at, read_in_full_by=claim.published_by
    )
    make.CaptureFactory(article=read, text="x" * 40, captured_at=make.MOMENT - datetime.timedelta(1))
    make.CaptureFactory(article=read, text="one two three")
    make.StatementFactory(claim=other, citation__article=read)
    busy = make.OutletFactory(name="Zeit")
    for _number in range(2):
        make.StatementFactory(citation__article__outlet=busy).claim.topics.add(topic)
    text = page(client, claim)
    assert "What outlets say themselves Stating States it as fact words" in text
    silences = (
        "Not found in the one article of Silent that we read (3 words). We have read no article of Zeit"
    )
    assert f"Reported by Stating reports that somebody affirms it {silences}" in text
    links = links_of(client.get(claim.get_absolute_url()))
    assert links["Not found in the one article of Silent that we read (3 words)."] == f"/articles/{read.pk}/"
    assert busy.get_absolute_url() in links.values()


def test_of_a_large_topic_the_newest_claims_tell_who_is_silent(client, monkeypatch):
    monkeypatch.setattr(document, "CLAIMS_NEARBY_READ", 2)
    topic = make.TopicFactory()
    for name in ("Early", "Late", "Covering"):
        statement = make.StatementFactory(citation__article__outlet__name=name)
        statement.claim.topics.add(topic)
    text = page(client, statement.claim)
    assert "We have read no article of Late to the end yet, so this says little." in text
    assert "Early" not in text


@pytest.mark.parametrize(
    ("stance", "hedged", "says"),
    [
        ("questions", False, "Casts doubt on it"),
        ("denies", False, "Disputes it"),
        ("affirms", True, "States it, with a reservation"),
    ],
)
def test_a_doubt_in_an_outlets_own_voice_disputes_it(client, stance, hedged, says):
    claim, post = make.StatementFactory().claim, make.OutletFactory(name="Post")
    make.StatementFactory(
        claim=claim,
        party=make.VoiceFactory(outlet=post),
        stance=stance,
        hedged=hedged,
        citation__article__outlet=post,
        citation__kind="own_words",
    )
    text = page(client, claim)
    assert f"Post {says} words" in text
    claim.refresh_from_db()
    assert claim.status == "asserted"


def test_where_no_party_has_a_position_outlets_decide(client):
    voice = make.VoiceFactory(outlet__name="Post")
    claim = make.StatementFactory(
        party=voice, stance="denies", citation__article__outlet=voice.outlet, citation__kind="own_words"
    ).claim
    text = page(client, claim)
    assert "Disputed by Post itself; no party has taken a position." in text


@pytest.mark.parametrize(
    ("nature", "words"),
    [
        ("fact", "A claim of fact"),
        ("judgement", "A judgement"),
        ("demand", "A demand"),
        ("forecast", "A forecast"),
        ("commitment", "A commitment"),
    ],
)
def test_says_what_kind_of_proposition_it_is(client, nature, words):
    claim = make.StatementFactory(claim__nature=nature).claim
    loaded = page(client, claim)
    assert f"{words}, in our own words. Loaded with the whole record on " in loaded
    assert "and not changed since; the record dates it to 20 April 2017." in loaded


def test_says_when_a_claim_that_was_published_here_last_changed(client):
    claim = make.StatementFactory(
        claim__published_at=datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)
    ).claim
    text = page(client, claim)
    assert "Last changed" in text and "Loaded with the whole record" not in text


def test_a_claim_divided_within_one_party_shows_it_apart(client):
    claim, party = make.ClaimFactory(), make.PartyFactory(name="Norland")
    make.StatementFactory(claim=claim, party=party, claimant=make.ClaimantFactory(name="A"))
    denial = {"claimant": make.ClaimantFactory(name="B"), "citation__article__outlet__name": "Post"}
    make.StatementFactory(claim=claim, party=party, stance="denies", **denial)
    text = page(client, claim)
    assert "Its own people disagree Norland Affirms · A" in text
    assert "Disputed within Norland: affirmed by A; denied by B (only in Post)." in text


def test_related_claims_are_read_from_this_end(client):
    claim = make.StatementFactory().claim
    narrower = make.StatementFactory(claim__text="The narrow one").claim
    make.ClaimRelationFactory(claim=narrower, other=claim, kind="narrows", note="Only one of them.")
    assert "More specific The narrow one" in page(client, claim)
    assert f"More general {claim.text}" in page(client, narrower)
    body = client.get(claim.get_absolute_url()).content.decode()
    assert '<p class="small faint" lang="en" dir="auto">Only one of them.</p>' in body


def test_an_agreed_claim_beside_another_says_by_whom(client):
    claim = make.StatementFactory().claim
    norland, sudland = make.PartyFactory(name="Norland"), make.PartyFactory(name="Sudland")
    agreed = make.StatementFactory(claim__text="The other one", party=norland).claim
    make.StatementFactory(claim=agreed, party=sudland, said_on=datetime.date(2017, 4, 20))
    make.ClaimRelationFactory(claim=claim, other=agreed, kind="narrows")
    assert "More general The other one Agreed by Norland and Sudland" in page(client, claim)
    assert "The other one Asserted" in text_of(client.get(f"{claim.get_absolute_url()}?as_of=2017-04-15"))
    for statement in agreed.statements.filter(party=sudland):
        statement.stance = "denies"
        statement.save()
    text = page(client, claim)
    assert "More general The other one Disputed" in text and "Agreed" not in text


def test_verdicts_of_others_are_theirs_and_corrections_are_told(client):
    claim = make.StatementFactory().claim
    make.FactCheckFactory(claim=claim, reviewer="Undated")
    make.FactCheckFactory(
        claim=claim, reviewer="Checkers", rating="Mostly <b>true</b>", reviewed_on=datetime.date(2017, 5, 1)
    )
    make.FactCheckFactory(claim=claim, reviewer="Second", reviewed_on=datetime.date(2017, 6, 1))
    make.CorrectionFactory(claim=claim, notice="A name was misspelt.", reason="A slip.")
    make.StatementFactory(claim=claim, **retraction("position"))
    text = page(client, claim)
    assert "Checkers: “Mostly <b>true</b>”" in text
    assert text.index("Second: “") < text.index("Checkers: “") < text.index("Undated: “")
    assert "A name was misspelt. Why: A slip." in text
    assert_shows(
        text, "A position was removed from this page.", "Why: This position should not have been here."
    )


def test_shows_no_draft_and_nothing_retracted(client):
    claim, topic = make.ClaimFactory(), make.TopicFactory()
    claim.topics.add(topic)
    article = make.ArticleFactory()
    statement = make.StatementFactory(claim=claim, citation__article=article)
    hide_leaks(claim=claim, party=statement.party, article=article, topic=topic)
    response = client.get(claim.get_absolute_url())
    assert "Leak" not in response.content.decode()
    assert f"Asserted by {statement.party.name}" in text_of(response)


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows):
    claim = make.ClaimFactory()
    for _ in range(rows):
        claim.topics.add(make.TopicFactory())
        make.StatementFactory(claim=claim)
        make.FactCheckFactory(claim=claim)
        make.CorrectionFactory(claim=claim)
        make.ClaimRelationFactory(claim=claim, other=make.StatementFactory().claim)
    with django_assert_num_queries(1):
        assert client.get(claim.get_absolute_url()).status_code == 200


def test_whose_text_it_is_stands_beside_an_outlet_that_has_nothing_else(client):
    statement, agency = make.StatementFactory(citation=None), make.OutletFactory(name="Wire")
    make.CitationFactory(statement=statement, article__outlet__name="Gazette", via=agency)
    both = make.CitationFactory(statement=statement, article__outlet__name="Post", article__text_from=agency)
    make.CitationFactory(statement=statement, article__outlet=both.article.outlet)
    make.CitationFactory(statement=statement, article__outlet__name="Times", article__text_from=agency)
    text = page(client, statement.claim)
    assert "Reported by Gazette (from Wire), Post, Times (from Wire)" in text
    assert "Times, 12 April 2017 · text of Wire" in text
