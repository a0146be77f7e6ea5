"""Where editors record who said what, and publishers decide what readers see."""

from editorial.admin.queues.correction_proposal import CorrectionProposalAdmin
from editorial.admin.queues.offered_citation import OfferedCitationAdmin
from editorial.admin.queues.probable_double import ProbableDoubleAdmin
from editorial.admin.queues.report import ReportAdmin
from editorial.admin.queues.review import ReviewAdmin
from editorial.admin.queues.vanished_excerpt import VanishedExcerptAdmin
from editorial.admin.record.affiliation import AffiliationAdmin, AliasAdmin
from editorial.admin.record.citation import CitationAdmin
from editorial.admin.record.claim import ClaimAdmin
from editorial.admin.record.claim_relation import ClaimRelationAdmin, CorrectionAdmin, FactCheckAdmin
from editorial.admin.record.claim_version import ClaimVersionAdmin
from editorial.admin.record.claimant import ClaimantAdmin
from editorial.admin.record.statement import StatementAdmin
from editorial.admin.record.topic import TopicAdmin
from editorial.admin.sources.article import ArticleAdmin
from editorial.admin.sources.background_job import TASKS, JobAdmin
from editorial.admin.sources.capture import CaptureAdmin, CaptureTextAdmin
from editorial.admin.sources.cited_article import CitedArticleAdmin
from editorial.admin.sources.cited_outlet import CitedOutletAdmin
from editorial.admin.sources.outlet import OutletAdmin
from editorial.coverage.admin import CoverageAdmin
from editorial.users import PeopleAdmin

__all__ = [
    "TASKS",
    "AffiliationAdmin",
    "AliasAdmin",
    "ArticleAdmin",
    "CaptureAdmin",
    "CaptureTextAdmin",
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
    "JobAdmin",
    "OfferedCitationAdmin",
    "OutletAdmin",
    "PeopleAdmin",
    "ProbableDoubleAdmin",
    "ReportAdmin",
    "ReviewAdmin",
    "StatementAdmin",
    "TopicAdmin",
    "VanishedExcerptAdmin",
]
