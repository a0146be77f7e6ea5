"""The base of the admin: forms, lists, history, deletion, workflows.

Start at `model_admin`: RecordAdmin is the base of every ModelAdmin on the record, and `workflow` says
what it asks the workflows that a ModelAdmin lists.
"""

from .changelist import Panel, admin_url, change_url, link_row, list_ticks, make_panel
from .forms import RecordForm
from .model_admin import RecordAdmin, RecordInline
from .workflow import Decision, ListAction, Step, Workflow

__all__ = [
    "Decision",
    "ListAction",
    "Panel",
    "RecordAdmin",
    "RecordForm",
    "RecordInline",
    "Step",
    "Workflow",
    "admin_url",
    "change_url",
    "link_row",
    "list_ticks",
    "make_panel",
]
