"""Outlets and their articles, as far as published statements cite them."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from rest_framework import serializers

from api.lists import DayFilter, IdFilter, KeyFilterSet, TableResource, TextFilter, to_many, to_one
from api.registry import register
from api.serializers import ExpandedField, RelatedField, RowSerializer
from claims.models import Citation
from claims.visibility import cited_articles, outlets_on_record
from sources.models import Outlet


class OutletSerializer(RowSerializer):
    """A publisher of articles: a newspaper, a broadcaster, a news agency."""

    resource = "outlets"
    name = serializers.CharField()
    home_page = serializers.CharField(help_text="May be empty.")
    country = serializers.CharField(help_text="May be empty.")
    funding = serializers.CharField(help_text="Who owns or funds it; may be empty.")
    funding_source = serializers.CharField(help_text="Where that can be checked; may be empty.")


class OutletFilterSet(KeyFilterSet):
    country = TextFilter()


@register
class OutletResource(TableResource):
    name, noun, named_by = "outlets", "outlet", "name"
    serializer = OutletSerializer
    filterset = OutletFilterSet
    merged = Outlet
    order = ("name", "id")

    def select(self) -> QuerySet[Any]:
        return outlets_on_record()


class ArticleSerializer(RowSerializer):
    """One published piece of one outlet; its text is not here."""

    resource = "articles"
    outlet = RelatedField("outlets")
    title = serializers.CharField()
    byline = serializers.CharField(help_text="May be empty.")
    published_on = serializers.DateField(allow_null=True)
    published_on_note = serializers.CharField(help_text="How the date is known; may be empty.")
    language = serializers.CharField(help_text="A BCP 47 tag.")
    canonical_url = serializers.CharField(help_text="Where it was published; may be empty.")
    archive_url = serializers.CharField(help_text="A copy that stays; may be empty.")
    text_from = RelatedField(
        "outlets",
        is_seen=lambda row: row.text_from_seen,
        help_text="Whose text it is nearly word for word; the two count as one report.",
    )
    read_in_full_at = serializers.DateTimeField(
        allow_null=True, help_text="When an editor had read all of it. Before that its silence means nothing."
    )
    corrected_on = serializers.DateField(allow_null=True, help_text="By its outlet.")
    retracted_on = serializers.DateField(allow_null=True, help_text="By its outlet.")
    citations = ExpandedField("citations")


class ArticleFilterSet(KeyFilterSet):
    outlet = IdFilter()
    language = TextFilter()
    published_since = DayFilter(field_name="published_on", lookup_expr="gte")
    published_until = DayFilter(field_name="published_on", lookup_expr="lte")


@register
class ArticleResource(TableResource):
    name, noun, named_by = "articles", "article", "title"
    serializer = ArticleSerializer
    filterset = ArticleFilterSet
    order = ("-id",)
    expansions = {
        "outlet": to_one("outlets", "outlet_id"),
        "citations": to_many("citations", Citation.objects.published, "article"),
    }

    def select(self) -> QuerySet[Any]:
        return cited_articles()

    def query(self) -> QuerySet[Any]:
        seen = Exists(outlets_on_record().filter(pk=OuterRef("text_from")))
        rows = self.select().select_related("outlet", "text_from")
        annotated: QuerySet[Any] = rows.annotate(text_from_seen=seen)
        return annotated
