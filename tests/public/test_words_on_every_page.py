"""Every page that prints an excerpt leads from it to its words."""

import pytest
from django.urls import reverse

from sources.models import Article, LinkCheck, Outcome
from tests import factories as make
from tests.support.html import parse_page, text_of

pytestmark = pytest.mark.django_db
ADDRESS = "https://outlet.example/"
COPIES = "https://web.archive.org/web/20170412/"
ONE_LINK = {"topic"}
"""Pages with one link for each excerpt: to the article, or to its copy if the article is gone."""


@pytest.fixture
def pages(db) -> dict[str, str]:
    """Provide the path of each page that prints excerpts: two outlets carry one position, one its own."""
    posts = [
        make.OutletFactory(
            name=name, funding="Owned by its readers, as it says", funding_source="Its accounts"
        )
        for name in ("Post", "Gazette")
    ]
    articles = [make.ArticleFactory(outlet=post, canonical_url=f"{ADDRESS}{post.pk}") for post in posts]
    claim, topic = make.ClaimFactory(), make.TopicFactory()
    claim.topics.add(topic)
    statement = make.StatementFactory(claim=claim, citation=None)
    voice = make.StatementFactory(claim=claim, party=make.VoiceFactory(outlet=posts[0]), citation=None)
    for said, article, kind in (
        (statement, articles[0], "quote"),
        (statement, articles[1], "quote"),
        (voice, articles[0], "own_words"),
    ):
        text = f"{kind} of {article.pk}"
        capture = make.CaptureFactory(article=article, text=text)
        make.ProvedCitationFactory(statement=said, capture=capture, excerpt=text, kind=kind)
    return {
        "claim": claim.get_absolute_url(),
        "claim_as_of": f"{claim.get_absolute_url()}?as_of=2017-04-12",
        "version": reverse("claim_version", args=[claim.pk, 1]),
        "claimant": statement.claimant.get_absolute_url(),
        "outlet": posts[0].get_absolute_url(),
        "article": articles[0].get_absolute_url(),
        "topic": topic.get_absolute_url(),
        "compare": f"{reverse('compare')}?a={posts[0].pk}&b={posts[1].pk}",
    }


def find_ways(document) -> list:
    return [link for link in document.iter("a") if ":~:text=" in link.get("href")]


def test_from_every_excerpt_a_link_leads_to_its_words(client, pages):
    for name, path in pages.items():
        response = client.get(path)
        document = parse_page(response)
        quotations = document.iter("q" if name in ONE_LINK else "blockquote")
        words = sorted("".join(quoted.itertext()).strip("“”") for quoted in quotations)
        assert words, name
        links = find_ways(document)
        for before in (ADDRESS,) if name in ONE_LINK else (ADDRESS, f"{COPIES}{ADDRESS}"):
            addresses = [link.get("href") for link in links if link.get("href").startswith(before)]
            led = sorted(address.partition(":~:text=")[2].replace("%20", " ") for address in addresses)
            assert led == words, (name, before)
        assert {link.get("rel") for link in links} == {"noreferrer noopener"}, name
        if name not in {"topic", "outlet"}:  # where it heads a column, or the page
            assert "(owned by its readers)" in text_of(response), name


@pytest.mark.parametrize("verb", ["corrected", "retracted"])
def test_where_its_words_stand_an_article_says_what_its_outlet_did_to_it_later(client, pages, verb):
    words = f"{verb} by the outlet on 3 may 2017"
    for name, path in pages.items():
        assert words not in text_of(client.get(path)).lower(), name
    Article.objects.filter(canonical_url__startswith=ADDRESS).update(**{f"{verb}_on": "2017-05-03"})
    for name, path in pages.items():
        text = text_of(client.get(path)).lower().replace("by its outlet", "by the outlet")
        assert words in text, name


def test_a_broken_address_comes_after_the_copy_on_every_page(client, pages):
    checked = {"checked_at": make.MOMENT, "next_check_at": make.MOMENT}
    for article in Article.objects.filter(canonical_url__startswith=ADDRESS):
        LinkCheck.objects.create(article=article, outcome=Outcome.BROKEN, **checked)
    for name, path in pages.items():
        document = parse_page(client.get(path))
        ways = find_ways(document)
        if name in ONE_LINK:
            assert ways, name
            assert all(link.get("href").startswith(COPIES) for link in ways), name
            continue
        copies, originals = ways[::2], ways[1::2]
        assert originals, name
        assert {link.text for link in copies} == {"In the Internet Archive"}, name
        assert {link.text for link in originals} == {"original address (broken)"}, name
        assert all(link.get("href").startswith(ADDRESS) for link in originals), name
