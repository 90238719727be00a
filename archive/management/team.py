"""The supervisor's children: manage.py processes that are started, watched, started again and stopped in order."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import psutil
from django.conf import settings
from django.core.management.base import CommandError

from archive import embedded
from archive.processes import die_with_parent

STOP_SECONDS = 20.0  # web gives downloads 10 s, a worker finishes its batch
WATCH_SECONDS = 0.5
DATABASE_SECONDS = 2.0
RESTARTS, RESTART_SECONDS = 5, 60.0  # a child that ends more often than this is not going to recover


class Stopped(Exception):
    """Somebody asked the supervisor to stop."""


class Stop:
    """Turns Ctrl-C, SIGTERM and SIGHUP into one `Stopped`, but never between a child's birth and its being noted."""

    SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def __init__(self) -> None:
        self._asked = self._held = False

    def listen(self) -> None:
        for number in self.SIGNALS:
            signal.signal(number, self._receive)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        self._held = True
        yield
        self._held = False
        if self._asked:
            raise Stopped

    def _receive(self, _number: int, _frame: FrameType | None) -> None:
        if self._asked:
            return  # once is enough; stopping must not be cut short
        self._asked = True
        if not self._held:
            raise Stopped


stop = Stop()


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def spawn(arguments: list[str], keep: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
    """A manage.py process that dies with us and keeps the file descriptors `keep`.

    In a session of its own, so that Ctrl-C reaches only the supervisor, which stops it in order.
    """
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments]
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        pass_fds=keep,
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - the supervisor has no threads
    )


def end(processes: list[subprocess.Popen[bytes]]) -> None:
    """SIGTERM to all, then SIGKILL to those that have not ended in time."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"Process {process.pid} does not stop; it is killed.")
            process.kill()
            process.wait()


class Team:
    """The web server and the worker: started, watched, started again when one dies, stopped together."""

    def __init__(self, children_lock: int) -> None:
        self._lock = children_lock
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._ended: list[float] = []

    def __enter__(self) -> Team:
        return self

    def __exit__(self, *_: object) -> None:
        say("Dateline stops …")
        end(list(self._processes.values()))

    def start(self, command: str) -> None:
        with stop.held():
            process = self._processes[command] = spawn([command], keep=(self._lock,))
            with contextlib.suppress(psutil.Error):
                os.write(self._lock, f"{process.pid} {psutil.Process(process.pid).create_time()}\n".encode())

    def mend(self) -> None:
        """Start again whoever has died; give up when that goes on."""
        for command, process in list(self._processes.items()):
            if process.poll() is None:
                continue
            now = time.monotonic()
            self._ended = [moment for moment in self._ended if now - moment < RESTART_SECONDS] + [now]
            if len(self._ended) > RESTARTS:
                raise CommandError(f"`manage.py {command}` ends again and again; the reason stands above.")
            say(f"`manage.py {command}` ended (exit code {process.returncode}); it is started again.")
            self.start(command)

    def watch(self, claim: embedded.Claim | None) -> None:
        """Until stopped: keep children and database alive."""
        looked = time.monotonic()
        while True:
            time.sleep(WATCH_SECONDS)
            self.mend()
            if claim is not None and time.monotonic() - looked > DATABASE_SECONDS:
                looked = time.monotonic()
                if not claim.alive() and claim.ensure_running():
                    say("The database had ended; it is started again.")
