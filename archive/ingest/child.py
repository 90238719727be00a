"""Reading one document at a time in a child process that can be killed.

HTML extraction is quadratic on hostile pages and C code under it can crash: the child has a limit of memory and of
time, and is replaced when it dies. One child serves many documents, so that a good one costs no start.

Inside: the parent's `Child` and the child's loop. The two talk in length-prefixed JSON over pipes: no pickle, so
that a page that takes over the child gains nothing in the parent.
"""

from __future__ import annotations

import json
import os
import select
import struct
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, Self
from zoneinfo import ZoneInfo

from archive.ingest.record import Mapping, RawArticle, ReadOptions, Rejected
from archive.text.when import Published

SECONDS: Final = 30.0
"""Time for one document (safety.md, T5). The slowest of 25 saved news pages took 2 s, imports included."""
MEMORY: Final = 1_000_000_000
"""Bytes of address space (safety.md, T5). Imports and a 1.6 MB page take 330 MB."""
_ROOT: Final = Path(__file__).resolve().parents[2]
_LENGTH: Final = struct.Struct(">Q")
_MOST_ANSWER: Final = 400_000_000  # a 50 MB page rejected carries no bytes; the longest answer is a 2 M character body


class Child:
    """A reader process. Use as a context manager; `read` may be called any number of times."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds, self._memory = seconds, memory
        self._process: subprocess.Popen[bytes] | None = None
        self._to = self._from = -1  # our ends of the pipes

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process id of the running child."""
        return self._process.pid if self._process else None

    def close(self) -> None:
        """Stop the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
        for pipe in (self._to, self._from):
            if pipe >= 0:
                os.close(pipe)
        self._to = self._from = -1

    def read(self, raw: bytes, locator: str, name: str, options: ReadOptions) -> RawArticle | Rejected:
        """The article of one HTML page; Rejected with the reason if it fails, stalls, or kills the child."""
        head = json.dumps({"locator": locator, "name": name, "options": _options_out(options)}).encode()
        try:
            answer = self._ask(_LENGTH.pack(len(head)) + head + _LENGTH.pack(len(raw)) + raw)
        except TimeoutError:
            self.close()
            return Rejected(f"took longer than {self._seconds:.0f} s to read", locator, "html", raw)
        except (OSError, EOFError):
            self.close()
            reason = f"the reader died, out of memory ({self._memory // 1_000_000} MB) or crashed by this page"
            return Rejected(reason, locator, "html", raw)
        found = _article_in(answer)
        return Rejected(str(answer["reason"]), locator, "html", raw) if found is None else found

    def _ask(self, message: bytes) -> dict[str, Any]:
        if self._process is None or self._process.poll() is not None:
            self._start()
        end = time.monotonic() + self._seconds
        _write(self._to, message, end)
        size = _LENGTH.unpack(_read(self._from, _LENGTH.size, end))[0]
        if size > _MOST_ANSWER:
            raise EOFError
        answer: dict[str, Any] = json.loads(_read(self._from, size, end))
        return answer

    def _start(self) -> None:
        """A fresh process. Its pipes are ours: writing must not block when the child stalls."""
        self.close()
        theirs_in, self._to = os.pipe()
        self._from, theirs_out = os.pipe()
        os.set_blocking(self._to, False)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "archive.ingest.child", str(self._memory), str(self._seconds)],
                stdin=theirs_in, stdout=theirs_out, stderr=subprocess.DEVNULL, cwd=_ROOT,
            )  # fmt: skip
        finally:
            os.close(theirs_in)
            os.close(theirs_out)


def _write(pipe: int, data: bytes, end: float) -> None:
    view = memoryview(data)
    while view:
        _wait(pipe, end, writing=True)
        view = view[os.write(pipe, view[:65_536]) :]


def _read(pipe: int, size: int, end: float) -> bytes:
    out = bytearray()
    while len(out) < size:
        _wait(pipe, end, writing=False)
        block = os.read(pipe, min(size - len(out), 1 << 20))
        if not block:
            raise EOFError
        out += block
    return bytes(out)


def _wait(pipe: int, end: float, writing: bool) -> None:
    left = end - time.monotonic()
    poll = select.poll()
    poll.register(pipe, select.POLLOUT if writing else select.POLLIN)
    if left <= 0 or not poll.poll(left * 1_000):
        raise TimeoutError


def _options_out(options: ReadOptions) -> dict[str, Any]:
    return {
        "source": options.source, "language": options.language, "url": options.url,
        "date_from_name": options.date_from_name, "zone": options.zone.key if options.zone else "",
        "default_date": _published_out(options.default_date),
    }  # fmt: skip


def _options_in(data: dict[str, Any]) -> ReadOptions:
    zone, default = data.pop("zone"), _published_in(data.pop("default_date"))
    return ReadOptions(zone=ZoneInfo(zone) if zone else None, default_date=default, mapping=Mapping(), **data)


def _published_out(value: Published) -> list[str | None]:
    on, at = value.on, value.at
    return [value.precision, on.isoformat() if on else None, at.isoformat() if at else None, value.origin]


def _published_in(data: list[Any]) -> Published:
    precision, on, at, origin = data
    instant = datetime.fromisoformat(at) if at else None
    return Published(precision, date.fromisoformat(on) if on else None, instant, origin)


def _answer_out(found: RawArticle | Rejected) -> dict[str, Any]:
    if isinstance(found, Rejected):
        return {"reason": found.reason}  # the parent has the bytes
    return asdict(found) | {"published": _published_out(found.published)}


def _article_in(data: dict[str, Any]) -> RawArticle | None:
    if "reason" in data:
        return None
    data["published"] = _published_in(data["published"])
    data["removed"] = tuple(data["removed"])
    return RawArticle(**data)


def _limit(memory: int) -> None:
    import resource

    for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        try:
            resource.setrlimit(kind, (memory, memory))
        except (ValueError, OSError):  # macOS has no RLIMIT_AS: there the time limit alone holds
            continue
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(seconds: float) -> None:
    """CPU time for this document: a child whose parent was killed must not go on alone."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _exactly(stream: BinaryIO, size: int) -> bytes:
    block = stream.read(size)
    if len(block) < size:
        raise EOFError
    return block


def serve(stdin: BinaryIO, stdout: BinaryIO, seconds: float) -> None:
    """The child's loop: one answer a document, until the parent closes the pipe."""
    from archive.ingest import html

    while True:
        try:
            head = json.loads(_exactly(stdin, _LENGTH.unpack(_exactly(stdin, _LENGTH.size))[0]))
            raw = _exactly(stdin, _LENGTH.unpack(_exactly(stdin, _LENGTH.size))[0])
        except EOFError:
            return
        _limit_time(seconds)
        try:
            answer = _answer_out(html.page(raw, head["locator"], head["name"], _options_in(head["options"])))
        except MemoryError:
            raise SystemExit(1) from None  # the heap is not to be trusted now; the parent starts a fresh child
        except Exception as error:  # whatever a page provokes in foreign code is that page's rejection
            answer = {"reason": f"the reader failed: {type(error).__name__}: {str(error)[:300]}"}
        data = json.dumps(answer).encode()
        stdout.write(_LENGTH.pack(len(data)) + data)
        stdout.flush()


if __name__ == "__main__":
    _limit(int(sys.argv[1]))
    serve(sys.stdin.buffer, os.fdopen(os.dup(1), "wb"), float(sys.argv[2]))
