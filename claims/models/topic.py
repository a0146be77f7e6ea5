from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify

from claims.querysets import TopicManager
from core.models import KeyedModel, keep_on_record


@keep_on_record()
class Topic(KeyedModel):
    """A subject or a running story under which claims are read together."""

    name = models.CharField(max_length=120, unique=True)
    summary = models.TextField(blank=True, max_length=1000, help_text="Two or three sentences for readers.")

    objects = TopicManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="topic_has_a_name",
                condition=~Q(name=""),
                violation_error_message="A topic needs a name.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        return slugify(self.name) or "topic"

    def get_absolute_url(self) -> str:
        return reverse("topic_detail", args=[self.pk, self.slug])
