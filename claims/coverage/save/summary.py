"""What saving has added, and what it changes: for the page that says so, and kept with the work."""

from django.db import models

from claims.actions.status_preview import preview_statuses
from claims.models import Alias, Claim, Claimant, Coverage, Status
from claims.rules import translate_refusals

from .write import SavedRows, SavePlan, select_on_published

SaveSummary = dict
"""JSON; see `summarise`."""

MAX_DOUBTS = 20


def build_summary(coverage: Coverage, planned: SavePlan, written: SavedRows) -> SaveSummary:
    """What was added, which statuses changed or would change, and what is worth a second look."""
    of_row = written.of_row
    new = {id(statement) for statement in written.statements}
    row_of: dict[int, str] = {}
    for row, (_, statement) in of_row.items():
        row_of.setdefault(statement.pk, row)
    claims = Claim.objects.defer("search").in_bulk(written.claims_touched)
    citations = [
        ({**_label(citation), "statement": statement.pk, "row": row}, id(statement) in new)
        for row, (citation, statement) in of_row.items()
    ]
    return {
        "article": _label(coverage.article),
        "capture": coverage.capture_id,
        "added": {
            "claimants": [_label(one) for one in written.claimants],
            "affiliations": [_label(one) for one in written.affiliations],
            "claims": [_label(one) for one in written.claims],
            "statements": [
                {**_label(one), "claim": one.claim_id, "row": row_of[one.pk]} for one in written.statements
            ],
            "citations": [citation for citation, is_new in citations if is_new],
        },
        "further_citations": [citation for citation, is_new in citations if not is_new],
        "offered": [
            {**_label(one), "statement": one.statement_id, "for": str(one.statement), "row": row}
            for row, one in written.offers.items()
        ],
        "statuses": _list_status_changes(written, claims),
        "changed": _list_immediate_changes(planned, claims),
        "submitted": [review.pk for review in written.reviews],
        "near": _list_near(planned, written),
        "doubts": _find_doubts(coverage, planned)[:MAX_DOUBTS],
        "spellings": _list_spellings(planned),
    }


def _label(row: models.Model) -> dict:
    return {"id": row.pk, "text": str(row)}


def _list_status_changes(written: SavedRows, claims: dict[int, Claim]) -> list[dict]:
    """By the database's own rule: what was added is published for a moment, and taken back."""
    drafts = [claim for claim in claims.values() if claim.state == "draft"]
    changes = preview_statuses(publishing=[*drafts, *select_on_published(written.statements, claims)])
    return [
        {
            "claim": one.claim.pk,
            "text": one.claim.text,
            "before": one.before or str(Status.OPEN),
            "after_if_published": one.after,
        }
        for one in changes
        if one.after != (one.before or Status.OPEN)
    ]


def _list_immediate_changes(planned: SavePlan, claims: dict[int, Claim]) -> list[dict]:
    """Statuses that are another already: a publisher has added a citation to what readers see."""
    before = planned.planner.chosen.claims
    return [
        {"claim": pk, "text": claim.text, "before": before[pk].status, "after": claim.status}
        for pk, claim in sorted(claims.items())
        if pk in before and before[pk].status != claim.status
    ]


def _list_near(planned: SavePlan, written: SavedRows) -> list[dict]:
    return [
        {"row": plan.row["id"], "statement": one.pk, "text": f"{one} ({one.said_on})"}
        for plan in planned.plans
        for one in planned.positions.near(plan.position)
        if one.pk != written.statement(plan.row["id"]).pk
    ]


def _find_doubts(coverage: Coverage, planned: SavePlan) -> list[str]:
    """What is allowed and yet looks wrong."""
    published_on = coverage.article.published_on
    doubts = {
        f"{plan.claimant}: dated {plan.said_on}, after the article ({published_on}). Check both dates.": None
        for plan in planned.plans
        if published_on and plan.said_on > published_on
    }
    careers = planned.planner.chosen.careers
    for plan in planned.plans:
        career = careers.get(plan.claimant.pk)
        if career and not plan.claimant.is_party and plan.party not in career(plan.said_on).parties:
            doubts[
                f"No affiliation of {plan.claimant} with {plan.party} on {plan.said_on} is on the record. "
                "Check the party, or add the affiliation to the claimant."
            ] = None
    return list(doubts)


def _list_spellings(planned: SavePlan) -> list[dict]:
    """How the article prints somebody whom the record knows by other names only: aliases to add."""
    printed = {
        (plan.claimant.pk, plan.row[key]): plan.claimant
        for plan in planned.plans
        for key in ("speaker",)
        if plan.row[key] and plan.claimant.pk and not plan.claimant.outlet_id
    }
    known = _load_names({claimant.pk for claimant in printed.values()})
    return [
        {"claimant": pk, "name": claimant.name, "spelling": spelling}
        for (pk, spelling), claimant in printed.items()
        if spelling.casefold() not in known[pk] and len(spelling) <= 120
    ]


def _load_names(ids: set[int]) -> dict[int, set[str]]:
    names = {
        pk: {name.casefold()} for pk, name in Claimant.objects.filter(pk__in=ids).values_list("pk", "name")
    }
    for pk, alias in Alias.objects.filter(claimant__in=ids).values_list("claimant", "name"):
        names[pk].add(alias.casefold())
    return names


def add_spelling(*, claimant: Claimant, spelling: str) -> Alias:
    """Remember how articles print a claimant's name. `Refused` when it cannot be one."""
    spelling = " ".join(spelling.split())
    with translate_refusals():
        alias, _ = Alias.objects.get_or_create(claimant=claimant, name=spelling[:120])
    return alias
