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
from random import Random
from typing import Any

import pytest
from django.conf import settings

from archive import embedded
from archive.bench.slopes import slope
from archive.management.benchmark import runs, soak
from archive.management.benchmark.serving import Page
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


class _Says:
    """A client to whom every page tells the same."""

    def __init__(self, status: int, total: int | None) -> None:
        hits = '<li class="hit">' * min(20, total or 0)
        self._page = Page(0.1, status, total, f'{hits} class="vals" class="bar class="snip"')

    def page(self, path: str, parameters: tuple[tuple[str, str], ...] = ()) -> Page:
        return self._page


def wrong_of(status: int, total: int | None, *known: int) -> list[str]:
    """What a soak finds wrong in a page, of a word that it knows so many articles of."""
    running = soak._Soak(soak.Plan(1, 1000, 1, 1), 0)
    running.known.allow("zqword", *known)
    checks = runs.Run(runs.Plan(1000, 1, 0))
    soak._known_word(running, _Says(status, total), Random(1), checks)  # type: ignore[arg-type]
    return [*running.wrong, *checks.errors]


def test_a_wrong_number_or_a_broken_page_is_an_error() -> None:
    assert wrong_of(200, 7, 7) == []
    assert "8 articles in place of [7]" in wrong_of(200, 8, 7)[0]
    assert "status 500" in " ".join(wrong_of(500, None, 7))
    assert wrong_of(200, 7, 7, 8) == []  # while it changes nothing is sure


def test_an_export_with_a_line_twice_or_too_few_is_an_error(tmp_path: Path) -> None:
    running = soak._Soak(soak.Plan(1, 1000, 1, 1), 0)
    file = tmp_path / "out.ndjson"
    file.write_text('{"id": 1}\n{"id": 2}\n')
    soak._read_export(running, file, "zqword", {2})
    assert running.wrong == []
    soak._read_export(running, file, "zqword", {3})
    file.write_text('{"id": 1}\n{"id": 1}\n')
    soak._read_export(running, file, "zqword", {2})
    assert ["2 lines, 2 articles" in running.wrong[0], "2 lines, 1 articles" in running.wrong[1]] == [True, True]
