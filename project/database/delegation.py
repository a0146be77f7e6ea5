"""Functions that do for the role of the site what it may not do itself (docs/decisions/0280-two-roles.md).

claims_analyse(tables)
    ANALYZE, after many rows were written. Only the owner of a table may, and from PostgreSQL 17 on whoever
    has MAINTAIN on it. To others PostgreSQL says nothing and analyses nothing.
claims_forget_changes(publication)
    Takes from the list of changes what was told of a publication that is undone. The kinds of news are those
    of TOLD_KINDS in claims/actions/undo_publication.py. Nothing that was told more than an hour ago goes,
    whatever the publication says: it can be undone for ten minutes.
claims_note(kind, ids), of the migrations
    Has claims looked at for a new version at the end of the transaction: claims_follow_mouthpiece, which the
    workers call, asks for it as triggers do. Where readers see the same as before, none is made.

Each `migrate` makes those that are missing or differ, as it does with what the role may do.
"""

from typing import Any

from django.db import connections, transaction

FUNCTIONS = {
    "claims_analyse(p_tables text[])": """
DECLARE
    this regclass;
BEGIN
    FOR this IN SELECT c.oid FROM pg_class c
                WHERE c.relname = ANY (p_tables) AND c.relkind = 'r'
                  AND pg_get_userbyid(c.relowner) = current_user
                ORDER BY c.relname LOOP
        EXECUTE format('ANALYZE %s', this);
    END LOOP;
END
""",
    "claims_forget_changes(p_publication bigint)": """
DECLARE
    these bigint[] := ARRAY(
        SELECT c.id FROM claims_publication p CROSS JOIN LATERAL jsonb_each_text(p.versions) v (claim, number)
        JOIN claims_change c ON c.claim_id = v.claim::bigint AND c.version > v.number::integer
        WHERE p.id = p_publication AND p.undone_at IS NOT NULL
          AND c.kind IN ('new', 'status', 'position') AND c.made_at > now() - interval '1 hour');
BEGIN
    DELETE FROM claims_changetopic WHERE change_id = ANY (these);
    DELETE FROM claims_change WHERE id = ANY (these);
END
""",
}
NOTE = """
SELECT oid::regprocedure::text FROM pg_proc
WHERE proname = 'claims_note' AND pronamespace = current_schema()::regnamespace
  AND pg_has_role(proowner, 'USAGE') AND NOT prosecdef
"""
IS_MADE = """
SELECT EXISTS (SELECT FROM pg_proc WHERE proname = %s AND pronamespace = current_schema()::regnamespace
               AND (prosrc = %s OR NOT pg_has_role(proowner, 'USAGE')))
"""


def make_functions(using: str, **_signal: Any) -> None:
    """Make these functions, or what is missing of them."""
    with transaction.atomic(using), connections[using].cursor() as cursor:
        for signature, body in FUNCTIONS.items():
            cursor.execute(IS_MADE, [signature.partition("(")[0], body])
            if cursor.fetchone() != (True,):
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {signature} RETURNS void LANGUAGE plpgsql SECURITY DEFINER"
                    f" AS $${body}$$"
                )
        cursor.execute(NOTE)
        for (function,) in cursor.fetchall():
            cursor.execute(f"ALTER FUNCTION {function} SECURITY DEFINER")
