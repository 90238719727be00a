"""Walking all pages by cursor while articles are added: none twice, none missed that was there at the start."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from archive.search.documents import ArticleRecord
from archive.search.engine import Engine
from archive.search.query import EVERYTHING, SearchRequest, Sort, Word
from archive.text.when import UNKNOWN, Published
from tests.search.test_conformance import EMPTY, ENGINES

# As many at the start as are added on the way.
COUNT = 1_000
PAGE = 50
FIRST = date(2014, 1, 1)


def crimean(id: int) -> ArticleRecord:
    """Dates, lengths and first sights in no order of the ids; every seventh without a date."""
    on = FIRST + timedelta(days=id * 37 % 400)
    return replace(
        EMPTY,
        id=id,
        body="crimea " * (id % 5 + 1),
        words=id * 31 % 700,
        published=Published.day(on, "test") if id % 7 else UNKNOWN,
        first_seen=datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=id * 53 % 997),
    )


def walked(engine: Engine, request: SearchRequest, added: list[ArticleRecord]) -> list[int]:
    """The ids of all pages, with some articles more before each."""
    found: list[int] = []
    cursor = None
    while True:
        page = engine.search(replace(request, cursor=cursor))
        found += [hit.id for hit in page.hits]
        cursor = page.cursor
        if cursor is None:
            return found
        more, added = added[: COUNT // (COUNT // PAGE) + 5], added[COUNT // (COUNT // PAGE) + 5 :]
        if more:
            engine.write(more, [])


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("sort", ["newest", "oldest", "seen", "longest"])
def test_r18_a_walk_by_cursor_misses_nothing_and_shows_nothing_twice(name: str, sort: Sort) -> None:
    there = [crimean(id) for id in range(2, 2 * COUNT + 1, 2)]
    later = [crimean(id) for id in range(1, 2 * COUNT, 2)]
    request = SearchRequest(EVERYTHING, Word("crimea"), sort=sort, size=PAGE)
    with ENGINES[name](there) as engine:
        found = walked(engine, request, later)
        assert engine.search(replace(request, size=0)).total == 2 * COUNT
    assert len(found) == len(set(found))
    assert {record.id for record in there} <= set(found)


@pytest.mark.parametrize("name", ENGINES)
def test_a_walk_by_relevance_is_whole_while_nothing_is_added(name: str) -> None:
    there = [crimean(id) for id in range(1, COUNT + 1)]
    request = SearchRequest(EVERYTHING, Word("crimea"), size=PAGE)
    with ENGINES[name](there) as engine:
        assert sorted(walked(engine, request, [])) == [record.id for record in there]
