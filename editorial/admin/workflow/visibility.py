"""Rows that readers may meet: then only those who may publish alter them, and say why."""

from claims.models import Claimant, Topic
from claims.visibility import cited_articles, outlets_on_record
from editorial.admin.base import RecordAdmin
from sources.models import Article, Outlet

SEEN = {
    Article: cited_articles,
    Outlet: outlets_on_record,
    Claimant: Claimant.objects.on_record,
    Topic: Topic.objects.on_record,
}
"""The rows of each kind that have a page for readers."""


def may_publish(user) -> bool:
    return user.has_perm("claims.publish_claim")


def is_on_record(row) -> bool:
    """Whether `row`, of a kind in SEEN, has a page for readers. Asked once for each row fetched."""
    if row.pk is None:
        return False
    if not hasattr(row, "_is_on_record"):
        row._is_on_record = SEEN[type(row)]().filter(pk=row.pk).exists()
    return row._is_on_record


class HasPage:
    """Mixed into the admin of a kind in SEEN: to its page leads a link once there is one."""

    def view_on_site(self, obj) -> str | None:
        return obj.get_absolute_url() if is_on_record(obj) else None


class ShownAdmin(RecordAdmin):
    """Base for rows that are open to every editor until readers see them."""

    def is_shown(self, obj) -> bool:
        raise NotImplementedError

    def may_touch(self, request, obj) -> bool:
        return obj is None or may_publish(request.user) or not self.is_shown(obj)

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and self.may_touch(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and self.may_touch(request, obj)

    def reason_required(self, obj) -> bool:
        return self.is_shown(obj)


class OfClaimantInline:
    """Mixed into what a claimant has several of: any editor adds; what readers see stays."""

    def has_change_permission(self, request, obj: Claimant | None = None) -> bool:
        return super().has_change_permission(request, obj) and self.may_touch(request, obj)

    def has_delete_permission(self, request, obj: Claimant | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self.may_touch(request, obj)

    def may_touch(self, request, obj) -> bool:
        return obj is None or may_publish(request.user) or not is_on_record(obj)
