"""The cells of a change list, each with the name of its column, for screens too narrow for a table."""

from collections.abc import Iterable, Iterator

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def with_labels(cells: Iterable[SafeString], headers: Iterable[dict]) -> Iterator[SafeString]:
    """Yield the cells of a row, as Django renders them, with `data-label`: the text of the column's header.

    The first cell, which names the row, the box to tick it and a column without a heading need none.
    """
    for cell, header in zip(cells, headers, strict=False):
        labelled = format_html('<td data-label="{}" ', header["text"])
        is_value = cell.startswith("<td ") and header["text"].strip() and "action-checkbox" not in cell[:30]
        yield mark_safe(cell.replace("<td ", labelled, 1)) if is_value else cell  # noqa: S308 (safe before)
