"""The history keeps what is gone, table by table, as in sources/migrations/0008_history_of_what_is_gone.py.

Triggers made anew have lost their settings: 0006_history_at_any_size gives the reasons.
"""

from importlib import import_module

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

WithoutRepetition = import_module("sources.migrations._0008_history").WithoutRepetition
WITHOUT_NESTED_LOOPS = import_module("claims.migrations.0006_history_at_any_size").WITHOUT_NESTED_LOOPS


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0025_names"), ("sources", "0008_history_of_what_is_gone")]
    operations = [
        WithoutRepetition(
            'affiliation',
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name='affiliation',
                    name='insert_insert',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='affiliation',
                    name='update_update',
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='affiliation',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_affiliationevent" ("claimant_id", "id", "key", "party_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "since", "until") SELECT old_values."claimant_id", old_values."id", old_values."key", old_values."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."role", old_values."since", old_values."until" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."claimant_id" IS DISTINCT FROM (new_values."claimant_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."key" IS DISTINCT FROM (new_values."key") OR old_values."party_id" IS DISTINCT FROM (new_values."party_id") OR old_values."role" IS DISTINCT FROM (new_values."role") OR old_values."since" IS DISTINCT FROM (new_values."since") OR old_values."until" IS DISTINCT FROM (new_values."until")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='5600cedc4f592c678e03779849efa5bdd7e2dfdb', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_95502', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='claims_affiliation', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='affiliation',
                    trigger=pgtrigger.compiler.Trigger(name='addition', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO sources_addition\n                (table_name, ids, pgh_id, pgh_created_at, pgh_context, pgh_context_id)\n            SELECT TG_TABLE_NAME, run, nextval(pg_get_serial_sequence('claims_affiliationevent', 'pgh_id')), now(),\n                NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb,\n                NULLIF(current_setting('pghistory.context_id', true), '')::uuid\n            FROM unnest((SELECT range_agg(int8range(id, id, '[]')) FROM new_values)) run;\n            RETURN NULL;\n        ", hash='d93faade63f91bc9e07c2e531a5ac80626d81d7e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_addition_07826', referencing='REFERENCING NEW TABLE AS new_values ', table='claims_affiliation', when='AFTER')),
                ),
            ],
        ),
        WithoutRepetition(
            'alias',
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name='alias',
                    name='insert_insert',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='alias',
                    name='update_update',
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='alias',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_aliasevent" ("claimant_id", "id", "key", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."claimant_id", old_values."id", old_values."key", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='61c0d3aca9f65331fb4c5161fffddaf7abd67748', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_72ed1', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='claims_alias', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='alias',
                    trigger=pgtrigger.compiler.Trigger(name='addition', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO sources_addition\n                (table_name, ids, pgh_id, pgh_created_at, pgh_context, pgh_context_id)\n            SELECT TG_TABLE_NAME, run, nextval(pg_get_serial_sequence('claims_aliasevent', 'pgh_id')), now(),\n                NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb,\n                NULLIF(current_setting('pghistory.context_id', true), '')::uuid\n            FROM unnest((SELECT range_agg(int8range(id, id, '[]')) FROM new_values)) run;\n            RETURN NULL;\n        ", hash='0e3b06cbe08292b6e45782affe5e93999eb4b453', level='STATEMENT', operation='INSERT', pgid='pgtrigger_addition_e04f8', referencing='REFERENCING NEW TABLE AS new_values ', table='claims_alias', when='AFTER')),
                ),
            ],
        ),
        WithoutRepetition(
            'citation',
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name='citation',
                    name='insert_insert',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='citation',
                    name='update_update',
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='citation',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_citationevent" ("article_id", "capture_id", "end", "excerpt", "id", "key", "kind", "part", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prefix", "proved_at", "relayed_by_id", "relayed_for_id", "start", "statement_id", "suffix", "translated_by", "via_id") SELECT old_values."article_id", old_values."capture_id", old_values."end", old_values."excerpt", old_values."id", old_values."key", old_values."kind", old_values."part", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."prefix", old_values."proved_at", old_values."relayed_by_id", old_values."relayed_for_id", old_values."start", old_values."statement_id", old_values."suffix", old_values."translated_by", old_values."via_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."article_id" IS DISTINCT FROM (new_values."article_id") OR old_values."capture_id" IS DISTINCT FROM (new_values."capture_id") OR old_values."end" IS DISTINCT FROM (new_values."end") OR old_values."excerpt" IS DISTINCT FROM (new_values."excerpt") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."key" IS DISTINCT FROM (new_values."key") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."part" IS DISTINCT FROM (new_values."part") OR old_values."prefix" IS DISTINCT FROM (new_values."prefix") OR old_values."proved_at" IS DISTINCT FROM (new_values."proved_at") OR old_values."relayed_by_id" IS DISTINCT FROM (new_values."relayed_by_id") OR old_values."relayed_for_id" IS DISTINCT FROM (new_values."relayed_for_id") OR old_values."start" IS DISTINCT FROM (new_values."start") OR old_values."statement_id" IS DISTINCT FROM (new_values."statement_id") OR old_values."suffix" IS DISTINCT FROM (new_values."suffix") OR old_values."translated_by" IS DISTINCT FROM (new_values."translated_by") OR old_values."via_id" IS DISTINCT FROM (new_values."via_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='b79d098b272552cf16d8d346428e365ffce0d36d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_c0cc6', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='claims_citation', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='citation',
                    trigger=pgtrigger.compiler.Trigger(name='addition', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO sources_addition\n                (table_name, ids, pgh_id, pgh_created_at, pgh_context, pgh_context_id)\n            SELECT TG_TABLE_NAME, run, nextval(pg_get_serial_sequence('claims_citationevent', 'pgh_id')), now(),\n                NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb,\n                NULLIF(current_setting('pghistory.context_id', true), '')::uuid\n            FROM unnest((SELECT range_agg(int8range(id, id, '[]')) FROM new_values)) run;\n            RETURN NULL;\n        ", hash='548329ecda6af0391953f2f45be79a6f9c5f7c38', level='STATEMENT', operation='INSERT', pgid='pgtrigger_addition_c8510', referencing='REFERENCING NEW TABLE AS new_values ', table='claims_citation', when='AFTER')),
                ),
            ],
        ),
        WithoutRepetition(
            'claim',
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name='claim',
                    name='insert_insert',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='claim',
                    name='update_update',
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='claim',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_claimevent" ("context", "id", "key", "nature", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_note", "published_at", "published_by_id", "retracted_at", "retracted_by_id", "retraction_reason", "state", "status", "text") SELECT old_values."context", old_values."id", old_values."key", old_values."nature", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."public_note", old_values."published_at", old_values."published_by_id", old_values."retracted_at", old_values."retracted_by_id", old_values."retraction_reason", old_values."state", old_values."status", old_values."text" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."context" IS DISTINCT FROM (new_values."context") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."key" IS DISTINCT FROM (new_values."key") OR old_values."nature" IS DISTINCT FROM (new_values."nature") OR old_values."public_note" IS DISTINCT FROM (new_values."public_note") OR old_values."published_at" IS DISTINCT FROM (new_values."published_at") OR old_values."published_by_id" IS DISTINCT FROM (new_values."published_by_id") OR old_values."retracted_at" IS DISTINCT FROM (new_values."retracted_at") OR old_values."retracted_by_id" IS DISTINCT FROM (new_values."retracted_by_id") OR old_values."retraction_reason" IS DISTINCT FROM (new_values."retraction_reason") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."status" IS DISTINCT FROM (new_values."status") OR old_values."text" IS DISTINCT FROM (new_values."text")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='7a4e030921f1de0ef44c442df2a2986df197a3cd', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_fe4ba', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='claims_claim', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='claim',
                    trigger=pgtrigger.compiler.Trigger(name='addition', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO sources_addition\n                (table_name, ids, pgh_id, pgh_created_at, pgh_context, pgh_context_id)\n            SELECT TG_TABLE_NAME, run, nextval(pg_get_serial_sequence('claims_claimevent', 'pgh_id')), now(),\n                NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb,\n                NULLIF(current_setting('pghistory.context_id', true), '')::uuid\n            FROM unnest((SELECT range_agg(int8range(id, id, '[]')) FROM new_values)) run;\n            RETURN NULL;\n        ", hash='b20de059c8335944a2558e52577e9e64959c7e83', level='STATEMENT', operation='INSERT', pgid='pgtrigger_addition_aa129', referencing='REFERENCING NEW TABLE AS new_values ', table='claims_claim', when='AFTER')),
                ),
            ],
        ),
        WithoutRepetition(
            'claimant',
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name='claimant',
                    name='insert_insert',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='claimant',
                    name='update_update',
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='claimant',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_claimantevent" ("id", "key", "kind", "name", "outlet_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "sentence_name", "speaks_for_itself", "wikidata_id") SELECT old_values."id", old_values."key", old_values."kind", old_values."name", old_values."outlet_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."role", old_values."sentence_name", old_values."speaks_for_itself", old_values."wikidata_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."key" IS DISTINCT FROM (new_values."key") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."outlet_id" IS DISTINCT FROM (new_values."outlet_id") OR old_values."role" IS DISTINCT FROM (new_values."role") OR old_values."sentence_name" IS DISTINCT FROM (new_values."sentence_name") OR old_values."speaks_for_itself" IS DISTINCT FROM (new_values."speaks_for_itself") OR old_values."wikidata_id" IS DISTINCT FROM (new_values."wikidata_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='7da9c6a7949edc74d0ad42c4ac70488da1f813c8', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_7f028', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='claims_claimant', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='claimant',
                    trigger=pgtrigger.compiler.Trigger(name='addition', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO sources_addition\n                (table_name, ids, pgh_id, pgh_created_at, pgh_context, pgh_context_id)\n            SELECT TG_TABLE_NAME, run, nextval(pg_get_serial_sequence('claims_claimantevent', 'pgh_id')), now(),\n                NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb,\n                NULLIF(current_setting('pghistory.context_id', true), '')::uuid\n            FROM unnest((SELECT range_agg(int8range(id, id, '[]')) FROM new_values)) run;\n            RETURN NULL;\n        ", hash='1491281aad77ae18a7ba1dfccf1c9eb7f8b33289', level='STATEMENT', operation='INSERT', pgid='pgtrigger_addition_16419', referencing='REFERENCING NEW TABLE AS new_values ', table='claims_claimant', when='AFTER')),
                ),
            ],
        ),
        WithoutRepetition(
            'claimrelation',
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name='claimrelation',
                    name='insert_insert',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='claimrelation',
                    name='update_update',
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='claimrelation',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_claimrelationevent" ("claim_id", "id", "key", "kind", "note", "other_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."claim_id", old_values."id", old_values."key", old_values."kind", old_values."note", old_values."other_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='437b46be31caf3772b4fcc5378772fe2c5416477', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_0398a', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='claims_claimrelation', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='claimrelation',
                    trigger=pgtrigger.compiler.Trigger(name='addition', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO sources_addition\n                (table_name, ids, pgh_id, pgh_created_at, pgh_context, pgh_context_id)\n            SELECT TG_TABLE_NAME, run, nextval(pg_get_serial_sequence('claims_claimrelationevent', 'pgh_id')), now(),\n                NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb,\n                NULLIF(current_setting('pghistory.context_id', true), '')::uuid\n            FROM unnest((SELECT range_agg(int8range(id, id, '[]')) FROM new_values)) run;\n            RETURN NULL;\n        ", hash='90f79b96057d39263d18279a73eda86ed10f5510', level='STATEMENT', operation='INSERT', pgid='pgtrigger_addition_b4038', referencing='REFERENCING NEW TABLE AS new_values ', table='claims_claimrelation', when='AFTER')),
                ),
            ],
        ),
        WithoutRepetition(
            'claimtopic',
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name='claimtopic',
                    name='insert_insert',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='claimtopic',
                    name='update_update',
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='claimtopic',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_claimtopicevent" ("claim_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id") SELECT old_values."claim_id", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."topic_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='77948012703d4881ca3122e813ae1a9636b180cf', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_e96f8', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='claims_claim_topics', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='claimtopic',
                    trigger=pgtrigger.compiler.Trigger(name='addition', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO sources_addition\n                (table_name, ids, pgh_id, pgh_created_at, pgh_context, pgh_context_id)\n            SELECT TG_TABLE_NAME, run, nextval(pg_get_serial_sequence('claims_claimtopicevent', 'pgh_id')), now(),\n                NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb,\n                NULLIF(current_setting('pghistory.context_id', true), '')::uuid\n            FROM unnest((SELECT range_agg(int8range(id, id, '[]')) FROM new_values)) run;\n            RETURN NULL;\n        ", hash='1de473b2b7a099d0059dd8bae45f85e815ccdb7d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_addition_0e64a', referencing='REFERENCING NEW TABLE AS new_values ', table='claims_claim_topics', when='AFTER')),
                ),
            ],
        ),
        WithoutRepetition(
            'correction',
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name='correction',
                    name='insert_insert',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='correction',
                    name='update_update',
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='correction',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_correctionevent" ("claim_id", "id", "key", "made_at", "made_by_id", "notice", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") SELECT old_values."claim_id", old_values."id", old_values."key", old_values."made_at", old_values."made_by_id", old_values."notice", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."reason" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='7444150c082abe02e6b90c17bbf4219762025a93', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_e23e3', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='claims_correction', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='correction',
                    trigger=pgtrigger.compiler.Trigger(name='addition', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO sources_addition\n                (table_name, ids, pgh_id, pgh_created_at, pgh_context, pgh_context_id)\n            SELECT TG_TABLE_NAME, run, nextval(pg_get_serial_sequence('claims_correctionevent', 'pgh_id')), now(),\n                NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb,\n                NULLIF(current_setting('pghistory.context_id', true), '')::uuid\n            FROM unnest((SELECT range_agg(int8range(id, id, '[]')) FROM new_values)) run;\n            RETURN NULL;\n        ", hash='b007b3e773103f7d6b4fbb93bd2510e0961bf89b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_addition_1ecde', referencing='REFERENCING NEW TABLE AS new_values ', table='claims_correction', when='AFTER')),
                ),
            ],
        ),
        WithoutRepetition(
            'factcheck',
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name='factcheck',
                    name='insert_insert',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='factcheck',
                    name='update_update',
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='factcheck',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_factcheckevent" ("claim_id", "id", "key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rating", "reviewed_on", "reviewer", "url") SELECT old_values."claim_id", old_values."id", old_values."key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."rating", old_values."reviewed_on", old_values."reviewer", old_values."url" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='98eb6e91b846734b3315ac74dc2969cec6bac0fc', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_86835', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='claims_factcheck', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='factcheck',
                    trigger=pgtrigger.compiler.Trigger(name='addition', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO sources_addition\n                (table_name, ids, pgh_id, pgh_created_at, pgh_context, pgh_context_id)\n            SELECT TG_TABLE_NAME, run, nextval(pg_get_serial_sequence('claims_factcheckevent', 'pgh_id')), now(),\n                NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb,\n                NULLIF(current_setting('pghistory.context_id', true), '')::uuid\n            FROM unnest((SELECT range_agg(int8range(id, id, '[]')) FROM new_values)) run;\n            RETURN NULL;\n        ", hash='c457665e07b21ac213595af145ba2d6327837528', level='STATEMENT', operation='INSERT', pgid='pgtrigger_addition_05931', referencing='REFERENCING NEW TABLE AS new_values ', table='claims_factcheck', when='AFTER')),
                ),
            ],
        ),
        WithoutRepetition(
            'statement',
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name='statement',
                    name='insert_insert',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='statement',
                    name='update_update',
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='statement',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_statementevent" ("capacity", "claim_id", "claimant_id", "hedged", "id", "key", "party_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "retracted_at", "retracted_by_id", "retraction_reason", "said_on", "said_on_note", "said_on_precision", "stance", "state") SELECT old_values."capacity", old_values."claim_id", old_values."claimant_id", old_values."hedged", old_values."id", old_values."key", old_values."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."place", old_values."retracted_at", old_values."retracted_by_id", old_values."retraction_reason", old_values."said_on", old_values."said_on_note", old_values."said_on_precision", old_values."stance", old_values."state" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."capacity" IS DISTINCT FROM (new_values."capacity") OR old_values."claim_id" IS DISTINCT FROM (new_values."claim_id") OR old_values."claimant_id" IS DISTINCT FROM (new_values."claimant_id") OR old_values."hedged" IS DISTINCT FROM (new_values."hedged") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."key" IS DISTINCT FROM (new_values."key") OR old_values."party_id" IS DISTINCT FROM (new_values."party_id") OR old_values."place" IS DISTINCT FROM (new_values."place") OR old_values."retracted_at" IS DISTINCT FROM (new_values."retracted_at") OR old_values."retracted_by_id" IS DISTINCT FROM (new_values."retracted_by_id") OR old_values."retraction_reason" IS DISTINCT FROM (new_values."retraction_reason") OR old_values."said_on" IS DISTINCT FROM (new_values."said_on") OR old_values."said_on_note" IS DISTINCT FROM (new_values."said_on_note") OR old_values."said_on_precision" IS DISTINCT FROM (new_values."said_on_precision") OR old_values."stance" IS DISTINCT FROM (new_values."stance") OR old_values."state" IS DISTINCT FROM (new_values."state")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='32cbfc08096e2b87d0819b02be0e26a0fa177d14', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_eabae', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='claims_statement', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='statement',
                    trigger=pgtrigger.compiler.Trigger(name='addition', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO sources_addition\n                (table_name, ids, pgh_id, pgh_created_at, pgh_context, pgh_context_id)\n            SELECT TG_TABLE_NAME, run, nextval(pg_get_serial_sequence('claims_statementevent', 'pgh_id')), now(),\n                NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb,\n                NULLIF(current_setting('pghistory.context_id', true), '')::uuid\n            FROM unnest((SELECT range_agg(int8range(id, id, '[]')) FROM new_values)) run;\n            RETURN NULL;\n        ", hash='de5a0be6bc2d2c1ea70b5dadb6d7e8fc1ffe8f00', level='STATEMENT', operation='INSERT', pgid='pgtrigger_addition_18dca', referencing='REFERENCING NEW TABLE AS new_values ', table='claims_statement', when='AFTER')),
                ),
            ],
        ),
        WithoutRepetition(
            'topic',
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name='topic',
                    name='insert_insert',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='topic',
                    name='update_update',
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='topic',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_topicevent" ("id", "key", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "summary") SELECT old_values."id", old_values."key", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."summary" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='75ef4a521504faa17339e4d51d64e6fe064e045a', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_010ac', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='claims_topic', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='topic',
                    trigger=pgtrigger.compiler.Trigger(name='addition', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO sources_addition\n                (table_name, ids, pgh_id, pgh_created_at, pgh_context, pgh_context_id)\n            SELECT TG_TABLE_NAME, run, nextval(pg_get_serial_sequence('claims_topicevent', 'pgh_id')), now(),\n                NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb,\n                NULLIF(current_setting('pghistory.context_id', true), '')::uuid\n            FROM unnest((SELECT range_agg(int8range(id, id, '[]')) FROM new_values)) run;\n            RETURN NULL;\n        ", hash='e8d67af5727fe28827ce8b41026de66cb119c6dc', level='STATEMENT', operation='INSERT', pgid='pgtrigger_addition_76916', referencing='REFERENCING NEW TABLE AS new_values ', table='claims_topic', when='AFTER')),
                ),
            ],
        ),
        migrations.RunSQL(WITHOUT_NESTED_LOOPS, migrations.RunSQL.noop),
    ]
