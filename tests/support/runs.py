"""One folder a test run: its own DATA_DIR, so that runs beside each other, and beside `make run`, never meet."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

from archive import embedded

ROOT = Path(__file__).resolve().parents[2]
RUNS = ROOT / "var-test"


class RunFolder:
    """A folder that is removed when the run ends, or by the next run if this one is killed."""

    def __init__(self) -> None:
        base = _base()
        _sweep(base)
        self.path = Path(tempfile.mkdtemp(prefix="run-", dir=base))
        self.path.chmod(0o755)  # the database server, which is never root, passes through
        self._lock = os.open(base / f"{self.path.name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self) -> None:
        _remove(self.path)
        self.path.with_name(self.path.name + ".lock").unlink(missing_ok=True)
        os.close(self._lock)


def _base() -> Path:
    """Beside the code, or in the temp folder where the database server's user cannot reach the code (root's home)."""
    wanted = RUNS
    if os.geteuid() == 0 and any(not folder.stat().st_mode & 0o001 for folder in ROOT.parents):
        wanted = Path(tempfile.gettempdir()) / "dateline-tests"
    wanted.mkdir(exist_ok=True)
    return wanted


def _sweep(base: Path) -> None:
    """Remove the folders of runs that were killed: those whose lock nobody holds."""
    for lock_path in base.glob("run-*.lock"):
        lock = os.open(lock_path, os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(lock_path.with_suffix(""))
            lock_path.unlink(missing_ok=True)
        except BlockingIOError:
            continue
        finally:
            os.close(lock)


def _remove(folder: Path) -> None:
    """Stop every database server under `folder`, then delete it."""
    for cluster in folder.rglob("postgres/PG_VERSION"):
        embedded.stop_unused(cluster.parents[1])
    shutil.rmtree(folder, ignore_errors=True)
