"""Add coverage: a new article becomes verified, attributed statements.

An editor's work on one article is a `Coverage`: begun, brought in, its rows corrected and kept, and
saved all at once. This is what a page does; it checks what may be written, not who may use it.
"""

from claims.coverage.save.problems import RowsRefused
from claims.coverage.save.save import save
from claims.coverage.save.summary import Summary, learn
from claims.coverage.suggest.claimants import Candidate, who, who_all
from claims.coverage.suggest.excerpts import carrying, excerpt_between, narrow
from claims.coverage.suggest.proposals import proposals

from .drafts import EditedElsewhere, begin, discard, hold, keep, text_of, unfinished
from .excerpt_positions import Segment, marked
from .hints import Hint, hints
from .intake import AlreadyHere, BroughtRefused, Known, bring_in
from .references import Chosen, chosen
from .rows import Row, new_row, next_id
from .selections import pasted_row, selection_row

__all__ = [
    "AlreadyHere",
    "BroughtRefused",
    "Candidate",
    "Chosen",
    "EditedElsewhere",
    "Hint",
    "Known",
    "Row",
    "RowsRefused",
    "Segment",
    "Summary",
    "begin",
    "bring_in",
    "carrying",
    "chosen",
    "discard",
    "excerpt_between",
    "hints",
    "hold",
    "keep",
    "learn",
    "marked",
    "narrow",
    "new_row",
    "next_id",
    "pasted_row",
    "proposals",
    "save",
    "selection_row",
    "text_of",
    "unfinished",
    "who",
    "who_all",
]
