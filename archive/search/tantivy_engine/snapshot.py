"""What matches, and what can be counted and read of it, as of one moment of the index."""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

import tantivy
from tantivy import Order, Query

from archive.search import bins, matching
from archive.search.engine import QueryError
from archive.search.evaluate.layout import BORDER, STORED, StoredText, bin_field
from archive.search.evaluate.snapshot import Kept, Leaders, Step
from archive.search.query import Bin
from archive.search.tantivy_engine.packing import Packing
from archive.search.tantivy_engine.queries import Queries
from archive.text import analysis

Address = tantivy.DocAddress

_SCAN_CHUNK = 20_000
# More values or bars than any archive has; a terms aggregation that does not reach its size is exact.
_ALL_BUCKETS = 10_000_000
# Stands for "no value" in an aggregation; no value is like it.
_NO_VALUE = "\x01"
# Of each segment so many values are taken where the leading ones are looked for, and of all together so many: to put
# together by their letters all that the segments have costs four times what counting them does.
_SEGMENT_LEADERS, _LEADERS = 100, 200
# Matches so few that nothing leads among their values.
_FEW = 100
# Values whose exact counts are asked for one by one: seldom do more contend for the last place.
_CONTENDERS = 24
# The share of all documents from which on the values that most hold are counted one by one, so many at most: each costs
# a hundredth of what counting all values does.
_SHARE_LOOKED_UP, _LOOKED_UP = 0.15, 80
# Values are not looked at that all matches would have to hold more often than this, against what is expected.
_UNLIKELY = 0.7
# How many values tantivy counts at once at most is 65,000.
_BUCKETS = 50_000


