"""Counting articles or stories: with copies=first a copy group counts once for each value that one of it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic

from archive.search.evaluate.snapshot import Q, Snapshot


class Counting(Generic[Q]):
    """Counts over the matches of any query on one snapshot."""

    def __init__(self, snapshot: Snapshot[Q], first_only: bool) -> None:
        self._q = snapshot
        self._first_only = first_only

    def stories(self, query: Q, fields: Sequence[str]) -> tuple[int, dict[str, dict[Any, int]]]:
        """As `Snapshot.counts`, in stories where each copy group counts once."""
        if not self._first_only:
            return self._q.counts(query, fields)
        grouped = self._q.exists("copy_group")
        total, counts = self._q.counts(self._q.without(query, grouped), fields)
        copied = self._q.both(query, grouped)
        for field, numbers in self._q.groups(copied, fields).items():
            for value, number in numbers.items():
                counts[field][value] = counts[field].get(value, 0) + number
        return total + self._q.copy_groups(copied), counts
