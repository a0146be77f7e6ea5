"""What every page of the admin has: forms, lists, history, deletion, two people at once."""

from .changelist import Panel, admin_url, change_url, panel
from .forms import FindByTyping, RecordForm
from .model_admin import RecordAdmin, RecordInline

__all__ = [
    "FindByTyping",
    "Panel",
    "RecordAdmin",
    "RecordForm",
    "RecordInline",
    "admin_url",
    "change_url",
    "panel",
]
