"""Who spoke and which day is meant are decisions as what a name means is: each has its confidence and its reason."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0007_desk")]

    operations = [
        migrations.AddField("quote", "confidence", models.FloatField(default=1.0)),
        migrations.AddField("quote", "why", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("spokendate", "confidence", models.FloatField(default=1.0)),
        migrations.AddField("spokendate", "why", models.TextField(blank=True, default=""), preserve_default=False),
    ]
