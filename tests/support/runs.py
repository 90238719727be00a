"""One folder a test process: its own DATA_DIR, so that runs beside each other, and beside `make run`, never meet."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from archive import embedded

ROOT = Path(__file__).resolve().parents[2]
RUNS = ROOT / "var-test"


# Where the workers of one run (pytest-xdist) find the folder of the process that started them.
VARIABLE = "DATELINE_TEST_RUN"


class RunFolder:
    """A folder that is removed when the run ends, or by the next run if this one is killed.

    `base` holds the folders of all runs. A worker of pytest-xdist has its folder in that of the process that started
    it, which stops and removes what a worker could not, for example because it was killed.
    """

    def __init__(self, base: Path | None = None) -> None:
        base = base or _base()
        # Between the making of a lock file and its locking, another run's sweep would take this one for dead.
        with _alone(base):
            _sweep(base)
            self.path = Path(tempfile.mkdtemp(prefix="run-", dir=base))
            self.path.chmod(0o755)  # the database server, which is never root, passes through
            self._lock = os.open(base / f"{self.path.name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self) -> None:
        _remove(self.path)
        self.path.with_name(self.path.name + ".lock").unlink(missing_ok=True)
        os.close(self._lock)


class WorkerFolder:
    """The folder of one worker, in that of its run."""

    def __init__(self, run: Path, name: str) -> None:
        self.path = run / name
        shutil.rmtree(self.path, ignore_errors=True)  # of a worker of the same name that crashed
        self.path.mkdir(mode=0o755)

    def remove(self) -> None:
        _remove(self.path)


def folder_of_this_process() -> RunFolder | WorkerFolder:
    """A worker's in that of its run; a new run's otherwise, named in the environment for its workers."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        return WorkerFolder(Path(os.environ[VARIABLE]), worker)
    run = RunFolder()
    os.environ[VARIABLE] = str(run.path)
    return run


@contextlib.contextmanager
def _alone(base: Path) -> Iterator[None]:
    """No other run sweeps `base` or makes its folder there meanwhile."""
    gate = os.open(base / "runs.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield
    finally:
        os.close(gate)


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