class TantivySnapshot(Queries):
    """One searcher: see `evaluate.snapshot.Snapshot`."""

    def __init__(
        self,
        searcher: tantivy.Searcher,
        schema: tantivy.Schema,
        wildcard_max: int,
        kept: Kept,
        packing: Packing,
        articles: TantivySnapshot | None = None,
    ) -> None:
        """`articles`: of a shelf of quotes, the other one."""
        super().__init__(schema)
        self.kept = kept
        self._packing = packing
        self._articles = articles
        self._searcher = searcher
        self._wildcard_max = wildcard_max
        self._expanded: dict[tuple[str, str], list[str]] = {}

    @property
    def articles(self) -> TantivySnapshot:
        return self._articles or self

    # -- words of the index

    def wildcard(self, field: str, pattern: str) -> Query:
        return self.terms(field, self._expand(pattern, field))

    def _expand(self, pattern: str, field: str) -> list[str]:
        """The forms of a text that a wildcard fits."""
        if (pattern, field) not in self._expanded:
            begin = re.split(r"[*?]", analysis.fold(pattern), maxsplit=1)[0]
            fits = matching.wildcard(pattern)
            found = [term for term, _ in self._searcher.terms_with_prefix(field, begin) if fits(term)]
            if len(found) > self._wildcard_max:
                message = f"{pattern} fits {len(found):,} words, more than {self._wildcard_max:,}"
                raise QueryError(message, "write more letters of the word")
            self._expanded[pattern, field] = [term for term in found if term != BORDER]
        return self._expanded[pattern, field]

    # -- matches

    def count(self, query: Query) -> int:
        return count_of(self._searcher.search(self.flat(query), limit=1))  # nothing is weighed

    def count_each(self, query: Query, narrower: Sequence[Query]) -> list[int]:
        flat = self.flat(query)
        return [self.count(self.both(flat, self.flat(one))) for one in narrower]

    def numbers(self, query: Query, fields: tuple[str, ...]) -> Iterator[tuple[int, ...]]:
        present = self.both(query, *(self.exists(field) for field in fields))
        hits = self._searcher.search(present, limit=max(1, self.count(present)), count=False).hits
        return zip(*(self._read(field, [address for _, address in hits]) for field in fields), strict=True)

    def _read(self, field: str, addresses: list[Address]) -> list[int]:
        return self._searcher.fast_field_values(field, addresses)  # type: ignore[return-value]

    def keys(self, query: Query, field: str, size: int, offset: int) -> list[int]:
        found = self._searcher.search(query, limit=size, offset=offset, order_by_field=field, order=Order.Asc).hits
        return [key for key, _ in found]

    def every_key(self, query: Query, field: str, after: int) -> Iterator[int]:
        while True:
            chunk = self.keys(self.both(query, self.range(field, after + 1, None)), field, _SCAN_CHUNK, 0)
            yield from chunk
            if len(chunk) < _SCAN_CHUNK:
                return
            after = chunk[-1]

    def ranked(self, query: Query, limit: int, *, by_length: bool) -> list[tuple[float, int]]:
        order_by = "words" if by_length else None
        found = self._searcher.search(query, limit=max(1, limit), count=False, order_by_field=order_by).hits
        keys = self._read("order_newest", [address for _, address in found])
        return [(score, key) for (score, _), key in zip(found, keys, strict=True)]

    def stored(self, query: Query, count: int) -> Iterator[StoredText]:
        for _, address in self._searcher.search(query, limit=max(1, count), count=False).hits:
            yield StoredText(self._packing.unpack(bytes(self._searcher.doc(address)[STORED][0])).decode())

    # -- counting values: one pass over the matches for all that is counted of them

    def counts(self, query: Query, fields: Sequence[str]) -> dict[str, dict[Any, int]]:
        try:
            found = self._searcher.aggregate(query, {field: _terms(field) for field in fields})
        except ValueError as error:
            if "bucket limit" not in str(error):
                raise
            return {field: self._many(query, field) for field in fields}
        return {field: _by_value(found[field]["buckets"]) for field in fields}

    def leaders(self, query: Query, total: int, sizes: dict[str, int]) -> dict[str, dict[Any, int]]:
        if total < _FEW or not sizes:
            return self.counts(query, list(sizes)) if sizes else {}
        likely = {field: self._likely(field, size, total) for field, size in sizes.items()}
        contended = [field for field, values in likely.items() if not values]
        looked_up, found = self._each(
            query, {field: [value for value, _ in some] for field, some in likely.items()}, _leading_terms(contended)
        )
        counts: dict[str, dict[Any, int]] = {}
        for field, some in likely.items():
            ranked = sorted(looked_up[field].values(), reverse=True)
            if len(ranked) >= sizes[field] and ranked[sizes[field] - 1] > some[-1][1]:
                there = {value: count for value, count in looked_up[field].items() if count}
                counts[field] = Leaders(there, len(there))
        # What is much more frequent among the matches than elsewhere was not likely.
        unlike = [field for field, some in likely.items() if some and field not in counts]
        found |= self._searcher.aggregate(query, _leading_terms(unlike)) if unlike else {}
        contests = {field: _Contest(found[field], sizes[field]) for field in (*contended, *unlike)}
        counts |= {field: contest.counts for field, contest in contests.items() if contest.complete}
        decided = {f: contest for f, contest in contests.items() if contest.decided and not contest.complete}
        exact, _ = self._each(query, {field: contest.contenders for field, contest in decided.items()}, {})
        counts |= {field: Leaders(exact[field], contest.there) for field, contest in decided.items()}
        rest = [field for field in sizes if field not in counts]
        return counts | (self.counts(query, rest) if rest else {})

    def _likely(self, field: str, size: int, total: int) -> list[tuple[str, int]]:
        """Of a field's values those that may be among the leading ones of a large part of all documents, and after them
        one that cannot; each with the number of documents that hold it, deleted ones among them. None where they are so
        many that counting all is as quick."""
        share = total / self._searcher.num_docs
        if share < _SHARE_LOOKED_UP:
            return []
        most = self.kept.of(("most", field), lambda: self._most(field))
        if len(most) <= max(size, _LOOKED_UP):
            return []  # so few values are counted as quickly
        least = most[size - 1][1] * share * _UNLIKELY
        likely = [one for one in most if one[1] >= least]
        return most[: len(likely) + 1] if len(likely) < len(most) else []

    def _most(self, field: str) -> list[tuple[str, int]]:
        """The values that most documents hold and how many hold each, those among them that were deleted."""
        return heapq.nlargest(_LOOKED_UP + 1, self._searcher.terms_with_prefix(field, ""), key=itemgetter(1))

    def _each(
        self, query: Query, values: dict[str, list[str]], more: dict[str, Any]
    ) -> tuple[dict[str, dict[Any, int]], dict[str, Any]]:
        """How many matches have each of some values of each field, and what else is asked of them, in one look."""
        counts: dict[str, dict[Any, int]] = {field: {} for field in values}
        asked: dict[str, Any] = dict(more)
        for field, some in values.items():
            for n, value in enumerate(some):
                if '"' in value or "\\" in value:  # would have to be written otherwise for the library's parser
                    key = self.key(field.removeprefix("k_"), value)
                    counts[field][value] = self.count(self.both(query, key))
                else:
                    asked[f"{field} {n}"] = {"filter": f'{field}:"{value}"'}
        found = self._searcher.aggregate(query, asked) if asked else {}
        for field, some in values.items():
            for n, value in enumerate(some):
                if value not in counts[field]:
                    counts[field][value] = found[f"{field} {n}"]["doc_count"]
        return counts, found

    def _many(self, query: Query, field: str) -> dict[Any, int]:
        """The same of a field with more values than the library counts at once (65,000)."""
        if field.startswith("k_"):
            counts: dict[Any, int] = dict(self._searcher.terms_with_prefix(field, "", query))
            counts[""] = self.count(self.without(query, self.exists(field)))
            return counts
        ends = {kind: {kind: {"field": field}} for kind in ("min", "max")}
        found = self._searcher.aggregate(query, ends)
        low, high = (int(found[kind]["value"]) for kind in ("min", "max"))
        counts = {}
        for start in range(low, high + 1, _BUCKETS):
            asked = _numbered(field, start, start + _BUCKETS - 1)
            buckets = self._searcher.aggregate(query, {"v": asked})["v"]["buckets"]
            counts |= {_value_of(bucket): bucket["doc_count"] for bucket in buckets}
        return counts

    def summed(self, query: Query, field: str) -> tuple[int, int]:
        asked = {"count": {"value_count": {"field": "id"}}, "sum": {"sum": {"field": field}}}
        found = self._searcher.aggregate(query, asked)
        return int(found["count"]["value"] or 0), int(found["sum"]["value"] or 0)

    def copy_groups(self, query: Query) -> int:
        return len({group for (group,) in self.numbers(query, ("copy_group",))})

    def groups(self, query: Query, fields: Sequence[str]) -> dict[str, dict[Any, int]]:
        if len(fields) > 1 and (counts := self._grouped(query, fields)) is not None:
            return counts
        return {field: self._groups(query, field) for field in fields}

    def _groups(self, query: Query, field: str) -> dict[Any, int]:
        """Copy groups halved until the library counts them at once."""
        if (counts := self._grouped(query, [field])) is not None:
            return counts[field]
        groups = sorted({group for (group,) in self.numbers(query, ("copy_group",))})
        if len(groups) == 1:
            return {value: 1 for value, count in self.counts(query, [field])[field].items() if count}
        middle = groups[len(groups) // 2]
        halves = [self.range("copy_group", None, middle - 1), self.range("copy_group", middle, None)]
        found: Counter[Any] = Counter()
        for half in halves:
            found.update(self._groups(self.both(query, half), field))
        return dict(found)

    def _grouped(self, query: Query, fields: Sequence[str]) -> dict[str, dict[Any, int]] | None:
        """None where they are too many for the library."""
        asked = {field: {**_terms(field), "aggs": {"g": _terms("copy_group")}} for field in fields}
        try:
            found = self._searcher.aggregate(query, asked)
        except ValueError as error:
            if "bucket limit" not in str(error):
                raise
            return None
        return {f: {_value_of(b): len(b["g"]["buckets"]) for b in found[f]["buckets"]} for f in fields}

    def crossed(self, query: Query, field: str, key: str, low: int, high: int) -> dict[str, dict[int, int]]:
        values = len(self.counts(query, [key])[key])
        crossed: dict[str, dict[int, int]] = defaultdict(dict)
        size = max(1, _BUCKETS // (values + 1))
        for start in range(low, high + 1, size) if values else ():
            last = min(high, start + size - 1)
            asked: dict[str, Any] = _numbered(field, start, last)
            asked["aggs"] = {"k": _terms(key)}
            # Only of these matches, so that no others are looked at.
            within = self.both(query, self.range(field, start, last))
            for bucket in self._searcher.aggregate(within, {"v": asked})["v"]["buckets"]:
                for inner in bucket["k"]["buckets"]:
                    if (value := _value_of(inner)) != "":
                        crossed[value][int(bucket["key"])] = inner["doc_count"]
        return dict(crossed)

    def steps(self, query: Query, name: str, known: str) -> tuple[int, dict[Bin, Step]]:
        asked: dict[str, Any] = {"known": {"value_count": {"field": known}}}
        for step in bins.BINS:
            asked[step] = {"stats": {"field": bin_field(name, step)}}  # in one look at each value
        found = self._searcher.aggregate(query, asked)
        steps = {
            step: Step(*(int(found[step][kind]) for kind in ("min", "max", "count")))
            for step in bins.BINS
            if found[step]["count"]
        }
        return int(found["known"]["value"] or 0), steps


class _Contest:
    """What an aggregation over the leading values of each segment tells of one field.

    `complete`: no segment had more, so that all is counted. Otherwise each count lacks at most `error`, and what is not
    there has at most `unseen`; `decided`: nothing of that can be among the leading `size`, which few contend for.
    """

    def __init__(self, found: dict[str, Any], size: int) -> None:
        counts = _by_value(found["buckets"])
        error = int(found["doc_count_error_upper_bound"])
        self.complete = not error and not found["sum_other_doc_count"]
        self.counts = counts
        ranked = sorted((count for value, count in counts.items() if value != ""), reverse=True)
        self.there = len(ranked)
        least = ranked[size - 1] if len(ranked) >= size else 0
        unseen = error + (ranked[-1] if ranked else 0)
        self.contenders = [value for value, count in counts.items() if value != "" and count + error >= least]
        self.decided = least > unseen and len(self.contenders) <= _CONTENDERS


def _terms(field: str, size: int = _ALL_BUCKETS, of_segment: int = _ALL_BUCKETS, **more: Any) -> dict[str, Any]:
    lacking = {"missing": _NO_VALUE} if field.startswith("k_") else {}
    return {"terms": {"field": field, "size": size, "segment_size": of_segment, **lacking, **more}}


def _leading_terms(fields: Sequence[str]) -> dict[str, Any]:
    return {field: _terms(field, _LEADERS, _SEGMENT_LEADERS) for field in fields}


def _numbered(field: str, low: int, high: int) -> dict[str, Any]:
    """The numbers of a field from `low` to `high`, each that there is."""
    bounds = {"min": low, "max": high}
    return {"histogram": {"field": field, "interval": 1, "min_doc_count": 1, "hard_bounds": bounds}}


def _by_value(buckets: list[dict[str, Any]]) -> dict[Any, int]:
    """The counts of a field that may have tens of thousands of values."""
    if buckets and isinstance(buckets[0]["key"], float):
        return {int(bucket["key"]): bucket["doc_count"] for bucket in buckets}
    counts = {bucket["key"]: bucket["doc_count"] for bucket in buckets}
    if _NO_VALUE in counts:
        counts[""] = counts.pop(_NO_VALUE)
    return counts


def _value_of(bucket: dict[str, Any]) -> Any:
    key = bucket["key"]
    if key == _NO_VALUE:
        return ""
    return int(key) if isinstance(key, float) else key


def count_of(found: tantivy.SearchResult) -> int:
    return int(found.count)  # type: ignore[attr-defined]  # missing in the library's stubs
