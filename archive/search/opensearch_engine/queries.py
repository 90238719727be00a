"""The cluster's query JSON: the one place where it is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from archive.text import analysis

Query = dict[str, Any]

# Wildcards and fuzzy words weigh one constant each. The cluster's BM25 leaves out the factor k1 + 1 that the embedded
# engine's has, so a constant has to be as much smaller to weigh the same beside words.
_CONSTANT = 1 / 2.2


class Queries:
    """Queries of `evaluate.snapshot.Snapshot` as OpenSearch's query DSL."""

    def flat(self, query: Query) -> Query:
        return {"constant_score": {"filter": query, "boost": 0.0}}

    def boosted(self, query: Query, factor: float) -> Query:
        return {"bool": {"must": [query], "boost": factor}}

    def everything(self) -> Query:
        return {"match_all": {"boost": 0.0}}

    def nothing(self) -> Query:
        return {"match_none": {}}

    def both(self, *queries: Query) -> Query:
        if len(queries) == 1:
            return queries[0]
        # A filter is cached by the cluster and never scored.
        weighing = [query for query in queries if not _is_flat(query)]
        filters = [_unscored(query) for query in queries if _is_flat(query)]
        return {"bool": {"must": weighing, "filter": filters}}

    def either(self, queries: Sequence[Query]) -> Query:
        if not queries:
            return self.nothing()
        if len(queries) == 1:
            return queries[0]
        return {"bool": {"should": _merged(queries), "minimum_should_match": 1}}

    def without(self, query: Query, *excluded: Query) -> Query:
        return {"bool": {"must": [query], "must_not": [_unscored(one) for one in excluded]}}

    def preferring(self, query: Query, better: Sequence[Query]) -> Query:
        return {"bool": {"must": [query], "should": list(better), "minimum_should_match": 0}}

    def key(self, name: str, value: str) -> Query:
        return self.flat({"term": {f"k_{name}": value}})

    def phrase(self, field: str, words: Sequence[str]) -> Query:
        if len(words) == 1:
            return {"term": {field: words[0]}}
        return {"match_phrase": {field: " ".join(words)}}

    def apart(self, field: str, one: Sequence[str], two: Sequence[str], distance: int) -> Query:
        """Two spans in order; the slop of a span_near over two spans of fixed length is the words between them."""
        return {"span_near": {"clauses": [_span(field, one), _span(field, two)], "slop": distance, "in_order": True}}

    def wildcard(self, field: str, pattern: str) -> Query:
        asked = {"value": analysis.fold(pattern), "rewrite": "constant_score", "boost": _CONSTANT}
        return {"wildcard": {field: asked}}

    def fuzzy(self, field: str, word: str, distance: int) -> Query:
        # Rewritten to a constant score the query takes every term within reach; otherwise only the 50 nearest.
        asked = {"value": word, "fuzziness": distance, "transpositions": True, "rewrite": "constant_score"}
        asked["boost"] = _CONSTANT
        return {"fuzzy": {field: asked}}

    def terms(self, field: str, values: Sequence[int]) -> Query:
        return self.flat({"terms": {field: list(values)}}) if values else self.nothing()

    def range(self, field: str, low: int | None, high: int | None) -> Query:
        if low is None and high is None:
            return self.exists(field)
        bounds = {name: bound for name, bound in (("gte", low), ("lte", high)) if bound is not None}
        return self.flat({"range": {field: bounds}})

    def exists(self, field: str) -> Query:
        return self.flat({"exists": {"field": field}})


def _span(field: str, words: Sequence[str]) -> Query:
    spans: list[Query] = [{"span_term": {field: word}} for word in words]
    return spans[0] if len(spans) == 1 else {"span_near": {"clauses": spans, "slop": 0, "in_order": True}}


def _is_flat(query: Query) -> bool:
    return "constant_score" in query or query == {"match_all": {"boost": 0.0}}


def _unscored(query: Query) -> Query:
    """A filter's own filter: constant scores inside a filter mean nothing."""
    inner: Query = query["constant_score"]["filter"] if "constant_score" in query else query
    return inner


def _merged(queries: Sequence[Query]) -> list[Query]:
    """Alternatives of one field's exact values as one clause: a name can stand for a thousand actors, and a query
    may have only so many clauses."""
    values: dict[str, list[str]] = {}
    others = []
    for query in queries:
        match query:
            case {"constant_score": {"filter": {"term": dict(term)}}} if len(term) == 1:
                ((field, value),) = term.items()
                values.setdefault(field, []).append(value)
            case _:
                others.append(query)
    found: list[Query] = []
    for field, many in values.items():
        test: Query = {"term": {field: many[0]}} if len(many) == 1 else {"terms": {field: many}}
        found.append({"constant_score": {"filter": test, "boost": 0.0}})
    return [*found, *others]
