"""What the check of new migrations finds (tests/test_architecture.py has it look at ours)."""

import pytest
from django.db import migrations, models

from tests.support.migration_dangers import find_dangers

pytestmark = pytest.mark.usefixtures("tables_owner")


def field(**options) -> migrations.AddField:
    return migrations.AddField("claim", "note", models.TextField(**options))


NEW = migrations.CreateModel("Claim", [("id", models.BigAutoField(primary_key=True))])
INDEX = migrations.AddIndex("claim", models.Index(fields=["id"], name="a_name"))


@pytest.mark.parametrize(
    ("operations", "words"),
    [
        ([INDEX], "AddIndexConcurrently"),
        ([NEW, INDEX], None),
        ([field(default="")], "db_default"),
        ([field(db_default="")], None),
        ([field(null=True)], None),
        ([field(null=True, unique=True)], "with an index"),
        ([migrations.AlterField("claim", "note", models.TextField())], "altered"),
        ([migrations.RemoveField("claim", "note")], "release before"),
        ([migrations.RunSQL("CREATE INDEX a ON claims_claim (id)")], "CONCURRENTLY"),
        ([migrations.RunSQL("CREATE INDEX CONCURRENTLY a ON claims_claim (id)")], None),
        ([migrations.RunSQL(["CREATE TABLE t (id int)", ("CREATE INDEX ON t (id)", None)])], None),
        ([migrations.RunSQL("ALTER TABLE t\n ADD CONSTRAINT c CHECK (true)")], "NOT VALID"),
        ([migrations.RunSQL("ALTER TABLE t ADD CONSTRAINT c CHECK (true) NOT VALID")], None),
        ([migrations.RunSQL("ALTER TABLE t ALTER COLUMN c SET NOT NULL")], "NOT VALID first"),
        ([migrations.RunSQL("alter table t alter column c type text")], "written anew"),
        ([migrations.SeparateDatabaseAndState([migrations.RunSQL("DROP TABLE t")])], "release before"),
    ],
)
def test_what_would_stop_it_is_told(operations, words):
    migration = migrations.Migration("0999_something", "claims")
    migration.operations = operations
    dangers = find_dangers(migration)
    assert [words in danger for danger in dangers] == ([True] if words else [])
