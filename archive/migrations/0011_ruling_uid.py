"""What a ruling is known again by in another archive; those that are there each get their own."""

import uuid

import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0010_quotes_follow_rulings'),
    ]

    operations = [
        migrations.AddField(
            model_name='ruling',
            name='uid',
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                default=uuid.uuid4,
                editable=False,
                unique=True,
            ),
        ),
    ]
