"""Out of a database and back into it: every row the same, or everything as it was."""

from __future__ import annotations

import errno
import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from archive import backup as backups
from archive import store
from archive.backup import BackupError, tables
from archive.backup.container import Manifest, Writing
from archive.models import Article, Collection, IndexGeneration, Mention, SavedSearch, Source
from archive.search import indexing
from tests.support.articles import keep, keep_one, raw

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    settings.DATABASE_URL = "postgresql://stamps/only"  # the stamps of this folder speak of another database


@pytest.fixture(autouse=True)
def no_labels_of_before():
    yield
    ContentType.objects.clear_cache()


def quiet(what: str, count: int) -> None:
    pass


def full_archive() -> None:
    """Something in as many tables as possible, with what is hard to print."""
    keep(raw("Tab\there", 'Back\\slash \\N \\. "quoted"\r\n\tand 😀 Київ\u2028.', external_id="1"))
    keep(raw("Other", "A first text of some words.", external_id="2"))
    keep(raw("Other", "A second text of some other words.", external_id="2"))
    anna = User.objects.create_user("anna", password="never tell it")
    anna.groups.add(Group.objects.get(name="editor"))
    Collection.objects.get(slug="articles").members.add(anna)
    store.saved_search_create(
        anna, "Grain", "q=grain", store.Look(datetime(2026, 1, 1, tzinfo=UTC), bytes(range(256)), None)
    )
    Mention.objects.create(
        article=Article.objects.first(), start=0, end=4, text="Back", kind="other", confidence=0.1 + 0.2
    )


def held() -> dict[str, object]:
    """What every table of a backup holds."""
    with connection.cursor() as cursor:
        found: dict[str, object] = {}
        for name, columns in tables.kept().items():
            cursor.execute(f"SELECT {', '.join(map(tables.quoted, columns))} FROM {name} ORDER BY 1")
            found[name] = cursor.fetchall()
        return found


def test_every_table_of_ours_is_backed_up_or_left_out_for_a_reason() -> None:
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    names = {model._meta.db_table for model in models if model._meta.app_label != tables.QUEUE} | {"django_migrations"}
    assert names == set(tables.kept()) | set(tables.EXCLUDED)


def test_everything_comes_back(tmp_path: Path) -> None:
    full_archive()
    before, path = held(), tmp_path / "a.backup"
    made = backups.backup(path, quiet)
    assert path.stat().st_mode & 0o777 == 0o600
    Article.objects.all().delete()
    User.objects.all().delete()
    Source.objects.create(slug="new", name="New")
    Session.objects.create(session_key="x", session_data="", expire_date=datetime(2030, 1, 1, tzinfo=UTC))
    with backups.opened(path) as backup:
        backups.restore(backup, quiet)
        assert backup.sha256 == made.sha256
    assert held() == before
    assert User.objects.get().check_password("never tell it")
    assert bytes(SavedSearch.objects.get().known) == bytes(range(256))
    assert not Session.objects.exists()
    again = backups.backup(tmp_path / "b.backup", quiet)
    assert again.tables == made.tables


def test_what_is_stored_afterwards_gets_new_numbers_and_is_guarded_as_before(tmp_path: Path) -> None:
    full_archive()
    backups.backup(tmp_path / "a.backup", quiet)
    later = keep_one(title="Later", external_id="3")
    with backups.opened(tmp_path / "a.backup") as backup:
        backups.restore(backup, quiet)
    assert keep_one(title="After", external_id="4").pk > later.pk
    with pytest.raises(Exception, match="reaches past"):
        Mention.objects.create(article=Article.objects.first(), start=0, end=99_999, text="x", kind="other")
    with connection.cursor() as cursor, pytest.raises(Exception, match="foreign key"):
        cursor.execute("DELETE FROM archive_source; SET CONSTRAINTS ALL IMMEDIATE")


def shape() -> list[tuple[object, ...]]:
    """Every constraint, index and trigger of our tables."""
    query = """
    SELECT conname::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
    UNION ALL SELECT indexname::text, indexdef FROM pg_indexes WHERE schemaname = current_schema()
    UNION ALL SELECT tgname::text, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2
    """
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def test_the_tables_have_all_they_had(tmp_path: Path) -> None:
    full_archive()
    before = shape()
    backups.backup(tmp_path / "a.backup", quiet)
    with backups.opened(tmp_path / "a.backup") as backup:
        backups.restore(backup, quiet)
    assert shape() == before


