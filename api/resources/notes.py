"""What is noted about claims: verdicts of others, relations between claims, and corrections."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from rest_framework import serializers

from api.lists import IdFilter, KeyFilterSet, TableResource, to_one
from api.registry import register
from api.serializers import RelatedField, RowSerializer
from claims.labels import describe_relation
from claims.models import Claim, ClaimRelation, Correction, FactCheck, RelationKind


def select_fact_checks() -> QuerySet[FactCheck]:
    """Select the verdicts on claims that readers see."""
    return FactCheck.objects.filter(claim__in=Claim.objects.published())


def select_relations() -> QuerySet[ClaimRelation]:
    """Select the relations between two claims that readers see."""
    published = Claim.objects.published()
    return ClaimRelation.objects.filter(claim__in=published, other__in=published)


def select_corrections() -> QuerySet[Correction]:
    """Select the corrections that are about a claim that readers see, or about none."""
    return Correction.objects.filter(Q(claim=None) | Q(claim__in=Claim.objects.published()))


class FactCheckSerializer(RowSerializer):
    """A verdict that another organisation has published on a claim. It is theirs, never our status."""

    resource = "fact-checks"
    claim = RelatedField("claims")
    reviewer = serializers.CharField()
    review_url = serializers.CharField(source="url", help_text="Where they published it.")
    rating = serializers.CharField(help_text="Their verdict in their own words.")
    reviewed_on = serializers.DateField(allow_null=True)
    language = serializers.CharField(help_text="A BCP 47 tag; empty where it is not known.")

    def find_page(self, row: FactCheck) -> str:
        return row.claim.get_absolute_url()


class NoteFilterSet(KeyFilterSet):
    claim = IdFilter()


@register
class FactCheckResource(TableResource):
    name, noun, named_by = "fact-checks", "fact-check", "reviewer"
    serializer = FactCheckSerializer
    filterset = NoteFilterSet
    order = ("-id",)
    expansions = {"claim": to_one("claims", "claim_id")}

    def select(self) -> QuerySet[Any]:
        return select_fact_checks().select_related("claim").defer("claim__search")


class RelationLabels(serializers.Serializer[Any]):
    kind = serializers.SerializerMethodField(help_text="What the other claim is to this one.")

    def get_kind(self, relation: ClaimRelation) -> str:
        return describe_relation(relation.kind, is_from_here=True)


class RelationSerializer(RowSerializer):
    """A relation of one claim to another, without influence on any status."""

    resource = "relations"
    claim = RelatedField("claims")
    kind = serializers.ChoiceField(RelationKind.values)
    other = RelatedField("claims")
    note = serializers.CharField(help_text="Why, if it is not obvious.")
    labels = RelationLabels(source="*", help_text="Words for people, in the language asked for.")

    def find_page(self, row: ClaimRelation) -> str:
        return row.claim.get_absolute_url()


class RelationFilterSet(KeyFilterSet):
    claim = IdFilter(method="filter_either")
    kind = django_filters.ChoiceFilter(choices=RelationKind.choices)

    def filter_either(self, rows: QuerySet[Any], _name: str, pk: int) -> QuerySet[Any]:
        """Return the relations in which the claim is on either side."""
        return rows.filter(Q(claim=pk) | Q(other=pk))


@register
class RelationResource(TableResource):
    name, noun = "relations", "relation"
    serializer = RelationSerializer
    filterset = RelationFilterSet
    order = ("-id",)
    expansions = {"claim": to_one("claims", "claim_id"), "other": to_one("claims", "other_id")}

    def select(self) -> QuerySet[Any]:
        return select_relations().select_related("claim", "other").defer("claim__search", "other__search")


class CorrectionSerializer(RowSerializer):
    """A public notice that we altered or removed something published, and why."""

    resource = "corrections"
    claim = RelatedField("claims", help_text="Null where it is not about one claim.")
    notice = serializers.CharField(help_text="What was altered.")
    reason = serializers.CharField()
    made_at = serializers.DateTimeField()

    def find_page(self, row: Correction) -> str:
        return row.claim.get_absolute_url() if row.claim else reverse("about")


@register
class CorrectionResource(TableResource):
    name, noun = "corrections", "correction"
    serializer = CorrectionSerializer
    filterset = NoteFilterSet
    order = ("-made_at", "-id")
    expansions = {"claim": to_one("claims", "claim_id")}

    def select(self) -> QuerySet[Any]:
        return select_corrections().select_related("claim").defer("claim__search")
