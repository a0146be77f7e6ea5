"""The smallest valid row of every kind: `from tests import factories as make`.

A published statement comes with the citation that it needs, and a published claim with the
statement that it needs, because the database accepts neither without.
"""

from .claims import (
    AffiliationFactory,
    AliasFactory,
    CitationFactory,
    ClaimantFactory,
    ClaimFactory,
    ClaimRelationFactory,
    CorrectionFactory,
    DraftClaimFactory,
    DraftStatementFactory,
    FactCheckFactory,
    ImportMappingFactory,
    ImportRunFactory,
    ImportUploadFactory,
    KeyClaimFactory,
    LeadFactory,
    OfferedCitationFactory,
    OriginFactory,
    PartyFactory,
    ProvedCitationFactory,
    ReportFactory,
    SavedViewFactory,
    StatementFactory,
    TopicAliasFactory,
    TopicFactory,
    VoiceFactory,
)
from .sources import MOMENT, ArticleFactory, CaptureFactory, OutletFactory
from .users import TokenFactory, UserFactory

__all__ = [
    "MOMENT",
    "AffiliationFactory",
    "AliasFactory",
    "ArticleFactory",
    "CaptureFactory",
    "CitationFactory",
    "ClaimFactory",
    "ClaimRelationFactory",
    "ClaimantFactory",
    "CorrectionFactory",
    "DraftClaimFactory",
    "DraftStatementFactory",
    "FactCheckFactory",
    "ImportMappingFactory",
    "ImportRunFactory",
    "ImportUploadFactory",
    "KeyClaimFactory",
    "LeadFactory",
    "OfferedCitationFactory",
    "OriginFactory",
    "OutletFactory",
    "PartyFactory",
    "ProvedCitationFactory",
    "ReportFactory",
    "SavedViewFactory",
    "StatementFactory",
    "TokenFactory",
    "TopicAliasFactory",
    "TopicFactory",
    "UserFactory",
    "VoiceFactory",
]
