"""One version of a claim as a page: what readers saw, less what was taken back.

A snapshot may hold tens of thousands of positions. So PostgreSQL takes it apart, and a page is made of only
some of them.
"""

import datetime
import json
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import connection
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import labels
from claims.models import CitationKind, ClaimantKind, Nature, Part, RelationKind, State
from claims.status import Standing, explain_status
from claims.versions.changes import describe_position, format_said_on
from claims.versions.redaction import find_public_ids, redact_snapshot
from core.pagination import NumberedPage, locate_page

POSITIONS_PER_PAGE = 50
MOST_EXPLAINED = 1000
"""Of a claim with more positions than these an old version gives no reason for its status."""
CITATIONS_SHOWN = 20
"""How many citations of one statement an old version shows."""

HEAD_SQL = """
SELECT v.made_at, v.snapshot - 'statements', COALESCE(jsonb_array_length(v.snapshot -> 'statements'), 0),
       (SELECT max(l.number) FROM claims_claimversion l WHERE l.claim_id = v.claim_id),
       (SELECT n.made_at FROM claims_claimversion n WHERE n.claim_id = v.claim_id AND n.number = v.number + 1)
FROM claims_claimversion v WHERE v.claim_id = %s AND v.number = %s
"""
# In reading order: what counts, then outlets' own voices, then the rest; by party, claimant and date.
POSITIONS_SQL = """
SELECT s.value FROM claims_claimversion v, jsonb_array_elements(v.snapshot -> 'statements') s
WHERE v.claim_id = %s AND v.number = %s
ORDER BY (CASE WHEN s.value -> 'claimant' ->> 'kind' = 'outlet' THEN 2
               WHEN NOT (s.value -> 'counts')::boolean THEN 3
               WHEN s.value ->> 'stance' = 'affirms' THEN 0 ELSE 1 END),
         s.value -> 'party' ->> 'name', s.value -> 'party' ->> 'id', s.value -> 'claimant' ->> 'name',
         s.value ->> 'said_on' DESC, (s.value ->> 'id')::bigint
LIMIT %s OFFSET %s
"""
STANDINGS_SQL = """
SELECT (s ->> 'id')::bigint, (s -> 'claimant' ->> 'id')::bigint, (s -> 'party' ->> 'id')::bigint,
       s ->> 'stance', s -> 'claimant' ->> 'kind' = 'outlet', s ->> 'standing',
       COALESCE(NULLIF(s -> 'claimant' ->> 'sentence_name', ''), s -> 'claimant' ->> 'name'),
       COALESCE(NULLIF(s -> 'party' ->> 'sentence_name', ''), s -> 'party' ->> 'name'),
       (s ->> 'said_on')::date, s ->> 'precision', (s -> 'hedged')::boolean, t.state
FROM claims_claimversion v CROSS JOIN jsonb_array_elements(v.snapshot -> 'statements') s
LEFT JOIN claims_statement t ON t.id = (s ->> 'id')::bigint
WHERE v.claim_id = %s AND v.number = %s ORDER BY 8, 7, 1
"""
SIDE_NAMES = {
    "affirms": gettext_lazy("Affirmed by"),
    "contests": gettext_lazy("Denied or questioned by"),
    "outlet": gettext_lazy("Outlets in their own voice"),
    "none": gettext_lazy("Without a position that counted"),
}

Snapshot = dict[str, Any]


@dataclass
class VersionHead:
    """One version without its positions.

    `last`: how many versions there are; `replaced_at`: when readers stopped seeing it (None: they still do).
    """

    claim_id: int
    number: int
    made_at: datetime.datetime
    head: Snapshot
    positions: int
    last: int
    replaced_at: datetime.datetime | None


@dataclass
class VersionPosition:
    """One statement of a snapshot in words."""

    statement: Snapshot
    side: str
    words: str
    date_label: str
    standing: str
    citations: list[dict]
    further_citations: int


@dataclass
class VersionContent:
    """What a page of an old version shows.

    `sides`: [(side, its words, [(party, [VersionPosition, ...]), ...]), ...]; `redaction_reasons`: why
    parts of this page may not be read any more, as the public is told.
    """

    snapshot: Snapshot
    nature: str
    reason: str
    page: NumberedPage
    sides: list = field(default_factory=list)
    redaction_reasons: list[str] = field(default_factory=list)


