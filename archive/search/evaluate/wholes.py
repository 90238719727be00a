"""Counts of everything that a person may see, kept for the moment of the index, and what is counted by their help.

A set of nearly everything is counted by its complement: what is not in it is little, and of everything the counts are
known. Exact also where an article has several values, since each count is a number of articles.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Generic, NamedTuple

from archive.search.evaluate.counting import Counting
from archive.search.evaluate.snapshot import Leading, Q, Snapshot

Counts = dict[Any, int]

# Of a field with more values (addresses) the counts are not kept: at about 150 bytes each they would fill the process.
_VALUES_MOST = 50_000
# The share of everything from which on the complement is counted: half, where the counts of everything are known.
# Where they have to be made first, for this question and those after it, that must not cost it much.
_SHARE, _SHARE_UNKNOWN = 0.5, 0.75


class Whole(NamedTuple):
    """Everything that a query is chosen out of; `key`: the same for whoever may see the same."""

    query: Any
    key: Hashable


class Wholes(Generic[Q]):
    """Counts on one snapshot. Where an engine keeps no moment, or copies count once, all is counted plainly."""

    def __init__(self, snapshot: Snapshot[Q], counting: Counting[Q]) -> None:
        self._q = snapshot
        self._counting = counting
        self._kept = snapshot.kept.lasting and not counting.first_only

    def values(self, query: Q, total: int | None, whole: Whole, fields: Sequence[str]) -> dict[str, Counts]:
        """As `Counting.values` of a query that lies within the whole; `total`: how many match, where that is known."""
        if not self._kept or not fields:
            return self._counting.values(query, fields)
        every = self._every(whole)
        found = self._q.count(query) if total is None else total
        known = self._known(whole)
        there = all(field in known for field in fields)
        if found < every and found <= every * (_SHARE if there else _SHARE_UNKNOWN):
            return self._counting.values(query, fields)
        totals = self._totals(whole, fields)
        if found == every:
            return totals
        if any(isinstance(counts, Leading) for counts in totals.values()):
            return self._counting.values(query, fields)
        rest = self._counting.values(self._q.without(whole.query, query), fields)
        return {field: _less(totals[field], rest[field]) for field in fields}

    def leaders(self, query: Q, total: int | None, whole: Whole, sizes: dict[str, int]) -> dict[str, Counts]:
        """As `Snapshot.leaders`, where each copy counts; of everything kept for the moment."""
        if not sizes:
            return {}
        found = self._q.count(query) if total is None else total
        if not self._kept or found < self._every(whole):
            return self._q.leaders(query, found, sizes)
        known = self._known(whole)
        if all(field in known for field in sizes):
            return {field: known[field] for field in sizes}
        key = ("leaders", whole.key, tuple(sizes.items()))
        return self._q.kept.of(key, lambda: self._q.leaders(query, found, sizes))

    def _every(self, whole: Whole) -> int:
        return int(self._q.kept.of(("count", whole.key), lambda: self._q.count(whole.query)))

    def _known(self, whole: Whole) -> dict[str, Counts]:
        """The counts of everything that were made in this moment, by field."""
        return self._q.kept.of(("values", whole.key), dict[str, Counts])

    def _totals(self, whole: Whole, fields: Sequence[str]) -> dict[str, Counts]:
        known = self._known(whole)
        totals = {field: known[field] for field in fields if field in known}
        made = self._counting.values(whole.query, [field for field in fields if field not in totals])
        known.update((field, counts) for field, counts in made.items() if len(counts) <= _VALUES_MOST)
        return totals | made


def _less(totals: Counts, rest: Counts) -> Counts:
    """What is left of each count; values of which nothing is left are not among them."""
    left = {value: count - rest.get(value, 0) for value, count in totals.items()}
    return {value: count for value, count in left.items() if count}
