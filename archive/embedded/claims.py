"""Claims on the server: shared file locks that the kernel drops with their process."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path

from archive.embedded.home import Home, Say, check_folder, lock_file, progress, say_on_stderr
from archive.embedded.server import SETTINGS, postmaster, start_if_needed, stop


class Claim:
    """A running server that stays as long as this claim is open (or this process lives)."""

    def __init__(self, home: Home, users: int, settings: Mapping[str, str], say: Say) -> None:
        self.home = home
        self._users = users
        self._settings = settings
        self._say = say
        self._owner = os.getpid()

    def alive(self) -> bool:
        """Whether the server's process lives; cheap."""
        return postmaster(self.home) is not None

    def ensure_running(self) -> bool:
        """Start the server again should it have died; tells whether that was needed."""
        with _starting(self.home, self._say):
            return start_if_needed(self.home, self._settings, self._say)

    def close(self) -> None:
        """Give up the claim; the last one out stops the server. Does nothing in a forked child."""
        if self._users < 0 or os.getpid() != self._owner:
            return
        users, self._users = self._users, -1
        with _uninterrupted():
            try:
                with _starting(self.home, self._say):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    stop(self.home, self._say)
            except BlockingIOError:
                pass  # somebody else still uses it and will stop it
            finally:
                os.close(users)

    def __enter__(self) -> Claim:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def using(data_dir: Path, settings: Mapping[str, str] | None = None, say: Say = say_on_stderr) -> Claim:
    """A claim on the server of `data_dir`, which is made and started if needed.

    `settings` are added to `SETTINGS` and count only for the process that starts the server.
    Raises EmbeddedError.
    """
    home = Home(data_dir.resolve())
    wanted = {**SETTINGS, **(settings or {})}
    check_folder(home.data_dir)
    with _starting(home, say):
        users = lock_file(home.data_dir / "postgres.users")
        try:
            fcntl.flock(users, fcntl.LOCK_SH)
            start_if_needed(home, wanted, say)
        except BaseException:
            os.close(users)
            raise
    return Claim(home, users, wanted, say)


def in_use(data_dir: Path) -> bool:
    """Whether any living process holds a claim on the server of `data_dir`."""
    try:
        users = os.open(data_dir / "postgres.users", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(users)
    return False


def stop_unused(data_dir: Path, say: Say = say_on_stderr) -> None:
    """Stop a server that runs although nobody claims it: its last user was killed."""
    home = Home(data_dir.resolve())
    with _starting(home, say):
        if not in_use(home.data_dir):
            stop(home, say)


@contextlib.contextmanager
def _starting(home: Home, say: Say) -> Iterator[None]:
    """Hold the lock under which the server is looked at, started and stopped."""
    lock = lock_file(home.data_dir / "postgres.start")
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with progress("Waiting for another command that starts or stops the database", say) as tick:
                while not _try_lock(lock):
                    tick()
        yield
    finally:
        os.close(lock)


def _try_lock(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """A second Ctrl-C must not leave a half-stopped server behind."""
    try:
        before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    except ValueError:  # not the main thread, which alone gets signals
        before = {}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
