"""Every table of ours is vacuumed and analysed after a day's work, not after a fifth of the table."""

import pytest
from django.core.management import call_command
from django.db import connection

from claims.search import vectors
from project.database.vacuum import SETTINGS, TABLES_WITHOUT, list_unset_tables
from tests.support.sql import sql

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_owner")]


def test_every_table_has_the_settings():
    assert list_unset_tables("default") == []
    ours = sql("SELECT reloptions FROM pg_class WHERE relkind = 'r' AND relname ~ '^(claims|sources)_'")
    assert len(ours) > 40
    assert {tuple(sorted(options or ())) for (options,) in ours} == {
        tuple(sorted(f"{name}={value}" for name, value in SETTINGS.items()))
    }


def test_a_migrate_puts_back_what_is_missing_or_differs():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE claims_claim RESET (autovacuum_vacuum_scale_factor)")
        cursor.execute("ALTER TABLE claims_claimevent SET (autovacuum_analyze_scale_factor = 0.5)")
    assert list_unset_tables("default") == ["claims_claim", "claims_claimevent"]
    call_command("migrate", verbosity=0)
    assert list_unset_tables("default") == []


def test_what_another_role_owns_is_left_to_it(guest):
    assert guest.execute(TABLES_WITHOUT, [["fillfactor=1"]]).fetchall() == []
    assert guest.execute(vectors.MAY_TAKE_NOTE).fetchone() == (False,)
    assert len(sql(TABLES_WITHOUT, ["fillfactor=1"])) > 40
    assert sql(vectors.MAY_TAKE_NOTE) == [(True,)]
