from django.contrib import admin

from sources.admin import OutletAdmin
from sources.models import Outlet

from .altering import AlteringAdmin
from .merging import MergingAdmin
from .shown import HasPage, is_on_record

admin.site.unregister(Outlet)


@admin.register(Outlet)
class CitedOutletAdmin(AlteringAdmin, MergingAdmin, HasPage, OutletAdmin):
    """Publishers. Of those that readers see a change has a reason; `sources` cannot know which."""

    def reason_required(self, obj) -> bool:
        return is_on_record(obj)
