"""`bench search` on a thousand articles: loaded, served, asked and told, and used again as it stands."""

from __future__ import annotations

import json
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
from tests.support.cities import lend_cities
from tests.support.running import PATIENCE, ROOT


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(dir=settings.DATA_DIR.parent))
    made.chmod(0o755)
    lend_cities(made / "var")
    yield made / "var"
    embedded.stop_unused(made / "var")
    shutil.rmtree(made, ignore_errors=True)


def bench(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "manage.py", "bench", "search", "--articles", "300", "--folder", str(folder), *more)
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE)


@pytest.fixture(scope="module")
def first(folder: Path) -> dict[str, Any]:
    told = folder.with_name("first.json")
    asked = ("--repeats", "2", "--classes", "common,match-all,filtered", "--with", "postgres")
    run = bench(folder, *asked, "--stages", "eight,delay,export", "--json", str(told))
    assert run.returncode == 0, run.stderr + run.stdout
    assert "| match-all | 1,000 |" in run.stdout
    found: dict[str, Any] = json.loads(told.read_text())
    return found


def test_what_was_asked_for_is_measured(first: dict[str, Any]) -> None:
    assert first["archive"]["articles"] == 1_000  # made in thousands
    assert first["errors"] == []
    assert set(first["answers"]) == {"common", "match-all", "filtered"}
    for ways in first["answers"].values():
        assert {way: figures["n"] for way, figures in ways.items()} == {
            "first": 2, "again": 2, "eight": 2, "postgres": 2,
        }  # fmt: skip
    assert first["matches"]["match-all"] == 1_000
    assert first["apart"].get("match-all", 0) == 0
    assert first["export"]["rows"] == 1_000
    assert 0 < first["delays"]["at rest"]["p50"] < 60_000
    assert sum(first["bytes"].values()) > 100_000
    assert set(first["memory"]) >= {"web", "work"}
    assert set(first["loading"]) >= {"rows (COPY)", "index"}


def test_an_archive_that_stands_is_used_again(first: dict[str, Any], folder: Path) -> None:
    told = folder.with_name("second.json")
    run = bench(folder, "--repeats", "1", "--classes", "match-all", "--stages", "", "--json", str(told))
    assert run.returncode == 0, run.stderr + run.stdout
    assert "making the archive" not in run.stderr
    second = json.loads(told.read_text())
    # What came in to be timed is gone again.
    assert second["matches"] == {"match-all": 1_000}
    assert second["loading"]["rows (COPY)"] == first["loading"]["rows (COPY)"]


def test_an_archive_of_somebodys_is_left_alone(folder: Path) -> None:
    run = bench(folder, "--classes", "odd")
    assert run.returncode == 2
    assert "--classes odd: there is no such; there are rare, medium" in run.stderr
