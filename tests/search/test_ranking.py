"""Which articles come first: headline, beginning, rare words, neighbours; what may not be read weighs nothing.

tests/cluster/test_ranking_cluster.py asks the same of the cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date

import pytest

from archive.search.documents import ArticleRecord
from archive.search.engine import Engine
from archive.search.query import (
    EVERYTHING,
    RIGHTS,
    Access,
    And,
    Node,
    Or,
    Phrase,
    Rights,
    SearchRequest,
    Wildcard,
    Word,
)
from archive.text import analysis
from archive.text.when import Published
from tests.search.test_conformance import EMPTY, tantivy

# Sixty words that nobody asks for: with them every article below is of one length.
FILLER = [f"filler{'abcdefghij'[n % 10]}{n}" for n in range(60)]
Indexed = Callable[[list[ArticleRecord]], Engine]  # an engine that holds these, until the next is asked for
SNIPPETS_ONLY = Access(None, frozenset[Rights](("public",)), frozenset[Rights](("snippet",)))


@pytest.fixture
def indexed() -> Iterator[Indexed]:
    with ExitStack() as stack:
        yield lambda records: stack.enter_context(tantivy(records))


def article(id: int, title: str = "filler", at: dict[int, str] | None = None, **other: object) -> ArticleRecord:
    """An article of sixty words with words of its own at some places."""
    words = [(at or {}).get(place, word) for place, word in enumerate(FILLER)]
    return replace(EMPTY, id=id, title=title, body=" ".join(words), words=60, **other)  # type: ignore[arg-type]


def ranked(engine: Engine, query: Node, access: Access = EVERYTHING) -> list[int]:
    return [hit.id for hit in engine.search(SearchRequest(access, query)).hits]


def scores(engine: Engine, query: Node, access: Access = EVERYTHING) -> dict[int, float]:
    return {hit.id: hit.score for hit in engine.search(SearchRequest(access, query)).hits}


def others(count: int = 20) -> list[ArticleRecord]:
    """Articles that hold none of the words asked for, so that these are rare."""
    return [article(1000 + n, f"filler {n}") for n in range(count)]


@pytest.mark.parametrize(
    "query",
    [Word("strike"), Phrase((Word("ferry"), Word("strike"))), Wildcard("strik*"), Word("strike", exact=True)],
    ids=["word", "phrase", "wildcard", "exact"],
)
def test_the_headline_comes_before_the_text(indexed: Indexed, query: Node) -> None:
    body = {40: "ferry", 41: "strike"}
    engine = indexed([article(1, "filler words", body), article(2, "ferry strike"), *others()])
    assert ranked(engine, query) == [2, 1]


def test_an_early_mention_comes_before_a_late_one(indexed: Indexed) -> None:
    engine = indexed([article(1, at={50: "strike"}), article(2, at={4: "strike"}), *others()])
    assert ranked(engine, Word("strike")) == [2, 1]


def test_an_article_about_it_comes_before_one_that_names_it_once_in_the_beginning(indexed: Indexed) -> None:
    often = dict.fromkeys(range(25, 60, 6), "strike")
    engine = indexed([article(1, at={4: "strike"}), article(2, at=often), *others()])
    assert ranked(engine, Word("strike")) == [2, 1]


def test_the_rarer_word_decides(indexed: Indexed) -> None:
    common = [article(n, at={30: "council"}) for n in range(10, 20)]
    engine = indexed([article(1, at={30: "strike"}), *common, *others()])
    assert ranked(engine, Or((Word("council"), Word("strike"))))[0] == 1


def test_more_of_the_words_come_before_fewer(indexed: Indexed) -> None:
    one, two = {30: "ferry", 40: "ferry"}, {30: "ferry", 40: "strike"}
    engine = indexed([article(1, at=one), article(2, at=two), *others()])
    assert ranked(engine, Or((Word("ferry"), Word("strike")))) == [2, 1]


BOTH = (Word("ferry"), Word("strike"))


@pytest.mark.parametrize("query", [And(BOTH), Or(BOTH), Or((And(BOTH), Word("snow")))], ids=["and", "or", "nested"])
def test_neighbours_in_the_query_are_preferred_beside_each_other(indexed: Indexed, query: Node) -> None:
    apart, turned, beside = {30: "ferry", 50: "strike"}, {40: "strike", 41: "ferry"}, {40: "ferry", 41: "strikes"}
    engine = indexed([article(1, at=apart), article(2, at=turned), article(3, at=beside), *others()])
    assert ranked(engine, query)[0] == 3
    assert sorted(ranked(engine, query)) == [1, 2, 3]


def test_function_words_weigh_nothing_beside_others(indexed: Indexed) -> None:
    engine = indexed([article(1, "the the the", {3: "the", 30: "strike"}), article(2, "strike"), *others()])
    assert ranked(engine, Or((Word("the"), Word("strike")))) == [2, 1]
    alone = scores(engine, Word("strike"))
    assert scores(engine, Or((Word("The"), Word("strike")))) == alone


def test_function_words_alone_are_ranked_like_any_other(indexed: Indexed) -> None:
    engine = indexed([article(1, at={50: "the"}), article(2, "the", {3: "the"}), *others()])
    assert ranked(engine, And((Word("the"), Word("the")))) == [2, 1]


def test_words_in_languages_are_ranked_alike(indexed: Indexed) -> None:
    late, headline = article(1, at={50: "забастовки"}, language="ru"), article(2, "Забастовка", language="ru")
    engine = indexed([late, headline, *others()])
    assert ranked(engine, Word("забастовка")) == [2, 1]


def test_a_name_is_as_rare_in_one_language_as_in_the_other(indexed: Indexed) -> None:
    """Two French articles name Lavrov once, thirty English ones do: the one about him comes first."""
    english = [article(n, at={50: "lavrov"}) for n in range(10, 40)]
    french = [article(n, at={50: "lavrov"}, language="fr") for n in (1, 2)]
    engine = indexed([*english, *french, article(3, "lavrov", {5: "lavrov"}), *others()])
    told = scores(engine, Word("lavrov"))
    assert max(told, key=told.__getitem__) == 3
    assert told[1] == told[10]


@pytest.mark.parametrize("rights", RIGHTS)
@pytest.mark.parametrize("kind", [And, Or])
def test_text_that_may_not_be_read_never_shows_in_the_rank(
    indexed: Indexed, rights: Rights, kind: type[And] | type[Or]
) -> None:
    """One article with the words in its headline, whose text holds them as well or does not."""
    text = dict.fromkeys(range(0, 60, 3), "ferry") | dict.fromkeys(range(1, 60, 3), "strike")
    says, silent = article(1, "ferry strike", text, rights=rights), article(1, "ferry strike", rights=rights)
    query = kind((Word("ferry"), Word("strike")))
    access = Access(None, frozenset[Rights](("public",)))
    # Filled with texts of the other kind, so that the lengths and how rare the words are stay the same.
    told = scores(indexed([says, replace(silent, id=2), *others()]), query, access)[1]
    kept = scores(indexed([silent, replace(says, id=2), *others()]), query, access)[1]
    assert (told == kept) == (rights != "public")


def test_a_single_word_that_a_snippet_may_show_is_found_and_ranked(indexed: Indexed) -> None:
    engine = indexed([article(1, at={50: "strike"}, rights="snippet"), article(2, at={3: "strike"}), *others()])
    assert ranked(engine, Word("strike"), SNIPPETS_ONLY) == [2, 1]


def test_of_copies_the_first_stands_where_it_ranks_itself(indexed: Indexed) -> None:
    """The earliest of a story stands for it, at its own place; the copies with better headlines do not lift it."""
    days = [Published.day(date(2014, 3, day), "test") for day in (1, 2, 3)]
    first = article(1, at={50: "strike"}, copy_group=7, published=days[0])
    copies = [article(n, "strike", copy_group=7, published=days[n - 1]) for n in (2, 3)]
    other = article(4, at={3: "strike"})
    engine = indexed([first, *copies, other, *others()])
    each = SearchRequest(EVERYTHING, Word("strike"))
    assert [hit.id for hit in engine.search(each).hits] == [3, 2, 4, 1]
    page = engine.search(replace(each, copies="first"))
    assert ([hit.id for hit in page.hits], page.total) == ([4, 1], 2)


def test_equals_are_ordered_by_date_then_number(indexed: Indexed) -> None:
    on = [Published.day(date(2014, 3, day), "test") for day in (1, 2, 2)]
    engine = indexed([*(article(n, "strike", published=day) for n, day in enumerate(on, 1)), *others()])
    assert ranked(engine, Word("strike")) == [2, 3, 1]


def test_function_words_are_written_as_the_analysis_reads_them() -> None:
    from archive.text.functionwords import FUNCTION_WORDS

    assert [word for word in FUNCTION_WORDS if analysis.forms(word) != (word,)] == []
    assert not FUNCTION_WORDS & {"us", "may", "who", "will", "new", "says"}
