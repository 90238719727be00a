"""`tag --all`, killed with -9: what it had done is kept, `tag` does the rest, and no article is ever without tags."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

from archive import embedded
from tests.support.running import Archive, until

# Several batches, so that a kill after the first finds most of them still to do.
ARTICLES = 120

COUNTS = """
SELECT (SELECT count(*) FROM archive_tagstate), (SELECT count(*) FROM archive_tagstate WHERE tagger <> ''),
    (SELECT count(*) FROM archive_article a WHERE NOT EXISTS (SELECT FROM archive_mention m WHERE m.article_id = a.id))
"""


def counts(archive: Archive) -> tuple[int, int, int]:
    """How many have been tagged, how many of them again, how many have no mention."""
    tagged, again, bare = archive.ask(COUNTS)
    return int(tagged), int(again), int(bare)


def test_killed_it_goes_on_where_it_was(folder: Path) -> None:
    story = "Kerry met Lavrov in London on Friday. Washington said that talks about Crimea would go on in Geneva. " * 3
    records = [
        {"id": f"s{n}", "title": f"Story {n}", "body": f"{story} {n}", "date": "2014-03-14"} for n in range(ARTICLES)
    ]
    path = folder / "stories.ndjson"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    with embedded.using(folder / "data", settings=embedded.UNSAFE_BUT_FAST):
        archive = Archive(folder / "data")
        archive.manage("migrate", "--verbosity", "0")
        assert archive.manage("authority", "load").returncode == 0
        assert archive.manage("ingest", str(path), "--wait", "tags").returncode == 0
        assert counts(archive) == (ARTICLES, ARTICLES, 0)
        process = archive.start(sys.executable, "manage.py", "tag", "--all")
        try:
            until(lambda: counts(archive)[1] < ARTICLES, "all marked")
            until(lambda: counts(archive)[1] > 0, "a first batch tagged again")
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert "120 articles are to be tagged again" in archive.printed()
        tagged, again, bare = counts(archive)
        assert (tagged, bare) == (ARTICLES, 0)
        done = archive.manage("tag")
        assert done.returncode == 0, done.stderr
        assert f"tagged {ARTICLES - again}, set aside 0" in done.stderr
        assert counts(archive) == (ARTICLES, ARTICLES, 0)
        assert json.loads(archive.manage("status", "--json").stdout)["waiting"]["tag_again"] == 0
