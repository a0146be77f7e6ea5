from .change import Change, ChangeKind, ChangeTopic, ClaimVersion, Stamp, StampedThing
from .citation import EXCERPT_WORDS, Citation, CitationKind, Part
from .claim import Claim, ClaimRelation, ClaimTopic, Correction, FactCheck, Nature, RelationKind, Status
from .claimant import Affiliation, Alias, Claimant, ClaimantKind, MouthpieceWork
from .coverage import (
    MAX_VIEW_PARAMETERS,
    Coverage,
    Lead,
    LeadKind,
    LeadOutcome,
    OpenForm,
    SavedView,
    VanishedExcerpt,
    VanishedOutcome,
)
from .imports import ImportFormat, ImportRun, ImportState, Origin, OriginRow
from .merge import DoubleOutcome, Merge, PairKind, ProbableDouble
from .offered_citation import OfferedCitation, OfferOutcome
from .publication import Publishable, State
from .queue_entry import DerivedQueue, QueueEntry
from .report import Report, ReportKey, ReportKind, ReportOutcome, ReportSender
from .review import CorrectionProposal, ProposalOutcome, Publication, Review, ReviewOutcome
from .search import ClaimSearch, CommonWords, FacetCount, WordPairs
from .statement import Precision, Stance, Statement
from .topic import KeyClaim, Topic, TopicAlias

__all__ = [
    "EXCERPT_WORDS",
    "MAX_VIEW_PARAMETERS",
    "Affiliation",
    "Alias",
    "Change",
    "ChangeKind",
    "ChangeTopic",
    "Citation",
    "CitationKind",
    "Claim",
    "ClaimRelation",
    "ClaimSearch",
    "ClaimTopic",
    "ClaimVersion",
    "Claimant",
    "ClaimantKind",
    "CommonWords",
    "Correction",
    "CorrectionProposal",
    "Coverage",
    "DerivedQueue",
    "DoubleOutcome",
    "FacetCount",
    "FactCheck",
    "ImportFormat",
    "ImportRun",
    "ImportState",
    "KeyClaim",
    "Lead",
    "LeadKind",
    "LeadOutcome",
    "Merge",
    "MouthpieceWork",
    "Nature",
    "OfferOutcome",
    "OfferedCitation",
    "OpenForm",
    "Origin",
    "OriginRow",
    "PairKind",
    "Part",
    "Precision",
    "ProbableDouble",
    "ProposalOutcome",
    "Publication",
    "Publishable",
    "QueueEntry",
    "RelationKind",
    "Report",
    "ReportKey",
    "ReportKind",
    "ReportOutcome",
    "ReportSender",
    "Review",
    "ReviewOutcome",
    "SavedView",
    "Stamp",
    "StampedThing",
    "Stance",
    "State",
    "Statement",
    "Status",
    "Topic",
    "TopicAlias",
    "VanishedExcerpt",
    "VanishedOutcome",
    "WordPairs",
]
