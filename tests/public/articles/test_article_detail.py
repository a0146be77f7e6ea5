import datetime

import pytest

from public.articles import contents, views
from tests import factories as make
from tests.support.html import assert_shows, hide_leaks, links_of, text_of

pytestmark = pytest.mark.django_db


def proved(statement, capture, start: int, end: int):
    return make.CitationFactory(
        statement=statement,
        article=capture.article,
        excerpt=capture_text[start:end],
        capture=capture,
        start=start,
        end=end,
        proved_at=make.MOMENT,
    )


capture_text = "First it was open. Then it was closed."


def test_shows_what_it_is_cited_for_in_the_order_of_its_text(client):
    article = make.ArticleFactory(
        title="A bridge", outlet__name="Post", byline="B. Writer", corrected_on="2017-05-01"
    )
    capture = make.CaptureFactory(article=article, text=capture_text)
    minister, norland = make.ClaimantFactory(name="A. Minister"), make.PartyFactory(name="Norland")
    later = proved(make.StatementFactory(claim__text="It was closed", citation=None), capture, 24, 37)
    statement = make.StatementFactory(
        claim__text="It was open", citation=None, claimant=minister, party=norland, stance="denies"
    )
    earlier = proved(statement, capture, 6, 17)
    response = client.get(article.get_absolute_url())
    text = text_of(response)
    assert "12 April 2017 · by B. Writer · the article’s web address is not known" in text
    assert "Corrected by its outlet on 1 May 2017." in text
    said = "It was open Disputed A. Minister (Norland) denies “it was open” Quotation · found word for word"
    assert text.index(said) < text.index("“it was closed”")
    links = links_of(response)
    assert links["It was open"] == f"{statement.claim.get_absolute_url()}#citation-{earlier.pk}"
    assert links["It was closed"].endswith(f"#citation-{later.pk}")


def test_says_how_it_was_read_and_what_it_was_checked_against(client):
    article = make.ArticleFactory(read_in_full_at=make.MOMENT, read_in_full_by=make.UserFactory())
    make.StatementFactory(citation__article=article)
    capture = make.CaptureFactory(article=article, text=capture_text, obtained="file")
    text = text_of(client.get(article.get_absolute_url()))
    assert (
        "Read in full on 20 April 2017. Claims of this record that are not listed here we did not find"
        in text
    )
    assert_shows(
        text,
        f"The text as it was on 20 April 2017, read from a file: {len(capture_text)} characters.",
        f"Its fingerprint (SHA-256): {capture.sha256}",
    )
    assert capture_text not in text


def test_says_what_has_not_been_done(client):
    article = make.ArticleFactory(published_on=None)
    make.StatementFactory(citation__article=article)
    text = text_of(client.get(article.get_absolute_url()))
    assert "date not recorded" in text
    assert "Nobody has read all of it yet" in text
    assert "No text of it has been kept" in text


def test_says_what_is_known_of_an_article_without_an_address(client):
    known = make.OutletFactory(name="The Post", home_page="https://post.example/")
    for outlet, is_linked in ((known, True), (make.OutletFactory(name="The Post 2"), False)):
        article = make.ArticleFactory(outlet=outlet)
        make.StatementFactory(citation__article=article)
        response = client.get(article.get_absolute_url())
        assert (
            f"Where it was published is not recorded. What is known: its outlet ({outlet.name})"
            in text_of(response)
        )
        links = links_of(response)
        assert (links.get("The outlet’s own site") == "https://post.example/") is is_linked
        of_its_day = links.get("The outlet’s site on the day of the article, in the Internet Archive")
        day = f"{article.published_on:%Y%m%d}"
        expected = f"https://web.archive.org/web/{day}/https://post.example/"
        assert of_its_day == (expected if is_linked else None)
    article = make.ArticleFactory(canonical_url="https://post.example/1")
    make.StatementFactory(citation__article=article)
    assert "is not recorded" not in text_of(client.get(article.get_absolute_url()))


def test_shows_no_draft_and_nothing_retracted(client):
    article = make.ArticleFactory()
    statement = make.StatementFactory(citation__article=article)
    hide_leaks(claim=statement.claim, party=statement.party, article=article)
    response = client.get(article.get_absolute_url())
    assert "Leak" not in response.content.decode()
    assert "passage cited 1" in text_of(response)


