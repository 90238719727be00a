"""The embedded index where the machine fails it: no room, no right to write, a kill while it is rebuilt, a file cut
short under a reader. The old index answers, what is wrong is said, and what waited is written when it can be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections

from archive import selectors, store
from archive.models import Article, IndexGeneration
from archive.search import engines, filling, indexing
from archive.search.engine import IndexDamagedError, SearchUnavailableError
from archive.search.query import EVERYTHING, SearchRequest, Word
from archive.tasks import trouble
from tests.search.test_indexing import found
from tests.support import answers
from tests.support.articles import keep, raw

pytestmark = pytest.mark.django_db

MEGABYTES = 12


def run(*command: str) -> str:
    """What a command complained of; "" where it did what it should."""
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    return told.stderr.strip() or "it failed" if told.returncode else ""


@pytest.fixture
def small_disk(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A real file system of its own for the index, of 12 MB. DATA_DIR itself stays on the machine's disk."""
    place = tmp_path / "index"
    place.mkdir()
    why = run("mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "dateline-test", str(place))
    if why:
        pytest.skip(f"a small file system cannot be mounted here (needs root): {why}")
    settings.DATA_DIR = tmp_path
    engines.forget()
    answers.forget()
    yield place
    engines.forget()
    answers.forget()
    run("umount", "--lazy", str(place))


def ballast(place: Path, leave: int = 0) -> Path:
    """A file that fills the file system up to `leave` bytes."""
    free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
    file = place / "ballast"
    file.write_bytes(b"\0" * max(0, free - leave))
    return file


def articles(first: int, last: int) -> list[int]:
    """Articles of different words, so that they need room; their ids."""
    texts = (
        " ".join(f"word{(number * 7919 + at * 104729) % 60_000}" for at in range(700)) for number in range(first, last)
    )
    kept = keep(*(raw(f"Crimea {n}", external_id=str(n), body=text) for n, text in enumerate(texts, first)))
    return [saved.article_id for saved in kept]


def test_a_full_disk_stops_writing_only(small_disk: Path) -> None:
    """What was found is found, what could not be written stays due and is written when there is room; three times."""
    known = articles(0, 50)
    indexing.drain()
    for turn in range(1, 4):
        more = articles(turn * 1_000, turn * 1_000 + 150)
        file = ballast(small_disk, leave=100_000)
        with pytest.raises(SearchUnavailableError, match="no space is left") as told, trouble.noted("index"):
            indexing.drain()
        assert not isinstance(told.value, IndexDamagedError), "a rebuild would only need more room"
        assert str(small_disk) in told.value.message
        assert "make room" in told.value.repair
        (noted,) = trouble.troubles()
        assert str(small_disk) in noted.error
        assert "make room" in noted.error
        engines.forget()
        assert found("crimea") == sorted(known)[:100]
        assert set(Article.objects.filter(index_due=True).values_list("pk", flat=True)) == set(more)
        assert not indexing.check().damaged
        file.unlink()
        with trouble.noted("index"):
            assert indexing.drain() == 150
        known += more
        assert trouble.troubles() == []
        assert indexing.check().equal
        assert indexing.status().documents == len(known)


def test_what_a_write_without_room_left_behind_is_removed(small_disk: Path) -> None:
    articles(0, 50)
    indexing.drain()
    before = used(small_disk)
    articles(1_000, 1_400)
    file = ballast(small_disk, leave=1_000_000)
    with pytest.raises(SearchUnavailableError, match="no space is left"):
        indexing.drain()
    file.unlink()
    assert used(small_disk) < before + 200_000


def used(place: Path) -> int:
    return sum(file.stat().st_size for file in place.rglob("*") if file.is_file())


def test_a_rebuild_without_room_leaves_the_old_index_and_no_remains(small_disk: Path) -> None:
    known = articles(0, 300)
    indexing.drain()
    serving = engines.serving().pk
    file = ballast(small_disk, leave=600_000)
    with pytest.raises(SearchUnavailableError, match="no space is left"):
        indexing.rebuild()
    assert [folder.name for folder in small_disk.glob("articles-*")] == [f"articles-{serving}"]
    assert list(IndexGeneration.objects.values_list("pk", "state")) == [(serving, "serving")]
    engines.forget()
    assert found("crimea") == sorted(known)[:100]
    assert indexing.check().equal
    file.unlink()
    indexing.rebuild()
    assert engines.serving().pk != serving
    assert indexing.check().equal


def test_a_disk_that_is_read_only_is_said_and_no_damage(small_disk: Path) -> None:
    """Whoever has the index open goes on answering from it; opening it anew needs a lock file of the library's."""
    known = articles(0, 20)
    indexing.drain()
    assert found("crimea") == sorted(known)
    articles(1_000, 1_010)
    assert not run("mount", "-o", "remount,ro", str(small_disk))
    with pytest.raises(SearchUnavailableError, match="Read-only file system") as told:
        indexing.drain()
    assert not isinstance(told.value, IndexDamagedError)
    answers.forget()
    assert found("crimea") == sorted(known)
    assert not indexing.status().rebuild
    assert not run("mount", "-o", "remount,rw", str(small_disk))
    assert indexing.drain() == 10
    assert len(found("crimea")) == 30


# --- a rebuild that is killed -----------------------------------------------------------------------------

REBUILDER = """
import sys
import django
django.setup()
from django.conf import settings
from django.db import connections
settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = sys.argv[1]
from archive.search import filling, indexing
filling.BATCH = 20
filling.MANY = 40
def progress(done, total):
    print(done, flush=True)
indexing.rebuild(progress)
print("done", flush=True)
"""


@contextmanager
def rebuilding() -> Iterator[subprocess.Popen[str]]:
    """`index rebuild` as a process of its own, in small steps, on the test's database."""
    database = connection.settings_dict
    environment = {
        **os.environ,
        "DATA_DIR": str(engines.folder_of(0).parents[1]),
        "DJANGO_SETTINGS_MODULE": "archive.settings",
    }
    environment.setdefault(
        "DATABASE_URL",
        f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}&port={database['PORT']}",
    )
    process = subprocess.Popen(
        [sys.executable, "-c", REBUILDER, database["NAME"]],
        env=environment, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("index_folder")
@pytest.mark.parametrize("steps", [1, 3, 6, 9])
def test_a_rebuild_killed_while_articles_are_written(index_folder: Path, steps: int) -> None:
    """kill -9 after some steps, with a writer at work: the old index answers all the while and is whole, the next
    rebuild clears the remains away and misses nothing."""
    articles(0, 200)
    indexing.drain()
    serving = engines.serving().pk
    stop, failures = threading.Event(), list[BaseException]()

    def write() -> None:
        number = 5_000
        try:
            while not stop.is_set():
                articles(number, number + 5)
                indexing.drain()
                number += 5
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with rebuilding() as process:
            assert process.stdout is not None
            for _ in range(steps):
                assert process.stdout.readline().strip().isdigit()
            process.send_signal(signal.SIGKILL)
            process.wait()
            assert len(found("crimea")) == 100
    finally:
        stop.set()
        writer.join()
    assert failures == []
    indexing.drain()
    assert engines.serving().pk == serving
    assert indexing.check().equal
    assert len(list(index_folder.glob("articles-*"))) == 2, "the killed one left its half"
    indexing.rebuild()
    assert [folder.name for folder in index_folder.glob("articles-*")] == [f"articles-{engines.serving().pk}"]
    assert indexing.check().equal


@pytest.fixture
def _several(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even few articles are prepared by processes of their own."""
    monkeypatch.setattr(filling, "BATCH", 20)
    monkeypatch.setattr(filling, "MANY", 20)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("index_folder", "_several")
def test_what_several_processes_prepare_is_what_one_writes() -> None:
    articles(0, 90)
    indexing.drain()
    before = found("crimea")
    told: list[tuple[int, int]] = []
    indexing.rebuild(lambda done, total: told.append((done, total)))
    assert found("crimea") == before
    assert len(before) == 90
    assert [done for done, _ in told] == [20, 40, 60, 80, 90]
    assert indexing.check().equal


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_several")
def test_a_killed_helper_of_a_rebuild_is_told_and_the_old_index_serves(
    index_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles(0, 90)
    indexing.drain()
    serving, mine, read = engines.serving().pk, os.getpid(), selectors.article_records

    def read_and_die(ids: Any) -> Any:
        if os.getpid() != mine and ids[0] > min(Article.objects.values_list("pk", flat=True)) + 40:
            os.kill(os.getpid(), signal.SIGKILL)
        return read(ids)

    monkeypatch.setattr(selectors, "article_records", read_and_die)
    with pytest.raises(SearchUnavailableError, match="was killed"):
        indexing.rebuild()
    assert [folder.name for folder in index_folder.glob("articles-*")] == [f"articles-{serving}"]
    assert len(found("crimea")) == 90


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("index_folder")
def test_a_rebuild_beside_a_writer_misses_nothing() -> None:
    articles(0, 100)
    indexing.drain()
    run_of_others = store.run_begin("test", {})
    keep(raw("Crimea gone", external_id="gone"), run=run_of_others)
    with rebuilding() as process:
        assert process.stdout is not None
        process.stdout.readline()
        articles(5_000, 5_030)
        indexing.drain()
        store.run_undo(run_of_others)
        assert process.wait(120) == 0
    engines.forget()
    indexing.drain()
    assert indexing.check().equal
    assert indexing.status().documents == 130


# --- a file cut short under a reader ----------------------------------------------------------------------

READER = """
import os, sys
from pathlib import Path
from zoneinfo import ZoneInfo
from archive.search.query import EVERYTHING, SearchRequest, Word
from archive.search.tantivy_engine import TantivyEngine
folder = Path(sys.argv[1])
engine = TantivyEngine(folder, ZoneInfo("UTC"))
request = SearchRequest(EVERYTHING, Word("crimea"))
print(engine.search(request).total, flush=True)
for file in folder.glob("*.*"):
    if file.suffix not in (".json", ".lock"):
        os.truncate(file, 0)
print(engine.search(request).total, flush=True)
"""


@pytest.mark.usefixtures("index_folder")
def test_a_file_cut_short_kills_its_readers_and_is_damage_to_the_next(index_folder: Path) -> None:
    """The system ends whoever reads a mapped file beyond its new end (SIGBUS); nothing can be caught. The web server
    starts another process, which finds the damage as it opens the index: it says so, and `index repair` mends it."""
    ids = articles(0, 30)
    indexing.drain()
    engines.forget()
    (folder,) = index_folder.glob("articles-*")
    told = subprocess.run([sys.executable, "-c", READER, str(folder)], capture_output=True, text=True, check=False)
    assert told.returncode == -signal.SIGBUS
    assert told.stdout.split() == ["30"], "no wrong answer was given"
    with pytest.raises(IndexDamagedError):
        engines.TantivyEngine(folder, ZoneInfo("UTC")).search(SearchRequest(EVERYTHING, Word("crimea")))
    assert indexing.check().damaged
    status = indexing.status()
    assert status.problem
    assert status.rebuild
    indexing.repair()
    assert found("crimea") == ids
