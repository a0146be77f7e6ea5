"""Reading articles from pages, files and pasted texts.

All sentences are made up.
"""

import contextlib
import datetime
import json
import time

import pytest

from sources.extraction import article
from sources.extraction.article import (
    BYLINE,
    MAX_BYTES,
    TITLE,
    ExtractedArticle,
    ExtractionError,
    extract_from_file,
    extract_from_html,
    extract_from_text,
)

PARAGRAPHS = [
    '“We never said that,” the minister told reporters on Tuesday; she added: "No."',
    "The second paragraph is a little longer than the first one, and says that nothing happened at all.",
    "Nobody else could be reached for comment before this article was published on Wednesday evening.",
]
HEAD = """<title>Minister denies it | The Example Post</title>
<meta property="og:title" content="Minister denies it">
<meta property="og:site_name" content="The Example Post"><meta name="author" content="Ada Brook; Bo Stone">
<meta property="article:published_time" content="2017-04-12T10:00:00Z">
<link rel="canonical" href="https://example.org/news/1?utm_source=feed#top">"""


def page(head: str = HEAD, body: str = "", language: str = ' lang="en-GB"') -> str:
    story = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<!DOCTYPE html><html{language}><head>{head}</head><body><nav><a href=/>Home</a></nav>"
        f"<article><h1>Minister denies it</h1>{story}{body}</article></body></html>"
    )


def refusal(read, *args) -> ExtractionError:
    with pytest.raises(ExtractionError) as caught:
        read(*args)
    assert caught.value.sentence == str(caught.value)
    return caught.value


def test_everything_that_a_page_says_of_itself():
    got = extract_from_html(page(), url="https://www.example.org/news/1?fbclid=x")
    assert got.text.split("\n\n")[-3:] == PARAGRAPHS
    assert (got.title, got.byline) == ("Minister denies it", "Ada Brook, Bo Stone")
    assert got.published_on == datetime.date(2017, 4, 12)
    assert (got.language, got.outlet_name) == ("en-GB", "The Example Post")
    assert got.canonical_url == "https://example.org/news/1"


def test_what_is_not_said_stays_empty():
    got = extract_from_html(page(head="", language=""))
    assert (got.byline, got.published_on, got.outlet_name) == ("", None, "")
    assert (got.canonical_url, got.via, got.warnings) == ("", "", ())


@pytest.mark.parametrize(
    ("canonical", "believed"),
    [
        ("https://example.org/", "https://www.example.org/news/1"),  # the front page
        ("https://elsewhere.example/news/1", "https://www.example.org/news/1"),
        ("javascript:alert(1)", "https://www.example.org/news/1"),
        ("https://m.example.org/news/2", "https://m.example.org/news/2"),
    ],
)
def test_the_address_that_a_page_calls_its_own_must_be_believable(canonical, believed):
    head = f'<link rel="canonical" href="{canonical}">'
    assert (
        extract_from_html(page(head), url="https://www.example.org/news/1?utm_source=x").canonical_url
        == believed
    )


@pytest.mark.parametrize(
    ("tag", "kept"),
    [("pt_BR", "pt-BR"), ("ru", "ru"), ('"><script>', "en"), ("english language", "en"), ("x" * 40, "en")],
)
def test_a_language_that_is_no_tag_is_not_stated(tag, kept):
    assert extract_from_html(page(language=f" lang='{tag}'")).language == kept


def test_scripts_and_styles_leave_nothing_behind():
    evil = "<script>alert('x')</script><style>p {}</style>"
    evil += "<p onclick='steal()'>Last <b>words</b> &lt;b&gt; here today.</p>"
    text = extract_from_html(page(body=f"{evil}<svg><script>y</script></svg>")).text
    assert text.endswith("Last words <b> here today.")
    assert not any(word in text for word in ("alert", "steal", "p {}"))


def test_lists_tables_and_line_breaks_are_lines():
    body = "<ul><li>One item of it</li><li>Two items</li></ul><p>Line one<br>line two</p>"
    body += "<table><tr><td>A</td><td>1</td></tr><tr><td>B</td><td>2</td></tr></table>"
    text = extract_from_html(page(body=body)).text
    assert "\n\nOne item of it\n\nTwo items\n\nLine one\nline two\n\nA | 1\nB | 2" in text


