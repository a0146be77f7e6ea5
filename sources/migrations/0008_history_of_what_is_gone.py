"""The history keeps what is gone, table by table.

Each table is converted in a transaction of its own: interrupted, `migrate` goes on where it stopped.
See _0008_history.py.
"""

from importlib import import_module

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

WithoutRepetition = import_module("sources.migrations._0008_history").WithoutRepetition


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("sources", "0007_additions")]
    operations = [
        WithoutRepetition(
            'article',
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name='article',
                    name='insert_insert',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='article',
                    name='update_update',
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='article',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_articleevent" ("archive_url", "byline", "canonical_url", "corrected_on", "id", "key", "language", "outlet_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_on", "published_on_note", "read_in_full_at", "read_in_full_by_id", "retracted_on", "title") SELECT old_values."archive_url", old_values."byline", old_values."canonical_url", old_values."corrected_on", old_values."id", old_values."key", old_values."language", old_values."outlet_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."published_on", old_values."published_on_note", old_values."read_in_full_at", old_values."read_in_full_by_id", old_values."retracted_on", old_values."title" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='825fe454f32c8a5eee7d66497008c661343bb583', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_168af', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_article', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='article',
                    trigger=pgtrigger.compiler.Trigger(name='addition', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO sources_addition\n                (table_name, ids, pgh_id, pgh_created_at, pgh_context, pgh_context_id)\n            SELECT TG_TABLE_NAME, run, nextval(pg_get_serial_sequence('sources_articleevent', 'pgh_id')), now(),\n                NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb,\n                NULLIF(current_setting('pghistory.context_id', true), '')::uuid\n            FROM unnest((SELECT range_agg(int8range(id, id, '[]')) FROM new_values)) run;\n            RETURN NULL;\n        ", hash='5d71a8a52e83933888ea96c6bd6ea21edc0a15e7', level='STATEMENT', operation='INSERT', pgid='pgtrigger_addition_4e99a', referencing='REFERENCING NEW TABLE AS new_values ', table='sources_article', when='AFTER')),
                ),
            ],
        ),
        WithoutRepetition(
            'capture',
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name='capture',
                    name='insert_insert',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='capture',
                    name='update_update',
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='capture',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_captureevent" ("article_id", "captured_at", "id", "key", "length", "obtained", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256") SELECT old_values."article_id", old_values."captured_at", old_values."id", old_values."key", old_values."length", old_values."obtained", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."sha256" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='631ad6fe142cad8687f4ae84cda85a2dea903d74', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_e3941', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_capture', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='capture',
                    trigger=pgtrigger.compiler.Trigger(name='addition', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO sources_addition\n                (table_name, ids, pgh_id, pgh_created_at, pgh_context, pgh_context_id)\n            SELECT TG_TABLE_NAME, run, nextval(pg_get_serial_sequence('sources_captureevent', 'pgh_id')), now(),\n                NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb,\n                NULLIF(current_setting('pghistory.context_id', true), '')::uuid\n            FROM unnest((SELECT range_agg(int8range(id, id, '[]')) FROM new_values)) run;\n            RETURN NULL;\n        ", hash='841e5e451734b6319a16ffd96bda20074aeea8c1', level='STATEMENT', operation='INSERT', pgid='pgtrigger_addition_a34eb', referencing='REFERENCING NEW TABLE AS new_values ', table='sources_capture', when='AFTER')),
                ),
            ],
        ),
        WithoutRepetition(
            'outlet',
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name='outlet',
                    name='insert_insert',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='outlet',
                    name='update_update',
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='outlet',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_outletevent" ("country", "funding", "funding_source", "home_page", "id", "key", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."country", old_values."funding", old_values."funding_source", old_values."home_page", old_values."id", old_values."key", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='0a42cf8eaa92a86017412859f5430c7265588603', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_6f20c', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_outlet', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='outlet',
                    trigger=pgtrigger.compiler.Trigger(name='addition', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO sources_addition\n                (table_name, ids, pgh_id, pgh_created_at, pgh_context, pgh_context_id)\n            SELECT TG_TABLE_NAME, run, nextval(pg_get_serial_sequence('sources_outletevent', 'pgh_id')), now(),\n                NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb,\n                NULLIF(current_setting('pghistory.context_id', true), '')::uuid\n            FROM unnest((SELECT range_agg(int8range(id, id, '[]')) FROM new_values)) run;\n            RETURN NULL;\n        ", hash='05a0d1514561725e483eca3e7c442228ea77b9d4', level='STATEMENT', operation='INSERT', pgid='pgtrigger_addition_2b188', referencing='REFERENCING NEW TABLE AS new_values ', table='sources_outlet', when='AFTER')),
                ),
            ],
        ),
    ]
