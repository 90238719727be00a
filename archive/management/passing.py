"""Rows that pass, told on standard error: a line written over on a terminal, plain lines now and then elsewhere."""

from __future__ import annotations

import sys
import time

SECONDS_BETWEEN_LINES = 5.0


class Passing:
    """Called with what passes and how many rows of it have."""

    def __init__(self, done: str) -> None:
        self._done = done
        self._told = time.monotonic()
        self._open = False

    def __call__(self, what: str, count: int) -> None:
        now, terminal = time.monotonic(), sys.stderr.isatty()
        if now - self._told < (0.2 if terminal else SECONDS_BETWEEN_LINES):
            return
        self._told = now
        line = f"{self._done}: {what}" + (f", {count:,} rows" if count else "")
        self._open = terminal
        print(f"\r{line}\033[K" if terminal else line, end="" if terminal else "\n", file=sys.stderr, flush=True)

    def end(self) -> None:
        """What is printed next begins a line of its own."""
        if self._open:
            print(file=sys.stderr, flush=True)
            self._open = False
