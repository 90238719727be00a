"""The index follows the database: drained, rebuilt beside and swapped, checked, repaired, noticed when damaged."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F

from archive import selectors, store
from archive.models import Article, Gone, IndexGeneration
from archive.search import engines, filling, indexing, service
from archive.search.engine import Engine, IndexDamagedError, SearchUnavailableError
from archive.search.query import EVERYTHING, SearchRequest, Word
from archive.search.tantivy_engine import queries
from archive.store.due import Lock
from tests.support.articles import BODY, keep, keep_one, raw

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index_folder")]


def found(word: str) -> list[int]:
    request = SearchRequest(EVERYTHING, Word(word), sort="oldest", size=100)
    return [hit.id for hit in service.answer(request).hits]


def test_what_is_stored_is_found_after_a_drain() -> None:
    article = keep_one(title="Crimea votes")
    assert indexing.drain() == 1
    assert found("crimea") == [article.pk]
    assert not Article.objects.filter(index_due=True).exists()
    assert indexing.drain() == 0


def test_a_changed_article_is_found_by_its_new_text_only() -> None:
    article = keep_one(title="Talks", external_id="a")
    indexing.drain()
    keep(raw("Talks", external_id="a", body=BODY + " Sevastopol."))
    indexing.drain()
    assert found("sevastopol") == [article.pk]
    keep(raw("Talks", external_id="a", body=BODY + " Odessa."))
    indexing.drain()
    assert found("sevastopol") == []
    assert found("talks") == [article.pk]


def test_withdrawn_and_deleted_articles_leave_the_index() -> None:
    run = store.run_begin("test", {})
    keep(raw("Crimea one", external_id="a"), run=run)
    other = keep_one(title="Crimea two", external_id="b")
    indexing.drain()
    assert len(found("crimea")) == 2
    store.run_undo(run)
    store.article_withdraw(other.pk, "by request")
    indexing.drain()
    assert found("crimea") == []
    assert not Gone.objects.exists()


def test_an_article_changed_while_it_is_written_stays_due(monkeypatch: pytest.MonkeyPatch) -> None:
    article = keep_one(title="Crimea votes")
    engine = engines.OpenSearchEngine if engines.name() == "opensearch" else engines.TantivyEngine
    write = engine.write
    changed = []

    def change_meanwhile(self: Engine, records: list, *more: Any) -> None:
        write(self, records, *more)
        if not changed and records:
            changed.append(article.pk)
            store.mark_index_due([article.pk])

    monkeypatch.setattr(engine, "write", change_meanwhile)
    assert indexing.drain() == 2  # once before the change, once after
    assert indexing.check().equal


def test_rebuild_serves_everything_under_a_new_generation() -> None:
    ids = [saved.article_id for saved in keep(*(raw(f"Crimea {n}", external_id=str(n)) for n in range(7)))]
    indexing.drain()
    before = engines.serving().pk
    generation = indexing.rebuild()
    assert generation.pk != before
    assert generation.state == IndexGeneration.State.SERVING
    assert found("crimea") == sorted(ids)
    assert list(IndexGeneration.objects.values_list("pk", flat=True)) == [generation.pk]
    with pytest.raises(IndexDamagedError, match="missing"):
        engines.open_engine(before)


def test_changes_made_while_rebuilding_are_in_the_new_index(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(raw("Crimea one", external_id="1"), raw("Crimea two", external_id="2"))
    indexing.drain()
    run = store.run_begin("test", {})
    keep(raw("Crimea gone", external_id="3"), run=run)
    indexing.drain()
    fill = filling.fill

    def fill_and_change(engine: Engine, progress: indexing.Progress) -> None:
        fill(engine, progress)
        keep(raw("Crimea one", external_id="1", body=BODY + " Sevastopol."))
        keep(raw("Crimea four", external_id="4"))
        store.run_undo(run)
        indexing.drain()  # into the old generation: the rows are no longer due

    monkeypatch.setattr(filling, "fill", fill_and_change)
    indexing.rebuild()
    assert indexing.check().equal
    titles = dict(Article.objects.values_list("pk", "title"))
    assert [titles[id] for id in found("crimea")] == ["Crimea one", "Crimea two", "Crimea four"]
    assert len(found("sevastopol")) == 1


def test_the_old_index_serves_until_the_new_one_holds_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    article = keep_one(title="Crimea votes")
    indexing.drain()

    def fail(*_: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(indexing, "_bring_up", fail)
    with pytest.raises(RuntimeError):
        indexing.rebuild()
    monkeypatch.undo()
    assert found("crimea") == [article.pk]
    indexing.rebuild()
    assert IndexGeneration.objects.filter(state="building").count() == 0
    assert found("crimea") == [article.pk]


def test_a_missing_index_is_said_and_made_again(index_folder: Path) -> None:
    article = keep_one(title="Crimea votes")
    indexing.drain()
    engines.forget()
    shutil.rmtree(index_folder)
    with pytest.raises(SearchUnavailableError, match="missing"):
        found("crimea")
    assert "missing" in indexing.check().damaged
    assert "missing" in indexing.status().problem
    indexing.drain()
    assert found("crimea") == [article.pk]


@pytest.mark.parametrize("harm", ["meta", "truncated", "deleted"])
def test_a_damaged_index_is_noticed_and_repaired(index_folder: Path, harm: str) -> None:
    ids = [saved.article_id for saved in keep(*(raw(f"Crimea {n}", external_id=str(n)) for n in range(20)))]
    indexing.drain()
    engines.forget()
    (folder,) = index_folder.glob("articles-*")
    if harm == "meta":
        (folder / "meta.json").write_text("{")
    else:
        segment = max(folder.glob("*.idx"), key=lambda file: file.stat().st_size)
        segment.unlink() if harm == "deleted" else os.truncate(segment, 10)
    assert indexing.check().damaged
    assert indexing.repair().damaged
    assert indexing.check().equal
    assert found("crimea") == sorted(ids)


@pytest.mark.parametrize("ending", ["store", "fast", "term", "idx", "pos", "fieldnorm"])
def test_every_flipped_byte_is_noticed(index_folder: Path, ending: str) -> None:
    """By the check always; by a search perhaps, and then with our error: the library's panics are no Exception."""
    keep(*(raw(f"Crimea {n}", external_id=str(n)) for n in range(20)))
    indexing.drain()
    (folder,) = index_folder.glob("articles-*")
    (file,) = sorted(folder.glob(f"*.{ending}"), key=lambda f: f.stat().st_size)[-1:]
    whole = file.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 12)):
        harmed = file.with_suffix(".harmed")
        harmed.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        harmed.replace(file)  # not in place: readers have the file mapped
        engines.forget()
        assert indexing.check().damaged, at
        with suppress(SearchUnavailableError):
            found("crimea")


