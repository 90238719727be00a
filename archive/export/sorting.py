"""Lines in byte order without holding them all: sorted runs in temporary files, merged at the end."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO

# Lines of about 200 bytes: a run is 10 MB.
RUN = 50_000


class SortedLines:
    """Add lines (without line end) in any order, read them in order once. As a context it removes its files."""

    def __init__(self, run: int = RUN) -> None:
        self._run = run
        self._lines: list[bytes] = []
        self._files: list[IO[bytes]] = []
        self._stack = ExitStack()

    def __enter__(self) -> SortedLines:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def add(self, line: bytes) -> None:
        self._lines.append(line + b"\n")
        if len(self._lines) >= self._run:
            self._put_by()

    def __iter__(self) -> Iterator[bytes]:
        """All lines with their ends, in byte order."""
        self._lines.sort()
        for file in self._files:
            file.seek(0)
        return heapq.merge(*self._files, self._lines)

    def _put_by(self) -> None:
        file = self._stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - __exit__ closes it
        self._lines.sort()
        file.writelines(self._lines)
        self._files.append(file)
        self._lines = []
