"""The memory of a running archive's processes, second by second: what grows while nothing should."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connection

from archive.bench.slopes import slope

_EVERY_SECONDS = 1.0
# Of a run, until caches have filled and every kind of work has been done once.
_WARMING = 0.4


@dataclass(slots=True)
class Series:
    """A process's memory: seconds since the watch began, and megabytes of its own (no files mapped, nothing shared)."""

    times: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)

    def slope(self, seconds: float) -> float:
        """MB a minute after the warming of a run of so many seconds."""
        settled = [(t, m) for t, m in zip(self.times, self.megabytes, strict=True) if t >= seconds * _WARMING]
        return 60 * slope([t for t, _ in settled], [m for _, m in settled])


class Watch:
    """As a context: watches the archive that runs in DATA_DIR. `series`: by process, as "web 123"; of PostgreSQL all
    its processes together."""

    def __init__(self) -> None:
        self.series: dict[str, Series] = {}
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Watch:
        self._begun = time.monotonic()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        server = database_server()
        connection.close()  # this thread's, which needs it no more
        archive = _running()
        while not self._done.wait(_EVERY_SECONDS):
            now = time.monotonic() - self._begun
            for name, process in _named(archive):
                self._add(name, now, resident(process.pid, "RssAnon"))
            if server is not None:
                with contextlib.suppress(psutil.Error):
                    every = [server, *server.children(recursive=True)]
                    self._add("postgres", now, sum(resident(one.pid, "RssAnon") for one in every))

    def _add(self, name: str, now: float, megabytes: float) -> None:
        if megabytes:
            series = self.series.setdefault(name, Series())
            series.times.append(now)
            series.megabytes.append(megabytes)


def _running() -> psutil.Process | None:
    """The `manage.py run` of this DATA_DIR."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if "run" in process.cmdline() and process.environ().get("DATA_DIR") == str(settings.DATA_DIR):
                return process
    return None


def _named(archive: psutil.Process | None) -> list[tuple[str, psutil.Process]]:
    found = []
    with contextlib.suppress(psutil.Error):
        for process in archive.children() if archive else ():
            name = next((word for word in process.cmdline() if word in ("web", "work")), "other")
            found += [(f"{name} {process.pid}", process)]
            found += [(f"{name}'s child {child.pid}", child) for child in process.children(recursive=True)]
    return found


def database_server() -> psutil.Process | None:
    """The first process of PostgreSQL; None where it is on another machine."""
    connection.ensure_connection()
    try:
        return psutil.Process(connection.connection.info.backend_pid).parent()
    except psutil.Error:
        return None


def resident(process: int | str, kind: str) -> float:
    """Megabytes of a process by its number, or "self": `RssAnon`, what belongs to no file, or `VmHWM`, the most that it
    ever had (Linux, proc(5)); 0 of one that has ended."""
    with contextlib.suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith(f"{kind}:")).split()[1]) / 1024
    return 0.0
