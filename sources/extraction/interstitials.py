"""Pages that a site serves in place of an article, told by their words: walls, checks, errors.

A short page counts as one if its title says so, or so large a share of its sentences that no article
about such pages would.
"""

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from lxml import etree

from sources.fetching.urls import get_host, make_page_key

from .errors import ADVICE, ExtractionError
from .linked_data import LinkedData
from .metadata import is_list_url
from .visible_text import split_sentences

_MAX_WORDS, _MAX_CONSENT_WORDS = 150, 600
_MAX_TITLED_WORDS = 600
"""Of a page whose title says it: an error page often lists other stories."""
_MIN_SHARE = 0.3
_MAX_DELAY = 30
_MAX_TEASER_WORDS, _MIN_ARTICLE_WORDS = 120, 250

_ASKS_FOR_MONEY = re.compile(
    r"subscribe (now )?to (continue|keep|read|unlock)|to (continue|keep) reading"
    r"|already a (subscriber|member)|subscribers? only|for subscribers|unlock this (article|story)"
    r"|sign in to (read|continue)|(log|sign) in or subscribe|create (a|your) free account"
    r"|this (article|content|story) is reserved for",
    re.I,
)
_ASKS_FOR_CONSENT = re.compile(
    r"\bwe (value|care about|respect) your privacy|\bbefore you continue"
    r"|\byour privacy (choices|is important)"
    r"|\b(accept|reject|allow|agree to|decline) (all|cookies|and continue|the use of cookies|additional)"
    r"|\bwe (and|use) (our |\d[\d,]* )*(partners|cookies|vendors)|\buses? cookies"
    r"|\bmanage (your )?(preferences|cookies|choices|settings|options)"
    r"|\bcookie (settings|policy|preferences|consent)|\b(give|your) consent|\bconsent to|legitimate interest"
    r"|\bpersonali[sz]ed (ads|advertising|content)|alle(n)? (cookies )?(akzeptieren|zustimmen)"
    r"|tout accepter|accepter (et|les cookies)|aceptar (todo|las cookies|y continuar)|accetta( tutt|re)"
    r"|принять все|файлы cookie",
    re.I,
)
_CHECKS_FOR_ROBOTS = re.compile(
    r"\bverify(ing)?( that)? (you (are|were)|you['’]re|your (browser|identity))|\bare you (a )?(human|robot)"
    r"|\bnot a (ro)?bot\b|\bchecking (your|if the site) |\bunusual (traffic|activity)|\bcaptcha\b"
    r"|^just a moment|\baccess (to this page )?(has been |is )?denied|\bpardon our interruption"
    r"|\bpress (and|&) hold|\bddos protection|\bray id\b|\bsecurity (check|verification)"
    r"|^attention required|\brequest (has been |was )?blocked|\byou have been blocked"
    r"|\bhuman verification|\bprove (that )?you|\bone more step\b|не робот|kein roboter|pas un robot"
    r"|no eres un robot",
    re.I,
)
_NEEDS_SCRIPT = re.compile(
    r"\b(enable|activate|turn on|allow|switch on) java-?script"
    r"|\b(requires?|needs?|without|supports?) java-?script"
    r"|\bjava-?script (is|must be|needs to be|has been|to be|seems|appears)? ?(disabled|required|enabled)"
    r"|\bjava-?script (is|seems|appears) ?(turned off|off|needed)|включите javascript|activer javascript"
    r"|javascript (aktivieren|activer|activar)|active javascript",
    re.I,
)
_IS_GONE = re.compile(
    r"\b(page|article|story|content|file|document)\b.{0,40}?\b(not found|no longer (exists?|available)"
    r"|(could|can|was|were|has|is) ?(not|n['’]t)( be| been)? (found|available|here)"
    r"|does( not|n['’]t) exist|is (unavailable|missing)|has (been )?(removed|moved|deleted|expired))"
    r"|^(error )?404\b|\b404( error|:| -| not found)|\bnot found\b.{0,10}$|^(oops|whoops)\W*$"
    r"|\bwe can(not|['’]t) (seem to )?find|\bcould( not|n['’]t) find (the|that|this|what)"
    r"|\bnothing (was )?found|страниц\w+ не (найдена|существует)|seite (wurde )?nicht gefunden"
    r"|page introuvable|página no encontrada|pagina non trovata",
    re.I,
)
_BAR = re.compile(r"\s+[|–—-]\s+")
_REFRESH = re.compile(r"\s*(\d{1,9})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"'\s]+)", re.I)
_SENTENCES = {
    "consent": "The site asks for consent to cookies before it shows the article.",
    "bot_check": "The site checks whether a person is reading, and shows us no article.",
    "needs_script": "The site shows its articles only to browsers that run JavaScript.",
    "no_such_page": "The site shows an error page: it says that there is no such page.",
    "front_page": "The address leads to the site’s front page or to a list: the article may be gone.",
}
_PATTERNS = (
    ("no_such_page", _IS_GONE, _MAX_WORDS),
    ("needs_script", _NEEDS_SCRIPT, _MAX_WORDS),
    ("bot_check", _CHECKS_FOR_ROBOTS, _MAX_WORDS),
    ("consent", _ASKS_FOR_CONSENT, _MAX_CONSENT_WORDS),
)


def make_error(reason: str) -> ExtractionError:
    """Make the error of a page that stands in for an article."""
    return ExtractionError(reason, f"{_SENTENCES[reason]} {ADVICE}")


def check_redirect(url: str, final_url: str) -> None:
    """Raise ExtractionError if `url` led to a page that is no article: front page, list, consent, error."""
    if make_page_key(url) == make_page_key(final_url):
        return
    parts = urlsplit(final_url)
    if re.search(r"(?:^|\.)(?:consent|cmp|guce)\.", f".{get_host(final_url)}") or "/consent" in parts.path:
        raise make_error("consent")
    if re.search(r"/(?:404|not-?found|error-?404|page-?not-?found)(?:\.\w+)?/?$", parts.path, re.I):
        raise make_error("no_such_page")
    if is_list_url(final_url) and not is_list_url(url):
        raise make_error("front_page")


def check_refresh(tree: etree._Element, url: str, text: str) -> None:
    """Raise ExtractionError if the page only sends browsers on to another address."""
    if len(text.split()) > _MAX_WORDS:
        return
    for element in tree.iter("meta"):
        if element.get("http-equiv", "").strip().lower() != "refresh":
            continue
        match = _REFRESH.match(element.get("content", ""))
        if not match or int(match[1]) > _MAX_DELAY:
            continue
        try:
            target = urljoin(url, match[2])
        except ValueError:
            continue
        if not url or make_page_key(target) != make_page_key(url):
            raise ExtractionError(
                "sends_on",
                f"This page only sends browsers on to another address, {target[:200]} Enter that one, or: "
                f"{ADVICE}",
            )


def check_article(titles: Iterable[str], text: str, visible: str) -> None:
    """Raise ExtractionError if what was read is no article but a page that stands in for one.

    `text`: what was read as the article, maybe nothing; `visible`: all that the page shows, and what it says
    to browsers without scripts.
    """
    words = len(text.split())
    sentences = [s for line in (text or visible).splitlines() for s in split_sentences(line)]
    for reason, pattern, most in _PATTERNS:
        if words > _MAX_TITLED_WORDS:
            continue
        share = sum(1 for sentence in sentences if pattern.search(sentence)) / max(1, len(sentences))
        is_titled = any(_is_titled(pattern, title) for title in titles)
        is_said = words <= most and share >= _MIN_SHARE
        if is_titled or is_said or (not text and pattern.search(visible)):
            raise make_error(reason)


def check_paywall(linked_data: LinkedData, text: str, visible: str) -> None:
    """Raise ExtractionError if `text` is probably only the free part of its page.

    Long texts never are. A short one is if the page says that it is not free (schema.org
    `isAccessibleForFree`), a very short one also if the page asks for a subscription.
    """
    words = len(text.split())
    if words >= _MIN_ARTICLE_WORDS:
        return
    is_paid = any(
        str(thing.get("isAccessibleForFree", "")).strip().lower() == "false" for thing in linked_data.things
    )
    if is_paid or (words < _MAX_TEASER_WORDS and _ASKS_FOR_MONEY.search(visible)):
        raise ExtractionError(
            "paywall",
            "This looks like the beginning of an article that the outlet shows to subscribers only. "
            f"If you can read all of it: {ADVICE}",
        )


def _is_titled(pattern: re.Pattern[str], title: str) -> bool:
    """Tell whether a title says hardly anything else: "Page not found | The Ferry"."""
    match = pattern.search(title)
    return match is not None and len(match[0].split()) * 2 >= len(_BAR.split(title)[0].split())