def test_quotation_marks_stay_as_printed():
    odd = "‘Single’ „low“ «angle» ''two'' `tick` and 5,000 people were there, it is said."
    assert odd in extract_from_html(page(body=f"<p>{odd}</p>")).text


def test_no_invisible_character_turns_a_title_or_byline_round_and_both_fit_their_fields():
    head = f"<meta property='og:title' content='\u202eMinister {'denies ' * 80}'>"
    head += f"<meta name='author' content='Ada\u2066 {'Brook ' * 60}'>"
    got = extract_from_html(page(head))
    assert len(got.title) <= TITLE and got.title.startswith("Minister denies")
    assert got.title.endswith("denies…")
    assert len(got.byline) <= BYLINE
    assert not set("\u202e\u2066") & set(got.title + got.byline)
    assert extract_from_text("A \u202eheadline\n\nText").title == "A headline"


def test_a_date_in_the_future_is_not_believed():
    head = "<meta property='article:published_time' content='2999-01-01'>"
    assert extract_from_html(page(head)).published_on is None


@pytest.mark.parametrize(
    "html", ["", "   ", "<html></html>", "<p></p>", "\0", "<!-- x -->", "<script>1</script>"]
)
def test_nothing_is_said_to_be_nothing(html):
    assert refusal(extract_from_html, html).reason == "empty"


@pytest.mark.parametrize(
    "control", ["\x0c", "&#12;", "&#x0C;", "\x1f", "&#31;", "&#x00001F;", "&#&#1;1;", "&#xffff;"]
)
def test_what_no_text_holds_spoils_no_page(control):
    got = extract_from_html(
        page(f"<title>Minis{control}ter</title>", body=f"<p>It rained {control}all day long.</p>")
    )
    assert got.text.endswith("It rained all day long.")
    assert got.title


@pytest.mark.parametrize("end", [" ", "<br>", " <b> </b>"])
def test_a_paragraph_that_comes_twice_ends_as_others_do(end):
    twice = "The river rose by two metres on Friday, and the bridge was closed to all traffic in the town."
    got = extract_from_html(page(body=f"<p>{twice}</p><p>{twice}{end}</p>"))
    assert got.text.endswith(f"{twice}\n\n{twice}")


STUB = (
    "<html><body><article><h1>Minister denies it</h1><p>The minister denied it on Tuesday.</p>"
    "{}</article></body></html>"
)


@pytest.mark.parametrize(
    "wall",
    [
        "<p>Subscribe to continue reading.</p>",
        "<div>Already a subscriber? Sign in</div>",
        '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>',
        '<script type="application/ld+json">[{"isAccessibleForFree": "False"}]</script>',
        '<script type="application/ld+json">{"@graph": [{"isAccessibleForFree": "false"}]}</script>',
    ],
)
def test_the_beginning_of_a_paid_article_looks_like_one(wall):
    error = refusal(extract_from_html, STUB.format(wall))
    assert error.reason == "paywall"
    assert "looks like" in error.sentence


def test_linked_data_without_a_graph_says_nothing_of_a_paywall():
    linked_data = '{"@graph": null, "note": "isAccessibleForFree"}'
    assert extract_from_html(STUB.format(f'<script type="application/ld+json">{linked_data}</script>')).text


def test_a_whole_article_is_none_for_speaking_of_subscriptions():
    long = "".join(
        f"<p>The minister said in sentence {n} that nothing had ever been decided.</p>" for n in range(30)
    )
    assert extract_from_html(page(body=f"{long}<p>Subscribe to continue reading tomorrow.</p>")).text
    paid = '<script type="application/ld+json">{"isAccessibleForFree": false}</script>'
    assert extract_from_html(page(body=long + paid)).text


