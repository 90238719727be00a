"""Mentions while they are being decided: what a span may be, before it is a `values.Mention`.

Invariant kept here: two spans may be equal, nested or apart, never crossing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from archive.tagging.entries import Entry
from archive.tagging.values import MentionKind, Reading


@dataclass(slots=True)
class Found:
    """A span under decision. `entries`: what the authority knows under these words; `label`: the model's word.

    `footing`: the class of grounds that its reading stands on ("" where it has none).
    """

    start: int
    end: int
    text: str
    kind: MentionKind
    label: str = ""
    entries: tuple[Entry, ...] = ()
    actor: str = ""
    place: str = ""
    name: str = ""
    reading: Reading | None = None
    confidence: float = 0.5
    why: str = ""
    footing: str = ""

    @property
    def known(self) -> bool:
        return bool(self.entries)


def crosses(a: Found, b: Found) -> bool:
    return a.start < b.start < a.end < b.end or b.start < a.start < b.end < a.end


def without_crossing(spans: Iterable[Found]) -> list[Found]:
    """Sorted by start, longer first; of two that cross, or two on one span, the earlier given stays.

    Linear after sorting: open spans form a stack, and a new one can cross only those on its top.
    """
    ranked = sorted(enumerate(spans), key=lambda pair: (pair[1].start, -pair[1].end, pair[0]))
    kept: dict[int, Found] = {}
    stack: list[int] = []
    for rank, span in ranked:
        while stack and kept[stack[-1]].end <= span.start:
            stack.pop()
        same = bool(stack) and (kept[stack[-1]].start, kept[stack[-1]].end) == (span.start, span.end)
        if not same and _settled(stack, kept, rank, span):
            kept[rank] = span
            stack.append(rank)
    return sorted(kept.values(), key=lambda s: (s.start, -s.end))


def _settled(stack: list[int], kept: dict[int, Found], rank: int, span: Found) -> bool:
    """Drop open spans that `span` crosses and that were given later; False if `span` itself must go."""
    while stack and crosses(kept[stack[-1]], span):
        if stack[-1] < rank:
            return False
        del kept[stack.pop()]
    return True


def outermost(spans: Iterable[Found]) -> list[Found]:
    """Those that lie in no other; `spans` in reading order, longer first."""
    kept: list[Found] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


class Cover:
    """Which of a set of spans that do not overlap holds an offset."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def at(self, start: int, end: int) -> tuple[int, int] | None:
        """The span that overlaps [start, end), the last such if several."""
        i = bisect_right(self._starts, end - 1) - 1
        if i >= 0 and self._spans[i][1] > start:
            return self._spans[i]
        return None
