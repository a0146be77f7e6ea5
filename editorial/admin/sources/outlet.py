from django.contrib import admin

from claims.models import Claimant
from editorial.admin.base import RecordAdmin, make_panel
from editorial.admin.workflow.corrections import Corrections
from editorial.admin.workflow.merging import MergedFilter, Merging
from editorial.admin.workflow.visibility import Visibility
from sources.models import Outlet


@admin.register(Outlet)
class OutletAdmin(RecordAdmin):
    """Publishers. A change of one that readers see has a reason, and an editor offers it."""

    workflows = (Merging(), Visibility(has_page=True, publishers_only=("delete",)), Corrections())
    list_display = ("name", "country", "funding", "home_page")
    list_filter = (("funding", admin.EmptyFieldListFilter), "country", MergedFilter)
    search_fields = ("name__named", "home_page__icontains")
    ordering = ("name", "pk")
    fieldsets = (
        (None, {"fields": ("name", "home_page", "country")}),
        (
            "Who owns or funds it",
            {
                "fields": ("funding", "funding_source"),
                "description": "Readers see this beside every excerpt. Unknown stays empty. The sentence "
                "under a status shows what stands before the first comma: “Owned by the government, …”.",
            },
        ),
    )

    def get_panels(self, request, obj):
        return [
            *super().get_panels(request, obj),
            make_panel(
                "In its own voice",
                Claimant.objects.filter(outlet=obj).select_related("speaks_for"),
                {"Claimant": str, "Speaks for": lambda c: c.speaks_for or "no party"},
                where={"outlet__id__exact": obj.pk},
                add={"outlet": obj.pk, "kind": "outlet"},
            ),
            make_panel(
                "Articles",
                obj.articles.order_by("-published_on", "-pk"),
                {"Title": str, "Published": lambda a: a.published_on or "no date"},
                where={"outlet__id__exact": obj.pk},
                add={"outlet": obj.pk},
            ),
        ]
