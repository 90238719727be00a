"""Asked for the leading values alone, an engine gives the counts that it gives asked for all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.documents import ArticleRecord
from archive.search.engine import Engine
from archive.search.query import EVERYTHING, All, Facet, FacetRequest, Not, SearchRequest, Term
from archive.search.tantivy_engine import TantivyEngine, snapshot
from tests.search.generated import FACET_VALUES, archives, requests, tries
from tests.search.test_conformance import EMPTY, tantivy
from tests.search.test_wholes import READER


@pytest.fixture(params=[(0.0, 32, 2), (0.0, 4, 2), (2.0, 32, 2), (2.0, 32, 5)])
def narrow(request: pytest.FixtureRequest) -> Iterator[None]:
    """Of each segment some leading values alone, so that a small archive has more than are counted."""
    share, looked_up, segment = request.param
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "_SEGMENT_LEADERS", segment)
        patch.setattr(snapshot, "_LEADERS", segment + 2)
        patch.setattr(snapshot, "_FEW", 0)
        patch.setattr(snapshot, "_SHARE_LOOKED_UP", share)
        patch.setattr(snapshot, "_LOOKED_UP", looked_up)
        yield


def asked(request: SearchRequest, size: int, *, leading: bool) -> SearchRequest:
    facets = tuple(FacetRequest(name, size, whole=True, leading=leading) for name in FACET_VALUES)
    return replace(request, facets=facets, timeline=None, size=0, offset=0, cursor=None)


def same_leaders(engine: Engine, request: SearchRequest, size: int) -> None:
    every, some = (engine.search(asked(request, size, leading=leading)).facets for leading in (False, True))
    for full, facet in zip(every, some, strict=True):
        lacking = {"distinct": facet.distinct, "missing": 0, "at_least": True} if facet.at_least else {}
        assert facet == replace(full, **lacking)
        assert facet.distinct <= full.distinct


@pytest.mark.usefixtures("narrow")
@tries(20)
@given(records=archives(), some=st.lists(requests(), min_size=4, max_size=4), size=st.sampled_from([1, 2, 5]))
def test_leading_values_have_their_counts(records: list[ArticleRecord], some: list[SearchRequest], size: int) -> None:
    with tantivy(records) as engine:
        for request in some:
            same_leaders(engine, request, size)


def crowd() -> list[ArticleRecord]:
    """An actor in every article, another in half of them and so on; each twentieth article has none; one who is in
    more articles of the second commit than anybody else but in none of the first."""
    names = [f"actor-{n}" for n in range(1, 31)]
    made = []
    for n in range(1, 121):
        there = tuple(name for rank, name in enumerate(names, 1) if n % rank == 0) if n % 20 else ()
        late = ("late",) if n > 60 and there else ()
        made.append(replace(EMPTY, id=n, title="war", tagged=True, actors=(*there, *late), source=f"s{n % 4}"))
    return made


@pytest.mark.usefixtures("narrow")
def test_leading_values_of_a_crowd() -> None:
    records = crowd()
    queries = (All(), Not(Term("actor", "actor-2")), Term("source", "s1"))
    with tantivy([]) as engine:
        assert isinstance(engine, TantivyEngine)
        engine.write(records[:60], [])
        engine.write(records[60:], [])
        for who, query, size in product((EVERYTHING, READER), queries, (1, 3, 8)):
            same_leaders(engine, SearchRequest(who, query), size)
        facet = actors(engine, 2)
        assert [(v.value, v.count) for v in facet.values] == [("actor-1", 114), ("late", 57)]
        # What was deleted is still in the index until segments are put together.
        engine.write([], [(n, n) for n in range(61, 121)])
        assert [(v.value, v.count) for v in actors(engine, 2).values] == [("actor-1", 57), ("actor-2", 27)]


@pytest.mark.parametrize("share", [0.0, 2.0])
def test_one_that_leads_by_far_is_told_without_counting_all(share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("_SEGMENT_LEADERS", 5), ("_LEADERS", 7), ("_SHARE_LOOKED_UP", share)):
        monkeypatch.setattr(snapshot, name, value)
    with tantivy(crowd()) as engine:
        facet = actors(engine, 1)
        assert [(v.value, v.count) for v in facet.values] == [("actor-1", 114)]
        assert facet.at_least
        assert facet.distinct < 31


def test_values_of_any_letters_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of them is taken for a query of its own."""
    names = ('=a "b"', "=c\\", "=x:y*", "=(p) OR q", "=it's", "=Ünal  Öz", "=[1 TO 2]", "=k_actor:=it's")
    for name, value in (("_SEGMENT_LEADERS", 12), ("_LEADERS", 14), ("_FEW", 0)):
        monkeypatch.setattr(snapshot, name, value)
    records = [
        replace(EMPTY, id=n, tagged=True, actors=(*names[: n % 8 + 1], f"other-{n}", f"one-{n}")) for n in range(1, 81)
    ]
    for share in (0.0, 2.0):
        monkeypatch.setattr(snapshot, "_SHARE_LOOKED_UP", share)
        with tantivy(records) as engine:
            facet = actors(engine, 5)
            assert facet.at_least
            assert [(v.value, v.count) for v in facet.values] == [(names[n], 80 - 10 * n) for n in range(5)]


def actors(engine: Engine, size: int) -> Facet:
    (facet,) = engine.search(SearchRequest(EVERYTHING, facets=(FacetRequest("actor", size, leading=True),))).facets
    return facet
