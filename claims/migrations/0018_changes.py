from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0017_search")]
    operations = []
