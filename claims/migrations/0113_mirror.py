"""What copies of the record have to look at again; see MirrorEntry.

Entries are made in the transaction of the change: of a claim with each of its versions, and where it becomes a
draft again or is published again, which need not make one; of a row below it where it is deleted, retracted or
moved while readers could see the claim. A row that is retracted with its whole claim needs none, nor does one
that was never more than a draft: keys may have words in them.

That a row is still seen, elsewhere or again, is found where entries are read: one too many does no harm.
"""

from django.db import migrations, models

OF_CLAIMS = """
CREATE FUNCTION claims_mirror_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_mirrorentry (kind, row_id, key)
    SELECT 'claim', c.id, c.key FROM made JOIN claims_claim c ON c.id = made.claim_id ORDER BY c.id;
    RETURN NULL;
END $$;
CREATE FUNCTION claims_mirror_claims() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_mirrorentry (kind, row_id, key)
    SELECT 'claim', n.id, n.key FROM made n JOIN gone o ON o.id = n.id
    WHERE o.state <> n.state AND 'draft' IN (o.state, n.state)
      AND EXISTS (SELECT FROM claims_claimversion v WHERE v.claim_id = n.id)
    ORDER BY n.id;
    RETURN NULL;
END $$;
CREATE TRIGGER mirror_after_insert AFTER INSERT ON claims_claimversion REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION claims_mirror_versions();
CREATE TRIGGER mirror_after_update AFTER UPDATE ON claims_claim
    REFERENCING OLD TABLE AS gone NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION claims_mirror_claims();
"""
NOT_OF_CLAIMS = """
DROP TRIGGER mirror_after_insert ON claims_claimversion;
DROP TRIGGER mirror_after_update ON claims_claim;
DROP FUNCTION claims_mirror_versions();
DROP FUNCTION claims_mirror_claims();
"""

# Kind, table, what the row is then no more, and whether readers could see it, both of `o`, the row as it was, and
# `n`, as it is.
CLAIM_SEEN = "EXISTS (SELECT FROM claims_claim c WHERE c.id = {} AND c.state <> 'draft')"
BELOW = (
    (
        "statement",
        "claims_statement",
        "(o.state, o.claim_id) <> (n.state, n.claim_id)",
        "o.state = 'published' AND " + CLAIM_SEEN.format("o.claim_id"),
    ),
    (
        "citation",
        "claims_citation",
        "o.statement_id <> n.statement_id",
        "EXISTS (SELECT FROM claims_statement s JOIN claims_claim c ON c.id = s.claim_id"
        " WHERE s.id = o.statement_id AND s.state = 'published' AND c.state <> 'draft')",
    ),
    ("fact-check", "claims_factcheck", "o.claim_id <> n.claim_id", CLAIM_SEEN.format("o.claim_id")),
    (
        "relation",
        "claims_claimrelation",
        "(o.claim_id, o.other_id) <> (n.claim_id, n.other_id)",
        f"{CLAIM_SEEN.format('o.claim_id')} AND {CLAIM_SEEN.format('o.other_id')}",
    ),
    (
        "correction",
        "claims_correction",
        "o.claim_id IS DISTINCT FROM n.claim_id",
        f"(o.claim_id IS NULL OR {CLAIM_SEEN.format('o.claim_id')})",
    ),
)

ROWS = """
CREATE FUNCTION {table}_mirror_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_mirrorentry (kind, row_id, key)
    SELECT '{kind}', o.id, o.key FROM gone o WHERE {was_seen} ORDER BY o.id;
    RETURN NULL;
END $$;
CREATE FUNCTION {table}_mirror_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_mirrorentry (kind, row_id, key)
    SELECT '{kind}', o.id, o.key FROM gone o JOIN made n ON n.id = o.id
    WHERE {moved} AND {was_seen} ORDER BY o.id;
    RETURN NULL;
END $$;
CREATE TRIGGER mirror_after_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_mirror_gone();
CREATE TRIGGER mirror_after_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS gone NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_mirror_moved();
"""
NO_ROWS = """
DROP TRIGGER mirror_after_delete ON {table};
DROP TRIGGER mirror_after_update ON {table};
DROP FUNCTION {table}_mirror_gone();
DROP FUNCTION {table}_mirror_moved();
"""

# Narrow rows, one for each claim: ten seconds for a million.
FILL = """
INSERT INTO claims_mirrorentry (kind, row_id, key, position, mark)
SELECT 'claim', id, key, row_number() OVER (ORDER BY id), gen_random_uuid() FROM claims_claim
WHERE state <> 'draft' ORDER BY id;
"""


def watch_rows() -> list[migrations.RunSQL]:
    """Return the operations that make the triggers of what stands below claims."""
    operations = []
    for kind, table, moved, was_seen in BELOW:
        names = {"kind": kind, "table": table, "moved": moved, "was_seen": was_seen}
        operations.append(migrations.RunSQL(ROWS.format(**names), NO_ROWS.format(table=table)))
    return operations


class Migration(migrations.Migration):
    dependencies = [("claims", "0112_stamps")]
    operations = [
        migrations.CreateModel(
            name="MirrorEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("claim", "claim"), ("statement", "statement"), ("citation", "citation"), ("fact-check", "fact-check"), ("relation", "relation"), ("correction", "correction")], max_length=10)),
                ("row_id", models.BigIntegerField(help_text="The id of the row, which may be gone.")),
                ("key", models.TextField(help_text="The key of the row.")),
                ("position", models.BigIntegerField(blank=True, help_text="Empty until it is given one.", null=True)),
                ("mark", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("position__isnull", True)), fields=["id"], name="mirror_waiting")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("kind__in", ["claim", "statement", "citation", "fact-check", "relation", "correction"])), name="mirror_kind_is_known", violation_error_message="Choose a known kind of row."),
                    models.CheckConstraint(condition=models.Q(models.Q(("mark__isnull", True), ("position__isnull", True)), models.Q(("mark__isnull", False), ("position__isnull", False)), _connector="OR"), name="mirror_position_comes_with_its_mark", violation_error_message="A position needs its mark."),
                    models.UniqueConstraint(fields=("position",), name="mirror_position_once", violation_error_message="There is an entry at this position already."),
                ],
            },
        ),
        migrations.RunSQL(OF_CLAIMS, NOT_OF_CLAIMS),
        *watch_rows(),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
