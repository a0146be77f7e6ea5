"""Add coverage: a new article becomes verified, attributed statements.

An editor's work on one article is a `Coverage`: begun, brought in, its rows corrected and kept, and
saved all at once. This is what a page does; it checks what may be written, not who may use it.
"""

from .bringing import AlreadyHere, BroughtRefused, Known, bring_in
from .chosen import Chosen, chosen
from .coverage import EditedElsewhere, begin, discard, hold, keep, text_of, unfinished
from .cutting import carrying, excerpt_between, narrow
from .hints import Hint, hints
from .marking import Segment, marked
from .problems import RowsRefused
from .proposals import proposals
from .rows import Row, new_row, next_id
from .saving import save
from .selecting import pasted_row, selection_row
from .summary import Summary, learn
from .who import Candidate, who, who_all

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
