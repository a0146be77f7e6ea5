"""What people do that changes several rows at once. One function for each."""

from .corrections import propose_correction, waive_correction, word_correction
from .last_editor import is_own_work, last_editor
from .preview import StatusChange, statuses_after
from .proofs import prove_citation
from .publishing import publish_claim, publish_statement, retract_claim, retract_statement
from .reporting import (
    answer_report,
    close_report,
    forget_contacts,
    receive_report,
    settle_report_as_covered,
)
from .reviewing import send_back, submit_for_review, withdraw_review
from .vanishing import settle_vanished

__all__ = [
    "StatusChange",
    "answer_report",
    "close_report",
    "forget_contacts",
    "is_own_work",
    "last_editor",
    "propose_correction",
    "prove_citation",
    "publish_claim",
    "publish_statement",
    "receive_report",
    "retract_claim",
    "retract_statement",
    "send_back",
    "settle_report_as_covered",
    "settle_vanished",
    "statuses_after",
    "submit_for_review",
    "waive_correction",
    "withdraw_review",
    "word_correction",
]
