"""Offers of further evidence for published rows.

An editor offers a citation, and a publisher accepts it.
"""

import copy
import datetime
from collections.abc import Iterable

import pghistory
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from claims.models import Citation, Claim, OfferedCitation, OfferOutcome, State, Statement
from core.errors import Refused, check_deferred_constraints, translate_refusals
from sources.excerpts.search import ExcerptError, ExcerptMatch, find_excerpt
from sources.models import CaptureText

from .last_editor import OWN_WORK
from .locks import lock_claims
from .settlement import lock_waiting, settle
from .status_preview import StatusChange, compute_statuses

SHARED_FIELDS = (
    *("article_id", "capture_id", "kind", "part", "excerpt", "start", "end", "prefix", "suffix"),
    *("relayed_by_id", "relayed_for_id", "via_id", "translated_by"),
)
"""The columns that an offer and its citation share, except the statement."""

RETRACTED = "This {} was retracted meanwhile: nothing is added to it any more. Send the words back."
ALREADY_CITED = "The statement cites these very words already."
MERGED_MEANWHILE = "The statement was merged into another at this moment. Look at it again."


@transaction.atomic
def offer_citations(*, citations: Iterable[Citation], by, now: datetime.datetime) -> list[OfferedCitation]:
    """Offer proved but unsaved `citations` of published statements to a publisher.

    First they are added and rolled back: the database refuses now (IntegrityError) all that it would
    refuse later, and also duplicates of waiting offers. Readers see nothing of it.
    """
    citations = list(citations)
    with transaction.atomic():
        Citation.objects.bulk_create(copy.copy(citation) for citation in citations)
        check_deferred_constraints()
        transaction.set_rollback(True)
    return OfferedCitation.objects.bulk_create(
        OfferedCitation(
            statement=citation.statement, offered_at=now, offered_by=by, **_read_shared_values(citation)
        )
        for citation in citations
    )


@translate_refusals()
def accept_citation(*, offered: OfferedCitation, by, now: datetime.datetime) -> Citation | None:
    """Make an offer a citation, which readers see at once.

    The excerpt is looked for again; where the text was taken down meanwhile, the proof stands with the
    capture's fingerprint. Returns None if the statement cites these very words by now: the offer is
    then settled as sent back, and says so. Raises Refused for one's own offer, and after a retraction;
    PermissionDenied for people who may not publish statements.
    """
    _check_may_publish(by)
    if is_own_offer(offered, by):
        raise Refused(OWN_WORK)
    with pghistory.context(user=by.pk, reason="Evidence that an editor had offered."), translate_refusals():
        statement = _lock_statement(offered)
        offered = lock_waiting(offered)
        if offered.statement_id != statement.pk:
            raise Refused(MERGED_MEANWHILE)
        for row in (statement, statement.claim):
            if row.state == State.RETRACTED:
                raise Refused(RETRACTED.format(row._meta.verbose_name))
        if statement.citations.filter(article=offered.article_id, excerpt=offered.excerpt).exists():
            settle(offered, OfferOutcome.SENT_BACK, by, now, note=ALREADY_CITED)
            return None
        match = _find_excerpt_again(offered)
        citation = _build_citation(offered, now)
        citation.prefix, citation.suffix, citation.recurs = match.prefix, match.suffix, match.recurs
        citation.save()
        settle(offered, OfferOutcome.ACCEPTED, by, now, citation=citation)
    return citation


@translate_refusals()
def send_back_citation(*, offered: OfferedCitation, note: str, by, now: datetime.datetime) -> None:
    """Send an offered citation back; `note` tells the editor why.

    Raises PermissionDenied as `accept_citation` does.
    """
    _check_may_publish(by)
    settle(lock_waiting(offered), OfferOutcome.SENT_BACK, by, now, note=note.strip())


@translate_refusals()
def withdraw_citation(*, offered: OfferedCitation, by, now: datetime.datetime) -> None:
    """Withdraw one's own offer of a citation.

    Raises Refused if somebody else made the offer: a publisher sends it back instead.
    """
    offered = lock_waiting(offered)
    if offered.offered_by_id != by.pk:
        raise Refused(f"Only {offered.offered_by}, who offered these words, can withdraw them.")
    settle(offered, OfferOutcome.WITHDRAWN, by, now)


def preview_acceptance(offered: OfferedCitation) -> str:
    """Say how accepting an offer would change the status, or why it is impossible.

    It is done in a savepoint and rolled back: the status rule stays in one place.
    """
    claim = Claim.objects.defer("search").get(pk=offered.statement.claim_id)
    if State.RETRACTED in (offered.statement.state, claim.state):
        return RETRACTED.format("statement" if claim.state != State.RETRACTED else "claim")
    try:
        with translate_refusals():
            _build_citation(offered, offered.offered_at).save()
            check_deferred_constraints()
            status_after = compute_statuses([claim.pk])[claim.pk]
            transaction.set_rollback(True)
    except Refused as refused:
        return str(refused)
    return StatusChange(claim, claim.status, status_after, is_visible=claim.is_published).line


def is_own_offer(offered: OfferedCitation, by) -> bool:
    """Tell whether `by` made this offer, and so may not accept it."""
    return not settings.PUBLISH_OWN_WORK and offered.offered_by_id == by.pk


def _build_citation(offered: OfferedCitation, now: datetime.datetime) -> Citation:
    return Citation(statement=offered.statement, proved_at=now, **_read_shared_values(offered))


def _read_shared_values(row: Citation | OfferedCitation) -> dict:
    return {name: getattr(row, name) for name in SHARED_FIELDS}


def _check_may_publish(by) -> None:
    if not by.has_perm("claims.publish_statement"):
        raise PermissionDenied


def _lock_statement(offered: OfferedCitation) -> Statement:
    """Lock the claim and the statement before the offer itself."""
    statements = Statement.objects.select_for_update(of=("self",), no_key=True).select_related("claim")
    statements = statements.defer("claim__search")
    of_offer = Q(pk__in=OfferedCitation.objects.filter(pk=offered.pk).values("statement"))
    claim = Statement.objects.filter(of_offer).values_list("claim", flat=True).first()
    lock_claims([] if claim is None else [claim])
    statement = statements.filter(of_offer, claim=claim).first()
    if statement is None:
        raise Refused(MERGED_MEANWHILE)
    return statement


def _find_excerpt_again(offered: OfferedCitation) -> ExcerptMatch:
    """Find the excerpt in the capture's text. Raises Refused if it is not as offered."""
    words_around = (offered.prefix, offered.suffix)
    # Whether the words recur is not known without the text: those around do no harm.
    as_offered = ExcerptMatch(offered.start, offered.end, offered.excerpt, *words_around, recurs=True)
    captured = CaptureText.objects.filter(capture=offered.capture_id).first()
    if captured is None:
        return as_offered
    try:
        match = find_excerpt(offered.excerpt, captured.text, offered.prefix, offered.suffix)
    except ExcerptError as error:
        raise Refused(str(error)) from error
    if (match.start, match.end, match.exact) != (offered.start, offered.end, offered.excerpt):
        raise Refused(f"The article prints “{match.exact}”, at another place. Send the words back.")
    return match
