"""Counting articles or stories: with copies=first a copy group counts once for each value that one of it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic

from archive.search.engine import QueryError
from archive.search.evaluate.snapshot import Leading, Q, Snapshot

# Copies that are told apart for one answer: a second's reading. Beyond, a page would be waited for.
COPIES_MAX = 1_000_000


class Counting(Generic[Q]):
    """Counts over the matches of any query on one snapshot; QueryError where too many copies would have to be read."""

    def __init__(self, snapshot: Snapshot[Q], first_only: bool) -> None:
        self._q = snapshot
        self.first_only = first_only

    def stories(self, query: Q) -> int:
        """How many match, where each copy group counts once."""
        if not self.first_only:
            return self._q.count(query)
        alone = self._q.count(self._q.without(query, self._q.exists("copy_group")))
        return alone + self._q.copy_groups(self.copied(query))

    def values(self, query: Q, fields: Sequence[str]) -> dict[str, dict[Any, int]]:
        """As `Snapshot.counts` of each field, where each copy group counts once for a value."""
        if not fields:
            return {}
        if not self.first_only:
            return self._q.counts(query, fields)
        counts = self._q.counts(self._q.without(query, self._q.exists("copy_group")), fields)
        groups = self._q.groups(self.copied(query), fields)
        return {field: _added(counts[field], groups[field]) for field in fields}

    def copied(self, query: Q) -> Q:
        """The matches that are of copy groups, which are not more than may be told apart."""
        found = self._q.both(query, self._q.exists("copy_group"))
        count = self._q.count(found)
        if count > COPIES_MAX:
            message = f"{count:,} copies would have to be told apart, more than {COPIES_MAX:,}"
            raise QueryError(message, "narrow the search by a date or by one more word, or let each copy count")
        return found


def _added(counts: dict[Any, int], groups: dict[Any, int]) -> dict[Any, int]:
    """Articles without copies and copy groups by value, together. Where only the leading values of the former are known
    the others stay out: how many articles without copies they have is not known, and so much may each be more."""
    if not isinstance(counts, Leading):
        return {value: counts.get(value, 0) + groups.get(value, 0) for value in counts | groups}
    known = counts | {"": counts.get("", 0)}
    left_out = max((number for value, number in groups.items() if value not in known), default=0)
    return Leading({value: count + groups.get(value, 0) for value, count in known.items()}, counts.error + left_out)
