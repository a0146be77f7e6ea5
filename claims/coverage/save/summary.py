"""The summary of what a save has added and what it changes, for its page."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from claims.actions.status_preview import preview_statuses
from claims.coverage.drafts import get_article
from claims.coverage.rows import quote_words
from claims.models import Claim, Coverage, State, Status, Topic
from sources.models import Article

from .plan import RowPlan
from .questions import find_doubtful_stance
from .spellings import list_spellings
from .write import SavedRows, SavePlan, select_on_published

SaveSummary = dict[str, Any]
"""JSON, stored in `Coverage.summary`; see `build_summary`."""

MAX_DOUBTS = 20
DENIED = "{}: the words {} seem to deny the claim {}, but the stance is “affirms”. Check the stance."


def build_summary(
    coverage: Coverage, plan: SavePlan, saved: SavedRows, topics: Iterable[Topic]
) -> SaveSummary:
    """Summarise the added rows and `topics`, the changes of status, and the rows to check again."""
    article = get_article(coverage)
    new = {id(statement) for statement in saved.statements}
    row_of: dict[int, str] = {}
    for row, (_, statement) in saved.by_row.items():
        row_of.setdefault(statement.pk, row)
    claims = Claim.objects.defer("search").in_bulk(saved.claim_ids)
    citations = [
        ({**_label(citation), "statement": statement.pk, "row": row}, id(statement) in new)
        for row, (citation, statement) in saved.by_row.items()
    ]
    return {
        "article": _label(article),
        "capture": coverage.capture_id,
        "added": {
            "topics": [_label(topic) for topic in topics],
            "claimants": [
                {"id": claimant.pk, "text": claimant.name_and_kind} for claimant in saved.claimants
            ],
            "affiliations": [_label(affiliation) for affiliation in saved.affiliations],
            "claims": [_label(claim) for claim in saved.claims],
            "statements": [
                {**_label(statement), "claim": statement.claim_id, "row": row_of[statement.pk]}
                for statement in saved.statements
            ],
            "citations": [citation for citation, is_new in citations if is_new],
        },
        "further_citations": [citation for citation, is_new in citations if not is_new],
        "offered": [
            {**_label(offer), "statement": offer.statement_id, "for": str(offer.statement), "row": row}
            for row, offer in saved.offers.items()
        ],
        "statuses": _list_status_changes(saved, claims),
        "changed": _list_immediate_changes(plan, claims),
        "submitted": [review.pk for review in saved.reviews],
        "near": _list_near(plan, saved),
        "doubts": _find_doubts(article, plan)[:MAX_DOUBTS],
        "spellings": list_spellings(plan.plans),
    }


def _label(instance: models.Model) -> dict:
    return {"id": instance.pk, "text": str(instance)}


def _list_status_changes(saved: SavedRows, claims: dict[int, Claim]) -> list[dict]:
    """List the statuses that would change once everything is published.

    The database's own rule decides: everything is published for a moment and rolled back.
    """
    drafts = [claim for claim in claims.values() if claim.state == State.DRAFT]
    changes = preview_statuses(publishing=[*drafts, *select_on_published(saved.statements, claims)])
    return [
        {
            "claim": change.claim.pk,
            "text": change.claim.text,
            "before": change.before,
            "after_if_published": change.after,
        }
        for change in changes
        if change.after != (change.before or Status.OPEN)
    ]


def _list_immediate_changes(plan: SavePlan, claims: dict[int, Claim]) -> list[dict]:
    """List the statuses that changed at once.

    They change when a publisher adds a citation to a published statement.
    """
    before = plan.planner.references.claims
    return [
        {"claim": pk, "text": claim.text, "before": before[pk].status, "after": claim.status}
        for pk, claim in sorted(claims.items())
        if pk in before and before[pk].status != claim.status
    ]


def _list_near(plan: SavePlan, saved: SavedRows) -> list[dict]:
    """List what the record has with another date, each statement once."""
    near_by_id = {
        near.pk: {"row": row_plan.row["id"], "statement": near.pk, "text": f"{near} ({near.said_on})"}
        for row_plan in reversed(plan.plans)
        for near in plan.positions.find_near(row_plan.position)
        if near.pk != saved.get_statement(row_plan.row["id"]).pk
    }
    return [*near_by_id.values()]


def _find_doubts(article: Article, plan: SavePlan) -> list[str]:
    """List oddities that are allowed but look wrong, a sentence for each."""
    doubts = [
        f"{row_plan.claimant}: dated {row_plan.said_on}, after the article ({article.published_on}). "
        "Check both dates."
        for row_plan in plan.plans
        if article.published_on and row_plan.said_on > article.published_on
    ]
    doubts += [
        f"No affiliation of {row_plan.claimant} with {row_plan.party} on {row_plan.said_on} is on the "
        "record. Check the party, or add the affiliation to the claimant."
        for row_plan in plan.plans
        if _lacks_affiliation(row_plan, plan)
    ]
    doubts += [
        DENIED.format(row_plan.claimant, quote_words(row_plan.match.exact), quote_words(row_plan.claim.text))
        for row_plan in plan.plans
        if find_doubtful_stance(row_plan.row, row_plan.claim.text)
    ]
    return list(dict.fromkeys(doubts))


def _lacks_affiliation(row_plan: RowPlan, plan: SavePlan) -> bool:
    history = plan.planner.references.affiliations.get(row_plan.claimant.pk)
    return (
        history is not None
        and not row_plan.claimant.is_party
        and row_plan.party not in history.on(row_plan.said_on).parties
    )
