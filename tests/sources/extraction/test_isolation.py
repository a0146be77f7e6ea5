"""Foreign pages are read in a process that may take little time and memory."""

import os
import resource
import signal

import pytest

from sources.extraction import isolation
from sources.extraction.article import ExtractionError, extract_from_html
from sources.extraction.isolation import Reader, read_file_apart, read_html_apart

STORY = "<p>The minister said on Monday that the bridge would be closed for two weeks.</p>" * 8
PAGE = f"""<html lang="en"><head><title>The bridge is closed</title>
<meta property="article:published_time" content="2017-04-12"></head>
<body><article><h1>The bridge is closed</h1><p>By Ada Brook</p>{STORY}
<figure><figcaption>The bridge on Monday</figcaption></figure></article></body></html>"""


def page(head: str = "", body: str = STORY, attributes: str = "") -> str:
    return f"<html><head>{head}</head><body{attributes}>{body}</body></html>"


def nest(opening: str, closing: str, times: int) -> str:
    return page(body=opening * times + STORY + closing * times)


HOSTILE = {
    "attributes": page(attributes="".join(f' a{number}="x"' for number in range(50_000))),
    "attributes without values": page(attributes="".join(f" a{number}" for number in range(50_000))),
    "nested blocks": nest("<div>", "</div>", 50_000),
    "nested lists that are left open": nest("<ul><li>", "", 50_000),
    "nested tables": nest("<table><tr><td>", "</td></tr></table>", 30_000),
    "nested marks in a sentence": page(body=f"<p>{'<b>' * 100_000}words</p>{STORY}"),
    "elements": page(body="<p>x</p>" * 50_000),
    "entities": page(body=f"<p>{'&amp;&#x41;&nosuch;' * 100_000}</p>{STORY}"),
    "entities that are declared": '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    + page(body=f"<p>{'&b;' * 50_000}</p>{STORY}"),
    "a text without end": page(body=f"<p>{'word ' * 200_000}</p>"),
    "a word without end": page(body=f"<p>{'w' * 1_000_000}</p>"),
    "classes": page(body=f'<div class="{"a " * 300_000}">{STORY}</div>'),
    "nested linked data": page(
        head=f'<script type="application/ld+json">{"[" * 100_000}{"]" * 100_000}</script>'
    ),
    "much linked data": page(
        head='<script type="application/ld+json">{"@type": "Article"}</script>' * 50_000
    ),
    "days": page(body='<time datetime="2020-01-01">1 January 2020</time>' * 11_000 + STORY),
    "quotation marks": page(body=f"<p>{'<q>' * 5_000}words{'</q>' * 5_000}</p>{STORY}"),
    "no letters": "\x00" * 1_000_000 + STORY,
    "bytes of another charset": '<meta charset="utf-7">' + "+ADw-" * 60_000 + STORY,
}


@pytest.fixture(scope="module", autouse=True)
def reader():
    """Provide a child that has a second for each page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(isolation, "PROCESSOR_SECONDS", 1.0)
        patch.setattr(isolation, "_READER", own := Reader())
        yield own
    own.stop()


def test_a_page_is_read_as_it_is_read_here(reader):
    url = "https://www.example.org/news/1"
    assert read_html_apart(PAGE, url=url) == extract_from_html(PAGE, url=url)
    child = reader.child.pid
    assert read_file_apart("page.html", PAGE.encode()) == extract_from_html(PAGE)
    with pytest.raises(ExtractionError, match="No article was found on this page") as refused:
        read_html_apart("<p></p>")
    assert refused.value.reason == "empty"
    assert reader.child.pid == child, "one child reads them all"


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_page_ends_in_a_sentence_or_is_read(kind):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    try:
        assert read_file_apart("page.html", HOSTILE[kind].encode()).text
    except ExtractionError as error:
        assert error.reason in {"too_intricate", "empty", "undecodable", "wrong_type"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - before < 1


def test_what_costs_too_much_is_refused_and_the_next_page_is_read(reader):
    read_html_apart(PAGE)
    child = reader.child
    with pytest.raises(ExtractionError, match="too intricate to be read here"):
        read_html_apart(HOSTILE["attributes"])
    assert child.returncode == -signal.SIGPROF, "the system has ended it"
    assert read_html_apart(PAGE).title == "The bridge is closed"


def test_a_child_that_ends_for_want_of_work_is_followed_by_another(reader):
    read_html_apart(PAGE)
    ended = reader.child
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, ended.stdin.fileno())  # it is told nothing, and its input ends
    os.close(nowhere)
    assert read_html_apart(PAGE).title == "The bridge is closed"
    assert ended.returncode == 0
    assert reader.child is not ended


def test_a_child_that_ends_just_as_it_is_asked_is_followed_by_another(reader, monkeypatch):
    """It is there when we look and gone when we write, and what we wrote is still on our side of the pipe."""
    read_html_apart(PAGE)
    ended = reader.child
    ended.stdin.write(bytes(4))  # an empty question: it ends, as for want of work
    ended.stdin.flush()
    ended.wait()
    monkeypatch.setattr(ended, "poll", lambda: None)
    assert read_html_apart(PAGE).title == "The bridge is closed"
    assert reader.child is not ended


def test_an_answer_without_end_is_not_taken(monkeypatch):
    monkeypatch.setattr(isolation, "MAX_ANSWER", 10)
    with pytest.raises(ExtractionError, match="too intricate"):
        read_html_apart(PAGE)