@hypothesis_settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), min_size=1, max_size=8
    )
)
def test_any_text_comes_back(tmp_path: Path, texts: list[str]) -> None:
    Source.objects.all().delete()
    for number, text in enumerate(texts):
        Source.objects.create(slug=f"s{number}", name=text[:200], note=text)
    made = backups.backup(tmp_path / "a.backup", quiet)
    Source.objects.all().delete()
    with backups.opened(tmp_path / "a.backup") as backup:
        backups.restore(backup, quiet)
    assert [source.note for source in Source.objects.order_by("slug")] == texts
    assert made.tables["archive_source"].rows == len(texts)
    Source.objects.all().delete()
    (tmp_path / "a.backup").unlink()


@pytest.mark.parametrize("change", ["row", "count", "column"])
def test_one_that_does_not_fit_leaves_everything_as_it_was(tmp_path: Path, change: str) -> None:
    full_archive()
    before, path = held(), tmp_path / "a.backup"
    backups.backup(path, quiet)
    _changed(path, change)
    with backups.opened(path) as backup, pytest.raises(BackupError, match=r"as it was|Nothing was changed"):
        backups.restore(backup, quiet)
    assert held() == before


def _changed(path: Path, change: str) -> None:
    """The backup made anew, with a right checksum, but with something in it that cannot be."""
    with backups.opened(path) as old:
        header, manifest = old.header, old.manifest
        parts = {name: b"".join(old.lines(name)) for name in header.tables}
    if change == "row":  # a mention of an article that is not there
        lines = parts["archive_mention"]
        article = str(Article.objects.order_by("pk").values_list("pk", flat=True)[0]).encode()
        parts["archive_mention"] = lines.replace(b"\t" + article + b"\t", b"\t99999\t")
        assert parts["archive_mention"] != lines
    if change == "column":
        header.tables["archive_source"][0] = 'id") TO PROGRAM'
    told = dict(manifest.tables)
    out = io.BytesIO()
    writing = Writing(out, header)
    for name, lines in parts.items():
        with writing.table(name) as part:
            part.write(lines)
    if change == "row":
        told["archive_mention"] = _content(parts["archive_mention"])
    if change == "count":
        told["archive_source"] = told["archive_mention"]
    writing.close(Manifest(told, manifest.sequences))
    path.write_bytes(out.getvalue())


def _content(lines: bytes):
    from archive.backup.container import Tally

    tally = Tally()
    tally.add(lines)
    return tally.content()


def test_a_full_disk_leaves_the_backup_of_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.backup"
    backups.backup(path, quiet)
    whole = path.read_bytes()

    def full(file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BackupError, match="No space left on device"):
        backups.backup(path, quiet)
    assert path.read_bytes() == whole
    assert [entry.name for entry in tmp_path.glob("a.*")] == ["a.backup"]


# --- the commands ---------------------------------------------------------------------------------------


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other connections of the test run are not those of a running archive."""
    monkeypatch.setattr("archive.backup.restoring._OTHERS", "SELECT 0")


def test_an_archive_with_articles_is_refused_unless_told(tmp_path: Path, alone: None, capsys) -> None:
    full_archive()
    path = str(tmp_path / "a.backup")
    call_command("backup", path)
    told = json.loads(capsys.readouterr().out)
    assert told["articles"] == 2
    before = held()
    with pytest.raises(CommandError, match=r"holds 2 articles and 1 people.*--replace") as refused:
        call_command("restore", path)
    assert refused.value.returncode == 2
    assert held() == before
    call_command("restore", path, "--replace", "--no-index")
    assert held() == before
    assert json.loads(capsys.readouterr().out)["sha256"] == told["sha256"]


def test_while_others_use_the_database_it_is_refused(tmp_path: Path) -> None:
    call_command("backup", str(tmp_path / "a.backup"))
    other = connection.copy()
    other.ensure_connection()
    try:
        with pytest.raises(CommandError, match=r"\d+ other processes use this database"):
            call_command("restore", str(tmp_path / "a.backup"))
    finally:
        other.close()


def test_a_file_that_is_there_is_kept_unless_told(tmp_path: Path) -> None:
    path = tmp_path / "a.backup"
    path.write_text("mine")
    with pytest.raises(CommandError, match="--overwrite"):
        call_command("backup", str(path))
    assert path.read_text() == "mine"
    call_command("backup", str(path), "--overwrite")
    call_command("restore", "--check", str(path))


def test_the_index_of_before_serves_no_more(tmp_path: Path, alone: None) -> None:
    full_archive()
    indexing.drain()
    backups.backup(tmp_path / "a.backup", quiet)
    later = keep_one(title="Later", external_id="3")
    indexing.drain()
    call_command("restore", str(tmp_path / "a.backup"), "--replace")
    assert indexing.check().equal
    assert IndexGeneration.objects.filter(state="serving").count() == 1
    assert not Article.objects.filter(pk=later.pk).exists()