def load_version_head(claim_id: int, number: int) -> VersionHead | None:
    """Load a version without its positions; None if there is none. Queries: 1."""
    rows = _fetch_rows(HEAD_SQL, claim_id, number)
    if not rows:
        return None
    made_at, head, positions, last, replaced_at = rows[0]
    return VersionHead(claim_id, number, made_at, json.loads(head), positions, last, replaced_at)


def load_content(version: VersionHead, query: QueryDict) -> VersionContent:
    """Load what readers may still read of a version. Queries: 3."""
    page = locate_page(query, total=version.positions, size=POSITIONS_PER_PAGE)
    rows = _fetch_rows(POSITIONS_SQL, version.claim_id, version.number, page.size, page.first)
    page.rows = [json.loads(row) for (row,) in rows]
    complete = {**version.head, "statements": page.rows}
    snapshot = redact_snapshot(complete, find_public_ids([complete]))
    kinds = {row["id"]: _(RelationKind(row["kind"]).label) for row in snapshot["relations"]}
    snapshot["relations"] = [{**row, "words": kinds[row["id"]]} for row in snapshot["relations"]]
    for name in ("corrections", "retracted"):
        snapshot[name] = [{**row, "at": datetime.datetime.fromisoformat(row["at"])} for row in snapshot[name]]
    return VersionContent(
        snapshot=snapshot,
        nature=str(labels.NATURES[Nature(snapshot["nature"])]),
        reason=_explain_status(version),
        page=page,
        sides=_group_by_side([_make_position(row) for row in snapshot["statements"]]),
        redaction_reasons=list(snapshot["hidden"].values()),
    )


def _fetch_rows(query: str, *params) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchall()


def _explain_status(version: VersionHead) -> str:
    """Explain the claim's status.

    Returns nothing where it rests on what may not be told any more.
    """
    if version.positions > MOST_EXPLAINED:
        return ""
    rows = _fetch_rows(STANDINGS_SQL, version.claim_id, version.number)
    if any(state == State.RETRACTED for *_rest, state in rows):
        return _("Part of what made it so has been taken off the record since.")
    if any(state != State.PUBLISHED for *_rest, state in rows):
        return ""
    return explain_status(version.head["status"], [Standing(version.claim_id, *row) for *row, _state in rows])


def _group_by_side(positions: list[VersionPosition]) -> list:
    """Group positions, which come in reading order, by side and party."""
    sides: list = []
    for side, rows in groupby(positions, key=lambda row: row.side):
        parties = groupby(rows, key=lambda row: row.statement["party"]["id"])
        grouped = [list(members) for _party, members in parties]
        by_party = [(members[0].statement["party"], members) for members in grouped]
        sides.append((side, SIDE_NAMES[side], by_party))
    return sides


def _make_position(statement: Snapshot) -> VersionPosition:
    own_voice = statement["claimant"]["kind"] == ClaimantKind.OUTLET
    if own_voice:
        side = "outlet"
    elif not statement["counts"]:
        side = "none"
    else:
        side = "affirms" if statement["stance"] == "affirms" else "contests"
    citations = statement["citations"]
    return VersionPosition(
        statement=statement,
        side=side,
        words=describe_position(statement),
        date_label=format_said_on(statement),
        standing="" if own_voice else _describe_standing(statement),
        citations=[_make_citation(row) for row in citations[:CITATIONS_SHOWN]],
        further_citations=max(0, len(citations) - CITATIONS_SHOWN),
    )


def _describe_standing(statement: Snapshot) -> str:
    if statement["standing"] == "lapsed":
        party = statement["party"]["sentence_name"] or statement["party"]["name"]
        return _("no longer spoke for %(party)s: kept as history") % {"party": party}
    return str(labels.STANDINGS[statement["standing"]])


def _make_citation(row: Snapshot) -> dict:
    article = row["article"]
    return {
        **row,
        "kind_words": _(CitationKind(row["kind"]).label),
        "part_words": "" if row["part"] == Part.BODY else _(Part(row["part"]).label),
        "published": _parse_day(article["published_on"]),
        "marks": row["kind"] == CitationKind.QUOTE and not any(mark in row["excerpt"] for mark in '"“”«»„'),
    }


def _parse_day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
