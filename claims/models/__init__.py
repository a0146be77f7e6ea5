from .citation import EXCERPT_WORDS, Citation, CitationKind, Part
from .claim import (
    Claim,
    ClaimRelation,
    ClaimTopic,
    Correction,
    FactCheck,
    Nature,
    RelationKind,
    Status,
)
from .claimant import Affiliation, Alias, Claimant, ClaimantKind
from .standing import Publishable, State
from .statement import Precision, Stance, Statement
from .topic import Topic

__all__ = [
    "EXCERPT_WORDS",
    "Affiliation",
    "Alias",
    "Citation",
    "CitationKind",
    "Claim",
    "ClaimRelation",
    "ClaimTopic",
    "Claimant",
    "ClaimantKind",
    "Correction",
    "FactCheck",
    "Nature",
    "Part",
    "Precision",
    "Publishable",
    "RelationKind",
    "Stance",
    "State",
    "Statement",
    "Status",
    "Topic",
]
