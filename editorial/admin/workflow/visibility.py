"""Rows that readers may see: then a change has a reason, or is for publishers."""

from collections.abc import Callable, Collection
from typing import Any

from claims.models import Claim, Claimant, Topic
from claims.visibility import cited_articles, outlets_on_record, shown_claimants, shown_outlets
from editorial.admin.base import Workflow
from editorial.admin.base.memo import once_per_row
from sources.models import Article, Outlet

ROWS_ON_RECORD: dict[type, Callable] = {
    Article: cited_articles,
    Outlet: outlets_on_record,
    Claimant: Claimant.objects.on_record,
    Topic: Topic.objects.on_record,
}
"""The rows of each kind that have a page for readers."""
SHOWN_ELSEWHERE: dict[type, Callable] = {Outlet: shown_outlets, Claimant: shown_claimants}
"""The rows of each kind that readers also meet on the pages of others."""

PUBLISHERS_ONLY = "Readers would see this at once: only a publisher may do that."


def may_publish(user) -> bool:
    return user.has_perm("claims.publish_claim")


def may_attach_to(user, claims: Collection[Claim | None]) -> bool:
    """Whether `user` may add a row that hangs on all of `claims`: readers see it if they see these."""
    is_visible = bool(claims) and all(claim and claim.is_published for claim in claims)
    return may_publish(user) or not is_visible


@once_per_row
def is_on_record(row) -> bool:
    """Whether `row`, of a kind in ROWS_ON_RECORD, has a page for readers."""
    return row.pk is not None and ROWS_ON_RECORD[type(row)]().filter(pk=row.pk).exists()


@once_per_row
def is_shown(row) -> bool:
    """Whether readers meet `row`, of a kind in ROWS_ON_RECORD, on any page."""
    if row.pk is None or is_on_record(row):
        return row.pk is not None
    shown = SHOWN_ELSEWHERE.get(type(row))
    return shown is not None and shown().filter(pk=row.pk).exists()


class Visibility(Workflow):
    """Rows that every editor may change until readers see them.

    What an editor then still may do is offered to a publisher: see Corrections.
    """

    def __init__(
        self,
        is_visible: Callable[[Any], bool] = is_shown,
        *,
        has_page: bool = False,
        publishers_only: Collection[str] = ("change", "delete"),
    ):
        """Say which rows readers see.

        `has_page`: whether readers see the row on a page of its own. `publishers_only`: what only
        publishers may do once readers see it.
        """
        self.is_visible = is_visible
        self.has_page = has_page
        self.publishers_only = publishers_only

    def is_open_to(self, user, obj) -> bool:
        """Whether `user` may do what is left to publishers once readers see `obj`."""
        return may_publish(user) or not self.is_visible(obj)

    def may_change(self, request, obj) -> bool:
        return "change" not in self.publishers_only or self.is_open_to(request.user, obj)

    def may_delete(self, request, obj) -> bool:
        return "delete" not in self.publishers_only or self.is_open_to(request.user, obj)

    def is_reason_required(self, obj) -> bool:
        return self.is_visible(obj)

    def get_public_url(self, obj) -> str | None:
        return obj.get_absolute_url() if self.has_page and is_on_record(obj) else None
