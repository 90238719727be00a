"""The worker: what is due is done in the background, and a stop leaves the rest for the next one."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from archive import embedded
from tests.support.running import Archive, until

# Many enough that a stop after the first batch finds most of them still to do.
ARTICLES = 120


def outdated(archive: Archive) -> int:
    """How many articles wait to be tagged again."""
    return int(json.loads(archive.manage("status", "--json").stdout)["waiting"]["tag_again"])


def due(archive: Archive) -> tuple[int, int]:
    """How many articles wait for indexing and for tagging."""
    index, tag = archive.ask(
        "SELECT count(*) FILTER (WHERE index_due), count(*) FILTER (WHERE tag_due) FROM archive_article"
    )
    return int(index), int(tag)


def test_a_worker_stops_between_two_batches_and_the_next_goes_on(folder: Path) -> None:
    story = "Kerry met Lavrov in London on Friday. Washington said that talks about Crimea would go on in Geneva. " * 10
    records = [
        {"id": f"s{n}", "title": f"Story {n}", "body": f"{story} {n}", "date": "2014-03-14"} for n in range(ARTICLES)
    ]
    path = folder / "stories.ndjson"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    with embedded.using(folder / "data"):
        archive = Archive(folder / "data")
        archive.manage("migrate", "--verbosity", "0")
        assert archive.manage("authority", "load").returncode == 0
        assert archive.manage("ingest", str(path), "--wait", "none").returncode == 0
        worker = archive.start(sys.executable, "manage.py", "work")
        try:
            until(lambda: due(archive)[1] < ARTICLES, "a first batch of tags")
            worker.terminate()
            assert worker.wait(20) == 0, archive.printed()
        finally:
            worker.kill()
        left = due(archive)[1]
        assert 0 < left < ARTICLES
        assert archive.manage("work", "--once").returncode == 0
        assert due(archive) == (0, 0)
        found = archive.manage("search", "actor:sergey-lavrov place:crimea", "--json")
        assert json.loads(found.stdout)["total"] == ARTICLES
        assert_rules_raised_under_a_worker_that_is_killed(archive)


# What the sweep does each minute, and what raising the rules does to every article.
RAISE = (
    "from archive import tasks; from archive.models import TagState as T; "
    "T.objects.update(tagger='of earlier rules'); tasks.wake_what_is_due()"
)


_OF_EARLIER_RULES = "SELECT count(*) FROM archive_tagstate WHERE tagger = 'of earlier rules'"


def assert_rules_raised_under_a_worker_that_is_killed(archive: Archive) -> None:
    """kill -9 in the midst of tagging again: the rest waits, its tags still there; the next worker does only that."""
    assert archive.manage("shell", "--no-imports", "-c", RAISE).returncode == 0
    assert outdated(archive) == ARTICLES
    worker = archive.start(sys.executable, "manage.py", "work")
    try:
        until(lambda: archive.ask(_OF_EARLIER_RULES)[0] < ARTICLES, "a first batch of newer tags")
    finally:
        worker.kill()
        worker.wait()
    left = outdated(archive)
    assert 0 < left < ARTICLES
    found = archive.manage("search", "actor:sergey-lavrov place:crimea", "--json")
    assert json.loads(found.stdout)["total"] == ARTICLES
    again = archive.manage("work", "--once")
    assert f"tagged {left}," in again.stderr
    assert outdated(archive) == 0
