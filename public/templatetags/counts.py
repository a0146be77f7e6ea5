"""How numbers that are not counted to the end read on a page."""

from django import template

from core.counts import COUNT_LIMIT_PER_ROW

register = template.Library()


@register.filter
def counted(number: int) -> str:
    """The number, or "1000+" where no more were counted: see CappedCount."""
    return f"{COUNT_LIMIT_PER_ROW}+" if number >= COUNT_LIMIT_PER_ROW else str(number)
