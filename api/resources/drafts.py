"""What the desk sees of the same resources: drafts beside what is published, for those who ask with a token.

What was retracted is in neither.
"""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from api.lists import IdFilter, KeyFilterSet, TableResource, to_many
from api.registry import Expansion, register_drafts
from api.serializers import ExpandedField, RelatedField, RowSerializer
from claims.labels import describe_nature
from claims.merges import exclude_merged
from claims.models import Citation, Claim, Claimant, Nature, State, Statement, Status, Topic
from claims.models.citation import CitationQuerySet
from sources.models import Article, Outlet

from .claimants import ClaimantResource
from .claims import find_topics
from .sources import ArticleResource, OutletResource
from .statements import (
    STANDINGS,
    CitationResource,
    StatementFilterSet,
    StatementResource,
    StatementSerializer,
)
from .topics import TopicResource

STATES = [(state.value, state.label) for state in (State.DRAFT, State.PUBLISHED)]


def select_statements() -> QuerySet[Statement]:
    """Select drafts and published statements, on claims that are not retracted."""
    return Statement.objects.exclude(state=State.RETRACTED).exclude(claim__state=State.RETRACTED)


def select_citations() -> CitationQuerySet:
    """Select the citations of those statements."""
    return Citation.objects.filter(statement__in=select_statements())


class DraftClaimLabels(serializers.Serializer[Any]):
    nature = serializers.SerializerMethodField()

    def get_nature(self, claim: Claim) -> str:
        return describe_nature(claim)


class DraftClaimSerializer(RowSerializer):
    """A claim as the desk has it, published or not."""

    resource = "claims"
    state = serializers.ChoiceField([value for value, _label in STATES])
    text = serializers.CharField(help_text="The proposition.")
    nature = serializers.ChoiceField(Nature.values)
    context = serializers.CharField()  # type: ignore[assignment] # no attribute: fields are taken out of the class
    public_note = serializers.CharField()
    status = serializers.ChoiceField(Status.values, help_text="By what is published.")
    topics = RelatedField("topics", many=True, attribute="listed_topics")
    statements = ExpandedField("statements")
    labels = DraftClaimLabels(source="*", help_text="Words for people, in the language asked for.")


class StateFilterSet(KeyFilterSet):
    state = django_filters.ChoiceFilter(choices=STATES)


class DraftClaimFilterSet(StateFilterSet):
    topic = IdFilter(field_name="topics")


@register_drafts
class DraftClaimResource(TableResource):
    name, noun, named_by = "claims", "claim", "text"
    serializer = DraftClaimSerializer
    filterset = DraftClaimFilterSet
    merged = Claim
    order = ("-id",)
    expansions = {
        "topics": Expansion("topics", find_topics, is_many=True),
        "statements": to_many("statements", select_statements, "claim"),
    }

    def select(self) -> QuerySet[Any]:
        return exclude_merged(Claim.objects.exclude(state=State.RETRACTED))

    def query(self) -> QuerySet[Any]:
        topics = Prefetch("topics", Topic.objects.order_by("name", "pk"), "listed_topics")
        return self.select().defer("search").prefetch_related(topics)


class DraftStatementSerializer(StatementSerializer):
    """A statement as the desk has it, published or not."""

    state = serializers.ChoiceField([value for value, _label in STATES])
    standing = serializers.ChoiceField(
        STANDINGS, allow_null=True, help_text="Of a published statement, as for readers; null of a draft."
    )


class DraftStatementFilterSet(StatementFilterSet, StateFilterSet):
    pass


@register_drafts
class DraftStatementResource(StatementResource):
    serializer = DraftStatementSerializer
    filterset = DraftStatementFilterSet
    expansions = {
        **StatementResource.expansions,
        "citations": to_many("citations", select_citations, "statement"),
    }

    def select(self) -> QuerySet[Any]:
        return select_statements()

    def complete(self, rows: Sequence[Any]) -> list[Any]:
        """Tell the standing of those that are published. Queries: 1."""
        super().complete(rows)
        return list(rows)


@register_drafts
class DraftCitationResource(CitationResource):
    def select(self) -> CitationQuerySet:
        return select_citations()


@register_drafts
class DraftArticleResource(ArticleResource):
    expansions = {
        **ArticleResource.expansions,
        "citations": to_many("citations", select_citations, "article"),
    }

    def select(self) -> QuerySet[Any]:
        return Article.objects.all()


@register_drafts
class DraftOutletResource(OutletResource):
    def select(self) -> QuerySet[Any]:
        return exclude_merged(Outlet.objects.all())


@register_drafts
class DraftClaimantResource(ClaimantResource):
    def select(self) -> QuerySet[Any]:
        return exclude_merged(Claimant.objects.all())


@register_drafts
class DraftTopicResource(TopicResource):
    def select(self) -> QuerySet[Any]:
        return Topic.objects.all()
