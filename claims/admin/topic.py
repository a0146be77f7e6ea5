from django.contrib import admin

from sources.admin import RecordAdmin, panel

from ..models import Topic


@admin.register(Topic)
class TopicAdmin(RecordAdmin):
    """Subjects and running stories."""

    list_display = ("name", "summary")
    search_fields = ("name__unaccent__icontains",)
    ordering = ("name", "pk")
    fields = ("name", "summary")

    def view_on_site(self, obj) -> str:
        return obj.get_absolute_url()

    def panels(self, request, obj):
        return [
            panel(
                "Claims",
                obj.claims.order_by("-pk"),
                {
                    "Proposition": str,
                    "State": lambda c: c.get_state_display(),
                    "Status": lambda c: c.get_status_display() if c.is_published else "",
                },
                where={"topics__id__exact": obj.pk},
                add={"topics": obj.pk},
            )
        ]
