"""The group "administrator" may do its work under /admin/: until now it had no permission there at all.

Django makes permissions only after all migrations, so those needed here are made now, under the same names.
"""

from django.db import migrations

GROUP = "administrator"
_CHANGE = ("add", "change", "view")
# Runs and rejected records are what happened: looked at, never edited.
GRANTS = {
    ("archive", "source", "source"): _CHANGE,
    ("archive", "collection", "collection"): _CHANGE,
    ("archive", "ingestrun", "ingest run"): ("view",),
    ("archive", "rejected", "rejected"): ("view",),
    ("auth", "user", "user"): _CHANGE,
    ("auth", "group", "group"): _CHANGE,
}


def grant(apps, schema_editor):
    content_type = apps.get_model("contenttypes", "ContentType")
    permission = apps.get_model("auth", "Permission")
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    for (app, model, words), actions in GRANTS.items():
        about, _ = content_type.objects.get_or_create(app_label=app, model=model)
        for action in actions:
            allowed, _ = permission.objects.get_or_create(
                content_type=about, codename=f"{action}_{model}", defaults={"name": f"Can {action} {words}"}
            )
            group.permissions.add(allowed)


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0002_sequences_and_triggers"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
