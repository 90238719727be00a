"""`ingest`, killed with -9 at random moments and run again, gives the articles of an undisturbed run."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archive import embedded
from tests.support.running import ROOT, Archive

KILLS = 20

# What the archive holds, without what a run of its own makes (ids, versions, times).
DUMP = """
import json
from archive.models import Article
rows = Article.objects.order_by("external_id")
print(json.dumps([[a.external_id, a.title, a.body, a.revision_count, [r.body for r in a.revisions.all()],
                   len(set(a.captures.values_list("raw_sha256", flat=True))), a.copy_group_id is not None] for a in rows]))
"""


def story(number: int, edition: int) -> dict[str, str]:
    """Record of an invented report; every fifth is a copy of the one before it under another source."""
    text = number - 1 if number % 5 == 4 else number
    return {
        "id": f"story-{number}",
        "title": f"Report {number}",
        "body": f"The council met on item {text}. " + f"Member {text} spoke of point {edition}. " * 40,
        "source": "River Wire" if number % 5 == 4 else "Harbour Desk",
        "date": f"2014-03-{number % 28 + 1:02}",
    }


@pytest.fixture
def stories(folder: Path) -> Path:
    """2,000 records, every tenth of them delivered again later in the file with a corrected text."""
    records = [story(n, 1) for n in range(1800)] + [story(n, 2) for n in range(0, 1800, 9)]
    path = folder / "stories.ndjson"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def held(archive: Archive) -> list[object]:
    done = archive.manage("shell", "--no-imports", "-c", DUMP)
    assert done.returncode == 0, done.stderr
    rows: list[object] = json.loads(done.stdout)
    return rows


def ready(data_dir: Path) -> Archive:
    archive = Archive(data_dir)
    done = archive.manage("migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    return archive


def test_killed_twenty_times_and_run_again_it_holds_the_same(folder: Path, stories: Path) -> None:
    command = ("ingest", str(stories), "--wait", "none")
    seed = random.randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 (to run a failure again)
    moments = random.Random(seed)
    with embedded.using(folder / "calm"), embedded.using(folder / "struck"):
        calm, struck = ready(folder / "calm"), ready(folder / "struck")
        done = calm.manage(*command)
        assert done.returncode == 0, done.stderr
        takes = json.loads(done.stdout.splitlines()[-1])["seconds"]
        for _ in range(KILLS):
            process = struck.start(sys.executable, "manage.py", *command)
            try:
                # From before the first record to about the end of an undisturbed run.
                process.wait(moments.uniform(0.4, 1.0 + takes))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
        last = struck.manage(*command)
        assert last.returncode == 0, last.stderr
        assert held(struck) == held(calm)
        assert len(held(calm)) == 1800


def test_an_interrupted_run_says_how_to_go_on_and_does(folder: Path, stories: Path) -> None:
    with embedded.using(folder / "data"):
        archive = ready(folder / "data")
        process = subprocess.Popen(
            (sys.executable, "-c", _INTERRUPTED, str(stories)),
            cwd=ROOT,
            env=archive.environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        _, said = process.communicate()
        assert "--resume 1" in said
        assert len(held(archive)) == 400
        done = archive.manage("ingest", "--resume", "1", "--wait", "none")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout.splitlines()[-1])["stored"] == 1400
        assert len(held(archive)) == 1800


# Ctrl-C after the second batch, always at the same place.
_INTERRUPTED = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
django.setup()
from django.core.management import CommandError, call_command
from archive.management.commands import ingest
def stopped(counts):
    if counts.read >= 400:
        raise KeyboardInterrupt
ingest._shown = lambda: stopped
try:
    call_command("ingest", sys.argv[1], wait="none")
except CommandError as error:
    sys.exit(str(error))
"""