def test_tells_in_full_how_its_date_is_known(client):
    article = make.ArticleFactory(published_on_note="Inferred from “Wednesday”.")
    make.StatementFactory(citation__article=article)
    text = text_of(client.get(article.get_absolute_url()))
    assert "12 April 2017 (date inferred) · the article’s web address is not known" in text
    assert "How the date is known: Inferred from" in text


def test_an_article_that_only_drafts_or_retracted_statements_cite_is_not_found(client):
    article, statement = make.ArticleFactory(title="Leak"), make.StatementFactory()
    assert client.get(article.get_absolute_url()).status_code == 404
    hide_leaks(claim=statement.claim, party=statement.party, article=article)
    response = client.get(article.get_absolute_url())
    assert response.status_code == 404
    assert "Leak" not in response.content.decode()
    make.CitationFactory(statement=statement, article=article)
    assert client.get(article.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows):
    article = make.ArticleFactory()
    for n in range(rows):
        make.StatementFactory(citation__article=article)
        make.CaptureFactory(
            article=article, text=f"Text {n}", captured_at=make.MOMENT - datetime.timedelta(days=n)
        )
    with django_assert_num_queries(5):
        assert client.get(article.get_absolute_url()).status_code == 200


def test_whose_text_it_is_leads_to_an_outlet_that_has_a_page(client):
    agency = make.OutletFactory(name="Agency")
    article = make.ArticleFactory(text_from=agency)
    make.StatementFactory(citation__article=article)
    response = client.get(article.get_absolute_url())
    assert "Its text is that of Agency" in text_of(response) and "Agency" not in links_of(response)
    make.StatementFactory(citation__article__outlet=agency)
    assert links_of(client.get(article.get_absolute_url()))["Agency"] == agency.get_absolute_url()


def test_unknown_ids_lead_nowhere(client):
    for pk in ("0", "9" * 19, "9" * 40, "x"):
        assert client.get(f"/articles/{pk}/").status_code == 404


def test_says_how_much_of_the_text_is_reproduced_and_where_it_stands(client):
    article = make.ArticleFactory()
    capture = make.CaptureFactory(article=article, text=capture_text)
    for start, end in ((6, 17), (9, 17), (24, 37)):
        proved(make.StatementFactory(citation=None), capture, start, end)
    response = client.get(article.get_absolute_url())
    assert "what is cited is coloured, 24 of its 38 characters." in text_of(response)
    words = "64 % of its text is quoted here, in 3 separate excerpts of at most 25 words. 45 % is our limit"
    assert words in text_of(response)
    spans = [(span.start, span.width) for span in response.context["profile"].spans]
    assert spans == [(15.79, 28.95), (63.16, 34.21)]
    assert "found word for word in its text all" in text_of(response)


def test_says_whose_words_it_carries_and_which_are_second_hand(client):
    article, norland = make.ArticleFactory(), make.PartyFactory(name="Norland")
    envoy = make.ClaimantFactory(name="An Envoy")
    heard = make.StatementFactory(party=norland, citation__article=article)
    make.StatementFactory(
        claim=heard.claim,
        party=norland,
        stance="questions",
        citation__article=article,
        citation__relayed_by=envoy,
        citation__relayed_for=make.PartyFactory(),
        citation__part="headline",
    )
    text = text_of(client.get(article.get_absolute_url()))
    assert "Whose words it prints Norland 2×" in text
    assert "Quotation, in the headline · not verified" in text
    assert "second-hand, passed on by An Envoy" in text


def test_many_claims_are_read_in_pages(client, monkeypatch):
    monkeypatch.setattr(views, "CLAIMS_PER_PAGE", 2)
    monkeypatch.setattr(views, "LEAST_ON_PAGE", 1)
    article = make.ArticleFactory()
    capture = make.CaptureFactory(article=article, text=capture_text)
    for _ in range(3):
        make.StatementFactory(citation__article=article)
    proved(make.StatementFactory(citation=None, claim__text="The first"), capture, 0, 5)
    first = client.get(article.get_absolute_url())
    [(_topic, claims)] = first.context["groups"]
    assert (claims[0].claim.text, len(claims)) == ("The first", 2)
    last = client.get(article.get_absolute_url() + first.context["page"].next_query)
    assert len(last.context["groups"][0][1]) == 2


