"""What is told on a claim's timeline besides the claim itself: all that its page in the admin lists."""

from dataclasses import replace

from claims.models import Citation, ClaimRelation, ClaimTopic, Correction, FactCheck, Statement
from editorial.history import Part

STATEMENTS = Part(Statement, "claim", ("claimant", "stance", "said_on"))
CITATIONS = Part(Citation, "statement", ("excerpt",), untold=("capture", "start", "end", "prefix", "suffix"))
TIMELINE_OF_CLAIM = (
    Part(ClaimTopic, "claim", ("topic",), form_field="topics"),
    STATEMENTS,
    replace(CITATIONS, through=STATEMENTS),
    Part(ClaimRelation, "claim", ("kind", "other")),
    Part(ClaimRelation, "other", ("claim", "kind")),
    Part(FactCheck, "claim", ("reviewer",)),
    Part(Correction, "claim", ("notice",)),
)
