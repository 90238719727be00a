"""`bench soak` with real processes: twenty seconds of it here, as long as somebody likes with `make soak`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from archive import embedded
from archive.bench.slopes import slope
from archive.management.benchmark import soak
from archive.text import analysis
from tests.support.cities import lend_cities
from tests.support.running import ROOT, Archive


@pytest.fixture
def archive() -> Iterator[Archive]:
    """None yet, in a folder that PostgreSQL's user reaches."""
    folder = Path(tempfile.mkdtemp(dir=settings.DATA_DIR.parent))
    folder.chmod(0o755)
    yield Archive(folder / "soak")
    if (folder / "soak" / "postgres" / "PG_VERSION").exists():
        embedded.stop_unused(folder / "soak")
    shutil.rmtree(folder, ignore_errors=True)


def soaked(archive: Archive, *arguments: str) -> tuple[int, dict[str, Any], str]:
    """Exit status, what was found, and all that was printed."""
    file = archive.data_dir.with_suffix(".json")
    lend_cities(archive.data_dir)
    done = subprocess.run(
        [
            sys.executable,
            "manage.py",
            "bench",
            "soak",
            "--folder",
            str(archive.data_dir),
            "--json",
            str(file),
            *arguments,
        ],
        cwd=ROOT,
        env=archive.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    printed = done.stdout + done.stderr
    assert file.exists(), printed
    return done.returncode, json.loads(file.read_text()), printed


def test_twenty_seconds_of_everything_at_once_give_no_wrong_answer(archive: Archive) -> None:
    # Caches fill in the first seconds: of growth this says nothing.
    status, found, printed = soaked(archive, "--seconds", "20", "--articles", "1000", "--slope", "100000")
    assert found["errors"] == [], printed
    assert status == 0, printed
    assert found["done"]["articles stored"] > 0
    assert found["done"]["pages"] > 0
    assert any(name.startswith("web") for name in found["memory"])
    assert any(name.startswith("work") for name in found["memory"])


@pytest.mark.soak
def test_soak(archive: Archive) -> None:
    status, found, printed = soaked(archive, "--seconds", os.environ.get("SOAK_SECONDS", "1800"))
    sys.stdout.write(printed)
    assert found["errors"] == [], printed
    assert found["growing"] == [], printed
    assert status == 0
    assert found["done"]["exports"] > 0
    assert found["done"]["articles revised"] + found["done"]["articles withdrawn"] > 0


def test_what_grows_is_told_by_how_much_and_what_does_not_is_not() -> None:
    times = [n / 10 for n in range(100)]
    assert slope(times, [3 + 2 * t for t in times]) == pytest.approx(2)
    assert slope(times, [5 + (-1) ** n for n in range(100)]) == pytest.approx(0, abs=0.01)
    assert slope([1, 1, 1], [1, 2, 3]) == 0.0
    assert slope([], []) == 0.0


def test_a_growing_process_is_named() -> None:
    found = {
        "done": {}, "errors": [], "slope_bound": 2, "growing": ["web 1"], "page_ms": {}, "found_ms": {},
        "memory": {"web 1": {"first": 10.0, "last": 90.0, "slope": 9.5}},
    }  # fmt: skip
    assert "web 1 grows by more than 2 MB a minute" in soak.printed(found)


def test_words_of_batches_are_different_and_nobody_shortens_them() -> None:
    words = [soak._letters("zq", n) for n in range(0, 3000, 7)]
    assert len(set(words)) == len(words)
    assert all(analysis.lookup(word, "en") == f"en:{word}" for word in words)
