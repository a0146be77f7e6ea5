"""Words of excerpts as sources 0010 sets them apart."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0029_wikidata_around"), ("sources", "0010_quicker_words")]
    operations = [migrations.RunSQL("REINDEX INDEX citation_excerpt_words", migrations.RunSQL.noop)]
