"""What a claim's document must hold, told from the rows, field by field."""

import dataclasses
import datetime
import itertools
import json
from typing import Any

from django.db import transaction
from django.db.models import Q

from claims.models import Citation, Claim, ClaimVersion, State, Statement
from claims.status import get_name_order, read_standings
from claims.treatments import build_lines, list_treatments
from claims.versions.document import SCHEMA, ClaimDocument, read_document

from .sql import sql

TREATMENTS = """
SELECT a.outlet_id, o.name, k.outlet_id IS NOT DISTINCT FROM a.outlet_id, s.stance,
       COALESCE(NULLIF(p.sentence_name, ''), p.name), bool_and(t.hedged),
       bool_and(c.relayed_by_id IS NOT NULL AND c.relayed_for_id <> s.party_id
                OR claims_passes_on(v.speaks_for_id, s.party_id, c.kind, c.capture_id)),
       (array_agg(c.id ORDER BY a.published_on, c.id))[1],
       (array_agg(t.id ORDER BY a.published_on, c.id))[1],
       (array_agg(c.excerpt ORDER BY a.published_on, c.id))[1],
       (array_agg(c.kind ORDER BY a.published_on, c.id))[1],
       (array_agg(a.language ORDER BY a.published_on, c.id))[1], p.name, p.id
FROM (SELECT %s::date AS day) n CROSS JOIN LATERAL claims_standings(%s, n.day) s
JOIN claims_statement t ON t.id = s.statement_id
JOIN claims_claimant k ON k.id = s.claimant_id
JOIN claims_claimant p ON p.id = s.party_id
JOIN claims_citation c ON c.statement_id = s.statement_id
JOIN sources_article a ON a.id = c.article_id
JOIN sources_outlet o ON o.id = a.outlet_id
LEFT JOIN claims_claimant v ON v.outlet_id = o.id AND v.speaks_for_id IS NOT NULL
WHERE (k.outlet_id IS DISTINCT FROM a.outlet_id OR s.standing IN ('current', 'withdrawn'))
  AND (n.day IS NULL OR a.published_on IS NULL OR a.published_on <= n.day)
GROUP BY a.outlet_id, o.name, 3, s.stance, p.id
"""
NOT_COLUMNS = {
    "standing",
    "counts",
    "citations",
    "citations_gone",
    "prefix",
    "suffix",
    "mouthpiece",
    "worded_in",
    "own_name",
}


def make_document(claim_id: int, as_of: datetime.date | None = None) -> ClaimDocument:
    """Return the document that PostgreSQL makes from the rows now."""
    [(_pk, snapshot)] = sql("SELECT * FROM claims_documents(%s, %s)", [claim_id], as_of)
    return read_document(json.loads(snapshot))


def assert_fields_are_equal(read: Any, row: Any) -> None:
    """Compare every field of a part of a document with the attribute of the same name of a row."""
    for field in dataclasses.fields(read):
        if field.name in NOT_COLUMNS:
            continue
        value, expected = getattr(read, field.name), getattr(row, field.name)
        if dataclasses.is_dataclass(value):
            assert_fields_are_equal(value, expected)
        else:
            assert (field.name, value) == (field.name, expected), (read, row)


def assert_document_is_right(document: ClaimDocument, as_of: datetime.date | None = None) -> None:
    """Compare a document with all rows of its claim, as of the end of a day if one is given."""
    claim = Claim.objects.get(pk=document.pk)
    if as_of:
        assert [(claim.pk, document.status)] == sql("SELECT * FROM claims_status(%s, %s)", [claim.pk], as_of)
    else:
        assert document.status == claim.status
    for name in ("text", "nature", "context", "public_note", "published_at"):
        assert getattr(document, name) == getattr(claim, name)
    appeared = Q(reviewed_on=None) | Q(reviewed_on__lte=as_of) if as_of else Q()
    for parts, rows in (
        (document.topics, claim.topics.order_by("pk")),
        (document.fact_checks, claim.fact_checks.filter(appeared).order_by("pk")),
    ):
        assert len(parts) == rows.count()
        for part, row in zip(parts, rows, strict=True):
            assert_fields_are_equal(part, row)
    _assert_notices_are_right(document, claim)
    _assert_relations_are_right(document, claim)
    _assert_statements_are_right(document, claim, as_of)


