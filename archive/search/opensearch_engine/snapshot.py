"""What matches, and what can be counted and read of it, as of one point in time of the cluster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from opensearchpy import OpenSearch

from archive.search import bins
from archive.search.engine import SearchUnavailableError
from archive.search.evaluate.layout import STORED, StoredText, bin_field
from archive.search.evaluate.snapshot import Kept, Leading, Step
from archive.search.opensearch_engine.client import cluster_setting, failed_shards
from archive.search.opensearch_engine.queries import Queries, Query
from archive.search.query import Bin

KEEP_ALIVE = "5m"
# The cluster gives at most 10,000 hits or buckets at once; with stored words fewer, to keep answers under about 10 MB.
_CHUNK = 10_000
_STORED_CHUNK = 500
# Buckets taken at once in place of one page of facets; a field with more values is counted again, see `_many`.
_BUCKETS = 5_000
# The most buckets asked for in one answer (about 60 bytes each), where the cluster allows as many.
_BUCKETS_MAX = 500_000
# Queries counted in one question: each is a dozen clauses, of which the cluster takes some thousands.
_FILTERS = 100


PART_SILENT = ("a part of the search cluster did not answer", "ask again in a minute")


class OpenSearchSnapshot(Queries):
    """One point in time: see `evaluate.snapshot.Snapshot`."""

    def __init__(self, client: OpenSearch, index: str, articles: str = "") -> None:
        """`articles`: of a shelf of quotes, the name of the other one."""
        self.kept = Kept()
        self._client = client
        self._index = index
        self._articles_index = articles
        self._beside: OpenSearchSnapshot | None = None
        # Without all its parts a point in time answers as if what it lacks had never been written.
        whole = {"keep_alive": KEEP_ALIVE, "allow_partial_pit_creation": "false"}
        opened: dict[str, Any] = client.create_pit(index=index, params=whole)
        if failed_shards(opened):
            raise SearchUnavailableError(*PART_SILENT)
        self._point: str = opened["pit_id"]

    @property
    def articles(self) -> OpenSearchSnapshot:
        """A point in time of its own, opened when it is first asked for: few questions about quotes do."""
        if not self._articles_index:
            return self
        if self._beside is None:
            self._beside = OpenSearchSnapshot(self._client, self._articles_index)
        return self._beside

    def close(self) -> None:
        points = [self._point, *([self._beside._point] if self._beside else [])]
        self._client.delete_pit(body={"pit_id": points})

    def _ask(self, query: Query, **more: Any) -> dict[str, Any]:
        body = {"query": query, "pit": {"id": self._point, "keep_alive": KEEP_ALIVE}, "size": 0, **more}
        params = {"allow_partial_search_results": "false"}
        if "sort" in more and more["sort"][0] == "_score":
            # Weights from the whole index, not from each shard: else the same word weighs differently.
            params["search_type"] = "dfs_query_then_fetch"
        answer: dict[str, Any] = self._client.search(body=body, params=params)
        if failed_shards(answer):
            raise SearchUnavailableError(*PART_SILENT)
        return answer

    # -- matches

    def count(self, query: Query) -> int:
        return int(self._ask(query, track_total_hits=True)["hits"]["total"]["value"])

    def count_each(self, query: Query, narrower: Sequence[Query]) -> list[int]:
        found: list[int] = []
        for begin in range(0, len(narrower), _FILTERS):
            asked = {"filters": {"filters": list(narrower[begin : begin + _FILTERS])}}
            answer = self._ask(query, track_total_hits=False, aggs={"each": asked})
            found += [int(bucket["doc_count"]) for bucket in answer["aggregations"]["each"]["buckets"]]
        return found

    def _hits(self, query: Query, sort: list[Any], chunk: int, **more: Any) -> Iterator[dict[str, Any]]:
        """All matches in an order, page after page."""
        after: dict[str, Any] = {}
        while True:
            asked = {"size": chunk, "sort": sort, "track_total_hits": False, "_source": False, **more, **after}
            hits = self._ask(query, **asked)["hits"]["hits"]
            yield from hits
            if len(hits) < chunk:
                return
            after = {"search_after": hits[-1]["sort"]}

    def numbers(self, query: Query, fields: tuple[str, ...]) -> Iterator[tuple[int, ...]]:
        present = self.both(query, *(self.exists(field) for field in fields))
        for hit in self._hits(present, ["_shard_doc"], _CHUNK, docvalue_fields=list(fields)):
            yield tuple(int(hit["fields"][field][0]) for field in fields)

    def keys(self, query: Query, field: str, size: int, offset: int) -> list[int]:
        if offset + size <= _CHUNK:
            asked: dict[str, Any] = {"size": size, "from": offset, "sort": [{field: "asc"}], "track_total_hits": False}
            return [int(hit["sort"][0]) for hit in self._ask(query, _source=False, **asked)["hits"]["hits"]]
        return list(islice(self.every_key(query, field, -1), offset, offset + size))

    def every_key(self, query: Query, field: str, after: int) -> Iterator[int]:
        past = query if after < 0 else self.both(query, self.range(field, after + 1, None))
        for hit in self._hits(past, [{field: "asc"}], _CHUNK):
            yield int(hit["sort"][0])

    def ranked(self, query: Query, limit: int, *, by_length: bool) -> list[tuple[float, int]]:
        best = {"words": "desc"} if by_length else "_score"
        sort: list[Any] = [best, {"order_newest": "asc"}]
        found: list[tuple[float, int]] = []
        for hit in self._hits(query, sort, min(max(1, limit), _CHUNK)):
            found.append((float(hit["sort"][0]), int(hit["sort"][1])))
            if len(found) >= limit:
                break
        return found

    def stored(self, query: Query, count: int) -> Iterator[StoredText]:
        for hit in self._hits(query, ["_shard_doc"], min(max(1, count), _STORED_CHUNK), _source=[STORED]):
            yield StoredText(hit["_source"][STORED])

    # -- counting values

    def counts(self, query: Query, fields: Sequence[str]) -> dict[str, dict[Any, int]]:
        aggs: dict[str, Any] = {field: _terms(field, _BUCKETS) for field in fields}
        keys = [field for field in fields if field.startswith("k_")]
        aggs |= {f"no {field}": {"missing": {"field": field}} for field in keys}
        found = self._ask(query, track_total_hits=False, aggs=aggs)["aggregations"]
        counts: dict[str, dict[Any, int]] = {}
        for field in fields:
            buckets = found[field]["buckets"]
            whole = _is_whole(found[field])
            many = self._many if field in keys else self._many_numbers
            counts[field] = {b["key"]: b["doc_count"] for b in buckets} if whole else many(query, field)
            if field in keys and (lacking := found[f"no {field}"]["doc_count"]):
                counts[field][""] = lacking
        return counts

    def leaders(self, query: Query, total: int, sizes: dict[str, int]) -> dict[str, dict[Any, int]]:
        """All: a cluster puts the values of its segments together by number."""
        return self.counts(query, list(sizes))

    def _many(self, query: Query, field: str) -> dict[Any, int]:
        """The values of a field that has many, as many as the cluster gives in one answer: paging through the rest
        would pass over all matches again for each page."""
        aggs = {field: _terms(field, self._buckets_allowed())}
        found = self._ask(query, track_total_hits=False, aggs=aggs)["aggregations"][field]
        counts = {bucket["key"]: bucket["doc_count"] for bucket in found["buckets"]}
        return counts if _is_whole(found) else Leading(counts, found["doc_count_error_upper_bound"])

    def _many_numbers(self, query: Query, field: str) -> dict[Any, int]:
        """Numbers are bars of a timeline, of which none may be cut: page after page, however many there are."""
        return {bucket["key"]["v"]: bucket["doc_count"] for bucket in self._buckets(query, {"v": field})}

    def _buckets_allowed(self) -> int:
        """What the cluster gives at most in one answer, within reason."""
        return min(_BUCKETS_MAX, cluster_setting(self._client, "search.max_buckets", _BUCKETS))

    def _buckets(self, query: Query, sources: dict[str, str], *, missing: bool = False) -> Iterator[dict[str, Any]]:
        """Every combination of values, page after page: exact whatever their number."""
        parts = [
            {name: {"terms": {"field": field, "missing_bucket": missing and name == "v"}}}
            for name, field in sources.items()
        ]
        after: dict[str, Any] = {}
        while True:
            asked = {"composite": {"size": _CHUNK, "sources": parts, **after}}
            found = self._ask(query, track_total_hits=False, aggs={"all": asked})["aggregations"]["all"]
            yield from found["buckets"]
            if "after_key" not in found:
                return
            after = {"after": found["after_key"]}

    def summed(self, query: Query, field: str) -> tuple[int, int]:
        answer = self._ask(query, track_total_hits=True, aggs={"sum": {"sum": {"field": field}}})
        return int(answer["hits"]["total"]["value"]), int(answer["aggregations"]["sum"]["value"])

    def copy_groups(self, query: Query) -> int:
        return sum(1 for _ in self._buckets(query, {"g": "copy_group"}))

    def groups(self, query: Query, fields: Sequence[str]) -> dict[str, dict[Any, int]]:
        return {field: self._groups(query, field) for field in fields}

    def _groups(self, query: Query, field: str) -> dict[Any, int]:
        counts: dict[Any, int] = {}
        is_key = field.startswith("k_")
        for bucket in self._buckets(query, {"v": field, "g": "copy_group"}, missing=is_key):
            value = bucket["key"]["v"]
            value = "" if value is None else value
            counts[value] = counts.get(value, 0) + 1
        return counts

    def crossed(self, query: Query, field: str, key: str, low: int, high: int) -> dict[str, dict[int, int]]:
        crossed: dict[str, dict[int, int]] = defaultdict(dict)
        within = self.both(query, self.range(field, low, high))
        for bucket in self._buckets(within, {"v": field, "k": key}):
            number = int(bucket["key"]["v"])
            if low <= number <= high:
                crossed[bucket["key"]["k"]][number] = bucket["doc_count"]
        return dict(crossed)

    def steps(self, query: Query, name: str, known: str) -> tuple[int, dict[Bin, Step]]:
        aggs: dict[str, Any] = {"known": {"value_count": {"field": known}}}
        for step in bins.BINS:
            for kind in ("min", "max", "value_count"):
                aggs[f"{kind}_{step}"] = {kind: {"field": bin_field(name, step)}}
        found = self._ask(query, track_total_hits=False, aggs=aggs)["aggregations"]
        steps = {
            step: Step(*(int(found[f"{kind}_{step}"]["value"]) for kind in ("min", "max", "value_count")))
            for step in bins.BINS
            if found[f"value_count_{step}"]["value"]
        }
        return int(found["known"]["value"]), steps


def _terms(field: str, size: int) -> dict[str, Any]:
    return {"terms": {"field": field, "size": size, "shard_size": size}}


def _is_whole(found: dict[str, Any]) -> bool:
    """Are all values there, each with its exact count?

    Where no part of the index left out a value every count is whole, whatever the bound says: a part that gives
    just as many values as were asked for is counted into the bound although it had no more.
    """
    return not found["sum_other_doc_count"]
