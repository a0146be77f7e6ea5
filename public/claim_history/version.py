"""One version of a claim as a page: what readers saw, less what was taken back.

It is made from the version's document, as the claim's page is from that of today.
"""

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import connection
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import labels
from claims.models import CitationKind, Part
from claims.status import explain_status, get_name_order
from claims.versions.changes import describe_stance_on_it
from claims.versions.document import (
    ClaimDocument,
    DocumentCitation,
    DocumentClaimant,
    DocumentRelation,
    DocumentStatement,
    read_document,
)
from claims.versions.redaction import find_public_ids, redact_snapshot
from core.pagination import NumberedPage, paginate
from core.query_string import make_query, parse_id
from public.board import build_old_wording_url, find_page

POSITIONS_PER_PAGE = 50
MOST_EXPLAINED = 1000
"""Of a claim with more positions than these an old version gives no reason for its status."""
CITATIONS_SHOWN = 20
"""How many citations of one statement an old version shows."""

VERSION_SQL = """
SELECT v.made_at, claims_shown_at(v.number, v.made_at, c.published_at), claims_with_sources(v.snapshot),
       (SELECT max(l.number) FROM claims_claimversion l WHERE l.claim_id = v.claim_id),
       (SELECT n.made_at FROM claims_claimversion n WHERE n.claim_id = v.claim_id AND n.number = v.number + 1)
FROM claims_claimversion v JOIN claims_claim c ON c.id = v.claim_id
WHERE v.claim_id = %s AND v.number = %s
"""
SIDE_WORDS = {
    "affirms": gettext_lazy("Affirmed by"),
    "contests": gettext_lazy("Denied or questioned by"),
    "outlet": gettext_lazy("What outlets say themselves"),
    "none": gettext_lazy("Without a position that counted"),
}
"""The headings of an old version's sides, in the order in which they are read: each statement is on one.

On today's page whole parties are: SIDES in public/board.py.
"""
SIDE_ORDER = tuple(SIDE_WORDS)
REASONS_SHOWN = 5
"""How many different reasons for what was taken off an old version since its pages give."""

Snapshot = dict[str, Any]


@dataclass
class NumberedVersion:
    """One version of a claim, as it was stored.

    `shown_at`, `replaced_at`: when readers first saw it and when they stopped (None: they still see it).
    `last`: how many versions there are.
    """

    number: int
    made_at: datetime.datetime
    shown_at: datetime.datetime
    snapshot: Snapshot
    last: int
    replaced_at: datetime.datetime | None


@dataclass
class CitationInWords:
    """A citation of an old version; `kind` and `part` in words, `part` only where it is not the body."""

    citation: DocumentCitation
    kind: str
    part: str


@dataclass
class VersionPosition:
    """One statement of an old version in words."""

    statement: DocumentStatement
    side: str
    words: str
    date_label: str
    standing: str
    citations: list[CitationInWords]
    further_citations: int
    old_wording_url: str


VersionParty = tuple[DocumentClaimant, list[VersionPosition]]


@dataclass
class VersionContent:
    """What a page of an old version shows.

    `sides`: (side, its words, its parties); `relations`: each with what the other claim is to this one;
    `positions_gone`: how many positions may not be read any more; `redaction_reasons`: why, as the public is
    told, each reason once; `reasons_left_out`: how many further reasons there are. `relations_gone`: how many
    related claims are left out.
    """

    document: ClaimDocument
    nature: str
    reason: str
    page: NumberedPage
    sides: list[tuple[str, str, list[VersionParty]]]
    relations: list[tuple[DocumentRelation, str]]
    relations_gone: int
    positions_gone: int
    redaction_reasons: list[str]
    reasons_left_out: int


