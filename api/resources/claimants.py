"""Claimants."""

from typing import Any

import django_filters
from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from rest_framework import serializers

from api.lists import IdFilter, KeyFilterSet, TableResource, TextFilter, YesNoFilter, find_on_record, to_one
from api.registry import register
from api.serializers import RelatedField, RowSerializer
from claims.models import Affiliation, Alias, Claimant, ClaimantKind
from claims.models.claimant import translate_name
from claims.visibility import outlets_on_record

NAMES_SHOWN = 50
"""How many aliases and how many affiliations of a claimant are written, as on its page."""


class ClaimantLabels(serializers.Serializer[Any]):
    name = serializers.SerializerMethodField()

    def get_name(self, claimant: Claimant) -> str:
        return translate_name(claimant.name)


class AliasSerializer(serializers.Serializer[Any]):
    """Another spelling, or a name that it had."""

    name = serializers.CharField()
    until = serializers.DateField(
        allow_null=True, help_text="When the next name began; null: a spelling, never the name."
    )


class AffiliationSerializer(serializers.Serializer[Any]):
    """For which party somebody speaks, and in what role."""

    party = RelatedField("claimants")
    role = serializers.CharField()
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)

    def to_representation(self, instance: Any) -> Any:
        instance.expanded = {}
        return super().to_representation(instance)


class ClaimantSerializer(RowSerializer):
    """Somebody who takes positions: a person, an organisation, a government or an outlet."""

    resource = "claimants"
    name = serializers.CharField()
    sentence_name = serializers.CharField(help_text="Inside a sentence, where that differs; may be empty.")
    kind = serializers.ChoiceField(ClaimantKind.values)
    is_party = serializers.BooleanField(help_text="Whether it speaks for itself.")
    role = serializers.CharField(help_text="May be empty.")
    wikidata_id = serializers.CharField(help_text="May be empty.")
    outlet = RelatedField(
        "outlets", help_text="The outlet whose own voice it is.", is_seen=lambda row: row.outlet_seen
    )
    speaks_for = RelatedField(
        "claimants",
        is_seen=lambda row: row.speaks_for_seen is not None,
        help_text="The party whose policies an outlet says that it expresses.",
    )
    speaks_for_source = serializers.CharField(help_text="Where it says so; may be empty.")
    aliases = AliasSerializer(many=True, source="listed_aliases")
    affiliations = AffiliationSerializer(many=True, source="listed_affiliations")
    labels = ClaimantLabels(source="*", help_text="Words for people, in the language asked for.")


class ClaimantFilterSet(KeyFilterSet):
    kind = django_filters.ChoiceFilter(choices=ClaimantKind.choices)
    is_party = YesNoFilter()
    wikidata_id = TextFilter()
    outlet = IdFilter()


@register
class ClaimantResource(TableResource):
    name, noun, named_by = "claimants", "claimant", "name"
    serializer = ClaimantSerializer
    filterset = ClaimantFilterSet
    merged = Claimant
    order = ("name", "id")
    expansions = {
        "outlet": to_one("outlets", "outlet_id"),
        "speaks_for": to_one("claimants", "speaks_for_id"),
    }

    def select(self) -> QuerySet[Any]:
        return Claimant.objects.on_record()

    def query(self) -> QuerySet[Any]:
        aliases = Alias.objects.order_by(F("until").desc(nulls_last=True), "name", "pk")
        affiliations = Affiliation.objects.select_related("party").order_by(
            F("since").desc(nulls_last=True), "pk"
        )
        seen = affiliations.filter(party__in=self.select())
        rows = self.select().select_related("outlet", "speaks_for")
        annotated: QuerySet[Any] = rows.prefetch_related(
            Prefetch("aliases", aliases[:NAMES_SHOWN], "listed_aliases"),
            Prefetch("affiliations", seen[:NAMES_SHOWN], "listed_affiliations"),
        ).annotate(
            speaks_for_seen=find_on_record("speaks_for"),
            outlet_seen=Exists(outlets_on_record().filter(pk=OuterRef("outlet"))),
        )
        return annotated
