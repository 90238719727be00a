"""The cluster's shelf of quotes gives what the oracle gives, and keeps nothing of earlier versions of an article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from archive.search import opensearch_engine
from archive.search.documents import ArticleRecord, QuoteRecord
from archive.search.engine import Engine
from archive.search.opensearch_engine import OpenSearchEngine, read_address
from archive.search.query import SearchRequest
from tests.cluster.test_conformance_cluster import CASES
from tests.search.generated import archives, requests, tries
from tests.search.test_conformance import EMPTY, ZONE, check
from tests.search.test_quotes import QuoteOracle
from tests.support.opensearch import Cluster


@contextmanager
def shelf(cluster: Cluster, records: Sequence[ArticleRecord] = ()) -> Iterator[Engine]:
    address = read_address(f"{cluster.url}/conformance")
    articles = OpenSearchEngine(address, "articles-1", ZONE, shards=3, replicas=0, create=True)
    engine = OpenSearchEngine(address, "quotes-1", ZONE, shards=3, replicas=0, create=True, articles="articles-1")
    try:
        articles.write(records, [])
        yield engine
    finally:
        engine.close()
        articles.close()
        opensearch_engine.remove(address, "articles-1")
        opensearch_engine.remove(address, "quotes-1")


def renumbered(record: ArticleRecord, by: int, version: int) -> ArticleRecord:
    """Another version of an article: tagged anew, its quotes have other numbers."""
    return replace(record, version=version, quotes=tuple(replace(q, id=q.id + by) for q in record.quotes))


@tries(CASES // 2)
@given(records=archives(), asked=st.lists(requests(), min_size=6, max_size=6))
def test_same_as_oracle(cluster: Cluster, records: list[ArticleRecord], asked: list[SearchRequest]) -> None:
    oracle = QuoteOracle(records, ZONE)
    with shelf(cluster, records) as engine:
        earlier = [renumbered(record, 500, 0) for record in records[::2]]
        engine.write(earlier, [])
        engine.write(records, [])
        late = [one for one, record in zip(earlier, records[::2], strict=True) if record.quotes]
        engine.write(late, [])  # comes after a newer version: nothing of it stays
        assert engine.held(0, 1_000) == {r.id: (r.version, len(r.quotes)) for r in records if r.quotes}
        for request in asked:
            check(engine, oracle, replace(request, shelf="quotes"))


SPOKEN = replace(EMPTY, body="one two three four", quotes=(QuoteRecord(0, 7, "direct", "a", 11),))


def test_quotes_of_earlier_versions_and_of_articles_that_left_are_taken_out(cluster: Cluster) -> None:
    with shelf(cluster) as engine:
        engine.write([replace(SPOKEN, version=3), replace(renumbered(SPOKEN, 10, 3), id=2)], [])
        assert engine.held(0, 9) == {1: (3, 1), 2: (3, 1)}
        engine.write([renumbered(SPOKEN, 20, 4)], [])
        assert engine.held(0, 9) == {1: (4, 1), 2: (3, 1)}
        engine.write([renumbered(SPOKEN, 30, 3)], [(2, 2)])  # both are older than what is there
        assert engine.held(0, 9) == {1: (4, 1), 2: (3, 1)}
        engine.write([replace(SPOKEN, version=5, quotes=())], [(2, 3)])
        assert engine.count() == 0
