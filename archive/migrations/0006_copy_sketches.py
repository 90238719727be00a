"""Sketches by which copies are found. Those of articles already stored are made by the worker, as due work."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0005_tag_tagger")]

    operations = [
        migrations.RemoveField(model_name="copygroup", name="digest"),
        migrations.AddField(
            model_name="article",
            name="copies_due",
            field=models.BooleanField(default=True, help_text="not yet compared with others for copies"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(condition=models.Q(("copies_due", True)), fields=["id"], name="article_copies_due"),
        ),
        migrations.CreateModel(
            name="CopySketch",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="copy_sketch",
                        serialize=False,
                        to="archive.article",
                    ),
                ),
                ("day", models.DateField(help_text="day of publication, null if not known to the day", null=True)),
                ("size", models.PositiveIntegerField(help_text="different runs of three words in the body")),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["keys"], name="copysketch_keys")
                ],
            },
        ),
    ]
