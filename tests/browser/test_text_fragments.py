"""A link to the words of an excerpt leads there in a browser."""

import html

import pytest

from public.excerpt_links import link_to_words
from tests.support.excerpt_links import quote_article

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PARAGRAPHS = (
    "One-two, three & four — a «test» of 100%: things.",
    "She left 🇺🇦 👩‍👩‍👧 at noon.",
    "قال الوزير إن المحادثات كانت بنّاءة.",
    'הוא אמר: "לא, תודה - אין" & הלך.',
    "ALL ENDED WÉLL, said the headline.",
    "The talks were useful, he said on Monday.",
    "The talks were useful, she said on Friday in Paris.",
    "The first line of it ends here.",
    "The second one, the last - of it, does not.",
    "Война\u00a0и  мир.",
    "The story that all ended well is true.",
)
TEXT = "\n\n".join(PARAGRAPHS)
GAP = '<div style="height: 3000px"></div>'
PAGE = "<!doctype html><title>Article</title>" + "".join(
    f"{GAP}<p>{html.escape(paragraph)}</p>" for paragraph in PARAGRAPHS
)
SEEN = """() => [...document.querySelectorAll('p')].findIndex(p => {
  const box = p.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight;
})"""


@pytest.fixture(scope="module")
def article(chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 700})
    answer = {"body": PAGE, "content_type": "text/html; charset=utf-8"}
    context.route("https://outlet.example/**", lambda route: route.fulfill(**answer))
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("excerpt", "prefix", "paragraph"),
    [
        ("One-two, three & four — a «test» of 100%", "", 0),
        ("left 🇺🇦 👩‍👩‍👧 at", "", 1),
        ("المحادثات كانت بنّاءة", "", 2),
        ('אמר: "לא, תודה - אין" &', "", 3),
        ("The talks were useful", "headline.\n\n", 5),
        ("The talks were useful", "Monday.\n\n", 6),
        ("ends here.\n\nThe second one, the last - of", "", 7),
        ("Война\u00a0и  мир", "", 9),
        ("all ended well", "", 10),
    ],
)
def test_the_words_are_on_the_screen(article, excerpt, prefix, paragraph):
    url = link_to_words(quote_article(excerpt, TEXT, prefix))[0].url
    article.goto("about:blank")
    article.goto(url)
    article.wait_for_function(f"({SEEN})() === {paragraph}")
