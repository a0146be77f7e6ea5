"""Where editors record who said what, and publishers decide what readers see."""

from .affiliation import AffiliationAdmin, AliasAdmin
from .article import CitedArticleAdmin
from .citation import CitationAdmin
from .claim import ClaimAdmin
from .claimant import ClaimantAdmin
from .desk import CoverageAdmin
from .jobs import TASKS
from .offered import OfferedCitationAdmin
from .outlet import CitedOutletAdmin
from .probabledouble import ProbableDoubleAdmin
from .proposal import CorrectionProposalAdmin
from .relation import ClaimRelationAdmin, CorrectionAdmin, FactCheckAdmin
from .report import ReportAdmin
from .review import ReviewAdmin
from .statement import StatementAdmin
from .topic import TopicAdmin
from .vanished import VanishedExcerptAdmin
from .version import ClaimVersionAdmin

__all__ = [
    "TASKS",
    "AffiliationAdmin",
    "AliasAdmin",
    "CitationAdmin",
    "CitedArticleAdmin",
    "CitedOutletAdmin",
    "ClaimAdmin",
    "ClaimRelationAdmin",
    "ClaimVersionAdmin",
    "ClaimantAdmin",
    "CorrectionAdmin",
    "CorrectionProposalAdmin",
    "CoverageAdmin",
    "FactCheckAdmin",
    "OfferedCitationAdmin",
    "ProbableDoubleAdmin",
    "ReportAdmin",
    "ReviewAdmin",
    "StatementAdmin",
    "TopicAdmin",
    "VanishedExcerptAdmin",
]
