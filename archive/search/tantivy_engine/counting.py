"""Counting values, bins and copies: one pass over the matches for all that is counted of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import tantivy
from tantivy import Query

from archive.search import bins
from archive.search.query import (
    Bin,
)
from archive.search.tantivy_engine.queries import Address, Queries, count_of, numbers_of
from archive.search.tantivy_engine.schema import bin_field

# More values or bars than any archive has; a terms aggregation that does not reach its size is exact.
_ALL_BUCKETS = 10_000_000
# Stands for "no value" in an aggregation; no value is like it.
_NO_VALUE = "\x01"
# How many values tantivy counts at once at most is 65,000.
_BUCKETS = 50_000


class Counting:
    """Counts over the matches of any query on one snapshot."""

    def __init__(self, searcher: tantivy.Searcher, queries: Queries, first_only: bool) -> None:
        self._searcher = searcher
        self._q = queries
        self._first_only = first_only

    def count(self, query: Query) -> int:
        return count_of(self._searcher.search(query, limit=1))

    def addresses(self, query: Query) -> list[Address]:
        count = self.count(query)
        return [address for _, address in self._searcher.search(query, limit=max(1, count), count=False).hits]

    def numbers(self, name: str, addresses: list[Address]) -> list[int]:
        return numbers_of(self._searcher, name, addresses)

    def summed(self, query: Query, name: str) -> tuple[int, int]:
        """How many articles match, and the sum of a number over them."""
        asked = {"count": {"value_count": {"field": "id"}}, "sum": {"sum": {"field": name}}}
        found = self._searcher.aggregate(query, asked)
        return int(found["count"]["value"] or 0), int(found["sum"]["value"] or 0)

    # -- counting values: one pass over the matches for all that is counted of them

    def counts(self, query: Query, names: Sequence[str]) -> tuple[int, dict[str, dict[Any, int]]]:
        """How many articles match, and how many by value of each field; among exact values "" counts those without."""
        asked: dict[str, Any] = {"count": {"value_count": {"field": "id"}}}
        for name in names:
            lacking = {"missing": _NO_VALUE} if name.startswith("k_") else {}
            asked[name] = {"terms": {"field": name, "size": _ALL_BUCKETS, "segment_size": _ALL_BUCKETS, **lacking}}
        try:
            found = self._searcher.aggregate(query, asked)
        except ValueError as error:
            if "bucket limit" not in str(error):
                raise
            return self.count(query), {name: self._many(query, name) for name in names}
        total = int(found["count"]["value"])
        return total, {name: {value_of(b): b["doc_count"] for b in found[name]["buckets"]} for name in names}

    def _many(self, query: Query, name: str) -> dict[Any, int]:
        """The same of a field with more values than the library counts at once (65,000)."""
        if name.startswith("k_"):
            counts: dict[Any, int] = dict(self._searcher.terms_with_prefix(name, "", query))
            counts[""] = self.count(self._q.without(query, self._q.exists(name)))
            return counts
        ends = {kind: {kind: {"field": name}} for kind in ("min", "max")}
        found = self._searcher.aggregate(query, ends)
        low, high = (int(found[kind]["value"]) for kind in ("min", "max"))
        counts = {}
        for start in range(low, high + 1, _BUCKETS):
            asked = {"histogram": {"field": name, "interval": 1, "min_doc_count": 1}}
            asked["histogram"]["hard_bounds"] = {"min": start, "max": start + _BUCKETS - 1}
            buckets = self._searcher.aggregate(query, {"v": asked})["v"]["buckets"]
            counts |= {value_of(bucket): bucket["doc_count"] for bucket in buckets}
        return counts

    def stories(self, query: Query, names: Sequence[str]) -> tuple[int, dict[str, dict[Any, int]]]:
        """As `_counts`; with copies=first stories instead of articles, of each value as if it alone were chosen."""
        if not self._first_only:
            return self.counts(query, names)
        total, counts = self.counts(self._q.without(query, self._q.exists("copy_group")), names)
        copied = self._q.both(query, self._q.exists("copy_group"))
        groups = sorted(set(self.numbers("copy_group", self.addresses(copied))))
        for name in names:
            for value, number in self._groups(copied, name, groups).items():
                counts[name][value] = counts[name].get(value, 0) + number
        return total + len(groups), counts

    def _groups(self, query: Query, name: str, groups: list[int]) -> dict[Any, int]:
        """How many copy groups have an article with each value; halved until the library counts them at once."""
        if not groups:
            return {}
        lacking = {"missing": _NO_VALUE} if name.startswith("k_") else {}
        terms = {"terms": {"field": name, "size": _ALL_BUCKETS, "segment_size": _ALL_BUCKETS, **lacking}}
        nested = {"terms": {"field": "copy_group", "size": _ALL_BUCKETS, "segment_size": _ALL_BUCKETS}}
        within = self._q.both(query, self._q.range("copy_group", groups[0], groups[-1]))
        try:
            found = self._searcher.aggregate(within, {"v": {**terms, "aggs": {"g": nested}}})
        except ValueError as error:
            if "bucket limit" not in str(error) or len(groups) == 1:
                raise
            middle = len(groups) // 2
            counts = self._groups(query, name, groups[:middle])
            for value, number in self._groups(query, name, groups[middle:]).items():
                counts[value] = counts.get(value, 0) + number
            return counts
        return {value_of(bucket): len(bucket["g"]["buckets"]) for bucket in found["v"]["buckets"]}

    def steps(self, query: Query, name: str, known: str) -> tuple[int, dict[Bin, Step]]:
        """How many have `known`; of each kind of bin that there is the first, the last, and how many values."""
        asked: dict[str, Any] = {"known": {"value_count": {"field": known}}}
        for step in bins.BINS:
            for kind in ("min", "max", "value_count"):
                asked[f"{kind}_{step}"] = {kind: {"field": bin_field(name, step)}}
        found = {key: answer.get("value") for key, answer in self._searcher.aggregate(query, asked).items()}
        steps = {
            step: Step(int(found[f"min_{step}"]), int(found[f"max_{step}"]), int(found[f"value_count_{step}"]))
            for step in bins.BINS
            if found[f"value_count_{step}"]
        }
        return int(found["known"] or 0), steps


class Step(NamedTuple):
    """Of one kind of bin: the first and last there is, and how many values."""

    first: int
    last: int
    values: int


def value_of(bucket: dict[str, Any]) -> Any:
    key = bucket["key"]
    if key == _NO_VALUE:
        return ""
    return int(key) if isinstance(key, float) else key
