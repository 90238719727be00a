"""What one request selects on one snapshot: the matches, those of them that are listed, and who may see them."""

from __future__ import annotations

from array import array
from collections.abc import Hashable
from dataclasses import replace
from functools import cached_property
from typing import Generic

from archive.search import engine
from archive.search.documents import key_id
from archive.search.evaluate import weights
from archive.search.evaluate.compiler import Compiler, undecided
from archive.search.evaluate.counting import Counting
from archive.search.evaluate.snapshot import Q, Snapshot
from archive.search.evaluate.wholes import Whole
from archive.search.query import (
    All,
    And,
    AtLeast,
    Boost,
    InQuote,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    SearchRequest,
    Term,
    Word,
)
from archive.search.quote_documents import of_quotes
from archive.text import analysis

# Of a query that takes long to look at: where no more match, their ids are kept for the moment and asked for instead.
# An id takes some 10 µs a look. Every way that two words may lie near each other takes longer for a few hundred
# matches; to read the words of articles takes longer for any number.
_IDS_NEAR, _IDS_READ = 500, 5_000


class Selection(Generic[Q]):
    """One request on one snapshot.

    `matching`: what meets query, filters and access, every copy of a story; `listed`: the same, of each story the
    first alone where the request asks so; `total`: how many are listed. `counting` counts as the request asks.
    `query`: what the request asks for, as it weighs in ranking; `met`: the same as a filter, perhaps as the ids of what
    meets it. `costly`: an engine looks at places for each match. `within`: what this person may see in the ranges of
    dates; `visible`: what they may see at all. `base(facet)`: what of it the request means by the whole archive.
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
        self.costly = _is_costly(request.query)
        self.met = self._met()
        self.matching = self.filtered(None)
        self.listed = self._listed()
        self.total = self._total()

    def _total(self) -> int:
        """How many are listed; of a query that takes long to look at kept for the moment."""
        if not self.costly:
            return self.q.count(self.listed)
        if not self.first_only and not engine.filters(replace(self.request, ranges=())):
            return self._met_total(self.listed)
        return self.q.kept.of(("total", self.request.bare(sort="oldest")), lambda: self.q.count(self.listed))

    def _met_total(self, query: Q) -> int:
        """How many meet the query within the ranges, as this one of the queries for that tells."""
        request = self.request
        key = ("met total", request.query, request.ranges, request.visible_to)
        return self.q.kept.of(key, lambda: self.q.count(query))

    @cached_property
    def query(self) -> Q:
        return self.compiler.exact(self.request.query)

    def _met(self) -> Q:
        request = self.request
        if not self.q.kept.lasting or not _is_near(request.query):
            return self.query
        ids = self.q.kept.of(("met", request.query, request.ranges, request.visible_to), self._ids)
        if ids is None:
            return self.query
        found = self.q.flat(self.q.terms("id", list(ids)))
        self.compiler.context = self.q.both(self.within, found)
        return found

    def _ids(self) -> array[int] | None:
        """The ids of what meets the query within the ranges; None where they are too many to be kept."""
        compiler = self.compiler.within(self.compiler.context)
        query = self.q.flat(self.q.both(compiler.exact(self.request.query), self.within))
        most = _IDS_READ if undecided(self.request.query) else _IDS_NEAR
        if (total := self._met_total(query)) > most:
            return None
        return array("Q", (key_id(key) for _, key in self.q.ranked(query, total, by_length=False)))

    @property
    def selects_all(self) -> bool:
        """Whether query and filters leave out nothing that this person may see."""
        plain = not any(choice.include or choice.exclude for choice in self.request.choices)
        return self.request.query == All() and plain and not self.request.ranges

    def filtered(self, without: str | None, query: Q | None = None) -> Q:
        """Query (or another in its place), access and filters; the includes of the facet `without` left out."""
        nodes = [self.compiler.exact(node) for node in engine.filters(replace(self.request, ranges=()), without)]
        return self.q.both(self.met if query is None else query, self.within, *nodes)

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


def _is_costly(node: Node) -> bool:
    """Whether an engine looks at places for each article that it counts."""
    match node:
        case Phrase(parts):
            return len(parts) > 1
        case Word(text):
            return len(analysis.forms(text)) > 1
        case And(nodes) | Or(nodes):
            return any(map(_is_costly, nodes))
        case Not(inner) | Boost(inner):
            return _is_costly(inner)
        case _:
            return _is_near(node)


def _is_near(node: Node) -> bool:
    match node:
        case Near() | AtLeast() | InQuote():
            return True
        case And(nodes) | Or(nodes):
            return any(map(_is_near, nodes))
        case Not(inner) | Boost(inner):
            return _is_near(inner)
        case _:
            return False
