"""The id of a row on the record never changes: it is what holds the row's history together."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('claims', '0030_quicker_words')]
    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='affiliation',
            trigger=pgtrigger.compiler.Trigger(name='id_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id"))', func="\n            RAISE EXCEPTION 'An id is given once and never altered.'\n            USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_id_is_immutable';\n        ", hash='1d36b87e7664a3be5faa1f9b5527d33c1925e1e6', operation='UPDATE OF "id"', pgid='pgtrigger_id_never_changes_50c70', table='claims_affiliation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alias',
            trigger=pgtrigger.compiler.Trigger(name='id_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id"))', func="\n            RAISE EXCEPTION 'An id is given once and never altered.'\n            USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_id_is_immutable';\n        ", hash='5a6811d9f6ee7751ba318afd252c2744338d93e5', operation='UPDATE OF "id"', pgid='pgtrigger_id_never_changes_31df9', table='claims_alias', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citation',
            trigger=pgtrigger.compiler.Trigger(name='id_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id"))', func="\n            RAISE EXCEPTION 'An id is given once and never altered.'\n            USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_id_is_immutable';\n        ", hash='4c6068928a3147ee8eafb70868095b0098d2a3e4', operation='UPDATE OF "id"', pgid='pgtrigger_id_never_changes_3ad19', table='claims_citation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='id_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id"))', func="\n            RAISE EXCEPTION 'An id is given once and never altered.'\n            USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_id_is_immutable';\n        ", hash='5eea7ad93f529562a1590aa14ad76e0d4195ce48', operation='UPDATE OF "id"', pgid='pgtrigger_id_never_changes_7460e', table='claims_claim', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimant',
            trigger=pgtrigger.compiler.Trigger(name='id_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id"))', func="\n            RAISE EXCEPTION 'An id is given once and never altered.'\n            USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_id_is_immutable';\n        ", hash='82455afcc0a1e025786f829ebc053378a9032c81', operation='UPDATE OF "id"', pgid='pgtrigger_id_never_changes_df959', table='claims_claimant', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimrelation',
            trigger=pgtrigger.compiler.Trigger(name='id_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id"))', func="\n            RAISE EXCEPTION 'An id is given once and never altered.'\n            USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_id_is_immutable';\n        ", hash='c832d3a3e8bc343757f1e1bd74e692dd0506988a', operation='UPDATE OF "id"', pgid='pgtrigger_id_never_changes_51c8f', table='claims_claimrelation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claimtopic',
            trigger=pgtrigger.compiler.Trigger(name='id_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id"))', func="\n            RAISE EXCEPTION 'An id is given once and never altered.'\n            USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_id_is_immutable';\n        ", hash='8bb773f616e10637fc22ecc0d311b394ee2316ae', operation='UPDATE OF "id"', pgid='pgtrigger_id_never_changes_21258', table='claims_claim_topics', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correction',
            trigger=pgtrigger.compiler.Trigger(name='id_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id"))', func="\n            RAISE EXCEPTION 'An id is given once and never altered.'\n            USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_id_is_immutable';\n        ", hash='7b89c4a21472f21165bc4a08060a14d7f8e95bfd', operation='UPDATE OF "id"', pgid='pgtrigger_id_never_changes_98262', table='claims_correction', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='factcheck',
            trigger=pgtrigger.compiler.Trigger(name='id_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id"))', func="\n            RAISE EXCEPTION 'An id is given once and never altered.'\n            USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_id_is_immutable';\n        ", hash='188bf8dd3d0ee05a3ecff04dd996ef02948dee99', operation='UPDATE OF "id"', pgid='pgtrigger_id_never_changes_af88d', table='claims_factcheck', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statement',
            trigger=pgtrigger.compiler.Trigger(name='id_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id"))', func="\n            RAISE EXCEPTION 'An id is given once and never altered.'\n            USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_id_is_immutable';\n        ", hash='2e4d256e802de16affb769a7080f79a594d85735', operation='UPDATE OF "id"', pgid='pgtrigger_id_never_changes_b8ebe', table='claims_statement', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='topic',
            trigger=pgtrigger.compiler.Trigger(name='id_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id"))', func="\n            RAISE EXCEPTION 'An id is given once and never altered.'\n            USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_id_is_immutable';\n        ", hash='d16c8c0ee13514eaeb4bef8490ce40f9b9776328', operation='UPDATE OF "id"', pgid='pgtrigger_id_never_changes_66950', table='claims_topic', when='BEFORE')),
        ),
    ]
