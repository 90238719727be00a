"""The log of rulings; what the machine said of a mention that one is about; printed names as look-ups compare them."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from archive.authority.names import fold

# Distinct names at once: some megabytes.
_AT_ONCE = 50_000


def fold_names(apps, schema_editor):
    """An archive prints each name many times: folded once, and given to all its mentions by one statement."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE printed (text text, folded text) ON COMMIT DROP")
        cursor.execute("SELECT DISTINCT text FROM archive_mention")
        while rows := cursor.fetchmany(_AT_ONCE):
            pairs = [(text, fold(text)[:200]) for (text,) in rows]
            with schema_editor.connection.cursor() as other:
                other.execute(
                    "INSERT INTO printed SELECT * FROM unnest(%s::text[], %s::text[])",
                    [[text for text, _ in pairs], [folded for _, folded in pairs]],
                )
        cursor.execute("UPDATE archive_mention m SET folded = p.folded FROM printed p WHERE p.text = m.text")


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0008_quote_and_date_reasons'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='mention',
            name='folded',
            field=models.CharField(blank=True, db_default='', max_length=200),
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
        migrations.AddField(
            model_name='mention',
            name='machine',
            field=models.JSONField(null=True),
        ),
        migrations.CreateModel(
            name='Ruling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(blank=True, max_length=10)),
                ('form', models.CharField(blank=True, help_text='the printed name', max_length=300)),
                ('folded', models.CharField(blank=True, max_length=200)),
                ('part', models.CharField(default='body', max_length=5)),
                ('context', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(blank=True, max_length=16), default=list, size=None)),
                ('position', models.PositiveIntegerField(default=0)),
                ('means', models.CharField(blank=True, max_length=12)),
                ('actor', models.CharField(blank=True, max_length=120)),
                ('place', models.CharField(blank=True, max_length=120)),
                ('author_name', models.CharField(blank=True, max_length=150)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('in_force', models.BooleanField(default=True)),
                ('reached', models.BigIntegerField(default=0)),
                ('finished', models.DateTimeField(null=True)),
                ('article', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='rulings', to='archive.article')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rulings', to='archive.source')),
                ('undoes', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='archive.ruling')),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.AddField(
            model_name='mention',
            name='ruling',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='archive.ruling'),
        ),
        migrations.AddIndex(
            model_name='mention',
            index=models.Index(fields=['folded', 'article'], name='mention_folded'),
        ),
        migrations.AddIndex(
            model_name='ruling',
            index=models.Index(condition=models.Q(('in_force', True), ('undoes__isnull', True)), fields=['folded'], name='ruling_in_force'),
        ),
        migrations.AddIndex(
            model_name='ruling',
            index=models.Index(condition=models.Q(('finished__isnull', True)), fields=['id'], name='ruling_unfinished'),
        ),
        migrations.AddConstraint(
            model_name='ruling',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scope', ''), ('undoes__isnull', False)), models.Q(('scope__in', ['here', 'article', 'source', 'everywhere']), ('undoes__isnull', True)), _connector='OR'), name='ruling_says_where_or_what_it_undoes'),
        ),
    ]
