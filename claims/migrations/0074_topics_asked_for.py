"""The index of the words of topics' names: a search that has a topic's name puts its claims first."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models

NAME_WORDS = models.Func(
    "name", template="to_tsvector('english_unaccent', %(expressions)s)", output_field=SearchVectorField()
)


class Migration(migrations.Migration):
    dependencies = [("claims", "0073_reworded_at_fixed_cost")]
    operations = [migrations.AddIndex("topic", GinIndex(NAME_WORDS, name="topic_words"))]
