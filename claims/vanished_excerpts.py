"""Cited words that the live article no longer holds.

They are noticed when the article is captured again.
"""

import datetime
from collections.abc import Iterable

from django.utils import timezone

from claims.models import Citation, State, VanishedExcerpt, VanishedOutcome
from sources.excerpts.search import ExcerptAmbiguous, ExcerptMissing, SearchableText
from sources.models import Article, Capture, CaptureText

CHECKED_STATES = (State.DRAFT, State.PUBLISHED)


def queue_vanished_excerpts(
    article: Article, old_capture: Capture | None, new_capture: Capture, **signal: object
) -> None:
    """Compare the proved citations of `article` with its newest text.

    Words that are gone are put into the queue, unless they wait there already, or were looked into
    and were gone before as well. Words that are there again leave it. Doing it twice changes nothing.
    Words that occur more than once are not gone.
    """
    now, new = timezone.now(), load_text(new_capture)
    if new is None:
        return
    citations = list(
        Citation.objects.filter(
            article=article,
            proved_at__isnull=False,
            statement__state__in=CHECKED_STATES,
            statement__claim__state__in=CHECKED_STATES,
        ).order_by("pk")
    )
    latest = find_latest_vanishings(citations)
    returned, vanished = [], []
    old = load_text(old_capture)
    for citation in citations:
        if contains_excerpt(new, citation):
            returned.append(citation.pk)
        elif is_newly_gone(citation, latest.get(citation.pk), old):
            vanished.append(citation)
    settle_reappeared_excerpts(returned, now)
    VanishedExcerpt.objects.bulk_create(
        (VanishedExcerpt(citation=citation, capture=new_capture, noticed_at=now) for citation in vanished),
        ignore_conflicts=True,
    )


def is_newly_gone(citation: Citation, previous: VanishedExcerpt | None, old: SearchableText | None) -> bool:
    """Tell whether the disappearance of words is news: nobody has been informed of it.

    That is so if it was not noticed before; if the words were back since; or if it was settled and the
    words were in the `old` text.
    """
    if previous is None or previous.outcome == VanishedOutcome.BACK:
        return True
    return previous.outcome == VanishedOutcome.SETTLED and old is not None and contains_excerpt(old, citation)


def settle_reappeared_excerpts(citations: list[int], now: datetime.datetime) -> None:
    waiting = VanishedExcerpt.objects.filter(citation__in=citations, outcome=VanishedOutcome.WAITING)
    waiting.update(outcome=VanishedOutcome.BACK, settled_at=now)


def find_latest_vanishings(citations: Iterable[Citation]) -> dict[int, VanishedExcerpt]:
    """Map each citation (id) to the last time that its words were missing."""
    rows = VanishedExcerpt.objects.filter(citation__in=citations).order_by("noticed_at", "pk")
    return {row.citation_id: row for row in rows}


def contains_excerpt(text: SearchableText, citation: Citation) -> bool:
    try:
        text.find(citation.excerpt, citation.prefix, citation.suffix)
    except ExcerptMissing:
        return False
    except ExcerptAmbiguous:
        return True
    return True


def load_text(capture: Capture | None) -> SearchableText | None:
    """Load the text of a capture, prepared for searching.

    Returns None when the text has been taken down, or there is none.
    """
    captured = CaptureText.objects.filter(capture=capture).first() if capture else None
    return SearchableText(captured.text) if captured else None