def test_claims_stand_once_under_their_narrowest_topic(client):
    article = make.ArticleFactory()
    story, bridges, roads = (make.TopicFactory(name=name) for name in ("Story", "Bridges", "Roads"))
    cited = {"Over": [story], "Open": [story, bridges], "Shut": [story, bridges], "Wide": [roads], "Lone": []}
    for text, topics in cited.items():
        make.StatementFactory(citation__article=article, claim__text=text).claim.topics.set(topics)
    response = client.get(article.get_absolute_url())
    assert read_groups(response) == {
        "Bridges": ["Open", "Shut"],
        "Roads": ["Wide"],
        "Story": ["Over"],
        "": ["Lone"],
    }
    text = text_of(response)
    assert "All Bridges 2 Roads 1 Story 1" in text and "Without a topic Lone Asserted" in text
    narrowed = client.get(article.get_absolute_url(), {"topic": bridges.pk})
    assert read_groups(narrowed) == {"Bridges": ["Open", "Shut"]}
    assert "noindex" in narrowed.content.decode()
    other = client.get(article.get_absolute_url(), {"topic": make.TopicFactory().pk})
    assert len(read_groups(other)) == 4
    assert "Ignored: there is nothing here on a topic" in text_of(other)


def read_groups(response):
    return {topic.name: [row.claim.text for row in rows] for topic, rows in response.context["groups"]}


def test_more_passages_for_a_claim_are_folded_and_counted(client, monkeypatch):
    article, claim = make.ArticleFactory(), make.ClaimFactory()
    relayed = {"citation__relayed_by": make.ClaimantFactory(), "citation__relayed_for": make.PartyFactory()}
    passed_on = make.StatementFactory(claim=claim, citation__article=article, **relayed)
    for _ in range(2):
        own = make.StatementFactory(claim=claim, citation__article=article)
    [(_topic, [cited])] = client.get(article.get_absolute_url()).context["groups"]
    assert cited.first.statement != passed_on and [row.statement for row in cited.more] == [own, passed_on]
    monkeypatch.setattr(contents, "PASSAGES_SHOWN", 2)
    response = client.get(article.get_absolute_url())
    text = text_of(response)
    assert "2 more passages" in text and "1 other is on the claim’s page." in text


def test_says_where_the_list_of_claims_ends(client, monkeypatch):
    article = make.ArticleFactory()
    for text in ("First", "Second", "Third"):
        make.StatementFactory(citation__article=article, claim__text=text)
    monkeypatch.setattr("public.articles.profile.CITATIONS_SUMMED", 2)
    monkeypatch.setattr(views, "CITATIONS_SUMMED", 2)
    response = client.get(article.get_absolute_url())
    assert read_groups(response) == {"": ["First", "Second"]}
    assert "Of the 2 passages that were recorded first." in text_of(response)


def test_the_longest_page_stays_small(client):
    """Of many claims, each with a topic of its own, many passages and the longest excerpts."""
    article = make.ArticleFactory()
    for number in range(views.CLAIMS_PER_PAGE + views.LEAST_ON_PAGE):
        claim = make.ClaimFactory(text=f"The bridge over the river is closed until year {number}")
        claim.topics.add(make.TopicFactory(name=f"The bridges and roads of district {number}"))
        for _ in range(contents.PASSAGES_SHOWN + 1):
            words = {"citation__article": article, "citation__excerpt": " ".join(["закрыты"] * 25)}
            make.StatementFactory(claim=claim, **words)
    response = client.get(article.get_absolute_url())
    assert len(response.context["page"].rows) == views.CLAIMS_PER_PAGE + views.LEAST_ON_PAGE
    assert len(response.context["offered"]) == views.TOPICS_OFFERED
    in_russian = client.get(f"/ru{article.get_absolute_url()}")
    assert max(len(response.content), len(in_russian.content)) < 100_000
