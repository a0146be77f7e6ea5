"""What the readers' templates (templates/public/, in Jinja2) know besides what a view gives them."""

import datetime
import logging
import re
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.template import defaultfilters
from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils import timezone, translation
from jinja2 import ChainableUndefined, Environment, StrictUndefined, Undefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from claims import labels
from claims.as_of import AsOf
from claims.models.claimant import translate_name
from claims.status import summarise_funding
from core.canonical_urls import is_http_url
from core.counts import COUNT_LIMIT_PER_ROW
from core.query_string import make_query, write_query
from sources.fetching.urls import may_link

from .excerpt_links import link_to_article, link_to_outlet, link_to_words
from .languages import PageLanguage, list_languages, translate_country
from .quotation_marks import is_quoted_in_part, needs_quotation_marks

logger = logging.getLogger(__name__)

LATIN_WORDS = re.compile(r"[A-Za-z][\w’'-]*(?:[ ,]+[A-Za-z][\w’'-]*)*")


class UnknownName(StrictUndefined):
    """A name that nobody gave a value, for those who build the site.

    It may be asked for (`{% if notice %}`); to print it, or to look into it, is an error.
    """

    __bool__ = Undefined.__bool__  # type: ignore[assignment]  # the stricter class raises here


class BlankName(ChainableUndefined):
    """The same for readers: nothing is printed, and the log tells of it."""

    def __str__(self) -> str:
        logger.warning("Printed as nothing: %s", self._undefined_message)
        return ""

    def __call__(self, *args: object, **kwargs: object) -> "BlankName":  # type: ignore[override]  # any call
        return self


