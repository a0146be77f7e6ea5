"""Numbers as pages show them."""

from django import template

from core.counts import COUNT_LIMIT_PER_ROW

register = template.Library()


@register.filter
def counted(number: int) -> str:
    """Format a CappedCount: the number, or "1000+" where counting stopped."""
    return f"{COUNT_LIMIT_PER_ROW}+" if number >= COUNT_LIMIT_PER_ROW else str(number)
