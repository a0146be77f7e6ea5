"""Drafts that came back from review with a note: shown to whoever had sent them."""

from django.db.models import Exists, OuterRef, Q

from claims.models import Review, ReviewOutcome, State

MOST_SENT_BACK = 10
"""How many the admin's front page shows."""
LOOKED_THROUGH = 200
"""Among how many of one's latest requests: what is older has been seen, however long the record."""


def sent_back_to(editor) -> list[Review]:
    """The requests of this editor that came back and whose draft is still as it was: neither
    published nor sent again, by anybody. The latest first, with their drafts. One query."""
    latest = Review.objects.filter(asked_by=editor.pk).order_by("-pk").values("pk")[:LOOKED_THROUGH]
    again = Review.objects.filter(pk__gt=OuterRef("pk"))
    found = (
        Review.objects.filter(
            Q(claim__state=State.DRAFT) | Q(statement__state=State.DRAFT),
            ~Exists(again.filter(claim=OuterRef("claim"))),
            ~Exists(again.filter(statement=OuterRef("statement"))),
            pk__in=latest,
            outcome=ReviewOutcome.SENT_BACK,
        )
        .select_related("claim", "statement__claim", "statement__claimant", "settled_by")
        .defer("claim__search", "statement__claim__search")
    )
    return list(found.order_by("-settled_at", "-pk")[:MOST_SENT_BACK])
