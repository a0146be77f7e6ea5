"""What we altered or took back after publishing it, told to readers."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from claims.models import ChangeKind, Claim, State
from public.change_feed import News, news_of

NOTICES_SHOWN = 20


@dataclass(frozen=True)
class Notice:
    """`what` was done and why. `claim`: where readers find the rest, if they can; the text of a
    retracted claim is never shown, only its address, which answers with the notice."""

    made_at: datetime.datetime
    what: str
    why: str
    claim: Claim | None = None


def notices(claim: Claim) -> list[Notice]:
    """What was altered on one claim's page, newest first, in two queries."""
    corrections = claim.corrections.order_by("-made_at", "-pk")[:NOTICES_SHOWN]
    retracted = claim.statements.filter(state=State.RETRACTED).order_by("-retracted_at", "-pk")
    found = [Notice(row.made_at, row.notice, row.reason) for row in corrections]
    found += [
        Notice(row.retracted_at, _("A position was taken off this page."), row.retraction_reason)
        for row in retracted[:NOTICES_SHOWN]
    ]
    return sorted(found, key=lambda notice: notice.made_at, reverse=True)


def latest_notices() -> list[Notice]:
    """The newest corrections and retractions of the whole record, in three queries, and one more for each
    merge in a chain."""
    kinds = (ChangeKind.CORRECTION, ChangeKind.POSITION_RETRACTED, ChangeKind.RETRACTED)
    return [_notice(news) for news in news_of(kinds, NOTICES_SHOWN)]


def _notice(news: News) -> Notice:
    what = {
        ChangeKind.CORRECTION: news.notice or _("A correction that does not stand any more."),
        ChangeKind.POSITION_RETRACTED: _("A position was retracted."),
        ChangeKind.RETRACTED: _("A claim became part of another one.")
        if news.became
        else _("A claim was retracted."),
    }[news.kind]
    return Notice(news.change.made_at, what, news.why, news.claim or news.became or news.change.claim)
