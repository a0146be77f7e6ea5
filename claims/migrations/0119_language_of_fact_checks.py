"""In which language a fact-check is, where that is known.

claims_documents
    fact_checks also have language, if it is not empty. Other documents are as they were, so no version is made
    for them.
"""

from importlib import import_module

import django.core.validators
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


VERSIONS = import_module("claims.migrations.0009_versions")
OUTLETS = import_module("claims.migrations.0079_outlets_names_of_the_day")
DOCUMENTS = OUTLETS.name_by_day("documents")
LAST = "'reviewed_on', x.reviewed_on)"
ALSO_LANGUAGE = (
    LAST + "::jsonb || CASE WHEN x.language = '' THEN '{}'\n            ELSE jsonb_build_object('language', x.language) END"
)
COLUMNS, NOTED = VERSIONS.SHOWN["claims_factcheck"]


def make_documents() -> str:
    """Return SQL that replaces claims_documents: fact-checks say in which language they are."""
    before, after = DOCUMENTS.split(LAST)
    return before + ALSO_LANGUAGE + after


def note_fact_checks(columns: str) -> str:
    """Return SQL that replaces what notes that a fact-check was altered in one of `columns`."""
    made = VERSIONS.trigger("claims_factcheck", "update", [(columns, NOTED)]).sql
    return made.split("CREATE TRIGGER")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0118_read_stamps'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='factcheck',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='factcheck',
            name='update_update',
        ),
        migrations.AddField(
            model_name='factcheck',
            name='language',
            field=models.CharField(blank=True, db_default='', default='', help_text='In which language it is, a BCP 47 tag: "en", "ru"; empty: unknown.', max_length=35, validators=[django.core.validators.RegexValidator('^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\\Z', 'Use a language tag such as "en", "ru" or "pt-BR".')]),
        ),
        migrations.AddField(
            model_name='factcheckevent',
            name='language',
            field=models.CharField(blank=True, db_default='', default='', help_text='In which language it is, a BCP 47 tag: "en", "ru"; empty: unknown.', max_length=35, validators=[django.core.validators.RegexValidator('^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\\Z', 'Use a language tag such as "en", "ru" or "pt-BR".')]),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='factcheck',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_factcheckevent" ("claim_id", "id", "key", "language", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rating", "reviewed_on", "reviewer", "url") SELECT old_values."claim_id", old_values."id", old_values."key", old_values."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."rating", old_values."reviewed_on", old_values."reviewer", old_values."url" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='ae4cf84fd265200b6ca614ecd56e8edd01ab15cd', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_86835', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='claims_factcheck', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='factcheck',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_factcheckevent" ("claim_id", "id", "key", "language", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rating", "reviewed_on", "reviewer", "url") SELECT old_values."claim_id", old_values."id", old_values."key", old_values."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."rating", old_values."reviewed_on", old_values."reviewer", old_values."url" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='c471dbd3e6d5b4e5dd6a6af10a58c595c39774d4', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_d14e0', referencing='REFERENCING OLD TABLE AS old_values ', table='claims_factcheck', when='AFTER')),
        ),
        migrations.RunSQL(make_documents(), DOCUMENTS),
        migrations.RunSQL(note_fact_checks(f"{COLUMNS}, language"), note_fact_checks(COLUMNS)),
    ]
