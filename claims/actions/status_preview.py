"""Previews of the statuses after publishing, by the database's own rule."""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q

from claims.models import Claim, State, Statement, Status
from claims.versions.document import STATEMENTS_READ
from core.errors import translate_refusals

from .locks import lock_claims


@dataclass(frozen=True)
class StatusChange:
    """Change of a claim's status for readers, before and after.

    `before` is "" while the claim is a draft. `is_visible`: whether readers would see the claim at all.
    """

    claim: Claim
    before: str
    after: str
    is_visible: bool = True

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    @property
    def line(self) -> str:
        """One sentence for the person who decides."""
        after = Status(self.after).label
        if not self.is_visible:
            return "Its claim is a draft: readers see this once the claim is published."
        if not self.is_changed:
            return f"Publishing this leaves the status as it is: {after}."
        if self.after == Status.OPEN:
            return "It cannot be published like this: no position that counts would be on record."
        if not self.before:
            return f"Publishing this would show the claim as {after}."
        return f"Publishing this would change the status from {Status(self.before).label} to {after}."


def preview_statuses(*, publishing: Iterable[Claim | Statement]) -> list[StatusChange]:
    """Preview the statuses of claims if all of `publishing` were published. Raises Conflict.

    The claims are those that `publishing` concerns. They come in order of id. A claim is published
    together with its drafts that have a citation. The changes are made in a savepoint and rolled back,
    in a fixed number of queries: the status rule stays in one place. Permission to publish each row is
    not checked; published rows stay published.
    """
    rows = list(publishing)
    whole_claims = [row.pk for row in rows if isinstance(row, Claim)]
    single_statements = [row.pk for row in rows if isinstance(row, Statement)]
    claim_ids = {*whole_claims, *(row.claim_id for row in rows if isinstance(row, Statement))}
    claims = Claim.objects.filter(pk__in=claim_ids).order_by("pk").defer("search")
    with translate_refusals():
        lock_claims(claim_ids)
        before = {claim: claim.status if claim.is_published else "" for claim in claims}
        ready_statements = Statement.objects.ready().filter(claim__in=whole_claims).values("pk")
        to_publish = Statement.objects.filter(
            Q(pk__in=single_statements) | Q(pk__in=ready_statements), state=State.DRAFT
        )
        to_publish.update(state=State.PUBLISHED)
        after = compute_statuses([claim.pk for claim in before])
        transaction.set_rollback(True)
    return [
        StatusChange(
            claim, status_before, after[claim.pk], is_visible=claim.is_published or claim.pk in whole_claims
        )
        for claim, status_before in before.items()
    ]


@contextmanager
def published_for_a_moment(claim: Claim, *, by, now: datetime.datetime) -> Iterator[None]:
    """Run a block in which `claim` is published with its ready drafts; nothing of it stays.

    With the first STATEMENTS_READ of them: pages are made of no more. Others see nothing of it. The same rows
    are locked as by publishing, in the same order. Raises Refused where no position on the claim would count,
    and Conflict, which is one, where somebody else is writing.
    """
    with transaction.atomic():
        with translate_refusals():
            lock_claims([claim.pk])
            ready = Statement.objects.ready().filter(claim=claim).order_by("pk")[:STATEMENTS_READ]
            Statement.objects.filter(pk__in=ready.values("pk")).update(state=State.PUBLISHED)
            Claim.objects.filter(pk=claim.pk, state=State.DRAFT).update(
                state=State.PUBLISHED, published_at=now, published_by=by
            )
        yield
        transaction.set_rollback(True)


def compute_statuses(claims: list[int]) -> dict[int, str]:
    """Compute the statuses of claims from the statements published now.

    The claims may be drafts.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT claim_id, status FROM claims_status(%s::bigint[])", [claims])
        return dict(cursor.fetchall())
