"""Pages that a site serves in place of an article are told apart from articles, in words."""

import pytest

from sources.extraction.article import ExtractionError, extract_from_html
from tests.support.read_page import STORY, URL, read_page, write_page


def bare(*paragraphs: str, title: str = "", head: str = "", body: str = "") -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><head><title>{title}</title>{head}</head><body><div>{text}</div>{body}</body></html>"


CONSENT = [
    bare(
        "We value your privacy.",
        "We and our 842 partners store information on a device, such as cookies.",
        "Accept all",
        "Manage options",
        title="The Ferry",
    ),
    bare(
        "Before you continue",
        "We use cookies and data to deliver and maintain our services.",
        "Reject all",
        "Accept all",
        title="Before you continue",
    ),
    bare(
        "To read this site, give your consent to cookies or subscribe.",
        "Cookie settings",
        title="Your privacy",
    ),
    bare("Wir schätzen Ihre Privatsphäre.", "Alle akzeptieren", title="Einwilligung"),
]
BOT_CHECKS = [
    bare(
        "Checking your browser before accessing ferry.example.",
        "This process is automatic.",
        "Ray ID: 7f0a",
        title="Just a moment...",
    ),
    bare(
        "Please verify you are a human.",
        "Press and hold the button.",
        title="Access to this page has been denied",
    ),
    bare("Our systems have detected unusual traffic from your network.", title="Sorry"),
    bare("Are you a robot? Complete the captcha to continue."),
    bare("Access denied. You do not have permission to view this page.", title="Access Denied"),
]
NEED_SCRIPT = [
    bare("Please enable JavaScript to view this page."),
    bare("JavaScript is disabled in your browser.", title="The Ferry"),
    '<html><body><div id="root"></div><noscript>You need to enable JavaScript here.</noscript></body></html>',
    bare("This site requires JavaScript.", title="The Ferry"),
]
GONE = [
    bare(
        "Sorry, the page you are looking for could not be found.",
        "Try our front page.",
        title="Page not found | The Ferry",
    ),
    bare("Oops!", "We can’t find that page.", title="404"),
    bare("This article is no longer available.", title="The Ferry"),
    bare("The page you requested does not exist.", "It may have been moved.", title="Error 404"),
    bare("Страница не найдена.", title="Ошибка"),
]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        *((page, "consent") for page in CONSENT),
        *((page, "bot_check") for page in BOT_CHECKS),
        *((page, "needs_script") for page in NEED_SCRIPT),
        *((page, "no_such_page") for page in GONE),
    ],
)
def test_a_page_in_place_of_an_article_is_named(page, reason):
    with pytest.raises(ExtractionError) as refused:
        extract_from_html(page, url=URL)
    assert refused.value.reason == reason
    got = read_page(page)
    assert (got["text"], got["title"]) == (None, None)
    [sentence] = got["warnings"]
    assert sentence == refused.value.sentence
    assert sentence.endswith("copy the article's text and paste it instead.")


def test_an_error_page_that_lists_other_stories_is_named():
    stories = tuple(f"In reading {n} the gauge showed {n} metres at the weir." for n in range(30))
    assert read_page(write_page(story=stories, title="Page not found"))["text"] is None
    assert read_page(write_page(story=stories, title="Weir not found where it stood"))["text"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("0; url=https://www.ferry.example/other", "sends_on"),
        ("0;URL='/other'", "sends_on"),
        ("5, /other", "sends_on"),
        ("300", None),
        ("300; url=/2024/story-1", None),
        ("0; url=https://[", None),
    ],
)
def test_a_page_that_sends_on_names_where_to(content, reason):
    page = write_page(head=f'<meta http-equiv="Refresh" content="{content}">')
    got = read_page(page)
    assert (got["text"] is None) == (reason is not None)
    if reason:
        assert "https://www.ferry.example/other" in got["warnings"][0]


@pytest.mark.parametrize(
    "story",
    [
        (*STORY, "The page was not found, the clerk said, because nobody had looked for it."),
        (*STORY, "He was asked to verify that he was a human before the form would open."),
        (*STORY, "The site uses cookies, the report says, and it asks nobody for consent."),
        (*STORY, "Their site requires JavaScript, which the auditors called a mistake."),
        (*STORY * 4, "Accept all cookies, manage options or subscribe to read on."),
    ],
)
def test_an_article_about_such_pages_is_an_article(story):
    assert read_page(write_page(story=story, title="Report on a site"))["text"].endswith(story[-1])


def test_a_banner_beside_an_article_is_no_wall():
    banner = "<div class='cookie'><p>We value your privacy. We use cookies.</p><p>Accept all</p></div>"
    got = read_page(
        write_page().replace("</body>", f"{banner}<noscript>Enable JavaScript.</noscript></body>")
    )
    assert got["text"].endswith(STORY[-1])
    assert got["warnings"] == []
