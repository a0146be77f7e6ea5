"""Finding the article on the record that is the same as a new one."""

import pytest

from sources.duplicates.fingerprints import (
    compute_bands,
    compute_minhashes,
    estimate_share,
    measure_similarity,
)
from sources.duplicates.lookup import BY_PAGE, find_by_urls, find_known_articles, find_outlet_by_url
from sources.fetching.urls import list_spellings, normalise_url
from sources.models import Capture, CaptureText, TextFingerprint
from tests import factories as make
from tests.support.sql import explain, sql

pytestmark = pytest.mark.django_db

WORDS = [f"word{n * n % 991}" for n in range(400)]
TEXT = " ".join(WORDS)
ADDRESS = "https://www.example.org/news/1"


def keep(text=TEXT, **article) -> Capture:
    return Capture.objects.keep(
        article=make.ArticleFactory(**article), text=text, captured_at=make.MOMENT, obtained="pasted"
    )


def known(**given) -> list[tuple]:
    return [
        (candidate.article, candidate.reason, round(candidate.share, 2))
        for candidate in find_known_articles(**given)
    ]


@pytest.mark.parametrize(
    "spelling",
    [
        ADDRESS,
        f"{ADDRESS}/?utm_source=feed#top",
        "http://example.org/news/1",
        "https://m.example.org/news/1",
        "HTTPS://WWW.EXAMPLE.ORG:443/news/1",
    ],
)
def test_the_same_address_in_any_spelling(spelling):
    article = make.ArticleFactory(canonical_url=ADDRESS)
    make.ArticleFactory(canonical_url="https://www.example.org/news/12")
    assert known(address=spelling, text="Other words.") == [(article, "address", 0.0)]
    url = normalise_url(spelling)
    assert find_by_urls([url, "https://example.org/news/3"]) == {url: article.pk}


@pytest.mark.parametrize(
    "url",
    [
        *("http://www.example.org/a/?b=1", "https://example.org/Stra%C3%9Fe/%C4%B0.html", "https://m.org/a"),
        *("https://amp.example.org/amp/a.amp?amp=1&b=2", "https://example.org:8080/#!/camp"),
    ],
)
def test_all_spellings_of_an_address_are_looked_up_as_one(url):
    stems = sql("SELECT DISTINCT sources_page_stem(url) FROM unnest(%s::text[]) url", list_spellings(url))
    assert len(stems) == 1
    assert "Index Scan on article_page_stem" in explain(BY_PAGE, [url], without="seqscan indexscan")


def test_addresses_that_share_what_is_looked_up_are_told_apart():
    urls = [normalise_url(f"https://example.org/новости/{word}") for word in ("мост", "река", "город")]
    articles = {url: make.ArticleFactory(canonical_url=url).pk for url in urls[:2]}
    assert find_by_urls(urls) == articles
    assert len(sql(BY_PAGE, urls)) == 2


def test_the_same_text_at_every_outlet_that_printed_it():
    first, second = keep(), keep()
    assert known(text=TEXT) == [(first.article, "same text", 1.0), (second.article, "same text", 1.0)]


def test_nearly_the_same_text_is_found_and_measured():
    capture = keep()
    changed = [*WORDS[:100], "another", *WORDS[101:], *["added"] * 10]
    [(article, why, share)] = known(text=" ".join(changed))
    assert (article, why) == (capture.article, "nearly the same text")
    assert share == round(measure_similarity(TEXT, " ".join(changed)), 2)
    assert 0.9 < share < 1


def test_marks_capitals_and_spaces_make_no_other_text():
    keep("“It’s not so,” she said. " * 15)
    found = known(text='"IT\'S not\u00a0so", she  said.\n' * 15)
    assert [(why, share) for _, why, share in found] == [("nearly the same text", 1.0)]


def test_without_the_text_the_fingerprint_decides():
    capture = keep()
    CaptureText.objects.all().delete()
    found = find_known_articles(text=f"{TEXT} and a few more words")
    assert [(candidate.article, candidate.reason) for candidate in found] == [
        (capture.article, "nearly the same text")
    ]
    assert found[0].share > 0.9


@pytest.mark.parametrize("text", ["", "Other words.", " ".join(f"other{n}" for n in range(300))])
def test_a_stranger_is_not_known(text):
    keep(canonical_url=ADDRESS)
    assert known(address="https://example.org/news/2", text=text) == []
    assert known(text=text) == []


