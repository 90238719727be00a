"""The folders of test runs: beside each other, swept after a kill, and those of workers within."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import runs
from tests.support.runs import RunFolder, WorkerFolder, folder_of_this_process

# Makes the folder of a run, says which, and stays until it is told to go. Says before the argv[2]th locking that it is
# there, and waits for a line.
RUN = """
import fcntl, sys
from pathlib import Path
from tests.support import runs
stop_at, done, lock = int(sys.argv[2]), [], fcntl.flock
def stopping(file, how):
    done.append(how)
    if len(done) == stop_at:
        print("stops", flush=True)
        sys.stdin.readline()
    lock(file, how)
runs.fcntl.flock = stopping
run = runs.RunFolder(Path(sys.argv[1]))
print(run.path.name, flush=True)
sys.stdin.read()
print(run.path.is_dir(), flush=True)
"""


def start(base: Path, stop_at: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RUN, str(base), str(stop_at)]
    return subprocess.Popen(command, cwd=runs.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def go_on(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_a_run_that_is_still_making_its_folder_is_not_swept_by_another(tmp_path: Path) -> None:
    first = start(tmp_path, stop_at=2)  # its lock file is made, and not locked yet
    assert said(first) == "stops"
    second = start(tmp_path, stop_at=1)
    assert said(second) == "stops"
    go_on(second)
    with pytest.raises(subprocess.TimeoutExpired):
        second.wait(0.5)  # without the lock it would sweep meanwhile
    go_on(first)
    assert said(first) != said(second)
    for process in (first, second):
        assert process.communicate(timeout=60)[0] == "True\n"


def test_a_killed_run_is_swept_by_the_next_and_a_living_one_is_not(tmp_path: Path) -> None:
    killed, living = start(tmp_path), start(tmp_path)
    names = {process: said(process) for process in (killed, living)}
    killed.kill()
    killed.communicate()
    mine = RunFolder(tmp_path)
    assert not (tmp_path / names[killed]).exists()
    assert (tmp_path / names[living]).is_dir()
    mine.remove()
    assert not mine.path.exists()
    assert living.communicate(timeout=60)[0] == "True\n"


def test_a_worker_has_its_folder_in_that_of_its_run_which_takes_it_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = RunFolder(tmp_path)
    monkeypatch.setenv(runs.VARIABLE, str(run.path))
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw1")
    worker = folder_of_this_process()
    assert isinstance(worker, WorkerFolder)
    assert worker.path == run.path / "gw1"
    (worker.path / "left").mkdir()
    again = folder_of_this_process()  # a worker that crashed is started again by the same name
    assert list(again.path.iterdir()) == []
    run.remove()
    assert not worker.path.exists()
