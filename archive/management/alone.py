"""One supervisor a data folder and a free port, or one line that says what is in the way.

- The supervisor holds an exclusive flock on `run.lock`, which the kernel drops with it.
- Its children hold an inherited shared flock on `run.children`; a supervisor starts none before it has had
  that lock alone, so after `kill -9` it waits until the last child of its predecessor is gone.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from django.core.management.base import CommandError

PREDECESSOR_SECONDS = 15.0


@contextlib.contextmanager
def only_one(data_dir: Path) -> Iterator[int]:
    """The lock of the running supervisor, as a file descriptor in which it notes its address."""
    path = data_dir / "run.lock"
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            other = json.loads(path.read_text() or "{}")
            where = f"at {other['address']} (process {other['process']})" if "address" in other else "and is starting"
            raise CommandError(
                f"An archive already runs from {data_dir} {where}: use that one, or stop it with Ctrl-C, "
                f"or run a second with its own DATA_DIR and PORT."
            ) from error
        os.ftruncate(lock, 0)
        yield lock
        os.ftruncate(lock, 0)
    finally:
        os.close(lock)


@contextlib.contextmanager
def no_earlier_children(data_dir: Path) -> Iterator[int]:
    """The lock that children inherit; had alone only when none of an earlier run is left."""
    path = data_dir / "run.children"
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        began, said = time.monotonic(), False
        while not _try_lock(lock):
            if not said:
                print("Waiting for the last processes of an earlier run to end …", file=sys.stderr, flush=True)
                said = True
            if time.monotonic() - began > PREDECESSOR_SECONDS:
                _kill_earlier(path)
            time.sleep(0.05)
        fcntl.flock(lock, fcntl.LOCK_SH)
        os.ftruncate(lock, 0)
        yield lock
    finally:
        os.close(lock)


def _try_lock(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _kill_earlier(path: Path) -> None:
    """End those that an earlier run noted and that ignore its end; a number that another program got is left alone."""
    for line in path.read_text().splitlines():
        number, created = line.split()
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(int(number))
            if abs(process.create_time() - float(created)) < 0.1:
                process.kill()


def check_port(host: str, port: int) -> None:
    """Refuse a port that cannot be had now, before the long work, with the reason."""
    if not 0 < port < 65536:
        raise CommandError(f"PORT={port}: a port is a number from 1 to 65535, for example PORT=8000.")
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[
            0
        ]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
            trial.listen()
    except socket.gaierror as error:
        raise CommandError(f"HOST={host}: no such address; for example HOST=127.0.0.1.") from error
    except PermissionError as error:
        raise CommandError(f"Port {port} is for root only: choose one above 1023, for example 8000.") from error
    except OSError as error:
        raise CommandError(
            f"Cannot listen on {host} port {port} ({error.strerror}): stop the program that uses it, "
            f"or choose another, for example PORT={port + 1}."
        ) from error
