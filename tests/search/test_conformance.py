"""Every engine gives what the oracle gives: list, order, total, facets, timeline, scan, paging.

`CONFORMANCE_CASES=5000` runs that many archives with six requests each; a plain run does fewer.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search import bins
from archive.search.documents import ArticleRecord
from archive.search.engine import Engine, QueryError, cursor_made, effective_sort
from archive.search.evaluate import counting
from archive.search.query import (
    EVERYTHING,
    All,
    AtLeast,
    Choice,
    FacetRequest,
    FacetValue,
    Near,
    Node,
    Or,
    Phrase,
    SearchRequest,
    TimelineRequest,
    Wildcard,
    Word,
)
from archive.search.tantivy_engine import TantivyEngine
from archive.text.when import Published
from tests.search.generated import archives, crowds, positions, requests, tries
from tests.search.oracle import Oracle

ZONE = ZoneInfo("Europe/Kyiv")
# In memory where there is such a folder: every case commits twice, and a disk would be most of the time.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
CASES = int(os.environ.get("CONFORMANCE_CASES", "200"))
EMPTY = ArticleRecord(
    id=1,
    version=1,
    title="crimea",
    body="",
    language="en",
    source="s",
    source_name="S",
    rights="public",
    collections=(1,),
    collection_slugs=("c",),
    first_seen=datetime(2026, 11, 1, tzinfo=UTC),
    words=0,
)


@contextmanager
def tantivy(records: list[ArticleRecord]) -> Iterator[Engine]:
    folder = Path(tempfile.mkdtemp(prefix="conformance-", dir=MEMORY))
    engine = TantivyEngine(folder, ZONE, create=True)
    try:
        # Two commits, so that answers come from several segments and the first version of half is replaced.
        engine.write([replace(r, title="replaced", version=0) for r in records[::2]], [])
        engine.write(records, [])
        yield engine
    finally:
        engine.close()
        shutil.rmtree(folder)


ENGINES = {"tantivy": tantivy}
Check = Callable[[Engine, Oracle, SearchRequest], None]


def held(
    opened: AbstractContextManager[Engine], records: list[ArticleRecord], asked: Iterable[SearchRequest], check: Check
) -> None:
    """Every request is checked in an engine that holds the records."""
    oracle = Oracle(records, ZONE)
    with opened as engine:
        for request in asked:
            check(engine, oracle, request)


def same_order(engine: Engine, oracle: Oracle, request: SearchRequest) -> None:
    assert list(engine.scan(request)) == oracle.ids(request), request.query


@pytest.mark.parametrize("name", ENGINES)
@tries(CASES)
@given(records=archives(), asked=st.lists(requests(), min_size=6, max_size=6))
def test_same_as_oracle(name: str, records: list[ArticleRecord], asked: list[SearchRequest]) -> None:
    held(ENGINES[name](records), records, asked, check)


@pytest.mark.parametrize("name", ENGINES)
@tries(CASES // 2)
@given(records=crowds(), asked=st.lists(positions(), min_size=20, max_size=20))
def test_positions_same_as_oracle(name: str, records: list[ArticleRecord], asked: list[Node]) -> None:
    """Distance, order, overlap, counts and quotes: over few words, where a word more or less decides."""
    held(
        ENGINES[name](records), records, [SearchRequest(EVERYTHING, node, sort="oldest") for node in asked], same_order
    )


@pytest.mark.parametrize("name", ENGINES)
def test_words_that_two_pairs_share_are_one_match(name: str) -> None:
    """ "minister minister minister": the first beside the other two, and the last beside the first two."""
    record = replace(EMPTY, body="kerry minister minister minister")
    pair = Phrase((Wildcard("min*"), Wildcard("min*")))
    near = Near(Or((Word("minister"), Word("kerry"))), pair, 0)
    oracle = Oracle([record], ZONE)
    with ENGINES[name]([record]) as engine:
        for count, found in ((2, [1]), (3, [])):
            request = SearchRequest(EVERYTHING, AtLeast(count, near), sort="oldest")
            assert list(engine.scan(request)) == oracle.ids(request) == found


def check(engine: Engine, oracle: Oracle, request: SearchRequest) -> None:
    expected = oracle.ids(request)
    page = engine.search(request)
    assert page.total == len(expected)
    scanned = list(engine.scan(request))
    ranked = effective_sort(request) == "relevance"
    if ranked:
        assert sorted(scanned) == sorted(expected)
    else:
        assert scanned == expected
    assert [hit.id for hit in page.hits] == scanned[request.offset : request.offset + request.size]
    assert walked(engine, request) == scanned
    for wanted, facet in zip(request.facets, page.facets, strict=True):
        assert facet == oracle.facet(request, wanted)
    assert request.timeline is not None
    timeline = page.timeline
    assert timeline == oracle.timeline(request, request.timeline)
    if timeline and timeline.by != "about":
        assert sum(bar.count for bar in timeline.bars) + timeline.unknown + timeline.out_of_range == page.total


def walked(engine: Engine, request: SearchRequest) -> list[int]:
    """All ids by following cursors, two a page."""
    asked = replace(request, size=2, offset=0, facets=(), timeline=None)
    found: list[int] = []
    while True:
        page = engine.search(asked)
        found += [hit.id for hit in page.hits]
        if page.cursor is None:
            return found
        asked = replace(asked, cursor=page.cursor)


def test_more_values_than_the_library_counts_at_once() -> None:
    """tantivy refuses more than 65,000 values in one aggregation; counts and copies are exact past that too."""
    names = 14
    records = [
        replace(EMPTY, id=n, candidates=(*(f"p{n}-{k}" for k in range(names)), "all"), copy_group=n // 2)
        for n in range(1, 5_001)
    ]
    asked = SearchRequest(EVERYTHING, facets=(FacetRequest("actor", 2),), sort="newest")
    with tantivy(records) as engine:
        (facet,) = engine.search(asked).facets
        assert facet.distinct == 5_000 * names + 1
        assert facet.values == (FacetValue("“all”", 5_000), FacetValue("“p1-0”", 1))
        (facet,) = engine.search(replace(asked, copies="first")).facets
        assert facet.values == (FacetValue("“all”", 2_501), FacetValue("“p1-0”", 1))
        assert engine.search(replace(asked, copies="first")).total == 2_501


def test_a_search_that_would_read_too_many_articles_is_refused_whole(tmp_path: Path) -> None:
    engine = TantivyEngine(tmp_path, ZONE, verify_max=2, wildcard_max=2, create=True)
    engine.write([replace(EMPTY, id=n, title=f"crimea crim{'abc'[n]}") for n in range(3)[1:]] + [EMPTY], [])
    engine.write([replace(EMPTY, id=n, title=f"crimea crim{'abcd'[n - 4]}") for n in range(4, 8)], [])
    with pytest.raises(QueryError, match="word by word"):
        engine.search(SearchRequest(EVERYTHING, AtLeast(1, Word("crimea"))))
    with pytest.raises(QueryError, match="fits"):
        engine.search(SearchRequest(EVERYTHING, Wildcard("crim*")))
    assert engine.search(SearchRequest(EVERYTHING, Wildcard("crimea*"))).total == 6
    engine.close()


def test_more_copies_than_can_be_told_apart_are_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "COPIES_MAX", 2)
    copied = [replace(EMPTY, id=n, copy_group=1, copies=3, is_first=n == 1, body="sea" * (n > 1)) for n in (1, 2, 3)]
    with tantivy([*copied, replace(EMPTY, id=4)]) as engine:
        by_time, by_value, whole = TimelineRequest(), (FacetRequest("source"),), (FacetRequest("source", 20, True),)
        everything = SearchRequest(EVERYTHING, copies="first", sort="oldest")
        narrow = replace(everything, query=Word("sea"))
        assert engine.search(replace(narrow, facets=by_value)).total == 1
        titled = replace(everything, query=Word("crimea"))
        for request in (everything, titled, replace(narrow, facets=whole), replace(narrow, timeline=by_time)):
            with pytest.raises(QueryError, match="let each copy count"):
                engine.search(request)
            assert engine.search(replace(request, copies="each")).total in (2, 4)


def test_a_chain_over_common_words_ends_in_an_answer_or_a_refusal(tmp_path: Path) -> None:
    """Query killer: ways to choose grow with the power of the chain."""
    engine = TantivyEngine(tmp_path, ZONE, create=True)
    engine.write([replace(EMPTY, body="the of a in to " * 200)], [])
    chain: Node = Word("the")
    for word in ("of", "a", "in", "to", "the", "of", "a"):
        chain = Near(chain, Word(word), 50)
    begun = time.monotonic()
    with pytest.raises(QueryError, match="chains"):
        engine.search(SearchRequest(EVERYTHING, chain))
    assert time.monotonic() - begun < 5
    engine.close()


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest(EVERYTHING, facets=(FacetRequest("colour"),)),
        SearchRequest(EVERYTHING, choices=(Choice("title", ("x",)),)),
        SearchRequest(EVERYTHING, choices=(Choice("actor", ("x",)), Choice("actor", ("y",)))),
        SearchRequest(EVERYTHING, offset=-1),
        SearchRequest(EVERYTHING, cursor="nonsense"),
        SearchRequest(EVERYTHING, cursor="WzFd"),
        SearchRequest(EVERYTHING, cursor=cursor_made("oldest", 1.0)),
    ],
)
def test_a_wrong_request_is_our_error(tmp_path: Path, request_: SearchRequest) -> None:
    engine = TantivyEngine(tmp_path, ZONE, create=True)
    engine.write([EMPTY], [])
    with pytest.raises(QueryError):
        engine.search(request_)
    engine.close()


def test_a_page_far_beyond_the_last_hit_is_empty(tmp_path: Path) -> None:
    engine = TantivyEngine(tmp_path, ZONE, create=True)
    engine.write([EMPTY], [])
    for query in (All(), Word("crimea")):
        page = engine.search(SearchRequest(EVERYTHING, query, offset=10**6))
        assert (page.hits, page.total, page.cursor) == ((), 1, None)
    engine.close()


def test_a_chart_of_too_many_bars_says_what_lies_outside(tmp_path: Path) -> None:
    days = [date(1999, 1, 1), date(2014, 3, 14), date(2014, 3, 15)]
    engine = TantivyEngine(tmp_path, ZONE, create=True)
    engine.write([replace(EMPTY, id=n, published=Published.day(day, "test")) for n, day in enumerate(days, 1)], [])
    timeline = engine.search(SearchRequest(EVERYTHING, timeline=TimelineRequest(bin="day"))).timeline
    assert timeline is not None
    assert len(timeline.bars) == bins.BARS_MAX
    assert (sum(bar.count for bar in timeline.bars), timeline.out_of_range) == (2, 1)
    engine.close()
