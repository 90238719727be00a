"""Names of people and organisations that the authority lacks are looked up by their folded form, as all names are."""

from django.db import migrations, models

from archive.authority.names import fold


def fill(apps, schema_editor):
    mention = apps.get_model("archive", "Mention")
    for name in mention.objects.exclude(candidate="").values_list("candidate", flat=True).distinct().iterator():
        mention.objects.filter(candidate=name).update(candidate_folded=fold(name)[:400])


class Migration(migrations.Migration):
    dependencies = [("archive", "0003_administrators")]

    operations = [
        migrations.AddField(
            model_name="mention",
            name="candidate_folded",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="mention", name="mention_candidate"),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(
                condition=models.Q(("candidate_folded", ""), _negated=True),
                fields=["candidate_folded"],
                name="mention_candidate_folded",
            ),
        ),
    ]
