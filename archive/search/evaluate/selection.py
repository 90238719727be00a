"""What one request selects on one snapshot: the matches, those of them that are listed, and who may see them."""

from __future__ import annotations

from array import array
from collections.abc import Hashable
from dataclasses import replace
from typing import Generic

from archive.search import engine
from archive.search.documents import key_id
from archive.search.evaluate import weights
from archive.search.evaluate.compiler import Compiler
from archive.search.evaluate.counting import Counting
from archive.search.evaluate.snapshot import Q, Snapshot
from archive.search.evaluate.wholes import Whole
from archive.search.query import All, SearchRequest, Term
from archive.search.quote_documents import of_quotes


class Selection(Generic[Q]):
    """One request on one snapshot.

    `matching`: what meets query, filters and access, every copy of a story; `listed`: the same, of each story the
    first alone where the request asks so; `total`: how many are listed. `counting` counts as the request asks.
    `within`: what this person may see in the ranges of dates; `visible`: what they may see at all. `base(facet)`: what
    of it the request means by the whole archive.
    """

    def __init__(self, snapshot: Snapshot[Q], request: SearchRequest, verify_max: int) -> None:
        if request.shelf == "quotes":
            request = replace(request, query=of_quotes(request.query, request.printed))
        self.q = snapshot
        self.request = request
        self.first_only = request.copies == "first"
        self.counting = Counting(snapshot, self.first_only)
        self.compiler = Compiler(snapshot, request.visible_to, verify_max, weights.light(request.query), request.shelf)
        self.visible = self.compiler.visible()
        ranges = SearchRequest(request.visible_to, ranges=request.ranges)
        dates = [self.compiler.exact(node) for node in engine.filters(ranges)]
        self.within = snapshot.both(self.visible, *dates)
        self.compiler.context = snapshot.both(self.within, snapshot.flat(self.compiler.superset(request.query)))
        self.query = self.compiler.exact(request.query)
        self.matching = self.filtered(None)
        self.listed = self._listed()
        self.total = snapshot.count(self.listed)

    @property
    def selects_all(self) -> bool:
        """Whether query and filters leave out nothing that this person may see."""
        plain = not any(choice.include or choice.exclude for choice in self.request.choices)
        return self.request.query == All() and plain and not self.request.ranges

    def filtered(self, without: str | None, query: Q | None = None) -> Q:
        """Query (or another in its place), access and filters; the includes of the facet `without` left out."""
        nodes = [self.compiler.exact(node) for node in engine.filters(replace(self.request, ranges=()), without)]
        return self.q.both(self.query if query is None else query, self.within, *nodes)

    def base(self, facet: str) -> Q:
        """Everything that a value of a facet is chosen out of where nothing else is chosen."""
        nothing = replace(self.request, choices=(), ranges=())
        nodes = [self.compiler.exact(node) for node in engine.filters(nothing, facet)]
        return self.q.both(self.visible, *nodes)

    def whole(self, without: str | None, *, guarded: bool = False) -> Whole:
        """Everything that `filtered(without)` is chosen out of; `guarded`: where text may be read."""
        lacking = self.request.leaves_indirect_out and without != "speech"
        everything = self.visible
        if lacking:
            everything = self.q.without(everything, self.compiler.exact(Term("speech", "indirect")))
        query = self.compiler.guarded(everything) if guarded else everything
        return Whole(query, (self.who, lacking, guarded))

    @property
    def who(self) -> Hashable:
        """The same for all who may see the same."""
        return self.request.visible_to.collections, self.request.visible_to.text

    def _listed(self) -> Q:
        """The matches, of each story the first alone where the request asks so."""
        if not self.first_only:
            return self.matching
        if not self.selects_all:
            return self.firsts(self.matching)
        # Of everything the later copies are the same for everybody who may see the same, until something is written.
        access, printed = self.request.visible_to, self.request.leaves_indirect_out
        key = ("later copies", access.collections, access.text, printed)
        return self._leaving_out(self.matching, self.q.kept.of(key, lambda: self._later(self.matching)))

    def firsts(self, query: Q) -> Q:
        """The query without the articles that are not the earliest of their copy group among its matches; QueryError
        where too many copies would have to be read."""
        return self._leaving_out(query, self._later(query))

    def _later(self, query: Q) -> array[int]:
        """The ids of the matches that are not the earliest of their copy group among the matches."""
        copies = list(self.q.numbers(self.counting.copied(query), ("copy_group", "order_oldest")))
        best: dict[int, int] = {}
        for group, key in copies:
            best[group] = min(key, best.get(group, key))
        return array("Q", (key_id(key) for group, key in copies if key != best[group]))

    def _leaving_out(self, query: Q, ids: array[int]) -> Q:
        return self.q.without(query, self.q.terms("id", list(ids))) if ids else query