def load_version(claim_id: int, number: int) -> NumberedVersion | None:
    """Load a version; None if there is none. Queries: 1."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION_SQL, [claim_id, number])
        row = cursor.fetchone()
    if row is None:
        return None
    made_at, shown_at, snapshot, last, replaced_at = row
    return NumberedVersion(number, made_at, shown_at, json.loads(snapshot), last, replaced_at)


def load_content(version: NumberedVersion, query: QueryDict) -> VersionContent:
    """Load what readers may still read of a version, the page with the statement that `query` names, if any.

    Queries: 1.
    """
    public = find_public_ids([version.snapshot])
    redacted = redact_snapshot(version.snapshot, public)
    document = read_document(redacted)
    statements = sorted(document.statements, key=_get_reading_order)
    order, statement_id = [row.pk for row in statements], parse_id(query.get("statement"))
    if number := find_page(order, statement_id, POSITIONS_PER_PAGE):
        query = make_query({"page": number})
    page = paginate(query, statements, size=POSITIONS_PER_PAGE)
    reasons = list(dict.fromkeys(reason for reason in redacted["hidden"].values() if reason))
    is_whole = all(row["id"] in public.statements for row in version.snapshot["statements"])
    return VersionContent(
        document=document,
        nature=str(labels.NATURES[document.nature]),
        reason=_explain_status(document, is_whole=is_whole, is_retracted=bool(public.reasons)),
        page=page,
        sides=_group_by_side([_make_position(document.pk, statement) for statement in page.rows]),
        relations=[
            (row, capfirst(labels.describe_relation(row.kind, is_from_here=row.is_from_here)))
            for row in document.relations
        ],
        relations_gone=redacted["relations_gone"],
        positions_gone=len(redacted["hidden"]),
        redaction_reasons=reasons[:REASONS_SHOWN],
        reasons_left_out=len(reasons[REASONS_SHOWN:]),
    )


def _explain_status(document: ClaimDocument, *, is_whole: bool, is_retracted: bool) -> str:
    """Explain the claim's status.

    Returns nothing where it rests on what may not be told any more.
    """
    if len(document.statements) > MOST_EXPLAINED:
        return ""
    if is_retracted:
        return _("Part of what made it so has since been removed.")
    return explain_status(document.status, document.standings) if is_whole else ""


def _name_side(statement: DocumentStatement) -> str:
    if statement.claimant.is_outlet:
        return "outlet"
    if not statement.counts:
        return "none"
    return "affirms" if statement.stance == "affirms" else "contests"


def _get_reading_order(statement: DocumentStatement) -> tuple:
    """Return a sort key: by side, party, claimant, the newest first."""
    party, claimant = statement.party, statement.claimant
    return (
        SIDE_ORDER.index(_name_side(statement)),
        *(get_name_order(party.name), party.pk),
        get_name_order(claimant.name),
        *(-statement.said_on.toordinal(), statement.pk),
    )


def _group_by_side(positions: Iterable[VersionPosition]) -> list[tuple[str, str, list[VersionParty]]]:
    """Group positions, which come in reading order, by side and party."""
    sides = []
    for side, rows in groupby(positions, key=lambda row: row.side):
        by_party = [
            list(members) for _party, members in groupby(rows, key=lambda row: row.statement.party.pk)
        ]
        sides.append(
            (side, str(SIDE_WORDS[side]), [(members[0].statement.party, members) for members in by_party])
        )
    return sides


def _make_position(claim_id: int, statement: DocumentStatement) -> VersionPosition:
    own_voice = statement.claimant.is_outlet
    citations = statement.citations
    return VersionPosition(
        statement=statement,
        side=_name_side(statement),
        words=describe_stance_on_it(statement.stance, statement.hedged, own_voice=own_voice),
        date_label=labels.format_day(statement.said_on, statement.said_on_precision),
        standing="" if own_voice else _describe_standing(statement),
        citations=[_put_into_words(citation) for citation in citations[:CITATIONS_SHOWN]],
        further_citations=max(0, len(citations) - CITATIONS_SHOWN),
        old_wording_url=build_old_wording_url(claim_id, statement),
    )


def _describe_standing(statement: DocumentStatement) -> str:
    if statement.standing == "lapsed":
        return _("no longer spoke for %(party)s: kept as history") % {"party": statement.party.in_sentence}
    return str(labels.STANDINGS[statement.standing])


def _put_into_words(citation: DocumentCitation) -> CitationInWords:
    part = "" if citation.part == Part.BODY else _(Part(citation.part).label)
    return CitationInWords(citation, _(CitationKind(citation.kind).label), part)
