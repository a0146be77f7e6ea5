"""A published claim that is open already can be saved: only what makes it so is refused.

It became open by the rule (0046) or because an outlet turned out to speak for a party (0059). An editor mends its
text, or adds a source, before it has a position again.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("claims.migrations.0046_changes_by_the_rule").CHECK
MAY_BE = "current_setting('claims.may_be_open', true) = 'on'"
IS_ALREADY = f"{MAY_BE}\n        OR TG_OP = 'UPDATE' AND OLD.state = 'published' AND OLD.status = 'open'"


class Migration(migrations.Migration):
    dependencies = [("claims", "0065_no_silent_outlets")]
    operations = [migrations.RunSQL(BEFORE.replace(MAY_BE, IS_ALREADY), BEFORE)]
