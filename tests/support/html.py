"""Helpers that read public pages, and rows that no public page may show."""

from django.http import HttpResponseBase
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from claims.models import Claim, Claimant, Topic
from sources.models import Article
from tests import factories as make

UNSEEN = {"script", "style", "head"}
INLINE = {"a", "abbr", "cite", "em", "span", "strong", "time"}


def parse_page(page: HttpResponseBase | str) -> HtmlElement:
    """Parse a page, ten times as fast as html5lib does.

    Both make the same of a valid page, as ours are (tests/test_every_page.py).
    """
    html = page if isinstance(page, str) else page.content.decode()
    return document_fromstring(html or "<body>", parser=HTMLParser(remove_comments=True))


def text_of(response) -> str:
    """Return what a reader of the page reads, with single spaces."""
    return _text(parse_page(response))


def _text(element) -> str:
    return " ".join("".join(_pieces(element)).split())


def _pieces(element):
    if element.tag in UNSEEN:
        return
    gap = "" if element.tag in INLINE else " "
    yield gap + (element.text or "")
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    yield gap


def assert_shows(page, *facts: str) -> None:
    """Check that readers find these facts one directly after the other.

    `page`: a response, or its text as `text_of` returns it.
    """
    text = page if isinstance(page, str) else text_of(page)
    if " ".join(facts) in text:
        return
    missing = [fact for fact in facts if fact not in text]
    what = f"does not show {missing}" if missing else f"does not show {list(facts)} next to one another"
    raise AssertionError(f"The page {what}: {text}")


def links_of(response) -> dict[str, str]:
    """Return the addresses of the page's links by their words.

    Of links with the same words the last.
    """
    return {_text(link): link.get("href") for link in parse_page(response).iter("a")}


def hide_leaks(*, claim: Claim, party: Claimant, article: Article, topic: Topic | None = None) -> None:
    """Make rows that readers must not see, around rows that they do.

    All of them say "Leak".
    """
    person = make.ClaimantFactory(name="Leak person")
    draft, retracted = (
        make.DraftClaimFactory(text="Leak: a draft"),
        make.ClaimFactory(text="Leak: retracted", **retraction("claim")),
    )
    for unseen in (draft, retracted):
        if topic:
            unseen.topics.add(topic)
        make.ClaimRelationFactory(claim=claim, other=unseen, note="Leak")
    for statement in (
        make.DraftStatementFactory(claim=draft, claimant=person, party=party, place="Leak 1"),
        make.StatementFactory(claim=retracted, claimant=person, party=party, citation=None, place="Leak 2"),
        make.DraftStatementFactory(claim=claim, claimant=person, party=party, stance="denies"),
        make.StatementFactory(
            claim=claim,
            claimant=person,
            party=party,
            citation=None,
            stance="questions",
            **retraction("statement"),
        ),
    ):
        make.CitationFactory(statement=statement, article=article, excerpt=f"Leak words {statement.pk}")
    voice = Claimant.objects.voice_of(article.outlet)
    own = make.DraftStatementFactory(claim=claim, party=voice, stance="denies", place="Leak 3")
    make.CitationFactory(statement=own, article=article, kind="own_words", excerpt="Leak own words")
    make.CorrectionFactory(claim=draft, notice="Leak", reason="Leak")


def retraction(noun: str) -> dict:
    """Return the fields of a retracted row."""
    return {
        "state": "retracted",
        "retracted_at": make.MOMENT,
        "retracted_by": make.UserFactory(),
        "retraction_reason": f"This {noun} should not have been here.",
    }