def make_environment(**options: Any) -> Environment:
    """Make the environment of Django's Jinja2 backend.

    Messages are trimmed and autoescaped; their placeholders are those of Django's own templates.
    """
    options["undefined"] = UnknownName if settings.DEBUG else BlankName
    environment = Environment(  # noqa: S701  # Django's backend sets autoescape among the options
        **options,
        extensions=["jinja2.ext.i18n"],
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        translate,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    environment.globals.update(GLOBALS)
    environment.filters.update(FILTERS)
    environment.tests["web_address"] = is_web_address
    environment.tests["linked_address"] = may_link
    return environment


def translate(message: str) -> str:
    """Translate a message of ours, with any placeholders left as they are.

    Also the `gettext` of {% trans %}, which fills them in. Kept by language: a page has hundreds, and Django
    looks each up anew through all its catalogues.
    """
    return _keep_translation(translation.get_language(), message)


@cache
def _keep_translation(_language: str | None, message: str) -> str:
    return Markup(translation.gettext(message))  # noqa: S704  # ours, as in {% trans %}


def mark_english(text: str) -> str:
    """Mark Latin letters in a sentence of another script: names, and what editors wrote in English.

    In a language that is written in Latin letters itself, nothing is marked.
    """
    if LATIN_WORDS.search(translate("and")):
        return text
    pieces, end = [], 0
    for match in LATIN_WORDS.finditer(text):
        pieces += [escape(text[end : match.start()]), Markup('<span lang="en">{}</span>').format(match[0])]
        end = match.end()
    return Markup("").join([*pieces, text[end:]])


def name_country(name: str) -> str:
    """Name a country in the language of the page: as the record calls its government, else as the CLDR does.

    So that one page does not call it by two names.
    """
    recorded = translate_name(name)
    if recorded != name:
        return recorded
    return translate_country(name, translation.get_language() or settings.LANGUAGE_CODE)


def url(name: str, *args: object) -> str:
    if args:
        return reverse(name, args=args)
    return _keep_address(translation.get_language(), get_urlconf(), get_script_prefix(), name)


@cache
def _keep_address(_language: str | None, _urlconf: str | None, _script_prefix: str, name: str) -> str:
    """Keep the addresses of the menu and its like: a page has dozens."""
    return reverse(name)


@pass_context
def aria_current(context: Context, *names: str) -> str:
    """Mark a link of the main menu by URL names.

    As the page itself when that is the first of the names, as the part of the site that the page is in when
    it is another of them. An error page may have no request: no mark.
    """
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None or match.url_name not in names:
        return ""
    return Markup(' aria-current="{}"').format("page" if match.url_name == names[0] else "true")


@pass_context
def querystring(context: Context, **changes: object) -> str:
    """Return the page's own query string with other values; None removes a parameter."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}"


@pass_context
def own_query(context: Context) -> str:
    """Return the page's own query string with its question mark; an error page may have no request."""
    query = getattr(context.get("request"), "GET", None)
    return f"?{query.urlencode()}" if query else ""


@pass_context
def known_query(context: Context, *names: str) -> str:
    """Return of the page's own query string what it knows: the parameters `names` that have a value."""
    query = getattr(context.get("request"), "GET", {})
    known = make_query({name: query.get(name) for name in names})
    return write_query(known) if known else ""


@pass_context
def languages(context: Context, query: str = "") -> list[PageLanguage]:
    """List the page in every language, with this query string; an error page may have no request."""
    return list_languages(context.get("request"), query)


def is_mail_sent() -> bool:
    """Tell whether readers can follow anything by mail."""
    return bool(settings.FOLLOW_BY_MAIL)


def percent(number: int, most: int) -> int:
    """Return how many percent of `most` the number is, for the length of a bar."""
    return round(number / most * 100) if most else 0


def date(value: datetime.date | None, pattern: str) -> str:
    """Format a date or a moment as Django's filter does; nothing for nothing."""
    zone = None
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
        zone = value.tzinfo
    return _format_date(value, pattern, translation.get_language(), zone) if value else ""


@lru_cache(maxsize=4096)
def _format_date(value: datetime.date, pattern: str, _language: str, _zone: datetime.tzinfo | None) -> str:
    # The same few days stand on a page many times. Equal moments of two zones are formatted differently.
    return defaultfilters.date(value, pattern)


def counted(number: int) -> str:
    """Format a CappedCount: the number, or "1000+" where counting stopped."""
    return f"{COUNT_LIMIT_PER_ROW}+" if number >= COUNT_LIMIT_PER_ROW else str(number)


def is_web_address(value: str) -> bool:
    """Tell whether a browser may safely be sent there."""
    return bool(value) and is_http_url(value)


GLOBALS = {
    "_": translate,
    "url": url,
    "static": static,
    "aria_current": aria_current,
    "querystring": querystring,
    "own_query": own_query,
    "known_query": known_query,
    "languages": languages,
    "percent": percent,
    "is_mail_sent": is_mail_sent,
    "time_zone": timezone.get_current_timezone_name,
    "get_language": translation.get_language,
    "get_language_bidi": translation.get_language_bidi,
    "needs_quotation_marks": needs_quotation_marks,
    "is_quoted_in_part": is_quoted_in_part,
    "link_to_article": link_to_article,
    "link_to_outlet": link_to_outlet,
    "link_to_words": link_to_words,
    "describe_source_change": labels.describe_source_change,
    # Defaults for pages that set no value of their own.
    "as_of": AsOf(),
    "ignored": (),
}
FILTERS = {
    # Django's own, under their own names (three replace filters of Jinja2).
    "capfirst": defaultfilters.capfirst,
    "filesizeformat": defaultfilters.filesizeformat,
    "floatformat": defaultfilters.floatformat,
    "linebreaks": defaultfilters.linebreaks_filter,
    "truncatechars": defaultfilters.truncatechars,
    "truncatewords": defaultfilters.truncatewords,
    "urlencode": defaultfilters.urlencode,
    "urlize": defaultfilters.urlize,
    "date": date,
    "counted": counted,
    "said_when": labels.format_said_on,
    "stance_words": labels.describe_stance,
    "place_words": labels.describe_part,
    "nature_words": labels.describe_nature,
    "owner_in_brief": summarise_funding,
    "country": name_country,
    "mark_english": mark_english,
    "named": translate_name,
    "join_names": labels.join_names,
}
