"""Which tags are of an earlier version is asked each minute, and mostly none are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0004_candidate_folded")]

    operations = [
        migrations.AddIndex(model_name="tagstate", index=models.Index(fields=["tagger"], name="tag_tagger")),
    ]
