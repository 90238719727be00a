"""The cluster gives what the oracle gives, over three shards on three nodes (tests/search/test_conformance.py).

`CLUSTER_CASES=500` runs that many archives with six requests each.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search import opensearch_engine
from archive.search.documents import ArticleRecord
from archive.search.engine import Engine
from archive.search.opensearch_engine import OpenSearchEngine, read_address, snapshot
from archive.search.query import EVERYTHING, Copies, Node, SearchRequest
from tests.search import counted, test_kwic
from tests.search.generated import archives, crowds, positions, requests, tries
from tests.search.oracle import Oracle
from tests.search.test_conformance import ZONE, check, held, same_order
from tests.support.opensearch import Cluster

CASES = int(os.environ.get("CLUSTER_CASES", "60"))


@contextmanager
def indexed(cluster: Cluster, records: list[ArticleRecord]) -> Iterator[Engine]:
    address = read_address(f"{cluster.url}/conformance")
    engine = OpenSearchEngine(address, "articles-1", ZONE, shards=3, replicas=0, create=True)
    try:
        # Twice, so that the first version of half of them is replaced, and comes late for nothing.
        earlier = [replace(r, title="replaced", version=0) for r in records[::2]]
        engine.write(earlier, [])
        engine.write(records, [])
        engine.write(earlier, [])
        yield engine
    finally:
        engine.close()
        opensearch_engine.remove(address, "articles-1")


@tries(CASES)
@given(records=archives(), asked=st.lists(requests(), min_size=6, max_size=6))
def test_same_as_oracle(cluster: Cluster, records: list[ArticleRecord], asked: list[SearchRequest]) -> None:
    held(indexed(cluster, records), records, asked, check)


@tries(CASES // 4)
@given(records=archives(), asked=st.lists(requests(), min_size=6, max_size=6))
def test_lines_are_the_marks_of_the_texts(
    cluster: Cluster, records: list[ArticleRecord], asked: list[SearchRequest]
) -> None:
    held(indexed(cluster, records), records, asked, test_kwic.check)


@tries(CASES // 2)
@given(records=crowds(), asked=st.lists(positions(), min_size=20, max_size=20))
def test_positions_same_as_oracle(cluster: Cluster, records: list[ArticleRecord], asked: list[Node]) -> None:
    held(
        indexed(cluster, records),
        records,
        [SearchRequest(EVERYTHING, node, sort="oldest") for node in asked],
        same_order,
    )


@tries(CASES // 10)
@given(records=archives(12, least=4), asked=st.lists(counted.with_all_facets(), min_size=2, max_size=2))
def test_r13_a_count_of_a_facet_is_the_count_after_the_click(
    cluster: Cluster, records: list[ArticleRecord], asked: list[SearchRequest]
) -> None:
    with indexed(cluster, records) as engine:
        for request in asked:
            facets = {facet.field: facet for facet in engine.search(request).facets}
            for click in counted.clicks(tuple(facets.values()))[:15]:
                counted.click_keeps_its_word(engine, request, facets, click)


@tries(CASES // 10)
@given(records=archives(12, least=4), asked=st.lists(counted.with_sources(), min_size=4, max_size=4))
def test_r21_bars_add_up_and_their_links_give_their_counts(
    cluster: Cluster, records: list[ArticleRecord], asked: list[SearchRequest]
) -> None:
    with indexed(cluster, records) as engine:
        for request in asked:
            counted.timeline_adds_up(engine, request)
            counted.bars_keep_their_word(engine, request, 3)


@tries(CASES // 10)
@given(records=archives(), asked=st.lists(counted.with_sources(), min_size=4, max_size=4))
def test_no_bar_is_cut_where_the_cluster_gives_few_at_once(
    cluster: Cluster, records: list[ArticleRecord], asked: list[SearchRequest]
) -> None:
    oracle = Oracle(records, ZONE)
    with indexed(cluster, records) as engine, pytest.MonkeyPatch.context() as patched:
        patched.setattr(snapshot, "_BUCKETS", 1)
        patched.setattr(snapshot, "_BUCKETS_MAX", 2)
        for request in asked:
            assert request.timeline is not None
            assert engine.search(request).timeline == oracle.timeline(request, request.timeline)


@tries(CASES // 4)
@given(records=archives(), copies=st.sampled_from(get_args(Copies)))
def test_what_is_too_much_to_count_is_marked_with_its_bound(
    cluster: Cluster, records: list[ArticleRecord], copies: Copies
) -> None:
    """As if the cluster gave three values at most: they and the others are right within the bound, and said to be
    estimates; what is chosen is exact."""
    with indexed(cluster, records) as engine, pytest.MonkeyPatch.context() as patched:
        patched.setattr(snapshot, "_BUCKETS", 1)
        patched.setattr(snapshot, "_BUCKETS_MAX", 3)
        counted.estimates_keep_their_bound(engine, Oracle(records, ZONE), copies)
