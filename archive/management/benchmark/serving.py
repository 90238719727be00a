"""A made archive as people run it, in processes of its own, asked over HTTP; what they took of time and memory."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.core.management.base import CommandError

from archive.management.benchmark.memory import resident
from archive.settings import handed_on

START_SECONDS = 120.0
# A page takes seconds at worst; whatever takes longer hangs.
ANSWER_SECONDS = 120.0
_TOTAL = re.compile(r'data-status="(?:about )?([0-9][0-9,]*|No) article')
_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came: how long until all of it was there, and the total that it tells (None where it tells none)."""

    seconds: float
    status: int
    total: int | None
    html: str


class Client:
    """One person's browser: one connection, kept; pages come compressed, as browsers ask for them."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)

    def page(self, path: str, parameters: tuple[tuple[str, str], ...] = ()) -> Page:
        address = f"{path}?{urlencode(parameters)}" if parameters else path
        begun = time.perf_counter()
        self._connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
        answer = self._connection.getresponse()
        content = answer.read()
        seconds = time.perf_counter() - begun
        if answer.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        html = content.decode()
        return Page(seconds, answer.status, total_of(html), html)

    def close(self) -> None:
        self._connection.close()


def total_of(html: str) -> int | None:
    """The number of articles that a page of results tells."""
    found = _TOTAL.search(html)
    if found is None:
        return None
    printed = found.group(1)
    return 0 if printed == "No" else int(printed.replace(",", ""))


def environment(**more: str) -> dict[str, str]:
    """What commands of the made archive are told; nothing of the caller's own archive."""
    return handed_on(**{"DATA_DIR": str(settings.DATA_DIR), "SAMPLE": "0", "LOG_LEVEL": "WARNING", **more})


def command(*arguments: str) -> list[str]:
    return [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments]


def step(*arguments: str) -> dict[str, float]:
    """Run a manage.py command to its end: seconds, CPU seconds (children that it waited for, too) and the memory of
    the largest process in MB. CommandError where it fails."""
    begun = time.monotonic()
    process = subprocess.Popen(command(*arguments), env=environment(), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise CommandError(f"`manage.py {' '.join(arguments)}` failed: {printed[-500:]}")
    return {
        "seconds": round(time.monotonic() - begun, 2),
        "cpu": round(used.ru_utime + used.ru_stime, 2),
        "peak_mb": round(used.ru_maxrss / 1024, 1),
    }


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextlib.contextmanager
def running() -> Iterator[int]:
    """The made archive, started by `manage.py run` and stopped at the end; its port."""
    port = free_port()
    log = settings.DATA_DIR / "bench.log"
    # Without a model nothing is tagged: the worker would take the made tags for those of an earlier version, and tag
    # the archive anew while it is measured.
    told = environment(PORT=str(port), HOST="127.0.0.1", TAGGER_MODEL="none")
    with log.open("wb") as out:
        process = subprocess.Popen(command("run"), env=told, stdout=out, stderr=out)
    try:
        _await(port, process, log)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE)


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while "Dateline answers at" not in log.read_text(errors="replace"):
        if process.poll() is not None or time.monotonic() > deadline:
            raise CommandError(f"The made archive does not start: {log.read_text(errors='replace')[-500:]}")
        time.sleep(0.05)


def memory() -> dict[str, float]:
    """The highest resident memory, in MB, of each of the running archive's processes since it began (Linux)."""
    found: dict[str, float] = {}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            told = _environ(process)
            words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
            if told.get("DATA_DIR") == str(settings.DATA_DIR) and int(process.name) != os.getpid():
                name = _called(words)
                if name:
                    found[name] = max(found.get(name, 0.0), round(resident(process.name, "VmHWM"), 1))
    return found


def _environ(process: Path) -> Mapping[str, str]:
    pairs = (process / "environ").read_bytes().decode(errors="replace").split("\0")
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)


def _called(words: list[str]) -> str:
    """`web` or `work`, by the command line of their processes."""
    return next((word for word in words if word in ("web", "work")), "")


def forget_files(folder: Path) -> None:
    """Ask the kernel to drop what it keeps of these files, so that the next reader reads them from disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def bytes_by_kind(folder: Path) -> dict[str, int]:
    """Bytes of the index's files by shelf and ending, as "articles pos"."""
    found: dict[str, int] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            shelf = path.parent.name.partition("-")[0]
            kind = f"{shelf} {path.suffix.lstrip('.') or path.name}"
            found[kind] = found.get(kind, 0) + path.stat().st_size
    return found
