"""Counts are links that give exactly that many (pages.md R13, R21), on every engine that runs here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.pages.facets.values import alone
from archive.pages.forms import State
from archive.search.documents import ArticleRecord
from archive.search.evaluate.snapshot import Leading
from archive.search.query import (
    EVERYTHING,
    All,
    Bar,
    Choice,
    Copies,
    FacetRequest,
    FacetValue,
    SearchRequest,
    Shelf,
    TimelineRequest,
    Word,
)
from archive.search.shelves import Shelves
from archive.search.tantivy_engine import TantivyEngine
from archive.search.tantivy_engine.snapshot import TantivySnapshot
from archive.text.when import Published
from tests.search import counted
from tests.search.generated import archives, requests, tries
from tests.search.oracle import Oracle
from tests.search.test_conformance import EMPTY, ENGINES, MEMORY, ZONE, tantivy

# The thousand clicks that pages.md asks for, 60 in each archive, and a thousand questions, 25 to each archive.
CLICKS, IN_EACH = 1_000, 60


@pytest.mark.parametrize("name", ENGINES)
def test_r13_a_count_of_a_facet_is_the_count_after_the_click(name: str) -> None:
    done = 0

    @tries(10)
    @given(archives(20, least=8), st.lists(counted.with_all_facets(), min_size=4, max_size=4), st.randoms())
    def clicked(records: list[ArticleRecord], asked: list[SearchRequest], chance: object) -> None:
        nonlocal done
        with ENGINES[name](records) as engine:
            offered = []
            for request in asked:
                facets = {facet.field: facet for facet in engine.search(request).facets}
                offered += [(request, facets, click) for click in counted.clicks(tuple(facets.values()))]
            chance.shuffle(offered)  # type: ignore[attr-defined]
            # Half of them in facets of which something is chosen already: there the counts are least plain.
            offered.sort(key=lambda one: one[2].field not in {choice.field for choice in one[0].choices})
            offered[IN_EACH // 2 :] = chance.sample(offered[IN_EACH // 2 :], len(offered[IN_EACH // 2 :]))  # type: ignore[attr-defined]
            for request, facets, click in offered[:IN_EACH]:
                counted.click_keeps_its_word(engine, request, facets, click)
                done += 1

    while done < CLICKS:
        clicked()


@pytest.mark.parametrize("name", ENGINES)
@tries(40)
@given(records=archives(12), asked=st.lists(requests(), min_size=25, max_size=25))
def test_r21_list_total_is_the_sum_of_the_timeline(
    name: str, records: list[ArticleRecord], asked: list[SearchRequest]
) -> None:
    with ENGINES[name](records) as engine:
        for request in asked:
            counted.timeline_adds_up(engine, request)


@pytest.mark.parametrize("name", ENGINES)
@tries(60)
@given(records=archives(12, least=4), asked=st.lists(counted.with_sources(), min_size=6, max_size=6))
def test_r21_the_link_of_every_bar_gives_its_count(
    name: str, records: list[ArticleRecord], asked: list[SearchRequest]
) -> None:
    with ENGINES[name](records) as engine:
        for request in asked:
            counted.bars_keep_their_word(engine, request)


@tries(40)
@given(records=archives(12, least=4), copies=st.sampled_from(get_args(Copies)))
def test_what_is_too_much_to_count_is_marked_with_its_bound(records: list[ArticleRecord], copies: Copies) -> None:
    """As a cluster does with more values than it counts."""
    exactly = TantivySnapshot.counts

    def counts(self: TantivySnapshot, query: Any, fields: Sequence[str]) -> dict[str, dict[Any, int]]:
        found = exactly(self, query, fields)
        return {name: leading(found[name]) for name in fields}

    def leading(found: dict[Any, int]) -> dict[Any, int]:
        lacking = found.pop("", 0)
        best = sorted(found.items(), key=lambda pair: -pair[1])[:3]
        return Leading({"": lacking} | dict(best), 0) if len(found) > 3 else {"": lacking} | found

    with pytest.MonkeyPatch.context() as patched, tantivy(records) as engine:
        patched.setattr(TantivySnapshot, "counts", counts)
        counted.estimates_keep_their_bound(engine, Oracle(records, ZONE), copies)


def test_a_place_without_those_within_it_is_counted_as_it_is_found() -> None:
    """`=ukraine` is no value that documents have; chosen, it still has the count of its articles."""
    named = replace(EMPTY, tagged=True, places=("ukraine",), places_named=("ukraine",))
    within = replace(EMPTY, id=2, tagged=True, places=("ukraine", "crimea"), places_named=("crimea",))
    asked = SearchRequest(
        EVERYTHING, choices=(Choice("place", ("=ukraine",)),), facets=(FacetRequest("place", 20, True),)
    )
    with tantivy([named, within, replace(named, id=3)]) as engine:
        page = engine.search(asked)
        assert (page.total, page.facets[0].chosen) == (2, (FacetValue("=ukraine", 2, 2),))


@contextmanager
def both_shelves(records: list[ArticleRecord]) -> Iterator[Shelves]:
    with TemporaryDirectory(dir=MEMORY) as folder:
        articles = TantivyEngine(Path(folder) / "articles", ZONE, create=True)
        shelves = Shelves(articles, TantivyEngine(Path(folder) / "quotes", ZONE, create=True, articles=articles))
        shelves.write(records, [])
        yield shelves
        shelves.close()


@pytest.mark.parametrize("shelf", get_args(Shelf))
@tries(12)
@given(records=archives(10, least=4), asked=st.lists(counted.with_all_facets(), min_size=2, max_size=2))
def test_r13_counts_of_the_whole_archive_are_what_their_links_give(
    shelf: Shelf, records: list[ArticleRecord], asked: list[SearchRequest]
) -> None:
    """As the pages ask and link: of quotes indirect speech is left out of both, or of neither."""
    with both_shelves(records) as shelves:
        for request in asked:
            who, indirect = request.visible_to, not request.printed
            chosen = [(c.field, v) for c in request.choices for v in (*c.include, *(f"-{v}" for v in c.exclude))]
            state = State(shelf=shelf, choices=tuple(chosen), copies=request.copies, indirect=indirect, whole=True)
            question = state.request(who, request.query, facets=request.facets, size=0)
            for facet in shelves.search(question).facets:
                if facet.field != "speech":
                    assert shelves.search(state.bare().request(who, size=0)).total == facet.whole_total
                for value in (*facet.values[:4], *facet.chosen, *facet.excluded):
                    link = alone(state, facet.field, value.value)
                    assert shelves.search(link.request(who, size=0)).total == value.whole


def test_r21_the_curve_of_all_stories_has_every_copy_and_is_above_each_bar() -> None:
    """Of a story the first copy that matches is not its first: all of it is where any of its copies is."""
    early = replace(EMPTY, title="sanctions", copy_group=1, copies=2, published=Published.day(date(2014, 3, 1), "test"))
    late = replace(early, id=2, title="crimea", is_first=False, published=Published.day(date(2014, 3, 4), "test"))
    asked = SearchRequest(EVERYTHING, Word("crimea"), copies="first", timeline=TimelineRequest(bin="day"))
    with tantivy([early, late]) as engine:
        found = engine.search(asked).timeline
        whole = engine.search(replace(asked, query=All())).timeline
    assert found is not None
    assert whole is not None
    assert found.bars == (Bar("2014-03-04", 1, 1),)
    assert [(bar.count, bar.all) for bar in whole.bars] == [(1, 1), (0, 0), (0, 0), (0, 1)]
