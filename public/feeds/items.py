"""What a feed says of each change: one item, whatever the format."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from claims.models import ChangeKind
from core.models import mask_key

from .entries import FeedEntry, describe_changes

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even escaped."""


@dataclass(frozen=True)
class FeedItem:
    """One change for a program that shows it: `path` leads to the claim, `version` to the claim as of then.

    `updated_at`: when its words last lost something, if that was after the change.
    """

    id: str
    kind: str
    title: str
    paragraphs: Sequence[str]
    path: str
    version: str
    published_at: datetime.datetime
    updated_at: datetime.datetime

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)

    @property
    def html(self) -> str:
        return format_html_join("", "<p>{}</p>", ((paragraph,) for paragraph in self.paragraphs))


def make_tag(specific: str) -> str:
    """Make an id that lasts wherever the site moves to (RFC 4151)."""
    return f"tag:{settings.TAG_AUTHORITY}:{specific}"


def strip_forbidden(text: str) -> str:
    """Leave out the characters that XML cannot hold."""
    return NOT_XML.sub("", text)


def make_items(changes: Sequence[Any]) -> list[FeedItem]:
    """Make the items of the changes of `unwrap_changes`, in the same order. Queries: at most 2."""
    return [_make_item(entry) for entry in describe_changes(changes)]


def _make_item(entry: FeedEntry) -> FeedItem:
    change: Any = entry.change
    moments = [change.made_at, change.came_at, *_find_retractions(entry)]
    return FeedItem(
        id=make_tag(_name_change(entry)),
        kind=entry.kind,
        title=strip_forbidden(_write_title(entry)),
        paragraphs=[strip_forbidden(paragraph) for paragraph in _write_paragraphs(entry)],
        path=_find_path(entry),
        version=_find_version(entry),
        published_at=change.made_at,
        updated_at=max(moment for moment in moments if moment),
    )


def _name_change(entry: FeedEntry) -> str:
    """Name a change by what it was, which stays when rows of Change are written anew."""
    change = entry.change
    if change.claim is None:
        return f"corrections/{change.correction_id}"
    name = f"claims/{mask_key(change.claim.key)}/versions/{change.version}/{entry.kind}"
    several = {
        ChangeKind.CORRECTION: change.correction_id,
        ChangeKind.SOURCE: change.article_id,
        ChangeKind.POSITION_RETRACTED: change.statement_id,
    }
    return f"{name}/{several[ChangeKind(entry.kind)]}" if entry.kind in several else name


def _find_retractions(entry: FeedEntry) -> list[datetime.datetime | None]:
    """Find when what a change is about was retracted."""
    rows = (entry.change.claim, entry.change.statement)
    return [row.retracted_at for row in rows if row]


def _write_title(entry: FeedEntry) -> str:
    claim = entry.claim or entry.survivor
    if claim is None:
        return entry.title
    if entry.kind == ChangeKind.STATUS:
        status = _(entry.change.status_after)
        return _("Now %(status)s: %(claim)s") % {"status": status, "claim": claim.text}
    return _("%(change)s: %(claim)s") % {"change": entry.title, "claim": claim.text}


def _write_paragraphs(entry: FeedEntry) -> Iterator[str]:
    """Say what changed, and why."""
    change = entry.change
    if entry.kind == ChangeKind.STATUS:
        before, after = _(change.status_before), _(change.status_after)
        yield _("Status: %(before)s before, now %(after)s.") % {"before": before, "after": after}
    elif entry.kind in (ChangeKind.NEW, ChangeKind.REPUBLISHED) and change.status_after:
        yield _("Status: %(status)s.") % {"status": _(change.status_after)}
    if entry.loaded_on:
        day = date_format(entry.loaded_on, "DATE_FORMAT")
        yield _("Claim, loaded with the whole record on %(day)s") % {"day": day}
    if entry.earlier:
        yield _("It read: “%(text)s”") % {"text": entry.earlier}
    if entry.cause:
        yield entry.cause_words
    if entry.notice:
        yield entry.notice
    if entry.reason:
        yield _("Why: %(reason)s") % {"reason": entry.reason}
    if change.claim and not entry.claim:
        yield (
            _("The claim has become part of this one since.")
            if entry.survivor
            else _("A claim that was retracted")
        )


def _find_path(entry: FeedEntry) -> str:
    """Find where the change is read: at the statement that made it, or at its claim."""
    if entry.cause:
        address = entry.cause.claim.get_absolute_url()
        return f"{address}?statement={entry.cause.pk}#statement-{entry.cause.pk}"
    if claim := entry.claim or entry.survivor:
        return claim.get_absolute_url()
    if entry.change.claim_id:
        return reverse("claim_detail", args=[entry.change.claim_id])
    return f"{reverse('changes')}?kind={ChangeKind.CORRECTION}"


def _find_version(entry: FeedEntry) -> str:
    change = entry.change
    if change.version and (entry.claim or entry.survivor):
        return reverse("claim_version", args=[change.claim_id, change.version])
    return ""
