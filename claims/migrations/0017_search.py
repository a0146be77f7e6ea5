from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0016_shared_corrections")]
    operations = []
