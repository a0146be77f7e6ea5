"""Key claims: those with which the page of a topic opens, chosen and put in order by editors."""

from importlib import import_module

import django.contrib.postgres.functions
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


make_anew = import_module("claims.migrations.0034_keys_by_hash").make_anew


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0055_complaints"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeyClaim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        db_default=django.db.models.functions.comparison.Cast(
                            django.contrib.postgres.functions.RandomUUID(), models.CharField(max_length=80)
                        ),
                        editable=False,
                        help_text="Given once. Names this row in fixtures and imports.",
                        max_length=80,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9-]*\\Z",
                                "A key has small letters, digits and hyphens, and begins with a letter or a digit.",
                            )
                        ],
                    ),
                ),
                ("place", models.SmallIntegerField(help_text="1 stands first.")),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="key_in", to="claims.claim"
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="key_claims",
                        to="claims.topic",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="KeyClaimEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "key",
                    models.CharField(
                        db_default=django.db.models.functions.comparison.Cast(
                            django.contrib.postgres.functions.RandomUUID(), models.CharField(max_length=80)
                        ),
                        editable=False,
                        help_text="Given once. Names this row in fixtures and imports.",
                        max_length=80,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9-]*\\Z",
                                "A key has small letters, digits and hyphens, and begins with a letter or a digit.",
                            )
                        ],
                    ),
                ),
                ("place", models.SmallIntegerField(help_text="1 stands first.")),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="claims.keyclaim",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="claims.topic",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="keyclaim",
            constraint=models.UniqueConstraint(
                fields=("topic", "claim"),
                name="key_claim_once_per_topic",
                violation_error_message="This claim is a key claim of the topic already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="keyclaim",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("topic", "place"),
                name="key_claim_place_once_per_topic",
                violation_error_message="Two key claims of a topic cannot have the same place.",
            ),
        ),
        migrations.AddConstraint(
            model_name="keyclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__gte", 1), ("place__lte", 7)),
                name="key_claim_has_one_of_seven_places",
                violation_error_message="The place of a key claim is a number from 1 to 7.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keyclaim",
            trigger=pgtrigger.compiler.Trigger(
                name="key_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."key" IS DISTINCT FROM (NEW."key"))',
                    func="\n            RAISE EXCEPTION 'A key is given once and never altered.'\n            USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_key_is_immutable';\n        ",
                    hash="ab3d7eaea750a7706d39be98fe45063d09a988d9",
                    operation='UPDATE OF "key"',
                    pgid="pgtrigger_key_never_changes_11bb2",
                    table="claims_keyclaim",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keyclaim",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_keyclaimevent" ("claim_id", "id", "key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "topic_id") SELECT old_values."claim_id", old_values."id", old_values."key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."place", old_values."topic_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="db22da4638f1f8f4e639ad7503b9c3f293f7e44f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d218f",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="claims_keyclaim",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keyclaim",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_keyclaimevent" ("claim_id", "id", "key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "topic_id") SELECT old_values."claim_id", old_values."id", old_values."key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."place", old_values."topic_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="59080f298ae039ce0fe30a339709738089d1d104",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_76051",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="claims_keyclaim",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keyclaim",
            trigger=pgtrigger.compiler.Trigger(
                name="addition",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO sources_addition\n                (table_name, ids, pgh_id, pgh_created_at, pgh_context, pgh_context_id)\n            SELECT TG_TABLE_NAME, run, nextval(pg_get_serial_sequence('claims_keyclaimevent', 'pgh_id')), now(),\n                NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb,\n                NULLIF(current_setting('pghistory.context_id', true), '')::uuid\n            FROM unnest((SELECT range_agg(int8range(id, id, '[]')) FROM new_values)) run;\n            RETURN NULL;\n        ",
                    hash="c7bd74f6ea1db14eff5f2bdcfda24f128dc710cc",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_addition_b4ffb",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="claims_keyclaim",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keyclaim",
            trigger=pgtrigger.compiler.Trigger(
                name="id_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id"))',
                    func="\n            RAISE EXCEPTION 'An id is given once and never altered.'\n            USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_id_is_immutable';\n        ",
                    hash="a29ae482822b6854aa2ac27ee7f15f1fc049bc16",
                    operation='UPDATE OF "id"',
                    pgid="pgtrigger_id_never_changes_0f281",
                    table="claims_keyclaim",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keyclaimevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0bedf023d5bad7f0543cc82d1495ceba343c1a37",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_71058",
                    table="claims_keyclaimevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunPython(make_anew("u", "EXCLUDE USING hash (key WITH =)"), migrations.RunPython.noop),
    ]