def _assert_notices_are_right(document: ClaimDocument, claim: Claim) -> None:
    assert [(row.pk, row.made_at, row.notice, row.reason) for row in document.corrections] == list(
        claim.corrections.order_by("pk").values_list("pk", "made_at", "notice", "reason")
    )
    assert [(row.pk, row.made_at, row.reason) for row in document.retracted] == list(
        claim.statements.filter(state=State.RETRACTED)
        .order_by("pk")
        .values_list("pk", "retracted_at", "retraction_reason")
    )


def _assert_relations_are_right(document: ClaimDocument, claim: Claim) -> None:
    there = [(row, row.other, True) for row in claim.relations_from.select_related("other")]
    here = [(row, row.claim, False) for row in claim.relations_to.select_related("claim")]
    expected = [
        (row.pk, row.kind, is_from_here, row.note, (other.pk, other.text))
        for row, other, is_from_here in sorted(there + here, key=lambda relation: relation[0].pk)
        if other.state == State.PUBLISHED
    ]
    assert [dataclasses.astuple(relation) for relation in document.relations] == expected


def _assert_statements_are_right(document: ClaimDocument, claim: Claim, as_of: datetime.date | None) -> None:
    standings = {row.statement_id: row for row in read_standings([claim.pk], as_of=as_of)[claim.pk]}
    assert document.standings == list(standings.values()), "in one order too"
    statements = Statement.objects.select_related("claimant", "party").in_bulk(list(standings))
    evidence = Citation.objects.known_by(as_of).select_related(
        *("article__outlet", "article__text_from", "relayed_by", "relayed_for", "via", "capture")
    )
    for read in document.statements:
        assert_fields_are_equal(read, statements[read.pk])
        standing = standings[read.pk]
        is_counted = standing.standing == "current" and not standing.is_outlet
        assert (read.standing, read.counts, read.citations_gone) == (standing.standing, is_counted, 0)
        rows = evidence.filter(statement=read.pk).order_by("pk")
        assert len(read.citations) == len(rows) > 0
        for citation, row in zip(read.citations, rows, strict=True):
            assert_fields_are_equal(citation, row)
            words_around = (row.prefix, row.suffix) if row.recurs else ("", "")
            assert (citation.prefix, citation.suffix) == words_around


def assert_treatments_are_right(document: ClaimDocument, as_of: datetime.date | None = None) -> None:
    """Compare how outlets treat a claim by its document with what SQL tells of any claims."""
    rows = sql(TREATMENTS, as_of, [document.pk])
    rows.sort(key=lambda row: (get_name_order(row[1]), row[0], get_name_order(row[-2]), row[-1]))
    expected = [
        (outlet, build_lines([row[2:-2] for row in group]))
        for outlet, group in itertools.groupby(rows, key=lambda row: row[:2])
    ]
    listed = list_treatments(document, as_of)
    for line in (line for treatment in listed for line in treatment.lines):
        page, _, anchor = line.url.partition("#")
        assert anchor == f"citation-{line.citation_id}" and page.startswith(document.get_absolute_url())
        line.url = ""
    assert [((row.outlet.pk, row.outlet.name), row.lines) for row in listed] == expected


def assert_latest_version_is_right(claim: Claim) -> None:
    """Compare the latest version of a claim with its rows."""
    version = ClaimVersion.objects.filter(claim=claim).latest("number")
    assert version.snapshot["schema"] == SCHEMA
    assert_document_is_right(read_document(version.snapshot))


def store_first_schema(claim: Claim) -> None:
    """Let the versions of a claim be what the functions of the first schema make of its rows now."""
    with transaction.atomic():
        sql("ALTER TABLE claims_claimversion DISABLE TRIGGER version_is_immutable")
        sql(
            "UPDATE claims_claimversion v SET snapshot = f.snapshot"
            " FROM claims_first_snapshots(ARRAY[%s]::bigint[]) f WHERE v.claim_id = f.claim_id",
            claim.pk,
        )
        sql("ALTER TABLE claims_claimversion ENABLE TRIGGER version_is_immutable")
