"""What the machine said of a quote's speaker, where a ruling on the speaker's name says otherwise."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0009_rulings'),
    ]

    operations = [
        migrations.AddField(
            model_name='quote',
            name='machine',
            field=models.JSONField(null=True),
        ),
    ]
