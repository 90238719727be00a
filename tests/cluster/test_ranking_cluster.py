"""The cluster ranks as the embedded engine does: the same tests, and the same order of the same articles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from archive.search.documents import ArticleRecord
from archive.search.query import And, Boost, Fuzzy, Node, Or, Phrase, Wildcard, Word
from tests.cluster.test_conformance_cluster import indexed as in_cluster
from tests.search.test_conformance import EMPTY, tantivy
from tests.search.test_ranking import (
    FILLER,
    Indexed,
    ranked,
    scores,
    test_a_single_word_that_a_snippet_may_show_is_found_and_ranked,
    test_an_article_about_it_comes_before_one_that_names_it_once_in_the_beginning,
    test_an_early_mention_comes_before_a_late_one,
    test_equals_are_ordered_by_date_then_number,
    test_function_words_alone_are_ranked_like_any_other,
    test_function_words_weigh_nothing_beside_others,
    test_more_of_the_words_come_before_fewer,
    test_neighbours_in_the_query_are_preferred_beside_each_other,
    test_of_copies_the_first_stands_where_it_ranks_itself,
    test_text_that_may_not_be_read_never_shows_in_the_rank,
    test_the_headline_comes_before_the_text,
    test_the_rarer_word_decides,
    test_words_in_languages_are_ranked_alike,
)
from tests.support.opensearch import Cluster

__all__ = [
    "test_a_single_word_that_a_snippet_may_show_is_found_and_ranked",
    "test_an_article_about_it_comes_before_one_that_names_it_once_in_the_beginning",
    "test_an_early_mention_comes_before_a_late_one",
    "test_equals_are_ordered_by_date_then_number",
    "test_function_words_alone_are_ranked_like_any_other",
    "test_function_words_weigh_nothing_beside_others",
    "test_more_of_the_words_come_before_fewer",
    "test_neighbours_in_the_query_are_preferred_beside_each_other",
    "test_of_copies_the_first_stands_where_it_ranks_itself",
    "test_text_that_may_not_be_read_never_shows_in_the_rank",
    "test_the_headline_comes_before_the_text",
    "test_the_rarer_word_decides",
    "test_words_in_languages_are_ranked_alike",
]


@pytest.fixture
def indexed(cluster: Cluster) -> Iterator[Indexed]:
    with ExitStack() as stack:
        yield lambda records: stack.enter_context(in_cluster(cluster, records))


def record(n: int) -> ArticleRecord:
    body = [*FILLER[: n % 37 + 5], *["ferry"] * (n % 5), *["strike"] * (n % 3), *FILLER[n % 11 :]]
    title = ["ferry"] * (n % 7 == 0) + ["strike"] * (n % 4 == 0) + [f"filler{n % 6}"]
    return replace(EMPTY, id=n, title=" ".join(title), body=" ".join(body))


RECORDS = [record(n) for n in range(1, 120)]
QUERIES: list[Node] = [
    Word("filler3"),
    And((Word("ferry"), Word("strike"))),
    Or((Word("ferry"), Word("strike"), Word("the"), Word("filler7"))),
    Or((Boost(Word("ferry"), 3), Word("strike"))),
    Phrase((Word("ferry"), Word("strike"))),
    Or((Wildcard("fer*"), Word("strike"))),
    Or((Fuzzy("ferri", 1), Word("strike"))),
]


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_both_engines_give_the_same_order(cluster: Cluster, query: Node) -> None:
    """Over articles of many lengths on several shards; all scores stand in one proportion."""
    with tantivy([]) as one, in_cluster(cluster, []) as two:
        one.write(RECORDS, [])
        two.write(RECORDS, [])
        assert ranked(one, query) == ranked(two, query)
        ours, theirs = scores(one, query), scores(two, query)
        proportions = [ours[id] / theirs[id] for id in ours]
        assert proportions == pytest.approx(proportions[:1] * len(ours), rel=1e-3)
