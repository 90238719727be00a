"""Version numbers from one sequence, spans held within their text, and the groups of people.

Offsets are held by the database, not only by the tagger: a span outside its headline or body is refused,
whoever writes it. The lengths stand on the article, so the check reads no text.
"""

from django.db import migrations

FORWARD = """
CREATE SEQUENCE archive_version_seq;

CREATE FUNCTION archive_span_within_text() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bound integer;
BEGIN
    SELECT CASE NEW.part WHEN 'title' THEN title_length ELSE body_length END
      INTO bound FROM archive_article WHERE id = NEW.article_id;
    IF NEW."end" > bound THEN
        RAISE EXCEPTION 'span %-% reaches past the % of article %, which has % characters',
            NEW.start, NEW."end", NEW.part, NEW.article_id, bound USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER mention_within_text BEFORE INSERT OR UPDATE OF start, "end", part, article_id ON archive_mention
    FOR EACH ROW EXECUTE FUNCTION archive_span_within_text();
CREATE TRIGGER quote_within_text BEFORE INSERT OR UPDATE OF start, "end", part, article_id ON archive_quote
    FOR EACH ROW EXECUTE FUNCTION archive_span_within_text();
CREATE TRIGGER spoken_date_within_text BEFORE INSERT OR UPDATE OF start, "end", part, article_id ON archive_spokendate
    FOR EACH ROW EXECUTE FUNCTION archive_span_within_text();
"""

BACKWARD = """
DROP TRIGGER spoken_date_within_text ON archive_spokendate;
DROP TRIGGER quote_within_text ON archive_quote;
DROP TRIGGER mention_within_text ON archive_mention;
DROP FUNCTION archive_span_within_text();
DROP SEQUENCE archive_version_seq;
"""

GROUPS = ("metadata reader", "reader", "researcher", "editor", "administrator")


def make_groups(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in GROUPS:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunPython(make_groups, migrations.RunPython.noop),
    ]
