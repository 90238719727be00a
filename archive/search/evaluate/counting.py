"""Counting articles or stories: with copies=first a copy group counts once for each value that one of it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic

from archive.search.evaluate.snapshot import Leading, Q, Snapshot


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
        groups = self._q.groups(copied, fields)
        return total + self._q.copy_groups(copied), {field: _added(counts[field], groups[field]) for field in fields}


def _added(counts: dict[Any, int], groups: dict[Any, int]) -> dict[Any, int]:
    """Articles without copies and copy groups by value, together. Where only the leading values of the former are known
    the others stay out: how many articles without copies they have is not known, and so much may each be more."""
    if not isinstance(counts, Leading):
        return {value: counts.get(value, 0) + groups.get(value, 0) for value in counts | groups}
    known = counts | {"": counts.get("", 0)}
    left_out = max((number for value, number in groups.items() if value not in known), default=0)
    return Leading({value: count + groups.get(value, 0) for value, count in known.items()}, counts.error + left_out)
