from django.contrib import admin

from editorial.admin.base.changelist import panel
from editorial.admin.base.model_admin import RecordAdmin
from sources.models import Outlet


@admin.register(Outlet)
class OutletAdmin(RecordAdmin):
    """Publishers."""

    list_display = ("name", "country", "funding", "home_page")
    list_filter = (("funding", admin.EmptyFieldListFilter), "country")
    search_fields = ("name__unaccent__icontains", "home_page")
    ordering = ("name", "pk")
    fieldsets = (
        (None, {"fields": ("name", "home_page", "country")}),
        (
            "Who owns or funds it",
            {
                "fields": ("funding", "funding_source"),
                "description": "Readers see this beside every excerpt. Unknown stays empty.",
            },
        ),
    )

    def panels(self, request, obj):
        articles = obj.articles.order_by("-published_on", "-pk")
        return [
            *super().panels(request, obj),
            panel(
                "Articles",
                articles,
                {"Title": str, "Published": lambda a: a.published_on or "no date"},
                where={"outlet__id__exact": obj.pk},
                add={"outlet": obj.pk},
            ),
        ]
