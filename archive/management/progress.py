"""How far a command has come, told on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

_SECONDS, _SECONDS_ON_A_TERMINAL = 10.0, 0.2


class Progress:
    """One line that is written over on a terminal, plain lines now and then elsewhere."""

    def __init__(self) -> None:
        self._started = self._told = time.monotonic()
        self._open = False

    def tell(self, line: Callable[[], str], *, finished: bool = False) -> None:
        """Print what `line` says, if the last line was long enough ago, and always where all is `finished`."""
        now, terminal = time.monotonic(), sys.stderr.isatty()
        if now - self._told < (_SECONDS_ON_A_TERMINAL if terminal else _SECONDS) and not finished:
            return
        self._told, self._open = now, terminal
        print(f"\r{line()}\033[K" if terminal else line(), end="" if terminal else "\n", file=sys.stderr, flush=True)
        if finished:
            self.end()

    def passing(self, done: str) -> Callable[[str, int], None]:
        """To be called with what passes and how many rows of it have; `done` to them."""
        return lambda what, rows: self.tell(lambda: f"{done}: {what}" + (f", {rows:,} rows" if rows else ""))

    def rate(self, done: int) -> float:
        """How many a second since the beginning."""
        return done / max(time.monotonic() - self._started, 0.001)

    def end(self) -> None:
        """What is printed next begins a line of its own."""
        if self._open:
            print(file=sys.stderr, flush=True)
            self._open = False
