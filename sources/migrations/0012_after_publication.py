"""An outlet cannot correct or retract an article before it has published it.

Rows that say so already stay as they are until somebody saves them: which of the two dates is wrong, nobody
here can know.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q

VALIDATE = """
DO $$
DECLARE
    ids text;
BEGIN
    ALTER TABLE sources_article VALIDATE CONSTRAINT article_{name}_after_publication;
EXCEPTION WHEN check_violation THEN
    SELECT string_agg(id::text, ', ' ORDER BY id) INTO ids FROM (
        SELECT id FROM sources_article WHERE {name}_on < published_on ORDER BY id LIMIT 20) a;
    RAISE WARNING 'Articles were {name} before they were published: mend their dates. Ids (at most 20): %', ids;
END $$;
"""


def add_constraint(name: str) -> list[migrations.operations.base.Operation]:
    date = f"{name}_on"
    constraint = models.CheckConstraint(
        name=f"article_{name}_after_publication",
        condition=Q(**{f"{date}__isnull": True})
        | Q(published_on__isnull=True)
        | Q(**{f"{date}__gte": F("published_on")}),
        violation_error_message=f"The article cannot have been {name} before it was published."
        " Check both dates.",
    )
    return [
        AddConstraintNotValid("article", constraint),
        migrations.RunSQL(VALIDATE.format(name=name), migrations.RunSQL.noop),
    ]


class Migration(migrations.Migration):
    dependencies = [("sources", "0011_ids_never_change")]
    operations = [*add_constraint("corrected"), *add_constraint("retracted")]
