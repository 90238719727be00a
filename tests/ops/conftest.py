"""Folders for archives that are really started and killed. They are never the folder of the test run's own database."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from archive import embedded
from tests.support.running import Archive


@pytest.fixture(scope="session")
def run_folder() -> Path:
    """The folder of this test run, which the database server's user can reach and which is swept away at the end."""
    folder: Path = settings.DATA_DIR.parent
    return folder


@pytest.fixture
def folder(run_folder: Path) -> Iterator[Path]:
    """An empty folder; whatever database a test leaves running in it is stopped."""
    made = Path(tempfile.mkdtemp(dir=run_folder))
    made.chmod(0o755)
    yield made
    for cluster in made.rglob("postgres/PG_VERSION"):
        embedded.stop_unused(cluster.parents[1])
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def prepared(run_folder: Path) -> Path:
    """A data folder whose first start is behind it: tables made, authority loaded, no sample."""
    data_dir = run_folder / "prepared"
    archive = Archive(data_dir)
    with archive.running():
        pass
    assert not archive.database(), "the database outlived its archive"
    return data_dir


@pytest.fixture
def archive(folder: Path, prepared: Path) -> Iterator[Archive]:
    """An archive of the test's own, not running, tables made."""
    data_dir = folder / "var"
    _copy(prepared, data_dir)
    made = Archive(data_dir)
    yield made
    for process in made.processes():
        process.kill()


def _copy(source: Path, target: Path) -> None:
    """Copy with owners and times: the database's folder belongs to another user when tests run as root."""
    shutil.copytree(source, target, symlinks=True)
    for path in (source, *source.rglob("*")):
        found = path.lstat()
        copy = target / path.relative_to(source)
        os.chown(copy, found.st_uid, found.st_gid, follow_symlinks=False)
        os.utime(copy, ns=(found.st_atime_ns, found.st_mtime_ns), follow_symlinks=False)
