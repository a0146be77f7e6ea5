"""The public pages, by noun. They read; only a reader's report writes."""

from .about import about
from .articles import article_detail
from .claimants import claimant_detail, claimant_list
from .claims import claim_detail, claim_list
from .home import home
from .outlets import outlet_detail, outlet_list
from .report import report, report_thanks
from .topics import topic_detail, topic_list

__all__ = [
    "about",
    "article_detail",
    "claim_detail",
    "claim_list",
    "claimant_detail",
    "claimant_list",
    "home",
    "outlet_detail",
    "outlet_list",
    "report",
    "report_thanks",
    "topic_detail",
    "topic_list",
]