@pytest.mark.parametrize("piece", ["<p>a ", "<p><span>a</span> ", "<br>a", "<a href=x>b</a>"])
def test_a_page_in_a_million_pieces_is_refused_before_it_takes_minutes(piece):
    started = time.process_time()
    assert refusal(extract_from_html, f"<html><body>{piece * 100_000}").reason == "too_intricate"
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "piece", ["<div>", "<b>a", "<table><tr><td>", "<ul><li>", "<", "<a href='", "<!--", "&#x"]
)
def test_a_page_nested_without_end_neither_crashes_nor_hangs(piece):
    started = time.process_time()
    with contextlib.suppress(ExtractionError):
        extract_from_html(f"<html><body>{piece * 100_000}")
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "piece",
    [
        '<script type="application/ld+json">',
        '<script type="application/ld+json">"headline":"\\"a</script>',
        "<script></script>x ",
        "<svg></svg>x ",
        "<!-- a -->",
        "<script ",
    ],
)
def test_a_large_page_that_is_broken_on_purpose_costs_seconds(piece):
    started = time.process_time()
    with contextlib.suppress(ExtractionError):
        extract_from_html(f"<html><body><p>Hello.</p>{piece * (2_000_000 // len(piece))}")
    assert time.process_time() - started < 6


def test_broken_data_for_programs_is_no_riddle():
    started = time.process_time()
    data = '"headline":"' + '\\"a' * 100_000
    assert extract_from_html(page(body=f'<script type="application/ld+json">{data}</script>')).text
    assert time.process_time() - started < 2


def test_data_for_programs_says_who_wrote_it_however_long_the_article_in_it_is():
    said = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "author": {"@type": "Person", "name": "Ada Brook"},
    }
    for body in ("Short.", "A sentence of some words. " * 5000):
        data = json.dumps({**said, "articleBody": body, "datePublished": "2017-04-12"})
        read = extract_from_html(page(head=f'<script type="application/ld+json">{data}</script>'))
        assert (read.byline, read.published_on) == ("Ada Brook", datetime.date(2017, 4, 12))


def test_a_file_that_begins_with_many_comments_is_no_riddle():
    comments = "<!-- a -->" * 24
    started = time.process_time()
    assert extract_from_file("a.txt", f"{comments} So it stands.".encode()).text.endswith("So it stands.")
    assert extract_from_file("a", f"{comments}{page()}".encode()).title == "Minister denies it"
    assert time.process_time() - started < 1


@pytest.mark.slow
def test_the_worst_page_that_is_read_takes_seconds():
    started = time.process_time()
    extract_from_html("<html><body><article><p>" + "<span>a</span> " * 11_000)
    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    ("read", "given"),
    [(extract_from_html, "a" * (MAX_BYTES + 1)), (extract_from_text, "a" * (MAX_BYTES + 1))],
)
def test_too_much_is_said_to_be(read, given):
    assert refusal(read, given).reason == "too_big"
    assert refusal(extract_from_file, "a.txt", given.encode()).reason == "too_big"


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.html", b"%PDF-1.4 ...", "a PDF document"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("a.txt", b"PK\x03\x04....", "a Word document, an electronic book or a ZIP archive"),
        ("a.txt", b"GIF89a\0\0", "a picture"),
        ("a.txt", bytes(range(256)) * 20, "a file that is not a text"),
        ("a.mhtml", b"From: <Saved>", "a web archive"),
    ],
)
def test_a_file_that_cannot_be_read_is_called_by_its_name(name, data, what):
    error = refusal(extract_from_file, name, data)
    assert error.reason == "wrong_type"
    assert error.sentence.startswith(f"This file is {what};")


def test_a_file_in_no_known_writing():
    page_that_lies = b"<meta charset=utf-8>" + b"\xff\xfa\xc0 " * 50
    assert refusal(extract_from_file, "a.html", page_that_lies).reason == "undecodable"


@pytest.mark.parametrize("name", ["a.html", "A.HTM", "page"])
def test_a_file_with_a_page_is_read_as_a_page(name):
    assert extract_from_file(name, page().encode()).title == "Minister denies it"


def test_a_plain_file_and_a_pasted_text_stay_as_they_are():
    text = "A headline\n\n“First,” she said.\n  Second line, with \u00a0 spaces."
    expected = ExtractedArticle(title="A headline", text=text)
    assert extract_from_text(f"\n{text}\n") == expected
    assert extract_from_file("a.txt", text.replace("\n", "\r\n").encode("utf-16")) == expected
    assert extract_from_file("a.txt", b"\xef\xbb\xbf" + text.encode()) == expected


@pytest.mark.parametrize(
    "text", ["One sentence only.", "It ends as sentences do.\n\nMore.", f"{'x' * 301}\n\nMore"]
)
def test_no_title_is_made_of_a_sentence(text):
    assert extract_from_text(text).title == ""


