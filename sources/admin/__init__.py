"""Where editors record what was published."""

from .article import ArticleAdmin
from .base import RecordAdmin, RecordInline
from .capture import CaptureAdmin, CaptureTextAdmin
from .forms import FindByTyping, RecordForm, keeps_its_direction
from .job import JobAdmin
from .listing import Panel, admin_url, change_url, panel
from .outlet import OutletAdmin

__all__ = [
    "ArticleAdmin",
    "CaptureAdmin",
    "CaptureTextAdmin",
    "FindByTyping",
    "JobAdmin",
    "OutletAdmin",
    "Panel",
    "RecordAdmin",
    "RecordForm",
    "RecordInline",
    "admin_url",
    "change_url",
    "keeps_its_direction",
    "panel",
]
