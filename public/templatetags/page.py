"""What the frame around every page (base.html) needs to know of that page."""

from html import unescape

from django import template
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def block_text(context: Context, name: str) -> str:
    """Return what the page put into the block `name`, as plain text on one line.

    For the summaries that other sites show of a link. Without tags, and not yet escaped.
    """
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return " ".join(unescape(strip_tags(block.render(context))).split())


@register.simple_tag(takes_context=True)
def aria_current(context: Context, *names: str) -> SafeString | str:
    """Mark a link of the main menu by URL names.

    As the page itself when that is the first of the names, as the part of the site that the page is in when
    it is another of them. An error page may have no request: no mark.
    """
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None or match.url_name not in names:
        return ""
    return format_html(' aria-current="{}"', "page" if match.url_name == names[0] else "true")
