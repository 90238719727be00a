"""Backup and restore as people run them: beside an ingest, elsewhere, killed with -9, across versions."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from archive import embedded
from tests.support.running import Archive

KILLS = 3
ARTICLES = 1000


def stories(path: Path, count: int) -> Path:
    lines = [
        json.dumps(
            {
                "id": f"story-{n}",
                "title": f"Report {n}",
                "body": f"The council met on item {n}. " + f"Member {n} spoke of a point. " * 20,
                "source": f"Desk {n % 3}",
                "date": f"2014-03-{n % 28 + 1:02}",
            }
        )
        for n in range(count)
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


@contextmanager
def ready(data_dir: Path) -> Iterator[Archive]:
    """An archive whose database is up, with its tables."""
    with embedded.using(data_dir, settings=embedded.UNSAFE_BUT_FAST):
        archive = Archive(data_dir)
        ran(archive, "migrate", "--verbosity", "0")
        yield archive


@pytest.fixture(scope="module")
def full(run_folder: Path) -> Iterator[tuple[Archive, Path]]:
    """An archive of ARTICLES that the tests of this file share, and the backup of when it held ten."""
    base = Path(tempfile.mkdtemp(dir=run_folder))
    base.chmod(0o755)
    with ready(base / "here") as here:
        ran(here, "ingest", str(stories(base / "few.ndjson", 10)), "--wait", "none")
        ran(here, "backup", str(base / "few.backup"))
        ran(here, "ingest", str(stories(base / "many.ndjson", ARTICLES)), "--wait", "none")
        yield here, base / "few.backup"
    shutil.rmtree(base, ignore_errors=True)


def ran(archive: Archive, *arguments: str) -> str:
    done = archive.manage(*arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def contents(path: Path) -> dict[str, object]:
    """Rows and checksum of every table of a backup."""
    with zipfile.ZipFile(path) as file:
        tables: dict[str, object] = json.loads(file.read("manifest.json"))["tables"]
    return tables


def found(archive: Archive, query: str) -> list[object]:
    told = json.loads(ran(archive, "search", query, "--json", "--size", "100"))
    return [told["total"], *((hit["id"], hit["title"]) for hit in told["hits"])]


def test_made_during_an_ingest_and_restored_elsewhere_it_is_of_one_moment(folder: Path) -> None:
    path = stories(folder / "stories.ndjson", ARTICLES)
    with ready(folder / "here") as here:
        first = stories(folder / "first.ndjson", 400)
        ran(here, "ingest", str(first), "--wait", "none")
        process = here.start(sys.executable, "manage.py", "ingest", str(path), "--wait", "none")
        for number in range(2):
            ran(here, "backup", str(folder / f"{number}.backup"))
        assert process.wait() == 0
        ran(here, "backup", str(folder / "last.backup"))
    sizes = [contents(folder / f"{name}.backup")["archive_article"]["rows"] for name in (0, 1, "last")]  # type: ignore[index]
    assert sizes == sorted(sizes)
    assert 400 <= sizes[0] <= sizes[-1] == ARTICLES
    there = Archive(folder / "there")
    with embedded.using(there.data_dir, settings=embedded.UNSAFE_BUT_FAST):
        ran(there, "restore", str(folder / "1.backup"))
        ran(there, "backup", str(folder / "1.again"))
        assert contents(folder / "1.again") == contents(folder / "1.backup")
        ran(there, "index", "check")


def test_the_same_is_found_in_a_restored_archive(folder: Path) -> None:
    with ready(folder / "here") as here:
        ran(here, "ingest", str(stories(folder / "stories.ndjson", 300)), "--wait", "index")
        ran(here, "backup", str(folder / "a.backup"))
        expected = found(here, "report AND item")
    there = Archive(folder / "there")
    with embedded.using(there.data_dir, settings=embedded.UNSAFE_BUT_FAST):
        ran(there, "restore", str(folder / "a.backup"))
        assert found(there, "report AND item") == expected
    assert expected[0] == 300


def test_killed_in_the_middle_a_restore_leaves_the_archive_of_before(full: tuple[Archive, Path], folder: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 (to run a failure again)
    moments = random.Random(seed)
    here, few_path = full
    many_path = folder / "many.backup"
    ran(here, "backup", str(many_path))
    few, many = contents(few_path), contents(many_path)
    ran(here, "restore", str(few_path), "--replace", "--no-index")
    killed = 0
    for number in range(KILLS):
        process = here.start(sys.executable, "manage.py", "restore", str(many_path), "--replace", "--no-index")
        try:
            assert process.wait(moments.uniform(0.5, 3.0)) == 0, here.printed()
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
        ran(here, "backup", str(folder / f"{number}.after"))
        after = contents(folder / f"{number}.after")
        assert after in (few, many)
        if after == many:
            ran(here, "restore", str(few_path), "--replace", "--no-index")
    assert killed
    ran(here, "restore", str(many_path), "--replace")
    ran(here, "backup", str(folder / "end.backup"))
    assert contents(folder / "end.backup") == many
    ran(here, "index", "check")


def test_a_killed_backup_leaves_no_file_under_its_name(full: tuple[Archive, Path], folder: Path) -> None:
    here, path = full[0], folder / "a.backup"
    for wait in (0.9, 1.2, 1.5):
        path.unlink(missing_ok=True)
        process = here.start(sys.executable, "manage.py", "backup", str(path))
        try:
            assert process.wait(wait) == 0, here.printed()
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        if path.exists():
            ran(here, "restore", "--check", str(path))
    ran(here, "backup", str(path), "--overwrite")
    ran(here, "restore", "--check", str(path))
    assert [entry.name for entry in folder.glob("a.*")] == ["a.backup"]


def test_one_of_an_earlier_version_is_brought_forward(folder: Path) -> None:
    path = folder / "old.backup"
    with embedded.using(folder / "old", settings=embedded.UNSAFE_BUT_FAST):
        old = Archive(folder / "old")
        ran(old, "migrate", "archive", "0006", "--verbosity", "0")
        ran(old, "migrate", "procrastinate", "--verbosity", "0")
        script = "from archive.models import Source; Source.objects.create(slug='old', name='Old Desk', note='kept')"
        ran(old, "shell", "--no-imports", "-c", script)
        ran(old, "backup", str(path))
        assert "archive_savedsearch" not in contents(path)
    script = (
        "from archive.models import SavedSearch, Source; print(Source.objects.get().note, SavedSearch.objects.count())"
    )
    fresh = Archive(folder / "fresh")
    with embedded.using(fresh.data_dir, settings=embedded.UNSAFE_BUT_FAST):
        ran(fresh, "restore", str(path))
        assert ran(fresh, "shell", "--no-imports", "-c", script) == "kept 0\n"
        ran(fresh, "migrate", "--check")
        # And into an archive that has today's tables already.
        ran(fresh, "restore", str(path), "--replace")
        assert ran(fresh, "shell", "--no-imports", "-c", script) == "kept 0\n"
        ran(fresh, "migrate", "--check")


def test_through_a_pipe(full: tuple[Archive, Path], folder: Path) -> None:
    here = full[0]
    done = subprocess.run(
        (sys.executable, "manage.py", "backup", "-"),
        cwd=Path(__file__).resolve().parents[2],
        env=here.environment,
        capture_output=True,
        check=True,
    )
    (folder / "piped.backup").write_bytes(done.stdout)
    ran(here, "restore", "--check", str(folder / "piped.backup"))


def test_a_disk_that_fills_up_is_said_and_nothing_is_left(full: tuple[Archive, Path], folder: Path) -> None:
    """A limit on the size of files stands for the full disk."""
    here = full[0]
    limited = f"ulimit -f 40; exec {sys.executable} manage.py backup {folder / 'a.backup'}"
    process = here.start("bash", "-c", limited)
    assert process.wait() == 2, here.printed()
    assert "cannot be written" in here.printed()
    assert "make room" in here.printed()
    assert list(folder.glob("a.*")) == []


def test_while_the_archive_runs_a_restore_is_refused(full: tuple[Archive, Path], folder: Path) -> None:
    here = full[0]
    ran(here, "backup", str(folder / "a.backup"))
    with here.running():
        done = here.manage("restore", str(folder / "a.backup"))
        assert done.returncode != 0
        assert "already runs" in done.stderr
