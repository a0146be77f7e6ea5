from django.contrib import admin

from editorial.admin.workflow.corrections import AlteringAdmin
from editorial.admin.workflow.merging import MergingAdmin
from editorial.admin.workflow.visibility import HasPage, is_on_record
from sources.models import Outlet

from .outlet import OutletAdmin

admin.site.unregister(Outlet)


@admin.register(Outlet)
class CitedOutletAdmin(AlteringAdmin, MergingAdmin, HasPage, OutletAdmin):
    """Publishers. Of those that readers see a change has a reason; `sources` cannot know which."""

    def reason_required(self, obj) -> bool:
        return is_on_record(obj)