@pytest.mark.parametrize("line", ["Friday 5 May 2017", "5 May 2017", "Published on May 5, 2017, 10:15 GMT"])
def test_the_day_above_the_title_is_the_day_and_not_the_title(line):
    text = f"{line}\n\nThe pier is sold\nBy Ann Bell\n\nNobody came to the pier at Vale on Sunday."
    article = extract_from_text(text)
    assert (article.title, article.byline) == ("The pier is sold", "Ann Bell")
    assert (article.published_on, article.text) == (datetime.date(2017, 5, 5), text)


@pytest.mark.parametrize("title", ["The flood of 5 May 2017", "5 May"])
def test_a_title_with_a_day_in_it_is_the_title(title):
    article = extract_from_text(f"{title}\n\nNobody came\n\nThe pier at Vale was empty on Sunday.")
    assert (article.title, article.published_on) == (title, None)


@pytest.mark.parametrize("text", ["", " \n\t ", "\0"])
def test_an_empty_paste_is_said_to_be(text):
    assert refusal(extract_from_text, text).reason == "empty"
    assert refusal(extract_from_file, "a.txt", text.encode()).reason in {"empty", "wrong_type"}


@pytest.mark.parametrize(
    "data",
    [
        '{"@type":"NewsArticle","headline":"A","url":"https://example.org/\\ud800"}',
        '{"@type":"NewsArticle","headline":"A\\ud800\\u0000","publisher":"P\\udfff\\u0000"}',
        '{"@type":"NewsArticle","author":{"@id":["x"]}}',
        '{"@type":"NewsArticle","author":{"@id":{"@id":7}},"publisher":{"@id":null}}',
        '{"@type":"NewsArticle","author":{"name":' + "[" * 400 + '"A"' + "]" * 400 + "}}",
        '{"@type":[{}],"@id":[[]],"mainEntityOfPage":[{"@id":[]}],"url":{"@value":{"@value":7}}}',
        '{"@type":"NewsArticle","datePublished":[[7]],"isAccessibleForFree":{},"headline":1e999}',
    ],
)
def test_data_of_any_shape_for_programs_is_read_or_passed_over(data):
    head = f'<script type="application/ld+json">{data}</script>'
    got = extract_from_html(page(head), url="https://example.org/1")
    assert (got.text.split("\n\n")[-3:], got.warnings) == (PARAGRAPHS, ())
    for value in (got.title, got.byline, got.outlet_name, got.canonical_url):
        assert value.isprintable()
    assert got.title in {"A", "Minister denies it"}


def test_a_thing_that_is_only_named_is_the_one_of_that_name():
    data = '[{"@type":"NewsArticle","author":{"@id":"#a"}},{"@id":"#a","@type":"Person","name":"Ada Brook"}]'
    assert (
        extract_from_html(page(f'<script type="application/ld+json">{data}</script>')).byline == "Ada Brook"
    )


@pytest.fixture
def break_program(monkeypatch):
    """Let one function of extraction fail as no page should make it fail: `break_program(name)`."""

    def fail(*args, **named):
        raise RuntimeError("the program's own error")

    return lambda name: monkeypatch.setattr(article, name, fail)


def test_where_the_program_fails_at_the_details_the_text_is_kept(break_program, caplog):
    break_program("find_title")
    assert extract_from_html(page()) == ExtractedArticle(
        text="\n\n".join(["Minister denies it", *PARAGRAPHS]), warnings=(article.DETAILS_FAILED,)
    )
    break_program("identify_language")
    pasted = ExtractedArticle(text="A headline\n\nWords.", warnings=(article.DETAILS_FAILED,))
    assert extract_from_text("A headline\n\nWords.") == pasted
    assert [str(record.exc_info[1]) for record in caplog.records] == ["the program's own error"] * 2


def test_where_the_program_fails_at_the_text_it_says_so_in_a_sentence(break_program, caplog):
    break_program("LinkedData")
    failure = refusal(extract_from_html, page())
    assert (failure.reason, failure.sentence) == ("failed", article.PAGE_FAILED)
    assert [str(record.exc_info[1]) for record in caplog.records] == ["the program's own error"]
