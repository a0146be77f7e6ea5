from django.contrib import admin
from django.db.models import Q

from claims.models import Topic
from core.query_string import parse_id
from editorial.admin.base import RecordAdmin, make_panel
from editorial.admin.workflow.corrections import Corrections
from editorial.admin.workflow.visibility import Visibility

TOPICS_OFFERED = 30


class TopicFilter(admin.SimpleListFilter):
    """Claims by topic. Of many topics only the most active and the chosen are offered."""

    title = "topic"
    parameter_name = "topics__id__exact"

    def lookups(self, request, model_admin):
        topics = list(Topic.objects.order_by("name", "pk")[: TOPICS_OFFERED + 1])
        if len(topics) > TOPICS_OFFERED:
            chosen = request.GET.get(self.parameter_name, "")
            busiest = Topic.objects.most_active(TOPICS_OFFERED).values("pk")
            offered = Q(pk__in=busiest) | Q(pk=parse_id(chosen))
            topics = list(Topic.objects.filter(offered).order_by("name", "pk"))
        return [(str(topic.pk), topic.name) for topic in topics]

    def queryset(self, request, claims):
        return claims.filter(topics=self.value()) if self.value() else claims


@admin.register(Topic)
class TopicAdmin(RecordAdmin):
    """Subjects and running stories."""

    workflows = (Visibility(has_page=True), Corrections())
    list_display = ("name", "summary")
    search_fields = ("name__named",)
    ordering = ("name", "pk")
    fields = ("name", "summary")

    def get_deleted_objects(self, objs, request):
        """Count the claims, which stay when the topic goes: there may be thousands."""
        refused = {self.opts.verbose_name for topic in objs if not self.has_delete_permission(request, topic)}
        lines = [f"{topic}: its place on {count_claims(topic)}; the claims stay" for topic in objs]
        return lines, {self.opts.verbose_name_plural: len(objs)}, refused, []

    def get_panels(self, request, obj):
        return [
            *super().get_panels(request, obj),
            make_panel(
                "Claims",
                obj.claims.order_by("-pk"),
                {
                    "Proposition": str,
                    "State": lambda c: c.get_state_display(),
                    "Status": lambda c: c.get_status_display() if c.is_published else "",
                },
                where={"topics__id__exact": obj.pk},
                add={"topics": obj.pk},
            ),
        ]


def count_claims(topic: Topic) -> str:
    """Return "1,204 claims"."""
    count = topic.claims.count()
    return f"{count:,} {'claim' if count == 1 else 'claims'}"
