"""Copies in collections that a person may not see: they count for nobody who does not see them, on either shelf."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from archive.search.documents import ArticleRecord, QuoteRecord
from archive.search.engine import Engine
from archive.search.query import (
    EVERYTHING,
    RIGHTS,
    Access,
    Choice,
    FacetRequest,
    Node,
    NumberIn,
    SearchRequest,
    Shelf,
    Term,
)
from archive.search.shelves import Shelves
from archive.search.tantivy_engine import TantivyEngine
from archive.text.when import Published
from tests.search.test_conformance import EMPTY, ZONE, tantivy

OPEN, CLOSED = (1,), (2,)
# Who sees the open collection alone.
OUTSIDER = Access(frozenset(OPEN), frozenset(RIGHTS), frozenset(), frozenset({"open"}))


def copy(id: int, group: int | None, day: int, collections: tuple[int, ...], copies: int, first: bool) -> ArticleRecord:
    return replace(
        EMPTY,
        id=id,
        copy_group=group,
        copies=copies,
        is_first=first,
        published=Published.day(date(2014, 3, day), "test"),
        collections=collections,
        collection_slugs=tuple({1: "open", 2: "closed"}[n] for n in collections),
        body="He said we agree",
        quotes=(QuoteRecord(8, 16, "direct", "", id),),
    )


RECORDS = [
    # One story of three: its first is closed.
    copy(1, 7, 1, CLOSED, 3, True),
    copy(2, 7, 3, OPEN, 3, False),
    copy(3, 7, 2, OPEN, 3, False),
    # One of which a single copy is open.
    copy(4, 8, 1, CLOSED, 2, True),
    copy(5, 8, 2, OPEN, 2, False),
    # One that is open, and an article without copies.
    copy(6, 9, 1, OPEN, 2, True),
    copy(7, 9, 2, (1, 2), 2, False),
    copy(8, None, 1, OPEN, 1, True),
]


def found(engine: Engine, node: Node, access: Access) -> list[int]:
    return list(engine.scan(SearchRequest(access, node, sort="oldest")))


@pytest.mark.parametrize(
    ("node", "everything", "outside"),
    [
        (Term("copies", "first"), [1, 4, 6, 8], [6, 8, 3, 5]),
        (NumberIn("copies", 3, None), [1, 3, 2], []),
        (NumberIn("copies", 2, None), [1, 4, 6, 3, 5, 7, 2], [6, 3, 7, 2]),
        (NumberIn("copies", None, 1), [8], [8, 5]),
        (Term("has", "copies"), [1, 4, 6, 3, 5, 7, 2], [6, 3, 7, 2]),
        (Term("carried", "1"), [8], [8, 5]),
        (Term("carried", "2-5"), [1, 4, 6, 3, 5, 7, 2], [6, 3, 7, 2]),
    ],
)
def test_hidden_copies_are_neither_counted_nor_first(node: Node, everything: list[int], outside: list[int]) -> None:
    with tantivy(RECORDS) as engine:
        assert found(engine, node, EVERYTHING) == everything
        assert found(engine, node, OUTSIDER) == outside


@pytest.mark.parametrize(
    "node", [Term("copies", "first"), NumberIn("copies", 2, 2), Term("carried", "1"), Term("has", "copies")]
)
def test_nothing_changes_where_hidden_copies_come_and_go(node: Node) -> None:
    """What an outsider is told is the same as if the closed collection had never been."""
    alone = [
        replace(record, copies=copies, is_first=first)
        for record, copies, first in (
            (RECORDS[1], 2, False), (RECORDS[2], 2, True), (RECORDS[4], 1, True), (RECORDS[5], 2, True),
            (RECORDS[6], 2, False), (RECORDS[7], 1, True),
        )
    ]  # fmt: skip
    asked = SearchRequest(OUTSIDER, node, facets=(FacetRequest("carried", 0, True),), copies="first")
    with tantivy(RECORDS) as engine, tantivy(alone) as other:
        here, there = engine.search(asked), other.search(asked)
        assert (here.hits, here.total, here.facets) == (there.hits, there.total, there.facets)


def test_the_facet_of_copies_counts_what_is_seen_and_its_clicks_give_it() -> None:
    with tantivy(RECORDS) as engine:
        (facet,) = engine.search(SearchRequest(OUTSIDER, facets=(FacetRequest("carried", 0, True),))).facets
        assert [(v.value, v.count, v.whole) for v in facet.values] == [("2-5", 4, 4), ("1", 2, 2)]
        for value in facet.values:
            asked = SearchRequest(OUTSIDER, choices=(Choice("carried", (value.value,)),))
            assert engine.search(asked).total == value.count


@contextmanager
def both_shelves(folder: Path, records: list[ArticleRecord]) -> Iterator[Shelves]:
    articles = TantivyEngine(folder / "articles", ZONE, create=True)
    shelves = Shelves(articles, TantivyEngine(folder / "quotes", ZONE, create=True, articles=articles))
    shelves.write(records, [])
    yield shelves
    shelves.close()


def without_quotes(*ids: int) -> list[ArticleRecord]:
    return [replace(record, quotes=()) if record.id in ids else record for record in RECORDS]


@pytest.mark.parametrize("silent", [(), (1,), (2,), (3, 7), (2, 4, 6)])
@pytest.mark.parametrize("access", [EVERYTHING, OUTSIDER])
@pytest.mark.parametrize(
    "node",
    [
        Term("copies", "first"),
        NumberIn("copies", 3, None),
        NumberIn("copies", 2, None),
        NumberIn("copies", None, 1),
        Term("has", "copies"),
        Term("carried", "1"),
        Term("carried", "2-5"),
    ],
)
def test_the_shelf_of_quotes_tells_of_copies_what_that_of_articles_tells(
    tmp_path: Path, silent: tuple[int, ...], access: Access, node: Node
) -> None:
    """Each article has one quote, under its own number, or none: it is a copy all the same."""
    with both_shelves(tmp_path, without_quotes(*silent)) as shelves:
        asked = SearchRequest(access, node, sort="oldest")
        articles = [id for id in shelves.scan(asked) if id not in silent]
        assert list(shelves.scan(replace(asked, shelf="quotes"))) == articles


def test_a_hidden_copy_of_one_story_changes_nothing_of_another(tmp_path: Path) -> None:
    """A story with three copies to be seen, one without a quote; that of another a single one is hidden changes nothing."""
    story = [
        replace(copy(n, 7, n, OPEN, 3, n == 1), quotes=() if n == 3 else copy(n, 7, n, OPEN, 3, True).quotes)
        for n in (1, 2, 3)
    ]
    other = [copy(4, 8, 1, CLOSED, 2, True), copy(5, 8, 2, OPEN, 2, False)]
    asked = SearchRequest(OUTSIDER, NumberIn("copies", 3, None), sort="oldest", shelf="quotes")
    with both_shelves(tmp_path / "1", [*story, *other]) as shelves:
        assert list(shelves.scan(asked)) == [1, 2]
    with both_shelves(tmp_path / "2", story) as shelves:
        assert list(shelves.scan(asked)) == [1, 2]


def test_what_is_known_of_copies_is_of_the_last_commit(tmp_path: Path) -> None:
    """What was found out for one question is used for the next, until something is written."""
    with both_shelves(tmp_path, RECORDS) as shelves:
        asked = SearchRequest(OUTSIDER, NumberIn("copies", 2, None), sort="oldest", shelf="quotes")
        assert list(shelves.scan(asked)) == [6, 3, 7, 2]
        shelves.write([], [(3, 2)])
        assert list(shelves.scan(asked)) == [6, 7]


@pytest.mark.parametrize("shelf", get_args(Shelf))
def test_everything_counted_once_is_each_persons_own(tmp_path: Path, shelf: Shelf) -> None:
    """Which copies are later ones is found once for everybody who sees the same, and anew after a write."""
    reader = replace(OUTSIDER, text=frozenset({"signed_in"}))
    asked = [SearchRequest(who, sort="oldest", copies="first", shelf=shelf) for who in (EVERYTHING, OUTSIDER, reader)]
    told = [[1, 4, 6, 8], [6, 8, 3, 5], [] if shelf == "quotes" else [6, 8, 3, 5]]
    with both_shelves(tmp_path, RECORDS) as shelves:
        for _ in range(2):
            assert [list(shelves.scan(request)) for request in asked] == told
        shelves.write([], [(3, 2)])
        assert list(shelves.scan(asked[1])) == [6, 8, 5, 2]
