"""How single values of the record read on a page."""

import re
from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from claims import labels
from claims.models import Claim, Statement
from core.canonical_urls import is_http_url

register = template.Library()

QUOTATION_MARKS = re.compile('["“”«»„]')
WORD = re.compile(r"\w")


@register.filter
def said_when(statement: Statement) -> str:
    return labels.format_said_on(statement)


@register.filter
def stance_words(statement: Statement) -> str:
    return labels.describe_stance(statement)


@register.filter
def stance_mark(stance: str, own_voice: bool = False) -> SafeString:
    """Draw the mark of a stance. `own_voice`: an outlet's own."""
    return _render_stance(stance, bool(own_voice))


@cache
def _render_stance(stance: str, own_voice: bool) -> SafeString:
    """Render the mark once, for a page may show hundreds."""
    return render_to_string("public/_stance.html", {"stance": stance, "own_voice": own_voice})


@register.filter
def place_words(part: str) -> str:
    return labels.describe_part(part)


@register.filter
def nature_words(claim: Claim) -> str:
    return labels.describe_nature(claim)


@register.filter
def web_address(value: str) -> str:
    """Return the address if a browser may safely be sent there, else nothing."""
    return value if is_http_url(value) else ""


@register.filter
def needs_quotation_marks(citation) -> bool:
    """Whether the excerpt is a claimant's own words without quotation marks."""
    return citation.kind == "quote" and not QUOTATION_MARKS.search(citation.excerpt)


@register.filter
def is_quoted_in_part(citation) -> bool:
    """Whether only some words of a quotation are in the article's quotation marks."""
    outside = QUOTATION_MARKS.split(citation.excerpt)[::2]
    is_marked = not needs_quotation_marks(citation)
    return citation.kind == "quote" and is_marked and any(map(WORD.search, outside))
