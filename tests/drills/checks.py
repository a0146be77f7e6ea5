"""What holds of every record, whatever has happened to its database: asked after each drill.

It runs inside Django, as the owner of the tables, and prints a line for each fault.
"""

import sys
from collections.abc import Iterator

from django.db import connection, transaction
from django.test import Client

from claims.integrity.sealing import seal_history
from claims.integrity.verification import verify_history
from claims.models import Claim, State
from tests.support.status_oracle import read_record

NEVER = {
    "a published statement without a citation": """
        SELECT id FROM claims_statement s WHERE state = 'published'
        AND NOT EXISTS (SELECT FROM claims_citation WHERE statement_id = s.id)""",
    "a proved citation that is not what its capture says": """
        SELECT x.id FROM claims_citation x JOIN sources_capturetext t ON t.capture_id = x.capture_id
        WHERE substr(t.text, x."start" + 1, x."end" - x."start") <> x.excerpt""",
    "a text that is not what was captured": """
        SELECT c.id FROM sources_capturetext t JOIN sources_capture c ON c.id = t.capture_id
        WHERE encode(sha256(convert_to(t.text, 'UTF8')), 'hex') <> c.sha256""",
    "a search row of a claim that readers do not see": """
        SELECT r.claim_id FROM claims_claimsearch r JOIN claims_claim c ON c.id = r.claim_id
        WHERE c.state <> 'published'""",
    "a claim that readers see and do not find": """
        SELECT id FROM claims_claim c WHERE state = 'published'
        AND NOT EXISTS (SELECT FROM claims_claimsearch WHERE claim_id = c.id)""",
    "a version of a claim with a statement that is a draft": """
        SELECT v.claim_id FROM claims_claimversion v
        CROSS JOIN jsonb_path_query(v.snapshot, '$.statements[*].id') shown (id)
        JOIN claims_statement s ON s.id = (shown.id #>> '{}')::bigint WHERE s.state = 'draft'""",
    "a gap in the versions of a claim": """
        SELECT claim_id FROM claims_claimversion GROUP BY claim_id HAVING max(number) <> count(*)""",
    "an import that was begun and is nobody's": """
        SELECT id FROM claims_importrun WHERE state = 'running'
        AND NOT EXISTS (SELECT FROM claims_importupload WHERE task <> '')""",
}
"""What there must not be, each with the query for the ids."""

REFERENCES = """
SELECT c.conname, format('SELECT count(*) FROM %s r WHERE %s AND NOT EXISTS (SELECT FROM %s t WHERE %s)',
    c.conrelid::regclass, string_agg(format('r.%I IS NOT NULL', a.attname), ' AND '),
    c.confrelid::regclass, string_agg(format('t.%I = r.%I', f.attname, a.attname), ' AND '))
FROM pg_constraint c CROSS JOIN unnest(c.conkey, c.confkey) AS k (own, other)
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.own
JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = k.other
WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
GROUP BY c.oid, c.conname, c.conrelid, c.confrelid
"""
# What the versions tell, compared with what they were found to tell when they were made: one after another,
# for a correction that several of them have is told once.
CHANGES = """
SELECT kind, claim_id, version, status_before, status_after, statement_id, correction_id, article_id, how_many
FROM claims_change WHERE claim_id IS NOT NULL
"""
TELL_ANEW = """
DELETE FROM claims_changetopic; DELETE FROM claims_change WHERE claim_id IS NOT NULL;
SELECT claims_list_changes(ARRAY[v.id]) FROM (SELECT id FROM claims_claimversion ORDER BY id) v
"""
READERS_PAGES = ("/", "/claims/", "/changes/", "/feeds/changes.atom")
MOST_PAGES = 20
MOST_LINES = 10


def find_faults() -> Iterator[str]:
    """Yield a sentence for everything that is not as it has to be."""
    seal_history()
    yield from map(str, verify_history())
    yield from find_rows()
    yield from find_wrong_statuses()
    yield from find_wrong_changes()
    yield from find_drafts_on_pages()


def find_rows() -> Iterator[str]:
    """Yield what rows show that must not be: NEVER, and references to rows that are gone."""
    for what, query in NEVER.items():
        if ids := [pk for (pk,) in fetch(query)]:
            yield f"There is {what}: {', '.join(map(str, ids[:MOST_LINES]))}."
    for name, query in fetch(REFERENCES):
        [(count,)] = fetch(query)
        if count:
            yield f"{name}: {count} rows refer to rows that are gone."


def find_wrong_statuses() -> Iterator[str]:
    """Yield the published claims whose status is not what the rule in plain Python says."""
    stored = dict(Claim.objects.filter(state=State.PUBLISHED).values_list("pk", "status"))
    record = read_record(stored)
    for pk, status in stored.items():
        if status != (right := record.status(pk)):
            yield f"Claim {pk} is {status}, and has to be {right}."


def find_wrong_changes() -> Iterator[str]:
    """Yield the changes that are missing, or that no version tells of."""
    with transaction.atomic():
        stored = fetch(CHANGES)
        with connection.cursor() as cursor:
            for statement in TELL_ANEW.split(";"):
                cursor.execute(statement)
        told = fetch(CHANGES)
        transaction.set_rollback(True)
    for row in {*told} - {*stored}:
        yield f"A change was never told: {row}."
    for row in {*stored} - {*told}:
        yield f"A change is told that no version shows: {row}."
    if len(stored) != len({*stored}):
        yield "A change is told twice."


def find_drafts_on_pages() -> Iterator[str]:
    """Yield the drafts that readers can read, on pages of their own or of others."""
    reader = Client(SERVER_NAME="127.0.0.1")
    drafts = dict(Claim.objects.filter(state=State.DRAFT).order_by("-pk").values_list("pk", "text"))
    for pk in list(drafts)[:MOST_PAGES]:
        if (status := reader.get(f"/claims/{pk}/").status_code) != 404:
            yield f"The page of claim {pk}, a draft, answers {status}."
    for path in READERS_PAGES:
        response = reader.get(path)
        if response.status_code != 200:
            yield f"{path} answers {response.status_code}."
        page = response.content.decode()
        yield from (f"{path} shows claim {pk}, a draft." for pk, text in drafts.items() if text in page)


def fetch(query: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def main() -> None:
    """Print the faults."""
    for fault in find_faults():
        sys.stdout.write(f"{fault}\n")