def test_a_text_that_shares_less_than_half_is_looked_at_and_is_not_nearly_the_same():
    keep()
    text = " ".join([*WORDS[:245], *(f"other{n}" for n in range(155))])
    assert TextFingerprint.objects.find_similar(text)
    assert 0.4 < measure_similarity(TEXT, text) < 0.5
    assert known(text=text) == []


def test_the_address_comes_first_then_the_likest_text_and_nothing_twice():
    near, same = keep(" ".join([*WORDS, "end"])), keep()
    there = keep("Quite another text.", canonical_url=ADDRESS)
    both = keep(canonical_url="https://example.org/both")
    assert [candidate[:2] for candidate in known(address=ADDRESS, text=TEXT)] == [
        (there.article, "address"),
        (same.article, "same text"),
        (both.article, "same text"),
        (near.article, "nearly the same text"),
    ]
    assert known(address="https://example.org/both", text=TEXT)[0] == (both.article, "address", 1.0)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_fixed_number_of_questions(rows, django_assert_num_queries):
    for _ in range(rows):
        keep()
    with django_assert_num_queries(5):
        found = find_known_articles(address=ADDRESS, text=TEXT)
        assert [str(candidate.article.outlet) for candidate in found]
    assert len(found) == rows


def test_the_index_is_used_though_the_table_is_small():
    """By default the planner reads the whole table: with a limit that looks cheap."""
    keep()
    settings = sql("SELECT proconfig FROM pg_proc WHERE proname = 'sources_resembling'")
    assert {"enable_seqscan=off", "jit=off"} <= set(settings[0][0])
    plan = explain("SELECT 1 FROM sources_textfingerprint WHERE bands && ARRAY[1] LIMIT 50")
    assert "text_fingerprint_bands" in plan


def test_a_text_has_one_fingerprint_however_often_it_is_kept_and_keeps_it():
    capture = keep()
    Capture.objects.keep(article=capture.article, text=TEXT, captured_at=make.MOMENT, obtained="pasted")
    assert TextFingerprint.objects.get().capture == capture
    capture.captured_text.delete()
    assert TextFingerprint.objects.count() == 1
    capture.delete()
    assert TextFingerprint.objects.count() == 0


def test_a_text_of_a_few_words_has_no_fingerprint():
    keep("word " * 49)
    assert not TextFingerprint.objects.exists()
    keep("word " * 50)
    assert TextFingerprint.objects.exists()


def test_a_fingerprint_is_the_same_for_ever():
    """They are stored: a change of how they are made would make all of them worthless."""
    hashes = compute_minhashes(TEXT)
    assert hashes[:3] == [-320202061, -1545784127, -670783102]
    assert compute_bands(hashes)[:3] == [1206405608, 395671350, 1618784671]
    assert all(-(2**31) <= number < 2**31 for number in [*hashes, *compute_bands(hashes)])


def test_texts_in_scripts_without_spaces_have_fingerprints():
    text = "".join(chr(0x4E00 + n * n % 997) for n in range(300))
    assert estimate_share(compute_minhashes(text), compute_minhashes(text[:290])) > 0.8


@pytest.mark.parametrize("text", ["a" * 5_000_000, "a " * 2_000_000, "é" * 100_000, "\u0301" * 50_000])
def test_no_text_is_too_long_to_be_fingerprinted(text):
    compute_minhashes(text)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.example.co.uk/a", "Example"),
        ("http://m.example.co.uk/a", "Example"),
        ("https://news.example.co.uk/a", "Example News"),
        ("https://live.news.example.co.uk/a", "Example News"),
        ("https://sport.example.co.uk/a", "Example"),
        ("https://notexample.co.uk/a", None),
        ("https://example.com/a", None),
        ("https://www.paper.test/a", "Paper"),  # the only one in its domain
        ("https://bo.blogspot.com/a", None),
        ("nothing", None),
        ("", None),
    ],
)
def test_an_outlet_is_known_by_its_site(url, name):
    for outlet, home in [
        ("Example", "https://www.example.co.uk/"),
        ("Example News", "https://news.example.co.uk/world"),
        ("Paper", "https://edition.paper.test/"),
        ("Ada's", "https://ada.blogspot.com/"),
        ("Nobody", ""),
    ]:
        make.OutletFactory(name=outlet, home_page=home)
    found = find_outlet_by_url(url)
    assert (found and found.name) == name


def test_an_address_with_an_encoded_nul_is_looked_up():
    article = make.ArticleFactory(canonical_url="https://www.example.org/news/a%00b")
    assert known(address="http://example.org/news/a%00b/", text="Other words.") == [(article, "address", 0.0)]
