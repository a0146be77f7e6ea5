from dataclasses import dataclass

from django.db import models
from django.db.models import Q


class SubjectKind(models.TextChoices):
    CLAIM = "claim", "claim"
    TOPIC = "topic", "topic"
    CLAIMANT = "claimant", "claimant"
    SEARCH = "search", "search"
    ALL = "all", "everything"


@dataclass(frozen=True)
class Subject:
    """What somebody follows: a row of the record by its id, a search by its query string, or everything.

    It is no foreign key: whoever edits the record waits for no subscription.
    """

    kind: str
    target: int = 0
    query: str = ""


def has_valid_subject(*kinds: str) -> Q:
    """Return the condition that an id, a query string or neither is there, as the kind needs it."""
    of_rows = sorted({"claim", "topic", "claimant"} & set(kinds))  # as the migrations have them
    rows = Q(kind__in=of_rows, target__gt=0, query="")
    conditions = {
        "search": Q(kind="search", target=0) & ~Q(query=""),
        "all": Q(kind="all", target=0, query=""),
    }
    for kind in kinds:
        rows |= conditions.get(kind, Q())
    return rows
