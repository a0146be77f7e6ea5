"""The day of publication of a page: stated, or nothing. A day is never guessed."""

import json
from datetime import date

import pytest

from sources.extraction.dates import find_publication_date
from sources.extraction.tree import parse_page
from tests.support.read_page import URL, read_page, write_page


def day_of(body: str = "", head: str = "", url: str = URL) -> str | None:
    return read_page(write_page(body, head), url)["published_on"]


def linked(data, media_type: str = "application/ld+json") -> str:
    return f'<script type="{media_type}">{json.dumps(data)}</script>'


def news(**values) -> dict:
    return {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Board waits", **values}


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:updated_time" content="2024-03-06T10:00:00Z">',
        '<meta property="article:modified_time" content="2024-03-06">',
        '<meta name="last-modified" content="2024-03-06">',
        linked(news(dateModified="2024-03-06")),
        linked({"@type": "WebPage", "datePublished": "2024-03-06"}),
        linked({"@type": "Organization", "foundingDate": "2024-03-06"}),
        '<meta name="revised" content="2024-03-06">',
    ],
)
def test_a_change_is_no_publication(head):
    assert day_of(head=head) is None


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2024-03-06T10:00:00Z">',
        '<meta name="Date.Published" content="6 March 2024">',
        '<meta name="parsely-pub-date" content="2024-03-06T23:30:00-08:00">',
        '<meta name="pubdate" content="20240306">',
        '<meta itemprop="datePublished" content="2024-03-06">',
        '<meta name="lastmod" content="2024-03-09"><meta name="dc.date.issued" content="2024-03-06">',
        linked(news(datePublished="2024-03-06T09:00:00+01:00", dateModified="2024-03-08")),
        linked(news(datePublished="2024-03-06"), "application/ld+json; charset=utf-8"),
        linked(news(datePublished="2024-03-06"), "Application/LD+JSON"),
        linked([{"@type": "WebSite"}, news(datePublished="2024-03-06")]),
        linked({**news(datePublished="Wed, 06 Mar 2024 10:00:00 GMT"), "@type": ["Article", "NewsArticle"]}),
    ],
)
def test_what_a_page_states_for_programs(head):
    assert day_of(head=head) == "2024-03-06"


@pytest.mark.parametrize(
    "body",
    [
        '<time datetime="2024-03-06T10:00:00Z">6 March 2024</time>',
        '<p class="meta">Published: <time datetime="2024-03-06">Wednesday</time>'
        ' Updated: <time datetime="2024-03-09">Saturday</time></p>',
        '<p class="date">6 March 2024</p>',
        '<div class="byline">By Ada Brook | March 6, 2024</div>',
        "<p>By Ada Brook</p><p>6 March 2024, 10:15</p>",
        '<time itemprop="datePublished" datetime="2024-03-06">today</time>'
        '<time itemprop="dateModified" datetime="2024-03-09">today</time>',
        '<ul class="meta"><li>Ada Brook</li><li><time datetime="2024-03-06">6 March</time></li></ul>',
    ],
)
def test_what_a_page_prints_as_its_date(body):
    assert day_of(body) == "2024-03-06"


@pytest.mark.parametrize(
    "body",
    [
        '<div class="comments"><p>Bo</p><time datetime="2024-03-06">6 March 2024</time><p>Yes.</p></div>',
        '<aside><time datetime="2024-03-06">6 March 2024</time></aside>',
        '<ul><li><a href="/other">Another</a> <time datetime="2024-03-06">6 March 2024</time></li></ul>',
        '<article class="teaser"><h3>Other</h3><time datetime="2024-03-06">6 March 2024</time></article>',
        '<section class="related-stories"><time datetime="2024-03-06">6 March 2024</time></section>',
        '<p>The bridge opened on <time datetime="1978-05-04">4 May 1978</time> and stands.</p>',
        "<p>Updated: <time datetime='2024-03-06'>6 March 2024</time></p>",
        '<time class="modified" datetime="2024-03-06">6 March 2024</time>',
        '<time datetime="2024-03-05">Tuesday</time><time datetime="2024-03-06">Wednesday</time>',
        '<a href="/other"><time datetime="2024-03-06">6 March 2024</time></a>',
    ],
)
def test_a_date_of_something_else_is_nobodys(body):
    assert day_of(body) is None


