"""Coverage: two fields by other names in the code; the columns, and what stands in them, stay."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0018_changes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='coverage',
            name='brought',
            field=models.JSONField(db_column='brought', default=dict),
        ),
        migrations.RenameField(
            model_name='coverage',
            old_name='brought',
            new_name='intake',
        ),
        migrations.AlterField(
            model_name='coverage',
            name='edition',
            field=models.PositiveIntegerField(db_column='edition', default=1, help_text='Goes up with each save, so that an older copy does not overwrite it.'),
        ),
        migrations.RenameField(
            model_name='coverage',
            old_name='edition',
            new_name='revision',
        ),
    ]
