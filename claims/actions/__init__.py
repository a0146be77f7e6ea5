"""What people do that changes several rows at once. One function for each."""

from .proofs import prove_citation
from .publishing import publish_claim, publish_statement, retract_claim, retract_statement

__all__ = [
    "prove_citation",
    "publish_claim",
    "publish_statement",
    "retract_claim",
    "retract_statement",
]
