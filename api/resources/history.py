"""What changed: versions of claims, and the list of changes."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from rest_framework import serializers

from api.lists import IdFilter, TableResource, to_one
from api.registry import register
from api.serializers import RelatedField, RowSerializer
from claims.models import Change, ChangeKind, Claim, ClaimVersion, State, Statement, Status
from claims.versions.changes import with_visible_snapshots
from claims.versions.redaction import find_public_ids, redact_snapshot
from claims.visibility import cited_articles


class DocumentField(serializers.JSONField):
    """What readers saw, there only where it is asked for."""

    def get_attribute(self, instance: Any) -> Any:
        if "document" not in instance.expanded:
            raise serializers.SkipField
        return instance.expanded["document"]


class VersionSerializer(RowSerializer):
    """What readers saw of a claim, as of one public change."""

    resource = "versions"
    key = None  # type: ignore[assignment] # a version is known by its claim and number
    claim = RelatedField("claims")
    number = serializers.IntegerField(help_text="From 1 for each claim.")
    shown_at = serializers.DateTimeField(help_text="When readers first saw it.")
    made_at = serializers.DateTimeField(help_text="When it was made here: later, if it was loaded.")
    reason = serializers.CharField(help_text="Why it was changed; may be empty.")
    document = DocumentField(
        help_text="With `expand=document`, less what was retracted since; null where it is very large."
    )

    def find_page(self, row: ClaimVersion) -> str:
        return reverse("claim_version", args=[row.claim_id, row.number])


class VersionFilterSet(django_filters.FilterSet):
    claim = IdFilter()
    number = IdFilter()


@register
class VersionResource(TableResource):
    name, noun = "versions", "version"
    serializer = VersionSerializer
    filterset = VersionFilterSet
    order = ("-id",)
    expansions = {"claim": to_one("claims", "claim_id"), "document": to_one("versions", "pk")}

    def select(self) -> QuerySet[Any]:
        versions = ClaimVersion.objects.filter(claim__in=Claim.objects.published())
        return with_visible_snapshots(versions.select_related("claim")).defer("snapshot", "claim__search")

    def expand(self, rows: Sequence[Any], names: Sequence[str]) -> None:
        """Put in the documents, too. Queries: 1 for these."""
        super().expand(rows, [name for name in names if name != "document"])
        if "document" not in names:
            return
        public = find_public_ids([row.visible_snapshot for row in rows if row.visible_snapshot])
        for row in rows:
            snapshot = row.visible_snapshot
            row.expanded["document"] = redact_snapshot(snapshot, public) if snapshot else None


class ChangedClaimField(RelatedField):
    """The claim that changed, without its words if it was retracted since."""

    def write_reference(self, row: Any, *, is_seen: bool) -> dict[str, Any]:
        reference = super().write_reference(row, is_seen=True)
        return reference if is_seen else {**reference, "name": None}


class ChangeLabels(serializers.Serializer[Any]):
    kind = serializers.CharField(source="get_kind_display")


class ChangeSerializer(RowSerializer):
    """A change that readers may want to know of. That a claim was retracted is one too, without its words."""

    resource = "changes"
    key = None  # type: ignore[assignment] # PostgreSQL writes changes, of what has a key
    kind = serializers.ChoiceField(ChangeKind.values)
    claim = ChangedClaimField("claims", is_seen=lambda row: row.claim.is_published)
    version = serializers.IntegerField(allow_null=True, help_text="The number of the claim's version.")
    made_at = serializers.DateTimeField()
    status_before = serializers.ChoiceField(["", *Status.values])
    status_after = serializers.ChoiceField(["", *Status.values])
    statement = RelatedField("statements", attribute="seen_statement", help_text="What brought the change.")
    correction = RelatedField("corrections", attribute="seen_correction")
    article = RelatedField(
        "articles", attribute="seen_article", help_text="Which its outlet corrected or retracted."
    )
    how_many = serializers.IntegerField(help_text="How many positions came or went with it.")
    by_rule = serializers.BooleanField(help_text="Whether the rule for statuses was refined.")
    notice = serializers.SerializerMethodField(help_text="Why a claim was retracted; may be empty.")
    labels = ChangeLabels(source="*", help_text="Words for people, in the language asked for.")

    def get_notice(self, change: Change) -> str:
        return change.claim.retraction_reason if change.claim else ""

    def find_page(self, row: Change) -> str:
        return row.claim.get_absolute_url() if row.claim else reverse("about")


class ChangeFilterSet(django_filters.FilterSet):
    claim = IdFilter()
    kind = django_filters.ChoiceFilter(choices=ChangeKind.choices)


@register
class ChangeResource(TableResource):
    name, noun = "changes", "change"
    serializer = ChangeSerializer
    filterset = ChangeFilterSet
    order = ("-made_at", "-id")
    expansions = {
        "claim": to_one("claims", "claim_id"),
        "statement": to_one("statements", "statement_id"),
        "article": to_one("articles", "article_id"),
    }

    def select(self) -> QuerySet[Any]:
        related = ("claim", "statement__claim", "correction__claim", "article")
        unread = ("claim__search", "statement__claim__search", "correction__claim__search")
        changes = Change.objects.filter(Q(claim=None) | ~Q(claim__state=State.DRAFT))
        return changes.select_related(*related).defer(*unread)

    def complete(self, rows: Sequence[Any]) -> list[Any]:
        """Leave out the words of what readers do not see any more. Queries: 1."""
        articles = {row.article_id for row in rows}
        cited = set(cited_articles().filter(pk__in=articles).values_list("pk", flat=True))
        for row in rows:
            statement: Statement | None = row.statement
            is_seen = statement and statement.state == State.PUBLISHED and statement.claim.is_published
            row.seen_statement = statement if is_seen else None
            row.seen_article = row.article if row.article_id in cited else None
            row.seen_correction = row.correction if not row.claim or row.claim.is_published else None
        return list(rows)
