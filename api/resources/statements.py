"""Statements and the citations that show them."""

from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from api.lists import (
    DayFilter,
    IdFilter,
    KeyFilterSet,
    TableResource,
    YesNoFilter,
    find_on_record,
    to_many,
    to_one,
)
from api.registry import read_tombstone, register
from api.serializers import ExpandedField, RelatedField, RowSerializer
from claims.labels import describe_stance, describe_standing, format_said_on
from claims.models import Citation, CitationKind, Part, Precision, Stance, State, Statement
from claims.models.citation import CitationQuerySet
from claims.status import read_standings

STANDINGS = ("current", "superseded", "withdrawn", "lapsed", "second_hand")


class StatementLabels(serializers.Serializer[Any]):
    stance = serializers.SerializerMethodField()
    said_on = serializers.SerializerMethodField()
    standing = serializers.SerializerMethodField(help_text="Empty for a current position.")

    def get_stance(self, statement: Statement) -> str:
        return describe_stance(statement)

    def get_said_on(self, statement: Statement) -> str:
        return format_said_on(statement)

    def get_standing(self, statement: Any) -> str:
        standing = statement.standing
        return describe_standing(standing, statement.party.in_sentence) if standing else ""


class StatementSerializer(RowSerializer):
    """One claimant's dated position on one claim, and for which party it was taken."""

    resource = "statements"
    claim = RelatedField("claims")
    claimant = RelatedField("claimants")
    party = RelatedField("claimants", help_text="For whom it was said; a party speaks for itself.")
    capacity = serializers.CharField(help_text="In which role it was said.")
    stance = serializers.ChoiceField(Stance.values)
    hedged = serializers.BooleanField(help_text="Whether it was said with a reservation.")
    said_on = serializers.DateField(help_text="Of a month or a year its first day.")
    said_on_precision = serializers.ChoiceField(Precision.values)
    said_on_note = serializers.CharField(help_text="How the date is known; may be empty.")
    place = serializers.CharField(help_text="Where it was said; may be empty.")
    standing = serializers.ChoiceField(
        STANDINGS, help_text="Whether it is its party's position now. Only current ones count for the status."
    )
    citations = ExpandedField("citations")
    labels = StatementLabels(source="*", help_text="Words for people, in the language asked for.")

    def find_page(self, row: Statement) -> str:
        return f"{row.claim.get_absolute_url()}?statement={row.pk}#statement-{row.pk}"


class StatementFilterSet(KeyFilterSet):
    claim = IdFilter()
    claimant = IdFilter()
    party = IdFilter()
    stance = django_filters.ChoiceFilter(choices=Stance.choices)
    said_since = DayFilter(field_name="said_on", lookup_expr="gte")
    said_until = DayFilter(field_name="said_on", lookup_expr="lte")


@register
class StatementResource(TableResource):
    name, noun = "statements", "statement"
    serializer = StatementSerializer
    filterset = StatementFilterSet
    order = ("-said_on", "-id")
    expansions = {
        "claim": to_one("claims", "claim_id"),
        "claimant": to_one("claimants", "claimant_id"),
        "party": to_one("claimants", "party_id"),
        "citations": to_many("citations", Citation.objects.published, "statement"),
    }

    def select(self) -> QuerySet[Any]:
        return Statement.objects.published()

    def query(self) -> QuerySet[Any]:
        related = ("claim", "claimant", "party")
        shown: QuerySet[Any] = self.select()
        return shown.select_related(*related).defer("claim__search")

    def complete(self, rows: Sequence[Any]) -> list[Any]:
        """Tell the standing of each statement, unless it was retracted this moment. Queries: 1."""
        standings = read_standings({row.claim_id for row in rows})
        by_id = {part.statement_id: part.standing for parts in standings.values() for part in parts}
        for row in rows:
            row.standing = by_id.get(row.pk)
        return [row for row in rows if row.standing]

    def find_tombstone(self, pk: int) -> Mapping[str, object] | None:
        seen = Statement.objects.filter(claim__state=State.PUBLISHED)
        return read_tombstone(seen.filter(pk=pk, state=State.RETRACTED))


class ProofSerializer(serializers.Serializer[Any]):
    """The text of the article in which the excerpt was found."""

    sha256 = serializers.CharField(source="capture.sha256", help_text="Of the captured text.")
    captured_at = serializers.DateTimeField(source="capture.captured_at")
    proved_at = serializers.DateTimeField()


class CitationSerializer(RowSerializer):
    """The evidence that a statement was made: the exact words of one article."""

    resource = "citations"
    statement = RelatedField("statements")
    claim = RelatedField("claims", attribute="statement.claim")
    article = RelatedField("articles")
    outlet = RelatedField("outlets", attribute="article.outlet")
    kind = serializers.ChoiceField(CitationKind.values)
    part = serializers.ChoiceField(Part.values, help_text="Where in the article it stands.")
    excerpt = serializers.CharField(help_text="The article's own characters, at most 25 words.")
    relayed_by = RelatedField("claimants", help_text="Second-hand: who passes the position on.")
    relayed_for = RelatedField(
        "claimants",
        is_seen=lambda row: row.relayed_for_seen is not None,
        help_text="Second-hand: the party that this person speaks for.",
    )
    via = RelatedField("outlets", help_text="The agency that the article credits for the words.")
    is_second_hand = serializers.BooleanField()
    translated_by = serializers.CharField(help_text="May be empty.")
    proof = serializers.SerializerMethodField(help_text="Null where the words were not found in a text.")

    def get_proof(self, citation: Citation) -> dict[str, Any] | None:
        return dict(ProofSerializer(citation).data) if citation.capture else None

    def find_page(self, row: Citation) -> str:
        statement = row.statement
        return f"{statement.claim.get_absolute_url()}?statement={statement.pk}#citation-{row.pk}"


class CitationFilterSet(KeyFilterSet):
    statement = IdFilter()
    claim = IdFilter(field_name="statement__claim")
    article = IdFilter()
    outlet = IdFilter(field_name="article__outlet")
    kind = django_filters.ChoiceFilter(choices=CitationKind.choices)
    proved = YesNoFilter(field_name="capture", lookup_expr="isnull", exclude=True)


@register
class CitationResource(TableResource):
    name, noun = "citations", "citation"
    serializer = CitationSerializer
    filterset = CitationFilterSet
    order = ("-id",)
    expansions = {
        "statement": to_one("statements", "statement_id"),
        "claim": to_one("claims", "statement.claim_id"),
        "article": to_one("articles", "article_id"),
        "outlet": to_one("outlets", "article.outlet_id"),
        "relayed_by": to_one("claimants", "relayed_by_id"),
        "via": to_one("outlets", "via_id"),
    }

    def select(self) -> CitationQuerySet:
        return Citation.objects.published()

    def query(self) -> QuerySet[Any]:
        related = ("statement__claim", "article__outlet", "relayed_by", "relayed_for", "via", "capture")
        seen = find_on_record("relayed_for")
        rows = self.select().with_mouthpiece().select_related(*related).defer("statement__claim__search")
        annotated: QuerySet[Any] = rows.annotate(relayed_for_seen=seen)
        return annotated
