"""The public pages, by noun. They read; only a reader's report writes."""

from .about import about
from .articles import article_detail
from .changes import changes
from .citing import claim_citation
from .claim_detail import claim_detail
from .claim_history import claim_history, claim_version
from .claim_list import claim_list
from .claimants import claimant_detail, claimant_list
from .compare import compare
from .home import home
from .outlets import outlet_detail, outlet_list
from .report import report, report_thanks
from .style import style
from .topics import topic_detail, topic_list

__all__ = [
    "about",
    "article_detail",
    "changes",
    "claim_citation",
    "claim_detail",
    "claim_history",
    "claim_list",
    "claim_version",
    "claimant_detail",
    "claimant_list",
    "compare",
    "home",
    "outlet_detail",
    "outlet_list",
    "report",
    "report_thanks",
    "style",
    "topic_detail",
    "topic_list",
]
