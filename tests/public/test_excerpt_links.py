"""Links to the words of an excerpt.

What a browser makes of them: tests/browser/test_text_fragments.py.
"""

import datetime

import pytest

from claims.models import Citation
from public.excerpt_links import link_to_article, link_to_words
from sources.models import Article
from tests.factories import MOMENT
from tests.support.excerpt_links import ADDRESS, quote_article

PLAIN = {"canonical_url": ADDRESS, "published_on": datetime.date(2017, 4, 12)}
ARCHIVE = "https://web.archive.org/web/20170412/"


def directive_of(citation: Citation) -> str:
    address, _hash, directive = link_to_words(citation)[0].url.partition("#:~:text=")
    assert address == ADDRESS
    return directive


@pytest.mark.parametrize(
    ("excerpt", "directive"),
    [
        ("It was open", "It%20was%20open"),
        ("non-event, he & she", "non%2Devent%2C%20he%20%26%20she"),
        ("100% #1 a=b?", "100%25%20%231%20a%3Db%3F"),
        ("two  spaces", "two%20spaces"),
        ("a\u00a0no-break", "a%C2%A0no%2Dbreak"),
        ("so 👍🏽 far", "so%20%F0%9F%91%8D%F0%9F%8F%BD%20far"),
        ("לא, תודה", "%D7%9C%D7%90%2C%20%D7%AA%D7%95%D7%93%D7%94"),
        ("It ended.\n\nThen, nothing\r\n\r\nhappened - yet", "It%20ended.,happened%20%2D%20yet"),
    ],
)
def test_the_words_are_encoded_as_the_specification_asks(excerpt, directive):
    assert directive_of(quote_article(excerpt, f"Before. {excerpt} After.")) == directive


@pytest.mark.parametrize(
    ("text", "prefix", "directive"),
    [
        (
            "He was in. He said he was in, and left the room at once.",
            "said ",
            "was%20in.%20He%20said-,he%20was%20in,-%2C%20and%20left%20the%20room%20at",
        ),
        (
            "Title: he was in\n\nHe was in\nand then he was not.",
            "\n\n",
            "he%20was%20in-,He%20was%20in,-and%20then%20he%20was",
        ),
        ("He was in\n\nHe was in, or so we heard.", "in\n\n", "was%20in-,He%20was%20in,-%2C%20or%20so%20we"),
    ],
)
def test_words_that_recur_are_told_apart_by_whole_words_around(text, prefix, directive):
    excerpt = directive.split("-,")[1].split(",-")[0].replace("%20", " ")
    assert directive_of(quote_article(excerpt, text, prefix)) == directive


def test_only_what_was_found_is_pointed_at():
    unproved = Citation(excerpt="It was open", article=Article(**PLAIN))
    assert link_to_words(unproved) == [
        (ADDRESS, "Read the article"),
        (f"{ARCHIVE}{ADDRESS}", "Internet Archive"),
    ]
    proved = Citation(excerpt="It was open", article=Article(**PLAIN), proved_at=MOMENT)
    assert link_to_words(proved) == [
        (f"{ADDRESS}#:~:text=It%20was%20open", "In the article"),
        (f"{ARCHIVE}{ADDRESS}#:~:text=It%20was%20open", "Internet Archive"),
    ]


def test_the_copy_on_record_comes_before_one_that_may_exist():
    copied = Article(**PLAIN, archive_url="https://archive.example/1")
    assert [link.url for link in link_to_article(copied)] == [ADDRESS, "https://archive.example/1"]
    alone = Article(archive_url="https://archive.example/1")
    assert link_to_article(alone) == [("https://archive.example/1", "Read an archived copy")]
    undated = Article(canonical_url=ADDRESS)
    assert link_to_article(undated)[1].url == f"https://web.archive.org/web/*/{ADDRESS}"


def test_the_copy_comes_first_where_the_address_is_broken():
    broken = Article(**PLAIN, archive_url="https://archive.example/1")
    broken.is_address_broken = True
    assert link_to_article(broken) == [
        ("https://archive.example/1", "Read an archived copy"),
        (ADDRESS, "original address (broken)"),
    ]
    broken.archive_url = ""
    proved = Citation(excerpt="It was open", article=broken, proved_at=MOMENT)
    assert link_to_words(proved) == [
        (f"{ARCHIVE}{ADDRESS}#:~:text=It%20was%20open", "In the Internet Archive"),
        (f"{ADDRESS}#:~:text=It%20was%20open", "original address (broken)"),
    ]


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "ftp://outlet.example/1", "//outlet.example"])
def test_other_addresses_are_no_links(address):
    article = Article(canonical_url=address, archive_url=address)
    citation = Citation(excerpt="It was open", article=article, proved_at=MOMENT)
    assert link_to_words(citation) == link_to_article(article) == []


@pytest.mark.parametrize("fragment", ["part-2", "part-2:~:text=other", ":~:text=other"])
def test_a_fragment_of_the_address_stays_and_a_directive_does_not(fragment):
    article = Article(canonical_url=f"{ADDRESS}#{fragment}", archive_url="")
    citation = Citation(excerpt="It was open", article=article, proved_at=MOMENT)
    kept = fragment.partition(":~:")[0]
    assert link_to_words(citation)[0].url == f"{ADDRESS}#{kept}:~:text=It%20was%20open"
