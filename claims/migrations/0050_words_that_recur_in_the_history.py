"""Whether words recur in their article is part of a citation's history, as all else is."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0049_apply_the_rule"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="citation",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="citation",
            name="update_update",
        ),
        migrations.AddField(
            model_name="citationevent",
            name="recurs",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="The text has these words more than once: a link to them needs those around.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="citation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_citationevent" ("article_id", "capture_id", "end", "excerpt", "id", "key", "kind", "part", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prefix", "proved_at", "recurs", "relayed_by_id", "relayed_for_id", "start", "statement_id", "suffix", "translated_by", "via_id") SELECT old_values."article_id", old_values."capture_id", old_values."end", old_values."excerpt", old_values."id", old_values."key", old_values."kind", old_values."part", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."prefix", old_values."proved_at", old_values."recurs", old_values."relayed_by_id", old_values."relayed_for_id", old_values."start", old_values."statement_id", old_values."suffix", old_values."translated_by", old_values."via_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."article_id" IS DISTINCT FROM (new_values."article_id") OR old_values."capture_id" IS DISTINCT FROM (new_values."capture_id") OR old_values."end" IS DISTINCT FROM (new_values."end") OR old_values."excerpt" IS DISTINCT FROM (new_values."excerpt") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."key" IS DISTINCT FROM (new_values."key") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."part" IS DISTINCT FROM (new_values."part") OR old_values."prefix" IS DISTINCT FROM (new_values."prefix") OR old_values."proved_at" IS DISTINCT FROM (new_values."proved_at") OR old_values."recurs" IS DISTINCT FROM (new_values."recurs") OR old_values."relayed_by_id" IS DISTINCT FROM (new_values."relayed_by_id") OR old_values."relayed_for_id" IS DISTINCT FROM (new_values."relayed_for_id") OR old_values."start" IS DISTINCT FROM (new_values."start") OR old_values."statement_id" IS DISTINCT FROM (new_values."statement_id") OR old_values."suffix" IS DISTINCT FROM (new_values."suffix") OR old_values."translated_by" IS DISTINCT FROM (new_values."translated_by") OR old_values."via_id" IS DISTINCT FROM (new_values."via_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="d65ab33de06938a8af71d6bcec8cbcc103167365",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c0cc6",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="claims_citation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="citation",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_citationevent" ("article_id", "capture_id", "end", "excerpt", "id", "key", "kind", "part", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prefix", "proved_at", "recurs", "relayed_by_id", "relayed_for_id", "start", "statement_id", "suffix", "translated_by", "via_id") SELECT old_values."article_id", old_values."capture_id", old_values."end", old_values."excerpt", old_values."id", old_values."key", old_values."kind", old_values."part", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."prefix", old_values."proved_at", old_values."recurs", old_values."relayed_by_id", old_values."relayed_for_id", old_values."start", old_values."statement_id", old_values."suffix", old_values."translated_by", old_values."via_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="f377675dd252785a76252f432294c61d7a502fd0",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_35611",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="claims_citation",
                    when="AFTER",
                ),
            ),
        ),
    ]