@pytest.mark.parametrize("language", ["en", "en-US", "en-GB", "de", "fr"])
@pytest.mark.parametrize("printed", ["03/06/2024", "3/6/2024", "03-06-2024", "03.06.2024"])
def test_a_date_in_numbers_is_ambiguous_whatever_the_language_says(language, printed):
    page = write_page(f'<p class="date">{printed}</p>').replace('lang="en"', f'lang="{language}"')
    got = read_page(page)
    assert got["published_on"] is None
    assert any("6 March 2024 or 3 June 2024" in warning for warning in got["warnings"])


@pytest.mark.parametrize(
    ("head", "url", "day"),
    [
        ('<meta property="article:modified_time" content="2024-06-03">', URL, "2024-06-03"),
        ('<meta property="article:modified_time" content="2024-03-09">', URL, "2024-03-06"),
        ("", "https://www.ferry.example/2024/06/03/board", "2024-06-03"),
        (linked(news(dateModified="2024-04-01")), URL, "2024-03-06"),
    ],
)
def test_another_date_of_the_page_settles_it(head, url, day):
    page = write_page('<p class="date">03/06/2024</p>', head)
    assert read_page(page, url)["published_on"] == day


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("13/06/2024", "2024-06-13"),
        ("06/13/2024", "2024-06-13"),
        ("06/06/2024", "2024-06-06"),
        ("2024/6/3", "2024-06-03"),
    ],
)
def test_numbers_with_one_reading(printed, day):
    assert day_of(f'<p class="date">{printed}</p>') == day


def test_in_a_graph_the_date_belongs_to_the_article_of_this_page():
    other = news(headline="Ferry sinks", url="https://www.ferry.example/other", datePublished="2023-01-01")
    mine = news(mainEntityOfPage={"@id": URL}, datePublished="2024-03-06")
    for graph in ([other, mine], [mine, other]):
        assert day_of(head=linked({"@context": "https://schema.org", "@graph": graph})) == "2024-03-06"
    by_title = [{**other, "url": ""}, {**mine, "mainEntityOfPage": ""}]
    assert day_of(head=linked({"@graph": by_title})) == "2024-03-06"
    assert day_of(head=linked(other)) is None
    several = [
        news(headline="One", datePublished="2023-01-01"),
        news(headline="Two", datePublished="2023-01-02"),
    ]
    assert day_of(head=linked(several)) is None
    inside = news(hasPart=[other], mentions=other, about=other)
    assert day_of(head=linked(inside)) is None


def test_a_page_is_dated_in_the_zone_that_it_prints():
    body = '<time datetime="2024-03-07T04:30:00Z">March 6, 2024, 11:30 p.m. ET</time>'
    assert day_of(body) == "2024-03-06"
    head = linked(news(datePublished="2024-03-07T04:30:00Z"))
    assert day_of('<p class="date">6 March 2024</p>', head) == "2024-03-06"
    assert day_of(head=head) == "2024-03-07"
    assert day_of(head=linked(news(datePublished="2024-03-06T23:30:00-05:00"))) == "2024-03-06"


def test_an_address_may_hold_the_date():
    assert day_of(url="https://www.ferry.example/2024/03/06/board-waits") == "2024-03-06"
    assert day_of(url="https://www.ferry.example/2024/03/board-waits") is None


@pytest.mark.parametrize("value", ["2999-01-01", "0000-00-00", "2024-13-40", "yesterday", "", "1"])
def test_no_day_that_cannot_be(value):
    assert day_of(head=f'<meta property="article:published_time" content="{value}">') is None


def test_very_many_times_in_one_paragraph_are_no_riddle():
    """In quadratic time this takes many minutes."""
    times = "<time>4 May 2017</time> and " * 20_000
    page = parse_page(f"<p>{'A word. ' * 250_000}{times}</p><p>5 May 2017: <time>5 May 2017</time></p>")
    assert find_publication_date(page, {}, (), ()).day == date(2017, 5, 5)
