"""What is told on a claim's timeline besides the claim itself: all that its page in the admin lists."""

from dataclasses import replace

from claims.models import Citation, ClaimRelation, ClaimTopic, Correction, FactCheck, Statement
from editorial.history import RelatedRows

STATEMENTS = RelatedRows(Statement, "claim", ("claimant", "stance", "said_on"))
CITATIONS = RelatedRows(
    Citation, "statement", ("excerpt",), hidden_fields=("capture", "start", "end", "prefix", "suffix")
)
TIMELINE_OF_CLAIM = (
    RelatedRows(ClaimTopic, "claim", ("topic",), form_field="topics"),
    STATEMENTS,
    replace(CITATIONS, through=STATEMENTS),
    RelatedRows(ClaimRelation, "claim", ("kind", "other")),
    RelatedRows(ClaimRelation, "other", ("claim", "kind")),
    RelatedRows(FactCheck, "claim", ("reviewer",)),
    RelatedRows(Correction, "claim", ("notice",)),
)