def test_check_counts_what_differs_and_repair_mends_it() -> None:
    keep(*(raw(f"Crimea {n}", external_id=str(n), body=f"{BODY} Part {n}.") for n in range(4)))
    indexing.drain()
    first, second, third, _ = Article.objects.order_by("pk").values_list("pk", flat=True)
    generation = engines.serving()
    with indexing._engine(generation.pk) as engine:
        engine.write([], [(first, Article.objects.get(pk=first).doc_version)])
    Article.objects.filter(pk=second).update(doc_version=F("doc_version") + 1)
    store.article_withdraw(third, "by request")
    check = indexing.check()
    assert check.difference == indexing.Difference((first,), (second,), (third,))
    indexing.repair()
    assert indexing.check().equal


def test_an_engine_that_cannot_be_reached_is_not_damaged_and_not_rebuilt(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_one(title="Crimea votes")
    generation = store.generation_begin("opensearch", engines.fingerprint())
    store.generation_publish(generation.pk)
    settings.SEARCH_URL = "http://127.0.0.1:9/unreachable"
    check = indexing.check()
    assert check.unavailable
    assert not check.damaged
    assert not check.equal
    with pytest.raises(SearchUnavailableError):
        indexing.repair()
    assert list(IndexGeneration.objects.values_list("pk", "state")) == [(generation.pk, "serving")]
    with pytest.raises(SystemExit):
        call_command("index", "check")
    told = capsys.readouterr()
    assert json.loads(told.out)["unavailable"] == check.unavailable
    assert check.unavailable in told.err


@pytest.mark.parametrize("leaves", [False, True])
def test_an_index_newer_than_a_restored_database_is_rebuilt(leaves: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """As after a restore: what is written from the database is older than what the index holds."""
    article = keep_one(title="Crimea votes")
    indexing.drain()
    generation = engines.serving()
    (record,) = selectors.article_records([article.pk])
    later = dataclasses.replace(record, version=record.version + 5, title="Sevastopol votes")
    with indexing._engine(generation.pk) as engine:
        engine.write([later], [])
    store.commit_number_raise(generation.pk)
    if leaves:
        store.article_withdraw(article.pk, "by request")
    with pytest.raises(SystemExit):
        call_command("index", "check")
    told = capsys.readouterr()
    assert json.loads(told.out)["newer"] == 1
    assert "newer than the database" in told.err
    assert found("sevastopol") == [article.pk]
    assert indexing.repair().difference.newer == (article.pk,)
    assert engines.serving().pk != generation.pk
    assert indexing.check().equal
    assert found("sevastopol") == []
    assert found("crimea") == ([] if leaves else [article.pk])


def test_an_article_written_while_the_check_reads_is_not_newer(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(raw("Talks", external_id="a"))
    indexing.drain()
    doc_versions = selectors.doc_versions
    changed = []

    def change_first(first: int, last: int) -> dict[int, int]:
        versions = doc_versions(first, last)
        if versions and not changed:
            changed.append(True)
            keep(raw("Talks", external_id="a", body=BODY + " Sevastopol."))
            indexing.drain()
        return versions

    monkeypatch.setattr(selectors, "doc_versions", change_first)
    assert not indexing.check().difference.newer
    assert changed


@contextmanager
def no_free_handle() -> Iterator[None]:
    """This process can open no file more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = os.dup(0)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_process_without_file_handles_rebuilds_nothing(index_folder: Path) -> None:
    article = keep_one(title="Crimea votes")
    indexing.drain()
    keep_one(title="Crimea again", external_id="b")
    engines.forget()
    generation = engines.serving().pk
    for use in (indexing.drain, indexing.repair, lambda: found("crimea")):
        with no_free_handle(), pytest.raises(SearchUnavailableError, match="no free file handles") as told:
            use()
        assert not isinstance(told.value, IndexDamagedError)
        assert "LimitNOFILE" in told.value.repair
    with no_free_handle():
        check = indexing.check()
        assert not indexing.status().rebuild
    assert "no free file handles" in check.unavailable
    assert not check.damaged
    assert engines.serving().pk == generation
    assert found("crimea") == [article.pk]
    indexing.drain()
    assert len(found("crimea")) == 2
    assert sorted(folder.name for folder in index_folder.iterdir()) == [
        f"articles-{generation}",
        f"quotes-{generation}",
    ]


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO])
@pytest.mark.parametrize("by_library", [False, True])
def test_what_the_machine_lacks_is_no_damage(tmp_path: Path, number: int, by_library: bool) -> None:
    error = ValueError(f"IoError {{ Os {{ code: {number}, kind: X }} }}") if by_library else OSError(number, "no")
    with pytest.raises(SearchUnavailableError, match="cannot be used") as told, queries.border(tmp_path):
        raise error
    assert not isinstance(told.value, IndexDamagedError)
    assert told.value.repair


def test_only_what_is_being_built_is_published() -> None:
    serving = store.generation_begin("tantivy", "x")
    store.generation_publish(serving.pk)
    retired = store.generation_begin("tantivy", "x")
    store.generation_retire(retired.pk)
    for generation in (serving, retired):
        with pytest.raises(ValueError, match="not being built"):
            store.generation_publish(generation.pk)
    assert selectors.serving_generation() == serving


def test_the_first_index_is_not_made_while_a_rebuild_makes_it() -> None:
    article = keep_one(title="Crimea votes")
    other = connection.copy()  # another process's connection; a session may take its own lock twice
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [int(Lock.REBUILD)])
        building = store.generation_begin(engines.name(), engines.fingerprint())
        with pytest.raises(SearchUnavailableError, match="being rebuilt"):
            indexing.drain()
        building.refresh_from_db()
        assert building.state == IndexGeneration.State.BUILDING
        cursor.execute("SELECT pg_advisory_unlock(%s)", [int(Lock.REBUILD)])
    other.close()
    indexing.drain()
    assert found("crimea") == [article.pk]


def test_status_asks_for_a_rebuild_where_only_that_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    assert indexing.status().rebuild, "there is none yet"
    keep_one(title="Crimea votes")
    indexing.drain()
    assert not indexing.status().rebuild
    monkeypatch.setattr("archive.search.fields.DOCUMENTS", 99)
    assert indexing.status().rebuild


def test_an_index_of_another_version_is_refused_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_one(title="Crimea votes")
    indexing.drain()
    monkeypatch.setattr("archive.search.fields.DOCUMENTS", 99)
    with pytest.raises(SearchUnavailableError, match="another version") as told:
        found("crimea")
    assert "index rebuild" in told.value.repair
    with pytest.raises(SearchUnavailableError, match="another version"):
        indexing.drain()
    indexing.rebuild()
    assert len(found("crimea")) == 1


def test_two_rebuilds_at_once_are_one() -> None:
    keep_one(title="Crimea votes")
    other = connection.copy()  # another process's connection; a session may take its own lock twice
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [int(Lock.REBUILD)])
        with pytest.raises(SearchUnavailableError, match="already"):
            indexing.rebuild()
        cursor.execute("SELECT pg_advisory_unlock(%s)", [int(Lock.REBUILD)])
    other.close()
    indexing.rebuild()


def test_a_cached_answer_is_never_older_than_the_last_commit() -> None:
    keep_one(title="Crimea votes", external_id="a")
    indexing.drain()
    assert len(found("crimea")) == 1
    keep_one(title="Crimea again", external_id="b")
    assert len(found("crimea")) == 1
    indexing.drain()
    assert len(found("crimea")) == 2


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo
from archive.search.documents import ArticleRecord
from archive.search.tantivy_engine import TantivyEngine
engine = TantivyEngine(Path(sys.argv[1]), ZoneInfo("UTC"), create=True)
for batch in range(1000):
    records = [ArticleRecord(n + 1, batch + 1, "crimea", "words " * 50, "en", "s", "S", "public", (1,), ("c",),
               datetime(2026, 11, 1, tzinfo=UTC), 50) for n in range(20)]
    engine.write(records, [])
    print(batch + 1, flush=True)
"""


def test_killed_while_writing_nothing_committed_is_lost(tmp_path: Path) -> None:
    """kill -9 at ten moments: what was acknowledged is there, in whole batches, and writing goes on."""
    for turn in range(10):
        folder = tmp_path / f"killed-{turn}"
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline()) for _ in range(1 + turn % 4)]
        until = time.monotonic() + turn * 0.003  # not the same moment of a commit each time
        while time.monotonic() < until:
            pass
        process.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in process.stdout.read().split()]
        process.wait()
        process.stdout.close()
        engine = engines.TantivyEngine(folder, ZoneInfo("UTC"))
        versions = engine.versions(0, 100)
        assert len(versions) == 20
        assert len(set(versions.values())) == 1
        assert set(versions.values()).pop() in (acknowledged[-1], acknowledged[-1] + 1)
        engine.write([], [(1, 1)])
        assert len(engine.versions(0, 100)) == 19
        engine.close()
