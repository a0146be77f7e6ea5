"""Wordings that may say something else: a claim of their own."""

from collections.abc import Iterable

from django.db import models

from claims.models import Citation, Claim, ClaimRelation, RelationKind, State, Statement, Topic
from core.errors import Refused, translate_refusals

from .locks import lock_claims

NOT_SEEN = "Readers do not see this claim: change its wording on its own page."


def add_reworded_claim(
    *,
    claim: Claim,
    new: Claim,
    kind: RelationKind,
    topics: Iterable[Topic],
    positions: Iterable[Statement],
) -> Claim:
    """Save `new`, another wording of the published `claim`, as a draft that is related to it.

    `positions`: those of its published statements that hold under the new wording. They are copied as drafts,
    with their citations, so that whoever publishes them has read each against the new wording. The claim
    itself and its positions stay as they are. Returns `new`. Raises Refused if readers do not see `claim`.
    """
    chosen = [statement.pk for statement in positions]
    with translate_refusals():
        lock_claims([claim.pk])
        if not Claim.objects.get(pk=claim.pk).is_published:
            raise Refused(NOT_SEEN)
        new.save()
        new.topics.set(topics)
        ClaimRelation.objects.create(claim=new, kind=kind, other=claim)
        for statement in claim.statements.filter(state=State.PUBLISHED, pk__in=chosen).order_by("pk"):
            copy = Statement.objects.create(**_read_values(statement) | {"claim": new, "state": State.DRAFT})
            Citation.objects.bulk_create(
                Citation(**_read_values(citation) | {"statement": copy})
                for citation in statement.citations.order_by("pk")
            )
    return new


def _read_values(row: models.Model) -> dict:
    """Return what `row` holds, except what names it and what the database makes."""
    return {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if not field.primary_key and not field.generated and field.name != "key"
    }
