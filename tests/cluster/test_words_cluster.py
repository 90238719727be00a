"""The cluster gives the same words, counts and spellings as the embedded engine (tests/search/test_words.py)."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from archive.search.documents import ArticleRecord
from archive.search.evaluate import words
from archive.search.query import EVERYTHING, All, SearchRequest
from tests.cluster.test_conformance_cluster import CASES, indexed
from tests.search.generated import archives, requests, tries
from tests.search.test_words import articles, check_narrowed, check_sampled, check_spellings
from tests.support.opensearch import Cluster


@tries(CASES // 4)
@given(
    records=archives(), asked=st.lists(requests(), min_size=2, max_size=2), typed=st.sampled_from(["kery", "crimae"])
)
def test_words_and_spellings_are_those_of_the_oracle(
    cluster: Cluster, records: list[ArticleRecord], asked: list[SearchRequest], typed: str
) -> None:
    with indexed(cluster, records) as engine:
        check_narrowed(engine, records, asked)
        for request in asked:
            check_sampled(engine, records, request)
            check_spellings(engine, records, request.visible_to, typed)


def test_weights_and_stories(cluster: Cluster) -> None:
    records = articles("Lavrov spoke of sanctions and sanctions", *["of the weather"] * 3, "Lavrov and sanctions")
    records = [replace(one, copy_group=7 if one.id in (1, 5) else None) for one in records]
    with indexed(cluster, records) as engine:
        weights = engine.read(lambda s, most: words.weightiest(s, EVERYTHING, most, 1, 2))
        assert [one.form for one in weights] == ["sanctions", "lavrov"]
        request = SearchRequest(EVERYTHING, All())
        assert engine.read(lambda s, most: words.stories(s, request, most, 5)) == [(1, 5)]
