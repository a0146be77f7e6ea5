"""Whether an article has the words of an excerpt more than once.

citation.recurs
    Set with the proof and cleared with it. A link that leads to the words then needs those around.
claims_documents
    The proof of such an excerpt also has before and after: the words around it in the text. Other documents
    are as they were, so no version is made for them.
"""

from importlib import import_module

from django.db import migrations, models

from ._0027_documents import DOCUMENTS

VERSIONS = import_module("claims.migrations.0009_versions")
CLEAR_PROOF = import_module("claims.migrations.0003_rules").CLEAR_PROOF.partition("CREATE TRIGGER")[0]
COLUMNS, NOTED = VERSIONS.SHOWN["claims_citation"]
PROOF = "CASE WHEN h.id IS NOT NULL THEN "


def replace_function(sql: str) -> str:
    return sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def note_citations(columns: str) -> str:
    """Return SQL that replaces what notes that a citation was altered in one of `columns`."""
    made = VERSIONS.trigger("claims_citation", "update", [(columns, NOTED)]).sql
    return replace_function(made.split("CREATE TRIGGER")[0])


def add_words_around() -> str:
    before, after = DOCUMENTS.split(PROOF)
    made = after.partition(") END")[0]
    around = f"CASE WHEN e.recurs THEN {made}, 'before', e.prefix, 'after', e.suffix) WHEN h.id IS NOT NULL THEN "
    return replace_function(before + around + after)


class Migration(migrations.Migration):
    dependencies = [("claims", "0042_reporting_of_outlets")]
    operations = [
        migrations.AddField(
            "citation",
            "recurs",
            models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="The text has these words more than once: a link to them needs those around.",
            ),
        ),
        migrations.RemoveConstraint("citation", "citation_proof_is_whole"),
        migrations.AddConstraint(
            "citation",
            models.CheckConstraint(
                name="citation_proof_is_whole",
                condition=models.Q(
                    capture__isnull=True,
                    start__isnull=True,
                    end__isnull=True,
                    proved_at__isnull=True,
                    prefix="",
                    suffix="",
                    recurs=False,
                )
                | models.Q(
                    capture__isnull=False, start__isnull=False, end__isnull=False, proved_at__isnull=False
                ),
                violation_error_message="A proof needs a capture, both offsets and a time.",
            ),
        ),
        migrations.RunSQL(
            replace_function(CLEAR_PROOF).replace(
                "NEW.suffix := '';", "NEW.suffix := '';\n        NEW.recurs := false;"
            ),
            replace_function(CLEAR_PROOF),
        ),
        migrations.RunSQL(note_citations(f"{COLUMNS}, recurs"), note_citations(COLUMNS)),
        migrations.RunSQL(add_words_around(), replace_function(DOCUMENTS)),
    ]
