"""What is kept of a moment and what is counted by its complement give what a first, plain count gives."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from archive.search.documents import ArticleRecord
from archive.search.evaluate import wholes
from archive.search.query import (
    EVERYTHING,
    Access,
    All,
    FacetRequest,
    Not,
    SearchPage,
    SearchRequest,
    Term,
    TimelineRequest,
    Word,
)
from archive.search.tantivy_engine import TantivyEngine
from tests.search.test_conformance import EMPTY, tantivy

FACETS = tuple(FacetRequest(name, 2, whole=True) for name in ("actor", "place", "source", "collection"))
READER = Access(frozenset((1,)), frozenset(("public",)))


def archive() -> list[ArticleRecord]:
    """Twelve articles: all but two about war, actors several to an article, some in another collection or not to be
    read by everybody."""
    return [
        replace(
            EMPTY,
            id=n,
            title="war" if n > 2 else "peace",
            tagged=True,
            actors=("anna", "boris", "clara")[: n % 4],
            places=("kyiv",) if n % 2 else (),
            collections=(1,) if n % 3 else (2,),
            rights="public" if n % 5 else "metadata",
        )
        for n in range(1, 13)
    ]


def asked() -> list[SearchRequest]:
    queries = (All(), Word("war"), Not(Term("actor", "clara")))
    every = [SearchRequest(who, query=query, facets=FACETS) for who in (EVERYTHING, READER) for query in queries]
    return [replace(request, timeline=TimelineRequest("seen")) for request in every]


def answer(engine: TantivyEngine, request: SearchRequest) -> SearchPage:
    return replace(engine.search(request), took_ms=0)


@pytest.mark.parametrize("share", [0.0, 0.5, 2.0])
def test_what_was_asked_before_changes_no_answer(share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """0: all is counted by its complement; 2: only everything itself is kept."""
    with tantivy(archive()) as engine:
        monkeypatch.setattr(wholes.Wholes, "values", lambda self, query, *rest: self._counting.values(query, rest[-1]))
        plain = []
        for request in asked():
            engine.refresh()
            plain.append(answer(engine, request))
        monkeypatch.undo()
        monkeypatch.setattr(wholes, "_SHARE", share)
        monkeypatch.setattr(wholes, "_SHARE_UNKNOWN", share)
        for order in list(permutations(range(len(plain))))[::97]:
            engine.refresh()
            assert [answer(engine, asked()[n]) for n in order] == [plain[n] for n in order]


def test_a_commit_ends_what_is_kept() -> None:
    with tantivy(archive()) as engine:
        before = answer(engine, asked()[0])
        engine.write([replace(archive()[3], id=13)], [])
        after = answer(engine, asked()[0])
        assert (before.total, after.total) == (12, 13)
        assert [v.count for v in after.facets[2].values] == [13]
