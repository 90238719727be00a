"""Where the time of a piece of work goes, found by looking every few milliseconds at what its thread does."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from types import FrameType

_EVERY_SECONDS = 0.005


class Sampler:
    """As a context: looks at the thread that entered it. `shares`: function of ours → the share of looks at which it,
    or something that is not ours and that it called, was at work or waited."""

    def __init__(self, package: str = "archive") -> None:
        self._package = f"{package}."
        self._looks: Counter[str] = Counter()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, args=(threading.get_ident(),), daemon=True)

    def __enter__(self) -> Sampler:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def shares(self, most: int) -> list[tuple[str, float]]:
        """The largest first."""
        total = max(1, self._looks.total())
        return [(name, count / total) for name, count in self._looks.most_common(most)]

    def _look(self, thread: int) -> None:
        while not self._done.wait(_EVERY_SECONDS):
            frame = sys._current_frames().get(thread)
            if frame is not None:
                self._looks[self._ours(frame)] += 1

    def _ours(self, frame: FrameType | None) -> str:
        while frame is not None:
            module = frame.f_globals.get("__name__", "")
            if module.startswith(self._package):
                return f"{module.removeprefix(self._package)}.{frame.f_code.co_qualname}"
            frame = frame.f_back
        return "elsewhere"
