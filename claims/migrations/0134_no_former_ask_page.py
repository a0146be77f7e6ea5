"""claims_ask_page with five arguments goes: only processes of releases before 0122_pages_by_thing called it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0133_statuses_given")]

    operations = [
        migrations.RunSQL(
            "DROP FUNCTION IF EXISTS claims_ask_page(bigint, bytea, text[], bigint, boolean)",
            migrations.RunSQL.noop,
        )
    ]
