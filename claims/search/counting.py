"""How many claims a search finds, as far as readers are told."""

from django.db.models import QuerySet

from sources.paging import COUNTED, count


def total(entries: QuerySet) -> int:
    """How many rows of the search these are, up to COUNTED + 1, which stands for any larger number."""
    return count(entries)


def is_many(number: int) -> bool:
    """Whether readers are told "10,000+" instead of the number."""
    return number > COUNTED
