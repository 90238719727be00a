"""Searches and lists of searches that people keep under a name."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

OWN: list[tuple[str, models.Field]] = [
    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
    ("name", models.CharField(max_length=120)),
    ("created", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
    ("changed", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
    ("deleted", models.DateTimeField(help_text="since when it can be put back, no more", null=True)),
]


def owner(related_name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name=related_name, to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    dependencies = [("archive", "0006_copy_sketches"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                *OWN,
                ("query", models.TextField(blank=True)),
                ("looked", models.DateTimeField(help_text="when the owner last said: seen")),
                ("known", models.BinaryField()),
                ("known_since", models.DateTimeField(help_text="how far back the ids go; null: they are all", null=True)),
                ("owner", owner("saved_searches")),
            ],
            options={
                "ordering": ("name", "id"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="saved_search_has_a_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedList",
            fields=[
                *OWN,
                ("text", models.TextField()),
                ("query", models.TextField(blank=True, help_text="filters as in the address")),
                ("bin", models.CharField(blank=True, max_length=5)),
                ("owner", owner("saved_lists")),
            ],
            options={
                "ordering": ("name", "id"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="saved_list_has_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(("bin__in", ["", "year", "month"])), name="saved_list_bin"
                    ),
                ],
            },
        ),
    ]
