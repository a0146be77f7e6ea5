"""Actions of people that change several rows at once: one function for each."""

from .corrections import propose_correction, publish_correction, waive_correction
from .last_editor import is_own_work, last_editor
from .offered_citations import (
    accept_citation,
    is_own_offer,
    offer_citations,
    preview_acceptance,
    send_back_citation,
    withdraw_citation,
)
from .proofs import prove_citation
from .publishing import (
    PublishingResult,
    publish_claim,
    publish_rows,
    publish_statement,
    retract_claim,
    retract_statement,
)
from .renaming import keep_former_name
from .reports import answer_report, close_report, forget_reports, receive_report, settle_report_as_covered
from .review import send_back, submit_for_review, withdraw_review
from .rewording import add_reworded_claim
from .settlement import (
    give_up_leads,
    relate_double,
    settle_double,
    settle_lead_as_not_there,
    settle_vanished,
    take_up_leads,
)
from .status_preview import StatusChange, preview_statuses, published_for_a_moment
from .undo_publication import CannotUndoPublication, undo_publication

__all__ = [
    "CannotUndoPublication",
    "PublishingResult",
    "StatusChange",
    "accept_citation",
    "add_reworded_claim",
    "answer_report",
    "close_report",
    "forget_reports",
    "give_up_leads",
    "is_own_offer",
    "is_own_work",
    "keep_former_name",
    "last_editor",
    "offer_citations",
    "preview_acceptance",
    "preview_statuses",
    "propose_correction",
    "prove_citation",
    "publish_claim",
    "publish_correction",
    "publish_rows",
    "publish_statement",
    "published_for_a_moment",
    "receive_report",
    "relate_double",
    "retract_claim",
    "retract_statement",
    "send_back",
    "send_back_citation",
    "settle_double",
    "settle_lead_as_not_there",
    "settle_report_as_covered",
    "settle_vanished",
    "submit_for_review",
    "take_up_leads",
    "undo_publication",
    "waive_correction",
    "withdraw_citation",
    "withdraw_review",
]
