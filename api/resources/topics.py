"""Topics."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from api.lists import TableResource
from api.registry import register
from api.serializers import RowSerializer
from claims.models import Topic
from claims.models.claimant import translate_name


class TopicLabels(serializers.Serializer[Any]):
    name = serializers.SerializerMethodField()

    def get_name(self, topic: Topic) -> str:
        return translate_name(topic.name, "topic")


class TopicSerializer(RowSerializer):
    """A subject under which claims are read together."""

    resource = "topics"
    name = serializers.CharField()
    summary = serializers.CharField(help_text="Two or three sentences; may be empty.")
    labels = TopicLabels(source="*", help_text="Words for people, in the language asked for.")


@register
class TopicResource(TableResource):
    name, noun, named_by = "topics", "topic", "name"
    serializer = TopicSerializer
    order = ("name", "id")

    def select(self) -> QuerySet[Any]:
        return Topic.objects.on_record()
